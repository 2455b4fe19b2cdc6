"""What somebody typed into fields for a sum: numbers as people write them, a model's name, whose prices; or what is wrong with each."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot import phrases
from bot.costs.short_sum import compared
from bot.errors import CostInputError, UnknownPriceError
from knowledge.model_names import model_mentions
from knowledge.prices.rows import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.prices.book import PriceBook

#: The numbers that are asked for, by the names of `bot.costs.from_prices.NUMBERS`; the first has to be there.
COUNTS = ("calls_a_day", "input_tokens", "output_tokens", "tuned_tokens", "examples")
BILL, MODEL, SELLER = "bill", "model", "seller"
#: Whose list prices are meant: how that is called, and what it is to a sum.
SELLERS: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        **{
            f"azure_{tier.value}": (f"Azure, {tier.label}", {"provider": "azure", "tier": tier.value})
            for tier in (Tier.GLOBAL, Tier.DATA_ZONE, Tier.REGIONAL, Tier.DEVELOPER)
        },
        **{
            name: (label, {"provider": name})
            for name, label in (
                ("openai", "OpenAI"), ("anthropic", "Anthropic"), ("google", "Google"), ("mistral", "Mistral")
            )
        },
    }
)  # fmt: skip
#: Above it a number is a slip of the hand, and sums of it have more digits than are exact.
MOST = Decimal(10) ** 12
_TIMES = {"k": Decimal(1_000), "m": Decimal(1_000_000)}
_DIGITS_OF_A_GROUP = 3


@dataclass(frozen=True, slots=True)
class Entered:
    """What a sum is asked with, by name; and what is wrong, by field. One of the two is empty."""

    said: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def number_in(text: str) -> Decimal | None:
    """A number from 0 up as people type it, `20000`, `20,000`, `20k`, `1.5m`, with a dollar sign or not; None for anything else."""
    plain = text.strip().lower().removeprefix("$").replace("_", "").replace(" ", "")
    times = _TIMES.get(plain[-1:], Decimal(1))
    digits = plain[:-1] if times != 1 else plain
    if not digits.isascii() or not _has_whole_groups(digits):
        return None
    try:
        value = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    return value * times if value.is_finite() and value >= 0 else None


def entered(texts: Mapping[str, str], book: PriceBook) -> Entered:
    """Read the fields of a sum; what is empty is taken by default.

    Args:
        texts: What stands in the fields: those of `COUNTS`, a `bill` in US dollars a month, a `model`, a `seller` of `SELLERS`.
        book: The prices that the sum is made with.
    """
    said: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in (*COUNTS, BILL):
        if text := texts.get(name, "").strip():
            value = _value(text, whole=name != BILL)
            if isinstance(value, str):
                errors[name] = value
            else:
                said[name] = f"{value.normalize():f}"
    if not texts.get(COUNTS[0], "").strip():
        errors[COUNTS[0]] = phrases.NUMBER_NEEDED
    if "input_tokens" in said and BILL in said:
        errors[BILL] = phrases.BILL_OR_TOKENS
    if text := texts.get(MODEL, "").strip():
        named = model_mentions(text, book.models)
        if len(named) == 1:
            said[MODEL] = named[0].name
        else:
            errors[MODEL] = phrases.NO_SUCH_MODEL
    if seller := SELLERS.get(texts.get(SELLER, "")):
        said |= seller[1]
    return Entered(errors=errors) if errors else _worked_out(said, book)


def _worked_out(said: dict[str, str], book: PriceBook) -> Entered:
    """The same, where a sum can be made of it."""
    try:
        compared(said, book)
    except UnknownPriceError as error:
        return Entered(errors={MODEL: str(error)})
    except CostInputError:
        if BILL in said:
            return Entered(errors={BILL: phrases.BILL_NOT_POSSIBLE})
        # Each is within bounds, and what they make together is not.
        largest = max((name for name in COUNTS if name in said), key=lambda name: Decimal(said[name]))
        return Entered(errors={largest: phrases.NUMBER_TOO_LARGE})
    return Entered(said)


def _value(text: str, *, whole: bool) -> Decimal | str:
    """The number, or what is wrong with it."""
    value = number_in(text)
    if value is None or (whole and (value != value.to_integral_value() or ("." in text and text[-1:].isdigit()))):
        # "20.000" is twenty to some and twenty thousand to others.
        return phrases.WHOLE_NUMBER if whole else phrases.AMOUNT
    if value <= 0:
        return phrases.NUMBER_ABOVE_0
    return value if value <= MOST else phrases.NUMBER_TOO_LARGE


def _has_whole_groups(digits: str) -> bool:
    """Whether commas, if any, stand before groups of three digits."""
    first, *groups = digits.partition(".")[0].split(",")
    return not groups or (bool(first) and all(len(group) == _DIGITS_OF_A_GROUP for group in groups))
