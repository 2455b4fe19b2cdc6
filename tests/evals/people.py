"""The labelled people: what somebody tells of a use case, what it states, what they would answer, and where it should end.

README.md beside the files says who wrote what. Reading the files happens here; playing them does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.decision import Certainty, Criterion

from .cases import CASES

if TYPE_CHECKING:
    from pathlib import Path

#: What a person answers to what their case says nothing of.
UNKNOWN = "don't know"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a use case.

    Attributes:
        id: The case.
        text: The message that tells it.
        right: The outcomes an expert accepts for that message alone.
        right_at_last: The same once all is told.
        stated: The values it states; None where nobody labelled them.
        answers: What they would type when asked for a criterion.
    """

    id: str
    text: str
    right: frozenset[str]
    right_at_last: frozenset[str]
    stated: frozenset[tuple[str, str]] | None
    answers: dict[str, str] = field(default_factory=dict)

    def answer(self, criterion: str) -> str:
        """What they type when asked for a criterion."""
        return self.answers.get(criterion) or self.answers.get("_other", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to an open question, and the value it gives; none where it says something else."""

    id: str
    text: str
    asked: Criterion
    value: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message, and what it is for."""

    id: str
    text: str
    kind: str
    asked: Criterion | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages one after the other, where they should end, what they must have stated and never.

    Attributes:
        turns: What is said whatever comes back.
        right: The outcomes an expert accepts at the end.
        states: Values that must be stated at the end.
        never: Values that nothing in it states.
    """

    id: str
    turns: tuple[str, ...]
    right: frozenset[str]
    states: frozenset[tuple[str, str]]
    never: frozenset[tuple[str, str]]


def people(*names: str) -> list[Person]:
    """The people of some files under `cases/`, such as `unseen/use-cases`."""
    return [_person(row) for name in names for row in rows(CASES / f"{name}.jsonl")]


def replies(*names: str) -> list[Reply]:
    """The replies to open questions of some files."""
    return [
        Reply(f"{name}:{number}", row["text"], Criterion(row["asked"]), row["value"] or "")
        for name in names
        for number, row in enumerate(rows(CASES / f"{name}.jsonl"), 1)
    ]


def messages(name: str) -> list[Message]:
    """The messages of one file, by what they are for."""
    return [
        Message(f"{name}:{number}", row["text"], row["kind"], Criterion(row["open"]) if row["open"] else None)
        for number, row in enumerate(rows(CASES / f"{name}.jsonl"), 1)
    ]


def conversations(name: str) -> list[Conversation]:
    """The conversations of one file."""
    return [
        Conversation(
            row["id"],
            tuple(row["turns"]),
            frozenset([row["label"], *row["acceptable"]]),
            frozenset(row["states"].items()),
            frozenset((criterion, value) for criterion, values in row["never"].items() for value in values),
        )
        for row in rows(CASES / f"{name}.jsonl")
    ]


def rows(file: Path) -> list[dict[str, Any]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _person(row: dict[str, Any]) -> Person:
    right = frozenset([row["label"], *row["acceptable"]])
    last = frozenset([row["final_label"], *row["final_acceptable"]]) if "final_label" in row else right
    return Person(row["id"], row["text"], right, last, _stated(row), row.get("answers", {}))


def _stated(row: dict[str, Any]) -> frozenset[tuple[str, str]] | None:
    if "facts" in row:
        stated = Certainty.STATED.value
        return frozenset((fact["criterion"], fact["value"]) for fact in row["facts"] if fact["certainty"] == stated)
    if "criteria" in row:
        given = row["criteria"].items()
        return frozenset(
            (name, one) for name, value in given for one in (value if isinstance(value, list) else [value])
        )
    return None
