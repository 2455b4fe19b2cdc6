"""What goes on from an answer is looked for where that answer stood before the sources are said to be silent."""

from __future__ import annotations

import pytest

from bot.replies import Abstention, Answer, Notice
from tests.person import Person, only


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("when is a tuned deployment that nobody calls deleted?", "is our model lost too?", "does not delete the fine-tuned model"),
        ("How many examples does a training job need?", "and if we double them?", "linear"),
        ("how many examples at least for a training run?", "what if I double that?", "linear"),
    ],
)  # fmt: skip
async def test_what_stands_beside_the_last_answer(person: Person, first: str, then: str, told: str) -> None:
    """A follow-up that names nothing to look for gets what the section of the last answer says on it, cited."""
    before = only(Answer, await person.say(first))
    after = only(Answer, await person.say(then))
    assert told in after.text
    assert after.citations
    assert after.text != before.text


async def test_what_is_nowhere_there_is_declined(person: Person) -> None:
    """What has nothing to do with the section is not answered from it."""
    await person.say("who may start a training job, which role is needed")
    assert "Klingon" in only(Abstention, await person.say("and in Klingon?")).text


async def test_a_follow_up_that_finds_the_same_alone_asks_for_itself(person: Person) -> None:
    """The question before it does not choose the sentence of what a message finds by itself."""
    alone = only(Answer, await person.say("how much does it cost to host?", "alone"))
    await person.say("How many training examples do we need?")
    assert only(Answer, await person.say("how much does it cost to host?")).text == alone.text


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("what is a developer deployment", "is it billed by the hour?"),
        ("what is a developer deployment", "does it cost anything per hour"),
        ("what is prompt caching?", "and how much does that save?"),
    ],
)
async def test_what_it_costs_that_was_answered_is_no_sum(person: Person, first: str, text: str) -> None:
    """Costs of what was talked about are asked of the sources, and no sum of an assumed case answers it."""
    await person.say(first)
    assert all(not isinstance(one, Notice) or not one.sums for one in await person.say(text))
