"""A score that reaches its target on a small test, by less than chance does."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import sentence
from bot.conversation.small_tests import lead_by_chance, on_size
from bot.decision import Outcome, judge
from tests.conversation.told import case_after

CLAIMS = "classification of claims, prompt with 5 examples, 95.5% on 40 claims, compliance needs 95%"


@pytest.mark.parametrize(
    "text",
    [
        CLAIMS,
        "tagging of tickets, few-shot prompt, 91% on 60 tickets, we need 90",
        "we sort mails with a few-shot prompt, 28 of 30 right, need 92%",
        "route calls more accurately, prompt with examples, 48 of 50 right, goal 95%",
    ],
)
def test_a_lead_that_may_be_chance(text: str) -> None:
    """It reaches the target, and nobody can be confident of that yet."""
    case = case_after(text)
    verdict = judge(case.assessment)
    assert verdict.rule == "works-on-few"
    assert verdict.outcome is Outcome.PROMPT_ENGINEERING
    assert verdict.provisional
    assert verdict.confidence.number < 0.7
    assert "more cases" in verdict.today
    assert "cases may stand for" in lead_by_chance(case)
    assert "works well enough" not in sentence(case, verdict)


@pytest.mark.parametrize(
    "text",
    [
        "classification of claims, prompt with 5 examples, 97% on 400 claims, compliance needs 95%",
        "classification of claims, prompt with 5 examples, 98% on 90 claims, we need 80%",
        "classification of claims, prompt with 5 examples, 47 of 50 right, need 46 of 50",
    ],
)
def test_a_lead_that_is_none(text: str) -> None:
    """A large test, a large lead, and what is wanted of this very test leave nothing open."""
    case = case_after(text)
    assert judge(case.assessment).rule == "works"
    assert not lead_by_chance(case)


def test_more_cases_settle_it() -> None:
    """Another test takes it back."""
    case = case_after(CLAIMS, "we tested again: 97% on 400 claims now, compliance needs 95%")
    assert judge(case.assessment).rule == "works"


def test_is_forty_enough() -> None:
    """So many are the cases of the test, and no examples; who asks for examples is told of these."""
    case = case_after(CLAIMS)
    told = on_size(case, 40, "is 40 enough?")
    assert told.startswith("No, not to call 95% reached: 95.5% on 40 cases may stand for 84% to 99%")
    assert not on_size(case, 40, "are 40 examples enough?")
    assert not on_size(case, 60, "is 60 enough?")
    assert not on_size(case_after(CLAIMS, "we have 40 labelled examples"), 40, "is 40 enough?")
    short = case_after("classification of claims, prompt with 5 examples, 80% on 40 claims, compliance needs 95%")
    assert "too few to judge training" in on_size(short, 40, "is 40 enough?")
