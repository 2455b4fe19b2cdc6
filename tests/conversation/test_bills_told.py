"""What people say that they pay, and for which model, is set beside a sum that can't start from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.reading.costs.off_the_lists import hosted_elsewhere, other_currency_bill
from bot.replies import Notice

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    ("text", "bill"),
    [
        ("it costs us 780 EUR a month", "780 EUR a month"),
        ("bill 6k€/month, gpt-4o", "6k€/month"),
        ("we spend £900 a month on it", "£900 a month"),
        ("we pay $900 a month", ""),
        ("a clerk earns 3000 EUR a month", ""),
        ("customers pay 20 EUR a month", ""),
        ("it saves 4000 euros per month", ""),
        ("a fine of 300 EUR", ""),
    ],
)
def test_bills_in_another_currency(text: str, bill: str) -> None:
    """A wage, a fee, a saving and an amount without a period are none."""
    assert other_currency_bill(text) == bill


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("tagging recipes with Claude Haiku 4, few-shot 80%", "Claude Haiku 4"),
        ("runs on Gemini Flash", "Gemini Flash"),
        ("we pay 4k a month for Opus", "Opus"),
        ("with gpt-4o", ""),
        ("we could switch to it with Claude", ""),
        ("Claude told me so", ""),
    ],
)
def test_models_that_no_list_has(text: str, model: str) -> None:
    """Only as the one in use."""
    assert hosted_elsewhere(text) == model


@pytest.mark.parametrize(
    ("case", "part"),
    [
        (
            "subtitles into easy language, runs on Claude Sonnet, we pay 90,000 USD a month, few-shot 93% on 300, 90 needed, too expensive, 50k calls a day",
            "No price list here has Claude Sonnet: gpt-4.1 stands in for it; what you pay now is what you told, 90,000 USD a month.",
        ),
        (
            "plant names from photos' captions with gpt-4o-mini, 410 EUR a month, few-shot 84% on 200, need 92, 3000 labelled",
            "You pay 410 EUR a month, and the sum does not start from that",
        ),
    ],
)
async def test_they_stand_beside_the_sum(person: Person, case: str, part: str) -> None:
    """With what would let it start from them."""
    replies = await person.talk(case, "what would a tuned one cost?")
    assert any(part in one.text for one in replies if isinstance(one, Notice))


async def test_nothing_is_said_of_a_listed_model_and_dollars(person: Person) -> None:
    """The sum starts from these."""
    case = "recipe tagging with gpt-4o, few-shot 85% on 200, need 90, we pay 9,000 USD a month"
    replies = await person.talk(case, "what would a tuned one cost?")
    assert not any("stands in" in one.text or "You pay" in one.text for one in replies if isinstance(one, Notice))
