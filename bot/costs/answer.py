"""Answers to questions on a price: the figure, where it holds, its day and source, and its neighbours; or what is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.citations import Citations
from bot.errors import UnknownPriceError
from bot.reading.asked.price_asked import OF_TUNED
from knowledge.prices.book import open_book
from knowledge.prices.cited import line_of
from knowledge.prices.rows import PriceKind, said_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.reading.asked.price_asked import PriceAsked
    from bot.replies import Citation
    from knowledge.prices.book import PriceBook
    from knowledge.prices.rows import Price, Tier

_A_MONTH_OF_HOURS = 720
_TOKENS_OF = {PriceKind.INPUT: "input", PriceKind.OUTPUT: "output", PriceKind.CACHED: "cached input"}


@dataclass(frozen=True, slots=True)
class PriceTold:
    """What is told of prices, with marks, and the lists that these lead to."""

    text: str
    citations: tuple[Citation, ...] = ()


def answer_on(asked: PriceAsked, book: PriceBook) -> PriceTold:
    """What is told of the prices that somebody asks for: each model's first kind in full, the others by their figures."""
    cited, told = Citations(), []
    for model in asked.models:
        if asked.tuned_too and (both := _tuned_and_untuned(asked, model, book, cited)):
            told += both
            told += _figures(asked, model, [kind for kind in asked.kinds if kind not in _TOKENS_OF], book, cited)
            continue
        if asked.tuned_too:
            # The untuned one has a price all the same, and is told below.
            tuned = OF_TUNED.get(asked.kinds[0], PriceKind.TUNED_INPUT)
            told += _sentences(_Asked(model, tuned, asked.region, asked.tier, asked.provider), book, cited)
        first, *others = [kind for kind in asked.kinds if book.all_of(model, kind)] or asked.kinds[:1]
        told += _sentences(_Asked(model, first, asked.region, asked.tier, asked.provider), book, cited)
        told += _figures(asked, model, others, book, cited)
    return PriceTold(" ".join(told), tuple(cited))


def _figures(
    asked: PriceAsked, model: str, kinds: Iterable[PriceKind], book: PriceBook, cited: Citations
) -> Iterator[str]:
    """Other prices of a model by their figures alone, those that are known."""
    for kind in kinds:
        price = book.find(model, kind, tier=asked.tier, region=asked.region, provider=asked.provider)
        if price:
            monthly = f" ({price.usd * _A_MONTH_OF_HOURS:,.2f} a month)" if kind is PriceKind.HOSTING else ""
            text = f"{_subject(kind, model)}: {price.dollars} USD per {price.kind.unit}{monthly}, {price.tier.label}."
            yield cite_prices(text, [price], book, cited)


def _tuned_and_untuned(asked: PriceAsked, model: str, book: PriceBook, cited: Citations) -> list[str]:
    """What the tokens of a model cost as it is and tuned, and what hosting adds; nothing where one of them has no price."""

    def listed(kind: PriceKind) -> Price | None:
        return book.find(model, kind, tier=asked.tier, region=asked.region, provider=asked.provider)

    pairs = [
        (untuned, tuned)
        for kind in asked.kinds
        if kind in OF_TUNED and (untuned := listed(kind)) and (tuned := listed(OF_TUNED[kind]))
    ]
    if not pairs:
        return []
    first = pairs[0][0]
    where = f", {first.provider.capitalize()} {first.tier.label}" if first.provider else ""
    held = f"{where} ({first.source}{f', list of {first.read}' if first.read else ''})"
    if all(untuned.usd == tuned.usd for untuned, tuned in pairs):
        figures = " and ".join(f"{one.dollars} USD per 1M {_TOKENS_OF[one.kind]} tokens" for one, _ in pairs)
        text = f"{model} costs the same tuned and untuned: {figures}{held}."
    else:
        figures = "; ".join(
            f"{tuned.dollars} USD tuned and {untuned.dollars} untuned per 1M {_TOKENS_OF[untuned.kind]} tokens"
            for untuned, tuned in pairs
        )
        text = f"{model} costs {figures}{held}."
    told = [cite_prices(text, [price for pair in pairs for price in pair], book, cited)]
    if hosting := listed(PriceKind.HOSTING):
        monthly = f"{hosting.usd * _A_MONTH_OF_HOURS:,.2f} a month of {_A_MONTH_OF_HOURS} hours"
        text = f"A tuned one costs {hosting.dollars} USD per hour of hosting on top ({monthly})."
        told.append(cite_prices(text, [hosting], book, cited))
    return told


