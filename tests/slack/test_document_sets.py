"""Documents that are bound to a channel: answered from there, and not a word of them anywhere else in Slack."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING

import pytest

from bot.app import open_search
from bot.replies import Answer, Author
from bot.settings import SlackMode
from bot.slack.blocks.answer import Shown, answer_message
from bot.slack.inbox.thread import Thread
from knowledge.document_sets import DocumentSets, Scope
from knowledge.refresh import refresh
from knowledge.search import Searcher
from knowledge.sources import Bound, bind
from tests.model_server import says, understands
from tests.slack.bot import bot_in, model_settings, slack_settings
from tests.slack.own_document import index_with
from tests.slack.test_verdict_command import value_of
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from knowledge.embedder import LocalEmbedder
    from knowledge.index import Index
    from tests.model_server import ModelServer
    from tests.slack.channel import Channel
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

QUESTION = "When is the Tarragon assistant retrained?"
RULE = "The Tarragon assistant is retrained on the first working day of every quarter."
LAID_DOWN = "All workloads run in Sweden Central only."
REST = "A retrained Tarragon assistant is signed off by counsel within nine days."


@pytest.fixture
def filled(ready_settings: Settings, embedder: LocalEmbedder, tmp_path: Path) -> Iterator[tuple[Settings, Index]]:
    """An index with the notes and one set of documents, which the test binds."""
    with index_with(
        f"# Retraining\n\n{RULE} {REST}\n\n# Regions\n\n{LAID_DOWN}\n", ready_settings, embedder, tmp_path
    ) as index:
        yield ready_settings, index


@pytest.fixture
def legal(slack: SlackServer, filled: tuple[Settings, Index]) -> Channel:
    """The channel that the documents are bound to."""
    channel = slack.workspace.channel("legal")
    bind(filled[0].register, "legal", Bound((channel.id,)))
    return channel


@pytest.fixture
def bound(slack: SlackServer, filled: tuple[Settings, Index]) -> Start:
    """Starts the bot over that index."""
    settings, index = filled
    searcher = Searcher(index, DocumentSets(settings.register))

    def started(**changes: object) -> AbstractAsyncContextManager[Serving]:
        return bot_in(slack, slack_settings(settings, slack, SlackMode.SOCKET, **changes), searcher, index)

    return started


@pytest.fixture
async def bot(bound: Start, legal: Channel) -> AsyncIterator[Serving]:  # noqa: ARG001 - bound before it starts
    """The bot without a model."""
    async with bound() as serving:
        yield serving


def shown_to(slack: SlackServer, *people: Person, but: Channel) -> str:
    """All that stands anywhere except in one channel: messages with their blocks, Home tabs, open views."""
    messages = [(one.words, one.blocks) for one in slack.workspace.all_messages() if one.channel != but.id]
    views = [view.words for person in people for view in (slack.workspace.home(person), *slack.workspace.modals(person)) if view]  # fmt: skip
    return json.dumps([messages, views], default=str)


async def test_two_channels(slack: SlackServer, ann: Person, bot: Serving, legal: Channel) -> None:
    """In #legal the rule is quoted with its source; in #general and in a direct message the same question gets none of it."""
    answer = await slack.workspace.wait_for_answer(await ann.mentions(QUESTION, channel=legal))
    assert "first working day of every quarter" in answer.words
    general = slack.workspace.channel("general")
    await slack.workspace.wait_for_answer(await ann.mentions(QUESTION, channel=general))
    await slack.workspace.wait_for_answer(await ann.says(QUESTION))
    await slack.workspace.wait_for_answer(await ann.mentions(f"What do the clauses say of it? {REST}", channel=general))
    await ann.opens_home()
    await slack.workspace.wait_for_home(ann, containing="What I know")
    await idle(bot)
    elsewhere = shown_to(slack, ann, but=legal)
    assert not [one for one in ("working day", "Counsel", "Clauses", "your document") if one in elsewhere]


async def test_an_old_document(slack: SlackServer, ann: Person, filled: tuple[Settings, Index], tmp_path: Path) -> None:
    """The answer says of which day it is and that it is to be checked; the list of sources says so too."""
    settings, index = filled
    os.utime(tmp_path / "legal" / "Clauses.md", (1_700_000_000, 1_700_000_000))
    await asyncio.to_thread(refresh, index, settings.register, lambda *_: None)
    async with bot_in(slack, slack_settings(settings, slack), open_search(settings, index), index):
        answer = await slack.workspace.wait_for_answer(await ann.says(QUESTION))
        assert "[1] is your document of 2023-11-14: check whether it still holds." in answer.words
        await ann.clicks(answer, "Sources")
        assert "may be out of date" in (await slack.workspace.wait_for_modal(ann, title="Sources")).words


