"""What people think of answers: kept with its reason, once for each person and answer, and deletable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.storage.feedback import Opinion
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

QUESTION = "How many training examples does fine-tuning need?"


async def kept(bot: Serving, slack: SlackServer) -> list[Opinion]:
    """What is kept of the first workspace."""
    await idle(bot)
    return list(await bot.parts.feedback.latest(slack.workspace.team_id))


async def test_helpful(slack: SlackServer, ann: Person, bot_either_way: Serving) -> None:
    """A good word is kept and thanked for, to that person only."""
    question = await ann.says(QUESTION)
    answer = await slack.workspace.wait_for_answer(question, containing="Not helpful")
    await ann.clicks(answer, "Helpful")
    assert (await slack.workspace.wait_for_ephemeral(ann)).words == phrases.OPINION_KEPT
    reply = f"{answer.channel}/{answer.ts}"
    assert await kept(bot_either_way, slack) == [Opinion(slack.workspace.team_id, ann.id, reply, good=True)]
    assert slack.workspace.answers(question) == [answer]


async def test_not_helpful_asks_why(slack: SlackServer, ann: Person, bot_either_way: Serving) -> None:
    """A bad word opens a form; the reason and the person's words are kept with it, and the form says so."""
    channel = slack.workspace.channel("general")
    question = await ann.mentions(QUESTION, channel=channel)
    answer = await slack.workspace.wait_for_answer(question)
    await ann.clicks(answer, "Not helpful")
    form = await slack.workspace.wait_for_modal(ann)
    values = {"What is wrong with the answer?": "It is out of date", "In your own words": "See the <!here> page"}
    await ann.submits(form, values)
    assert phrases.OPINION_KEPT in form.words
    (opinion,) = await kept(bot_either_way, slack)
    assert (opinion.good, opinion.reason, opinion.remark) == (False, "out_of_date", "See the <!here> page")
    assert opinion.reply == f"{channel.id}/{answer.ts}"
    assert slack.workspace.answers(question) == [answer]


async def test_bad_word_counts_without_the_form(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Who closes the form has said that it did not help; a later opinion takes the place of the first."""
    answer = await slack.workspace.wait_for_answer(await ann.says(QUESTION), containing="Not helpful")
    await ann.clicks(answer, "Not helpful")
    await ann.closes(await slack.workspace.wait_for_modal(ann))
    assert [opinion.good for opinion in await kept(bot, slack)] == [False]
    await ann.clicks(answer, "Helpful")
    await slack.workspace.wait_for_ephemeral(ann)
    assert [opinion.good for opinion in await kept(bot, slack)] == [True]


async def test_each_person_has_an_opinion(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Two people may think differently of one answer; each can delete their own."""
    bob, channel = slack.workspace.person("bob"), slack.workspace.channel("general")
    answer = await slack.workspace.wait_for_answer(await ann.mentions(QUESTION, channel=channel))
    await ann.clicks(answer, "Helpful")
    await bob.clicks(answer, "Helpful")
    await slack.workspace.wait_for_ephemeral(bob)
    assert {opinion.user for opinion in await kept(bot, slack)} == {ann.id, bob.id}
    await ann.commands("/verdict forget", channel=channel)
    assert "1 rating" in (await slack.workspace.wait_for_ephemeral(ann, containing="Deleted for good")).words
    assert [opinion.user for opinion in await kept(bot, slack)] == [bob.id]


@pytest.mark.usefixtures("bot")
async def test_thanks_that_cannot_be_shown_are_left_out(slack: SlackServer, ann: Person) -> None:
    """On a private card in a channel the bot is not in, the thanks come where the card is, and nowhere else."""
    channel = slack.workspace.channel("elsewhere", with_bot=False)
    await ann.commands("/verdict a support bot that should sound like us", channel=channel)
    card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    await ann.clicks(card, "Helpful")
    thanks = await slack.workspace.wait_for_ephemeral(ann, containing=phrases.OPINION_KEPT)
    assert thanks.channel == channel.id
    assert slack.workspace.messages(slack.workspace.dm(ann)) == []
