"""What others think of a case, set apart from what is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import phrases
from bot.decision import Criterion
from bot.reading.sayings import may_ask
from bot.reading.scores.score_words import wanting_more
from bot.reading.told.others_views import without_views
from bot.replies import Notice

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding


def without_others(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same without what rests on the views of others, and with who holds them; no answer either where that was what answered."""
    facts, holder = without_views(understood.facts, text)
    if facts == understood.facts and not holder:
        return understood
    known = {fact.criterion: fact for fact in facts}
    told = set(known)
    if goal := wanting_more(
        known.get(Criterion.BASELINE), known.get(Criterion.GOAL), known.get(Criterion.FAILURE), text
    ):
        facts = (goal, *(fact for fact in facts if fact.criterion is not Criterion.GOAL))
    lost = {fact.criterion for fact in understood.facts} - told
    answers = understood.answers and case.pending not in lost
    return replace(understood, facts=facts, replaces=understood.replaces - lost, answers=answers, held_by=holder)


def their_view(understood: Understanding, text: str) -> Notice | None:
    """What is said of a view that somebody else holds, where one is told and nothing is asked; None where none is."""
    return Notice(phrases.their_view(understood.held_by)) if understood.held_by and not may_ask(text) else None
