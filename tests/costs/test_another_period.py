"""A sum for another period than a month: what asks for one, and what is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.costs.list_sums import hosting_told
from bot.costs.short_sum import compared, in_short, over_a_period
from bot.costs.ways import Way
from bot.costs.words import dollars, said_as
from bot.reading.asked.hosting_asked import HostingAsked, hosting_asked
from bot.reading.costs.cost_numbers import numbers_said
from bot.reading.costs.sum_form import SumAsked, period_asked, period_wanted
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
    assert "That is for 667 calls a day" in in_short(compared(said, open_book()), said, SumAsked())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("what will a tuned 4.1-nano cost per year at 900 calls a day?", "year"),
        ("total a year for 300 claims a day, 2k tokens in?", "year"),
        ("our annual spend on gpt-4o at 5k chats daily?", "year"),
        ("first year total please, 800 calls/day, incl training", "first year"),
        ("cost per quarter at 2k calls a day", "quarter"),
        ("we answer 40k letters a year, what would a tuned mini cost?", ""),
        ("the bill is 9,000 USD a year, what would it be tuned?", ""),
        ("what does it cost at 300 calls a day?", ""),
        ("our model is three years old, cost at 2k a day?", ""),
    ],
)
def test_the_period_of_a_sum_that_tells_more(text: str, name: str) -> None:
    """A year that the sum is wanted for, and none that a number of calls or a bill is of."""
    found = period_wanted(text)
    assert (found.name if found else "") == name


def test_the_first_year_has_the_training() -> None:
    """What is paid once is told by itself, and what was said just now stands behind the sum."""
    run = {"examples": "1000", "training_tokens": "2000000", "epochs": "2"}
    said = {"calls_a_day": "1000", "model": "gpt-4.1", "tuned": "gpt-4.1-mini", **run}
    made, year = compared(said, open_book()), period_wanted("the first year?")
    tuned = made.of(Way.TUNED_SMALLER)
    assert year is not None
    assert tuned is not None
    told = over_a_period(made, said, SumAsked(), year, is_new=True)
    assert f"a tuned gpt-4.1-mini {dollars(tuned.first_year)}" in told
    assert f"with {dollars(tuned.first_year - 12 * tuned.monthly)} for training once" in told
    assert "That is for 1,000 calls a day" in told


def test_a_models_name_counts_no_calls() -> None:
    """What stands before "a year" is a model, and what is said after it the calls."""
    said = numbers_said("a tuned 4.1-mini a year at 2k calls a day", open_book().models)
    assert said["calls_a_day"] == "2000"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("what does it cost yearly to host a tuned gpt-4o?", HostingAsked("gpt-4o", is_a_year=True)),
        ("how much is hosting a finetuned model a year, idle or not?", HostingAsked("", is_a_year=True)),
        ("hourly fee for hosting a tuned model?", HostingAsked("", is_a_year=False)),
        ("how often is a hosted model retired a year?", None),
        ("what does hosting a tuned gpt-4.1 cost per year at 900 calls a day?", None),
        ("what does hosting our website cost a year?", None),
    ],
)
def test_what_asks_for_hosting(text: str, asked: HostingAsked | None) -> None:
    """Hosting of a tuned model alone; with calls it is a sum."""
    assert hosting_asked(text, open_book().models) == asked


def test_hosting_a_year_is_twelve_months() -> None:
    """The figure that is asked for stands first."""
    told = hosting_told("gpt-4.1", open_book(), is_a_year=True)
    assert told is not None
    assert told.text.startswith("14,688 USD a year for a tuned gpt-4.1")
    assert told.citations
