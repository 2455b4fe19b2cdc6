"""Whether some money is enough for a tuned model, by the price lists, and which model is the cheapest to train."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.citations import Citations
from bot.costs.answer import PriceTold, cite_prices
from bot.costs.ways import HOURS_A_MONTH
from bot.costs.words import dollars
from knowledge.model_status import Openness, Platform, Stage, TuningMethod, model_register, trainable
from knowledge.prices.rows import PriceKind, Tier

if TYPE_CHECKING:
    from datetime import date

    from bot.reading.asked.budget_asked import BudgetAsked
    from knowledge.prices.book import PriceBook
    from knowledge.prices.rows import Price

_AZURE = "azure"


def budget_told(asked: BudgetAsked, model: str, book: PriceBook, today: date) -> PriceTold | None:
    """Whether a budget covers hosting a tuned model, yes or no first; None where the model's hosting has no price.

    Args:
        asked: The budget; one without a period is taken as that of a month.
        model: The model that is meant.
        book: The prices that hold.
        today: The day on which it is asked.
    """
    hosting, training = (book.find(model, kind) for kind in (PriceKind.HOSTING, PriceKind.TRAINING))
    if hosting is None or training is None:
        return None
    month, cited = hosting.usd * HOURS_A_MONTH, Citations()
    given = f"{dollars(asked.usd)} USD{'' if asked.is_monthly else ' (taken as that of a month)'}"
    costs = f"hosting a tuned {model} costs {dollars(month)} USD a month ({hosting.dollars} per hour, used or not)"
    fits = month < asked.usd
    if fits:
        left = dollars(asked.usd - month)
        first = f"Yes, as far as hosting goes: {costs}, which leaves {left} of {given} for the rest."
    else:
        first = f"No: {costs}, and you have {given}."
    rest = f"Training is {training.dollars} USD per 1M tokens, and tokens of use are on top ({_held(training)}, list of {training.read})."
    told = [cite_prices(first, [hosting], book, cited), cite_prices(rest, [training], book, cited)]
    other = None if fits or asked.model else cheapest_hosted(book, today)
    if other and other.model != model and other.usd * HOURS_A_MONTH < asked.usd:
        cheaper = f"Within it would be hosting a tuned {other.model}: {dollars(other.usd * HOURS_A_MONTH)} USD a month."
        told.append(cite_prices(cheaper, [other], book, cited))
    return PriceTold(" ".join(told), tuple(cited))


def cheapest_to_train_told(book: PriceBook, today: date) -> PriceTold | None:
    """The model that is cheapest to train of those that any subscription may train on a day, and a cheaper or larger one beside it; None where none is priced."""
    training = sorted(_trained_by_all(book, PriceKind.TRAINING, today), key=lambda price: price.usd)
    if not training:
        return None
    first, cited = training[0], Citations()
    hosting = book.find(first.model, PriceKind.HOSTING)
    told = [
        cite_prices(
            f"Cheapest to train is {first.model}: {_figures(first, hosting)}.", _priced(first, hosting), book, cited
        )
    ]
    hosted = cheapest_hosted(book, today)
    if hosted and hosting and hosted.usd < hosting.usd:
        text = f"Cheapest to keep is {hosted.model}: {hosted.dollars} USD per hour hosted."
        told.append(cite_prices(text, [hosted], book, cited))
    of_azure = [
        price for model in book.models if (price := book.find(model, PriceKind.TRAINING)) and price not in training
    ]
    limited = min((price for price in of_azure if _is_limited(price, today)), key=lambda price: price.usd, default=None)
    if limited:
        text = f"Of the GPT models it is {limited.model} at {limited.dollars} USD, but a subscription that never deployed it may not get to train it."
        told.append(cite_prices(text, [limited], book, cited))
    told.append(
        f"Those any Azure subscription may train were taken, previews left out, by the register of {today:%B %Y}."
    )
    return PriceTold(" ".join(told), tuple(cited))


def cheapest_hosted(book: PriceBook, today: date) -> Price | None:
    """The lowest price of hosting a tuned model that any subscription may train on a day; None where none is priced."""
    return min(_trained_by_all(book, PriceKind.HOSTING, today), key=lambda price: price.usd, default=None)


def _trained_by_all(book: PriceBook, kind: PriceKind, today: date) -> list[Price]:
    """The prices of the models that any subscription may train by examples on Azure."""
    open_names = [
        one.name.lower()
        for one in model_register().model
        if one.platform is Platform.AZURE
        and one.stage is not Stage.PREVIEW
        and TuningMethod.SFT in one.methods
        and trainable(one.name, Platform.AZURE, today, existing=False).answer is Openness.YES
    ]
    # The register has some models by a longer name than the price list.
    models = [model for model in book.models if any(name.startswith(model) for name in open_names)]
    return [price for model in models if (price := book.find(model, kind, provider=_AZURE))]


def _is_limited(price: Price, today: date) -> bool:
    """Whether only some subscriptions may train a model."""
    by = {
        existing: trainable(price.model, Platform.AZURE, today, existing=existing).answer for existing in (False, True)
    }
    return by[True] is Openness.YES and by[False] is not Openness.YES


def _figures(training: Price, hosting: Price | None) -> str:
    """What it costs to train and to host, with where and of which day."""
    figures = f"{training.dollars} USD per 1M training tokens"
    if hosting:
        figures += f", and {hosting.dollars} per hour hosted ({dollars(hosting.usd * HOURS_A_MONTH)} a month)"
    return f"{figures} ({_held(training)}, list of {training.read})"


def _priced(training: Price, hosting: Price | None) -> list[Price]:
    return [training, hosting] if hosting else [training]


def _held(price: Price) -> str:
    return (
        price.tier.label if price.tier is Tier.STANDARD else f"{price.provider.capitalize()} {price.tier.label}".strip()
    )
