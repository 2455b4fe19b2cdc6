"""A win rate against a prompt is no score: about a half of it is a tie, and a tuned model that only ties brought nothing."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.scores import score_in
from bot.reading.scores.tuned_results import NO_GAIN, tuned_without_gain


@pytest.mark.parametrize(
    "text",
    [
        "appeals letters. SFT'd 4o on 900 pairs, win-rate vs prompt baseline 51% n=300. do we DPO or kill it?",
        "we fine-tuned gpt-4.1-mini on 2k tickets. Win rate vs few-shot: 49% of 200. what now",
        "tuned model is preferred over the prompt in 52 of 100",
        "trained last month, raters chose the tuned one over the base in 51%",
        "tuned wins 50% against the base model",
        "so SFT bought nothing",
    ],
)
def test_a_tie(text: str) -> None:
    """Stated as training that brought nothing, whatever is asked besides."""
    fact = next(one for one in read_message(text).facts if one.criterion is Criterion.TRIED)
    assert (fact.values, fact.is_stated) == ((NO_GAIN,), True)


@pytest.mark.parametrize(
    "text",
    [
        "SFT'd on 3k; win rate vs base 68%, n=400",
        "we plan to fine-tune. RAG wins 51% vs prompt",
        "did our SFT tie with the prompt?",
        "if the tuned model wins only 51% against the prompt we stop",
        "not trained yet, v7 wins 50% against the old prompt",
        "a vendor says tuned wins 50% against the prompt",
    ],
)
def test_no_tie(text: str) -> None:
    """A gain, a plan, a question, a supposition, two prompts, or somebody else's."""
    assert tuned_without_gain(text) is None


@pytest.mark.parametrize(
    ("text", "is_score"),
    [
        ("win rate vs the prompt 51% on 300", False),
        ("preferred over the base in 52 of 100", False),
        ("accuracy 88% vs the prompt", True),
        ("the prompt gets 51% on 300", True),
    ],
)
def test_is_no_score(text: str, *, is_score: bool) -> None:
    """How often something is liked better says nothing of how often it is right."""
    assert (score_in(text) is not None) is is_score


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("yes they say only trained model can fix the language", False),
        ("he claims only fine-tuning fixes it", False),
        ("we are not allowed to train any model", True),
        ("only the base models are allowed, no fine-tuning on our platform", True),
    ],
)
def test_what_only_training_could_do(text: str, *, is_told: bool) -> None:
    """That nothing else would help says nothing of whether a model may be trained."""
    fact = next((one for one in read_message(text).facts if one.criterion is Criterion.TUNABLE_MODEL), None)
    assert (fact is not None and fact.values == ("no",)) is is_told
