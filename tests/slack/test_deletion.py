"""Who deletes a question takes back all that came of it: the answer, what was kept, and what is still under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.stored_form import to_stored
from tests.slack.interview import FIRST, case_of, place_of
from tests.slack.waiting import idle, keeps_silent

if TYPE_CHECKING:
    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

QUESTION = "How many training examples does fine-tuning need?"
OPENING = "We want our support bot to sound like us.\nShould we fine-tune?"


async def gone(slack: SlackServer, question: Message, left: int = 0) -> None:
    """Wait until so many of the bot's messages in a thread are left."""
    await slack.wait_for(lambda: len(slack.workspace.answers(question)) == left)


async def test_answer_is_withdrawn(slack: SlackServer, ann: Person, bot_either_way: Serving) -> None:
    """With the question go its answer and the text that was kept of it."""
    question = await ann.says(QUESTION)
    await slack.workspace.wait_for_answer(question)
    await idle(bot_either_way)
    assert await bot_either_way.parts.conversations.recall(place_of(slack.workspace, question))
    await ann.deletes(question)
    await gone(slack, question)
    await idle(bot_either_way)
    assert await bot_either_way.parts.conversations.recall(place_of(slack.workspace, question)) == []


async def test_one_of_two_questions(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A deleted follow-up takes its own answer with it and leaves the first."""
    channel = slack.workspace.channel("general")
    question = await ann.mentions(QUESTION, channel=channel)
    first = await slack.workspace.wait_for_answer(question)
    second = await ann.says("What is LoRA?", channel=channel, thread=question)
    await slack.workspace.wait_for_answer(question, count=2)
    await idle(bot)
    await ann.deletes(second)
    await gone(slack, question, left=1)
    assert slack.workspace.answers(question) == [first]


@pytest.mark.parametrize("in_channel", [False, True])
async def test_walk_goes_with_the_message_that_opened_it(
    slack: SlackServer, ann: Person, bot: Serving, *, in_channel: bool
) -> None:
    """The case, its answers and every card of it are gone, however often somebody has picked since."""
    channel = slack.workspace.channel("general")
    opening = await ann.mentions(OPENING, channel=channel) if in_channel else await ann.says(OPENING)
    question = await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await ann.clicks(question, "A basic prompt")
    await slack.workspace.wait_for_answer(opening, containing="a basic prompt")
    assert await case_of(bot, slack.workspace, opening)
    await ann.deletes(opening)
    await gone(slack, opening)
    assert await case_of(bot, slack.workspace, opening) is None


async def test_case_told_in_a_reply_goes_too(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A case that somebody told in the middle of a thread is deleted with that message; the thread stays."""
    channel = slack.workspace.channel("general")
    root = await ann.says("Morning all", channel=channel)
    opening = await ann.mentions(OPENING, channel=channel, thread=root)
    question = await slack.workspace.wait_for_answer(root, containing=FIRST)
    await ann.clicks(question, "A basic prompt")
    await slack.workspace.wait_for_answer(root, containing="a basic prompt")
    await idle(bot)
    await ann.deletes(opening)
    await gone(slack, root)
    assert await case_of(bot, slack.workspace, root) is None


async def test_words_are_taken_out_of_the_walk(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A deleted answer leaves its value with the case and none of its words."""
    opening = await ann.says(OPENING)
    await slack.workspace.wait_for_answer(opening, containing=FIRST)
    said = await ann.says("We tried a basic prompt that our intern wrote.", thread=opening)
    await slack.workspace.wait_for_answer(opening, containing="a basic prompt")
    await idle(bot)
    await ann.deletes(said)
    await idle(bot)
    await slack.wait_for(lambda: "a basic prompt" not in str([each.words for each in slack.workspace.answers(opening)]))
    walk = await case_of(bot, slack.workspace, opening)
    assert walk
    assert "intern" not in str(to_stored(walk))
    assert "basic_prompt" in str(to_stored(walk))


@pytest.mark.parametrize("text", [QUESTION, OPENING])
async def test_answer_under_way_is_called_off(slack: SlackServer, ann: Person, bot: Serving, text: str) -> None:
    """A question deleted while its answer is on the way to Slack leaves nothing behind, in Slack or here."""
    faults = [slack.faults.add(method, hold=True) for method in ("chat.postMessage", "chat.startStream")]
    question = await ann.says(text)
    await slack.wait_for(lambda: any(fault.hits for fault in faults))
    await ann.deletes(question)
    await slack.deliveries.settle()
    for fault in faults:
        fault.release()
    await idle(bot)
    await gone(slack, question)
    assert await case_of(bot, slack.workspace, question) is None
    assert await bot.parts.conversations.recall(place_of(slack.workspace, question)) == []


async def test_deletion_that_comes_first(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Events come in any order: a message that is gone already is not answered."""
    slack.deliveries.hold()
    question = await ann.says(QUESTION)
    await ann.deletes(question)
    slack.deliveries.release(reverse=True)
    await keeps_silent(bot, "deleted")
    assert slack.workspace.answers(question) == []


async def test_waiting_question_is_called_off(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A question that waits behind another one of its thread is never begun."""
    channel = slack.workspace.channel("general")
    faults = [slack.faults.add(method, hold=True) for method in ("chat.postMessage", "chat.startStream")]
    question = await ann.mentions(QUESTION, channel=channel)
    await slack.wait_for(lambda: any(fault.hits for fault in faults))
    second = await ann.says("What is LoRA?", channel=channel, thread=question)
    await slack.deliveries.settle()
    await ann.deletes(second)
    await slack.deliveries.settle()
    for fault in faults:
        fault.release()
    await slack.workspace.wait_for_answer(question)
    await idle(bot)
    assert len(slack.workspace.answers(question)) == 1
