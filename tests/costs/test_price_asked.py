"""Which messages ask for a price, and for which; what is told them."""

from __future__ import annotations

import pytest

from bot.costs.answer import answer_on
from bot.reading.asked.price_asked import price_asked
from knowledge.prices.book import open_book
from knowledge.prices.rows import PriceKind, Tier

#: The most words of an answer on one model.
MOST_WORDS = 60


@pytest.mark.parametrize(
    ("text", "models", "kinds", "where"),
    [
        ("what does training gpt-4.1 cost", ("gpt-4.1",), (PriceKind.TRAINING,), (None, None)),
        ("price of gpt-4o-mini hosting", ("gpt-4o-mini",), (PriceKind.HOSTING,), (None, None)),
        ("how much is o4-mini RFT an hour in Sweden", ("o4-mini",), (PriceKind.TRAINING_HOUR,), (None, "swedencentral")),
        ("how much is training o4-mini?", ("o4-mini",), (PriceKind.TRAINING_HOUR,), (None, None)),
        ("What does it cost to fine-tune GPT 4.1 mini in East US 2?", ("gpt-4.1-mini",), (PriceKind.TRAINING,), (None, "eastus2")),
        ("regional price of gpt4.1-nano hosting", ("gpt-4.1-nano",), (PriceKind.HOSTING,), (Tier.REGIONAL, None)),
        ("4o-mini pricing?", ("gpt-4o-mini",), (PriceKind.INPUT, PriceKind.OUTPUT), (None, None)),
        ("price of claude sonnet 4.5 output tokens", ("claude-sonnet-4-5",), (PriceKind.OUTPUT,), (None, None)),
        ("what does a fine-tuned gpt-4o cost?", ("gpt-4o",), (PriceKind.HOSTING, PriceKind.TRAINING), (None, None)),
        ("cached input price of fine-tuned gpt-4.1", ("gpt-4.1",), (PriceKind.TUNED_CACHED,), (None, None)),
        ("batch price of gpt-4.1", ("gpt-4.1",), (PriceKind.BATCH_INPUT, PriceKind.BATCH_OUTPUT), (None, None)),
        ("hosting price of llama 3.3 and gpt-4.1", ("llama-3.3-70b", "gpt-4.1"), (PriceKind.HOSTING,), (None, None)),
        ("price gpt-4o-mini finetuning per million tokens pls", ("gpt-4o-mini",), (PriceKind.TRAINING,), (None, None)),
        ("what is the training rate for gpt-4o-mini", ("gpt-4o-mini",), (PriceKind.TRAINING,), (None, None)),
        ("how much per 1M tokens to train gpt-4.1-nano", ("gpt-4.1-nano",), (PriceKind.TRAINING,), (None, None)),
        ("if 4.1 nano input is 0.10, what's the tuned one per 1M in and out", ("gpt-4.1-nano",), (PriceKind.TUNED_INPUT, PriceKind.TUNED_OUTPUT), (None, None)),
        ("whats tuned gpt-4o per million tokens in/out?", ("gpt-4o",), (PriceKind.TUNED_INPUT, PriceKind.TUNED_OUTPUT), (None, None)),
        ("cost of gpt-3.5-turbo training", ("gpt-35-turbo",), (PriceKind.TRAINING,), (None, None)),
    ],
)  # fmt: skip
def test_what_is_asked_for(
    text: str, models: tuple[str, ...], kinds: tuple[PriceKind, ...], where: tuple[Tier | None, str | None]
) -> None:
    """Model, kind and place are read from however people write them."""
    asked = price_asked(text, open_book())
    assert asked is not None
    assert (asked.models, asked.kinds, (asked.tier, asked.region)) == (models, kinds, where)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gpt-4.1",
        "how much data does gpt-4.1 need",
        "what drives the cost of fine-tuning gpt-4.1 down?",
        "We use gpt-4o-mini and the cost is too high, what should we do?",
        "what does fine-tuning cost?",
        "is gpt-4.1-mini worth its price for routing tickets?",
        "what costs 5 dollars a day",
        "what is gpt-4.1 version 1.2 good for per token",
        "what does gpt-4.1 read per token",
        "price of gpt-4.1, gpt-4o and gpt-5",
        "learning rate for gpt-4.1",
        "what is the rate limit for gpt-4o-mini",
        "how many training jobs can i run with gpt-4.1-mini",
    ],
)
def test_what_asks_for_no_price(text: str) -> None:
    """Whatever asks for more or less than a price is left to the sources."""
    assert price_asked(text, open_book()) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("what does training gpt-4.1 cost", ("25.00 USD per 1M tokens, Azure Global", "list of 2026-08-11", "Developer 12.50")),
        ("how much is o4-mini RFT an hour in Sweden", ("100.00 USD per hour", "Regional 121.00")),
        ("developer price of training gpt-4.1-mini", ("2.50 USD per 1M tokens, Azure Developer",)),
        ("gpt-4.1 pricing", ("Input tokens of gpt-4.1 cost 2.00", "Output tokens of gpt-4.1: 8.00 USD per 1M tokens")),
        ("price of text-embedding-3-small", ("Input tokens of text-embedding-3-small cost 0.02",)),
        ("what does gpt-4o-mini cost at OpenAI", ("OpenAI", "0.15")),
        ("cost of training gpt-5", ("No price known for training gpt-5. Nearest are:",)),
    ],
)  # fmt: skip
def test_what_is_told(text: str, parts: tuple[str, ...]) -> None:
    """The figure, where it holds, day and source, neighbours; what is unknown is said with the nearest; it is short."""
    book = open_book()
    asked = price_asked(text, book)
    assert asked is not None
    answer = answer_on(asked, book)
    told = answer.text
    assert all(part in told for part in parts), told
    assert answer.citations
    assert all(one.passage.date in one.passage.text.splitlines()[0] and one.passage.link for one in answer.citations)
    assert len(told.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("whats the price of gpt-4o tuned vs base, output tokens", ("10.00 USD per 1M output tokens, Azure Global", "list of 2026-08-11")),
        ("gpt-4.1-nano with and without fine-tuning, price per 1M?", ("0.10 USD per 1M input tokens and 0.40",)),
        ("is a finetuned gpt-4.1-mini the same price as the original?", ("gpt-4.1-mini costs the same tuned and untuned", "1.70 USD per hour of hosting on top")),
        ("input price gpt-4o-mini non-tuned versus tuned pls", ("0.15 USD per 1M input tokens",)),
        ("openai price of gpt-4.1 tuned and untuned", ("No price known for input tokens of tuned gpt-4.1", "cost 2.00 USD")),
    ],
)  # fmt: skip
def test_a_model_tuned_and_untuned(text: str, parts: tuple[str, ...]) -> None:
    """Both are told from the list with its day; where one has no price that is said."""
    book = open_book()
    asked = price_asked(text, book)
    assert asked is not None
    assert asked.tuned_too
    assert all(part in answer_on(asked, book).text for part in parts)


@pytest.mark.parametrize(
    "text", ["what does an un-tuned gpt-4.1 cost", "training price of the base model gpt-4.1", "price of tuned gpt-4o"]
)
def test_one_of_them_is_not_both(text: str) -> None:
    """Who names one is told of one."""
    asked = price_asked(text, open_book())
    assert asked is not None
    assert not asked.tuned_too
