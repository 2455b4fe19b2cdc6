"""Whether the gain between two scores is worth it: what is asked, and what can be told of it."""

from __future__ import annotations

import pytest

from bot.costs.chance import cases_needed
from bot.costs.gain import gain_told
from bot.reading.asked.gain_asked import GainAsked, gain_asked
from knowledge.prices.book import open_book

BOOK = open_book()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("prompt 0.74 vs tuned 0.79, is it worth it with 3k requests a day?", GainAsked(0.74, 0.79, None, 3000)),
        ("74% -> 79% on 250 test cases. worth it?", GainAsked(0.74, 0.79, 250)),
        ("accuracy went from 74% to 79%, does that justify the training?", GainAsked(0.74, 0.79)),
        ("finetuned gets 79 %, prompt 74 %. it pays off or not?", GainAsked(0.74, 0.79)),
        ("is 0.79 against 0.74 worth training, on 1,200 labelled mails", GainAsked(0.74, 0.79, 1200)),
        ("33 vs 39 of 60, worth it?", GainAsked(0.55, 0.65, 60)),
    ],
)
def test_a_gain_is_weighed(text: str, asked: GainAsked) -> None:
    """Two scores held against each other, in any order, with the test's cases and the uses where they are said."""
    found = gain_asked(text)
    assert found is not None
    assert (found.before, found.after) == pytest.approx((asked.before, asked.after))
    assert (found.cases, found.calls_a_day) == (asked.cases, asked.calls_a_day)


@pytest.mark.parametrize(
    "text",
    [
        "is 79% worth it?",
        "caching saves 50% vs 20%, worth it?",
        "prompt 0.74, tuned 0.79",
        "is it worth 30k?",
        "0.74, 0.76 and 0.79, which is worth it?",
        "is fine-tuning worth it for 500 examples?",
        "finetuned gets 79 %, prompt 74 %. it is real improvement or only luck?",
    ],
)
def test_nothing_is_weighed(text: str) -> None:
    """One score, three, shares of something else, or nothing that asks."""
    assert gain_asked(text) is None


def test_how_many_cases_tell_a_gain() -> None:
    """By hand: 1.96² × (0.74 × 0.26 + 0.79 × 0.21) / 0.05² = 3.8416 × 0.3583 / 0.0025 = 550.6."""
    assert cases_needed(0.74, 0.79) == 551


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (None, "Whether that is more than chance hangs on the test: it takes about 560 cases"),
        (560.0, "A test of 560 cases can tell that from chance"),
        (540.0, "A test of 540 cases can't tell that from chance"),
    ],
)
def test_what_is_told(cases: float | None, said: str) -> None:
    """The gain, whether the test tells it, from which cost of a mistake hosting pays (1,224 / (0.05 × 3,000 × 30) = 0.272), what is lacking."""
    told = gain_told(GainAsked(0.74, 0.79, None, 3000), "gpt-4.1-mini", BOOK, cases, ("the tokens of a call",))
    assert told.text.startswith(
        "The gain is 5 points (74 to 79 of 100): if these are shares of right answers, about 150 more of 3,000 a day."
    )
    assert said in told.text
    assert "only where a wrong answer costs you more than 0.27 USD" in told.text
    assert told.text.endswith("For the whole sum I lack the tokens of a call and what a wrong answer costs you.")
    assert told.citations


def test_without_uses_a_day() -> None:
    """Nothing is worked out of what nobody said."""
    told = gain_told(GainAsked(0.74, 0.79), "gpt-4.1-mini", BOOK, None, ())
    assert "a day" not in told.text
    assert told.text.endswith("For the whole sum I lack what a wrong answer costs you.")
