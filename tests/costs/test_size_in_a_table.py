"""Scores and the size of a test as tables have them: "F1 went 0.81 -> 0.84 on n=150"."""

from __future__ import annotations

import pytest

from bot.reading.asked.chance_asked import ChanceAsked, Meant, chance_asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("F1 went 0.81 -> 0.84 on n=150, significant?", ChanceAsked((0.81, 0.84), cases=(150,))),
        ("accuracy 88% vs 90% (n = 400) noise?", ChanceAsked((0.88, 0.9), cases=(400,), meant=Meant.LUCK)),
        ("0.81 to 0.84 on 150, real or luck?", ChanceAsked((0.81, 0.84), cases=(150,), meant=Meant.EITHER)),
        ("is 84% on 100 significant vs 80%", ChanceAsked((0.84, 0.8), cases=(100,))),
        (
            "how many eval cases to detect 2pt lift from 0.90 at 95%?",
            ChanceAsked((0.9, 0.92), wants_size=True),
        ),
        ("is a 3 point drop from 92% significant with 300 cases", ChanceAsked((0.92, 0.89), cases=(300,))),
        ("81 vs 84 with 5k examples in training, significant?", ChanceAsked((0.81, 0.84))),
    ],
)
def test_what_is_held_against_chance(text: str, asked: ChanceAsked) -> None:
    """The scores, from where a difference is told, and the size; examples to train on are none."""
    found = chance_asked(text)
    assert found is not None
    assert found.scores == pytest.approx(asked.scores)
    assert (found.cases, found.wants_size, found.meant) == (asked.cases, asked.wants_size, asked.meant)
