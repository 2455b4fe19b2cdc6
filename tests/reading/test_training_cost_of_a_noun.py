"""What training costs on things that no list of nouns has, told with their tokens."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.reading.asked.training_cost_asked import training_cost_asked

MODELS = ("gpt-4.1-mini", "gpt-4.1")


@pytest.mark.parametrize(
    ("text", "examples"),
    [
        ("what would a finetune on 24,000 disputes, 700 tokens each, 3 epochs cost on gpt-4.1-mini", 24_000),
        ("train gpt-4.1-mini on 5k claims of 900 tokens, what does it cost", 5_000),
        ("how much to tune gpt-4.1 with 3,000 invoices at 1,200 tokens each, 2 epochs", 3_000),
        ("cost of tuning gpt-4.1-mini on 8,000 closed cases, 400 tokens per case", 8_000),
    ],
)
def test_they_are_the_examples(text: str, examples: int) -> None:
    """Each with the tokens that are told of one."""
    run = training_cost_asked(text, MODELS)
    assert run is not None
    assert run.examples == Decimal(examples)
    assert not run.lacks_examples


@pytest.mark.parametrize(
    "text",
    [
        "what does it cost to train gpt-4.1-mini, 12 engineers, 700 tokens each",
        "cost of a tuned gpt-4.1-mini, 5,000 calls of 700 tokens",
        "price to train gpt-4.1 on 2 epochs 500 tokens each",
    ],
)
def test_people_calls_and_passes_are_none(text: str) -> None:
    """How many examples there are is asked."""
    run = training_cost_asked(text, MODELS)
    assert run is not None
    assert run.lacks_examples


@pytest.mark.parametrize(
    ("text", "examples"),
    [
        ("what does training with 9000 mails cost?", 9_000),
        ("how much is training on all 6,500 referrals?", 6_500),
        ("price to fine-tune on our 3000 permits?", 3_000),
    ],
)
def test_they_are_told_without_a_model_and_tokens(text: str, examples: int) -> None:
    """Who names what is trained on asks for the price of training, and not for that of a use."""
    run = training_cost_asked(text, MODELS)
    assert run is not None
    assert run.examples == Decimal(examples)


@pytest.mark.parametrize(
    "text",
    [
        "boss says what cost if we train",
        "is training worth it with 9000 mails, what would it cost?",
        "what does a tuned model cost with 9000 requests?",
        "what does training cost with 12 engineers for 40 hours?",
        "what would we pay a month with a tuned model on 9000 mails?",
    ],
)
def test_a_use_is_no_training_run(text: str) -> None:
    """What is paid by the call, the month or the hour is another sum."""
    assert training_cost_asked(text, MODELS) is None