async def test_more_and_sources_stay_in_the_channel(
    slack: SlackServer, ann: Person, bot: Serving, legal: Channel
) -> None:
    """Pressed in #legal they bring the rest; a message with the same buttons in another channel brings nothing of it."""
    answer = await slack.workspace.wait_for_answer(await ann.mentions(QUESTION, channel=legal))
    await ann.clicks(answer, "Sources")
    assert "Clauses" in (await slack.workspace.wait_for_modal(ann, title="Sources")).words
    ids = Shown.of(value_of(answer, "Sources")).cited
    (passage,) = await bot.parts.assistant.cited(ids, RULE, Scope(slack.workspace.team_id, legal.id))
    forged = Answer("See [1].", (passage,), Author.SOURCES, more=ids)
    workspace, team, general = await bot.parts.workspaces.of(slack.workspace.team_id), slack.workspace.team_id, slack.workspace.channel("general")  # fmt: skip
    assert workspace
    for person, channel, brings in (
        (slack.workspace.person("bob"), legal, True),
        (slack.workspace.person("cy"), general, False),
    ):
        asked = await person.says("Look at this.", channel=channel)
        thread = Thread(team, channel.id, asked.ts, person.id, team)
        await workspace.delivery.post(thread, answer_message(forged), "an answer")
        posted = await slack.workspace.wait_for_answer(asked)
        await person.clicks(posted, "Sources")
        view = await slack.workspace.wait_for_modal(person, title="Sources")
        assert ("Clauses" in view.words) == brings
        await person.clicks(posted, "More")
        await idle(bot)
        assert ("first working day" in posted.words) == brings


async def test_the_list_of_sources_is_that_of_the_place(
    slack: SlackServer, ann: Person, bot: Serving, legal: Channel
) -> None:
    """`/verdict sources` names the documents in their channel and counts one less in another."""
    counts = []
    for channel in (legal, slack.workspace.channel("general")):
        await ann.commands("/verdict sources", channel=channel)
        await idle(bot)
        (shown,) = slack.workspace.ephemerals(ann, channel)
        counts.append(int(shown.words.split("from ")[1].split()[0]))
        assert ("Counsel's clauses" in shown.words) == (channel is legal)
    assert counts[0] == counts[1] + 1


async def test_a_model_is_shown_nothing_of_another_channel(
    slack: SlackServer, ann: Person, bound: Start, legal: Channel, server: ModelServer
) -> None:
    """The passages that leave for a model are those of the place; what it was told in #legal is in no later prompt."""
    async with bound(**model_settings(server)):
        for channel, is_shown in ((legal, True), (slack.workspace.channel("general"), False)):
            before = len(server.asked)
            server.reads_with(understands("question"))
            server.answers_with(says(f"{RULE} [1.1]"))
            await slack.workspace.wait_for_answer(await ann.mentions(QUESTION, channel=channel))
            prompts = "\n".join(one.prompt for one in server.asked[before:])
            assert len(server.asked) > before
            assert (RULE in prompts, "Clauses" in prompts) == (is_shown, is_shown)


async def test_a_set_of_a_workspace_is_read_in_its_direct_messages(
    slack: SlackServer, ann: Person, filled: tuple[Settings, Index], bound: Start
) -> None:
    """What is bound to a workspace is read all over it; what is bound to another, nowhere in it."""
    async with bound():
        for team, is_read in (("T0999999", False), (slack.workspace.team_id, True)):
            await asyncio.to_thread(bind, filled[0].register, "legal", Bound((), (team,)))
            answer = await slack.workspace.wait_for_answer(await ann.says(QUESTION))
            assert ("first working day" in answer.words) == is_read
            await ann.opens_home()
            home = await slack.workspace.wait_for_home(ann, containing="Counsel" if is_read else "What I know")
            assert ("Counsel's clauses" in home.words) == is_read


async def test_a_rule_is_on_no_card_outside_its_channel(
    slack: SlackServer, ann: Person, bot: Serving, legal: Channel
) -> None:
    """A verdict in #legal says what the clauses lay down, with its source; in #general, in Home and in the record it is not known."""
    case = "We want our house style. A prompt with examples scores 71% on 200 test cases and the style still drifts. We have 800 checked examples."
    general = slack.workspace.channel("general")
    for channel in (general, legal):
        await ann.commands(f"/verdict {case}", channel=channel)
    await idle(bot)
    (there,), (here,) = (slack.workspace.ephemerals(ann, channel) for channel in (general, legal))
    assert LAID_DOWN.rstrip(".") in here.words
    assert "your document" in here.words
    await ann.opens_home()
    await slack.workspace.wait_for_home(ann, containing="What I know")
    await idle(bot)
    assert "Sweden Central only" not in there.words
    assert "Sweden Central only" not in shown_to(slack, ann, but=legal)
