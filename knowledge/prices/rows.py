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


_KIND_WORDS = {
    PriceKind.INPUT: "input tokens of", PriceKind.CACHED: "cached input tokens of", PriceKind.OUTPUT: "output tokens of",
    PriceKind.BATCH_INPUT: "batch input tokens of", PriceKind.BATCH_OUTPUT: "batch output tokens of",
    PriceKind.TUNED_INPUT: "input tokens of tuned", PriceKind.TUNED_CACHED: "cached input tokens of tuned",
    PriceKind.TUNED_OUTPUT: "output tokens of tuned", PriceKind.TRAINING: "training",
    PriceKind.TRAINING_HOUR: "reinforcement fine-tuning of", PriceKind.HOSTING: "hosting a tuned",
}  # fmt: skip


def said_of(kind: PriceKind, model: str) -> str:
    """What is paid for, in words: "training gpt-4.1"."""
    return f"{_KIND_WORDS[kind]} {model}"


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
    `read` is the day on which the source was read (both ISO), `address` where it can be read, empty for a company's own.
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
    address: str = ""

    @property
    def key(self) -> tuple[str, str, PriceKind, Tier]:
        """What it is the price of, regions aside."""
        return self.provider, self.model, self.kind, self.tier

    @property
    def listed_in(self) -> str:
        """The list that it stands in, by its name and the day it was read: "Azure Retail Prices API 2026-08-11"."""
        return " ".join(filter(None, [self.source, self.read]))

    @property
    def dollars(self) -> str:
        """Dollars with two places at least, and as many as the price has: `27.50`, `0.028`."""
        places = max(2, -int(self.usd.normalize().as_tuple().exponent))
        return f"{self.usd:,.{places}f}"

    def holds_in(self, region: str | None) -> bool:
        """Whether it holds in a region; any will do where none is asked for."""
        return region is None or EVERYWHERE in self.regions or region in self.regions
