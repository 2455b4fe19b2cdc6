"""Short answers that a price list alone gives: what a training run costs, whether one price is lower than another, what tuning is billed by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.citations import Citations
from bot.costs.answer import PriceTold, cite_prices
from bot.costs.ways import HOURS_A_MONTH, MILLION, MONTHS_A_YEAR
from bot.costs.words import dollars, plain
from knowledge.prices.rows import PriceKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reading.asked.prices_compared import PricesCompared
    from bot.reading.asked.training_cost_asked import TrainingCostAsked
    from knowledge.prices.book import PriceBook
    from knowledge.prices.rows import Price

#: The models that a comparison without one names, the most often tuned first, and how many it names at most.
_OFTEN_TUNED = ("gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini")
_MOST_NAMED = 3
#: Of what a message that names no model is told what tuning is billed by: the one most often tuned, and the cheapest that is.
USUALLY_TUNED = "gpt-4.1-mini"
_AZURE = "azure"
#: A question and its answer of some sentences each, to show what a sum comes to where nobody said how long one is.
_A_SHORT_EXAMPLE = 500


def cheapest_tuned(book: PriceBook) -> str:
    """The model that is cheapest to train, of those most often tuned."""
    priced = [price for model in _OFTEN_TUNED if (price := book.find(model, PriceKind.TRAINING))]
    return min(priced, key=lambda price: price.usd).model if priced else USUALLY_TUNED


def training_told(
    asked: TrainingCostAsked, book: PriceBook, *, are_known: bool = False, is_kept: bool = False
) -> PriceTold | None:
    """What a training run costs: tokens × passes × the list price; None where the model's training has no price by the token.

    Args:
        asked: The run. What it lacks for a sum is asked for, with the price by the token.
        book: The prices that hold.
        are_known: Whether the examples were said before and not in the question.
        is_kept: Whether it is asked as well what keeping the tuned model costs.
    """
    price = book.find(asked.model, PriceKind.TRAINING)
    if price is None:
        return None
    if asked.lacks_examples or not asked.tokens:
        cited = Citations()
        lacking = "How many examples do you have?" if asked.lacks_examples else "How many tokens has one example?"
        text = f"Training {price.model} costs {price.dollars} USD per 1M tokens ({_held(price)}, list of {price.read})."
        told = [cite_prices(text, [price], book, cited)]
        if asked.examples and not asked.lacks_examples:
            usd = dollars(asked.examples * _A_SHORT_EXAMPLE * price.usd / MILLION)
            told.append(
                f"{plain(asked.examples)} examples of {_A_SHORT_EXAMPLE} tokens, for instance, are {usd} USD an epoch."
            )
        return PriceTold(" ".join([*told, *(_kept(asked, book, cited) if is_kept else []), lacking]), tuple(cited))
    epochs = asked.epochs or 1
    tokens = asked.tokens * epochs
    total = dollars(tokens * price.usd / MILLION)
    if asked.examples:
        times = f" × {plain(asked.epochs)} epochs" if asked.epochs else ""
        told_before = " as you said" if are_known else ""
        made = f"{plain(asked.examples)} examples{told_before} × {plain(asked.tokens / asked.examples)} tokens{times}"
    else:
        made = f"{plain(asked.tokens)} tokens{f' × {plain(asked.epochs)} epochs' if asked.epochs else ''}"
    first = f"{total} USD: {made}, at {price.dollars} USD per 1M ({price.model}, {_held(price)}, list of {price.read})."
    cited = Citations()
    told = [cite_prices(first, [price], book, cited)]
    if not asked.epochs:
        told.append("That is one epoch; each further one costs as much again.")
    told += _kept(asked, book, cited, is_a_month=is_kept)
    return PriceTold(" ".join(told), tuple(cited))


def _kept(asked: TrainingCostAsked, book: PriceBook, cited: Citations, *, is_a_month: bool = True) -> Iterator[str]:
    """What hosting the trained model costs on top, where that has a price."""
    if hosting := book.find(asked.model, PriceKind.HOSTING):
        month = f" ({dollars(hosting.usd * HOURS_A_MONTH)} a month, used or not)" if is_a_month else ""
        text = f"Hosting the tuned model is {hosting.dollars} USD per hour on top{month}."
        yield cite_prices(text, [hosting], book, cited)


def billed_told(model: str, book: PriceBook) -> PriceTold | None:
    """What tuning a model is billed by, from the list: training once, and hosting by the hour; None where it has no such price."""
    training, hosting = (book.find(model, kind) for kind in (PriceKind.TRAINING, PriceKind.HOSTING))
    if training is None or hosting is None:
        return None
    cited = Citations()
    month = dollars(hosting.usd * HOURS_A_MONTH)
    text = (
        f"Hosting a tuned {model} costs {month} USD a month ({hosting.dollars} per hour, used or not), and training it "
        f"{training.dollars} USD per 1M tokens ({_held(training)}, list of {training.read})."
    )
    return PriceTold(cite_prices(text, list(dict.fromkeys([hosting, training])), book, cited), tuple(cited))


def hosting_told(model: str, book: PriceBook, *, is_a_year: bool) -> PriceTold | None:
    """What hosting a tuned model costs an hour, a month and a year, that first which is asked for; None where the list has no such price."""
    hosting = book.find(model, PriceKind.HOSTING)
    if hosting is None:
        return None
    cited, month = Citations(), hosting.usd * HOURS_A_MONTH
    hour, year = f"{hosting.dollars} USD an hour", f"{dollars(month * MONTHS_A_YEAR)} USD a year"
    first, last = (year, hour) if is_a_year else (hour, year)
    text = (
        f"{first} for a tuned {model}, used or not: {dollars(month)} a month of {HOURS_A_MONTH} hours, {last} "
        f"({_held(hosting)}, list of {hosting.read})."
    )
    return PriceTold(f"{cite_prices(text, [hosting], book, cited)} Tokens and training come on top.", tuple(cited))


def comparison_told(asked: PricesCompared, book: PriceBook) -> PriceTold | None:
    """Whether one price is lower (or higher) than another, yes or no first, then both; None where one of them has no price."""
    return _of_models(asked, book) if len(asked.tiers) < 2 else _of_tiers(asked, book)  # noqa: PLR2004 - two sides


def _of_models(asked: PricesCompared, book: PriceBook) -> PriceTold | None:
    tier = asked.tiers[0] if asked.tiers else None
    prices = [book.find(model, asked.kind, tier=tier) for model in asked.models]
    first, second = prices
    if first is None or second is None:
        return None
    cited = Citations()
    subject = _of_model(asked.kind, "")
    holds = _holds(asked, first, second)
    if first.usd == second.usd:
        text = f"No: {subject} {first.dollars} USD per {first.kind.unit} for {first.model} and for {second.model}"
    else:
        text = (
            f"{'Yes' if holds else 'No'}: {subject} {first.dollars} USD per {first.kind.unit} for {first.model} "
            f"and {second.dollars} for {second.model}"
        )
    return PriceTold(
        cite_prices(f"{text} ({_held(first)}, list of {first.read}).", [first, second], book, cited), tuple(cited)
    )


def _of_tiers(asked: PricesCompared, book: PriceBook) -> PriceTold | None:
    pairs: dict[str, tuple[Price, Price]] = {}
    for model in asked.models or [*_OFTEN_TUNED, *(one for one in book.models if one not in _OFTEN_TUNED)]:
        first, second = (book.find(model, asked.kind, tier=tier, provider=_AZURE) for tier in asked.tiers)
        if first and second:
            pairs[model] = first, second
    if not pairs:
        return None
    groups: dict[tuple[str, str], list[str]] = {}
    for model, (first, second) in pairs.items():
        groups.setdefault((first.dollars, second.dollars), []).append(model)
    main, *others = groups.values()
    cited = Citations()
    first, second = pairs[main[0]]
    holds = _holds(asked, first, second)
    per, one, two = first.kind.unit, *(tier.label for tier in asked.tiers)
    if first.usd == second.usd:
        figures = f"{first.dollars} USD per {per} in {one} and in {two}"
    else:
        figures = f"{first.dollars} USD per {per} in {one}, {second.dollars} in {two}"
    text = f"{'Yes' if holds else 'No'}: {_of_model(asked.kind, _named(main))} {figures} (Azure, list of {first.read})."
    told = [cite_prices(text, [first, second], book, cited)]
    # Another answer than for the first is worth a word; other figures with the same answer are not.
    differing = [models for models in others if _holds(asked, *pairs[models[0]]) is not holds]
    if differing:
        parts = [
            f"{_named(models)} ({pairs[models[0]][0].dollars}, {pairs[models[0]][1].dollars})"
            for models in differing[:_MOST_NAMED]
        ]
        shown = [pairs[models[0]][0] for models in differing[:_MOST_NAMED]]
        told.append(cite_prices(f"{'No' if holds else 'Yes'} for {', '.join(parts)}.", shown, book, cited))
    return PriceTold(" ".join(told), tuple(cited))


def _holds(asked: PricesCompared, first: Price, second: Price) -> bool:
    return first.usd > second.usd if asked.is_higher else first.usd < second.usd


def _of_model(kind: PriceKind, model: str) -> str:
    """What is paid for, with its verb: "hosting a tuned gpt-4.1 costs", "input tokens cost" where no model is said with it."""
    match kind:
        case PriceKind.HOSTING:
            return f"hosting a tuned {model or 'model'} costs"
        case PriceKind.TRAINING:
            return f"training{f' {model}' if model else ''} costs"
    return f"{kind.value} tokens{f' of {model}' if model else ''} cost"


def _named(models: Sequence[str]) -> str:
    shown = list(models[:_MOST_NAMED])
    if more := len(models) - len(shown):
        return f"{', '.join(shown)} and {more} more"
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _held(price: Price) -> str:
    return (
        price.tier.label if price.tier is Tier.STANDARD else f"{price.provider.capitalize()} {price.tier.label}".strip()
    )
