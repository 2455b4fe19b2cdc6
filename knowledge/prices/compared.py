"""A list of prices that was fetched beside those that hold: what of it is taken for certain, and what stays as it was and is reported."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.prices.rows import said_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from knowledge.prices.rows import Price, PriceKind, Tier

    Group = tuple[str, str, PriceKind, Tier]

#: A price that moves by more than this factor is more likely a meter with another unit or meaning: Azure counts tokens by 1K and by 1M.
LARGEST_STEP: Final = 10
#: A list in which more than this part of the known prices is another one at once is not believed.
MOST_CHANGED: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class FetchedPrices:
    """What comes of a fetched list.

    Attributes:
        prices: The prices that hold from now on; what stays as it was has its own source and day.
        changed: How many are others from now on, of the models, kinds and tiers that had one.
        known: How many had one and are in the list.
        doubted: What stays because the list's price is too far from it, a line each.
        missing: What stays because the list does not have it any more, or contradicts itself on it, a line each.
    """

    prices: tuple[Price, ...]
    changed: int
    known: int
    doubted: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_too_much(self) -> bool:
        """Whether so many prices are others at once that the list is not believed."""
        return self.changed + len(self.doubted) > MOST_CHANGED * self.known


def compared(fetched: Iterable[Price], holding: Iterable[Price]) -> FetchedPrices:
    """A fetched list beside the prices of the same provider that hold; regions of a price are compared together."""
    new, old = _groups(fetched), _groups(holding)
    both, missing = new.keys() & old.keys(), old.keys() - new.keys()
    doubted = {key for key in both if _is_far(new[key], old[key])}
    kept = {key: old[key] for key in doubted | missing}
    together = sorted((new | kept).items())
    return FetchedPrices(
        tuple(price for _, prices in together for price in prices),
        sum(_amounts(new[key]) != _amounts(old[key]) for key in both - doubted),
        len(both),
        tuple(_doubt(new[key], old[key]) for key in sorted(doubted)),
        tuple(_named(old[key][0]) for key in sorted(missing)),
    )


def _groups(prices: Iterable[Price]) -> dict[Group, list[Price]]:
    found: dict[Group, list[Price]] = defaultdict(list)
    for price in prices:
        found[price.key].append(price)
    return dict(found)


def _amounts(prices: Iterable[Price]) -> set[Decimal]:
    return {price.usd for price in prices}


def _is_far(new: list[Price], old: list[Price]) -> bool:
    now, before = _amounts(new), _amounts(old)
    return max(now) > LARGEST_STEP * max(before) or LARGEST_STEP * min(now) < min(before)


def _doubt(new: list[Price], old: list[Price]) -> str:
    now, before = new[0], old[0]
    return (
        f"{_named(before)}: {now.dollars} USD per {now.kind.unit} in the list, {before.dollars} before ({before.read})"
    )


def _named(price: Price) -> str:
    return f"{said_of(price.kind, price.model)}, {price.tier.label}"
