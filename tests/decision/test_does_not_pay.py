"""What the sum of its costs does to a verdict where only costs are left: it decides, and from where training pays is what would change it."""

from dataclasses import replace

import pytest

from bot.decision import Assessment, Criterion, Fact, Outcome, flips, from_dict, judge
from bot.decision.assessment import NEVER

PROVEN = {
    "goal": "cost_latency", "tried": "few_shot_prompt", "failure": "works_ok", "baseline": "measured", "volume": "medium",
    "examples": "500_4999", "data_quality": "curated", "task_stability": "stable", "tunable_model": "yes",
}  # fmt: skip


def where(pays_from: int | None, **changed: str) -> Assessment:
    """A case in which only costs are left, with what the sum of them tells."""
    return replace(Assessment.of(PROVEN | changed), pays_from=pays_from)


def test_what_does_not_pay_is_not_recommended_and_the_calls_from_which_it_pays_change_that() -> None:
    """The verdict is final, and its flip is the break-even."""
    verdict = judge(where(41_300))

    assert (verdict.outcome, verdict.provisional, verdict.trains) == (Outcome.PROMPT_ENGINEERING, False, False)
    assert "41,300 calls a day or more, from where training pays → " in " ".join(
        flip.check for flip in flips(where(41_300))
    )


def test_what_never_pays_names_no_calls_that_would_change_it() -> None:
    """There is no break-even to name."""
    assert judge(where(NEVER)).outcome is Outcome.PROMPT_ENGINEERING
    assert not [flip for flip in flips(where(NEVER)) if "from where" in flip.words]


@pytest.mark.parametrize("goal", ["tone_style", "task_accuracy"])
def test_a_sum_says_nothing_against_training_for_something_else_than_costs(goal: str) -> None:
    """Costs are not what such training is for."""
    wanted = {"goal": goal, "failure": "edge_cases"}

    assert judge(where(41_300, **wanted)).outcome is judge(where(None, **wanted)).outcome is Outcome.FINE_TUNE


def test_without_a_sum_nothing_changes() -> None:
    """A proven case is distilled."""
    assert judge(where(None)).outcome is Outcome.PROMPT_PLUS_DISTILL


def test_a_sum_is_kept_until_other_calls_are_said() -> None:
    """It is stored with the facts it was made of."""
    loaded, notes = from_dict(where(41_300).to_dict())

    assert (loaded.pays_from, notes) == (41_300, ())
    assert loaded.put(Fact(Criterion.TEAM, ("app_devs",))).stated.pays_from == 41_300
    assert loaded.put(Fact(Criterion.VOLUME, ("high",))).pays_from is None
