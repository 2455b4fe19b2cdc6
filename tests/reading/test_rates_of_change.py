"""How often something changes is no deadline, and what gets confused does not move."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message


@pytest.mark.parametrize(
    ("text", "value"),
    [("tools change ~2/month", "changing"), ("nomenclature changes 1x/yr", "stable"), ("the tool list changes 3x/month", "changing")],
)  # fmt: skip
def test_a_rate_beside_a_slash(text: str, value: str) -> None:
    """It says how often what is right changes, and by when nothing."""
    facts = {fact.criterion: fact.values for fact in read_message(text).facts}
    assert facts[Criterion.TASK_STABILITY] == (value,)
    assert Criterion.DEADLINE not in facts


@pytest.mark.parametrize(
    "text",
    ["sibling headings get confused", "neighbouring codes get mixed up", "rare classes are wrong", "it confuses rent and lease"],
)  # fmt: skip
def test_what_goes_wrong_says_nothing_of_what_stands_still(text: str) -> None:
    """A complaint beside the open question does not answer it."""
    reading = read_message(text, Criterion.TASK_STABILITY)
    assert reading.answer is None
    assert Criterion.TASK_STABILITY not in {fact.criterion for fact in reading.facts}


@pytest.mark.parametrize(
    "text", ["the labels keep getting mixed up because they change", "our clients keep redefining it"]
)
def test_what_moves_is_still_heard(text: str) -> None:
    """Whatever fails besides."""
    answer = read_message(text, Criterion.TASK_STABILITY).answer
    assert answer is not None
    assert answer.values == ("changing",)
