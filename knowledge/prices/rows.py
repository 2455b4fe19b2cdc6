"""What a price is: for which model, what for, where it holds, from whom and of which day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

#: A price that holds in every region that its source names.
EVERYWHERE = "*"


class PriceKind(StrEnum):
    """What is paid for. Tokens are priced by the million, training hours and hosting by the hour."""

    INPUT = "input"
    CACHED = "cached"
    OUTPUT = "output"
    BATCH_INPUT = "batch_input"
    BATCH_OUTPUT = "batch_output"
    TUNED_INPUT = "tuned_input"
    TUNED_CACHED = "tuned_cached"
    TUNED_OUTPUT = "tuned_output"
    TRAINING = "training"
    TRAINING_HOUR = "training_hour"
    HOSTING = "hosting"

    @property
    def unit(self) -> str:
        """What the price is for one of: `1M tokens` or `hour`."""
        return "hour" if self in {PriceKind.TRAINING_HOUR, PriceKind.HOSTING} else "1M tokens"


class Tier(StrEnum):
    """How a deployment is priced: Azure's deployment types; `standard` is every other provider's one list."""

    GLOBAL = "global"
    DATA_ZONE = "data_zone"
    REGIONAL = "regional"
    DEVELOPER = "developer"
    STANDARD = "standard"

    @property
    def label(self) -> str:
        """As people read it: `Data zone`."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Price:
    """One list price in US dollars for one unit of its kind.

    `regions` are names of Azure regions, or `*`. `effective` is the first day it holds, empty where the source says none;
    `read` is the day on which the source was read (both ISO).
    """

    provider: str
    model: str
    kind: PriceKind
    tier: Tier
    regions: tuple[str, ...]
    usd: Decimal
    effective: str
    meter: str
    source: str
    read: str

    @property
    def key(self) -> tuple[str, str, PriceKind, Tier]:
        """What it is the price of, regions aside."""
        return self.provider, self.model, self.kind, self.tier

    def holds_in(self, region: str | None) -> bool:
        """Whether it holds in a region; any will do where none is asked for."""
        return region is None or EVERYWHERE in self.regions or region in self.regions
