"""Socket Mode: whatever happens to connections and acknowledgements, each question is answered once and none is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.errors import SettingsError
from bot.settings import SlackMode
from tests.slack.bot import QUICK, bot_in, slack_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from knowledge.index import Index
    from knowledge.search import Searcher
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

QUESTION = "How many training examples does fine-tuning need?"
SOCKETS = 2


async def answered_once(slack: SlackServer, serving: Serving, ann: Person) -> None:
    """A new question is answered, and no question twice."""
    question = await ann.says(QUESTION)
    await slack.workspace.wait_for_answer(question)
    await slack.deliveries.settle()
    await serving.inbox.idle(30)
    assert len(slack.workspace.answers(question)) == 1


async def readiness(serving: Serving) -> int:
    """What a supervisor hears."""
    address = f"http://127.0.0.1:{serving.port}/readyz"
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return response.status


@pytest.fixture
async def unwatched(
    slack: SlackServer, settings: Settings, searcher: Searcher, built_index: Index
) -> AsyncIterator[Serving]:
    """The bot in a Slack that refuses what it should not."""
    given = slack_settings(settings, slack, SlackMode.SOCKET)
    async with bot_in(slack, given, searcher, built_index, QUICK) as serving:
        yield serving


async def test_several_sockets_share_the_work(slack: SlackServer, bot: Serving, ann: Person) -> None:
    """There are two connections, events come over either, and each question is answered once."""
    await slack.socket.wait_connected(SOCKETS)
    questions = [await ann.says(QUESTION) for _ in range(4)]
    for question in questions:
        await slack.workspace.wait_for_answer(question)
    await bot.inbox.idle(30)
    assert [len(slack.workspace.answers(question)) for question in questions] == [1] * 4
    assert len(slack.socket.connections) == SOCKETS


@pytest.mark.parametrize("lost", [1, 2, 3])
async def test_lost_acknowledgements(slack: SlackServer, bot: Serving, ann: Person, lost: int) -> None:
    """What Slack believes unacknowledged comes again, and is acknowledged again, and answered once."""
    slack.echoes = False
    slack.socket.lose_acks(lost)
    question = await ann.says(QUESTION)
    await slack.workspace.wait_for_answer(question)
    (delivery,) = slack.deliveries.sent
    for number, delay in enumerate((0, 60, 300)[:lost], 1):
        failures = len(delivery.failures)
        # Only once it is lost has Slack begun to wait for it.
        await slack.wait_for(lambda left=lost - number: slack.socket.acks_to_lose <= left)  # type: ignore[misc]  # a default binds
        slack.clock.advance(3.1)
        await slack.wait_for(lambda before=failures: len(delivery.failures) > before)  # type: ignore[misc]  # same
        slack.clock.advance(delay)
        await slack.wait_for(lambda before=failures: delivery.attempts > before + 1)  # type: ignore[misc]  # same
    await slack.deliveries.settle()
    await bot.inbox.idle(30)
    assert delivery.acknowledged
    assert delivery.attempts == lost + 1
    assert len(slack.workspace.answers(question)) == 1


async def test_the_same_event_over_several_sockets(slack: SlackServer, bot: Serving, ann: Person) -> None:
    """An event that arrives several times at once is worked on once."""
    slack.deliveries.copies = 4
    await answered_once(slack, bot, ann)


async def test_dropped_sockets_are_opened_anew(slack: SlackServer, bot: Serving, ann: Person) -> None:
    """After the network has cut all connections there are as many again, at once."""
    await slack.socket.wait_connected(SOCKETS)
    slack.socket.drop()
    question = await ann.says(QUESTION)
    await slack.workspace.wait_for_answer(question)
    await slack.socket.wait_connected(SOCKETS)
    await bot.inbox.idle(30)
    assert len(slack.workspace.answers(question)) == 1


async def test_a_socket_dropped_before_the_acknowledgement(slack: SlackServer, bot: Serving, ann: Person) -> None:
    """An event whose acknowledgement went down with its connection comes again over the next."""
    slack.socket.lose_acks(1)
    question = await ann.says(QUESTION)
    await slack.workspace.wait_for_answer(question)
    slack.socket.drop()
    await slack.deliveries.settle()
    await bot.inbox.idle(30)
    assert slack.deliveries.sent[0].attempts == 2
    assert len(slack.workspace.answers(question)) == 1


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_socket_that_is_to_end_is_replaced_first(
    slack: SlackServer, bot: Serving, ann: Person, reason: str
) -> None:
    """Slack announces the end: new connections are there before the old ones are gone, and a command, sent once, is heard."""
    await slack.socket.wait_connected(SOCKETS)
    old = list(slack.socket.connections)
    await slack.socket.disconnect(reason)
    ack = await ann.commands("/verdict help")
    assert ack.acknowledged
    await slack.wait_for(lambda: len([each for each in slack.socket.connections if each not in old]) >= SOCKETS)
    assert bot.is_ready()
    await answered_once(slack, bot, ann)


async def test_an_old_socket_is_read_to_its_end(slack: SlackServer, bot: Serving, ann: Person) -> None:
    """What is under way over a connection that will end is acknowledged over that same one."""
    await slack.socket.wait_connected(SOCKETS)
    await slack.socket.disconnect("warning")
    await slack.wait_for(lambda: len(slack.socket.connections) == 2 * SOCKETS)
    question = [await ann.says(QUESTION) for _ in range(2 * SOCKETS)]
    for each in question:
        await slack.workspace.wait_for_answer(each)
    await slack.deliveries.settle()
    assert all(delivery.attempts == 1 for delivery in slack.deliveries.sent)
    assert bot.is_ready()


async def test_socket_mode_switched_off_for_a_while(slack: SlackServer, unwatched: Serving, ann: Person) -> None:
    """Without a connection the bot is not ready; it tries until there is one, and answers what came meanwhile."""
    await slack.socket.wait_connected(SOCKETS)
    refused = slack.faults.add("apps.connections.open", error="link_disabled", times=None)
    await slack.socket.disconnect("link_disabled")
    await slack.wait_for(lambda: refused.hits >= SOCKETS)
    assert not unwatched.is_ready()
    assert await readiness(unwatched) == 503
    question = await ann.says(QUESTION)
    slack.faults.clear()
    await slack.socket.wait_connected(1)
    await slack.workspace.wait_for_answer(question)
    assert await readiness(unwatched) == 200


@pytest.mark.parametrize("how", [{"status": 500}, {"drop": True}, {"retry_after": 1}, {"error": "internal_error"}])
async def test_trouble_while_reconnecting(
    slack: SlackServer, unwatched: Serving, ann: Person, how: dict[str, object]
) -> None:
    """Where Slack fails to give a new address for some time, it is asked until it does."""
    await slack.socket.wait_connected(SOCKETS)
    trouble = slack.faults.add("apps.connections.open", times=7, **how)  # type: ignore[arg-type]  # every keyword has its own type
    slack.socket.drop()
    await slack.socket.wait_connected(SOCKETS)
    await answered_once(slack, unwatched, ann)
    assert trouble.hits == trouble.times


async def test_addresses_are_used_once(slack: SlackServer, bot: Serving, ann: Person) -> None:
    """Each connection is made to an address of its own, never to one that was used or is old."""
    await slack.socket.wait_connected(SOCKETS)
    slack.socket.drop()
    await slack.socket.wait_connected(SOCKETS)
    await answered_once(slack, bot, ann)
    assert bot.is_ready()
    assert len(slack.calls("apps.connections.open")) == 2 * SOCKETS


async def test_stopping_closes_the_sockets(
    slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """When the bot has stopped, no connection is left that Slack could send to, and what comes then stays Slack's."""
    async with start():
        await slack.socket.wait_connected(SOCKETS)
    await slack.wait_for(lambda: not slack.socket.connections)
    question = await ann.says(QUESTION)
    async with start():
        await slack.workspace.wait_for_answer(question)


@pytest.mark.parametrize("code", ["invalid_auth", "not_allowed_token_type", "link_disabled"])
async def test_an_app_token_slack_does_not_take(
    slack: SlackServer, settings: Settings, searcher: Searcher, built_index: Index, code: str
) -> None:
    """The start ends at once, and says which setting it is and where to find the right one."""
    slack.faults.add("apps.connections.open", error=code, times=None)
    given = slack_settings(settings, slack, SlackMode.SOCKET)
    with pytest.raises(SettingsError, match=f"SLACK_APP_TOKEN \\({code}\\)"):
        async with asyncio.timeout(30), bot_in(slack, given, searcher, built_index, QUICK):
            pass
