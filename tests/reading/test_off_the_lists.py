"""Questions about money whose subject no price list holds."""

from __future__ import annotations

import pytest

from bot.reading.costs.off_the_lists import own_model_against, quote_judged, untrained_on_lists

PRICED = ("gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano")


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("cost of FT haiku", "haiku"),
        ("what does it cost to fine-tune claude sonnet?", "claude"),
        ("price for tuning qwen 2.5", "qwen 2.5"),
        ("cost of FT gpt-4.1-mini", ""),
        ("what does haiku cost per call", ""),
        ("can you fine-tune claude?", ""),
    ],
)
def test_training_that_no_list_prices(text: str, model: str) -> None:
    """Another model is not priced in its place."""
    assert untrained_on_lists(text, PRICED) == model


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("is LoRA on an 8B cheaper than 4.1-nano at 40M calls/day y/n", True),
        ("would our own llama cost less than gpt-4.1-mini?", True),
        ("is a tuned gpt-4.1-nano cheaper than gpt-4.1?", False),
        ("is an 8B good enough?", False),
    ],
)
def test_a_model_of_ones_own_against_one_with_a_price(text: str, is_one: bool) -> None:  # noqa: FBT001 - the value itself
    """Which of them is cheaper no list says."""
    assert own_model_against(text, PRICED) is is_one


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("the vendor wants 48.000 Euro. Is it too much?", "48.000 Euro"),
        ("an agency offers it for $25k, is that fair?", "$25k"),
        ("our integrator asks 12,000 EUR. reasonable?", "12,000 EUR"),
        ("the vendor wants 48.000 Euro.", ""),
        ("is 200 USD a month too much?", ""),
        ("vendor wants 40,000 EUR to fine-tune gpt-4o on 2M tokens. fair?", ""),
    ],
)
def test_a_sellers_quote(text: str, quote: str) -> None:
    """Asked about, and of no training run that has its price."""
    found = quote_judged(text)
    assert found.strip("$") == quote.strip("$")
