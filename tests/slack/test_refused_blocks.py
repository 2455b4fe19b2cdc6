"""Where Slack does not take the blocks of a message, its words arrive all the same, as safe as ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.slack.bot import bot_in, slack_settings
from tests.slack.conduct import faults_in
from tests.slack.interview import FIRST, OPENING
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from knowledge.index import Index
    from knowledge.search import Searcher
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

QUESTION = "How many training examples does fine-tuning need?"
REFUSALS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")


@pytest.fixture
async def bot(
    slack: SlackServer, settings: Settings, searcher: Searcher, built_index: Index, addresses: frozenset[str]
) -> AsyncIterator[Serving]:
    """The bot, of which nothing is wrong but what Slack refuses on purpose."""
    async with bot_in(slack, slack_settings(settings, slack), searcher, built_index) as serving:
        yield serving
    assert [each for each in faults_in(slack, addresses) if not each.endswith(REFUSALS)] == []


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_question_comes_in_words(slack: SlackServer, ann: Person, bot: Serving, refusal: str) -> None:
    """What is asked can be answered in words too."""
    slack.faults.add("chat.postMessage", error=refusal)
    opening = await ann.says(OPENING)
    question = await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await idle(bot)
    assert question.blocks == []
    assert slack.workspace.answers(opening) == [question]
    await ann.says("a basic prompt", thread=opening)
    assert "Noted" in (await slack.workspace.wait_for_answer(opening, count=2)).words


async def test_an_answer_comes_in_words(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """The whole text stands there, with its sources below, once, and no stream stays open."""
    for method in ("chat.postMessage", "chat.stopStream", "chat.update"):
        slack.faults.add(method, error="invalid_blocks")
    question = await ann.says(QUESTION)
    answer = await slack.workspace.wait_for_answer(question, containing="examples")
    await idle(bot)
    assert slack.workspace.answers(question) == [answer]
    assert answer.blocks == []
    assert "10" in answer.words
    assert "\n[1] " in answer.words


@pytest.mark.parametrize("stands", [True, False])
async def test_a_private_card_comes_in_words(slack: SlackServer, ann: Person, bot: Serving, *, stands: bool) -> None:
    """Where the command's own address takes no blocks either, the person has the verdict all the same."""
    channel = slack.workspace.channel("general")
    if not stands:
        slack.faults.add("response_url", error="invalid_blocks")
    slack.faults.add("chat.postEphemeral", error="invalid_blocks")
    await ann.commands("/verdict a support bot that should sound like us", channel=channel)
    card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    await idle(bot)
    assert bool(card.blocks) is stands
    assert "Decided by fixed rules" in card.words
    assert slack.workspace.ephemerals(ann) == [card]
