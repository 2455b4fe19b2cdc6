"""The `Case` of a thread: what is known of one use case, what was asked, what is open, and how to go back.

Pure data with its transitions; it is stored as JSON after every turn (`stored_form.py`), so that a case survives restarts and weeks. It begins with the
first fact that anybody tells, so that what was said before the interview counts in it.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bot.conversation.look_up_and_prompt import beside_look_up, is_beside_look_up, with_what_counts
from bot.conversation.model_access import of_another_platform, with_training_access
from bot.conversation.policies import contradicted, over
from bot.conversation.targets import beside_target, with_target_missed, with_target_reached
from bot.conversation.what_stands import beside_score, shows_its_goal, stands, with_outdated_facts, with_shown_goal
from bot.decision import Assessment, Certainty, Criterion, Fact, Goal, from_dict, next_question, question_for
from bot.reading.examples.barred import allowed, is_barred
from bot.reading.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bot.conversation.policies import Policy
    from bot.decision import NextQuestion, Verdict

#: How many texts that were said aside are known, each by so many bytes of its digest.
SAID_KEPT, DIGEST = 40, 6
#: How many steps "back" can undo.
STEPS_KEPT = 12


_names: ContextVar[Iterator[str] | None] = ContextVar("names", default=None)


def new_id() -> str:
    """The id of a new case: short enough to be typed, long enough that no two are alike (48 bits)."""
    names = _names.get()
    return blake2b(next(names).encode(), digest_size=6).hexdigest() if names else uuid4().hex[:12]


def name_cases_after(turn: str) -> None:
    """Give the cases that this task makes ids that it gives them again when the turn is done again: buttons of the first time hold them."""
    _names.set(f"{turn}/{number}" for number in count())


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """The verdict that was last told, to say what changed since: its outcome, how sure it was, and whether it was provisional."""

    outcome: str
    confidence: float
    provisional: bool

    @classmethod
    def of(cls, verdict: Verdict) -> GivenVerdict:
        """What was told by giving this verdict."""
        return cls(verdict.outcome.value, verdict.confidence.number, verdict.provisional)


@dataclass(frozen=True, slots=True)
class Case:
    """One use case on its way to a verdict.

    Attributes:
        opening: The message that first told of it.
        opening_by: Who wrote that message, by the surface's id; empty where it was stored before that was kept.
        opening_turn: The id of the turn it was written in; likewise.
        assessment: The facts: what people said and the register of models adds, and over it what the company's documents lay down.
        beneath: What people said of a criterion that a document's rule stands in place of, such as that they are not sure.
        policies: The rules of the documents that may be read where the case is looked at; never stored.
        struck: The values, each with its criterion, of which somebody said that they do not hold: they are not guessed again.
        asked: The criteria asked for so far.
        pending: The criterion of the open question.
        misses: How many replies in a row could not be read as an answer to it.
        unmoved: How many things in a row were told since a verdict was given that changed nothing about it.
        begun: Whether its interview has begun; facts are kept before.
        given: The verdict that was last told.
        language: The code of the language its people write in.
        said: Digests of what was said aside, so that no paragraph is said twice.
        costs: The numbers that its costs hang on, as people said them, the newest first, by the names of `bot.reading.costs.cost_numbers`; the models.
        cost_told: What was wanted of the sum that was told last, as `SumAsked` is kept; empty where none was.
        cost_asked: The number of these that was asked for last; empty where none was.
        decision_id: What people and buttons call it by.
        earlier: The states "back" can return to, oldest first.
    """

    opening: str = ""
    opening_by: str = ""
    opening_turn: str = ""
    assessment: Assessment = field(default_factory=Assessment)
    beneath: tuple[Fact, ...] = ()
    policies: tuple[Policy, ...] = ()
    struck: frozenset[tuple[Criterion, str]] = frozenset()
    asked: tuple[Criterion, ...] = ()
    pending: Criterion | None = None
    misses: int = 0
    unmoved: int = 0
    begun: bool = False
    given: GivenVerdict | None = None
    language: str = ENGLISH
    said: tuple[str, ...] = ()
    costs: Mapping[str, str] = field(default_factory=dict)
    cost_told: str = ""
    cost_asked: str = ""
    decision_id: str = field(default_factory=new_id)
    earlier: tuple[Mapping[str, Any], ...] = ()

    def take(
        self,
        facts: Iterable[Fact],
        *,
        replacing: Collection[Criterion] = (),
        by: str = "",
        message: str = "",
        at: datetime | None = None,
    ) -> Case:
        """Return the case with these facts, as far as they stand beside what is known; the earlier state can be returned to.

        With a platform stated, the register of models says whether anything may be trained there on the day of the turn.

        Args:
            facts: What was read, picked or confirmed.
            replacing: The criteria whose facts are an answer to the open question or a correction, which replace whatever was there.
            by: Who said it.
            message: The id of the turn it was said in.
            at: When.
        """
        said, told = self.told_so_far, tuple(fact for fact in facts if not self._is_struck(fact))
        for fact in told:
            old = said.fact(fact.criterion)
            if stands(fact, old, replaces=fact.criterion in replacing) or is_beside_look_up(fact, old):
                new = beside_look_up(replace(fact, by=by, message=message, at=at), old)
                said = said.put(beside_target(beside_score(new, old), old))
        said = with_what_counts(with_shown_goal(with_outdated_facts(said)))
        said = of_another_platform(said, self.told_so_far, told)
        if said != self.told_so_far:
            said = with_training_access(said, (at or datetime.now(UTC)).date())
            said = with_target_reached(said, self.opening)
        if said == self.told_so_far:
            return self
        if shows_its_goal(said):
            said = said.without(Criterion.GOAL)
        asked = self.asked
        if any(fact.criterion is Criterion.BASELINE for fact in told):
            kept, said = said, with_target_missed(said, self.opening)
            # What goes wrong may be asked for again.
            asked = asked if said == kept else tuple(one for one in asked if one is not Criterion.FAILURE)
        earlier = (*self.earlier, self.snapshot())[-STEPS_KEPT:]
        return replace(self._with_said(said), asked=asked, earlier=earlier, misses=0)

    def withdrawing(self, criteria: Collection[Criterion]) -> Case:
        """Return the case without what was told of some criteria, which may be asked for again; the earlier state can be returned to."""
        said = self.told_so_far
        for criterion in criteria:
            said = said.without(criterion)
        if said == self.told_so_far:
            return self
        asked = tuple(one for one in self.asked if one not in criteria)
        earlier = (*self.earlier, self.snapshot())[-STEPS_KEPT:]
        costs = {
            name: value
            for name, value in self.costs.items()
            if name != "calls_a_day" or Criterion.VOLUME not in criteria
        }
        return replace(self._with_said(said), asked=asked, earlier=earlier, costs=costs, misses=0)

    def striking(self, values: Collection[tuple[Criterion, str]]) -> Case:
        """Return the case where somebody said of some values, each with its criterion, that they do not hold."""
        return replace(self, struck=self.struck | frozenset(values)) if values else self

    def _is_struck(self, fact: Fact) -> bool:
        """Whether a fact only guesses at what somebody said does not hold."""
        return fact.is_likely and any((fact.criterion, str(value)) in self.struck for value in fact.values)

    @property
    def told_so_far(self) -> Assessment:
        """What people said, and the register of models adds, without what documents lay down; this is what is stored."""
        said = replace(self.assessment, facts=tuple(fact for fact in self.assessment.facts if not fact.document))
        for fact in self.beneath:
            said = said.put(fact)
        return said

    def under(self, policies: Iterable[Policy]) -> Case:
        """The case where these rules of the company's documents hold, and no others."""
        rules = tuple(policies)
        return self if rules == self.policies else self._with_said(self.told_so_far, rules)

    def with_sum(self, pays_from: int | None) -> Case:
        """The case with what the sum of its costs tells of training; see `Assessment.pays_from`."""
        return replace(self, assessment=replace(self.assessment, pays_from=pays_from))

    def with_form(self, *, not_enforced: bool) -> Case:
        """The case with whether structured output is said to be off."""
        return replace(self, assessment=replace(self.assessment, form_not_enforced=not_enforced))

    def with_personal_data(self, *, held: bool) -> Case:
        """The case with whether its texts or examples are said to hold names or other personal data."""
        return replace(self, assessment=replace(self.assessment, holds_personal_data=held))

    @property
    def contradicted(self) -> list[Policy]:
        """The rules of the company's documents of which somebody stated something else."""
        return contradicted(self.told_so_far, self.policies)

    def _with_said(self, said: Assessment, rules: tuple[Policy, ...] | None = None) -> Case:
        """The case with this as what was said, and the rules over it: those that hold, or these from now on."""
        policies = self.policies if rules is None else rules
        assessment = over(said, policies)
        hidden = {fact.criterion for fact in assessment.facts if fact.document}
        beneath = tuple(fact for fact in said.facts if fact.criterion in hidden)
        return replace(self, assessment=assessment, beneath=beneath, policies=policies)

    def without_person(self, user: str, openings: Collection[str] = ()) -> Case:
        """The case without somebody's name and words; the values stay, because they are the team's decision.

        An opening whose author is not known is theirs if it is one of `openings`, or if they told something of the case.
        """
        facts = self.told_so_far.facts
        told = self.opening in openings or any(fact.by == user for fact in facts)
        is_theirs = self.opening_by == user or (not self.opening_by and told)
        case = self._with_facts(replace(fact, by="", words="") if fact.by == user else fact for fact in facts)
        return case.without_opening() if is_theirs else case

    def without_message(self, message: str, text: str = "", by: str = "") -> Case:
        """The case without the words of a message that was deleted; `text` and who it is `by` find those stored before facts knew their message."""
        case = self._with_facts(
            replace(fact, words="")
            if fact.message == message or (not fact.message and fact.by == by and fact.words and fact.words in text)
            else fact
            for fact in self.told_so_far.facts
        )
        return case.without_opening() if self.is_opened_by(message, text) else case

    def is_opened_by(self, message: str, text: str) -> bool:
        """Whether a message opened it; its `text` says so of one that was stored before its message was."""
        if self.opening_turn:
            return self.opening_turn == message
        return bool(self.opening) and self.opening == text

    def without_facts_of(self, message: str, before: str, after: str) -> Case:
        """The case without what a message told that says something else now, which may answer the same question again."""
        told = [fact for fact in self.told_so_far.facts if fact.message == message]
        opening = after if self.is_opened_by(message, before) else self.opening
        if not told:
            return replace(self, opening=opening)
        kept = tuple(fact for fact in self.told_so_far.facts if fact.message != message)
        # What the register said of a platform goes with it.
        said = with_target_reached(with_training_access(Assessment(kept), datetime.now(UTC).date()), opening)
        case = replace(self._with_said(said), earlier=(), opening=opening)
        answered = [fact.criterion for fact in told if fact.criterion in self.asked]
        return case.asking(answered[-1]) if answered else case

    def named(self, names: Mapping[str, str]) -> Case:
        """The case with people called by their names where there is one."""
        facts = tuple(replace(fact, by=names.get(fact.by, fact.by)) for fact in self.told_so_far.facts)
        return self._with_said(replace(self.told_so_far, facts=facts))

    def copied(self) -> Case:
        """The same case as one of its own."""
        return replace(self, decision_id=new_id())

    def begin(self, opening: str = "", by: str = "", message: str = "") -> Case:
        """Return the case with its interview begun, by what somebody wrote in a message; what was said before is not gone back over."""
        case = replace(self, begun=True, earlier=self.earlier if self.begun else ())
        if self.opening or not opening:
            return case
        return replace(case, opening=opening, opening_by=by, opening_turn=message)

    def without_guess(self, criterion: Criterion) -> Case:
        """Return the case without what was only likely about a criterion, because somebody said that it is not so."""
        guess, said = self.assessment.fact(criterion), self.told_so_far.without(criterion)
        if guess is not None and guess.document:
            # Otherwise the document would say it again.
            said = said.put(Fact(criterion, certainty=Certainty.UNSURE))
        elif guess is not None and is_barred(guess) and guess.number is not None:
            said = said.put(allowed(guess))
        return replace(self._with_said(said), misses=0)

    def missed(self) -> Case:
        """Return the case after a reply that could not be read as an answer to the open question."""
        return replace(self, misses=self.misses + 1)

    def passing_over(self) -> Case:
        """Return the case without an open question: what was asked is not asked again, and stays unknown.

        Somebody who says anything to the question for the goal has one, so that there is none is only likely from then on.
        """
        goal = self.assessment.fact(Criterion.GOAL)
        if self.pending is Criterion.GOAL and goal is not None and goal.values == (Goal.UNCLEAR,):
            said = self.told_so_far.put(replace(goal, certainty=Certainty.LIKELY))
            return replace(self._with_said(said), pending=None, misses=0)
        return replace(self, pending=None, misses=0)

    def has_said(self, text: str) -> bool:
        """Whether a text was said aside before."""
        return _digest(text) in self.said

    def has_just_said(self, text: str) -> bool:
        """Whether a text was the last that was said aside."""
        return self.said[-1:] == (_digest(text),)

    def saying(self, text: str) -> Case:
        """Return the case after something was said aside."""
        return replace(self, said=(*self.said, _digest(text))[-SAID_KEPT:])

    def told(self, verdict: Verdict) -> Case:
        """Return the case after its verdict was given."""
        return replace(self, given=GivenVerdict.of(verdict))

    def resting(self) -> Case:
        """Return the case without an open question."""
        return replace(self, pending=None, misses=0)

    def advance(self, *, answered: bool = False) -> tuple[Case, NextQuestion | None]:
        """Choose the next question; None when the verdict stands.

        A question that got no answer may be asked again: something else was said in its place, and perhaps another one tells
        more by now. One that was `answered` in words that only make a value likely, or without the number that decides, is not.
        """
        settled = {Certainty.STATED, Certainty.UNSURE} | ({Certainty.LIKELY, Certainty.VAGUE} if answered else set())
        is_open = self.pending is not None and self.assessment.certainty(self.pending) not in settled
        asked = tuple(criterion for criterion in self.asked if not (is_open and criterion is self.pending))
        question = next_question(self.assessment, asked)
        if question is None:
            return replace(self, asked=asked, pending=None, misses=0), None
        misses = self.misses if question.criterion is self.pending else 0
        return replace(self, pending=question.criterion, asked=(*asked, question.criterion), misses=misses), question

    def asking(self, criterion: Criterion) -> Case:
        """Return the case with this as its open question, in place of the one that was chosen last."""
        asked = tuple(one for one in self.asked if one not in {self.pending, criterion})
        return replace(self, pending=criterion, asked=(*asked, criterion), misses=0)

    def question(self) -> NextQuestion | None:
        """The open question, as it is asked now."""
        return question_for(self.assessment, self.pending) if self.pending is not None else None

    def reopen(self, criterion: Criterion) -> Case:
        """Ask for one criterion anew, so that its answer can be changed."""
        said = self.told_so_far.without(criterion)
        if criterion is Criterion.PLATFORM:
            # What the register said of it goes with it.
            said = with_training_access(said, datetime.now(UTC).date())
        asked = tuple(one for one in self.asked if one is not criterion)
        return replace(
            self._with_said(said),
            asked=(*asked, criterion),
            pending=criterion,
            earlier=(*self.earlier, self.snapshot())[-STEPS_KEPT:],
            misses=0,
        )

    def back(self) -> Case | None:
        """The state before the last answer, or None at the beginning."""
        if not self.earlier:
            return None
        before = self.earlier[-1]
        said, _ = from_dict(before["assessment"])
        return replace(
            self._with_said(said),
            asked=tuple(Criterion(name) for name in before["asked"]),
            pending=Criterion(before["pending"]) if before["pending"] else None,
            earlier=self.earlier[:-1],
            misses=0,
        )

    def without_opening(self) -> Case:
        """The case without the message that first told of it."""
        return replace(self, opening="", opening_by="", opening_turn="")

    def _with_facts(self, facts: Iterable[Fact]) -> Case:
        # The states before are dropped: they hold the same words.
        return replace(self._with_said(Assessment(tuple(facts))), earlier=())

    def snapshot(self) -> dict[str, Any]:
        """What "back" returns to, as plain JSON data."""
        return {
            "assessment": self.told_so_far.to_dict(),
            "asked": [criterion.value for criterion in self.asked],
            "pending": self.pending.value if self.pending else None,
        }


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=DIGEST).hexdigest()
