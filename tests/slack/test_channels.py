"""In channels the bot speaks where it was mentioned, to whom it may, and keeps silent everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.slack.blocks.action_ids import Shortcut
from tests.slack.interview import FIRST, OPENING
from tests.slack.waiting import idle, keeps_silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.settings import SlackMode
    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

QUESTION = "How many training examples does fine-tuning need?"
FOLLOW_UP = "What does hosting a tuned model cost?"


async def test_mention_is_answered_once_in_its_thread(slack: SlackServer, ann: Person, bot_either_way: Serving) -> None:
    """A mention comes as two events, and gets one answer."""
    channel = slack.workspace.channel("general")
    question = await ann.mentions(QUESTION, channel=channel)
    answer = await slack.workspace.wait_for_answer(question)
    await keeps_silent(bot_either_way, "duplicate")
    assert answer.thread_ts == question.ts
    assert slack.workspace.answers(question) == [answer]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.usefixtures("bot")
async def test_order_of_the_two_events_does_not_matter(slack: SlackServer, ann: Person, *, reverse: bool) -> None:
    """Whichever event of a mention comes first, and however often, there is one answer."""
    channel = slack.workspace.channel("general")
    slack.deliveries.copies = 2
    slack.deliveries.hold()
    question = await ann.mentions(QUESTION, channel=channel)
    slack.deliveries.release(reverse=reverse)
    answer = await slack.workspace.wait_for_answer(question)
    other = await ann.mentions("What is LoRA?", channel=channel)
    await slack.workspace.wait_for_answer(other)
    assert slack.workspace.answers(question) == [answer]


async def test_follow_ups_need_no_mention(slack: SlackServer, ann: Person, start: Start, mode: SlackMode) -> None:
    """Once it takes part in a thread, everybody's messages in it are answered, after a restart too."""
    channel, bob = slack.workspace.channel("general"), slack.workspace.person("bob")
    async with start(mode):
        question = await ann.mentions(QUESTION, channel=channel)
        await slack.workspace.wait_for_answer(question)
        await bob.says(FOLLOW_UP, channel=channel, thread=question)
        await slack.workspace.wait_for_answer(question, count=2)
    async with start(mode):
        await ann.says("What is LoRA?", channel=channel, thread=question)
        await slack.workspace.wait_for_answer(question, count=3)


