"""How often something comes back, told by dates of the year: "each black friday", "only in April and October"."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.told.how_often import bare_rate
from bot.reading.told.recurring_dates import recurrences


@pytest.mark.parametrize(
    ("text", "a_year"),
    [
        ("each black friday", 1),
        ("only in april and october", 2),
        ("in january, may and september", 3),
        ("every christmas", 1),
        ("once a season", 2),
        ("before each semester", 2),
        ("every january 1st", 1),
        ("only before easter", 1),
        ("every tax season", 1),
    ],
)
def test_dates_that_come_back(text: str, a_year: float) -> None:
    """So many times a year."""
    assert [one.a_year for one in recurrences(text)] == [a_year]


@pytest.mark.parametrize(
    "text",
    ["in april", "by october", "in april 2027", "next spring", "before christmas", "every monday", "this season"],
)
def test_dates_of_one_year_or_of_a_week(text: str) -> None:
    """They may be a deadline, or no date of the year."""
    assert not list(recurrences(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("each black friday", "slow"),
        ("only in April and October", "slow"),
        ("around christmas", "slow"),
        ("twice a year", "slow"),
        ("every quarter", "slow"),
        ("once per season", "slow"),
        ("every semester", "slow"),
        ("every monday", "frequent"),
        ("every first of the month", "frequent"),
    ],
)
def test_the_answer_to_how_often(text: str, value: str) -> None:
    """It is stated, and speaks of no deadline."""
    read = read_message(text, Criterion.VOLATILITY)
    assert read.answer is not None
    assert read.answer.values == (value,)
    assert read.answer.is_stated


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("it changes each black friday", "slow"),
        ("the policies change only in April and October", "slow"),
        ("tariffs are revised every january", "slow"),
        ("updated in march, june and september", "slow"),
    ],
)
def test_a_remark_on_how_often(text: str, value: str) -> None:
    """It is stated whatever is asked."""
    found = [fact for fact in read_message(text).facts if fact.criterion is Criterion.VOLATILITY]
    assert [(fact.values, fact.is_stated) for fact in found] == [((value,), True)]


@pytest.mark.parametrize(
    ("text", "value"), [("each black friday", "stable"), ("only in April and October", "changing")]
)
def test_how_often_what_is_right_changes(text: str, value: str) -> None:
    """Once a year stands still."""
    read = read_message(text, Criterion.TASK_STABILITY)
    assert read.answer is not None
    assert read.answer.values == (value,)


@pytest.mark.parametrize("text", ["only in April and October", "each black friday", "in january and july"])
def test_how_much_it_is_used_at_dates(text: str) -> None:
    """It is rarely used, which is a guess, and nothing is said of facts that change or of a deadline."""
    read = read_message(text, Criterion.VOLUME)
    assert read.answer is not None
    assert (read.answer.values, read.answer.is_likely) == (("low",), True)
    assert not {Criterion.DEADLINE, Criterion.VOLATILITY} & {fact.criterion for fact in read.facts}


@pytest.mark.parametrize(
    "text",
    ["we need it by october", "in april", "before christmas", "the prompt changes tone each black friday sale mail?"],
)
def test_what_says_no_more_than_how_often(text: str) -> None:
    """A deadline, a month and a question do not."""
    assert bare_rate(text) is None


def test_a_month_stays_a_deadline() -> None:
    """Asked by when, a date answers."""
    read = read_message("in october", Criterion.DEADLINE)
    assert read.answer is not None
    assert read.answer.criterion is Criterion.DEADLINE
