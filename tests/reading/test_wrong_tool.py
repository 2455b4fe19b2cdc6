"""Whether training is the wrong thing to do is a question on the verdict, and a wrong tool that is called is not."""

from __future__ import annotations

import pytest

from bot.reading.asked.verdict_asked import Closing, closing_question


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("so is retuning the wrong tool, yes or no?", Closing.DENIED),
        ("so retuning is the wrong tool, right?", Closing.DENIED),
        ("is re-tuning the wrong choice for us?", Closing.DENIED),
        ("so fine tuning is the wrong way, y/n", Closing.DENIED),
        ("isn't training the wrong move?", Closing.DENIED),
        ("is fine-tuning the wrong approach then?", Closing.DENIED),
        ("is tuning the right tool?", Closing.WHETHER),
        ("is tuning not the wrong tool?", Closing.WHETHER),
        ("is my boss wrong on tuning?", Closing.WRONG),
    ],
)
def test_a_question_on_the_verdict(text: str, asks: Closing) -> None:
    """Training that is called wrong is denied; people who are called wrong are not."""
    question = closing_question(text)
    assert question is not None
    assert question.asks is asks


@pytest.mark.parametrize(
    "text", ["which tool is wrong?", "tuning picks the wrong tool, why?", "is the wrong tool called after tuning?", "is this the right tool?"]
)  # fmt: skip
def test_tools_that_are_called_are_asked_about(text: str) -> None:
    """They are the model's, and no verdict."""
    assert closing_question(text) is None
