"""Reads the numbers of a text, as people write them: in digits, in words or loosely.

"1.4k", "60,000", "12 000", "kappa .81", "twenty-five thousand", "a dozen", "a couple of hundred". What a number measures is told by
`quantities.py`, by which period it comes by `rates.py`, and whether it is only part of a name by `numbers_in_names.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Words are read up to here; what follows is a pasted document.
MOST_WORDS = 1_500
#: How many words after a number may name what it counts, and how many before a period may belong to it.
OBJECT_WORDS = 6
#: Units that may touch the digits before them, as in "30min" and "3gb".
DURATIONS = frozenset(
    f"{word}{ending}"
    for word in ("millisecond", "second", "sec", "minute", "min", "hour", "hr", "day", "night", "week", "month", "quarter", "year")
    for ending in ("", "s")
) | {"ms", "yrs", "wks", "mos"}  # fmt: skip
SIZES = frozenset(
    ["token", "tokens", "tok", "toks", "tkn", "tkns", "parameter", "parameters", "param", "params", "b", "bn", "gb", "tb", "mb", "kb", "gigabyte", "gigabytes", "terabytes",
     "characters", "chars", "dimensions", "epochs", "epoch", "layers", "gpus", "gpu"]
)  # fmt: skip
NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
SCALES = {
    "hundred": 1e2, "hundreds": 1e2, "thousand": 1e3, "thousands": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "m": 1e6, "mio": 1e6,
    "mil": 1e6, "dozen": 12.0, "dozens": 12.0, "lakh": 1e5, "lakhs": 1e5,
}  # fmt: skip
#: How many a loose word stands for before a scale: the low end of what people mean.
_LOOSE = {"a": 1.0, "an": 1.0, "couple": 2.0, "few": 3.0, "several": 4.0, "some": 3.0, "half": 0.5, "many": 5.0, "tens": 30.0}  # fmt: skip
#: What a loose amount stands for alone. "Thousands" is read as more than one thousand.
_ALONE = {"hundreds": 300.0, "thousands": 5_000.0, "dozens": 36.0, "hundred": 100.0, "thousand": 1_000.0, "dozen": 12.0, "handful": 5.0,
          "couple": 2.0, "millions": 3e6, "million": 1e6}  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d{4}-\d\d-\d\d(?!\d)|\d+(?:[.,'’]\d+)*|[^\w\s]|_")
_LETTERS_TOUCH = re.compile(r"[\w.-]")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,'’]\d{3})+")
#: From this scale on the groups of a number in words are added: "two thousand three hundred".
LOW_SCALE = 1_000
_GROUP = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number in digits or a sign, lower case, and where it stands in its text."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words, numbers and signs of a text in lower case, up to `MOST_WORDS`."""
    first = islice(_TOKEN.finditer(text), MOST_WORDS)
    return [Word(match[0].lower(), match.start(), match.end()) for match in first]


def number_at(text: str, words: Sequence[Word], place: int) -> tuple[float, int] | None:
    """The number that begins at a word and the word after it; None where none does."""
    word = word_at(words, place)
    if not word:
        return None
    if word[0].isdecimal():
        return _digits(text, words, place)
    if word == ".":
        return _point_first(words, place)
    if word in NUMBER_WORDS:
        return _spelled(words, place)
    if word in _LOOSE or word in _ALONE:
        return _loosely(words, place)
    return None


def _digits(text: str, words: Sequence[Word], place: int) -> tuple[float, int] | None:
    word = words[place]
    if text and word.start and _LETTERS_TOUCH.match(text[word.start - 1]) and text[word.start - 1] not in "-–~":
        return None
    if "-" in word.text:
        # A date.
        return None
    value, after = _plain(word.text), place + 1
    # "12 000" is one number, "3 500-page manuals" are two.
    is_first_group = value < LOW_SCALE
    while (
        is_first_group
        and word_at(words, after).isdecimal()
        and len(words[after].text) == _GROUP
        and words[after].start == words[after - 1].end + 1
        and word_at(words, after + 1) != "-"
    ):
        value, after = value * 1_000 + float(words[after].text), after + 1
    scale = SCALES.get(word_at(words, after))
    if scale and (len(words[after].text) > 1 or words[after].start <= words[after - 1].end + 1):
        return value * scale, after + 1
    touching = word_at(words, after) if after < len(words) and words[after].start == words[after - 1].end else ""
    # "4o", "3B" and "2nd" are names, sizes and places; the sizes are told apart by their unit.
    if touching.isalpha() and touching not in SIZES and touching not in DURATIONS | {"x", "ish"}:
        return None
    return value, after


def _point_first(words: Sequence[Word], place: int) -> tuple[float, int] | None:
    """A share without its zero, as in "kappa .81"."""
    digits = word_at(words, place + 1)
    touches = digits.isdecimal() and words[place + 1].start == words[place].end
    is_apart = place == 0 or words[place - 1].end < words[place].start
    return (float(f"0.{digits}"), place + 2) if touches and is_apart else None


def _spelled(words: Sequence[Word], place: int) -> tuple[float, int]:
    total, current, after = 0.0, 0.0, place
    while True:
        word = word_at(words, after)
        if word in NUMBER_WORDS:
            current += NUMBER_WORDS[word]
        elif word in SCALES and len(word) > 1:
            current = max(current, 1.0) * SCALES[word]
            if SCALES[word] >= LOW_SCALE:
                total, current = total + current, 0.0
        elif not (word in {"-", "and"} and word_at(words, after + 1) in NUMBER_WORDS):
            return total + current, after
        after += 1


def _loosely(words: Sequence[Word], place: int) -> tuple[float, int] | None:
    """A loose amount: "a couple of hundred", "some thousands", "tens of thousands", "a dozen", "a handful"."""
    times, after, article = None, place, word_at(words, place) in {"a", "an"}
    while after < place + OBJECT_WORDS and ((word := word_at(words, after)) in _LOOSE or word in {"of", "the"}):
        if word in _LOOSE and word not in {"a", "an"}:
            times = _LOOSE[word]
        after += 1
    scale = word_at(words, after)
    if scale in SCALES and len(scale) > 1:
        value = (
            times if times is not None else 1.0 if article else _ALONE.get(scale, SCALES[scale]) / SCALES[scale]
        ) * SCALES[scale]
        after += 1
        if word_at(words, after) == "of" and (more := word_at(words, after + 1)) in SCALES and len(more) > 1:
            value, after = value * SCALES[more], after + 2
        return value, after
    if scale == "handful":
        return _ALONE[scale], after + 1
    if (times is not None and word_at(words, after - 1) in {"few", "couple", "several"}) or times == _LOOSE["couple"]:
        return times, after
    return None


def _plain(digits: str) -> float:
    if _GROUPED.fullmatch(digits):
        return float(re.sub(r"[.,'’]", "", digits))
    parts = re.split(r"[.,'’]", digits)
    return float(f"{parts[0]}.{parts[1]}" if len(parts) > 1 else parts[0])


def word_at(words: Sequence[Word], place: int) -> str:
    """The word at a place, empty before the first and behind the last."""
    return words[place].text if 0 <= place < len(words) else ""
