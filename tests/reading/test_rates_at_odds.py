"""One rate that is told by two periods: when the two can't both hold."""

from __future__ import annotations

import pytest

from bot.reading.numbers.rates_at_odds import rates_at_odds


@pytest.mark.parametrize(
    ("text", "makes"),
    [
        ("actually no, 5k calls a day not 50k, 50k is month", "150,000 a month"),
        ("5k calls a day, 50k a month", "150,000 a month"),
        ("we get 50 mails per day, so 4000 per month", "1,500 a month"),
        ("100k requests a month, 20k a day", "3,333 a day"),
    ],
)
def test_two_that_differ(text: str, makes: str) -> None:
    """The first one is told by the period of the second."""
    found = rates_at_odds(text)

    assert found is not None
    assert found.makes == makes


@pytest.mark.parametrize(
    "text",
    [
        "300 calls a day, 9000 a month",
        "5k calls a day, about 100k a month",
        "200 tickets a day, 2000 calls a month",
        "is it 5k a day or 50k a month?",
        "5k calls a day",
        "100 calls a day, 1 update a month",
    ],
)
def test_two_that_do_not(text: str) -> None:
    """Working days explain a third less; another thing is counted another way; a question tells nothing."""
    assert rates_at_odds(text) is None
