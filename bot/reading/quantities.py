"""Reads quantities out of a message: a number with its unit, what it counts and, where it is a rate, by which period.

"1.4k tickets", "60,000 a month", "a dozen", "a couple of hundred", "twenty-five thousand", "80-100k", "17 of 25", "$9k", "82%",
"under 2 seconds". Model names, versions, years and dates are no quantities. What a quantity says about the use case is decided by
whoever reads the words around it; this module only says what kind it is. One pass over the words, so the time grows with their number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from bot.reading.named_scores import PER_CENT, is_percentage
from bot.reading.token_counts import AROUND, are_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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
#: Words are read up to here; what follows is a pasted document.
MOST_WORDS = 1_500
#: How many words after a number may name what it counts, and how many before a period may belong to it.
OBJECT_WORDS = 6
#: Uses a day of one use a period; a month of 30 days, a year of 365, a working week counts as seven days.
PERIODS = {
    "second": 86_400.0, "sec": 86_400.0, "minute": 1_440.0, "min": 1_440.0, "hour": 24.0, "hr": 24.0, "day": 1.0, "night": 1.0,
    "shift": 2.0, "week": 1 / 7, "wk": 1 / 7, "fortnight": 1 / 14, "month": 1 / 30, "mo": 1 / 30, "mth": 1 / 30, "quarter": 1 / 91, "season": 1 / 91,
    "year": 1 / 365, "annum": 1 / 365, "yr": 1 / 365,
}  # fmt: skip
ADVERBS = {
    "daily": 1.0, "nightly": 1.0, "hourly": 24.0, "weekly": 1 / 7, "monthly": 1 / 30, "quarterly": 1 / 91, "yearly": 1 / 365,
    "annually": 1 / 365, "rps": 86_400.0, "qps": 86_400.0, "rpm": 1_440.0, "qpm": 1_440.0,
}  # fmt: skip
#: Periods that may stand right behind what is counted, where nothing goes on: "200k calls month".
_BARE_PERIODS = frozenset(["hour", "day", "week", "wk", "month", "mth", "quarter", "year", "yr"])
_AFTER_A_PERIOD = frozenset(
    ["", ",", ".", ";", ")", "!", "?", "-", "–", "and", "but", "with", "w", "on", "at", "so", "now"]
)
_DURATIONS = frozenset(
    f"{word}{ending}"
    for word in ("millisecond", "second", "sec", "minute", "min", "hour", "hr", "day", "night", "week", "month", "quarter", "year")
    for ending in ("", "s")
) | {"ms", "yrs", "wks", "mos"}  # fmt: skip
_SIZES = frozenset(
    ["token", "tokens", "tok", "toks", "tkn", "tkns", "parameter", "parameters", "param", "params", "b", "bn", "gb", "tb", "mb", "kb", "gigabyte", "gigabytes", "terabytes",
     "characters", "chars", "dimensions", "epochs", "epoch", "layers", "gpus", "gpu"]
)  # fmt: skip
_CURRENCIES = frozenset(
    ["dollar", "dollars", "usd", "euro", "euros", "eur", "pound", "pounds", "gbp", "chf", "francs", "bucks", "cent", "cents", "yen", "rupees",
     "inr", "sek", "nok", "dkk", "pln", "czk", "reais", "grand", "quid"]
)  # fmt: skip
_SIGNS = frozenset("$€£¥₹")
#: Currencies that are written before their number too.
_CODES = frozenset(["usd", "eur", "gbp", "chf", "inr", "sek", "nok", "dkk", "pln", "czk"])
_MONTHS = frozenset(
    ["january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december"]
)
#: A number up to this beside the name of a month is a day of it.
_LAST_DAY = 31
_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "hundreds": 1e2, "thousand": 1e3, "thousands": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "m": 1e6, "mio": 1e6,
    "mil": 1e6, "dozen": 12.0, "dozens": 12.0, "lakh": 1e5, "lakhs": 1e5,
}  # fmt: skip
#: How many a loose word stands for before a scale: the low end of what people mean.
_LOOSE = {"a": 1.0, "an": 1.0, "couple": 2.0, "few": 3.0, "several": 4.0, "some": 3.0, "half": 0.5, "many": 5.0, "tens": 30.0}  # fmt: skip
#: What a loose amount stands for alone. "Thousands" is read as more than one thousand.
_ALONE = {"hundreds": 300.0, "thousands": 5_000.0, "dozens": 36.0, "hundred": 100.0, "thousand": 1_000.0, "dozen": 12.0, "handful": 5.0,
          "couple": 2.0, "millions": 3e6, "million": 1e6}  # fmt: skip
#: A number right after one of these is a name, a place or a date.
_NAMING = frozenset(
    ["gpt", "llama", "claude", "gemini", "mistral", "qwen", "phi", "version", "v", "since", "in", "year", "until", "page", "section", "rule",
     "chapter", "step", "no", "nr", "number", "queue", "iso", "din", "level", "mode", "error", "code", "class", "q", "h", "art", "article", "§",
     "rank", "r", "epoch", "line", "ticket", "row", "item", "room", "gemma", "sonnet", "opus", "haiku", "o"]
)  # fmt: skip
_RANGE_WORDS = frozenset(["-", "–", "to", "or"])
#: Round the clock, which counts nothing.
_ALWAYS = ("24", "/", "7")
#: What stands between a number that was told before and its unit: "71 is in per cent".
_IS = frozenset(["is", "was", "are", "were", "means", "meant", "as", "in", "="])
_IN = frozenset(["in", "a", "the", "as"])
_PER_CENT = frozenset(["%", "percent", "pct", "percentage", "percents"])
_OUT_OF = frozenset(["of", "/", "in"])
_YEARS = range(1900, 2101)
#: What a share is told of that was counted on something else.
_ROUND = frozenset([10.0, 100.0, 1_000.0])
#: Signs between words that name a number and the number, as in "test-set: ~350".
_LEADS_TO = frozenset(["-", ":", "=", "~", "≈"])
#: What parts a number from a period before it: "what is it per month, and does it scale to zero".
_RATE_ENDS = frozenset([".", ";", ",", ")", "and", "but", "or", "does"])
#: What is measured up to a rank, "recall@5" or "recall at 5", and what follows a rank that is named.
_RANKED = frozenset(["recall", "precision", "hit", "hits", "rate", "ndcg", "mrr", "map", "pass"])
_OF_RANK = frozenset(
    [
        "accuracy",
        "recall",
        "precision",
        "hit",
        "hits",
        "rate",
        "is",
        "was",
        "in",
        "has",
        "contains",
        "results",
        "passages",
        "chunks",
    ]
)
#: Beyond it nobody looks at ranks.
_LAST_RANK = 100
#: What counts although it leads to zero: "next to zero".
_NEARLY = frozenset(["close", "next", "near", "equal", "equals"])
_YEARS = range(1900, 2100)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d{4}-\d\d-\d\d(?!\d)|\d+(?:[.,'’]\d+)*|[^\w\s]|_")
_LETTERS_TOUCH = re.compile(r"[\w.-]")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,'’]\d{3})+")
#: A "few-shot" prompt and a "one-off" hold no count of anything; neither does a "one-time" fee, unless it says how often.
_NO_COUNTS = frozenset(["shot", "shots", "off", "downtime", "retention", "trust"])
_OFTEN = frozenset(["a", "an", "per", "each", "every", "/"])
_LOW_SCALE = 1_000
_GROUP, _FOUR_DIGITS = 3, 4
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


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """Return every quantity of a text, in order."""
    return list(_quantities(text))


@lru_cache(maxsize=4)
def _quantities(text: str) -> tuple[Quantity, ...]:
    # A message is asked for its quantities by everybody who reads it.
    words = [_Word(match[0].lower(), match.start(), match.end()) for match in _first_tokens(text)]
    found, place, free = [], 0, 0
    while place < len(words):
        quantity, after = _at(text, words, place, free)
        place = max(after, place + 1)
        if quantity:
            found.append(quantity)
            free = place
    return tuple(found)


def _first_tokens(text: str) -> Iterator[re.Match[str]]:
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number >= MOST_WORDS:
            return
        yield match


def _at(text: str, words: Sequence[_Word], place: int, free: int) -> tuple[Quantity | None, int]:
    """The quantity that begins at a word, and the word after it; words before `free` belong to the one before."""
    read = _number(text, words, place)
    if read is None or _counts_nothing(words, *read):
        return None, place + 1
    value, after = read
    if _is_name(text, words, place, value):
        return None, after
    if tuple(_word(words, place + step) for step in range(3)) == _ALWAYS:
        return None, place + 3
    joined = _word(words, after)
    is_range = joined in _RANGE_WORDS or (joined, _word(words, place - 1)) == ("and", "between")
    upper = _number(text, words, after + 1) if is_range else None
    if upper and words[place].text.isdecimal() is words[after + 1].text.isdecimal():
        value, after = _middle(value, upper[0], _SCALES.get(words[upper[1] - 1].text, 1)), upper[1]
    return _measured(words, place, value, after, free)


def _counts_nothing(words: Sequence[_Word], value: float, after: int) -> bool:
    """Whether a number is part of a word that counts nothing: "few-shot", "one-off", "one-time"."""
    joined = after + (_word(words, after) == "-")
    is_once = value == 1 and _word(words, joined) == "time" and _word(words, joined + 1) not in _OFTEN
    return _word(words, joined) in _NO_COUNTS or is_once


def _middle(low: float, high: float, scale: float) -> float:
    """The middle of a range, whose scale may be named once, as in "80-100k"; "a hundred or two" is no range."""
    if high <= low:
        return low
    return ((low * scale if low * scale < high else low) + high) / 2


def _measured(words: Sequence[_Word], place: int, value: float, after: int, free: int) -> tuple[Quantity | None, int]:
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


def _with_unit(words: Sequence[_Word], place: int, value: float, after: int, free: int) -> _Unit | None:
    """Money, a size or a duration."""
    before, unit = _word(words, place - 1), _word(words, after)
    joined = unit == "-"
    following = _word(words, after + 1) if joined else unit
    if unit in _SIGNS | _CURRENCIES or before in _SIGNS | _CODES:
        return QuantityKind.MONEY, value, after - (unit not in _SIGNS | _CURRENCIES), None
    if unit in _SIZES or _is_a_make(words, after):
        return QuantityKind.SIZE, value, after, None
    begin = max(0, place - AROUND)
    around = [word.text for word in words[begin : after + AROUND]]
    if are_tokens(around, place - begin, after - begin, max(0, free - begin)):
        return QuantityKind.SIZE, value, after - 1, None
    is_rate = value >= _LOW_SCALE and not joined and _is_bare_period(words, after)
    return (QuantityKind.DURATION, value, after + joined, None) if following in _DURATIONS and not is_rate else None


def _is_a_make(words: Sequence[_Word], place: int) -> bool:
    """Whether letters and digits that touch stand at a place, as in "one A100" or "2x H100": a machine."""
    place += _word(words, place) == "x"
    letters, digits = _word(words, place), _word(words, place + 1)
    return letters.isalpha() and letters != "f" and digits.isdecimal() and words[place].end == words[place + 1].start


def _per_cent_told_later(words: Sequence[_Word], value: float, after: int) -> _Unit | None:
    """A number that was told before, and now its unit: "71 is per cent"."""
    named = after + 1 + (_word(words, after + 1) in _IN)
    is_named = _word(words, named) in _PER_CENT or (_word(words, named), _word(words, named + 1)) == ("per", "cent")
    return (QuantityKind.SHARE, value / 100, after - 1, None) if _word(words, after) in _IS and is_named else None


def _share(words: Sequence[_Word], value: float, after: int) -> _Unit | None:
    """A percentage, "17 of 25", "17/25", "one in ten"."""
    unit = _word(words, after)
    if unit in {"%", "percent", "pct"} or (unit == "per" and _word(words, after + 1) == "cent"):
        return QuantityKind.SHARE, value / 100, after + (unit == "per"), None
    is_out = unit == "out" and _word(words, after + 1) == "of"
    if unit not in _OUT_OF and not is_out and unit != "from":
        return None
    skipped = after + 1 + is_out
    whole = _number("", words, skipped + (_word(words, skipped) in {"the", "our", "every"}))
    # "One in ten" and "8 in 100" are shares; "two in 400 files" is none.
    is_rate = unit == "in" and value != 1
    if whole is None or not whole[0] >= value > 0 or (is_rate and whole[0] not in _ROUND):
        return None
    if unit == "from" and (whole[0] < PER_CENT / 10 or whole[0] in _YEARS):
        # "12 from 2019" are as many of that year.
        return None
    if _word(words, whole[1]) in {"%", "percent"}:
        # It named one, in 5% of the chats.
        return None
    # Nobody gets 4.6 of 5 cases right: that is a mark on a scale.
    return QuantityKind.SHARE, value / whole[0], whole[1] - 1, whole[0] if value.is_integer() and not is_rate else None


def _named_score(words: Sequence[_Word], place: int, value: float, after: int) -> _Unit | None:
    """A share whose sign is left out, as in "recall 71"."""
    begin = max(0, place - OBJECT_WORDS)
    around = [word.text for word in words[begin : after + 1]]
    is_one = is_percentage(around, place - begin, after - begin, value)
    return (QuantityKind.SHARE, value / PER_CENT, after - 1, None) if is_one else None


def _as_rate(words: Sequence[_Word], place: int, value: float, after: int, free: int) -> _Unit | None:
    rate = _rate(words, place, after, free)
    return (QuantityKind.RATE, value * rate[0], rate[1], None) if rate else None


def _counted(words: Sequence[_Word], place: int) -> tuple[str, ...]:
    """The words from a place on that may name what is counted, up to the end of the phrase."""
    found = []
    for word in words[place : place + OBJECT_WORDS]:
        if word.text.isalpha():
            found.append(word.text)
        elif word.text not in _WITHIN_A_NAME:
            break
    return tuple(found)


def _led(words: Sequence[_Word], place: int, free: int) -> tuple[str, ...]:
    """The words before a place that may say what its number is of, from the beginning of the phrase or the end of the quantity before."""
    begin = place
    while begin > max(free, place - OBJECT_WORDS) and _leads_on(words, begin - 1):
        begin -= 1
    return tuple(word.text for word in words[begin:place] if word.text.isalpha())


def _leads_on(words: Sequence[_Word], place: int) -> bool:
    """Whether a word may lead to the number after it; "w/" is one."""
    is_with = words[place].text == "/" and _word(words, place - 1) == "w"
    return words[place].text.isalpha() or words[place].text in _LEADS_TO or is_with


def _rate(words: Sequence[_Word], place: int, after: int, free: int) -> tuple[float, int] | None:
    """Uses a day of one use a period, and the last word of the period; None where no period follows or precedes."""
    return _period_after(words, after) or _period_before(words, place, after, free)


def _period_after(words: Sequence[_Word], after: int) -> tuple[float, int] | None:
    for at in range(after, min(after + OBJECT_WORDS, len(words))):
        word, following = words[at].text, _word(words, at + 1)
        is_bare = _is_bare_period(words, at) and (at == after or words[at - 1].text.endswith("s"))
        if word in ADVERBS or is_bare:
            return ADVERBS.get(word) or PERIODS[word], at
        if word in {"/", "per", "a", "an", "each", "every"} and following.removesuffix("s") in PERIODS:
            return PERIODS[following.removesuffix("s")], at + 1
        if word == "by" and following in _BARE_PERIODS and _word(words, at + 2) in _AFTER_A_PERIOD:
            return PERIODS[following], at + 1
        if word in {"in", "the"} and following in {"a", "one"} and _word(words, at + 2) in PERIODS:
            return PERIODS[_word(words, at + 2)], at + 2
        # "One price or monthly?" names two, and so does "with 2,000 tickets, and per month?".
        joins = {*ADVERBS, "per", "each", "every", "then"} if word == "and" else ADVERBS
        apart = word in {"or", "and"} and following in joins
        ends = word in {".", ";", ",", "(", "?", "!"} or word[0].isdigit() or apart
        if ends or word in _UNITS.keys() | {"couple", "few", "several"}:
            break
    return None


def _period_before(words: Sequence[_Word], place: int, after: int, free: int) -> tuple[float, int] | None:
    for at in range(place - 1, max(place - 1 - OBJECT_WORDS, free - 1), -1):
        if words[at].text in ADVERBS:
            return ADVERBS[words[at].text], after - 1
        if words[at].text in PERIODS and _word(words, at - 1) in {"per", "each", "every", "a"}:
            return PERIODS[words[at].text], after - 1
        if words[at].text in _RATE_ENDS or words[at].text[0].isdigit():
            break
    return None


def _is_bare_period(words: Sequence[_Word], place: int) -> bool:
    """Whether a period ends its phrase without a "per" or "a" before it, as in "200k calls month, gpt-4o"."""
    return _word(words, place) in _BARE_PERIODS and _word(words, place + 1) in _AFTER_A_PERIOD


def _number(text: str, words: Sequence[_Word], place: int) -> tuple[float, int] | None:
    """The number that begins at a word and the word after it; None where none does."""
    word = _word(words, place)
    if not word:
        return None
    if word[0].isdecimal():
        return _digits(text, words, place)
    if word == ".":
        return _point_first(words, place)
    if word in _UNITS:
        return _spelled(words, place)
    if word in _LOOSE or word in _ALONE:
        return _loosely(words, place)
    return None


def _digits(text: str, words: Sequence[_Word], place: int) -> tuple[float, int] | None:
    word = words[place]
    if text and word.start and _LETTERS_TOUCH.match(text[word.start - 1]) and text[word.start - 1] not in "-–~":
        return None
    if "-" in word.text:
        # A date.
        return None
    value, after = _plain(word.text), place + 1
    # "12 000" is one number, "3 500-page manuals" are two.
    is_first_group = value < _LOW_SCALE
    while (
        is_first_group
        and _word(words, after).isdecimal()
        and len(words[after].text) == _GROUP
        and words[after].start == words[after - 1].end + 1
        and _word(words, after + 1) != "-"
    ):
        value, after = value * 1_000 + float(words[after].text), after + 1
    scale = _SCALES.get(_word(words, after))
    if scale and (len(words[after].text) > 1 or words[after].start <= words[after - 1].end + 1):
        return value * scale, after + 1
    touching = _word(words, after) if after < len(words) and words[after].start == words[after - 1].end else ""
    # "4o", "3B" and "2nd" are names, sizes and places; the sizes are told apart by their unit.
    if touching.isalpha() and touching not in _SIZES and touching not in _DURATIONS | {"x", "ish"}:
        return None
    return value, after


def _point_first(words: Sequence[_Word], place: int) -> tuple[float, int] | None:
    """A share without its zero, as in "kappa .81"."""
    digits = _word(words, place + 1)
    touches = digits.isdecimal() and words[place + 1].start == words[place].end
    is_apart = place == 0 or words[place - 1].end < words[place].start
    return (float(f"0.{digits}"), place + 2) if touches and is_apart else None


def _spelled(words: Sequence[_Word], place: int) -> tuple[float, int]:
    total, current, after = 0.0, 0.0, place
    while True:
        word = _word(words, after)
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _SCALES and len(word) > 1:
            current = max(current, 1.0) * _SCALES[word]
            if _SCALES[word] >= _LOW_SCALE:
                total, current = total + current, 0.0
        elif not (word in {"-", "and"} and _word(words, after + 1) in _UNITS):
            return total + current, after
        after += 1


def _loosely(words: Sequence[_Word], place: int) -> tuple[float, int] | None:
    """A loose amount: "a couple of hundred", "some thousands", "tens of thousands", "a dozen", "a handful"."""
    times, after, article = None, place, _word(words, place) in {"a", "an"}
    while after < place + OBJECT_WORDS and ((word := _word(words, after)) in _LOOSE or word in {"of", "the"}):
        if word in _LOOSE and word not in {"a", "an"}:
            times = _LOOSE[word]
        after += 1
    scale = _word(words, after)
    if scale in _SCALES and len(scale) > 1:
        value = (
            times if times is not None else 1.0 if article else _ALONE.get(scale, _SCALES[scale]) / _SCALES[scale]
        ) * _SCALES[scale]
        after += 1
        if _word(words, after) == "of" and (more := _word(words, after + 1)) in _SCALES and len(more) > 1:
            value, after = value * _SCALES[more], after + 2
        return value, after
    if scale == "handful":
        return _ALONE[scale], after + 1
    if (times is not None and _word(words, after - 1) in {"few", "couple", "several"}) or times == _LOOSE["couple"]:
        return times, after
    return None


def _plain(digits: str) -> float:
    if _GROUPED.fullmatch(digits):
        return float(re.sub(r"[.,'’]", "", digits))
    parts = re.split(r"[.,'’]", digits)
    return float(f"{parts[0]}.{parts[1]}" if len(parts) > 1 else parts[0])


def _is_name(text: str, words: Sequence[_Word], place: int, value: float) -> bool:
    """Whether a number is part of a name, a version, a date or a year."""
    word, before = words[place], _word(words, place - 1)
    if _is_rank(words, place, value) or _is_an_end(words, place, value):
        return True
    if not word.text[0].isdecimal():
        return (before, word.text) == ("no", "one")
    if value <= _LAST_DAY and {before, _word(words, place + 1)} & _MONTHS:
        return True
    is_year = value in _YEARS and len(word.text) == _FOUR_DIGITS and word.end < len(text) + 1
    follows = _word(words, place + 1)
    # A round one, as in "about 2000", is rather a count.
    looks_alone = value % 100 and not follows.isalpha()
    if is_year and (before in {"in", "since", "of", "until", "by", "from", "("} or looks_alone):
        return True
    if before in _NAMING and (word.start - words[place - 1].end <= 1):
        return before not in {"in", "no", "number", "article"} or is_year
    return (
        text[max(0, word.start - 1) : word.start] in {"-", "_"}
        and text[max(0, word.start - 2) : word.start - 1].isalpha()
    )


def _is_rank(words: Sequence[_Word], place: int, value: float) -> bool:
    """Whether a number says how many results were looked at: "recall@5", "hit rate at 10", "k=5", "top 5 accuracy"."""
    before, second = _word(words, place - 1), _word(words, place - 2)
    if value > _LAST_RANK or _word(words, place + 1) in {"%", "percent"}:
        return False
    touches = before == "@" and second.isalpha() and words[place - 2].end == words[place - 1].start
    if touches or (before in {"@", "at"} and second in _RANKED):
        return True
    return (before, second) == ("=", "k") or (before == "top" and _word(words, place + 1) in _OF_RANK)


def _is_an_end(words: Sequence[_Word], place: int, value: float) -> bool:
    """Whether a zero is where something goes or begins: "scale to zero", "from 0"."""
    before = place - 1 - (_word(words, place - 1) == "-")
    return not value and _word(words, before) in {"to", "from"} and _word(words, before - 1) not in _NEARLY


def _word(words: Sequence[_Word], place: int) -> str:
    return words[place].text if 0 <= place < len(words) else ""
