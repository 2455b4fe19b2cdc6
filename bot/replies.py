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
class Progress:
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
    """A short reply: a greeting, thanks, help, what went wrong and what to do, or one sourced sentence about a verdict."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question that can be picked instead of written."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """The one thing to find out next.

    `decision_id` names the walk that asks. `lean` says where the verdict stands so far, `noted` what was understood from the last message, `why` why this is
    asked, with its mark. `several` is true where more than one option may be picked.
    """

    criterion: str
    text: str
    options: tuple[Option, ...]
    unsure_label: str
    several: bool = False
    why: str = ""
    lean: str = ""
    noted: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    decision_id: str = ""


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """The verdict on one use case, ready to be laid out; every text with a mark resolves to a citation.

    `confidence` runs from 0 to 1. `read` quotes what the verdict was read from, where it comes from
    one message, and `assumed` says what was taken for granted.
    """

    decision_id: str
    outcome: str
    headline: str
    confidence: float
    confidence_word: str
    provisional: bool
    sentence: str
    why: tuple[str, ...]
    flips: tuple[str, ...]
    open_gates: tuple[str, ...]
    next_steps: tuple[str, ...]
    method: str = ""
    read: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    question: Question | None = None
    citations: tuple[Citation, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The turn is over; always the last reply."""


Reply: TypeAlias = Progress | TextDelta | Answer | Abstention | Question | VerdictCard | Notice | Done
