"""Answers to questions on a price: the figure, where it holds, its day and source, and its neighbours; or what is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import UnknownPriceError
from knowledge.prices.book import money, open_book, said_of

if TYPE_CHECKING:
    from bot.reading.price_asked import PriceAsked
    from knowledge.prices.book import PriceBook
    from knowledge.prices.rows import Price, PriceKind, Tier

_A_MONTH_OF_HOURS = 720


def answer_on(asked: PriceAsked, book: PriceBook) -> str:
    """What is told of the prices that somebody asks for: each model's first kind in full, the others by their figures."""
    told = []
    for model in asked.models:
        first, *others = [kind for kind in asked.kinds if book.all_of(model, kind)] or asked.kinds[:1]
        told.append(price_answer(model, first, asked.region, book=book, tier=asked.tier, provider=asked.provider))
        for kind in others:
            price = book.find(model, kind, tier=asked.tier, region=asked.region, provider=asked.provider)
            subject = said_of(kind, model)
            if price:
                told.append(
                    f"{subject[0].upper()}{subject[1:]}: {money(price)} USD per {price.kind.unit}, {price.tier.label}."
                )
    return " ".join(told)


def price_answer(  # noqa: PLR0913 - what a price is of
    model: str,
    kind: PriceKind,
    region: str | None = None,
    *,
    book: PriceBook | None = None,
    tier: Tier | None = None,
    provider: str | None = None,
) -> str:
    """One or two short sentences on a price.

    Args:
        model: The model's name as a person writes it.
        kind: What is paid for.
        region: An Azure region such as `swedencentral`; None for where most deployments are.
        book: The prices that hold; the packaged ones if left out.
        tier: How a deployment is priced; None for what most deploy first.
        provider: Whose price; None for Azure's where there is one.
    """
    book = book or open_book()
    try:
        price = book.price(model, kind, tier=tier, region=region, provider=provider)
    except UnknownPriceError as error:
        return str(error)
    subject = said_of(kind, price.model)
    monthly = f" ({price.usd * _A_MONTH_OF_HOURS:,.2f} a month of 720 hours)" if kind is kind.HOSTING else ""
    provider = f"{price.provider.capitalize()} " if price.provider and price.provider != "openai" else ""
    where = f" in {region}" if region and "*" not in price.regions else ""
    held = f", {provider or 'OpenAI '}{price.tier.label}{where}" if price.provider else where
    day = f", list of {price.read}" if price.read else ""
    costs = "cost" if " tokens " in subject else "costs"
    first = f"{subject[0].upper()}{subject[1:]} {costs} {money(price)} USD per {price.kind.unit}{monthly}{held} ({price.source}{day})."
    others = _neighbours(book, price, region)
    return f"{first} {others}" if others else first


def _neighbours(book: PriceBook, price: Price, region: str | None) -> str:
    """The same in other tiers, each once; and how far its own tier differs by region where none was asked for."""
    same = [each for each in book.all_of(price.model, price.kind) if each.provider == price.provider]
    own = [each for each in same if each.tier is price.tier]
    parts = []
    for other in dict.fromkeys(each.tier for each in same if each.tier is not price.tier):
        if not (there := [each for each in same if each.tier is other and each.holds_in(region)]):
            continue
        dearest = max(there, key=lambda each: each.usd)
        range_of = "" if region or dearest.usd == there[0].usd else f", up to {money(dearest)} by region"
        parts.append(f"{other.label} {money(there[0])}{range_of}")
    if not region and len(own) > 1:
        parts.insert(0, f"some regions {money(max(own, key=lambda each: each.usd))}")
    if not parts:
        return ""
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}."
