"""Which sum a message asks for: the numbers of its case with its own, and what is wanted of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.conversation.case_costs import costs_of, joined
from bot.decision import Criterion
from bot.reading.asked.question_form import asks_yes_or_no, points_back
from bot.reading.asked.training_cost_asked import run_said
from bot.reading.costs.cost_asked import (
    asks_for_a_sum,
    asks_for_a_sum_alone,
    asks_how_long,
    asks_how_ways_compare,
    asks_the_same_with,
    asks_to_break_even,
    asks_what_it_would_cost,
    asks_what_sources_say,
    asks_what_training_would_cost,
    asks_within_budget,
    calls_recounted,
    number_replied,
)
from bot.reading.costs.cost_numbers import circumstances_said, corrected_number, numbers_said
from bot.reading.costs.held_against import held_against
from bot.reading.costs.sum_form import (
    Subject,
    SumAsked,
    SumForm,
    asks_one_number,
    period_asked,
    period_wanted,
    sum_wanted,
)
from bot.reading.kinds import MessageKind
from bot.reading.numbers.multiples import volume_factor
from bot.reading.sayings import Command, asks
from knowledge.model_names import model_mentions, plain_words, words_with_gaps

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.reading.costs.sum_form import Period
    from bot.turn_log import Work

CALLS = "calls_a_day"
#: What a sum is made of; where none of them is known, the calls are asked for.
THAT_MAKE_A_SUM = frozenset({CALLS, "bill"})
#: In how many of the last messages what is counted anew may have been counted.
RECOUNTED_WITHIN = 4


@dataclass(frozen=True, slots=True)
class SumToTell:
    """A sum that is to be told.

    Attributes:
        said: What it is made of.
        asked: What is wanted of it.
        new: What of that was said just now, and is kept.
        is_full: Whether all is told that the short sum left out.
        period: The period that it is told for, where that is no month.
    """

    said: Mapping[str, str]
    asked: SumAsked = field(default_factory=SumAsked)
    new: Mapping[str, str] = field(default_factory=dict)
    is_full: bool = False
    period: Period | None = None


def sum_asked(understood: Understanding, case: Case, work: Work, models: Collection[str]) -> SumToTell | None:
    """The sum that a message asks for, with the case's numbers and its own; None where it asks for none.

    A reply to the number that was asked for last counts while nothing else is open, and so does "and at 50k a day?" after a
    sum. What asks for a sum asks for one even where it reads like an answer to the open question.
    """
    known = costs_of(case, models)
    asking = _Asking(understood, case, work, models, known, numbers_said(work.text, models, known.get("model", "")))
    if understood.command is not None or asks_one_number(work.text):
        return asking.again()
    if (period := period_asked(work.text)) and (not understood.answers or asks(work.text)):
        return asking.over(period)
    found = asking.with_numbers()
    return found if found or understood.answers else asking.of_the_case()


@dataclass(frozen=True, slots=True)
class _Asking:
    """A message that may ask for a sum, with what is known of its case and what it says itself."""

    understood: Understanding
    case: Case
    work: Work
    models: Collection[str]
    known: Mapping[str, str]
    said: Mapping[str, str]

    @property
    def before(self) -> SumAsked | None:
        """What was wanted of the sum before; None where none was told."""
        return SumAsked.kept(self.case.cost_told) if self.case.cost_told else None

    def again(self) -> SumToTell | None:
        """The sum before in full, or as one number."""
        before = self.before
        if before is None or not (self.known.keys() & THAT_MAKE_A_SUM or before.form is SumForm.BREAK_EVEN):
            return None
        if self.understood.command is Command.MORE:
            return SumToTell(self.known, before, is_full=True)
        return None if self.understood.command else SumToTell(self.known, replace(before, is_alone=True))

    def over(self, period: Period) -> SumToTell | None:
        """The sum before for another period; None where none was told."""
        known = bool(self.known.keys() & THAT_MAKE_A_SUM)
        return SumToTell(self.known, self.before, period=period) if self.before and known else None

    def with_numbers(self) -> SumToTell | None:
        """A sum that a message asks for by its own numbers, alone or after another, or by the model that it is to be held against."""
        if CALLS in self.known and (held := held_against(self.work.text, self.models, self.known)):
            return self._made(held, self.before or SumAsked(SumForm.COST, Subject.TUNED))
        return self._by_its_numbers()

    def _by_its_numbers(self) -> SumToTell | None:
        text, before = self.work.text, self.before
        is_open = self.case.pending is not None and self.case.told_so_far.fact(Criterion.VOLUME) is not None
        if before and not is_open and (corrected := corrected_number(text, self.known)):
            return self._made(corrected, before)
        if before and not self.understood.answers and (recounted := self._recounted()):
            return self._made(recounted, before)
        if before and CALLS in self.known and (times := volume_factor(text)):
            # Only supposed, so it is not kept.
            many = {**self.known, CALLS: f"{times * float(self.known[CALLS]):.0f}"}
            return SumToTell(many, before, period=period_wanted(text))
        circumstances = circumstances_said(text)
        if asks_for_a_sum(text) or asks_for_a_sum_alone(text, self.models):
            wanted = sum_wanted(text, self.said)
            return self._made(self._of_the_ways(wanted) | circumstances, wanted)
        is_other = self.said or "may_wait" in circumstances
        is_same_with = asks_the_same_with(text) and (not self.understood.answers or asks(text))
        if before and is_other and (is_same_with or self._names_a_model_alone()):
            said = {**_of_the_same(self.said, before, self.known), **circumstances}
            return self._made(said, sum_wanted(text, said, before))
        return None

    def _names_a_model_alone(self) -> bool:
        """Whether a message after a sum is the name of a model and nothing else; where a model to train is asked for, it answers that."""
        mentions = model_mentions(self.work.text, self.models)
        is_alone = len(mentions) == 1 and mentions[0].words == (0, len(words_with_gaps(self.work.text)))
        return is_alone and not self.understood.answers and self.case.pending is not Criterion.TUNABLE_MODEL

    def _of_the_ways(self, wanted: SumAsked) -> dict[str, str]:
        """The numbers that the message gives, for the ways that it asks about: a model both ways is the one that it names, with one prompt."""
        model = self.said.get("tuned", self.said.get("model", self.known.get("model", "")))
        if wanted.subject is not Subject.TUNED_OR_UNTUNED or not model:
            return _of_one_way(self.said)
        return _of_one_way({**self.said, "tuned": model}) if self.said.get("model", model) == model else dict(self.said)

    def _recounted(self) -> Mapping[str, str]:
        """The calls that a message counts anew of what one of the last ones counted by a period."""
        told = [calls_recounted(self.work.text, turn.question) for turn in self.work.remembered[-RECOUNTED_WITHIN:]]
        return next(filter(None, reversed(told)), {})

    def of_the_case(self) -> SumToTell | None:
        """A sum of what is known of the case, or of the number that was asked for and is said now."""
        asked, before = self.case.cost_asked, self.before
        wanted = sum_wanted(self.work.text, self.said)
        if asked == CALLS and asked in self.said:
            return self._made(self.said, before or wanted)
        if asked and self.case.pending is None and (number := number_replied(self.work.text, asked, self.models)):
            return self._made(number, before or wanted)
        if self._is_about_its_cost():
            return self._made({**self.said, **circumstances_said(self.work.text)}, wanted)
        return None

    def _is_about_its_cost(self) -> bool:
        """Whether a message without calls asks what the case costs, of which something is known or was talked about."""
        text, case = self.work.text, self.case
        if asks_what_sources_say(text) or asks_how_long(text):
            return False
        if "budget" in {**self.known, **self.said} and asks_within_budget(text, has_amount="budget" in self.said):
            return True
        is_known = bool(self.known.keys() & THAT_MAKE_A_SUM)
        names_a_way = is_known and bool(self.said.keys() & {"tuned", "smaller"})
        if (case.cost_told or names_a_way) and asks_to_break_even(text):
            return True
        if case.begun and (asks_what_it_would_cost(text) or asks_what_training_would_cost(text)):
            return True
        if is_known and asks_how_ways_compare(text):
            return True
        is_of_costs = self.understood.kind is MessageKind.ABOUT_COST
        return is_of_costs and (is_known or case.begun or self._goes_on())

    def _goes_on(self) -> bool:
        """Whether a message after an answer asks for costs at large; "how much does it save?" asks on about what was answered."""
        text = self.work.text
        if not self.work.remembered or asks_yes_or_no(text) or not asks_what_it_would_cost(text):
            return False
        return "would" in plain_words(text) or not points_back(text)

    def _made(self, new: Mapping[str, str], wanted: SumAsked) -> SumToTell:
        period = period_wanted(self.work.text)
        if period and period.has_training:
            new = {**new, **self._of_training()}
        return SumToTell(joined(self.known, new), wanted, new, period=period)

    def _of_training(self) -> dict[str, str]:
        """The training run that the message tells, as numbers of a sum; empty where it tells none."""
        runs = (run_said(clause, self.models) for clause in self.work.text.split(","))
        run = next((run for run in runs if run and run.tokens and run.examples), None)
        if run is None:
            return {}
        told = {"training_tokens": run.tokens, "epochs": run.epochs, "examples": run.examples}
        return {name: f"{number:f}" for name, number in told.items() if number}


def _of_the_same(said: Mapping[str, str], before: SumAsked, known: Mapping[str, str]) -> dict[str, str]:
    """What is said after a sum: another model is another one of the way that was asked about."""
    other = said.get("smaller", said.get("model", ""))
    if before.subject is not Subject.TUNED or "tuned" in said or not other or other == known.get("model"):
        return dict(said)
    return {name: value for name, value in said.items() if name not in {"smaller", "model"}} | {"tuned": other}


def _of_one_way(said: Mapping[str, str]) -> dict[str, str]:
    """The numbers of a message; where a tuned model alone is named, the prompt that it tells is the one that is left."""
    alone = "tuned" in said and said["tuned"] == said.get("model") and "input_tokens" in said
    return {"tuned_tokens": said["input_tokens"], **said} if alone else dict(said)
