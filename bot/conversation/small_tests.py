"""What a small test leaves open of a score that reaches what is wanted, and whether so many cases are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.targets import measured, reaches_by_chance, target_of
from bot.costs.chance import likely_range, size_told
from bot.decision import TESTED_BEFORE_TRAINING, Criterion
from bot.reading.evidence import plain

if TYPE_CHECKING:
    from bot.conversation.case import Case


def lead_by_chance(case: Case) -> str:
    """Between which scores the true one lies that reaches what is wanted on a small test, as a clause; empty where no such score is told."""
    found = measured(case.told_so_far, case.opening)
    if found is None or not case.assessment.near_target or not reaches_by_chance(case.told_so_far, case.opening):
        return ""
    low, high = likely_range(found.right, found.cases)
    return f"{_percent(found.right)} on {found.cases:,.0f} cases may stand for {low:.0%} to {high:.0%}"


def on_size(case: Case, number: float, text: str) -> str:
    """The answer to who asks whether so many are enough, where so many are the cases of the test and no examples; empty where they are not."""
    score, examples = (case.told_so_far.fact(one) for one in (Criterion.BASELINE, Criterion.EXAMPLES))
    is_of_examples = examples is not None and examples.number == number
    if score is None or score.number != number or is_of_examples or "example" in plain(text):
        return ""
    found, lead = measured(case.told_so_far, case.opening), lead_by_chance(case)
    told = size_told(found.right if found else None, number, TESTED_BEFORE_TRAINING)
    target = target_of(case.told_so_far, case.opening)
    if lead and target is not None:
        return f"No, not to call {target.words} reached: {lead} (our own sum, 95%). Score at least {TESTED_BEFORE_TRAINING} more cases with it."
    return told


def _percent(share: float) -> str:
    return f"{round(100 * share, 1):g}%"
