"""What the assistant says back: a closed union that every surface renders, and nothing else.

Text in these types is plain text with numbered marks such as `[1]`; each surface escapes and formats it for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from knowledge.passages import Passage


class Author(StrEnum):
    """Who worded an answer."""

    MODEL = "model"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Status:
    """What is being done right now, in a few words."""

    text: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of an answer's text, already checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered mark and the stored passage it resolves to.

    `quote` is a verbatim piece of the passage's text: what the cited sentence rests on.
    """

    number: int
    passage: Passage
    quote: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A grounded answer: text with marks, the citations they resolve to, and what to know about their age."""

    text: str
    citations: tuple[Citation, ...]
    author: Author
    caveats: tuple[str, ...] = ()
    degraded: str = ""


@dataclass(frozen=True, slots=True)
class Abstention:
    """The sources don't hold the answer: one sentence, and the nearest passages."""

    text: str
    nearest: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A short reply that makes no claim: a greeting, thanks, help, or what went wrong and what to do."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The turn is over; always the last reply."""


Reply: TypeAlias = Status | TextDelta | Answer | Abstention | Notice | Done
