"""What counts as right stands still, whatever else is said to change beside it."""

from __future__ import annotations

import pytest

from bot.reading.told.standing_still import stands_still


@pytest.mark.parametrize(
    "text",
    [
        "policy stands still, labels get refreshed weekly by 60 ppl",
        "slang moves weekly, policy doesn't. so b? idk",
        "product names change daily, but the taxonomy itself never moves",
        "the vocabulary drifts, our categories don't",
        "the code list is frozen, new invoices come in daily",
        "our guidelines stay the same, ticket topics shift every week",
        "and the policy stands still. tried: prompt w/ 20 examples",
    ],
)
def test_what_is_said_to_stand_still(text: str) -> None:
    """Said plainly, or left out after what moves."""
    fact = stands_still(text)
    assert fact is not None
    assert fact.values == ("stable",)


@pytest.mark.parametrize(
    "text",
    [
        "does the policy stand still?",
        "if the policy stands still we train",
        "the policy doesn't stand still",
        "labels change every month",
        "maybe the categories stay the same, not sure",
        "prices don't move much",
    ],
)
def test_what_is_not(text: str) -> None:
    """A question, a condition, a denial, and what is no definition."""
    assert stands_still(text) is None
