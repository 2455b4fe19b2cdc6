"""A score told as a whole and then its part: "out of 200 drafts 26 had a section missing"."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import said
from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.scored_pairs import scored_pair


@pytest.mark.parametrize(
    ("text", "right", "cases"),
    [
        ("out of 200 drafts 26 had a section missing", 174, 200),
        ("in 120 letters we checked, 18 had the wrong name", 102, 120),
        ("of the 80 reports that we read, 12 were wrong", 68, 80),
        ("out of 60 answers, 51 were right", 51, 60),
        ("from 300 extracted invoices 45 have a wrong total", 255, 300),
        ("out of 400 tickets 28 were routed wrong", 372, 400),
        ("we checked 200 offers: 26 had a clause missing", 174, 200),
        ("we went through 150 quotes and 21 missed the discount", 129, 150),
        ("from 150 summaries 9 omitted the medication", 141, 150),
        ("out of 100 chats 7 were not ok", 93, 100),
    ],
)
def test_the_part_of_a_whole(text: str, right: float, cases: float) -> None:
    """So many went right, and it is told back."""
    pair = scored_pair(text)
    assert pair is not None
    assert (pair.right, pair.cases) == (right, cases)
    fact = next(one for one in read_message(text).facts if one.criterion is Criterion.BASELINE)
    assert fact.is_stated
    assert said(fact) == f"it gets {right:.0f} of {cases:.0f} right"


@pytest.mark.parametrize(
    "text",
    [
        "out of 500 employees 20 complained",
        "of our 60 agents 12 left last year",
        "out of 12 classes 3 are confused",
        "of the 500 labels 40 were wrong",
        "we went through 200 training pairs, 30 were wrong",
        "in 2023 we had 40 complaints that were wrong",
        "of 400 customers 20 are wrong about prices",
        "out of 9 drafts 2 were wrong",
        "in 200 pages of manual 3 are outdated",
    ],
)
def test_what_is_no_part_of_the_answers(text: str) -> None:
    """People, labels, examples and years are no answers, and a handful is no test."""
    assert scored_pair(text) is None
