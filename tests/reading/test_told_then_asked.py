"""What is told before "does that change anything" is what counts."""

from __future__ import annotations

import pytest

from bot.reading.told.told_then_asked import without_change_asked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("we're on OpenAI directly not azure. does that change anything", "we're on OpenAI directly not azure"),
        ("the test has 300 cases, does it matter?", "the test has 300 cases"),
        ("it runs on bedrock, would that change the verdict?", "it runs on bedrock"),
        ("legal now allows training. is that relevant?", "legal now allows training"),
    ],
)
def test_it_is_taken_off(text: str, told: str) -> None:
    """The reply to a fact says what it changes."""
    assert without_change_asked(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "does that change anything?",
        "is azure cheaper? does it matter?",
        "what does a new base model change?",
        "does the platform matter for training",
        "what would change the verdict?",
    ],
)
def test_a_question_stays_one(text: str) -> None:
    """Where nothing is told, or more is asked."""
    assert without_change_asked(text) == text
