"""A share says what went right, what did not, or what is wanted; what no word tells stays open."""

from __future__ import annotations

import pytest

from bot.reading.scores.scores import Went, scale_in, score_in, wanted_in

RIGHT, WRONG, OPEN = Went.RIGHT, Went.WRONG, Went.OPEN


@pytest.mark.parametrize(
    ("text", "went"),
    [
        ("88 of 100 letters fully right", RIGHT),
        ("macro F1 of 0.84 on 320 mails", RIGHT),
        ("it mixes up currencies in 9% of 300 invoices", WRONG),
        ("the VAT number is off in 1 of 8", WRONG),
        ("6 of 90 were not usable", WRONG),
        ("hallucination rate 6% on 500 questions", WRONG),
        ("no mistakes in 95% of 200 cases", RIGHT),
        ("the bot must not name competitors. it named one in 14 of 300 chats", WRONG),
        ("it is not supposed to promise refunds, and promised one in 5% of 400 chats", WRONG),
        ("it must keep the meaning. the meaning was kept in 97% of 200 sentences", RIGHT),
        ("right in 93% and wrong in 7%", RIGHT),
        ("it answers in French in 12 of 80 chats", OPEN),
        ("failures: 61 of 220", WRONG),
        ("errors - 12 of 90", WRONG),
        ("error rate: 13% on 90", WRONG),
        ("accuracy on broken scans: 78 of 90", RIGHT),
        ("issues: 78 of 90 right", RIGHT),
        ("result: 78 of 90", RIGHT),
        ("4 of 20 letters sound too stiff", WRONG),
        ("52 of 60 mails sound like us", RIGHT),
        ("4 of 20 are like a telegram", OPEN),
    ],
)
def test_whether_so_many_went_right(text: str, went: Went) -> None:
    """Told by the words of the share's own clause, or by what the text says must not happen."""
    score = score_in(text)
    assert score is not None
    assert score.went is went


def test_what_is_allowed_is_no_score() -> None:
    """However many may be wrong, so many were."""
    found = score_in("9 of 140 letters were wrong, permitted are 3 of 140")
    assert found is not None
    assert found.share.value == pytest.approx(9 / 140)
    assert found.went is WRONG


def test_what_went_right_comes_first() -> None:
    """Of a share of what is wrong and one of what is right the latter is the score; the best technique's of several."""
    found = [score_in(text) for text in ("7% wrong, 93% right", "few-shot 71%, RAG 81% on 300")]
    assert [one.share.value for one in found if one] == [pytest.approx(0.93), pytest.approx(0.81)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.87 f1 on 350 contracts, goal was 0.85", 0.85),
        ("F1 0.91 target 0.90", 0.90),
        ("need >= 0.92", 0.92),
        ("2.8 of 5 points, aiming for 4", 4),
        ("accuracy 88 on 240 mails; we need 85", 85),
        ("88% on 240 mails, we need 30 more examples", None),
        ("we want it 30% cheaper, F1 0.9", None),
        ("0.87 on 350, need 40 of them by May", None),
    ],
)
def test_what_is_wanted(text: str, wanted: float | None) -> None:
    """A share, or a number on the scale of the score beside it; neither a saving nor a number of things."""
    found = wanted_in(text)
    assert (found.value if found else None) == wanted


@pytest.mark.parametrize(
    ("text", "scale"), [("3.1 of 5 on 200 chats", 5), ("it scores 4.2/5", 5), ("88%", 100), ("0.88 F1", 0)]
)
def test_what_a_score_is_told_of(text: str, scale: int) -> None:
    """Points, per cent, or shares of one."""
    assert scale_in(text) == scale


@pytest.mark.parametrize(
    "text",
    [
        "failures are mostly search misses: 61 of 79",
        "most of the errors (18 of 24) come from old templates",
        "of the 72 wrong ones 50 of 72 are dates",
        "30 of 41 mistakes are about dates",
    ],
)
def test_a_part_of_the_mistakes_is_no_score(text: str) -> None:
    """It says what goes wrong, and not how often."""
    assert score_in(text) is None


def test_what_is_measured_beside_the_answers_is_not_the_score() -> None:
    """Faithfulness comes after how many answers are right, and is the score where nothing else is."""
    score = score_in("faithfulness .81, answers right 64% on 220")
    alone = score_in("faithfulness .81 on 220")
    assert score is not None
    assert alone is not None
    assert (score.share.value, alone.share.value) == (0.64, 0.81)
