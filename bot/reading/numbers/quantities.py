"""Reads quantities out of a message: a number with its unit, what it counts and, where it is a rate, by which period.

"1.4k tickets", "60,000 a month", "a dozen", "a couple of hundred", "twenty-five thousand", "80-100k", "17 of 25", "$9k", "82%",
"under 2 seconds". Model names, versions, years and dates are no quantities. What a quantity says about the use case is decided by
whoever reads the words around it; this module only says what kind it is. One pass over the words, so the time grows with their number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from bot.reading.numbers.named_scores import PER_CENT, is_below_wish, is_percentage
from bot.reading.numbers.numbers import DURATIONS, LOW_SCALE, OBJECT_WORDS, SCALES, SIZES, number_at, word_at, words_of
from bot.reading.numbers.numbers_in_names import YEARS, is_name
from bot.reading.numbers.rates import is_bare_period, period_at
from bot.reading.numbers.token_counts import AROUND, are_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.numbers.numbers import Word


class QuantityKind(StrEnum):
    """What a number measures."""

    COUNT = "count"
    RATE = "rate"
    SHARE = "share"  # a percentage, a fraction, "17 of 25", a score between 0 and 1
    MONEY = "money"
    DURATION = "duration"
    SIZE = "size"  # bytes, parameters, tokens


#: What may stand between words that name one thing, as in "sentence/DSL pairs".
_WITHIN_A_NAME = frozenset("-/+&’'\"“”")
_CURRENCIES = frozenset(
    ["dollar", "dollars", "usd", "euro", "euros", "eur", "pound", "pounds", "gbp", "chf", "francs", "bucks", "cent", "cents", "yen", "rupees",
     "inr", "sek", "nok", "dkk", "pln", "czk", "reais", "grand", "quid"]
)  # fmt: skip
_SIGNS = frozenset("$€£¥₹")
#: Currencies that are written before their number too.
_CODES = frozenset(["usd", "eur", "gbp", "chf", "inr", "sek", "nok", "dkk", "pln", "czk"])
_RANGE_WORDS = frozenset(["-", "–", "to", "or"])
#: Round the clock, which counts nothing.
_ALWAYS = ("24", "/", "7")
#: What stands between a number that was told before and its unit: "71 is in per cent".
_IS = frozenset(["is", "was", "are", "were", "means", "meant", "as", "in", "="])
_IN = frozenset(["in", "a", "the", "as"])
_PER_CENT = frozenset(["%", "percent", "pct", "percentage", "percents"])
_OUT_OF = frozenset(["of", "/", "in"])
#: What a share is told of that was counted on something else.
_ROUND = frozenset([10.0, 100.0, 1_000.0])
#: Signs between words that name a number and the number, as in "test-set: ~350".
_LEADS_TO = frozenset(["-", ":", "=", "~", "≈"])
#: A "few-shot" prompt and a "one-off" hold no count of anything; neither does a "one-time" fee, unless it says how often.
_NO_COUNTS = frozenset(["shot", "shots", "off", "downtime", "retention", "trust"])
_OFTEN = frozenset(["a", "an", "per", "each", "every", "/"])
#: How many words after a number may say that a higher one is wanted.
WISH_WORDS = 12
#: A number of at most this is a score where a word for one stands near it.
_HIGHEST_SCORE = 1.0


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text.

    Attributes:
        kind: What it measures.
        value: The number; of a range the middle; of a rate uses a day; of a share from 0 to 1 where that can be told.
        start, end: Where its words stand, unit and period included.
        counted: The words after it that name what it counts, lower case.
        of: Of a share such as 17 of 25 the whole, else None.
        led: The words of its phrase that lead to it, lower case.
    """

    kind: QuantityKind
    value: float
    start: int
    end: int
    counted: tuple[str, ...] = ()
    of: float | None = None
    led: tuple[str, ...] = field(default=(), compare=False)


#: What a number turned out to be: its kind and value, the last word of its unit, and the whole of a share.
_Unit: TypeAlias = tuple[QuantityKind, float, int, float | None]


