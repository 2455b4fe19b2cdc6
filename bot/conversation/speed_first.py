"""What a case is told first where it is speed that is wanted and not money: then no sum of costs decides, and a faster way without training comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.case_costs import DOES_NOT_PAY, wants_speed, wished
from bot.decision import Criterion, Goal, Reference
from bot.reading.costs.words_on_money import names_money

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.costs.card_line import CostLine
    from bot.decision import Verdict

#: The rules that argue by what a tuned model costs.
_BY_COST: Final = frozenset({"cost-low-volume", DOES_NOT_PAY})
#: Why a smaller model comes first, and where that is written.
REASON: Final = "a smaller model responds faster"
SOURCES: Final = (Reference("S04", "Key benefits of fine-tuning > Scalability and specialization"),)
#: What to do today.
STEP: Final = "Run a smaller model as it is, with a shorter prompt and its fixed part cached, on 20 real inputs, and time it beside the one you have."


def speed_first(case: Case, verdict: Verdict, costs: CostLine) -> str:
    """The first words about a case whose verdict argues by costs although only speed is wanted; else empty."""
    if not is_only_of_speed(case):
        return ""
    if verdict.rule in _BY_COST:
        return (
            "Not yet: a smaller model as it is, a shorter prompt or a cached one answers faster without any training."
        )
    return (
        f"First try {costs.untuned} untuned: a smaller model answers faster. Train it only if it misses your target."
        if costs.untuned
        else ""
    )


def is_only_of_speed(case: Case) -> bool:
    """Whether speed is wanted of a case, and nothing in its words is of money."""
    goal = case.assessment.fact(Criterion.GOAL)
    is_for_it = goal is not None and goal.values == (str(Goal.COST_LATENCY),)
    return is_for_it and wants_speed(case) and not names_money(wished(case))
