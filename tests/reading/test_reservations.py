"""Facts in sentences that speak of plans, of others, or take back what they say."""

from dataclasses import replace

import pytest

from bot.decision import Certainty, Criterion, Fact
from bot.reading.told.reservations import reserved

EXAMPLES = Fact(Criterion.EXAMPLES, ("500_4999",), words="1,500 pairs", number=1_500)


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        ("We will label 1,500 pairs.", True),
        ("Next to us a competitor has 1,500 pairs", True),
        ("It is not true that we have 1,500 pairs.", True),
        ("1,500 pairs, of which half of them were wrong", True),
        ("We have 1,500 pairs.", False),
        # Another sentence is no reservation, and a point within a number ends none.
        ("We have 1,500 pairs. We will label more.", False),
        ("We will measure. We have 1,500 pairs!", False),
        ("F1 will be 0.84 with 1,500 pairs", True),
        ("goodwill and 1,500 pairs", False),
    ],
)
def test_what_its_sentence_makes_of_a_fact(text: str, *, has_one: bool) -> None:
    """With a reservation a fact that opens a gate is likely; without one, and where it stands in no sentence, it stays as it is."""
    assert reserved(EXAMPLES, text).certainty is (Certainty.LIKELY if has_one else Certainty.STATED)


def test_what_opens_no_gate_stays() -> None:
    """A plan may well say what somebody wants, and what is only likely stays so; words that are not there have no sentence."""
    text = "We will have 1,500 pairs, and it will sound like us."
    goal = Fact(Criterion.GOAL, ("tone_style",), words="sound like us")
    guess = replace(EXAMPLES, certainty=Certainty.LIKELY)
    assert reserved(goal, text) == goal
    assert reserved(guess, text) == guess
    assert reserved(replace(EXAMPLES, words=""), text).is_stated
    assert reserved(replace(EXAMPLES, words="2,000 tickets"), text).is_stated
