"""People who look things up by themselves are no look-up for a model, and no slow model."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message


def values(text: str, criterion: Criterion) -> tuple[str, ...]:
    """The values that a text gives of a criterion."""
    return next((fact.values for fact in read_message(text).facts if fact.criterion is criterion), ())


@pytest.mark.parametrize(
    "text",
    [
        "agents search the answers in an 800 page PDF, is slow, customer wait",
        "our staff looks up answers in manuals by hand, takes 5 minutes",
        "employees dig through sharepoint, it takes ages",
        "support searches the wiki manually and it's slow",
        "people scroll a 300 page handbook, too slow",
        "we have 40000 calls with category, but the agents put it fast, sometimes wrong",
    ],
)
def test_people_are_slow(text: str) -> None:
    """Neither a look-up was built, nor is a model slow."""
    assert values(text, Criterion.TRIED) == ()
    assert values(text, Criterion.FAILURE) == ()


def test_nothing_tried_beside_it() -> None:
    """What is said of trying counts, where people's own search was read as one."""
    text = "agents search the answers in an 800 page PDF, is slow, customer wait. we tried nothing"
    assert values(text, Criterion.TRIED) == ("nothing",)


@pytest.mark.parametrize(
    ("text", "criterion", "value"),
    [
        ("the bot searches an 800 page PDF, is slow", Criterion.TRIED, "rag"),
        ("agents search with copilot, copilot is slow", Criterion.FAILURE, "slow_or_costly"),
        ("users wait 20 seconds for the answer", Criterion.FAILURE, "slow_or_costly"),
        ("the model is too slow, agents hang up", Criterion.FAILURE, "slow_or_costly"),
        ("the model is slow so agents search the PDF instead", Criterion.FAILURE, "slow_or_costly"),
    ],
)
def test_a_machine_is_slow(text: str, criterion: Criterion, value: str) -> None:
    """What a machine does stays."""
    assert values(text, criterion) == (value,)
