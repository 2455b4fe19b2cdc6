"""A sum for another period than a month: what asks for one, and what is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.costs.short_sum import compared, in_short, over_a_period
from bot.costs.ways import Way
from bot.costs.words import dollars, said_as
from bot.reading.sum_form import SumAsked, period_asked
from knowledge.prices.book import open_book

SAID = {"calls_a_day": "1000", "model": "gpt-4o"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("and per year?", "year"),
        ("what is it annually", "year"),
        ("how much would that be in 12 months?", "year"),
        ("so for the whole year pls", "year"),
        ("what's that a week?", "week"),
        ("and quarterly?", "quarter"),
        ("it makes how much a day?", "day"),
        ("and with 5,000 calls a day?", ""),
        ("the facts change once a year", ""),
        ("is it cheaper after a year?", ""),
        ("a day or a week?", ""),
        ("and per month?", ""),
    ],
)
def test_what_asks_for_another_period(text: str, name: str) -> None:
    """A period and nothing besides; not a number of calls, nor what happens once a year."""
    found = period_asked(text)
    assert (found.name if found else "") == name


def test_a_year_is_twelve_months() -> None:
    """The same ways as in the month, each twelve times."""
    made = compared(SAID, open_book())
    year, week = period_asked("per year?"), period_asked("per week?")
    assert year is not None
    assert week is not None
    told = over_a_period(made, SAID, SumAsked(), year)
    now = made.of(Way.NOW)
    assert now is not None
    assert f"gpt-4o as now {dollars(now.monthly * 12)}" in told
    assert "That is twelve months" in told
    assert week.months * 52 == pytest.approx(12)


def test_calls_are_whole() -> None:
    """A month's 200,000 are 6,667 a day; a share or few calls stay as they are."""
    calls = "usage.calls_a_day"
    assert said_as(calls, Decimal("6666.67")) == "6,667"
    assert said_as(calls, Decimal("2.5")) == "2.5"
    assert said_as("usage.cached_share", Decimal("0.25")) == "0.25"
    said = {**SAID, "calls_a_day": "666.67"}
    assert "For 667 calls a day" in in_short(compared(said, open_book()), said, SumAsked())
