"""The labelled texts the reader learns from, in one shape: messages, replies to questions, and messages by kind.

`messages/*.jsonl` hold whole messages with, for each fact, its words and whether it is stated or only likely; `answers/*.jsonl` replies
to an open question; `kinds/*.jsonl` messages by what they are for. README.md beside them says who wrote what, and in which voices.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.decision import VALUES, Criterion
from bot.reading.kinds import MessageKind
from bot.reading.windows import QUESTIONS
from tests.training import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = SENTENCES / "reader"
SEED = 0
#: Shorter replies fit several questions.
FEWEST_WORDS = 3
#: How such replies begin that fit any question.
FITS_ANYTHING = ("yes", "no", "none", "not")
#: Questions that the same words may answer: a reply to one is no counterexample for the other.
NEAR: dict[Criterion, tuple[Criterion, ...]] = {
    Criterion.GOAL: (Criterion.FAILURE, Criterion.TRIED),
    Criterion.FAILURE: (Criterion.GOAL, Criterion.TRIED, Criterion.BASELINE),
    Criterion.TRIED: (Criterion.FAILURE,),
    Criterion.EXAMPLES: (Criterion.DATA_QUALITY, Criterion.SIGNAL, Criterion.BASELINE),
    Criterion.DATA_QUALITY: (Criterion.EXAMPLES, Criterion.BASELINE, Criterion.SIGNAL),
    Criterion.SIGNAL: (Criterion.EXAMPLES, Criterion.DATA_QUALITY),
    Criterion.BASELINE: (Criterion.EXAMPLES, Criterion.DATA_QUALITY, Criterion.FAILURE, Criterion.SIGNAL),
    Criterion.VOLATILITY: (Criterion.TASK_STABILITY, Criterion.UPKEEP),
    Criterion.TASK_STABILITY: (Criterion.VOLATILITY,),
    Criterion.TEAM: (Criterion.UPKEEP, Criterion.DATA_QUALITY),
    Criterion.UPKEEP: (Criterion.TEAM, Criterion.VOLATILITY),
    Criterion.RESIDENCY: (Criterion.TUNABLE_MODEL, Criterion.KNOWLEDGE_HOME),
    Criterion.TUNABLE_MODEL: (Criterion.RESIDENCY,),
    Criterion.KNOWLEDGE_HOME: (Criterion.RESIDENCY, Criterion.EXAMPLES),
    Criterion.CITATIONS: (Criterion.PERMISSIONS,),
    Criterion.PERMISSIONS: (Criterion.CITATIONS,),
}
#: What a reply can be besides a value of the criterion that was asked for.
NO_VALUE = ("unsure", "vague")
#: The columns of the heads: every value of every criterion that is learned, then what is no value.
COLUMNS: tuple[tuple[Criterion, str], ...] = tuple(
    (criterion, str(value)) for criterion in QUESTIONS for value in VALUES[criterion]
) + tuple((criterion, value) for value in NO_VALUE for criterion in QUESTIONS)
PLACE = {column: place for place, column in enumerate(COLUMNS)}
KINDS = tuple(MessageKind)
#: What the labels of the older messages are called today; what has no counterpart teaches no kind.
OLDER_KINDS = {
    "question": MessageKind.QUESTION,
    "gap": MessageKind.QUESTION,
    "off_topic": MessageKind.OFF_TOPIC,
    "use_case": MessageKind.CASE,
    "follow_up": MessageKind.FOLLOW_UP,
    "thanks": MessageKind.THANKS,
    "help": MessageKind.HELP,
    "injection": MessageKind.INJECTION,
}
#: A voice whose messages are told in pieces; a piece alone is no case.
IN_PIECES = "pieces"
#: How many lists of clauses are made of the older ones, from clauses of at most this length, and what stands between them.
JOINED, LONGEST_CLAUSE = 1_200, 90
BETWEEN = (", ", ", ", "; ", ". ", "\n", " and ", " - ")
#: How much a text counts beside a whole message that somebody labelled in full.
REPLY_WEIGHT, KIND_WEIGHT, CROSSED_WEIGHT, OLDER_WEIGHT = 0.7, 0.7, 0.5, 0.5


@dataclass(frozen=True, slots=True)
class Span:
    """One labelled value and where its words stand."""

    column: int
    stated: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """One text to learn from.

    Attributes:
        text: What was written.
        asked: The criterion of the open question, if one is.
        spans: The values it holds.
        file: The file it stands in, to hold whole writers out.
        has_facts: Whether its values are labelled, so that what is missing is not there.
        has_words: Whether the words of its values are labelled, and not only the values.
        only: The one criterion whose values are labelled, where the others are not.
        kind: What kind of message it is, if that is labelled.
        weight: How much it counts.
    """

    text: str
    asked: Criterion | None = None
    spans: tuple[Span, ...] = ()
    file: str = ""
    has_facts: bool = True
    has_words: bool = False
    only: Criterion | None = None
    kind: MessageKind | None = None
    weight: float = 1.0

    @property
    def answer(self) -> str | None:
        """The value it gives to the open question, if it gives one."""
        return next((COLUMNS[span.column][1] for span in self.spans if COLUMNS[span.column][0] is self.asked), None)


def examples(folder: Path = FOLDER) -> list[Example]:
    """All of them."""
    return [*messages(folder), *replies(folder), *crossed(folder), *kinds(folder), *older(), *joined()]


def messages(folder: Path = FOLDER) -> Iterator[Example]:
    """Whole messages about a use case, and the pieces such a message is told in."""
    for file in sorted((folder / "messages").glob("*.jsonl")):
        for row in rows(file):
            spans = tuple(
                _span(row["text"], fact["criterion"], fact["value"], fact["words"], fact["certainty"] == "stated")
                for fact in row["facts"]
            )
            kind = None if row["voice"] == IN_PIECES else MessageKind.CASE
            yield Example(row["text"], None, spans, f"messages/{file.stem}", has_words=True, kind=kind)


def replies(folder: Path = FOLDER) -> Iterator[Example]:
    """Replies to an open question: they answer it, say something else, or nothing."""
    for file in sorted((folder / "answers").glob("*.jsonl")):
        for row in rows(file):
            said = [(row["asked"], row["value"])] if row["value"] else []
            said += [(other["criterion"], other["value"]) for other in row["other"]]
            spans = tuple(_whole(row["text"], criterion, value) for criterion, value in said)
            kind = MessageKind.ANSWER if row["value"] else MessageKind.REMARK if row["other"] else None
            asked = Criterion(row["asked"])
            yield Example(row["text"], asked, spans, f"answers/{file.stem}", kind=kind, weight=REPLY_WEIGHT)


def crossed(folder: Path = FOLDER) -> Iterator[Example]:
    """Replies to one question given to another, and talk that answers none: what is easily taken for an answer and is none."""
    chosen = random.Random(SEED)  # noqa: S311 - no secret
    for file in sorted((folder / "answers").glob("*.jsonl")):
        for row in rows(file):
            asked, text = Criterion(row["asked"]), row["text"]
            fits = text.lower().startswith(FITS_ANYTHING) or len(text.split()) < FEWEST_WORDS
            if row["value"] in {None, *NO_VALUE} or fits:
                continue
            other = chosen.choice([one for one in QUESTIONS if one is not asked and one not in NEAR.get(asked, ())])
            spans = (_whole(text, asked.value, row["value"]),)
            yield Example(
                text, other, spans, f"answers/{file.stem}", only=other, kind=MessageKind.REMARK, weight=CROSSED_WEIGHT
            )
    for file in sorted((folder / "kinds").glob("*.jsonl")):
        for row in rows(file):
            kind = MessageKind(row["kind"])
            if kind in {MessageKind.CASE, MessageKind.REMARK} or row["open"]:
                continue
            asked = chosen.choice(list(QUESTIONS))
            yield Example(row["text"], asked, (), f"kinds/{file.stem}", kind=kind, weight=CROSSED_WEIGHT)


def kinds(folder: Path = FOLDER) -> Iterator[Example]:
    """Messages by what they are for; the facts in them are not labelled."""
    for file in sorted((folder / "kinds").glob("*.jsonl")):
        for row in rows(file):
            asked = Criterion(row["open"]) if row["open"] else None
            kind = MessageKind(row["kind"])
            yield Example(row["text"], asked, (), f"kinds/{file.stem}", has_facts=False, kind=kind, weight=KIND_WEIGHT)


def older() -> Iterator[Example]:
    """What was labelled for the first version: messages with words and without certainty, single clauses, and intents."""
    for row in rows(SENTENCES / "cases.jsonl"):
        spans = []
        for name, given in row["criteria"].items():
            values = [given] if isinstance(given, str) else given
            words = row["spans"][name]
            said = [words] * len(values) if isinstance(words, str) else words
            spans += [
                _span(row["text"], name, value, one, stated=True) for value, one in zip(values, said, strict=True)
            ]
        yield Example(row["text"], None, tuple(spans), "cases", has_words=True, kind=MessageKind.CASE)
    for row in rows(SENTENCES / "clauses.jsonl"):
        spans = [_whole(row["text"], name, value) for name, value in _labels(row)]
        asked = Criterion(row["asked"]) if "asked" in row else None
        yield Example(row["text"], asked, tuple(spans), "clauses", weight=OLDER_WEIGHT)
    for row in rows(SENTENCES / "messages.jsonl"):
        if kind := OLDER_KINDS.get(row["label"]):
            yield Example(row["text"], None, (), "messages", has_facts=False, kind=kind, weight=OLDER_WEIGHT)


def joined() -> Iterator[Example]:
    """Single clauses told together, as people list what they have: one message of a few, with what each says."""
    chosen = random.Random(SEED)  # noqa: S311 - no secret
    clauses = [
        (row["text"].strip(" .,;"), _labels(row))
        for row in rows(SENTENCES / "clauses.jsonl")
        if "asked" not in row and len(row["text"]) <= LONGEST_CLAUSE
    ]
    for _ in range(JOINED):
        text, spans, taken = "", [], set[Criterion]()
        between = chosen.choice(BETWEEN)
        for clause, labels in chosen.sample(clauses, chosen.randint(2, 6)):
            criteria = {Criterion(name) for name, _ in labels}
            if criteria & taken:
                continue
            taken |= criteria
            text = f"{text}{between}{clause}" if text else clause
            start = len(text) - len(clause)
            spans += [Span(PLACE[Criterion(name), value], True, start, len(text)) for name, value in labels]
        yield Example(text, None, tuple(spans), "clauses", has_words=True, weight=OLDER_WEIGHT)


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, one a line."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _labels(row: dict[str, Any]) -> list[tuple[str, str]]:
    """The criteria and values of a single clause."""
    return [
        (name, value)
        for name, given in row["labels"].items()
        if name in set(Criterion)
        for value in ([given] if isinstance(given, str) else given)
    ]


def _span(text: str, criterion: str, value: str, words: str, stated: bool) -> Span:  # noqa: FBT001 - a label as it stands in the file
    start = text.index(words)
    return Span(PLACE[Criterion(criterion), value], stated, start, start + len(words))


def _whole(text: str, criterion: str, value: str) -> Span:
    return Span(PLACE[Criterion(criterion), value], stated=True, start=0, end=len(text))
