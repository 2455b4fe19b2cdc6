"""What training would cost, asked in somebody else's name or in broken words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.reading.costs.cost_asked import asks_what_training_would_cost
from bot.replies import Notice
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

TONE = "we want the bot to write in our tone, gpt-4.1-mini, prompt with 6 examples, 88% good on 200 cases, need 95. 600 checked examples"


@pytest.mark.parametrize(
    "text",
    [
        "boss says what cost if we train",
        "boss ask what it costs if we tune it",
        "my cfo wants to know the cost of training",
        "the boss asks how much training costs",
        "CEO: what's the price if we train?",
        "PM wants cost of FT",
        "what cost the training?",
    ],
)
def test_it_is_asked_in_many_ways(text: str) -> None:
    """The words of the question may be somebody else's."""
    assert asks_what_training_would_cost(text)


@pytest.mark.parametrize(
    "text",
    [
        "boss says it costs too much if we train",
        "what if we train, does it help?",
        "why does training cost so much",
        "we want to cut the cost of training",
        "what does the article say training costs",
        "what do we need to train",
        "cost is why we want to train",
        "what does the vendor cost",
    ],
)
def test_a_remark_on_costs_asks_for_no_sum(text: str) -> None:
    """Neither does a question for reasons or for what is needed."""
    assert not asks_what_training_would_cost(text)


async def test_after_a_verdict_it_gets_its_sum(person: Person) -> None:
    """And not the verdict once more."""
    told = await person.talk(TONE, "verdict", "boss says what cost if we train")
    assert only(Notice, told).text.startswith("A tuned gpt-4.1-mini costs ")
