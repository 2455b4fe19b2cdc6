"""A job that is done once is priced as one job, and what it is made of is no example to learn from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.costs.one_job import job_in_short, job_made
from bot.decision import Criterion
from bot.reading.costs.one_off import job_said
from bot.replies import Notice, VerdictCard
from knowledge.prices.book import open_book

if TYPE_CHECKING:
    from tests.person import Person

MIGRATION = "we have a one time migration of 12,000 tickets to sort into 30 teams, prompt gets 78%, want 90%"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("we have 40k texts to classify once", 40_000),
        (MIGRATION, 12_000),
        ("one-off: 200k product descriptions to rewrite, 60% right on 200 checked, 3000 checked examples", 200_000),
        ("a backlog of 90,000 claims has to be labelled", 90_000),
        ("only once, 5,000 contracts", 5_000),
        ("once tuned it reads 40k tickets a day", None),
        ("we have 4,000 labelled emails, once a week we look at them", None),
        ("500 tickets a day, once we have labels", None),
        ("300 checked tickets, a one-off test", None),
        ("40k texts to classify", None),
        ("the tone is wrong one time in ten, on 300 emails", None),
        ("we had a search once, somebody built it. Now 900 documents change weekly", None),
        ("30 teams get all tickets at once", None),
    ],
)
def test_what_is_a_job(text: str, pieces: int | None) -> None:
    """What is done once has pieces; a rate, examples and "once it is tuned" make no job."""
    assert job_said(text) == (None if pieces is None else Decimal(pieces))


def test_by_hand() -> None:
    """40,000 texts of 500 tokens in and 200 out with gpt-4.1-mini: 8 USD in and 12.80 out, and half in batches."""
    made, of_job = job_made(
        {"job": "40000", "model": "gpt-4.1-mini", "input_tokens": "500", "output_tokens": "200"}, open_book()
    )
    told = job_in_short(made, of_job)
    assert told.startswith("The whole job, 40,000 once: 20.80 USD with gpt-4.1-mini untuned (10.40 in batches")
    assert "40.80 a day of hosting" in told
    assert "a month" not in told


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (MIGRATION, "what would training cost?"),
        (MIGRATION, "and what would the whole job cost?"),
        ("we have 40k texts to classify once", "what would it cost?"),
    ],
)
async def test_asked_in_an_interview(person: Person, told: str, asked: str) -> None:
    """Nobody is told of a month."""
    await person.say(told)
    text = (await person.say(asked))[0]
    assert isinstance(text, Notice)
    assert text.text.startswith("The whole job, ")
    assert "USD a month" not in text.text


@pytest.mark.parametrize(
    "text", ["we have 40k texts to classify once, what would it cost?", "one-off, 9,000 letters, how much is that?"]
)
async def test_asked_at_once(person: Person, text: str) -> None:
    """Whoever tells and asks in one message gets the price of the job."""
    assert any("The whole job, " in getattr(reply, "text", "") for reply in await person.say(text))


async def test_calls_are_no_job(person: Person) -> None:
    """A rate that is told is priced by the month."""
    await person.say(MIGRATION)
    replies = await person.say("what would it cost at 2,000 calls a day?")
    assert any("USD a month" in getattr(reply, "text", "") for reply in replies)


async def test_pieces_are_no_examples(person: Person) -> None:
    """The pieces are nothing to learn from, and the card tells what the job costs."""
    card = next(one for one in await person.verdict_on(MIGRATION) if isinstance(one, VerdictCard))
    assert Criterion.EXAMPLES.value not in {fact.criterion for fact in card.facts}
    assert card.costs.startswith("One-off job. The whole job, 12,000 once: ")
