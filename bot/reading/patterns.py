"""Finds the ways of saying a value that leave little doubt: the regular expressions of `patterns.toml`, applied.

Precise and not complete: what no pattern knows is left to the classifiers. Numbers are read in `numbers.py`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.decision import VALUES, Criterion, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.reading.clauses import Piece

FILE = Path(__file__).with_name("patterns.toml")
#: How far before a match a word may stand that takes its meaning away ("we haven't", "should we").
REACH = 40
#: Word lists may name each other this deep.
_NESTING = 3


@dataclass(frozen=True, slots=True)
class Saying:
    """The ways of saying one value, and what takes them back; no value means a vague claim."""

    criterion: Criterion
    value: str | None
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    needs: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class PatternHit:
    """A value found, and where its words stand."""

    criterion: Criterion
    value: str | None
    start: int
    end: int

    @property
    def standing(self) -> Standing:
        """A hit without a value is a vague claim."""
        return Standing.STATED if self.value else Standing.VAGUE


@cache
def sayings() -> tuple[Saying, ...]:
    """All patterns, compiled once.

    Raises:
        KeyError: The file names a criterion or value the rubric does not know.
    """
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    words: dict[str, str] = data.pop("words")
    return tuple(
        saying
        for name, values in data.items()
        for value, entry in values.items()
        for saying in _of_entry(Criterion(name), str(VALUES[Criterion(name)](value)), entry, words)
    )


def _of_entry(criterion: Criterion, value: str, entry: dict[str, Any], words: dict[str, str]) -> Iterator[Saying]:
    def compiled(patterns: Sequence[str]) -> re.Pattern[str] | None:
        whole = "|".join(f"(?:{pattern})" for pattern in patterns)
        for _ in range(_NESTING):
            for name, listed in words.items():
                whole = whole.replace(f"{{{name}}}", listed)
        return re.compile(whole, re.IGNORECASE) if whole else None

    if says := compiled(entry["says"]):
        needs = compiled([entry["needs"]]) if "needs" in entry else None
        yield Saying(criterion, value, says, compiled(entry.get("unless", ())), needs)
    if claims := compiled(entry.get("vague", ())):
        yield Saying(criterion, None, claims, compiled(entry.get("vague_unless", ())), None)


def hits(piece: Piece, *, lenient: Criterion | None = None) -> list[PatternHit]:
    """What the patterns find in one sentence.

    Args:
        piece: The sentence.
        lenient: The criterion just asked: its patterns need no supporting words ("next Friday" is a date in use then).
    """
    # Same length, so that places still hold.
    text = piece.text.replace("’", "'").replace("\u00a0", " ")
    found = []
    for saying in sayings():
        if saying.needs and saying.criterion is not lenient and not saying.needs.search(text):
            continue
        match = _first_meant(saying, text)
        if match:
            found.append(
                PatternHit(saying.criterion, saying.value, piece.start + match.start(), piece.start + match.end())
            )
    return found


def _first_meant(saying: Saying, text: str) -> re.Match[str] | None:
    for match in saying.says.finditer(text):
        before = text[max(0, match.start() - REACH) : match.end()]
        if match.group().strip() and not (saying.unless and saying.unless.search(before)):
            return match
    return None