def price_answer(  # noqa: PLR0913 - what a price is of
    model: str,
    kind: PriceKind,
    region: str | None = None,
    *,
    book: PriceBook | None = None,
    tier: Tier | None = None,
    provider: str | None = None,
) -> PriceTold:
    """One or two short sentences on a price.

    Args:
        model: The model's name as a person writes it.
        kind: What is paid for.
        region: An Azure region such as `swedencentral`; None for where most deployments are.
        book: The prices that hold; the packaged ones if left out.
        tier: How a deployment is priced; None for what most deploy first.
        provider: Whose price; None for Azure's where there is one.
    """
    cited = Citations()
    sentences = _sentences(_Asked(model, kind, region, tier, provider), book or open_book(), cited)
    return PriceTold(" ".join(sentences), tuple(cited))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One price that is asked for."""

    model: str
    kind: PriceKind
    region: str | None
    tier: Tier | None
    provider: str | None


def _sentences(asked: _Asked, book: PriceBook, cited: Citations) -> list[str]:
    kind, region = asked.kind, asked.region
    try:
        price = book.price(asked.model, kind, tier=asked.tier, region=region, provider=asked.provider)
    except UnknownPriceError as error:
        return [cite_prices(str(error), book.nearest(asked.model, kind), book, cited)]
    subject = _subject(kind, price.model)
    monthly = f" ({price.usd * _A_MONTH_OF_HOURS:,.2f} a month of 720 hours)" if kind is kind.HOSTING else ""
    provider = f"{price.provider.capitalize()} " if price.provider and price.provider != "openai" else ""
    where = f" in {region}" if region and "*" not in price.regions else ""
    held = f", {provider or 'OpenAI '}{price.tier.label}{where}" if price.provider else where
    day = f", list of {price.read}" if price.read else ""
    costs = "cost" if " tokens " in subject else "costs"
    first = f"{subject} {costs} {price.dollars} USD per {price.kind.unit}{monthly}{held} ({price.source}{day})."
    others = _neighbours(book, price, region)
    return [cite_prices(text, [price], book, cited) for text in (first, others) if text]


def _subject(kind: PriceKind, model: str) -> str:
    """What is paid for, at the beginning of a sentence."""
    said = said_of(kind, model)
    return f"{said[0].upper()}{said[1:]}"


def cite_prices(text: str, prices: Sequence[Price], book: PriceBook, cited: Citations) -> str:
    """The text with the marks of the lists that these prices stand in, each quoted with its line."""
    quotes: dict[str, str] = {}
    for price in prices:
        quotes.setdefault(book.passage(price).id, line_of(price))
    lists = {book.passage(price).id: book.passage(price) for price in prices}
    return cited.cite(text, list(lists.values()), quotes)


def _neighbours(book: PriceBook, price: Price, region: str | None) -> str:
    """The same in other tiers, each once; and how far its own tier differs by region where none was asked for."""
    same = [each for each in book.all_of(price.model, price.kind) if each.provider == price.provider]
    own = [each for each in same if each.tier is price.tier]
    parts = []
    for other in dict.fromkeys(each.tier for each in same if each.tier is not price.tier):
        if not (there := [each for each in same if each.tier is other and each.holds_in(region)]):
            continue
        dearest = max(there, key=lambda each: each.usd)
        range_of = "" if region or dearest.usd == there[0].usd else f", up to {dearest.dollars} by region"
        parts.append(f"{other.label} {there[0].dollars}{range_of}")
    if not region and len(own) > 1:
        parts.insert(0, f"some regions {max(own, key=lambda each: each.usd).dollars}")
    if not parts:
        return ""
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}."
