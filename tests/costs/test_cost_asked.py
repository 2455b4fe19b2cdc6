"""Which numbers of a use a message gives, and whether it asks what that would cost."""

from __future__ import annotations

import pytest

from bot.reading.costs.cost_asked import (
    asks_for_a_sum,
    asks_how_long,
    asks_how_ways_compare,
    asks_the_same_with,
    calls_recounted,
    number_replied,
)
from bot.reading.costs.cost_numbers import numbers_said

MODELS = ("gpt-4.1", "gpt-4.1-mini", "gpt-4o")


@pytest.mark.parametrize(
    ("text", "asks", "said"),
    [
        ("what would that cost at 20k a day?", True, {"calls_a_day": "20000"}),
        ("$9k a month, 60k tickets a day, what would we save?", True, {"bill": "9000", "calls_a_day": "60000"}),
        ("we pay 120,000 usd a year, do we save?", True, {"bill": "10000"}),
        (
            "what do 600,000 calls a month with gpt-4o cost, 2,000 tokens in and 150 out?", True,
            {"calls_a_day": "20000", "input_tokens": "2000", "output_tokens": "150", "model": "gpt-4o"},
        ),
        ("would 3000 prompt tokens and 100 answer tokens at 5 a minute pay?", True,
         {"input_tokens": "3000", "output_tokens": "100", "calls_a_day": "7200"}),
        ("we pay 9000 euros a month, what would we save?", False, {}),
        ("we route 60k tickets a day", False, {"calls_a_day": "60000"}),
        ("how many tokens fit in 128k?", False, {}),
    ],
)  # fmt: skip
def test_what_is_said(text: str, said: dict[str, str], *, asks: bool) -> None:
    """Calls are a day, a bill is dollars a month, tokens are told apart by the words beside them."""
    assert asks_for_a_sum(text) is asks
    assert numbers_said(text, MODELS) == said


@pytest.mark.parametrize(
    ("text", "asked", "said"),
    [
        ("3000", "input_tokens", {"input_tokens": "3000"}),
        ("about 3k tokens", "output_tokens", {"output_tokens": "3000"}),
        ("20k a day", "input_tokens", {"calls_a_day": "20000"}),
        ("gpt-4.1-mini", "model", {"model": "gpt-4.1-mini"}),
        ("no idea", "input_tokens", {}),
        ("hm Ana says 500 letters", "input_tokens", {}),
        ("400 words is one mail", "input_tokens", {}),
        ("it is for 3 teams of ours and they are all in Spain", "input_tokens", {}),
    ],
)
def test_what_a_reply_says(text: str, asked: str, said: dict[str, str]) -> None:
    """A bare number is what was asked for; a unit says otherwise."""
    assert number_replied(text, asked, MODELS) == said


@pytest.mark.parametrize(
    ("text", "before", "calls"),
    [
        ("hm Ana says 500 letters", "how much per month with 300 letters a day", "500"),
        ("it's 14,000 tickets rather", "what do 7,000 tickets a week cost?", "2000"),
    ],
)
def test_what_was_counted_is_counted_again(text: str, before: str, calls: str) -> None:
    """Another number of the same things is another number of calls, by the same period."""
    assert calls_recounted(text, before) == {"calls_a_day": calls}


@pytest.mark.parametrize(
    "text",
    [
        "500 tokens",
        "we have 500 examples",
        "600 letters as examples",
        "we have 600 letters",
        "are 500 letters a lot?",
        "500",
    ],
)
def test_what_counts_something_else_is_no_number_of_calls(text: str) -> None:
    """Tokens, examples and a question are none."""
    assert not calls_recounted(text, "how much per month with 300 letters a day")


def test_a_time_is_no_sum() -> None:
    """How long something takes names no money; how long it takes to pay back does."""
    assert asks_how_long("how long would this take")
    assert not asks_how_long("how long until it pays back")
    assert not asks_how_long("how much would this take")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("what does tuned cost vs now", True),
        ("price of finetuned against the current one?", True),
        ("cost before and after tuning", True),
        ("rag or tuned, what costs what", True),
        ("what does tuning cost", False),
        ("what does the article say of the cost of tuned vs base?", False),
        ("is tuned better than now", False),
    ],
)
def test_ways_are_held_against_each_other(text: str, *, asks: bool) -> None:
    """What one way costs beside another, without a number."""
    assert asks_how_ways_compare(text) is asks


def test_speed_is_no_sum_again() -> None:
    """Another model after a sum is asked for with what it costs; how fast it is, is no sum."""
    assert asks_the_same_with("what about nano?")
    assert asks_the_same_with("is nano faster and cheaper?")
    assert not asks_the_same_with("is nano faster?")
