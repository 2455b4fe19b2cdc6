"""A model that is named with a platform that does not serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import RunsOn
from bot.reading.told.model_and_seller import model_and_seller_at_odds
from bot.replies import Notice
from knowledge.prices.book import open_book

if TYPE_CHECKING:
    from tests.person import Person

MODELS = open_book().models


@pytest.mark.parametrize(
    ("text", "model", "named"),
    [
        ("we run gpt-4o-mini on Bedrock, 5000 calls a day, what does that cost?", "gpt-4o-mini", RunsOn.BEDROCK),
        ("how much is gpt-4o-mini on Bedrock", "gpt-4o-mini", RunsOn.BEDROCK),
        ("gpt-4.1-mini via vertex ai, 82% on 300 mails", "gpt-4.1-mini", RunsOn.VERTEX),
        ("on amazon bedrock we use gpt-4.1", "gpt-4.1", RunsOn.BEDROCK),
        ("we use gemini-2.5-flash on azure openai", "gemini-2.5-flash", RunsOn.AZURE),
    ],
)
def test_at_odds(text: str, model: str, named: RunsOn) -> None:
    """They do not go together, whether told or asked."""
    found = model_and_seller_at_odds(text, MODELS)
    assert found is not None
    assert (found.model, found.named) == (model, named)


@pytest.mark.parametrize(
    "text",
    [
        "gpt-4.1 on azure, 82% on 300 mails",
        "gpt-oss-20b on bedrock",
        "we use claude on bedrock",
        "we use gpt-4o-mini on azure, not on bedrock",
        "we want to move from gpt-4o to claude on bedrock",
        "we use gpt-4o and our data is on AWS",
        "we use gpt-4.1 for mails and have Llama on bedrock",
        "is gpt-4o cheaper than anything that bedrock has?",
    ],
)
def test_together(text: str) -> None:
    """What goes together, or is not named together, is left alone."""
    assert model_and_seller_at_odds(text, MODELS) is None


@pytest.mark.parametrize(
    "text",
    [
        "we run gpt-4o-mini on Bedrock, 5000 calls a day, what does that cost?",
        "few-shot on gpt-4o-mini on bedrock gets 82% on 300 mails, need 95, 4,000 labelled",
    ],
)
async def test_it_is_said(person: Person, text: str) -> None:
    """It is said first, and which of the two is another is asked."""
    first = (await person.say(text))[0]
    assert isinstance(first, Notice)
    assert first.text.startswith(
        "gpt-4o-mini is not offered on Amazon Bedrock, as far as I know, but by Azure and OpenAI."
    )
