"""HTTP mode: Slack's retries, a bot that was away, was slow or failed, and one that is told to stop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.settings import SlackMode
from tests.model_server import fails, model_server
from tests.slack.bot import model_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

QUESTION = "How many training examples does fine-tuning need?"


@pytest.fixture
async def bot(start: Start) -> AsyncIterator[Serving]:
    """The bot in the local Slack, over HTTP."""
    async with start(SlackMode.HTTP) as serving:
        yield serving


async def test_a_retry_is_acknowledged_and_answered_once(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Slack delivers again what it believes unheard, with a header that says so: it changes nothing."""
    question = await ann.says(QUESTION)
    await slack.workspace.wait_for_answer(question)
    delivery = slack.deliveries.sent[0]
    for _ in range(3):
        await slack.deliveries.resend(delivery)
    await bot.inbox.idle(30)
    assert [ack.status for ack in delivery.acks] == [200] * 4
    assert len(slack.workspace.answers(question)) == 1


async def test_retries_at_the_same_time(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """So it is when they arrive together."""
    slack.deliveries.copies = 5
    question = await ann.says(QUESTION)
    await slack.workspace.wait_for_answer(question)
    await slack.deliveries.settle()
    await bot.inbox.idle(30)
    assert len(slack.workspace.answers(question)) == 1


async def test_what_came_while_the_bot_was_away(
    slack: SlackServer, ann: Person, start: Start, unused_tcp_port: int
) -> None:
    """Slack tries for minutes: a bot that is back in time answers, once."""
    slack.deliver_by_http(f"http://127.0.0.1:{unused_tcp_port}/slack/events")
    question = await ann.says(QUESTION)
    await slack.wait_for(lambda: len(slack.deliveries.sent[0].failures) == 2)
    async with start(SlackMode.HTTP) as serving:
        slack.clock.advance(61)
        await slack.workspace.wait_for_answer(question)
        await serving.inbox.idle(30)
    assert slack.deliveries.sent[0].failures == ["connection_failed"] * 2
    assert len(slack.workspace.answers(question)) == 1


async def test_events_in_any_order(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A follow-up that arrives before its question is answered all the same, each once."""
    slack.deliveries.hold()
    first = await ann.says(QUESTION)
    await ann.says("Is LoRA used?", thread=first)
    slack.deliveries.release(reverse=True)
    await slack.workspace.wait_for_answer(first, count=2)
    await bot.inbox.idle(30)
    assert len(slack.workspace.answers(first)) == 2


async def test_acknowledged_while_the_answer_takes_long(slack: SlackServer, ann: Person, start: Start) -> None:
    """The acknowledgement does not wait for the answer; leaving waits for it."""
    gate = asyncio.Event()

    async def waits(request: Any, asked: Any) -> Any:
        await gate.wait()
        return await fails(400)(request, asked)

    async with model_server() as server:
        server.reads_with(waits)
        async with start(SlackMode.HTTP, **model_settings(server)):
            question = await ann.says(QUESTION)
            await slack.deliveries.settle()
            await asyncio.wait_for(server.arrived.wait(), 5)
            assert slack.workspace.answers(question) == []
            asyncio.get_running_loop().call_later(0.2, gate.set)
    assert len(slack.workspace.answers(question)) == 1
