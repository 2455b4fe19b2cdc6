"""Several workspaces: each with its own token, and none ever sees anything of another; one that leaves is forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation

from bot.slack.install.store import Installations
from bot.storage.database import Database
from tests.model_server import model_server, says, understands
from tests.slack.bot import install, model_settings, several, slack_settings
from tests.slack.interview import FIRST, OPENING, place_of
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from aiohttp import web

    from bot.settings import Settings, SlackMode
    from bot.slack.server.serve import Serving
    from tests.model_server import Asked
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

QUESTION = "How many training examples does fine-tuning need?"
KEYS = Fernet.generate_key().decode()


@pytest.fixture
def other(slack: SlackServer) -> Workspace:
    """A second workspace."""
    return slack.add_workspace("Other")


@pytest.fixture
async def bot_in_both(
    slack: SlackServer,
    other: Workspace,
    settings: Settings,
    start: Callable[..., AbstractAsyncContextManager[Serving]],
    mode: SlackMode,
) -> AsyncIterator[Serving]:
    """One bot that both have installed."""
    changes = several(slack)
    await install(slack_settings(settings, slack, mode, **changes), slack.workspace, other)
    async with start(mode, **changes) as serving:
        yield serving


@pytest.mark.usefixtures("bot_in_both")
async def test_each_is_answered_with_its_own_token(slack: SlackServer, ann: Person, other: Workspace) -> None:
    """The same question in both is answered in both, and every call is made in the workspace it is for."""
    zoe = other.person("zoe")
    here, there = await ann.says(QUESTION), await zoe.says(QUESTION)
    await slack.workspace.wait_for_answer(here)
    await other.wait_for_answer(there)
    assert len(slack.workspace.answers(here)) == len(other.answers(there)) == 1
    posts = [each for each in slack.requests if each.method in {"chat.postMessage", "chat.startStream"}]
    assert [each.team_id for each in posts if each.arguments["channel"] == here.channel] == [slack.workspace.team_id]
    assert [each.team_id for each in posts if each.arguments["channel"] == there.channel] == [other.team_id]


async def test_equal_ids_are_not_mixed_up(
    slack: SlackServer, ann: Person, other: Workspace, bot_in_both: Serving
) -> None:
    """A person, a channel and a message of the other workspace with the very same ids are somebody and somewhere else."""
    opening = await ann.says(OPENING)
    await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await ann.commands("/verdict a support bot that should sound like us")
    await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    channel = slack.workspace.channels[opening.channel]
    twin = type(channel)(channel.id, channel.name, "im", {ann.id, other.bot_user_id}, [other])
    other.channels[channel.id] = twin
    other.users[ann.id] = slack.workspace.users[ann.id]
    event = {
        "type": "message", "channel": channel.id, "channel_type": "im", "user": ann.id, "ts": opening.ts,
        "text": QUESTION, "team": other.team_id, "client_msg_id": opening.client_msg_id,
    }  # fmt: skip
    copied = type(opening)(ts=opening.ts, channel=channel.id, user=ann.id, text=QUESTION, team_id=other.team_id)
    other.keep(copied)
    slack.events.emit(other, event, twin)
    answer = await other.wait_for_answer(copied, containing="Not helpful")
    await idle(bot_in_both)
    assert other.answers(copied) == [answer]
    parts = bot_in_both.parts
    assert await parts.cases.case_in(place_of(other, copied)) is None
    assert await parts.cases.case_in(place_of(slack.workspace, opening))
    assert await parts.cases.recent(other.team_id, ann.id) == []
    (decision,) = await parts.cases.recent(slack.workspace.team_id, ann.id)
    assert await parts.cases.get(other.team_id, decision.id) is None


async def test_uninstalling_deletes_all_of_one_workspace(
    slack: SlackServer, ann: Person, other: Workspace, bot_in_both: Serving
) -> None:
    """When the app is removed from a workspace nothing of it is left, its token least of all; the other has everything."""
    zoe, parts = other.person("zoe"), bot_in_both.parts
    for workspace, person in ((slack.workspace, ann), (other, zoe)):
        channel = workspace.channel("general")
        question = await person.mentions(QUESTION, channel=channel)
        answer = await workspace.wait_for_answer(question)
        await person.clicks(answer, "Helpful")
        await workspace.wait_for_ephemeral(person)
        await person.commands("/verdict a support bot that should sound like us", channel=channel)
        await workspace.wait_for_ephemeral(person, containing="Prompt engineering")
        await idle(bot_in_both)
        assert await parts.threads.is_engaged(workspace.team_id, channel.id, question.ts)
    await other.uninstalls_app()
    await slack.deliveries.settle()
    await idle(bot_in_both)

    async def kept(workspace: Workspace, person: Person) -> list[int]:
        team, (question, *_) = workspace.team_id, workspace.messages(workspace.channel("general"))
        return [
            await parts.conversations.count_of(team, person.id),
            await parts.cases.count_of(team, person.id),
            await parts.feedback.count_of(team, person.id),
            int(await parts.threads.is_engaged(team, question.channel, question.ts)),
            int(await parts.workspaces.of(team) is not None),
        ]

    assert await kept(other, zoe) == [0, 0, 0, 0, 0]
    assert await kept(slack.workspace, ann) == [1, 1, 1, 1, 1]
    assert (await slack.workspace.wait_for_answer(await ann.says(QUESTION))).from_bot


async def test_uninstalling_ends_what_is_under_way(
    slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """A turn whose model is still at it when the app is removed is called off, and leaves nothing behind."""
    go_on = asyncio.Event()

    async def waits(request: web.Request, asked: Asked) -> web.StreamResponse:
        await go_on.wait()
        return await says("Nothing that the passages say.")(request, asked)

    async with model_server() as model:
        model.reads_with(understands("question"))
        model.answers_with(waits)
        async with start(**model_settings(model)) as bot:
            threads, team = bot.parts.threads, slack.workspace.team_id
            question = await ann.mentions(QUESTION, channel=slack.workspace.channel("general"))
            await model.wait_asked(2)
            await slack.workspace.uninstalls_app()
            async with asyncio.timeout(30):
                while await threads.is_engaged(team, question.channel, question.ts):  # noqa: ASYNC110 - the store tells nobody that it changed
                    await asyncio.sleep(0.005)
            go_on.set()
            await idle(bot)
            assert await bot.parts.conversations.count_of(team, ann.id) == 0
            assert await threads.take_answers(team, question.channel, question.ts) == []


async def reinstalled(slack: SlackServer, workspace: Workspace, settings: Settings) -> None:
    """Install the app in a workspace again, as another process of the bot would keep it."""
    workspace.install()
    async with (
        Database(settings.database_url) as database,
        Installations.configured(settings, database) as installations,
    ):
        await installations.async_save(
            Installation(
                app_id=slack.app.app_id, team_id=workspace.team_id, user_id="U0", bot_token=workspace.bot_token,
                bot_id=workspace.bot_id, bot_user_id=workspace.bot_user_id,
            )
        )  # fmt: skip


@pytest.mark.parametrize("reverse", [False, True])
async def test_word_of_an_uninstallation_comes_late(
    slack: SlackServer, other: Workspace, bot_in_both: Serving, *, reverse: bool
) -> None:
    """Where the app was installed again meanwhile, nothing is deleted: the new token least of all."""
    zoe, parts = other.person("zoe"), bot_in_both.parts
    await other.wait_for_answer(await zoe.says(QUESTION))
    await idle(bot_in_both)
    slack.deliveries.hold()
    await other.uninstalls_app()
    await reinstalled(slack, other, parts.settings)
    slack.deliveries.release(reverse=reverse)
    await slack.deliveries.settle()
    await idle(bot_in_both)
    workspace = await parts.workspaces.of(other.team_id)
    assert workspace
    assert workspace.token == other.bot_token
    assert await parts.conversations.count_of(other.team_id, zoe.id) == 1
    assert (await other.wait_for_answer(await zoe.says("What is LoRA?"))).from_bot
    await other.uninstalls_app()
    await slack.deliveries.settle()
    await idle(bot_in_both)
    assert await parts.workspaces.of(other.team_id) is None
    assert await parts.conversations.count_of(other.team_id, zoe.id) == 0


async def test_word_of_an_uninstallation_from_before_the_start(
    slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """With one token too: one that was good afterwards is not of an app that is gone."""
    async with start() as before:
        await slack.workspace.wait_for_answer(await ann.says(QUESTION))
        await idle(before)
    slack.deliveries.hold()
    await slack.workspace.uninstalls_app()
    slack.workspace.install()
    async with start() as after:
        slack.deliveries.release()
        await slack.deliveries.settle()
        await idle(after)
        assert await after.parts.conversations.count_of(slack.workspace.team_id, ann.id) == 1


async def test_revoked_user_tokens_are_no_uninstallation(slack: SlackServer, ann: Person, bot_in_both: Serving) -> None:
    """Somebody who takes back their own token does not take the workspace's data with it."""
    await slack.workspace.wait_for_answer(await ann.says(QUESTION))
    await idle(bot_in_both)
    slack.events.emit(slack.workspace, {"type": "tokens_revoked", "tokens": {"oauth": [ann.id], "bot": []}})
    await slack.deliveries.settle()
    await idle(bot_in_both)
    assert await bot_in_both.parts.conversations.count_of(slack.workspace.team_id, ann.id) == 1


async def test_event_of_a_workspace_that_left(
    slack: SlackServer, other: Workspace, ann: Person, bot_in_both: Serving
) -> None:
    """What still arrives from it is let be."""
    zoe = other.person("zoe")
    await other.uninstalls_app()
    await slack.deliveries.settle()
    await idle(bot_in_both)
    other.refusal = ""
    late = await zoe.says(QUESTION)
    await slack.workspace.wait_for_answer(await ann.says(QUESTION))
    await idle(bot_in_both)
    assert other.answers(late) == []


async def test_stranger_of_an_installed_workspace(
    slack: SlackServer, other: Workspace, ann: Person, bot_in_both: Serving
) -> None:
    """In a channel that both share, each person is answered by the bot of their own workspace, once."""
    zoe, channel = other.person("zoe"), slack.workspace.channel("shared")
    slack.workspace.share(channel, other)
    question = await zoe.mentions(QUESTION, channel=channel)
    answer = await other.wait_for_answer(question)
    mine = await ann.mentions(QUESTION, channel=channel)
    await slack.workspace.wait_for_answer(mine)
    await idle(bot_in_both)
    assert other.answers(question) == [answer]
    assert len(slack.workspace.answers(mine)) == 1
    assert bot_in_both.is_ready()