def quantities(text: str) -> list[Quantity]:
    """Return every quantity of a text, in order."""
    return list(_quantities(text))


@lru_cache(maxsize=4)
def _quantities(text: str) -> tuple[Quantity, ...]:
    # A message is asked for its quantities by everybody who reads it.
    words = words_of(text)
    found, place, free = [], 0, 0
    while place < len(words):
        quantity, after = _at(text, words, place, free)
        place = max(after, place + 1)
        if quantity:
            found.append(quantity)
            free = place
    return tuple(found)


def _at(text: str, words: Sequence[Word], place: int, free: int) -> tuple[Quantity | None, int]:
    """The quantity that begins at a word, and the word after it; words before `free` belong to the one before."""
    read = number_at(text, words, place)
    if read is None or _counts_nothing(words, *read):
        return None, place + 1
    value, after = read
    if is_name(text, words, place, value):
        return None, after
    if tuple(word_at(words, place + step) for step in range(3)) == _ALWAYS:
        return None, place + 3
    joined = word_at(words, after)
    is_range = joined in _RANGE_WORDS or (joined, word_at(words, place - 1)) == ("and", "between")
    upper = number_at(text, words, after + 1) if is_range else None
    if upper and words[place].text.isdecimal() is words[after + 1].text.isdecimal():
        value, after = _middle(value, upper[0], SCALES.get(words[upper[1] - 1].text, 1)), upper[1]
    return _measured(words, place, value, after, free)


def _counts_nothing(words: Sequence[Word], value: float, after: int) -> bool:
    """Whether a number is part of a word that counts nothing: "few-shot", "one-off", "one-time"."""
    joined = after + (word_at(words, after) == "-")
    is_once = value == 1 and word_at(words, joined) == "time" and word_at(words, joined + 1) not in _OFTEN
    return word_at(words, joined) in _NO_COUNTS or is_once


def _middle(low: float, high: float, scale: float) -> float:
    """The middle of a range, whose scale may be named once, as in "80-100k"; "a hundred or two" is no range."""
    if high <= low:
        return low
    return ((low * scale if low * scale < high else low) + high) / 2


def _measured(words: Sequence[Word], place: int, value: float, after: int, free: int) -> tuple[Quantity | None, int]:
    """The quantity with its unit: what stands before and after the number decides what it is."""
    kind, value, last, of = (
        _with_unit(words, place, value, after, free)
        or _per_cent_told_later(words, value, after)
        or _share(words, value, after)
        or _as_rate(words, place, value, after, free)
        or _named_score(words, place, value, after)
        or (QuantityKind.SHARE if 0 < value < _HIGHEST_SCORE else QuantityKind.COUNT, value, after - 1, None)
    )
    last = max(last, after - 1)
    counted, led = _counted(words, last + 1), _led(words, place, free)
    return Quantity(kind, value, words[place].start, words[last].end, counted, of, led), last + 1


def _with_unit(words: Sequence[Word], place: int, value: float, after: int, free: int) -> _Unit | None:
    """Money, a size or a duration."""
    before, unit = word_at(words, place - 1), word_at(words, after)
    joined = unit == "-"
    following = word_at(words, after + 1) if joined else unit
    if unit in _SIGNS | _CURRENCIES or before in _SIGNS | _CODES:
        return QuantityKind.MONEY, value, after - (unit not in _SIGNS | _CURRENCIES), None
    if unit in SIZES or _is_a_make(words, after):
        return QuantityKind.SIZE, value, after, None
    begin = max(0, place - AROUND)
    around = [word.text for word in words[begin : after + AROUND]]
    if are_tokens(around, place - begin, after - begin, max(0, free - begin)):
        return QuantityKind.SIZE, value, after - 1, None
    is_rate = value >= LOW_SCALE and not joined and is_bare_period(words, after)
    return (QuantityKind.DURATION, value, after + joined, None) if following in DURATIONS and not is_rate else None


