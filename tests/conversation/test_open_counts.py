"""A count of what the answers do, which no word calls right or wrong, is repeated in the person's words and decides nothing."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import said, wanted
from bot.decision import Criterion
from bot.reading.scores.scores import Went, score_in
from tests.conversation.test_what_figures_are_of import told


@pytest.mark.parametrize(
    "text",
    [
        "10 of 100 have brazilian words",
        "12 of 80 replies mention a competitor",
        "7 out of 50 promise a refund",
        "9/60 drafts uses 'you guys'",
        "20 percent of the replies say du instead of Sie",
        "12 in 100 contain swearing",
        "15 of 100 times the bot answers in english",
        "6 of 40 summaries starts with 'As an AI'",
    ],
)
def test_what_so_many_do_is_neither_right_nor_wrong(text: str) -> None:
    """Whether that is wanted is not said."""
    score = score_in(text)
    assert score is not None
    assert score.went is Went.OPEN


@pytest.mark.parametrize(
    ("text", "went"),
    [
        ("180 of 200 have the right tone", Went.RIGHT),
        ("61 of 80 emails land in the proper queue", Went.RIGHT),
        ("48 of 60 on what we have", Went.RIGHT),
        ("31 of 40 with the prompt we use", Went.RIGHT),
        ("accuracy 87% of tickets that came last week", Went.RIGHT),
        ("48 of 60", Went.RIGHT),
        ("F1 .91 on 400", Went.RIGHT),
        ("92% have the wrong date", Went.WRONG),
        ("ok 15 of 100 are wrong", Went.WRONG),
        ("okay so 12 of 80 failed", Went.WRONG),
        ("ok 85 of 100", Went.RIGHT),
        ("14 of 90 replies have invented prices", Went.WRONG),
    ],
)
def test_a_word_for_it_decides(text: str, went: Went) -> None:
    """As does a score without a word on what so many do."""
    score = score_in(text)
    assert score is not None
    assert score.went is went


async def test_it_is_said_in_their_words() -> None:
    """When it is noted, and in what the verdict rests on."""
    _, case = await told("we translate reviews, prompt with 8 examples", "10 of 100 have brazilian words")
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert said(baseline) == "you counted “10 of 100 have brazilian words”"


@pytest.mark.parametrize("text", ["ok 15 of 100 are wrong, 85 good, i want 97", "okay 15 of 100 wrong now, target 97"])
@pytest.mark.parametrize("first", ["10 of 100 have brazilian words", "70 of 100 are good", "30 of 100 were wrong"])
async def test_a_newer_count_takes_its_place(text: str, first: str) -> None:
    """With what is wanted beside it."""
    _, case = await told(f"we translate hotel reviews, prompt with 8 examples, {first}", text)
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert said(baseline) == "it gets 15 of 100 wrong"
    assert "97" in wanted(case)
