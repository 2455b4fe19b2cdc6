"""Whether a message wants the verdict in a few lines for somebody else: "two bullets for the CEO", "make it one line for a slide"."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from bot.reading.asked.verdict_asked import FILE
from bot.reading.sayings import plain

#: Longer messages say something of their own.
_MOST_WORDS: Final = 16
_LONGEST: Final = 240
_ENDS: Final = re.compile(r"[.!?:;]\s+")
#: Lines where no number of them is said, and at most.
_SEVERAL, _TO_TELL, _MOST = 3, 3, 5


@dataclass(frozen=True, slots=True)
class _LineWords:
    every: frozenset[str]
    one: frozenset[str]
    several: frozenset[str]
    telling: frozenset[str]
    people: frozenset[str]
    numbers: tuple[str, ...]


@cache
def _words() -> _LineWords:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))["lines"]
    return _LineWords(
        every=frozenset(data["words"]),
        one=frozenset(data["one"]),
        several=frozenset(data["several"]),
        telling=frozenset(data["telling"]),
        people=frozenset(data["people"]),
        numbers=tuple(data["numbers"]),
    )


def lines_wanted(text: str) -> int:
    """In how many lines a message, or the last sentence of one, wants the verdict; 0 where it wants another thing."""
    if len(text) > _LONGEST:
        return 0
    return _wanted(text) or _wanted(_ENDS.split(text.strip())[-1])


def _wanted(text: str) -> int:
    words, known = plain(text).split(), _words()
    said = set(words)
    if not 1 < len(words) <= _MOST_WORDS or not said <= known.every | {"?"}:
        return 0
    tells = bool(said & known.telling) and bool(said & known.people)
    if not said & (known.one | known.several) and not tells:
        return 0
    for before, word in pairwise(words):
        number = _number(before)
        if number and word in known.several and word not in {"slide", "slides"}:
            return min(number, _MOST)
    if said & known.one and not said & {"bullets", "points"}:
        return 1
    return _SEVERAL if said & known.several else _TO_TELL


def _number(word: str) -> int:
    if word in _words().numbers:
        return _words().numbers.index(word) + 1
    return int(word) if word.isdecimal() and len(word) == 1 else 0
