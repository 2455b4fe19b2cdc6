"""What is held out is the test, what guessing gets is no score, and labels that were checked are no test."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.scores import score_in


def cases_in(text: str) -> float | None:
    """On how many cases a message says that something was measured."""
    return next(fact.number for fact in read_message(text).facts if fact.criterion is Criterion.BASELINE)


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("60 of those 420 are held out as test", 60),
        ("we hold out 60 of the 420", 60),
        ("40 of the 400 are the test set", 40),
        ("60 of the 420 were right", 420),
        ("48 of 60 we held out were right", 60),
        ("48 of 60 test cases right", 60),
        ("60 of the 420 tests failed", 420),
        ("prompt gets 0.87 F1, target 0.93, 50k labels checked", None),
        ("F1 0.91 on 5,000 labels checked twice", 5_000),
    ],
)
def test_the_size_of_a_test(text: str, cases: float | None) -> None:
    """A part that is held out is the test; the whole of a score is."""
    assert cases_in(text) == cases


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("prompt got 63% , coin toss is 50%", 0.63),
        ("random guess is 50%, prompt 63%", 0.63),
        ("prompt gets 63% vs 50% random", 0.63),
        ("chance level 25%, we get 60% on 200", 0.6),
        ("the majority class is 71%, our prompt gets 74%", 0.74),
        ("we get 63% right, random errors mostly", 0.63),
    ],
)
def test_what_guessing_gets_is_no_score(text: str, score: float) -> None:
    """The other one is."""
    found = score_in(text)
    assert found is not None
    assert found.share.value == pytest.approx(score)


def test_a_score_beside_what_guessing_gets_is_measured_and_names_no_failure() -> None:
    """Nothing is said of special cases."""
    facts = {fact.criterion: fact for fact in read_message("prompt got 63% , coin toss is 50%").facts}
    assert facts[Criterion.BASELINE].is_stated
    assert Criterion.FAILURE not in facts
