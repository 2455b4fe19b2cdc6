"""A goal or complaint told beside the first one, and one that is taken back."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import noted
from bot.decision import Criterion, Outcome, judge
from tests.conversation.told import case_after

SHORT = "our prompt with examples gets 82% on 300 test mails, need 95, 900 labelled mails"


def goals(*texts: str) -> set[str]:
    """What is wanted after some messages."""
    return set(case_after(*texts).assessment.values(Criterion.GOAL))


@pytest.mark.parametrize(
    "text",
    [
        "latency also bad, 2.4 sec, need 1",
        "and its slow also, 3 seconds",
        "besides that it is too expensive",
        "cost is problem too, 4000 eur a month",
        "response time is terrible as well",
        "customers wait 9 secs, thats too long",
    ],
)
def test_a_score_below_its_target_is_not_good_for_being_slow(text: str) -> None:
    """Nothing can be passed on to a smaller model that does not do its task yet: cost or speed is one more goal."""
    case = case_after(SHORT, text)
    assert set(case.assessment.values(Criterion.GOAL)) == {"task_accuracy", "cost_latency"}
    assert case.assessment.value(Criterion.FAILURE) != "slow_or_costly"
    assert judge(case.assessment).outcome is Outcome.FINE_TUNE
    assert noted(case_after(SHORT), case) == ["you also want it to be cheaper or faster"]


def test_both_goals_told_at_once() -> None:
    """In one message as in two."""
    told = "tool picks right in 89% of 500 calls with a few-shot prompt, need 97, and it is too slow also. 1200 labelled calls"
    assert goals(told) == {"task_accuracy", "cost_latency"}


@pytest.mark.parametrize(
    "text",
    [
        "forget latency",
        "only accuracy matters",
        "latency doesnt matter",
        "scratch the latency, its only about accuracy",
        "latency isn't important really, only the accuracy counts",
        "it is all about accuracy",
        "ignore the costs please",
        "just accuracy please",
    ],
)
def test_a_goal_that_is_taken_back_is_gone(text: str) -> None:
    """The other one stays, and what is dropped is said."""
    before, after = case_after(SHORT, "latency also bad, 2.4 sec"), case_after(SHORT, "latency also bad, 2.4 sec", text)
    assert set(after.assessment.values(Criterion.GOAL)) == {"task_accuracy"}
    assert "you want it to be more accurate, no longer to be cheaper or faster" in noted(before, after)


@pytest.mark.parametrize(
    "text", ["does only accuracy matter?", "should we forget latency?", "forget my data", "accuracy is 82% only"]
)
def test_what_takes_no_goal_back(text: str) -> None:
    """A question takes nothing back, nor does what is about something else."""
    assert goals(SHORT, "latency also bad, 2.4 sec", text) == {"task_accuracy", "cost_latency"}


def test_a_complaint_beside_praise_is_what_is_left() -> None:
    """Who says that it does its task well now has only the cost to complain of."""
    case = case_after(SHORT, "quality is good enough now, but far too slow")
    assert case.assessment.value(Criterion.FAILURE) == "slow_or_costly"


def test_a_wish_on_top_is_told_as_one() -> None:
    """The first goal is not said to be replaced by itself."""
    opening = "we want answers from our handbook, nothing tried"
    wish = "They would also like it to sound less legalistic, but that is secondary."
    assert noted(case_after(opening), case_after(opening, wish)) == ["you also want it to sound different"]


def test_a_goal_that_is_told_once_more_is_known() -> None:
    """Who says again that only accuracy matters states nothing new, and is understood."""
    before = (SHORT, "latency also bad, 2.4 sec", "forget latency")
    assert goals(*before, "only accuracy matters") == {"task_accuracy"}
