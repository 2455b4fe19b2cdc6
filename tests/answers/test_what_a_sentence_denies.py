"""A sentence says "No" only to what it denies itself, and denies without a condition."""

from __future__ import annotations

import pytest

from bot.answers.lead import lead


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("can we delete a fine tuned model again?", "Deleting the deployment does not affect the tuned model, so the model can be redeployed later."),
        ("can we delete a fine-tuned model?", "A customized model cannot be deleted while it still has a deployment: delete the deployment first."),
        ("can the file be replaced?", "The file cannot be replaced until the job has ended."),
        ("can programs use the command line?", "The bot has no web API for programs; they use its command line."),
    ],
)  # fmt: skip
def test_another_denial_is_no_no(question: str, sentence: str) -> None:
    """What is denied is of something else, or holds for a time only."""
    assert not lead(question, sentence)


def test_a_denial_of_what_is_asked_is() -> None:
    """Plainly, and where the condition is in the question too."""
    assert lead("can the file be replaced?", "The file cannot be replaced.") == "No"
    assert (
        lead("can the file be replaced while the job runs?", "The file cannot be replaced while the job runs.") == "No"
    )
