"""Who edits a question has it answered anew where its answer stands; what nobody wrote, and what says the same, changes nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from tests.slack.crashing import fleet, is_complete
from tests.slack.interview import FIRST, case_of, place_of
from tests.slack.waiting import idle, keeps_silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

QUESTION = "How many training examples does fine-tuning need?"
OTHER, ABOUT_OTHER = "What does hosting a tuned model cost?", "hosting"
OPENING = "We want our support bot to sound like us. We have {} training examples. Should we fine-tune?"


async def changed(slack: SlackServer, answer: Message, containing: str) -> None:
    """Wait until a message says something else."""
    await slack.wait_for(lambda: containing in answer.words.lower() and not answer.is_streaming)


async def examples(bot: Serving, slack: SlackServer, opening: Message) -> float | None:
    """How many examples the case of a thread knows of."""
    case = await case_of(bot, slack.workspace, opening)
    fact = case.assessment.fact(Criterion.EXAMPLES) if case else None
    return fact.number if fact else None


@pytest.mark.parametrize("in_channel", [False, True])
async def test_the_answer_is_changed(
    slack: SlackServer, ann: Person, bot_either_way: Serving, *, in_channel: bool
) -> None:
    """The same message answers what the question says now, and only that is remembered."""
    channel = slack.workspace.channel("general")
    question = await ann.mentions(QUESTION, channel=channel) if in_channel else await ann.says(QUESTION)
    answer = await slack.workspace.wait_for_answer(question)
    await idle(bot_either_way)
    assert ABOUT_OTHER not in answer.words.lower()
    await ann.edits(question, OTHER)
    await changed(slack, answer, ABOUT_OTHER)
    await idle(bot_either_way)
    assert slack.workspace.answers(question) == [answer]
    (kept,) = await bot_either_way.parts.conversations.recall(place_of(slack.workspace, question))
    assert kept.text == OTHER
    await ann.deletes(question)
    await slack.wait_for(lambda: not slack.workspace.answers(question))


async def test_each_edit_counts_once(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Delivered twice it is answered once; the next edit is another."""
    question = await ann.says(QUESTION)
    answer = await slack.workspace.wait_for_answer(question)
    await idle(bot)
    slack.deliveries.copies = 3
    await ann.edits(question, OTHER)
    await keeps_silent(bot, "duplicate", times=2)
    assert ABOUT_OTHER in answer.words.lower()
    versions = len(answer.versions)
    slack.deliveries.copies = 1
    await ann.edits(question, QUESTION)
    await slack.wait_for(lambda: ABOUT_OTHER not in answer.words.lower() and len(answer.versions) > versions)
    await idle(bot)
    assert slack.workspace.answers(question) == [answer]


