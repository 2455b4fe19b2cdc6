"""Whether some money is enough for a tuned model, and which model is the cheapest to train."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.costs.budget import budget_told, cheapest_to_train_told
from bot.reading.asked.budget_asked import BudgetAsked, budget_asked, cheapest_to_train_asked
from knowledge.model_status import Openness, Platform, trainable
from knowledge.prices.book import open_book

BOOK = open_book()
DAY = date(2026, 11, 29)
MINI = "gpt-4.1-mini"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("is 900 dollars monthly enough for finetuning", BudgetAsked(Decimal(900), is_monthly=True)),
        ("could we host a tuned gpt-4o for under $1,000 a month?", BudgetAsked(Decimal(1000), "gpt-4o", is_monthly=True)),
        ("can a small clinic train a model with 6000 usd per year", BudgetAsked(Decimal(500), is_monthly=True)),
        ("we hav budget of $250, is it sufficient for fine tunning?", BudgetAsked(Decimal(250))),
        ("does $3k a month cover a tuned 4.1 nano", BudgetAsked(Decimal(3000), "gpt-4.1-nano", is_monthly=True)),
        ("can i afford fine-tuning on 80 bucks a month", BudgetAsked(Decimal(80), is_monthly=True)),
    ],
)  # fmt: skip
def test_a_budget_is_asked_about(text: str, asked: BudgetAsked) -> None:
    """A sum in dollars, that it is for training, and whether it is enough."""
    assert budget_asked(text, BOOK.models) == asked


@pytest.mark.parametrize(
    "text",
    [
        "our bill is $900 a month, is a tuned model cheaper?",
        "we pay 900 dollars a month for gpt-4.1, is tuning enough to fix it?",
        "could we save $900 a month by fine-tuning?",
        "are 900 euros a month enough for fine-tuning?",
        "are 900 examples enough for fine-tuning?",
        "is $900 a month enough?",
        "the vendor wants $900 for fine-tuning",
    ],
)
def test_no_budget_is_asked_about(text: str) -> None:
    """A bill, a saving, another currency, examples, or money for something that nobody named."""
    assert budget_asked(text, BOOK.models) is None


def test_a_budget_goes_on_from_a_case() -> None:
    """Where a case is spoken of, training need not be named."""
    assert budget_asked("so are 900 bucks enough or not", (), goes_on=True) == BudgetAsked(Decimal(900))
    assert budget_asked("we have 900 tickets, enough?", (), goes_on=True) is None
    assert budget_asked("we have enough money, $900 a month", (), goes_on=True) is None


@pytest.mark.parametrize(
    ("usd", "first", "fits"),
    [
        # 720 hours of 1.70.
        (700, "No: hosting a tuned gpt-4.1-mini costs 1,224 USD a month (1.70 per hour, used or not), and you have 700.00 USD", True),
        (2000, "Yes, as far as hosting goes: hosting a tuned gpt-4.1-mini costs 1,224 USD a month", False),
        # No model is hosted for less than 0.30 an hour.
        (100, "No: ", False),
    ],
)  # fmt: skip
def test_yes_or_no_comes_first(usd: int, first: str, *, fits: bool) -> None:
    """By the hosting, which is paid whether or not the model is used; a cheaper model is named where it is within the budget."""
    told = budget_told(BudgetAsked(Decimal(usd), is_monthly=True), MINI, BOOK, DAY)
    assert told is not None
    assert told.text.startswith(first)
    assert ("Within it would be hosting a tuned gpt-oss-20b: 216.00 USD" in told.text) is fits
    assert told.citations
    assert budget_told(BudgetAsked(Decimal(usd)), "gpt-5", BOOK, DAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "which model is the cheapest to fine tune?",
        "whats the least expensive model to train on azure",
        "cheapest LLM for finetuning pls",
    ],
)
def test_the_cheapest_model_is_asked_for(text: str) -> None:
    """In whatever words."""
    assert cheapest_to_train_asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is the cheapest way to train a model?",
        "is the cheapest model good enough to fine-tune?",
        "cheapest region for training a model",
        "what is the cheapest model?",
        "is training gpt-4.1 cheapest as one model",
    ],
)
def test_something_else_is_asked(text: str) -> None:
    """A way, a region, whether it is good enough, or nothing of training."""
    assert not cheapest_to_train_asked(text)


def test_the_cheapest_model_by_name() -> None:
    """Of those any subscription may train on the day; one that only some may is named with that."""
    told = cheapest_to_train_told(BOOK, DAY)
    assert told is not None
    assert told.text.startswith("Cheapest to train is ministral-3b: 1.00 USD per 1M training tokens")
    assert trainable("Ministral-3B", Platform.AZURE, DAY, existing=False).answer is Openness.YES
    assert "gpt-4.1-nano at 1.50 USD, but a subscription that never deployed it may not get to train it" in told.text
    assert trainable("gpt-4.1-nano", Platform.AZURE, DAY, existing=False).answer is Openness.NO
