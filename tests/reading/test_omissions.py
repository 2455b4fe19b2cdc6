"""What a model leaves out or does not follow, told as what goes wrong."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.omissions import omission_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It omits secondary diagnoses", "edge_cases"),
        ("A prompt with examples writes call notes; it omit the next step. fine-tune?", "edge_cases"),
        ("our prompt drafts offers for kitchens and it forgets to name the delivery date", "edge_cases"),
        ("our prompt summarises meetings but skips action items", "edge_cases"),
        ("it often drops the root cause", "edge_cases"),
        ("our prompt fills claim forms, it does not mention the deductible", "edge_cases"),
        ("the model codes stays but overlooks complications", "edge_cases"),
        ("the assistant writes offers and sometimes it leaves the discount out", "edge_cases"),
        ("The prompt writes letters. It never includes the appeal notice.", "format_drift"),
        ("the bot leaves out the last section", "format_drift"),
        ("the prompt writes letters; it ignores our instruction to keep it under 100 words", "format_drift"),
    ],
)
def test_what_a_model_leaves_out(text: str, value: str) -> None:
    """It is a failure that was told."""
    failure = next(fact for fact in read_message(text).facts if fact.criterion is Criterion.FAILURE)
    assert failure.is_stated
    assert failure.values == (value,)


@pytest.mark.parametrize(
    "text",
    [
        "We want it to omit names of patients",
        "it must not omit the disclaimer",
        "it should omit names",
        "Does it omit the date?",
        "it no longer omits the date",
        "it never forgets the disclaimer",
        "our agents forget to log the call",
        "we skip retrieval for now",
        "we dropped the prompt idea",
        "it drops below 80 % on old files",
        "if it omits a date, we lose the case",
        "our customers ignore the letters",
    ],
)
def test_what_no_model_leaves_out(text: str) -> None:
    """What is wished, denied, asked, feared or done by people is no complaint of a model."""
    assert omission_in(text) is None