async def test_what_nobody_wrote_changes_nothing(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A link that Slack unfolds, and words that are the same but for the mention, leave the answer alone."""
    channel = slack.workspace.channel("general")
    question = await ann.mentions(QUESTION, channel=channel)
    answer = await slack.workspace.wait_for_answer(question)
    await idle(bot)
    versions = len(answer.versions)
    silent = bot.metrics.registry.get_sample_value("ftn_events_dropped_total", {"reason": "not written"}) or 0
    before = question.as_json()
    question.attachments = [{"title": "A page", "text": "What stands there"}]
    slack.events.edited(question, before)
    await ann.edits(question, QUESTION)
    await keeps_silent(bot, "not written", times=int(silent) + 2)
    assert slack.workspace.answers(question) == [answer]
    assert len(answer.versions) == versions


@pytest.mark.parametrize("waiting", [False, True])
async def test_while_it_is_being_answered(slack: SlackServer, ann: Person, bot: Serving, *, waiting: bool) -> None:
    """What is under way is stopped, or never begun, and what the message says now is answered once."""
    channel = slack.workspace.channel("general")
    faults = [slack.faults.add(method, hold=True) for method in ("chat.postMessage", "chat.startStream")]
    root = await ann.mentions(QUESTION, channel=channel)
    await slack.wait_for(lambda: any(fault.hits for fault in faults))
    asked = await ann.says("What is LoRA?", channel=channel, thread=root) if waiting else root
    await slack.deliveries.settle()
    await ann.edits(asked, OTHER)
    await slack.deliveries.settle()
    for fault in faults:
        fault.release()
    await slack.workspace.wait_for_answer(root, count=1 + waiting)
    await slack.wait_for(lambda: ABOUT_OTHER in slack.workspace.answers(root)[-1].words.lower())
    await idle(bot)
    assert len(slack.workspace.answers(root)) == 1 + waiting
    assert "lora" not in slack.workspace.answers(root)[-1].words.lower()


async def test_an_edit_that_comes_first(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Events come in any order: what the message says now is answered, and what it said before is not."""
    slack.deliveries.hold()
    question = await ann.says(QUESTION)
    await ann.edits(question, OTHER)
    first, edit = slack.deliveries.sent[-2:]
    await slack.deliveries.resend(edit)
    answer = await slack.workspace.wait_for_answer(question)
    await slack.deliveries.resend(first)
    await keeps_silent(bot, "duplicate")
    assert slack.workspace.answers(question) == [answer]
    assert ABOUT_OTHER in answer.words.lower()


async def test_edits_that_overtake_each_other(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Whatever order they come in, the last that was made is what stands in the end."""
    question = await ann.says(QUESTION)
    answer = await slack.workspace.wait_for_answer(question)
    await idle(bot)
    slack.deliveries.hold()
    await ann.edits(question, "What is LoRA?")
    await ann.edits(question, OTHER)
    first, second = slack.deliveries.sent[-2:]
    await slack.deliveries.resend(second)
    await changed(slack, answer, ABOUT_OTHER)
    await idle(bot)
    await slack.deliveries.resend(first)
    await idle(bot)
    assert ABOUT_OTHER in answer.words.lower()
    assert slack.workspace.answers(question) == [answer]


async def test_in_a_direct_message_whatever_channels_are_allowed(slack: SlackServer, ann: Person, start: Start) -> None:
    """Where the bot may speak at all is said of channels."""
    async with start(channels_allowed="C0000000A") as bot:
        question = await ann.says(QUESTION)
        answer = await slack.workspace.wait_for_answer(question)
        await idle(bot)
        await ann.edits(question, OTHER)
        await changed(slack, answer, ABOUT_OTHER)


@pytest.mark.parametrize("milliseconds", [0, 5, 15, 30, 60, 120])
async def test_two_edits_in_a_moment(slack: SlackServer, ann: Person, bot: Serving, milliseconds: int) -> None:
    """The last one is what stands in the end."""
    question = await ann.says(QUESTION)
    answer = await slack.workspace.wait_for_answer(question)
    await idle(bot)
    await ann.edits(question, "What is LoRA?")
    await slack.deliveries.settle()
    await asyncio.sleep(milliseconds / 1_000)
    await ann.edits(question, OTHER)
    await changed(slack, answer, ABOUT_OTHER)
    await idle(bot)
    assert slack.workspace.answers(question) == [answer]
    assert ABOUT_OTHER in answer.words.lower()


async def test_after_a_restart(slack: SlackServer, ann: Person, start: Start) -> None:
    """Which message answers which is kept."""
    async with start() as before:
        question = await ann.says(QUESTION)
        answer = await slack.workspace.wait_for_answer(question)
        await idle(before)
    async with start() as after:
        await ann.edits(question, OTHER)
        await changed(slack, answer, ABOUT_OTHER)
        await idle(after)
    assert slack.workspace.answers(question) == [answer]


async def test_while_slack_is_away(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """An answer that can't be changed for a while is changed later, in its place."""
    question = await ann.says(QUESTION)
    answer = await slack.workspace.wait_for_answer(question)
    await idle(bot)
    fault = slack.faults.add("chat.update", status=503, times=6)
    await ann.edits(question, OTHER)
    await slack.wait_for(lambda: fault.hits == 6)
    await changed(slack, answer, ABOUT_OTHER)
    await idle(bot)
    assert slack.workspace.answers(question) == [answer]


async def test_facts_are_read_again(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """What the message told is forgotten, what it tells now is known, and the question stands where it stood."""
    opening = await ann.says(OPENING.format(15))
    question = await slack.workspace.wait_for_answer(opening, containing=FIRST)
    assert await examples(bot, slack, opening) == 15
    await ann.edits(opening, OPENING.format(5000))
    await slack.wait_for(lambda: "5,000" in question.words or len(question.versions) > 1)
    assert await examples(bot, slack, opening) == 5000
    case = await case_of(bot, slack.workspace, opening)
    assert case
    assert "5000" in case.opening
    assert slack.workspace.answers(opening) == [question]


async def test_facts_of_others_stay(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """An edit of an earlier message takes back what that one told, and nothing that was said or picked since."""
    opening = await ann.says(OPENING.format(15))
    await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await ann.says("We have tried a basic prompt.", thread=opening)
    await slack.workspace.wait_for_answer(opening, count=2)
    await idle(bot)
    await ann.edits(opening, OPENING.format(5000))
    await slack.deliveries.settle()
    assert await examples(bot, slack, opening) == 5000
    case = await case_of(bot, slack.workspace, opening)
    assert case
    assert case.assessment.value(Criterion.TRIED) == "basic_prompt"
    assert len(slack.workspace.answers(opening)) == 2


async def test_killed_while_the_answer_is_changed(
    slack: SlackServer, ann: Person, ready_settings: Settings, tmp_path: Path
) -> None:
    """Whoever comes next finishes in the same message, and knows it as the answer still."""
    async with fleet(slack, ready_settings.data_dir, tmp_path / "output") as bots:
        await bots.start()
        question = await ann.says(QUESTION)
        await slack.wait_for(lambda: [one for one in slack.workspace.answers(question) if is_complete(one)], 30.0)
        (answer,) = slack.workspace.answers(question)
        fault = slack.faults.add("chat.update", hold=True)
        await ann.edits(question, OTHER)
        await slack.wait_for(lambda: fault.hits, 30.0)
        await bots.kill_one()
        fault.release()
        await slack.wait_for(lambda: ABOUT_OTHER in answer.words.lower() and is_complete(answer), 60.0)
        await ann.edits(question, QUESTION)
        await slack.wait_for(lambda: ABOUT_OTHER not in answer.words.lower() and is_complete(answer), 30.0)
        await bots.stop()
    assert slack.workspace.answers(question) == [answer]