async def test_follow_up_does_not_overtake_the_mention(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Messages sent one right after the other are all heard and answered in their order, in many threads at once."""
    channel = slack.workspace.channel("general")
    slack.deliveries.hold()
    questions = [await ann.mentions(QUESTION, channel=channel) for _ in range(8)]
    for question in questions:
        await ann.says("thanks!", channel=channel, thread=question)
    slack.deliveries.release()
    for question in questions:
        await slack.workspace.wait_for_answer(question, containing=phrases.THANKS_IN_A_WALK)
    await idle(bot)
    for question in questions:
        first, second = slack.workspace.answers(question)
        assert first.links
        assert second.words == phrases.THANKS_IN_A_WALK


async def test_it_is_silent_elsewhere(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Messages without a mention, at the top level and in threads it has no part in, are none of its business."""
    channel = slack.workspace.channel("general")
    root = await ann.says(QUESTION, channel=channel)
    await ann.says(FOLLOW_UP, channel=channel, thread=root)
    await keeps_silent(bot, "not mentioned")
    await keeps_silent(bot, "not engaged")
    assert slack.workspace.answers(root) == []


async def test_words_to_others_are_not_answered(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """In a thread it takes part in, a message to somebody else, or a file for the others, is let be."""
    channel, bob = slack.workspace.channel("general"), slack.workspace.person("bob")
    question = await ann.mentions(QUESTION, channel=channel)
    answer = await slack.workspace.wait_for_answer(question)
    await ann.says(f"<@{bob.id}> what do you think of this?", channel=channel, thread=question)
    await bob.says("", channel=channel, thread=question, files=[("plan.txt", b"...")])
    await keeps_silent(bot, "said to others", times=2)
    assert slack.workspace.answers(question) == [answer]
    await bob.mentions(f"and <@{ann.id}> asks: what is LoRA?", channel=channel, thread=question)
    await slack.workspace.wait_for_answer(question, count=2)


async def test_mentions_only(slack: SlackServer, ann: Person, start: Start) -> None:
    """A setting asks for a mention in every message."""
    channel = slack.workspace.channel("general")
    async with start(mention_only=True) as bot:
        question = await ann.mentions(QUESTION, channel=channel)
        await slack.workspace.wait_for_answer(question)
        await ann.says(FOLLOW_UP, channel=channel, thread=question)
        await keeps_silent(bot, "not mentioned")
        assert len(slack.workspace.answers(question)) == 1
        await ann.mentions(FOLLOW_UP, channel=channel, thread=question)
        await slack.workspace.wait_for_answer(question, count=2)


@pytest.mark.parametrize("listed", ["channels_allowed", "channels_denied"])
async def test_channels_may_be_allowed_or_denied(slack: SlackServer, ann: Person, start: Start, listed: str) -> None:
    """Where it may not speak, it is silent even when it is mentioned."""
    work, noise = slack.workspace.channel("work"), slack.workspace.channel("noise")
    changes = {listed: f" {work.id}," if listed == "channels_allowed" else noise.id}
    async with start(**changes) as bot:
        ignored = await ann.mentions(QUESTION, channel=noise)
        await keeps_silent(bot, "channel not allowed", times=2)
        question = await ann.mentions(QUESTION, channel=work)
        await slack.workspace.wait_for_answer(question)
        assert slack.workspace.answers(ignored) == []
        await slack.workspace.wait_for_answer(await ann.says(QUESTION))


@pytest.mark.parametrize("kind", ["private", "group"])
@pytest.mark.usefixtures("bot")
async def test_private_channels_and_groups(slack: SlackServer, ann: Person, kind: str) -> None:
    """A mention is answered in private channels and in messages of several people."""
    bob = slack.workspace.person("bob")
    channel = (
        slack.workspace.group_dm(ann, bob)
        if kind == "group"
        else slack.workspace.channel("secret", private=True, members=[ann, bob])
    )
    question = await ann.mentions(QUESTION, channel=channel)
    await slack.workspace.wait_for_answer(question)
    await bob.says(FOLLOW_UP, channel=channel, thread=question)
    await slack.workspace.wait_for_answer(question, count=2)


async def test_edit_that_adds_the_mention_is_answered_once(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Whoever forgot the mention may add it; Slack says so twice, and the next edit changes the answer."""
    channel = slack.workspace.channel("general")
    question = await ann.says(QUESTION, channel=channel)
    await keeps_silent(bot, "not mentioned")
    mentioned = f"<@{slack.workspace.bot_user_id}> {QUESTION}"
    await ann.edits(question, mentioned)
    answer = await slack.workspace.wait_for_answer(question)
    await keeps_silent(bot, "duplicate")
    await ann.edits(question, f"<@{slack.workspace.bot_user_id}> {FOLLOW_UP}")
    await slack.wait_for(lambda: "hosting" in answer.words.lower())
    await idle(bot)
    assert slack.workspace.answers(question) == [answer]


async def test_edit_that_adds_the_mention_without_a_second_event(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Where Slack sends no mention for an edit, the edit itself counts; one that adds none does not."""
    channel = slack.workspace.channel("general")
    slack.app.events.discard("app_mention")
    question = await ann.says(FOLLOW_UP, channel=channel)
    await ann.edits(question, QUESTION)
    await keeps_silent(bot, "not answered")
    await ann.edits(question, f"<@{slack.workspace.bot_user_id}> {QUESTION}")
    answer = await slack.workspace.wait_for_answer(question)
    await idle(bot)
    assert slack.workspace.answers(question) == [answer]


async def test_other_bots_are_not_answered(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A message of another app is let be, even one that mentions this one: two bots would never end."""
    channel = slack.workspace.channel("general")
    question = await ann.mentions(QUESTION, channel=channel)
    await slack.workspace.wait_for_answer(question)
    said = {
        "type": "message", "channel": channel.id, "user": "U0OTHERBOT", "bot_id": "B0OTHER", "ts": slack.ids.ts(),
        "thread_ts": question.ts, "text": f"<@{slack.workspace.bot_user_id}> {QUESTION}", "channel_type": "channel",
    }  # fmt: skip
    slack.events.emit(slack.workspace, said, channel)
    slack.events.emit(slack.workspace, {**said, "type": "app_mention"})
    slack.events.emit(slack.workspace, {**said, "subtype": "bot_message", "ts": slack.ids.ts()}, channel)
    await keeps_silent(bot, "bot", times=2)
    await keeps_silent(bot, "not written")
    assert len(slack.workspace.answers(question)) == 1


async def test_stranger_is_told_once_and_not_answered(slack: SlackServer, bot: Serving) -> None:
    """In a channel shared with another company, its people are told privately that they are not answered."""
    other = slack.add_workspace("Other", installed=False)
    zoe = other.person("zoe")
    channel = slack.workspace.channel("shared")
    slack.workspace.share(channel, other)
    here = slack.workspace.stranger("zoe", other)
    question = await zoe.says(f"<@{slack.workspace.bot_user_id}> {QUESTION}", channel=channel)
    told = await slack.workspace.wait_for_ephemeral(here)
    await idle(bot)
    assert told.words == phrases.MEMBERS_ONLY
    assert slack.workspace.ephemerals(here) == [told]
    assert slack.workspace.answers(question) == []


async def test_stranger_does_not_press_buttons(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """What a stranger picks in a shared channel does not count."""
    other = slack.add_workspace("Other", installed=False)
    other.person("zoe")
    channel = slack.workspace.channel("shared")
    slack.workspace.share(channel, other)
    zoe = slack.workspace.stranger("zoe", other)
    opening = await ann.mentions(OPENING, channel=channel)
    question = await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await zoe.clicks(question, "pick:0")
    await slack.workspace.wait_for_ephemeral(zoe, containing=phrases.MEMBERS_ONLY)
    await idle(bot)
    assert "picked" not in question.words


async def test_strangers_may_be_allowed(slack: SlackServer, start: Start) -> None:
    """A setting has people of other companies answered in shared channels, in streams addressed to their own team."""
    other = slack.add_workspace("Other", installed=False)
    zoe = other.person("zoe")
    channel = slack.workspace.channel("shared")
    slack.workspace.share(channel, other)
    async with start(answer_strangers=True):
        question = await zoe.says(f"<@{slack.workspace.bot_user_id}> {QUESTION}", channel=channel)
        await slack.workspace.wait_for_answer(question)
        await zoe.says(FOLLOW_UP, channel=channel, thread=question)
        await slack.workspace.wait_for_answer(question, count=2)
        asked = [each.body for each in slack.deliveries.sent if each.body["event"]["type"] == "app_mention"]
        assert [each["team_id"] for each in asked] == [other.team_id]


async def test_a_form_of_another_company(slack: SlackServer, start: Start) -> None:
    """What somebody of another company fills in belongs to the workspace that has the app, wherever it was sent from."""
    other = slack.add_workspace("Other", installed=False)
    other.person("zoe")
    channel = slack.workspace.channel("shared")
    slack.workspace.share(channel, other)
    zoe = slack.workspace.stranger("zoe", other)
    async with start(answer_strangers=True) as bot:
        await zoe.uses_shortcut(Shortcut.GLOBAL)
        form = await slack.workspace.wait_for_modal(zoe)
        await zoe.submits(
            form, {"The use case": "A support bot that should sound like us. We have 15 training examples."}
        )
        sent = slack.deliveries.sent[-1].body
        assert (sent["team"]["id"], sent["view"]["app_installed_team_id"]) == (other.team_id, slack.workspace.team_id)
        await idle(bot)
        assert await bot.parts.cases.count_of(slack.workspace.team_id, zoe.id) == 1


async def test_bot_that_is_not_in_the_channel_fails_quietly(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A channel that was archived while the question was on its way gets nothing, and the next one its answer."""
    channel, other = slack.workspace.channel("old"), slack.workspace.channel("new")
    channel.is_archived = True
    lost = await ann.mentions(QUESTION, channel=channel)
    question = await ann.mentions(QUESTION, channel=other)
    await slack.workspace.wait_for_answer(question)
    await idle(bot)
    assert slack.workspace.answers(lost) == []


@pytest.mark.parametrize("chatter", ["haha, good one", "hello everybody", "the weather is lovely in Lisbon"])
async def test_people_may_talk_with_each_other(slack: SlackServer, ann: Person, bot: Serving, chatter: str) -> None:
    """In a thread that it takes part in, what is plainly not meant for it is not answered, unless it is mentioned."""
    channel, bob = slack.workspace.channel("general"), slack.workspace.person("bob")
    question = await ann.mentions(QUESTION, channel=channel)
    await slack.workspace.wait_for_answer(question)
    await bob.says(chatter, channel=channel, thread=question)
    await idle(bot)
    assert len(slack.workspace.answers(question)) == 1
    await bob.mentions(chatter, channel=channel, thread=question)
    await slack.workspace.wait_for_answer(question, count=2)
    await ann.says(FOLLOW_UP, channel=channel, thread=question)
    await slack.workspace.wait_for_answer(question, count=3)
