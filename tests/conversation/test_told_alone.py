"""What is told alone in the middle of an interview: the model in use, that something is not tried, what people can live with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message

if TYPE_CHECKING:
    from bot.replies import Reply
    from tests.person import Person

TUNED = "We have fine-tuned gpt-4o-mini to tag parcels, 1,200 labelled ones, it gets 91% and we need 95%. Re-tune or prompt gpt-5-mini?"

BILLS = "We read fields from bills of lading with gpt-4.1, 94% right on 500 test bills, 10k a day. Thinking of tuning mini to cut cost."


def texts(replies: list[Reply]) -> str:
    """All that was said."""
    return "\n".join(map(str, replies))


async def tried(person: Person) -> tuple[str, ...]:
    """What is known to have been tried."""
    fact = (await person.case()).told_so_far.fact(Criterion.TRIED)
    assert fact is not None
    return fact.values


async def test_the_model_is_noted_and_the_question_stays(person: Person) -> None:
    """Before, the question was passed over."""
    await person.talk("Our HR bot tells people wrong vacation days. Fine-tune?", "it's RAG over 400 documents")
    pending = (await person.case()).pending
    said = texts(await person.say("gpt-4o"))
    assert "you use gpt-4o today" in said
    assert (await person.case()).pending is pending


@pytest.mark.parametrize("told", ["haven't tried.", "no, not tested yet", "we have not tried that yet"])
async def test_what_is_not_tried_takes_nothing_back(person: Person, told: str) -> None:
    """It is said of something else than the model that they have."""
    await person.say(TUNED)
    said = texts(await person.say(told))
    assert "It stays that you have" in said
    assert await tried(person) == ("fine_tuning",)


async def test_an_answer_to_what_was_tried_is_one(person: Person) -> None:
    """The contrary case."""
    await person.talk("300 letters a day with gpt-4o, the tone is too stiff. Should we fine-tune?")
    assert (await person.case()).pending is Criterion.TRIED
    await person.say("not yet")
    assert await tried(person) == ("nothing",)


@pytest.mark.parametrize("text", ["no gpus yet", "no budget so far", "not a single server yet"])
def test_another_thing_that_is_missing(text: str) -> None:
    """It says nothing of what was tried."""
    assert not any(fact.criterion is Criterion.TRIED for fact in read_message(text, Criterion.FAILURE).facts)


@pytest.mark.parametrize("text", ["no llm yet", "no prompts so far"])
def test_nothing_was_tried(text: str) -> None:
    """The contrary case."""
    facts = {fact.criterion: fact for fact in read_message(text, Criterion.FAILURE).facts}
    assert facts[Criterion.TRIED].values == ("nothing",)


async def test_what_they_can_live_with_is_no_aim(person: Person) -> None:
    """It is dropped where it was told."""
    await person.talk("GPT-4o drafts tenancy letters. They sound too American. Fine-tune?", "style we can live with")
    goal = (await person.case()).told_so_far.fact(Criterion.GOAL)
    assert goal is None or "tone_style" not in goal.values


@pytest.mark.parametrize("told", ["no we did not try mini without tuning", "haven't tested nano untuned yet"])
async def test_a_model_not_tried_as_it_is(person: Person, told: str) -> None:
    """It is no objection, takes back nothing that was tried, and forbids no training."""
    await person.talk(BILLS)
    before = await person.case()
    said = texts(await person.say(told))
    assert "before you train anything" in said
    assert (await person.case()).told_so_far.facts == before.told_so_far.facts


async def test_a_question_about_it_is_none(person: Person) -> None:
    """The contrary case."""
    await person.talk(BILLS)
    assert "before you train anything" not in texts(await person.say("should we not try mini untuned first?"))
