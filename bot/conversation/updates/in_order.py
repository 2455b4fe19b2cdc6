"""The order in which what was read in a message is put beside what is known of its case.

A later step has the last word on a fact, so what is said outright comes after what only follows from the words around it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation.updates.beside_the_point import with_side_remarks
from bot.conversation.updates.checked_tests import without_checked_tests
from bot.conversation.updates.corrected_counts import with_number_roles
from bot.conversation.updates.disputed_facts import with_disputes
from bot.conversation.updates.documents_dropped import with_documents_dropped
from bot.conversation.updates.examples_added import with_examples_counted
from bot.conversation.updates.gain_held import with_gain_held
from bot.conversation.updates.held_views import without_others
from bot.conversation.updates.newer_score import with_newer_score
from bot.conversation.updates.plain_prompts_told import with_plain_prompts
from bot.conversation.updates.rates_told import with_rates
from bot.conversation.updates.scores_beside import with_scores_beside
from bot.conversation.updates.second_goal import with_second_goal
from bot.conversation.updates.supposing import read_by_form
from bot.conversation.updates.target_told import with_target
from bot.conversation.updates.untried_aside import without_untried_aside
from bot.conversation.updates.usable_examples import read_for_use
from bot.reading.sayings import takes_back
from bot.reading.told.reservations import reserved

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

    Step = Callable[[Understanding, str, Case], Understanding]


def with_reservations(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with facts as sure as they are told; a correction such as "40 instead of 400" denies what was said before, and states the rest."""
    corrected_too = {fact.criterion for fact in case.assessment.facts} if takes_back(text) else frozenset()
    facts = (fact if fact.criterion in corrected_too else reserved(fact, text) for fact in understood.facts)
    return replace(understood, facts=tuple(facts))


#: How good it is and has to be: a message whose form is plain may tell this as well.
SCORES: Final[tuple[Step, ...]] = (with_newer_score, with_scores_beside, with_target)
STEPS: Final[tuple[Step, ...]] = (
    # Whose words they are, and how sure.
    with_reservations,
    without_others,
    # What numbers are of. Whether examples may be used is read once it is known that they are examples.
    without_checked_tests,
    read_for_use,
    *SCORES,
    # A form of its own (a supposition, "it's solved") sees the scores in their places.
    read_by_form,
    with_plain_prompts,
    without_untried_aside,
    with_number_roles,
    with_examples_counted,
    # What takes away comes last: what is beside the point, and then what is disputed, whoever read it.
    with_side_remarks,
    with_disputes,
    with_rates,
    with_second_goal,
    with_documents_dropped,
    with_gain_held,
)


def updated(understood: Understanding, text: str, case: Case) -> Understanding:
    """What a message means beside its case; runs the trained reader, so off the event loop.

    Args:
        understood: What was read in the message by itself.
        text: The message.
        case: The case of its thread, as it was before.
    """
    return _through(STEPS, understood, text, case)


def with_scores(understood: Understanding, text: str, case: Case) -> Understanding:
    """What a message means whose form is plain, with the scores that it tells."""
    return _through(SCORES, understood, text, case)


def _through(steps: tuple[Step, ...], understood: Understanding, text: str, case: Case) -> Understanding:
    for step in steps:
        understood = step(understood, text, case)
    return understood
