"""That some of the examples are no good is said of the examples, and neither of what the bot answers nor as a question."""

from __future__ import annotations

import pytest

from bot.reading.examples.partly_bad import asks_if_it_matters, partly_bad


@pytest.mark.parametrize(
    "text",
    [
        "the 8000 emails: not all good. 3 agents write bad. does it matter?",
        "some of the 8000 are crap, is it a problem?",
        "not every of these 8000 mails is ok",
        "half of our clerks write badly btw",
        "hm some examples are wrong",
        "the pairs aren't all good",
        "two of them answer sloppily",
    ],
)
def test_some_are_bad(text: str) -> None:
    """In words that stand in the text."""
    words = partly_bad(text, 8000)
    assert words
    assert words in text


@pytest.mark.parametrize(
    "text",
    [
        "are some of the 8000 bad?",
        "not all answers of the bot are good",
        "some answers are bad",
        "some of the 300 test cases are wrong with this prompt",
        "our customers write bad english",
        "all 8000 are good",
        "the model gets some examples wrong",
    ],
)
def test_nothing_of_the_examples(text: str) -> None:
    """A question, the answers, the tests, or those who write in."""
    assert partly_bad(text, 8000) == ""


def test_what_asks_if_it_matters() -> None:
    """Only a question does."""
    assert asks_if_it_matters("3 agents write bad. does it matter?")
    assert asks_if_it_matters("some are junk, is that a problem?")
    assert not asks_if_it_matters("it does matter")
    assert not asks_if_it_matters("what is the matter with the region?")
