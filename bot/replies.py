"""What the assistant says back: a closed union that every surface renders, and nothing else.

Text in these types is plain text with numbered marks such as `[1]`; each surface escapes and formats it for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.passages import Passage

#: How many facts one line of what was noted names.
NOTED_SHOWN = 6
#: The rubric's word for the lowest confidence, which says nothing of an outcome.
TOO_EARLY = "too early to say"


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
    """A short reply: a greeting, thanks, help, what went wrong and what to do, or one sourced sentence about a verdict.

    `sums` are the numbers, by name, that a cost was worked out from, so that its curve can be drawn; empty for all others.
    One that `is_failure` says that what was wanted was not done, so that it may be wanted again.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    sums: tuple[tuple[str, str], ...] = ()
    is_failure: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question that can be picked instead of written."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact of the case as people and programs read it.

    `label` names the criterion, `said` its values and `clause` both in a clause; `words` is what it was read from; `number` what is
    behind a band, pairs of examples or calls a day; `document` is the place of an own document that lays it down. It `is_likely` where nobody
    has confirmed it.
    """

    criterion: str
    values: tuple[str, ...]
    certainty: str
    words: str
    number: float | None
    label: str
    said: str
    clause: str = ""
    document: str = ""

    @property
    def is_likely(self) -> bool:
        """Whether it was guessed and not said."""
        return self.certainty == "likely"

    @property
    def line(self) -> str:
        """The fact in a line, with the words it was read from unless they say the same."""
        told = self.clause[:1].upper() + self.clause[1:] if self.clause else f"{self.label}: {self.said}"
        if self.document:
            return f"{told} ({self.document}: “{self.words}”)"
        is_told = self.words.lower() in {"", self.said, self.said.lower()} or self.words.lower() in told.lower()
        return told if is_told else f"{told} (“{self.words}”)"


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

    What stands on the card itself, in this order: headline and confidence (0 to 1), `summary`, `checks`, `today`, `open_line`, and
    `taken`. The rest is a press away.

    Attributes:
        decision_id: The case it is on.
        outcome: The verdict, by its name in the rubric.
        headline: The verdict in words.
        confidence: From 0 to 1.
        confidence_word: The same in a word.
        provisional: Whether something that counts is unknown or only likely.
        answer: The first words to somebody who asks whether to fine-tune.
        summary: One sentence: the person's own figures, and why that decides, with its mark.
        checks: What would flip it, as things to go and check, likeliest first.
        today: The first step, as a sentence without "Today".
        open_line: What nobody said yet, in one line; empty where nothing is open.
        model_line: Until when and by whom the models that were named may be trained; empty where that is nothing new.
        costs: From how many calls a day tuning pays, with the day of the prices, in one line; empty where the calls are not known.
        policies: What the company's own documents lay down of it, a sentence each with its mark.
        taken: What is only likely, as a question that a yes confirms; `confirms` is its criterion and values.
        sentence: The outcome in a sentence.
        why: The reasons, with marks.
        flips: What would change it, in words that read alone.
        open_gates: What to find out, with marks.
        next_steps: All steps, the first one doable today.
        method: The way of training, if it trains.
        facts: All that is known of the case.
        rests_on: What the verdict needs of it.
        noted: What was understood from the last message, a clause each.
        question: The question that is open.
        citations: What the marks resolve to.
        caveats: What to know about the age of the sources.
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
    answer: str = ""
    summary: str = ""
    checks: tuple[str, ...] = ()
    today: str = ""
    open_line: str = ""
    model_line: str = ""
    costs: str = ""
    policies: tuple[str, ...] = ()
    taken: str = ""
    confirms: tuple[str, tuple[str, ...]] | None = None

    @property
    def title(self) -> str:
        """Headline, confidence in a word and as a number, as the first line of the card: "Fine-tuning, likely · 72%"."""
        if self.confidence_word != TOO_EARLY:
            return f"{self.headline}, {self.confidence_word} · {self.confidence:.0%}"
        is_undecided = self.outcome == "not_ready"
        return f"{self.headline if is_undecided else f'Too early to say, nearest: {self.headline}'} · {self.confidence:.0%}"


def noted_line(noted: Sequence[str]) -> str:
    """What was understood from a message, in one line; empty where nothing was."""
    shown = [*noted[:NOTED_SHOWN], *([f"{len(noted) - NOTED_SHOWN} more"] if len(noted) > NOTED_SHOWN else [])]
    return f"Noted: {'; '.join(shown)}." if shown else ""


def marked_in(card: VerdictCard) -> list[Citation]:
    """The sources of what stands on a card itself."""
    said = " ".join([card.summary, *card.policies])
    return [one for one in card.citations if f"[{one.number}]" in said]


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
    """What a remark or a correction has changed after a verdict was given, instead of the whole card again.

    `text` says where the verdict stands now and, in a clause, why; its mark resolves to a citation.
    """

    text: str
    outcome: str
    confidence: float
    provisional: bool
    noted: tuple[str, ...] = ()
    decision_id: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The turn is over; always the last reply."""


Reply: TypeAlias = Progress | TextDelta | Answer | Abstention | Question | VerdictCard | Changed | Notice | Done
