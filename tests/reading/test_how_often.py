"""How often something changes: what is documented as frequent or slow, of the facts or of what a right answer is."""

from __future__ import annotations

import pytest

from bot.reading.told.how_often import change_in, stability_in, volatility_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("updated daily", "frequent"),
        ("it's refreshed each week", "frequent"),
        ("monthly updates", "frequent"),
        ("the tariffs change once a month", "frequent"),
        ("every few weeks the rules are revised", "frequent"),
        ("changed hourly", "realtime"),
        ("sorry, it is updated quarterly, not monthly", "slow"),
        ("the handbook is rewritten every other year", "slow"),
        ("prices change 3 times a year", "slow"),
        ("it gets replaced every ten years", "slow"),
        ("they are adjusted twice per year", "slow"),
    ],
)
def test_facts(text: str, value: str) -> None:
    """Monthly or more often is frequent, less often is slow."""
    fact = volatility_in(text)
    assert fact is not None
    assert fact.values == (value,)
    assert stability_in(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the definition of a defect changes every two years", "stable"),
        ("our categories get revised once a year", "stable"),
        ("the label set is updated about yearly", "stable"),
        ("our labels change with each release, say every 3 yrs", "stable"),
        ("what counts as urgent changes when the board meets, every five years", "stable"),
        ("the classes change every few weeks", "changing"),
        ("we adjust the criteria quarterly", "changing"),
    ],
)
def test_what_a_right_answer_is(text: str, value: str) -> None:
    """It stands still for the next months where it changes once a year or less; that says nothing of the facts."""
    fact = stability_in(text)
    assert fact is not None
    assert fact.values == (value,)
    assert fact.words in text
    assert volatility_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "the evaluation is updated and runs nightly",
        "does it change every month?",
        "it does not change every month",
        "not updated monthly",
        "it will be updated weekly",
        "we get 40 mails a day",
        "two people work on it every week",
        "the rules change",
    ],
)
def test_no_rate_of_change(text: str) -> None:
    """What runs, is asked, denied or planned, and what is used so often, changes nothing."""
    assert volatility_in(text) is None
    assert stability_in(text) is None


def test_times_a_year() -> None:
    """A period may be counted before it and within it."""
    assert [
        change.a_year
        for text in ("changes twice a month", "changes every 3 months", "changes every second week")
        if (change := change_in(text)) is not None
    ] == [24, 4, 26]
