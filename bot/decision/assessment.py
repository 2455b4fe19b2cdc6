"""What is known about one use case: for each criterion a stated value, a vague claim, "not sure", or nothing.

Responsible for holding answers with who gave them and the words they came from, immutably, and for storing and loading them.
Not for judging them. The entries are kept in the rubric's order, so two assessments that hold the same answers are equal
whatever the order they were given in, and a corrected answer leaves no trace of the first one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from bot.decision.criteria import VALUES, Criterion
from bot.errors import AssessmentError

SCHEMA = 1
ORDER = {criterion: place for place, criterion in enumerate(Criterion)}


class Standing(StrEnum):
    """How far an answer settles its criterion; only `stated` counts, the others are unknown to the verdict."""

    STATED = "stated"
    VAGUE = "vague"  # claimed without the number that decides, as in "we have evals"
    UNSURE = "unsure"  # the person said "not sure"


@dataclass(frozen=True, slots=True)
class Stated:
    """One answer: its values, who gave it when, the words it came from and the exact number if there was one."""

    values: tuple[str, ...] = ()
    by: str = ""
    words: str = ""
    number: float | None = None
    at: datetime | None = None
    standing: Standing = Standing.STATED


@dataclass(frozen=True)
class Assessment:
    """The answers so far, in the rubric's order; build it with `answer`, `vague` and `unsure`."""

    entries: tuple[tuple[Criterion, Stated], ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, str | Iterable[str]]) -> Self:
        """Return an assessment from plain criteria and values, as the labelled cases write them.

        Raises:
            AssessmentError: a criterion or value the rubric does not know.
        """
        assessment = cls()
        for name, value in values.items():
            stated = Stated((value,) if isinstance(value, str) else tuple(value))
            assessment = assessment.answer(criterion_named(name), stated)
        return assessment

    @cached_property
    def answers(self) -> Mapping[Criterion, Stated]:
        """Every answer by criterion, vague and unsure ones included."""
        return dict(self.entries)

    def answer(self, criterion: Criterion, stated: Stated) -> Self:
        """Return this assessment with the answer in place of any earlier one.

        Raises:
            AssessmentError: no value, a value the rubric does not know, or several where one is meant.
        """
        return self._put(criterion, replace(stated, values=checked(criterion, stated.values), standing=Standing.STATED))

    def vague(self, criterion: Criterion, claim: Stated) -> Self:
        """Return this assessment with a claim that lacks its number, such as "lots of data"; it counts as unknown."""
        return self._put(criterion, replace(claim, values=(), standing=Standing.VAGUE))

    def unsure(self, criterion: Criterion, said: Stated | None = None) -> Self:
        """Return this assessment with "not sure": unknown to the verdict, never a no, and not asked again."""
        return self._put(criterion, replace(said or Stated(), values=(), standing=Standing.UNSURE))

    def without(self, criterion: Criterion) -> Self:
        """Return this assessment with the criterion unknown again."""
        return type(self)(tuple(entry for entry in self.entries if entry[0] is not criterion))

    def values(self, criterion: Criterion) -> tuple[str, ...]:
        """Return the stated values of a criterion; nothing while it is unknown, vague or unsure."""
        stated = self.answers.get(criterion)
        return stated.values if stated else ()

    def value(self, criterion: Criterion) -> str | None:
        """Return the single stated value of a criterion, or None while it is unknown."""
        return next(iter(self.values(criterion)), None)

    def knows(self, criterion: Criterion) -> bool:
        """Tell whether the criterion has a stated value."""
        return bool(self.values(criterion))

    def standing(self, criterion: Criterion) -> Standing | None:
        """Return how the criterion was answered, or None if it was not."""
        stated = self.answers.get(criterion)
        return stated.standing if stated else None

    def to_dict(self) -> dict[str, Any]:
        """Return the assessment as plain JSON data, with its schema version."""
        return {"schema": SCHEMA, "answers": {str(criterion): as_data(stated) for criterion, stated in self.entries}}

    def _put(self, criterion: Criterion, stated: Stated) -> Self:
        others = [entry for entry in self.entries if entry[0] is not criterion]
        return type(self)(tuple(sorted([*others, (criterion, stated)], key=lambda entry: ORDER[entry[0]])))


def criterion_named(name: str) -> Criterion:
    """Return the criterion of that name.

    Raises:
        AssessmentError: there is none.
    """
    try:
        return Criterion(name)
    except ValueError as error:
        raise AssessmentError(f"Unknown criterion {name!r}; use one of {', '.join(Criterion)}.") from error


def checked(criterion: Criterion, values: Iterable[str]) -> tuple[str, ...]:
    """Return the values as members of the criterion's closed set, in the set's order.

    Raises:
        AssessmentError: no value, an unknown value, or several for a criterion other than the goal.
    """
    allowed, given = VALUES[criterion], set(values)
    if not given or not all(isinstance(value, str) for value in given):
        raise AssessmentError(f"{criterion} was given {sorted(map(str, given))!r}; state a value or use `unsure`.")
    if unknown := given - set(allowed):
        raise AssessmentError(f"{criterion} cannot be {sorted(unknown)!r}; use one of {', '.join(allowed)}.")
    if len(given) > 1 and criterion is not Criterion.GOAL:
        raise AssessmentError(f"{criterion} takes one value, not {sorted(given)!r}.")
    return tuple(member for member in allowed if member in given)


def as_data(stated: Stated) -> dict[str, Any]:
    """Return one answer as plain JSON data."""
    return {
        "standing": str(stated.standing),
        "values": [str(value) for value in stated.values],
        "by": stated.by,
        "words": stated.words,
        "number": stated.number,
        "at": stated.at.isoformat() if stated.at else None,
    }


def from_dict(data: Any) -> tuple[Assessment, tuple[str, ...]]:
    """Load a stored assessment; answers this version cannot read are left out, each with a note saying so.

    Raises:
        AssessmentError: the state as a whole is of another schema or not an assessment at all.
    """
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA or not isinstance(data.get("answers"), Mapping):
        found = data.get("schema") if isinstance(data, Mapping) else type(data).__name__
        raise AssessmentError(f"Stored assessment has schema {found!r}, expected {SCHEMA}; start the walk again.")
    assessment, notes = Assessment(), []
    for name, stored in data["answers"].items():
        try:
            assessment = restored(assessment, criterion_named(name), stored)
        except (AssessmentError, TypeError, ValueError) as error:
            notes.append(f"Left out the stored answer to {name!r}: {error}")
    return assessment, tuple(notes)


def restored(assessment: Assessment, criterion: Criterion, stored: Any) -> Assessment:
    """Return the assessment with one stored answer put back.

    Raises:
        AssessmentError: a value the rubric does not know.
        TypeError: a field of the wrong type.
        ValueError: an unknown standing or a malformed time.
    """
    if not isinstance(stored, Mapping):
        raise AssessmentError(f"expected an object, found {type(stored).__name__}.")
    number, at = stored.get("number"), stored.get("at")
    stated = Stated(
        values=tuple(stored.get("values") or ()),
        by=str(stored.get("by") or ""),
        words=str(stored.get("words") or ""),
        number=None if number is None else float(number),
        at=None if at is None else datetime.fromisoformat(at),
    )
    put = {Standing.STATED: assessment.answer, Standing.VAGUE: assessment.vague, Standing.UNSURE: assessment.unsure}
    return put[Standing(stored.get("standing", Standing.STATED))](criterion, stated)
