"""Whether so many examples are enough."""

from __future__ import annotations

import pytest

from bot.answers.enough_examples import enough_examples
from knowledge.passages import Lead

SENTENCE = "Start with 50 well-made examples and aim for hundreds to thousands, which Microsoft's early-2026 guide calls best practice."


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("is 24,000 examples enough", Lead.YES),
        ("are 3k pairs enough to train on?", Lead.YES),
        ("is 500 examples enough for fine-tuning?", Lead.DEPENDS),
        ("are 5 examples enough", Lead.NO),
        ("is 2,000 pairs enough to reach 95%", Lead.NONE),
        ("are 3,000 examples enough for RFT?", Lead.NONE),
        ("are 40 examples too few?", Lead.NONE),
        ("are 3 epochs enough", Lead.NONE),
        ("how many examples are enough?", Lead.NONE),
    ],
)
def test_what_is_asked_of_a_number_alone(question: str, word: Lead) -> None:
    """By what the guide says; what they are to be enough for beside training is another question."""
    assert enough_examples(question, SENTENCE) is word


def test_another_sentence_says_nothing_of_it() -> None:
    """A sentence without a number of examples settles none."""
    assert enough_examples("is 24,000 examples enough", "Quality counts more than quantity.") is Lead.NONE
