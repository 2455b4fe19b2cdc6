"""Price lists as sources: what a list says of one model, as a passage that a price is cited from. Nothing of it is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.passages import Passage
from knowledge.prices.rows import EVERYWHERE, PriceKind, said_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.prices.rows import Price

#: Every passage of this kind has a source id that begins so.
PRICES_ID = "prices"
_MOST_REGIONS = 3


def passages_of(prices: Iterable[Price]) -> Mapping[tuple[str, str], Passage]:
    """A passage for each model of each list, by the model's name and the list's: "Azure Retail Prices API 2026-08-11"."""
    listed: dict[tuple[str, str], list[Price]] = {}
    for price in prices:
        listed.setdefault((price.model, price.listed_in), []).append(price)
    return {key: _passage(rows) for key, rows in listed.items()}


def line_of(price: Price) -> str:
    """One price as a sentence: "Training gpt-4.1 costs 25.00 USD per 1M tokens, Azure Global (meter …, from 2025-04-01)."."""
    subject = said_of(price.kind, price.model)
    tier = " ".join(filter(None, [price.provider.capitalize(), price.tier.label]))
    named = ", ".join(price.regions[:_MOST_REGIONS])
    more = f" and {len(price.regions) - _MOST_REGIONS} more regions" if len(price.regions) > _MOST_REGIONS else ""
    where = "" if EVERYWHERE in price.regions else f" in {named}{more}"
    about = [f"meter {price.meter}" if price.meter else "", f"from {price.effective}" if price.effective else ""]
    note = ", ".join(filter(None, about))
    verb = "cost" if " tokens " in subject else "costs"
    return (
        f"{subject[0].upper()}{subject[1:]} {verb} {price.dollars} USD per {price.kind.unit}, {tier}{where}"
        f"{f' ({note})' if note else ''}."
    )


def _passage(rows: list[Price]) -> Passage:
    first = rows[0]
    order = list(PriceKind)
    lines = [line_of(price) for price in sorted(rows, key=lambda price: order.index(price.kind))]
    day = f", read on {first.read}" if first.read else ""
    return Passage(
        text="\n".join([f"List prices of {first.model}{day}.", *lines]),
        source_id=f"{PRICES_ID}-{first.provider or 'own'}",
        title=first.source,
        heading_path=(first.model,),
        url=first.address,
        date=first.read,
        is_own=not first.provider,
    )
