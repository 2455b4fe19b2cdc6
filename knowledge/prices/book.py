"""The prices that hold: a company's own before a newer snapshot before the packaged one, and how one is looked up."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from bot.errors import UnknownPriceError
from knowledge.kept_files import is_laid
from knowledge.prices.cited import passages_of
from knowledge.prices.files import PACKAGED, REFRESHED, own_prices, snapshot
from knowledge.prices.rows import Price, PriceKind, Tier, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from knowledge.passages import Passage

#: What is meant where no tier is said: what most teams deploy first.
_TIERS_IN_ORDER = (Tier.GLOBAL, Tier.STANDARD, Tier.DATA_ZONE, Tier.REGIONAL, Tier.DEVELOPER)
#: Whose price is meant where no provider is said; "" is a company's own, which holds for whoever it buys from.
_FIRST_PROVIDERS = ("", "azure", "openai")
_MOST_NEAREST = 4
#: Of 2025-04-14 after its first two.
_DIGITS_OF_A_DAY = 6


def plain_name(model: str) -> str:
    """A model's name as prices are listed by: lower case, hyphens, no date of a version at its end."""
    name = "-".join(model.lower().split())
    stem, _, rest = name.partition("-20")
    digits = rest.replace("-", "")
    return stem if len(digits) == _DIGITS_OF_A_DAY and digits.isdigit() else name


@dataclass(frozen=True)
class PriceBook:
    """Prices, those that hold first in front."""

    prices: tuple[Price, ...]

    @cached_property
    def models(self) -> tuple[str, ...]:
        """Every model that has a price, by name."""
        return tuple(sorted({price.model for price in self.prices}))

    @cached_property
    def trained_models(self) -> tuple[str, ...]:
        """Every model of which training has a price, by name."""
        return tuple(one for one in self.models if self.find(one, PriceKind.TRAINING) is not None)

    @cached_property
    def passages(self) -> Mapping[tuple[str, str], Passage]:
        """What each list says of each model, as a source to be cited, by the model and the list (`Price.listed_in`)."""
        return passages_of(self.prices)

    def passage(self, price: Price) -> Passage:
        """What the list of a price says of its model."""
        return self.passages[price.model, price.listed_in]

    @cached_property
    def _placed(self) -> Mapping[tuple[str, PriceKind], Sequence[tuple[int, Price]]]:
        """The prices of each model and kind, each with its place among all."""
        placed: dict[tuple[str, PriceKind], list[tuple[int, Price]]] = {}
        for place, price in enumerate(self.prices):
            placed.setdefault((price.model, price.kind), []).append((place, price))
        return placed

    def all_of(self, model: str, kind: PriceKind, *, provider: str | None = None) -> tuple[Price, ...]:
        """Every price of one kind for a model, the one that is meant without further words first."""
        found = [
            (place, price)
            for place, price in self._placed.get((plain_name(model), kind), ())
            if provider in {None, price.provider, price.provider or provider}
        ]
        own = [price for _, price in found if not price.provider]
        listed = [
            pair for pair in found
            if pair[1].provider and not any(_overrides(each, pair[1]) for each in own)
        ]  # fmt: skip
        return tuple(price for _, price in sorted([*((-1, price) for price in own), *listed], key=_order))

    def find(
        self,
        model: str,
        kind: PriceKind,
        *,
        tier: Tier | None = None,
        region: str | None = None,
        provider: str | None = None,
    ) -> Price | None:
        """The price that holds, or None. Where prices differ by region and none is said, the one of most regions."""
        for price in self.all_of(model, kind, provider=provider):
            if tier in {None, price.tier} and price.holds_in(region):
                return price
        return None

    def price(
        self,
        model: str,
        kind: PriceKind,
        *,
        tier: Tier | None = None,
        region: str | None = None,
        provider: str | None = None,
    ) -> Price:
        """The price that holds.

        Raises:
            UnknownPriceError: None is known; says for what, and which are nearest.
        """
        found = self.find(model, kind, tier=tier, region=region, provider=provider)
        if found:
            return found
        raise self.unknown(model, kind, tier, region)

    def unknown(self, model: str, kind: PriceKind, tier: Tier | None, region: str | None) -> UnknownPriceError:
        """That no price is known, and which are nearest."""
        where = "".join([f", {tier.label}" if tier else "", f" in {region}" if region else ""])
        nearest = [described(price) for price in self.nearest(model, kind)]
        more = f" Nearest are: {'; '.join(nearest)}." if nearest else ""
        return UnknownPriceError(f"No price known for {said_of(kind, model)}{where}.{more}")

    def nearest(self, model: str, kind: PriceKind) -> list[Price]:
        """The prices nearest to one that is not known: the same model's other tiers, or models with names like it."""
        same = self.all_of(model, kind)
        if same:
            return list(same[:_MOST_NEAREST])
        priced = sorted({price.model for price in self.prices if price.kind is kind})
        alike = difflib.get_close_matches(plain_name(model), priced, _MOST_NEAREST, 0.5)
        return [self.all_of(name, kind)[0] for name in alike]


def described(price: Price) -> str:
    """A price in a few words: "gpt-4.1, Global, 25.00 USD per 1M tokens"."""
    where = f" ({price.regions[0]})" if len(price.regions) == 1 and price.regions[0] != "*" else ""
    return f"{price.model}, {price.tier.label}{where}, {price.dollars} USD per {price.kind.unit}"


@cache
def packaged_book() -> PriceBook:
    """The prices that are packaged, read once.

    Raises:
        PricesError: The installation is damaged.
    """
    return PriceBook(tuple(snapshot(PACKAGED)))


def open_book(data_dir: Path | None = None, own: Path | None = None) -> PriceBook:
    """The prices that hold.

    Args:
        data_dir: Where `ftn prices refresh` leaves a newer snapshot; its prices replace the packaged ones of its providers.
        own: A company's own prices.

    Raises:
        PricesError: A file can't be read or used.
    """
    book = packaged_book()
    refreshed = data_dir / REFRESHED if data_dir else None
    if refreshed and is_laid(refreshed):
        newer = snapshot(refreshed)
        packaged_read = {price.provider: price.read for price in book.prices}
        newer = [price for price in newer if price.read >= packaged_read.get(price.provider, "")]
        replaced = {price.provider for price in newer}
        book = PriceBook((*newer, *(price for price in book.prices if price.provider not in replaced)))
    return PriceBook((*own_prices(own), *book.prices)) if own else book


def _overrides(own: Price, listed: Price) -> bool:
    """Whether a company's own price takes the place of a listed one altogether."""
    return own.tier is listed.tier and (
        (own.holds_in(None) and "*" in own.regions) or set(listed.regions) <= set(own.regions)
    )


def _order(placed: tuple[int, Price]) -> tuple[int, int, int, int, int]:
    place, price = placed
    first = _FIRST_PROVIDERS.index(price.provider) if price.provider in _FIRST_PROVIDERS else len(_FIRST_PROVIDERS)
    everywhere = "*" in price.regions
    return (
        bool(price.provider),
        _TIERS_IN_ORDER.index(price.tier),
        first,
        0 if everywhere else -len(price.regions),
        place,
    )
