"""Questions that call training the wrong way, or the right one."""

from __future__ import annotations

import pytest

from bot.reading.asked.verdict_asked import Closing
from bot.reading.asked.way_asked import way_asked


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("so is retuning the wrong tool, yes or no?", Closing.DENIED),
        ("so retuning is the wrong tool, right?", Closing.DENIED),
        ("is re-training the wrong approach?", Closing.DENIED),
        ("so training would be the wrong move y/n", Closing.DENIED),
        ("is fine-tuning the right tool?", Closing.WHETHER),
    ],
)
def test_it_asks_of_training(text: str, asks: Closing) -> None:
    """Once more or not, whatever it is called."""
    question = way_asked(text)
    assert question is not None
    assert question.asks is asks


@pytest.mark.parametrize(
    "text",
    ["the model picks the wrong tool, right?", "does it pick the wrong tool after training?", "is RAG the wrong tool?", "retuning is the wrong tool"],
)  # fmt: skip
def test_it_asks_of_something_else(text: str) -> None:
    """A tool that a model picks is another matter, and so is a statement."""
    assert way_asked(text) is None
