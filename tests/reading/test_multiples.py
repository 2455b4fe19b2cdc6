"""How many times the volume somebody supposes."""

from __future__ import annotations

import pytest

from bot.reading.numbers.multiples import volume_factor


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("and if the volume doubles?", 2.0),
        ("what if traffic grows 10x", 10.0),
        ("suppose we get ten times as many letters", 10.0),
        ("at half the volume?", 0.5),
        ("and twice as many claims?", 2.0),
        ("what about tenfold?", 10.0),
        ("and if it triples over Christmas?", 3.0),
        ("if usage goes up by 2.5 times?", 2.5),
    ],
)
def test_a_multiple_of_the_volume_is_supposed(text: str, times: float) -> None:
    """In words or with a figure, before or after what is counted."""
    assert volume_factor(text) == times


@pytest.mark.parametrize(
    "text",
    [
        "what if we had twice the examples?",
        "if the price doubles?",
        "is a tuned model twice as fast?",
        "half of the letters are wrong",
        "we double check every claim",
        "what if we use two models?",
        "we asked three times",
        "is it 10x cheaper?",
        "does it double our prompt?",
    ],
)
def test_other_multiples_are_none_of_the_volume(text: str) -> None:
    """Examples, prices, speed; what is told and not supposed."""
    assert volume_factor(text) is None
