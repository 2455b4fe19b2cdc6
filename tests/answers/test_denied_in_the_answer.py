"""No "Yes." stands before a sentence that denies what was asked."""

from __future__ import annotations

import pytest

from bot.answers.opening import opening
from bot.answers.relevance import Telling
from knowledge.passages import Lead, Passage, Told
from knowledge.search import Hit

TEXT = "Prompts are not used to train any model."


def _opening(question: str, asked: str, word: Lead) -> Lead:
    passage = Passage(TEXT, "S90", "Guide", ("Data",), asked=(asked,), told=(Told(word, 0),))
    return opening(question, Telling(TEXT, 0, Hit(passage, 1.0, 0.95, 1.0), 0.9, [0.95]))


@pytest.mark.parametrize("end", ["? yes/no", ", yes or no", " y/n", "?", " yes no"])
def test_a_demand_turns_nothing(end: str) -> None:
    """What is asked with "yes or no" behind it gets the word of the question."""
    assert (
        _opening(f"are the bank's prompts used to train models{end}", "are our prompts used to train models", Lead.NO)
        is Lead.NO
    )


def test_a_yes_before_a_denial_is_left_out() -> None:
    """Whatever a way of asking says: a question that puts forward just what the sentence denies gets no yes; one that denies it does."""
    forward, denied = "will a bank's prompts be used to train your models?", "are prompts not used to train models?"
    assert _opening(forward, forward, Lead.YES) is Lead.NONE
    assert _opening(denied, denied, Lead.YES) is Lead.YES
