"""What a seller wants for training, beside the list price of it; and a model held against itself, tuned and as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.reading.costs.cost_asked import asks_for_a_sum_alone
from bot.reading.costs.training_offer import training_offer
from bot.replies import Notice
from knowledge.prices.book import open_book
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    ("text", "price", "model", "tokens"),
    [
        ("vendor wants 40000 EUR to fine-tune gpt-4o on 2 million tokens. fair?", "40000 EUR", "gpt-4o", 2_000_000),
        (
            'The vendor quoted us EUR 40,000 for "fine-tuning GPT-4o on 2 million tokens". How much of that is Microsoft\'s training price?',
            "EUR 40,000",
            "gpt-4o",
            2_000_000,
        ),
        (
            "A consultant offers to fine-tune gpt-4.1 for $25,000, 3 million tokens, 3 epochs. Is that reasonable?",
            "$25,000",
            "gpt-4.1",
            3_000_000,
        ),
        (
            "we got offer 8000 usd for finetune gpt-4o-mini with 1000 examples of 800 tokens. too expensive?",
            "8000 usd",
            "gpt-4o-mini",
            800_000,
        ),
        (
            "agency want 15k euros for training of gpt-4.1-mini on 4000 mails each 500 tokens, is normal price?",
            "15k euros",
            "gpt-4.1-mini",
            2_000_000,
        ),
        ("our supplier quotes 30,000 dollars for gpt-4o fine tuning. is it ok?", "30,000 dollars", "gpt-4o", 0),
    ],
)
def test_an_offer_and_what_it_is_for(text: str, price: str, model: str, tokens: int) -> None:
    """The amount in the person's words, and the run beside it."""
    offer = training_offer(text, open_book().models)

    assert offer is not None
    assert (offer.price, offer.run.model, offer.run.tokens) == (price, model, Decimal(tokens))


@pytest.mark.parametrize(
    "text",
    [
        "vendor wants 40000 EUR to fine-tune gpt-4o on our tickets. should we?",
        "our vendor bill is 4000 USD a month for gpt-4o, should we fine-tune? 2000 examples",
        "The vendor wants 40,000 EUR to fine-tune gpt-4o on 2 million tokens.",
        "what does training gpt-4o on 2 million tokens cost?",
        "is $300 a month enough to host a tuned gpt-4o?",
    ],
)
def test_what_is_no_question_for_an_offer(text: str) -> None:
    """A verdict that is asked for, a statement, and a price that nobody offered."""
    assert training_offer(text, open_book().models) is None


async def test_the_list_price_stands_beside_the_offer(person: Person) -> None:
    """2 million tokens at 25.00 are 50.00; what else the money is for nobody here knows."""
    told = only(Notice, await person.say("vendor wants 40000 EUR to fine-tune gpt-4o on 2 million tokens. fair?")).text
    assert told.startswith("50.00 USD: 2,000,000 tokens")
    assert "what else the 40000 EUR is for" in told


@pytest.mark.parametrize(
    ("text", "untuned", "tuned"),
    [
        # 300,000 × (1,500 × 0.40 + 200 × 1.60) = 276.00, and 1,224 of hosting.
        (
            "10000 calls a day with gpt-4.1-mini, 1500 tokens in, 200 out: what would fine-tuning cost compared with the plain model?",
            "Using gpt-4.1-mini untuned costs 276.00",
            "tuned 1,500",
        ),
        (
            "10000 calls a day gpt-4.1-mini 1500 in 200 out, tuned gpt-4.1-mini vs plain gpt-4.1-mini",
            "Using gpt-4.1-mini untuned costs 276.00",
            "tuned 1,500",
        ),
        # 600,000 × (1,000 × 2.50 + 100 × 10) = 2,100.
        (
            "20k requests daily on gpt-4o, 1k in 100 out, cost of the tuned one against the base model?",
            "Using gpt-4o untuned costs 2,100",
            "tuned 3,324",
        ),
        # 600,000 × (1,000 × 2 + 100 × 8) = 1,680.
        (
            "cost of gpt-4.1 at 20k calls a day with and without fine-tuning, 1k in 100 out?",
            "Using gpt-4.1 untuned costs 1,680",
            "tuned 2,904",
        ),
        (
            "how much 10k calls a day gpt-4.1-mini finetuned vs not, 1500 token in 200 out",
            "With gpt-4.1-mini as now it is 276.00",
            "A tuned gpt-4.1-mini costs 1,500",
        ),
    ],
)
async def test_one_model_both_ways(person: Person, text: str, untuned: str, tuned: str) -> None:
    """It is the model that is named, and no smaller one."""
    told = only(Notice, await person.say(text)).text
    assert untuned in told
    assert tuned in told


@pytest.mark.parametrize(
    "text",
    [
        "10k calls a day, 1500 in 200 out, tuned mini 91% vs plain mini 88%",
        "10000 calls a day gpt-4.1-mini 1500 in 200 out, format is wrong",
    ],
)
def test_numbers_of_a_case_are_no_sum(text: str) -> None:
    """Scores of the two tell a case, and so does what goes wrong."""
    assert not asks_for_a_sum_alone(text, open_book().models)
