"""Whose words count in a conversation, and which question they answer."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.conversation.another_question import answers_another
from bot.conversation.case import Case
from bot.decision import Certainty, Criterion, Fact
from bot.replies import Notice, Question, Reply
from tests.person import Person, only, texts_of

OPENING = "we sort mails, few-shot 181 of 200 right, need 190. 3,000 mails labelled by seniors"


def words_of(replies: list[Reply]) -> str:
    """All that is said."""
    return "\n".join(text for reply in replies for text in texts_of(reply))


async def test_a_view_is_told_back_as_one(person: Person) -> None:
    """It changes nothing, and the open question stays."""
    await person.say(OPENING)
    before = await person.case()
    replies = await person.say("our vendor recommends moving to bedrock and using their own checkpoint")
    assert phrases.their_view("your vendor") in words_of(replies)
    assert (await person.case()).assessment == before.assessment
    assert "Still open: " in words_of(replies)


async def test_a_view_beside_facts(person: Person) -> None:
    """The facts count, and what somebody thinks of the model does not."""
    replies = await person.say(f"{OPENING}. My director thinks the model just doesn't know our products")
    assert only(Notice, replies).text == phrases.their_view("your director")
    assert (await person.case()).assessment.fact(Criterion.EXAMPLES) is not None
    failure = (await person.case()).assessment.fact(Criterion.FAILURE)
    assert failure is None or failure.values == ("edge_cases",)


async def test_a_ban_is_said_at_once_and_leave_is_answered(person: Person) -> None:
    """Whatever else is open."""
    first = await person.say("we'd like to train on client letters but the staff council hasn't approved it")
    assert only(Question, first).noted == ("your examples may not be used for training",)
    asked = only(Notice, await person.say("so we may not train?")).text
    assert asked.startswith("Not with these examples")


async def test_nothing_is_judged_of_which_nothing_is_known(person: Person) -> None:
    """Who tells a case a sentence at a time is asked to go on, and gets no card."""
    await person.say("walk me through it")
    for told in phrases.TELL_ON:
        replies = await person.say("We get papers from the harbour.")
        assert [reply.text for reply in replies if isinstance(reply, Notice)] == [told]
    replies = await person.say("we want the model to classify them, nothing tried yet")
    assert only(Question, replies).lean is not None


async def test_several_cases_are_none(person: Person) -> None:
    """Each is told by itself."""
    told = "we have two projects: A is the tone of our mails, B is a bot that must know the fares"
    assert only(Notice, await person.say(told)).text == phrases.SEVERAL_CASES


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes, azure", "azure"), ("yes, bedrock", "bedrock"), ("yes, experts did", None), ("yes", None), ("azure?", None)],
)
def test_a_yes_with_the_answer_to_another_question(text: str, value: str | None) -> None:
    """It answers that one, and confirms no guess."""
    guess = Fact(Criterion.DATA_QUALITY, ("curated",), Certainty.LIKELY, words="approved")
    case = Case().take([guess]).asking(Criterion.DATA_QUALITY)
    found = answers_another(text, case)
    assert (found.values[0] if found else None) == value
