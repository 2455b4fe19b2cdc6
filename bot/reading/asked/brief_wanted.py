"""Whether a message wants the verdict, or the last answer, in a sentence: "what is the decision then", "bottom line?", "in one word"."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.reading.asked.verdict_asked import FILE
from bot.reading.kinds import MessageKind
from bot.reading.sayings import kind_named, plain

#: Longer messages say something of their own.
_MOST_WORDS: Final = 12
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class _BriefWords:
    every: frozenset[str]
    names: tuple[str, ...]
    other: tuple[str, ...]


@cache
def _words() -> _BriefWords:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))["brief"]
    return _BriefWords(
        every=frozenset(data["words"]),
        names=tuple(f" {name} " for name in data["names"]),
        other=tuple(f" {begin} " for begin in data["other"]),
    )


def brief_wanted(text: str) -> bool:
    """Whether a message wants to hear in a sentence where it stands, and says nothing else."""
    if len(text) > _LONGEST:
        return False
    if kind_named(text) is MessageKind.SHORTER:
        return True
    words, known = plain(text).split(), _words()
    said = f" {' '.join(words)} "
    if not 0 < len(words) <= _MOST_WORDS or not known.every.issuperset(words) or said.startswith(known.other):
        return False
    return any(name in said for name in known.names)
