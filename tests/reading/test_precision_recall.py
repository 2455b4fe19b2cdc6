"""Precision and recall told side by side are two scores."""

from __future__ import annotations

import pytest

from bot.conversation.figures_told import score_on_cases
from bot.decision import Criterion, Fact
from bot.reading.scores.scores import score_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("precision 0.88 / recall 0.6, need recall 0.8", 0.6),
        ("precision 0.68 / recall 0.9, need 0.8 precision", 0.68),
        ("P 93 R 71 on 500 notes", 0.71),
        ("P 93, R 71 on 500 notes", 0.71),
        ("precision 65 recall 90 on 250 posts", 0.65),
        ("recall is 72% on 400 scans, need 90", 0.72),
        ("precision 80 on 300 posts", 0.8),
    ],
)
def test_which_is_held_against_what_is_wanted(text: str, value: float) -> None:
    """The one that is named there, else the lower one; a single one is what it is."""
    score = score_in(text)
    assert score is not None
    assert score.share.value == pytest.approx(value)


def test_both_are_told_back() -> None:
    """And not one of them as if it were all."""
    fact = Fact(Criterion.BASELINE, ("measured",), words="precision 88 recall 61 on 250 posts", number=250)
    assert score_on_cases(fact).startswith("precision 88 and recall 61 on 250")


@pytest.mark.parametrize("text", ["P 91 on the list", "R 74", "page 91, r 12"])
def test_letters_alone_are_none(text: str) -> None:
    """Only as a pair."""
    assert score_in(text) is None
