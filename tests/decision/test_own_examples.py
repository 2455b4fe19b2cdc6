"""Where a smaller model is to be trained, the examples that people have come before what the large model writes."""

from __future__ import annotations

import pytest

from bot.decision import Assessment, Criterion, Fact, Outcome, judge

PROVEN = (
    Fact(Criterion.GOAL, ("cost_latency",)),
    Fact(Criterion.TRIED, ("few_shot_prompt",)),
    Fact(Criterion.FAILURE, ("slow_or_costly",)),
    Fact(Criterion.BASELINE, ("measured",)),
    Fact(Criterion.VOLUME, ("high",)),
    Fact(Criterion.TUNABLE_MODEL, ("yes",)),
)
LARGE = "Yes: train a smaller model on what the large one writes."


@pytest.mark.parametrize(
    "told",
    [
        (Fact(Criterion.EXAMPLES, ("500_4999",)), Fact(Criterion.DATA_QUALITY, ("curated",))),
        (Fact(Criterion.EXAMPLES, ("5000_plus",)),),
        (Fact(Criterion.EXAMPLES, ("50_499",)), Fact(Criterion.DATA_QUALITY, ("curated",))),
    ],
)
def test_examples_in_hand_are_trained_on(told: tuple[Fact, ...]) -> None:
    """The outcome is the same, the answer, today's step and the method speak of them."""
    verdict = judge(Assessment((*PROVEN, *told)))
    assert verdict.outcome is Outcome.PROMPT_PLUS_DISTILL
    assert verdict.answer == "Yes: train a smaller model on your own examples."
    assert "set 100 checked examples aside" in verdict.next_steps[0].text
    assert verdict.method is not None
    assert verdict.method.id == "sft"


@pytest.mark.parametrize(
    "told",
    [
        (),
        (Fact(Criterion.EXAMPLES, ("10_49",)),),
        (Fact(Criterion.EXAMPLES, ("5000_plus",)), Fact(Criterion.DATA_QUALITY, ("raw_logs",))),
    ],
)
def test_without_them_the_large_model_writes_them(told: tuple[Fact, ...]) -> None:
    """Too few, and logs that nobody checked, are no such examples."""
    assert judge(Assessment((*PROVEN, *told))).answer == LARGE
