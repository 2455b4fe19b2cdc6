"""That costs hurt, beside what else is to be better: "categorise our products, 71% right; cost is killing us". Then both are wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Criterion, Goal
from bot.reading.evidence import affirms, clauses, listed, names

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from bot.decision import Fact


def cost_complaint(text: str) -> str:
    """The clause in which a text says that money or waiting hurts; empty where none does."""
    hurting = listed("meanings", "hurting")
    return next(
        (
            clause
            for clause in clauses(text)
            if affirms(clause, hurting)
            and names(clause, "meanings", "money_or_time")
            and not names(clause, "meanings", "harm")
        ),
        "",
    )


def take_cost_complaint(kept: MutableMapping[Criterion, Fact], text: str) -> None:
    """Put lower costs beside the goal that a text names."""
    goal = kept.get(Criterion.GOAL)
    if goal is None or not goal.values or {Goal.COST_LATENCY, Goal.UNCLEAR} & set(goal.values):
        return
    if cost_complaint(text):
        kept[Criterion.GOAL] = replace(goal, values=(*goal.values, str(Goal.COST_LATENCY)))
