"""A wish or a complaint told only beside the point takes nothing from what a case is about: "yes, the facts, but also shorter"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Goal
from bot.reading.kinds import MessageKind
from bot.reading.sayings import begins_with_yes
from bot.reading.told.side_remarks import is_side_remark, side_remarks

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding


def with_side_remarks(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same without what is told beside the point, where it is known or likely what the case is about.

    A yes to a guess at the goal confirms it, whatever is wished besides.
    """
    old = case.told_so_far.fact(Criterion.GOAL)
    if not case.begun or understood.command is not None or old is None or old.values in {(), (Goal.UNCLEAR,)}:
        return understood
    if not side_remarks(text):
        return understood
    known = {fact.criterion: fact for fact in understood.facts}
    goal, failure = known.get(Criterion.GOAL), known.get(Criterion.FAILURE)
    aside = [one for one in (goal, failure) if one is not None and is_side_remark(one.words, text)]
    if not aside or (failure is not None and failure in aside and case.pending is Criterion.FAILURE):
        return understood
    facts = [fact for fact in understood.facts if fact not in aside]
    confirms = case.pending is Criterion.GOAL and old.is_likely and begins_with_yes(text)
    if goal is not None and goal in aside and set(old.values) < set(goal.values):
        # It was put beside the other one already.
        facts.append(goal)
    elif goal is None or goal in aside:
        facts.append(replace(old, certainty=Certainty.STATED if confirms else old.certainty))
    answers = understood.answers and (case.pending is not Criterion.GOAL or confirms)
    return replace(
        understood,
        kind=understood.kind if understood.kind is MessageKind.CASE else MessageKind.REMARK,
        facts=tuple(facts),
        replaces=understood.replaces | {Criterion.GOAL},
        answers=answers or confirms,
    )
