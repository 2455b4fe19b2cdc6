"""Two figures of how often something is used that do not fit each other."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import noted
from bot.decision import Criterion
from bot.reading.numbers.rates_at_odds import rates_at_odds
from tests.conversation.told import case_after

OPENING = "app writes product descriptions for shops, gpt-4o too expensive, prompt with examples, quality good"


@pytest.mark.parametrize(
    "text",
    [
        "actually no, 5k calls a day not 50k, 50k is month",
        "5k a day, 50k a month",
        "about 100 tickets a day, that is 20,000 a month",
        "8k chats per week, 8k chats per month",
    ],
)
def test_figures_that_do_not_fit(text: str) -> None:
    """Which of them holds is asked, and neither is taken for certain."""
    volume = case_after(OPENING, text).assessment.fact(Criterion.VOLUME)
    assert volume is None or volume.is_likely


@pytest.mark.parametrize(
    "text",
    [
        "2000 requests daily, 60k monthly",
        "1,000 a day, 20,000 a month",
        "5k calls a day, 300 mails a week",
        "500 a day, at peak 900 an hour",
        "5k a day not 50k a month",
        "900 calls a day now, 9,000 a month last year",
        "is it 5k a day or 50k a month?",
        "we pay 900$ a month for 5k calls a day",
    ],
)
def test_figures_that_do(text: str) -> None:
    """A month of working days, two things, two times, what is taken back and a question are at no odds."""
    assert rates_at_odds(text) is None


def test_the_one_that_is_told_again_holds() -> None:
    """It answers which of the two it is."""
    before = (OPENING, "5k a day, 50k a month")
    case = case_after(*before, "5k a day is right")
    volume = case.assessment.fact(Criterion.VOLUME)
    assert volume is not None
    assert volume.is_stated
    assert volume.number == 5_000
    assert noted(case_after(*before), case) == ["you run 5k a day"]


def test_a_period_without_its_article_is_told_with_it() -> None:
    """It is told in English."""
    assert noted(case_after(OPENING), case_after(OPENING, "50k calls day")) == ["there are 50k calls a day"]
