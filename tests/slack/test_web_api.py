"""One call to Slack: what is tried again, what is waited for, what may have happened, and how it is counted."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.install.workspaces import Workspaces
from bot.slack.outgoing.web_api import Manner, named_wait, retry_after
from bot.slack.server.metrics import Metrics
from tests.slack.bot import QUICK
from tests.slack.limits import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.slack.outgoing.rate_limits import Limits as BotLimits
    from bot.slack.outgoing.web_api import Calls
    from tests.slack.person import Person
    from tests.slack.server import SlackServer


@asynccontextmanager
async def calls_to(slack: SlackServer, allowed: BotLimits = QUICK) -> AsyncIterator[tuple[Calls, Metrics]]:
    """Calls with the first workspace's token."""
    metrics = Metrics()
    async with aiohttp.ClientSession() as session:
        yield Workspaces(session, slack.api_url, allowed, metrics).calls(slack.workspace.bot_token), metrics


@pytest.fixture
async def calls(slack: SlackServer) -> AsyncIterator[Calls]:
    """Calls with short waits."""
    async with calls_to(slack) as (made, _):
        yield made


def told(metrics: Metrics, name: str, **labels: str) -> float:
    """A figure."""
    return metrics.registry.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize("how", [{"status": 500}, {"status": 503}, {"drop": True}, {"error": "internal_error"}])
async def test_calls_that_may_be_repeated_are(slack: SlackServer, ann: Person, how: dict[str, Any]) -> None:
    """After trouble of Slack's own they are made again, as often as is allowed."""
    async with calls_to(slack) as (calls, _):
        slack.faults.add("users.info", times=QUICK.retries, **how)
        assert (await calls.call("users.info", user=ann.id))["user"]["id"] == ann.id
        slack.faults.add("users.info", times=None, **how)
        with pytest.raises(SlackUnreachableError) as caught:
            await calls.call("users.info", user=ann.id)
    assert not caught.value.uncertain
    assert len(slack.calls("users.info")) == 2 * (QUICK.retries + 1)


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("how", [{"status": 500}, {"drop": True}, {"status": 200}, {"error": "fatal_error"}])
async def test_calls_that_show_something_new_are_made_once(
    slack: SlackServer, ann: Person, calls: Calls, how: dict[str, Any], *, after: bool
) -> None:
    """Whoever makes them hears that they may have had their effect."""
    question = await ann.says("?")
    slack.faults.add("chat.postMessage", after=after, **how)
    with pytest.raises(SlackUnreachableError) as caught:
        await calls.call("chat.postMessage", channel=question.channel, text="x")
    assert caught.value.uncertain
    assert len(slack.calls("chat.postMessage")) == 1


async def test_a_refused_connection_reached_nobody(unused_tcp_port: int) -> None:
    """Then even a post is tried again, and its failure is certain."""
    async with aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{unused_tcp_port}/api/"
        calls = Workspaces(session, address, QUICK, Metrics()).calls("xoxb-1")
        with pytest.raises(SlackUnreachableError) as caught:
            await calls.call("chat.postMessage", channel="C1", text="x")
    assert not caught.value.uncertain


async def test_a_refusal_is_told_by_name(slack: SlackServer, calls: Calls) -> None:
    """It is not tried again."""
    with pytest.raises(SlackRefusedError, match=r"chat\.postMessage: channel_not_found"):
        await calls.call("chat.postMessage", channel="C404", text="x")
    assert len(slack.calls("chat.postMessage")) == 1


async def test_a_429_is_waited_for_and_counted(slack: SlackServer, ann: Person) -> None:
    """However many there are, the call is made in the end, and the waits are in the metrics."""
    question = await ann.says("?")
    async with calls_to(slack) as (calls, metrics):
        slack.faults.add("chat.postMessage", retry_after=30, times=8)
        await calls.call("chat.postMessage", channel=question.channel, text="x")
    assert told(metrics, "ftn_slack_waits_total", method="chat.postMessage") == 8
    assert told(metrics, "ftn_slack_waited_seconds_total", method="chat.postMessage") == pytest.approx(8 * 0.05)
    assert told(metrics, "ftn_slack_calls_total", method="chat.postMessage", result="too_many") == 8
    assert told(metrics, "ftn_slack_calls_total", method="chat.postMessage", result="ok") == 1
    assert len(slack.workspace.answers(question)) == 0
    assert [message.text for message in slack.workspace.all_messages()] == ["?", "x"]


async def test_patience_has_an_end(slack: SlackServer, ann: Person) -> None:
    """A 429 for good ends in a refusal, and so does one that asks for no wait at all."""
    question = await ann.says("?")
    slack.faults.add("chat.postMessage", retry_after=0, times=None)
    async with calls_to(slack, replace(QUICK, patience=0.2)) as (calls, _):
        with pytest.raises(SlackRefusedError, match="ratelimited"):
            await calls.call("chat.postMessage", channel=question.channel, text="x")
    assert len(slack.calls("chat.postMessage")) <= 6


async def test_calls_keep_below_slacks_limits(slack: SlackServer, ann: Person) -> None:
    """With Slack's own figures there is no 429: what is not due is refused to those who may not wait."""
    slack.limits = Limits.slack()
    question = await ann.says("?")
    start = {"channel": question.channel, "thread_ts": question.ts, "chunks": [{"type": "markdown_text", "text": "x"}]}
    async with calls_to(slack) as (calls, _):
        for _ in range(20):
            await calls.call("chat.startStream", Manner(waits=False), **start)
        with pytest.raises(SlackRefusedError, match="ratelimited"):
            await calls.call("chat.startStream", Manner(waits=False), **start)
    assert slack.too_many == {}
    assert len(slack.calls("chat.startStream")) == 20


async def test_a_call_nobody_wants_any_more_is_given_up(slack: SlackServer, ann: Person) -> None:
    """While it waits for its turn it can be called off, and has had no effect for certain."""
    question = await ann.says("?")
    fault = slack.faults.add("chat.postMessage", retry_after=60, times=None)
    unwanted = asyncio.Event()
    async with calls_to(slack, replace(QUICK, longest_wait=60.0)) as (calls, _):
        calling = asyncio.create_task(
            calls.call("chat.postMessage", Manner(until=unwanted), channel=question.channel, text="x")
        )
        await slack.wait_for(lambda: fault.hits)
        unwanted.set()
        with pytest.raises(SlackUnreachableError) as caught:
            await calling
    assert not caught.value.uncertain
    assert fault.hits == 1


async def test_a_promise_is_given_back_however_the_call_ends(slack: SlackServer, ann: Person) -> None:
    """The place of a promised call is free again after success and after failure."""
    async with calls_to(slack, replace(QUICK, per_minute={"users.info": 1})) as (calls, _):
        calls.pace.promise("users.info")
        assert not calls.is_free("users.info")
        with pytest.raises(SlackRefusedError):
            await calls.call("users.info", Manner(promised=True), user="U404")
    async with calls_to(slack, replace(QUICK, per_minute={"users.info": 2})) as (calls, _):
        calls.pace.promise("users.info")
        await calls.call("users.info", Manner(promised=True), user=ann.id)
        assert calls.is_free("users.info")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"Retry-After": "-1"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_slack_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    """Whatever the header is spelt like; what is no number is none, and the wait grows by itself."""
    assert named_wait(headers) == seconds
    if seconds is None:
        assert retry_after(headers, 1) < retry_after(headers, 4)
