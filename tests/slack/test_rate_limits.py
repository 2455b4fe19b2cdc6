"""Who may ask, how often, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from tests.slack.limits import Limits
from tests.slack.test_messages import error_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace


async def test_a_tier_is_a_number_of_calls_a_minute(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """The twenty-first stream within a minute is refused, with the seconds until there is room, and counted."""
    slack.limits = Limits.slack()
    question = await ann.says("?")
    start = {"channel": question.channel, "thread_ts": question.ts, "markdown_text": "x"}
    for _ in range(20):
        await client.api_call("chat.startStream", json=start)
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("chat.startStream", json=start)
    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert 55 <= int(response.headers["Retry-After"]) <= 60
    assert slack.too_many == {"chat.startStream": 1}
    slack.clock.advance(60)
    await client.api_call("chat.startStream", json=start)


async def test_each_channel_has_its_own_pace(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Messages go at one a second and channel, after a few at once."""
    slack.limits = Limits.slack()
    here, there = slack.workspace.dm(ann).id, slack.workspace.channel("general").id
    for _ in range(5):
        await client.chat_postMessage(channel=here, text="x")
    assert await error_of(client, "chat.postMessage", channel=here, text="x") == "ratelimited"
    await client.chat_postMessage(channel=there, text="x")
    slack.clock.advance(1)
    await client.chat_postMessage(channel=here, text="x")


async def test_workspaces_do_not_share_a_pace(slack: SlackServer, client: AsyncWebClient) -> None:
    """What one workspace has used up, another still has."""
    slack.limits = Limits(per_minute={"users.info": 1})
    other = slack.add_workspace("Other")
    await client.users_info(user=slack.workspace.bot_user_id)
    assert await error_of(client, "users.info", user=slack.workspace.bot_user_id) == "ratelimited"
    await client.users_info(user=other.bot_user_id, token=other.bot_token)


@pytest.mark.parametrize(
    ("error", "change"),
    [
        ("token_revoked", lambda workspace: workspace.revokes_token()),
        ("account_inactive", lambda workspace: workspace.deactivates()),
        ("missing_scope", lambda workspace: workspace.scopes.remove("chat:write")),
        ("invalid_auth", lambda workspace: workspace.install()),
    ],
)
async def test_a_token_may_lose_its_power(
    ann: Person, client: AsyncWebClient, error: str, change: Callable[[Workspace], Any]
) -> None:
    """Revoked, of a closed workspace, without the scope, or replaced by another."""
    change(ann.workspace)
    assert await error_of(client, "chat.postMessage", channel=ann.workspace.dm(ann).id, text="x") == error


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-wrong", "invalid_auth"),
        ("auth.test", "xapp-1-A0-1000-local", "not_allowed_token_type"),
        ("apps.connections.open", "xapp-wrong", "invalid_auth"),
        ("apps.connections.open", "xoxb-wrong", "not_allowed_token_type"),
        ("chat.shout", "xoxb-wrong", "unknown_method"),
    ],
)
async def test_refuses_strangers(slack: SlackServer, method: str, token: str, error: str) -> None:
    """Each method wants its own kind of token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as session, session.post(slack.api_url + method, headers=headers) as response:
        assert (response.status, (await response.json())["error"]) == (200, error)


async def test_says_which_scopes_there_are(slack: SlackServer, client: AsyncWebClient) -> None:
    """auth.test tells them in a header, and a refusal tells what is missing."""
    response = await client.auth_test()
    assert set(response.headers["x-oauth-scopes"].split(",")) == slack.workspace.scopes
    assert (response["team_id"], response["bot_id"]) == (slack.workspace.team_id, slack.workspace.bot_id)
    slack.workspace.scopes = {"chat:write"}
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user="U1")
    assert (caught.value.response["needed"], caught.value.response["provided"]) == ("users:read", "chat:write")


@pytest.mark.parametrize(
    ("fault", "status"),
    [({"status": 503}, 503), ({"retry_after": 2}, 429), ({"error": "fatal_error"}, 200)],
)
async def test_fails_as_often_as_told(
    slack: SlackServer, ann: Person, client: AsyncWebClient, fault: dict[str, Any], status: int
) -> None:
    """Twice, nothing is done; the third time all is well."""
    added = slack.faults.add("chat.postMessage", times=2, **fault)
    channel = slack.workspace.dm(ann)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=channel.id, text="x")
    assert ([request.status for request in slack.requests], added.hits) == ([status] * 2, 2)
    assert slack.workspace.messages(channel) == []
    await client.chat_postMessage(channel=channel.id, text="x")
    assert len(slack.workspace.messages(channel)) == 1


async def test_the_answer_may_get_lost(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """With `after` the message is posted although the caller saw the connection end."""
    slack.faults.add("chat.postMessage", drop=True, after=True)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=slack.workspace.dm(ann).id, text="x")
    assert [message.text for message in slack.workspace.all_messages()] == ["x"]


async def test_an_answer_may_be_held(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """A held call is answered once it is let go, and others go on meanwhile."""
    held = slack.faults.add("chat.postMessage", hold=True)
    posting = asyncio.ensure_future(client.chat_postMessage(channel=slack.workspace.dm(ann).id, text="x"))
    await slack.wait_for(lambda: held.hits)
    await client.auth_test()
    assert slack.workspace.all_messages() == []
    held.release()
    await posting
    assert [message.text for message in slack.workspace.all_messages()] == ["x"]


async def test_an_answer_may_be_slow(slack: SlackServer, client: AsyncWebClient) -> None:
    """A slow call is answered when its time on the server's clock has come."""
    slow = slack.faults.add("auth.test", delay=90)
    asking = asyncio.ensure_future(client.auth_test())
    await slack.wait_for(lambda: slow.hits)
    assert not asking.done()
    slack.clock.advance(90)
    await asking


async def test_the_clients_retry_gets_through(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """The retry handler of the real client understands the 429."""
    slack.faults.add("chat.postMessage", retry_after=0)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await client.chat_postMessage(channel=slack.workspace.dm(ann).id, text="x")
    assert [request.status for request in slack.calls("chat.postMessage")] == [429, 200]
