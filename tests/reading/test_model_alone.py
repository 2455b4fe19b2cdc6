"""The model in use, told alone."""

from __future__ import annotations

import pytest

from bot.reading.told.model_alone import model_alone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gpt-4o", "gpt-4o"),
        ("it's GPT 4.1 mini right now", "gpt-4.1-mini"),
        ("we use 4o-mini", "gpt-4o-mini"),
        ("claude sonnet 4", "claude sonnet 4"),
        ("llama 3.1 8b", "llama 3.1 8b"),
    ],
)
def test_a_name_and_nothing_else(text: str, name: str) -> None:
    """With a word or two around it."""
    assert model_alone(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "gpt-4o?",
        "not gpt-4o",
        "gpt-4o fails on dates",
        "gpt-4o and gpt-4.1",
        "mini",
        "we use it",
        "claude does the mails",
    ],
)
def test_more_than_a_name(text: str) -> None:
    """A question, a denial, a complaint, two models, no model."""
    assert not model_alone(text)
