"""What price lists alone answer: what a training run costs, and which of two prices is lower."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.costs.list_sums import billed_told, comparison_told, training_told
from bot.reading.asked.prices_compared import prices_compared
from bot.reading.asked.training_cost_asked import ModelPicked, model_picked, run_gone_on_with, training_cost_asked
from knowledge.prices.book import open_book

BOOK = open_book()


@pytest.mark.parametrize(
    ("text", "first", "tokens"),
    [
        ("what does training gpt-4.1 cost on 12 million tokens", "300.00 USD: 12,000,000 tokens, at 25.00", 12_000_000),
        ("how much does it cost to train gpt-4.1-mini on 12M tokens?", "60.00 USD: 12,000,000 tokens, at 5.00", 12_000_000),
        (
            "how much to train gpt-4.1-mini on 5000 examples with 800 tokens each for 3 epochs?",
            "60.00 USD: 5,000 examples × 800 tokens × 3 epochs, at 5.00", 4_000_000,
        ),
        ("price for fine-tuning gpt-4o-mini with 2000 samples of 500 tokens each", "3.00 USD: 2,000 examples × 500 tokens, at 3.00", 1_000_000),
        ("what will 4 epochs over 3M tokens cost on 4.1 nano?", "18.00 USD: 3,000,000 tokens × 4 epochs, at 1.50", 3_000_000),
    ],
)  # fmt: skip
def test_a_training_run(text: str, first: str, tokens: int) -> None:
    """Tokens × epochs × the list price, as worked out by hand; where no epochs are said, that it is one."""
    asked = training_cost_asked(text, BOOK.models)
    assert asked is not None
    assert asked.tokens == Decimal(tokens)
    told = training_told(asked, BOOK)
    assert told is not None
    assert told.text.startswith(first)
    assert ("That is one epoch" in told.text) is (asked.epochs is None)
    assert told.citations


@pytest.mark.parametrize(
    "text",
    [
        "what does training gpt-4.1 cost",
        "what is the price for training gpt-4.1-nano, per 1M tokens?",
        "how much training data do I need for gpt-4.1-mini?",
        "what would 3000 tokens at 20k calls a day cost with a tuned gpt-4.1-mini?",
        "how many tokens can I train gpt-4.1-mini on?",
        "how much better is gpt-4.1-mini trained on 2,000 examples?",
    ],
)
def test_what_asks_for_no_training_run(text: str) -> None:
    """A price alone, a number of examples, or a use."""
    assert training_cost_asked(text, BOOK.models) is None


@pytest.mark.parametrize(
    ("text", "begins", "holds"),
    [
        ("is global standard hosting cheaper than regional?", "No: hosting a tuned gpt-4.1,", "1.70 USD per hour in Global and in Regional"),
        ("does a regional deployment cost more per hour than global?", "No: hosting a tuned gpt-4.1,", "Yes for gpt-oss-20b"),
        ("yes or no: does hosting cost more for gpt-4.1 than for mini", "No: hosting a tuned model costs 1.70", "for gpt-4.1 and for gpt-4.1-mini"),
        ("is developer training cheaper than global?", "Yes: training gpt-4.1", "12.50 USD per 1M tokens in Developer, 25.00 in Global"),
        ("is training cheaper on gpt-4.1-nano than on gpt-4.1-mini?", "Yes: training costs 1.50", "5.00 for gpt-4.1-mini"),
        ("are input tokens more expensive for gpt-4.1-mini than for gpt-4.1?", "No: input tokens cost 0.40", "2.00 for gpt-4.1"),
    ],
)  # fmt: skip
def test_two_prices(text: str, begins: str, holds: str) -> None:
    """Yes or no first, then both figures; another answer for other models is said."""
    asked = prices_compared(text, BOOK)
    assert asked is not None
    told = comparison_told(asked, BOOK)
    assert told is not None
    assert told.text.startswith(begins)
    assert holds in told.text


@pytest.mark.parametrize(
    "text",
    [
        "is fine-tuning cheaper than RAG?",
        "is batch cheaper than global standard?",
        "why is global cheaper than regional?",
        "does hosting cost more when nobody calls it than when it is idle?",
        "what does hosting cost?",
    ],
)
def test_what_compares_no_two_prices(text: str) -> None:
    """Ways, reasons and single prices are answered elsewhere."""
    assert prices_compared(text, BOOK) is None


def test_what_tuning_is_billed_by() -> None:
    """Hosting by the month and training by the million tokens; nothing of a model that is not tuned."""
    told = billed_told("gpt-4.1-mini", BOOK)
    assert told is not None
    assert told.text.startswith("Hosting a tuned gpt-4.1-mini costs 1,224 USD a month (1.70 per hour, used or not)")
    assert "5.00 USD per 1M tokens" in told.text
    assert billed_told("gpt-5", BOOK) is None


@pytest.mark.parametrize(
    "text",
    [
        "what would training cost me, 600 tokens per row, 3 epochs on gpt-4.1-mini",
        "price to fine-tune gpt-4.1-mini for 3 epochs at 600 tokens per document",
        "how much to train gpt-4.1-mini for 3 epochs, each example 600 tokens?",
        "cost of training gpt-4.1-mini on 600 tokens, 3 epochs",
    ],
)
def test_tokens_of_one_example_are_never_the_whole_set(text: str) -> None:
    """Without the number of examples it is asked for; with it 12,000 × 600 × 3 × 5.00 per 1M are 108.00."""
    asked = training_cost_asked(text, BOOK.models)
    assert asked is not None
    assert asked.lacks_examples
    lacking = training_told(asked, BOOK)
    assert lacking is not None
    assert lacking.text.endswith("How many examples do you have?")
    told = training_told(asked.of(Decimal(12_000)), BOOK, are_known=True)
    assert told is not None
    assert told.text.startswith("108.00 USD: 12,000 examples as you said × 600 tokens × 3 epochs, at 5.00")


def test_tokens_of_an_epoch_are_the_whole_set() -> None:
    """They are not those of one example."""
    asked = training_cost_asked("what does training gpt-4.1-mini cost, 2M tokens per epoch, 3 epochs", BOOK.models)
    assert asked is not None
    assert (asked.lacks_examples, asked.tokens, asked.epochs) == (False, Decimal(2_000_000), Decimal(3))


@pytest.mark.parametrize(
    ("before", "text", "tokens"),
    [
        ("What does training gpt-4.1-nano cost?", "ok 2000 examples, 500 tokens each", 1_000_000),
        ("What does training gpt-4.1-nano cost with 600 tokens each?", "12k", 7_200_000),
        ("What does training gpt-4.1-nano cost on 2000 examples?", "500 tokens each", 1_000_000),
        ("What does training gpt-4.1-nano cost on 2000 examples with 500 tokens each?", "and with 3000 examples", 1_500_000),
    ],
)  # fmt: skip
def test_a_run_is_gone_on_with(before: str, text: str, tokens: int) -> None:
    """What is said now counts, and what was said before for the rest; its question is read as the same run."""
    asked = run_gone_on_with(text, before, BOOK.models)
    assert asked is not None
    assert (asked.model, asked.tokens) == ("gpt-4.1-nano", Decimal(tokens))
    assert training_cost_asked(asked.question, BOOK.models) == asked


@pytest.mark.parametrize("text", ["we have 2000 examples", "how do I get started?", "1000 questions a day"])
def test_what_goes_on_with_no_run(text: str) -> None:
    """After a question on costs in general, what tells a case or asks for something else is left to others."""
    assert run_gone_on_with(text, "what does fine-tuning cost?", BOOK.models) is None


def test_a_model_is_picked_without_a_name() -> None:
    """The cheap one, or whichever; a question whether something is cheaper picks none."""
    assert model_picked("no idea which model. the cheap one") is ModelPicked.CHEAPEST
    assert model_picked("not sure, you pick") is ModelPicked.USUAL
    assert model_picked("is that cheaper than the normal one?") is None
