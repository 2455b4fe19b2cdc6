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
    """A grounded answer: text with marks, the citations they resolve to, and what to know about their age.

    `more` names the passages, nearest first, that hold more than the text shows.
    """

    text: str
    citations: tuple[Citation, ...]
    author: Author
    caveats: tuple[str, ...] = ()
    degraded: str = ""
    more: tuple[str, ...] = ()


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
class KnownFact:
    """One fact of the case as people and programs read it.

    `label` names the criterion and `said` its values; `words` is what it was read from; `number` what is behind a band, pairs of
    examples or calls a day. It `is_likely` where nobody has confirmed it.
    """

    criterion: str
    values: tuple[str, ...]
    certainty: str
    words: str
    number: float | None
    label: str
    said: str

    @property
    def is_likely(self) -> bool:
        """Whether it was guessed and not said."""
        return self.certainty == "likely"

    @property
    def line(self) -> str:
        """The fact in a line, with the words it was read from unless they say the same."""
        words = f" (“{self.words}”)" if self.words and self.words.lower() != self.said else ""
        return f"{self.label}: {self.said}{words}"


@dataclass(frozen=True, slots=True)
class Lean:
    """Where the verdict stands while something is open: its first words, how sure, and the one sentence why, with its mark."""

    outcome: str
    text: str
    confidence: float
    because: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """The one thing to find out next.

    Attributes:
        criterion: What it asks for.
        text: The question.
        options: The answers that can be picked, likeliest first.
        unsure_label: What "not sure" is called.
        several: Whether more than one option may be picked.
        guess: The value that is likely already, so that yes confirms it; empty where none is.
        lean: Where the verdict stands so far, if anything is known.
        noted: What was understood from the last message.
        why: Why this is asked, with its mark.
        citations: What the marks resolve to.
        decision_id: The case it belongs to.
    """

    criterion: str
    text: str
    options: tuple[Option, ...]
    unsure_label: str
    several: bool = False
    guess: str = ""
    lean: Lean | None = None
    noted: tuple[str, ...] = ()
    why: str = ""
    citations: tuple[Citation, ...] = ()
    decision_id: str = ""


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """The verdict on one use case, ready to be laid out; every text with a mark resolves to a citation.

    `confidence` runs from 0 to 1. `facts` is all that is known of the case and `rests_on` what the verdict needs of it; where something
    in that is only likely, it is `provisional`.
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
    facts: tuple[KnownFact, ...] = ()
    rests_on: tuple[KnownFact, ...] = ()
    noted: tuple[str, ...] = ()
    question: Question | None = None
    citations: tuple[Citation, ...] = ()
    caveats: tuple[str, ...] = ()


def resting(card: VerdictCard) -> tuple[str, ...]:
    """What a verdict rests on that somebody said, picked or confirmed, a line each."""
    return tuple(fact.line for fact in card.rests_on if not fact.is_likely)


def besides(card: VerdictCard) -> tuple[str, ...]:
    """What else was said of a case that the verdict does not need, a line each, so that one sees it was read."""
    needed = {fact.criterion for fact in card.rests_on}
    return tuple(fact.line for fact in card.facts if not fact.is_likely and fact.criterion not in needed)


def guessed(card: VerdictCard) -> tuple[str, ...]:
    """What is only likely of a case, a line each: what the verdict rests on first."""
    likely = [fact for fact in (*card.rests_on, *card.facts) if fact.is_likely]
    return tuple(dict.fromkeys(fact.line for fact in likely))


@dataclass(frozen=True, slots=True)
class Changed:
    """What a remark or a correction has changed after a verdict was given, instead of the whole card again."""

    text: str
    outcome: str
    confidence: float
    provisional: bool
    noted: tuple[str, ...] = ()
    decision_id: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The turn is over; always the last reply."""


Reply: TypeAlias = Progress | TextDelta | Answer | Abstention | Question | VerdictCard | Changed | Notice | Done