def _is_a_make(words: Sequence[Word], place: int) -> bool:
    """Whether letters and digits that touch stand at a place, as in "one A100" or "2x H100": a machine."""
    place += word_at(words, place) == "x"
    letters, digits = word_at(words, place), word_at(words, place + 1)
    return letters.isalpha() and letters != "f" and digits.isdecimal() and words[place].end == words[place + 1].start


def _per_cent_told_later(words: Sequence[Word], value: float, after: int) -> _Unit | None:
    """A number that was told before, and now its unit: "71 is per cent"."""
    named = after + 1 + (word_at(words, after + 1) in _IN)
    is_named = word_at(words, named) in _PER_CENT or (word_at(words, named), word_at(words, named + 1)) == (
        "per",
        "cent",
    )
    return (QuantityKind.SHARE, value / 100, after - 1, None) if word_at(words, after) in _IS and is_named else None


def _share(words: Sequence[Word], value: float, after: int) -> _Unit | None:
    """A percentage, "17 of 25", "17/25", "one in ten", "12 times of 100"."""
    after += word_at(words, after) == "times" and word_at(words, after + 1) in {"of", "out"}
    unit = word_at(words, after)
    if unit in {"%", "percent", "pct"} or (unit == "per" and word_at(words, after + 1) == "cent"):
        return QuantityKind.SHARE, value / 100, after + (unit == "per"), None
    is_out = unit == "out" and word_at(words, after + 1) == "of"
    if unit not in _OUT_OF and not is_out and unit != "from":
        return None
    skipped = after + 1 + is_out
    whole = number_at("", words, skipped + (word_at(words, skipped) in {"the", "our", "every"}))
    # "One in ten" and "8 in 100" are shares; "two in 400 files" is none.
    is_rate = unit == "in" and value != 1
    if whole is None or not whole[0] >= value > 0 or (is_rate and whole[0] not in _ROUND):
        return None
    if unit == "from" and (whole[0] < PER_CENT / 10 or whole[0] in YEARS):
        # "12 from 2019" are as many of that year.
        return None
    if word_at(words, whole[1]) in {"%", "percent"}:
        # It named one, in 5% of the chats.
        return None
    # Nobody gets 4.6 of 5 cases right: that is a mark on a scale.
    return QuantityKind.SHARE, value / whole[0], whole[1] - 1, whole[0] if value.is_integer() and not is_rate else None


def _named_score(words: Sequence[Word], place: int, value: float, after: int) -> _Unit | None:
    """A share whose sign is left out, as in "recall 71" and "we are at 81, need 90"."""
    begin = max(0, place - OBJECT_WORDS)
    around = [word.text for word in words[begin : after + WISH_WORDS]]
    at = (around, place - begin, after - begin, value)
    is_one = is_percentage(*at) or is_below_wish(*at)
    return (QuantityKind.SHARE, value / PER_CENT, after - 1, None) if is_one else None


def _as_rate(words: Sequence[Word], place: int, value: float, after: int, free: int) -> _Unit | None:
    rate = period_at(words, place, after, free)
    return (QuantityKind.RATE, value * rate[0], rate[1], None) if rate else None


def _counted(words: Sequence[Word], place: int) -> tuple[str, ...]:
    """The words from a place on that may name what is counted, up to the end of the phrase."""
    found = []
    for word in words[place : place + OBJECT_WORDS]:
        if word.text.isalpha():
            found.append(word.text)
        elif word.text not in _WITHIN_A_NAME:
            break
    return tuple(found)


def _led(words: Sequence[Word], place: int, free: int) -> tuple[str, ...]:
    """The words before a place that may say what its number is of, from the beginning of the phrase or the end of the quantity before."""
    begin = place
    while begin > max(free, place - OBJECT_WORDS) and _leads_on(words, begin - 1):
        begin -= 1
    return tuple(word.text for word in words[begin:place] if word.text.isalpha())


def _leads_on(words: Sequence[Word], place: int) -> bool:
    """Whether a word may lead to the number after it; "w/" is one."""
    is_with = words[place].text == "/" and word_at(words, place - 1) == "w"
    return words[place].text.isalpha() or words[place].text in _LEADS_TO or is_with
