"""Takes what a message says into the case of its thread: what it takes back, its facts, and the numbers that costs hang on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.case_costs import of_a_small_model, with_costs_in, with_sum
from bot.decision import Criterion
from bot.reading.costs.cost_numbers import counts_tokens_anew
from bot.reading.costs.one_off import job_said
from bot.reading.sayings import asks
from bot.reading.told.correction_clauses import says_what_numbers_are
from bot.reading.told.personal_data import personal_data_held
from bot.reading.told.structured_output import structured_output_off

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.turn_log import Work
    from knowledge.prices.book import PriceBook

#: What the pieces of a job could be taken for.
_COUNTED = frozenset({Criterion.EXAMPLES, Criterion.VOLUME})


def take_in(case: Case, understood: Understanding, work: Work, book: PriceBook) -> Case:
    """The case with the facts of a message, and with what it tells in passing that costs hang on."""
    turn = work.turn
    case = case.withdrawing(understood.withdrawn).striking(understood.struck)
    understood = _without_pieces(understood, work.text)
    alien = of_a_small_model(case, work.text, understood.facts, book.models)
    if counts_tokens_anew(work.text):
        # Tokens that are counted anew are no complaint about the prompt.
        alien |= {Criterion.FAILURE, Criterion.GOAL}
    if alien:
        # What a model reaches that is only looked at is no score of what is used.
        kept = tuple(fact for fact in understood.facts if fact.criterion not in alien)
        understood = replace(understood, facts=kept, replaces=understood.replaces - alien)
    if (is_off := structured_output_off(work.text)) is not None:
        case = case.with_form(not_enforced=is_off)
    if (is_held := personal_data_held(work.text)) is not None and (case.begun or understood.states):
        case = case.with_personal_data(held=is_held)
    case = case.take(understood.facts, replacing=understood.replaces, by=turn.user, message=turn.id, at=turn.at)
    return _with_costs(case, understood, work.text, book)


def _without_pieces(understood: Understanding, text: str) -> Understanding:
    """What a message says without the pieces of a job that is done once: they are no examples to learn from, and no calls a day."""
    job = job_said(text)
    if job is None or understood.answers:
        return understood
    kept = tuple(fact for fact in understood.facts if fact.criterion not in _COUNTED or fact.number != float(job))
    return replace(understood, facts=kept)


def _with_costs(case: Case, understood: Understanding, text: str, book: PriceBook) -> Case:
    """The case with the numbers that a message tells of it in passing; what only asks tells none."""
    if asks(text) and not understood.states:
        return with_sum(case, book)
    after = with_costs_in(case, text, understood.facts, book.models)
    if says_what_numbers_are(text):
        # "1.5k is tokens not examples" says what a number is not, and not that it is all that a call holds.
        after = replace(after, costs={**after.costs, **case.costs})
    return with_sum(after, book)
