"""A rule that a person decides."""

from __future__ import annotations

import pytest

from bot.reading.told.human_decides import human_must_decide


@pytest.mark.parametrize(
    "text",
    [
        "by law a clerk has to approve each letter",
        "the final decision is with a doctor",
        "human oversight is mandatory",
        "GDPR forbids automated decisions",
        "automatic decisions are not allowed",
        "a person has to sign off",
        "the judge must have the last word",
    ],
)
def test_it_is_laid_down(text: str) -> None:
    """Whoever lays it down."""
    assert human_must_decide(text)


@pytest.mark.parametrize(
    "text",
    [
        "must a human decide?",
        "we must decide next week",
        "the model must decide which class",
        "people decide by hand today",
        "the boss has to approve the budget",
        "legal must approve the training",
    ],
)
def test_other_decisions(text: str) -> None:
    """A question, a plan, the model's own, or one on something else."""
    assert not human_must_decide(text)
