"""What is short of its target by no more than chance is not trained for, once a prompt was seriously tried."""

from dataclasses import replace

import pytest

from bot.decision import Assessment, Criterion, Fact, Outcome, from_dict, judge

READY = {
    "goal": "task_accuracy", "tried": "few_shot_prompt", "failure": "edge_cases", "baseline": "measured", "examples": "500_4999",
    "data_quality": "curated", "task_stability": "stable", "tunable_model": "yes", "knowledge_home": "none_needed",
}  # fmt: skip


def near(**changed: str) -> Assessment:
    """A case that is ready to train, and as good as there."""
    return replace(Assessment.of(READY | changed), near_target=True)


@pytest.mark.parametrize("goal", ["task_accuracy", "tone_style", "tool_use"])
def test_nothing_is_trained_for_what_may_be_chance(goal: str) -> None:
    """The same case is trained for where the gap is larger."""
    verdict = judge(near(goal=goal))

    assert (verdict.outcome, verdict.trains, verdict.provisional) == (Outcome.PROMPT_ENGINEERING, False, False)
    assert "score twice as many cases" in verdict.today
    assert judge(replace(near(goal=goal), near_target=False)).outcome is Outcome.FINE_TUNE


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"tried": "basic_prompt"}, Outcome.PROMPT_ENGINEERING),
        ({"goal": "new_facts", "knowledge_home": "large_corpus"}, Outcome.RAG),
    ],
)
def test_what_comes_first_anyway_stays(changed: dict[str, str], outcome: Outcome) -> None:
    """A prompt that was hardly tried and facts that are missing are named before a small gap."""
    assert judge(near(**changed)).outcome is outcome
    assert judge(near(**changed)).answer == judge(replace(near(**changed), near_target=False)).answer


def test_it_is_kept_until_another_score_is_said() -> None:
    """It is stored with the facts it was made of."""
    loaded, notes = from_dict(near().to_dict())

    assert (loaded.near_target, notes) == (True, ())
    assert loaded.put(Fact(Criterion.TEAM, ("app_devs",))).stated.near_target
    assert not loaded.put(Fact(Criterion.BASELINE, ("measured",))).near_target
