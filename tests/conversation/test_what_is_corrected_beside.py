"""A score that is corrected together with what is wanted, a number from before duplicates were taken out, and what is not to count."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import said, wanted
from bot.decision import Criterion, Goal, Outcome, judge
from bot.reading.read_message import read_message
from tests.conversation.test_what_figures_are_of import number, told

TRIAGE = "claims triage into 14 codes, few-shot F1=0.79 on n=1.2k gold, need 0.88. we have 26k labeled examples"


@pytest.mark.parametrize(
    ("text", "score", "needed"),
    [
        ("scratch that, F1 is 0.83 not 0.79, and need is 0.87", "0.83", "0.87"),
        ("sorry, 0.83 not 0.79, target 0.87", "0.83", "0.87"),
        ("the 0.79 was 0.83, and we must reach .87", "0.83", ".87"),
        ("sry F1 was .83 instead of .79", "0.83", "0.88"),
    ],
)
async def test_both_are_taken(text: str, score: str, needed: str) -> None:
    """The score is the one in the place of the old, and the other is what is wanted."""
    _, case = await told(TRIAGE, text)
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert said(baseline) == f"it gets {score} on 1.2k cases"
    assert needed in wanted(case)


@pytest.mark.parametrize(
    "text",
    [
        "wait 26k was pre-dedupe, it's 4.1k",
        "the 26k was with duplicates, it is 4.1k now",
        "4.1k deduped labels, not 26k",
        "sorry 26k was raw, 4.1k after cleaning",
        "26k was pre dedup. no, 4.1k instead of 26k",
    ],
)
async def test_examples_from_before_they_were_cleaned(text: str) -> None:
    """The larger number is taken back."""
    _, case = await told(TRIAGE, text)
    assert number(case, Criterion.EXAMPLES) == 4_100


@pytest.mark.parametrize(
    "text",
    [
        "actually latency isn't the driver, ignore p95",
        "ignore latency",
        "cost is not the driver",
        "forget about the bill, it is about quality",
    ],
)
def test_what_is_not_to_count_is_no_complaint(text: str) -> None:
    """It is named to be left out."""
    assert not any(fact.values == ("slow_or_costly",) for fact in read_message(text).facts)
    assert not any(str(Goal.COST_LATENCY) in fact.values for fact in read_message(text).facts)


@pytest.mark.parametrize("text", ["it ignore the format", "we use 4o and it ignore the tone"])
def test_what_a_model_ignores_is_a_complaint(text: str) -> None:
    """Nobody is told to leave it out."""
    assert any(fact.criterion is Criterion.FAILURE for fact in read_message(text).facts)


@pytest.mark.parametrize(
    ("score", "need", "distils"),
    [(84, 90, False), (71, 85, False), (92, 90, True), (96, 94, True)],
)
async def test_a_large_model_below_the_target_has_nothing_to_pass_on(score: int, need: int, distils: bool) -> None:  # noqa: FBT001 - a table of scores
    """Lower cost alone makes no distillation of it."""
    opening = f"sort letters into 9 classes, gpt-4.1 few-shot {score}% on 500, need {need}. it should get cheaper, 60k a day, 20k labelled letters"
    _, case = await told(opening)
    assert (judge(case.assessment).outcome is Outcome.PROMPT_PLUS_DISTILL) is distils
