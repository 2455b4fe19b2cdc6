"""Money in a conversation: prices, what a case would cost, what is asked back and what follows from the reply."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.replies import Answer, Notice, Reply
from tests.person import Person, kinds, only


def told(replies: list[Reply]) -> str:
    """The one short reply, without the reminder of what is open."""
    return only(Notice, replies).text.partition("\nStill open: ")[0]


async def test_a_price_is_told_with_where_it_holds(person: Person) -> None:
    """Figure, tier, day and source, neighbours, in one short reply."""
    text = told(await person.say("what does training gpt-4.1 cost"))
    assert text.startswith("Training gpt-4.1 costs 25.00 USD per 1M tokens, Azure Global")
    assert "2026-08-11" in text
    assert "Developer 12.50" in text


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ("and hosting?", "Hosting a tuned gpt-4.1 costs 1.70 USD"),
        ("and in East US 2?", "Training gpt-4.1 costs"),
        ("and gpt-4o-mini?", "Training gpt-4o-mini costs 3.00 USD"),
        ("sources", phrases.PRICE_SOURCE),
    ],
)
async def test_one_can_ask_on_about_a_price(person: Person, more: str, part: str) -> None:
    """Another kind, place or model is asked for in two words."""
    replies = await person.talk("what does training gpt-4.1 cost", more)
    assert part in told(replies)


async def test_in_an_interview_the_open_question_stays(person: Person) -> None:
    """A price asked aside is told, and what is open is said again."""
    replies = await person.talk("walk me through it", "price of gpt-4o-mini hosting")
    assert "1.70 USD per hour" in told(replies)
    assert "Still open: " in only(Notice, replies).text


async def test_without_a_model_named_the_sources_answer(person: Person) -> None:
    """What is billed and how is a question for the sources."""
    replies = await person.say("How is hosting of a fine-tuned model billed?")
    assert "Answer" in kinds(replies)
    assert only(Answer, replies).citations
