"""A score that is told as two counts."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.scored_pairs import scored_pair


@pytest.mark.parametrize(
    ("text", "right", "cases"),
    [
        ("we ran 40 tests and 31 passed", 31, 40),
        ("50 test mails, 37 correct", 37, 50),
        ("37 correct on 50 test mails", 37, 50),
        ("19 passed, 25 tests", 19, 25),
        ("we tested 200 calls: 164 fine", 164, 200),
        ("ran it on 80 cases, 12 failed", 68, 80),
        ("we did test it on 60 invoices. 45 were right", 45, 60),
        ("the agency did a demo: 40 bills, 33 all right", 33, 40),
        ("n=64, 55 right", 55, 64),
        ("212 ok from 250, says my colleague", 212, 250),
        ("results: 31 W / 9 T / 80 L", 31, 120),
        ("blind test, we won 12, lost 30, 8 ties", 12, 50),
        ("W/T/L 30/10/60 in the blind test", 30, 100),
        ("win/loss: 18/22 in the eval", 18, 40),
    ],
)
def test_a_pair_is_a_score(text: str, right: float, cases: float) -> None:
    """In any order, and also by what failed."""
    pair = scored_pair(text)
    assert pair is not None
    assert (pair.right, pair.cases) == (right, cases)
    baseline = next(fact for fact in read_message(text).facts if fact.criterion is Criterion.BASELINE)
    assert baseline.is_stated
    assert baseline.number == cases


def test_what_counts_calls_nothing_good() -> None:
    """“All right” behind a count is no word on the whole."""
    facts = {fact.criterion: fact for fact in read_message("they showed us a pilot: 40 bills, 33 all right").facts}
    assert facts[Criterion.BASELINE].number == 40
    assert Criterion.FAILURE not in facts


def test_wins_say_of_nothing_how_it_fails() -> None:
    """Neither does a share that is only wished for; what goes wrong beside a count stays likely."""
    for text in ("confusion: 31 W / 9 T / 80 L", "we need that 58 of 60 are good"):
        assert Criterion.FAILURE not in {fact.criterion for fact in read_message(text).facts}
    beside = {
        fact.criterion for fact in read_message("few-shot, ran it on 80 cases, 12 failed because of rare types").facts
    }
    assert {Criterion.FAILURE, Criterion.BASELINE} <= beside


@pytest.mark.parametrize(
    "text", ["5 test runs, 3 people looked", "30 test runs, 22 tools", "60 examples, 40 ok", "40 tests, 12 wrong tools"]
)
def test_what_is_no_score(text: str) -> None:
    """What counts something else, or examples, scores nothing."""
    assert scored_pair(text) is None


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("now with 8 samples from the best clerk. I read 60 mails: 44 sound like us", 44),
        ("we looked at 50 replies, 12 sounded robotic", 38),
        ("second try with five examples. my team checked 40 letters: 31 read natural", 31),
    ],
)
def test_how_answers_sound_is_counted_too(text: str, right: int) -> None:
    """Examples that another sentence names are none of what was looked at."""
    pair = scored_pair(text)
    assert pair is not None
    assert pair.right == right
