"""Chance as engineers ask for it: "n=150", a lift in points from a score, and the level that the test should have."""

from __future__ import annotations

import pytest

from bot.costs.chance import chance_told
from bot.reading.asked.chance_asked import chance_asked


@pytest.mark.parametrize(
    ("text", "scores", "cases"),
    [
        ("F1 went 0.81 -> 0.84 on n=150, is that significant or noise", (0.81, 0.84), (150,)),
        ("F1 .88 vs .90 on n=2000, is it noise?", (0.88, 0.9), (2000,)),
        ("accuracy went from 71% to 78%, n = 90. luck or real?", (0.71, 0.78), (90,)),
        ("84 vs 81 percent with 95% confidence, n=500, significant?", (0.84, 0.81), (500,)),
        ("how many eval cases to detect 2pt lift from 0.90 at 95%?", (0.9, 0.92), ()),
        ("how many test cases to see 3 points from 85%?", (0.85, 0.88), ()),
        ("F1 dropped 2 points from 0.90 on n=400, noise?", (0.9, 0.88), (400,)),
        ("nano at 93%, mini at 95%, noise?", (0.93, 0.95), ()),
        ("is nano at 93% vs mini at 95% on 400 cases noise?", (0.93, 0.95), (400,)),
    ],
)
def test_scores_and_cases(text: str, scores: tuple[float, float], cases: tuple[float, ...]) -> None:
    """The level is no score, and "n" are the cases."""
    asked = chance_asked(text)
    assert asked is not None
    assert (asked.scores, asked.cases) == (scores, cases)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("F1 went 0.81 -> 0.84 on n=150, is that significant or noise", "It may be chance: "),
        ("F1 .88 vs .90 on n=2000, is it noise?", "No, it is more than chance: "),
        ("is a lift of 3 points on n=100 real?", "No: 3 points may be chance"),
        ("how many eval cases to detect 2pt lift from 0.90 at 95%?", "About 1,600 cases for each of the two"),
    ],
)
def test_noise_or_not_is_said_first(text: str, opening: str) -> None:
    """With the cases known it says which of the two it is."""
    asked = chance_asked(text)
    assert asked is not None
    assert chance_told(asked).startswith(opening)


def test_a_case_with_an_n_asks_nothing() -> None:
    """Who tells a score and its cases asks no such thing."""
    assert chance_asked("F1 0.81 on n=150 and we need .88") is None
