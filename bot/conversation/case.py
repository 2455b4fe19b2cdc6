"""The state of one walk: what is known, what was asked, what is open, and how to go back.

Pure data with its transitions; it is stored as JSON after every turn, so that a walk survives restarts and weeks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bot.decision import Assessment, Criterion, from_dict, next_question, question_for
from bot.errors import AssessmentError
from bot.reading.reading import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.decision import NextQuestion
    from bot.reading.reading import Finding

FORM = 1
#: Stands in a record where a person's name does, for what a quick verdict took for granted.
ASSUMED = "assumed by the assistant"
#: How many steps "back" can undo.
STEPS_KEPT = 12


def new_id() -> str:
    """The id of a new decision: short enough to be typed, long enough that no two are alike (48 random bits)."""
    return uuid4().hex[:12]


@dataclass(frozen=True, slots=True)
class Walk:
    """One use case on its way to a verdict."""

    opening: str
    assessment: Assessment = field(default_factory=Assessment)
    asked: tuple[Criterion, ...] = ()
    pending: Criterion | None = None
    #: The open question was repeated once because the reply could not be read.
    repeated: bool = False
    decision_id: str = field(default_factory=new_id)
    earlier: tuple[Mapping[str, Any], ...] = ()

    def hear(self, findings: Iterable[Finding], *, by: str = "", at: datetime | None = None) -> Walk:
        """Take in what a message states; the earlier state can be returned to. What was assumed gives way to it."""
        return replace(
            self,
            assessment=record(self.without_assumptions().assessment, findings, by=by, at=at),
            earlier=(*self.earlier, self._snapshot())[-STEPS_KEPT:],
            repeated=False,
        )

    def assume(self, findings: Iterable[Finding]) -> Walk:
        """Put in what a message likely means; it is marked as nobody's words, and may be asked for all the same."""
        return replace(self, assessment=record(self.assessment, findings, by=ASSUMED))

    def without_assumptions(self) -> Walk:
        """The walk with only what people said."""
        kept = tuple(entry for entry in self.assessment.entries if entry[1].by != ASSUMED)
        return replace(self, assessment=Assessment(kept))

    def without_person(self, user: str) -> Walk:
        """The walk without somebody's name and words; the values stay, because they are the team's decision."""
        entries = tuple(
            (criterion, replace(stated, by="", words="") if stated.by == user else stated)
            for criterion, stated in self.assessment.entries
        )
        return replace(self, assessment=Assessment(entries), earlier=())

    def named(self, names: Mapping[str, str]) -> Walk:
        """The walk with people called by their names where there is one."""
        entries = tuple(
            (criterion, replace(stated, by=names.get(stated.by, stated.by)))
            for criterion, stated in self.assessment.entries
        )
        return replace(self, assessment=Assessment(entries))

    def copied(self) -> Walk:
        """The same case as a walk of its own."""
        return replace(self, decision_id=new_id())

    def without_text(self, text: str) -> Walk:
        """The walk without the words of a message that was deleted."""
        entries = tuple(
            (criterion, replace(stated, words="") if stated.words and stated.words in text else stated)
            for criterion, stated in self.assessment.entries
        )
        return replace(self, assessment=Assessment(entries), earlier=())

    def not_answered(self) -> Walk:
        """The open question counts as not asked: something else was said instead of an answer to it."""
        return replace(self, asked=tuple(criterion for criterion in self.asked if criterion is not self.pending))

    def advance(self) -> tuple[Walk, NextQuestion | None]:
        """Choose the next question; None when the verdict stands."""
        question = next_question(self.assessment, self.asked)
        if question is None:
            return replace(self, pending=None), None
        return replace(self, pending=question.criterion, asked=(*self.asked, question.criterion)), question

    def question(self) -> NextQuestion | None:
        """The open question again, as it was asked."""
        return question_for(self.assessment, self.pending) if self.pending is not None else None

    def reopen(self, criterion: Criterion) -> Walk:
        """Ask for one criterion anew, so that its answer can be changed."""
        asked = tuple(one for one in self.asked if one is not criterion)
        return replace(
            self,
            assessment=self.assessment.without(criterion),
            asked=(*asked, criterion),
            pending=criterion,
            earlier=(*self.earlier, self._snapshot())[-STEPS_KEPT:],
            repeated=False,
        )

    def back(self) -> Walk | None:
        """The state before the last answer, or None at the beginning."""
        if not self.earlier:
            return None
        before = self.earlier[-1]
        assessment, _ = from_dict(before["assessment"])
        return replace(
            self,
            assessment=assessment,
            asked=tuple(Criterion(name) for name in before["asked"]),
            pending=Criterion(before["pending"]) if before["pending"] else None,
            earlier=self.earlier[:-1],
            repeated=False,
        )

    def to_dict(self) -> dict[str, Any]:
        """The walk as plain JSON data."""
        return {
            "form": FORM,
            "opening": self.opening,
            "decision_id": self.decision_id,
            "repeated": self.repeated,
            "earlier": list(self.earlier),
            **self._snapshot(),
        }

    @classmethod
    def from_dict(cls, data: Any) -> Walk:
        """Load a stored walk.

        Raises:
            AssessmentError: The data is of another form or damaged.
        """
        try:
            if data["form"] != FORM:
                raise AssessmentError(
                    f"The stored walk has the form {data['form']!r}, expected {FORM}; start it again."
                )
            assessment, _ = from_dict(data["assessment"])
            return cls(
                opening=str(data["opening"]),
                assessment=assessment,
                asked=tuple(Criterion(name) for name in data["asked"]),
                pending=Criterion(data["pending"]) if data["pending"] else None,
                repeated=bool(data["repeated"]),
                decision_id=str(data["decision_id"]),
                earlier=tuple(data["earlier"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, AssessmentError):
                raise
            raise AssessmentError(f"The stored walk can't be read ({error}); start it again.") from error

    def _snapshot(self) -> dict[str, Any]:
        return {
            "assessment": self.assessment.to_dict(),
            "asked": [criterion.value for criterion in self.asked],
            "pending": self.pending.value if self.pending else None,
        }
