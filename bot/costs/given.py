"""What a calculation is made from: numbers with their origin. Amounts are exact decimals; money is US dollars."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Origin(StrEnum):
    """Where a number comes from."""

    SAID = "said by you"
    DEFAULT = "default"
    PRICE = "list price"
    DERIVED = "worked out"


@dataclass(frozen=True, slots=True)
class Given:
    """A number, where it comes from, and more about that, such as the day of a price list."""

    value: Decimal
    origin: Origin
    note: str = ""


def said(value: Decimal | int | str, note: str = "") -> Given:
    """A number that a person has said."""
    return Given(Decimal(value), Origin.SAID, note)


def default(value: Decimal | int | str, note: str = "") -> Given:
    """A number that is taken because nobody has said one."""
    return Given(Decimal(value), Origin.DEFAULT, note)


@dataclass(frozen=True, slots=True)
class Workload:
    """How the model is used now: calls a day, tokens a call, and the part of the input that is served from the cache (0 to 1)."""

    calls_a_day: Given
    input_tokens: Given
    output_tokens: Given
    cached_share: Given


@dataclass(frozen=True, slots=True)
class TokenRates:
    """What a model's tokens cost, in USD per million; None where no such price is known."""

    model: str
    input: Given
    output: Given
    cached: Given | None = None
    batch_input: Given | None = None
    batch_output: Given | None = None


@dataclass(frozen=True, slots=True)
class TunedRates:
    """What a tuned model costs: tokens and training in USD per million tokens, hosting and training hours in USD per hour."""

    model: str
    input: Given
    output: Given
    hosting: Given
    cached: Given | None = None
    training: Given | None = None
    training_hour: Given | None = None


@dataclass(frozen=True, slots=True)
class Prompts:
    """Input tokens a call of the other ways, and the part of the shortened prompt that comes from the cache (0 to 1)."""

    short_tokens: Given
    short_cached_share: Given
    tuned_tokens: Given


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What retrieval adds: tokens a call, tokens a call to embed, USD per million of these, USD a month for the store."""

    added_tokens: Given
    embedded_tokens: Given
    embedding: Given
    store: Given


@dataclass(frozen=True, slots=True)
class Training:
    """What training takes: tokens of one pass over the examples and passes, or hours; months until it is done again.

    The test set costs once; labelling is hours at a rate; examples are what a larger model writes for a distilled one.
    """

    tokens: Given
    epochs: Given
    hours: Given
    months: Given
    test_set: Given
    labelling_hours: Given
    labelling_rate: Given
    examples: Given


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything a comparison is made from. A way whose prices are None is not compared."""

    usage: Workload
    now: TokenRates
    prompts: Prompts
    training: Training
    smaller: TokenRates | None = None
    retrieval: Retrieval | None = None
    tuned: TunedRates | None = None
    tuned_smaller: TunedRates | None = None

    def numbers(self) -> Iterator[tuple[str, Given]]:
        """Every number with its place: `usage.calls_a_day`."""
        for part in fields(self):
            group = getattr(self, part.name)
            if is_dataclass(group) and not isinstance(group, type):
                for one in fields(group):
                    if isinstance(number := getattr(group, one.name), Given):
                        yield f"{part.name}.{one.name}", number

    def at(self, place: str) -> Given:
        """The number at a place that `numbers` names."""
        part, _, name = place.partition(".")
        found: Given = getattr(getattr(self, part), name)
        return found

    def having(self, place: str, value: Decimal) -> Scenario:
        """The same with another value at a place."""
        part, _, name = place.partition(".")
        group: Any = getattr(self, part)
        changed: dict[str, Any] = {part: replace(group, **{name: replace(self.at(place), value=value)})}
        return replace(self, **changed)
