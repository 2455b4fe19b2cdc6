"""Events and interactions on their way, over sockets and over HTTP: acknowledged, retried, repeated, reordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.apps import http_app, socket_app

if TYPE_CHECKING:
    from tests.slack.person import Person
    from tests.slack.server import SlackServer


async def test_an_event_comes_in_an_envelope(slack: SlackServer, ann: Person) -> None:
    """The app is greeted, gets the event with ids and authorizations, and acknowledges it."""
    async with socket_app(slack) as app:
        message = await ann.says("Hello & https://a.b")
        await slack.deliveries.settle()
        hello, envelope = app.envelopes
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        body = envelope["payload"]
        event = body["event"]
        assert (body["team_id"], body["authorizations"][0]["user_id"]) == (
            ann.workspace.team_id,
            ann.workspace.bot_user_id,
        )
        assert (event["type"], event["channel_type"], event["ts"]) == ("message", "im", message.ts)
        assert event["text"] == "Hello &amp; <https://a.b>"
        assert "thread_ts" not in event
        assert slack.deliveries.sent[0].acknowledged


async def test_an_event_without_ack_comes_again(slack: SlackServer, ann: Person) -> None:
    """After three seconds: another envelope, the same event, and how often it was tried; at last it is given up."""
    async with socket_app(slack) as app:
        app.acknowledges = False
        await ann.says("Hello")
        (delivery,) = slack.deliveries.sent
        for number, pause in enumerate((0, 60, 300, 0), start=1):
            await slack.wait_for(lambda number=number: len(app.events) == number)  # type: ignore[misc]
            slack.clock.advance(3)
            await slack.wait_for(lambda number=number: len(delivery.failures) == number)  # type: ignore[misc]
            slack.clock.advance(pause)
        await slack.deliveries.settle()
        envelopes = app.envelopes[1:]
        assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
        assert [envelope["retry_reason"] for envelope in envelopes] == ["", "timeout", "timeout", "timeout"]
        assert len({envelope["envelope_id"] for envelope in envelopes}) == 4
        assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
        assert not delivery.acknowledged


async def test_a_lost_ack_brings_the_event_again(slack: SlackServer, ann: Person) -> None:
    """The app has acknowledged, Slack has not heard it."""
    slack.socket.lose_acks(1)
    async with socket_app(slack) as app:
        await ann.says("Hello")
        await slack.wait_for(lambda: app.events)
        slack.clock.advance(3)
        await slack.deliveries.settle()
        assert len(app.events) == 2
        assert slack.deliveries.sent[0].acknowledged


async def test_a_dropped_socket_brings_the_event_again(slack: SlackServer, ann: Person) -> None:
    """What was not acknowledged when the connection broke comes over the next one."""
    async with socket_app(slack) as app:
        app.acknowledges = False
        await ann.says("Hello")
        await slack.wait_for(lambda: app.events)
        slack.socket.drop()
        async with socket_app(slack) as next_app:
            await slack.deliveries.settle()
            assert [envelope["retry_reason"] for envelope in next_app.envelopes[1:]] == ["connection_failed"]


async def test_each_event_goes_to_one_connection(slack: SlackServer, ann: Person) -> None:
    """Two connections share the events, and neither sees the other's."""
    async with socket_app(slack) as one, socket_app(slack) as two:
        await slack.socket.wait_connected(2)
        for _ in range(4):
            await ann.says("Hello")
        await slack.deliveries.settle()
        assert (len(one.events), len(two.events)) == (2, 2)
        assert two.envelopes[0]["num_connections"] == 2


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_the_real_client_follows_a_disconnect(slack: SlackServer, ann: Person, reason: str) -> None:
    """Told to go, the client of slack_sdk comes back on another connection, and events reach it there."""
    seen: list[dict[str, Any]] = []

    async def take(client: Any, request: Any) -> None:
        seen.append(request.payload)
        await client.send_socket_mode_response({"envelope_id": request.envelope_id})

    web_client = AsyncWebClient(base_url=slack.api_url)
    client = SocketModeClient(app_token=slack.app.app_token, web_client=web_client)
    client.socket_mode_request_listeners.append(take)
    try:
        await client.connect()  # type: ignore[no-untyped-call]
        await slack.socket.wait_connected()
        (first,) = slack.socket.connections
        await slack.socket.disconnect(reason)
        await slack.wait_for(lambda: slack.socket.connections and first not in slack.socket.connections)
        await ann.says("Hello")
        await slack.deliveries.settle()
        assert [body["event"]["text"] for body in seen] == ["Hello"]
    finally:
        await client.close()  # type: ignore[no-untyped-call]


async def test_events_may_be_repeated_and_reordered(slack: SlackServer, ann: Person) -> None:
    """Held events come in the order wanted, each as often as wanted, with the same id; one can be sent once more."""
    slack.deliveries.hold()
    slack.deliveries.copies = 2
    async with socket_app(slack) as app:
        for text in ("one", "two"):
            await ann.says(text)
        assert app.events == []
        slack.deliveries.release(reverse=True)
        await slack.wait_for(lambda: all(len(each.acks) == 2 for each in slack.deliveries.sent))
        assert [event["text"] for event in app.events] == ["two", "two", "one", "one"]
        await slack.deliveries.resend(slack.deliveries.sent[0])
        ids = [envelope["payload"]["event_id"] for envelope in app.envelopes[1:]]
        assert (ids[0], ids[2], ids[4]) == (ids[1], ids[3], ids[3])


async def test_only_what_was_subscribed_to_comes(slack: SlackServer, ann: Person) -> None:
    """Without the subscription, the scope, or the app in the channel there is no event."""
    general = slack.workspace.channel("general")
    alone = slack.workspace.channel("alone", members=[ann], with_bot=False)
    slack.app.events.remove("message.im")
    slack.workspace.scopes.remove("channels:history")
    await ann.says("Hello")
    await ann.says("Hello", channel=general)
    await ann.mentions("Hello", channel=alone)
    assert slack.deliveries.sent == []
    await ann.mentions("Hello", channel=general)
    assert [delivery.event["type"] for delivery in slack.deliveries.sent] == ["app_mention"]


async def test_http_events_are_signed(slack: SlackServer, ann: Person) -> None:
    """An event is a POST the app's secret has signed; so are commands and clicks, in their own forms."""
    async with http_app(slack) as app:
        assert (await slack.verify_url()).acknowledged
        await ann.says("Hello")
        await slack.deliveries.settle()
        ack = await ann.commands("/verdict our tone")
        assert (ack.acknowledged, ack.status) == (True, 200)
        challenge, event, command = app.bodies
        assert (challenge["type"], event["event"]["text"]) == ("url_verification", "Hello")
        assert (command["command"], command["text"], command["user_id"]) == ("/verdict", "our tone", ann.id)


async def test_http_events_are_retried_with_a_reason(slack: SlackServer, ann: Person) -> None:
    """A failure brings the event again with two headers that say so; `x-slack-no-retry` ends it."""
    answers = [web.Response(status=500), web.Response(status=500, headers={"x-slack-no-retry": "1"})]
    async with http_app(slack, lambda _: answers.pop(0)) as app:
        await ann.says("Hello")
        await slack.deliveries.settle()
        assert len(app.bodies) == 2
        assert "X-Slack-Retry-Num" not in app.headers[0]
        assert (app.headers[1]["X-Slack-Retry-Num"], app.headers[1]["X-Slack-Retry-Reason"]) == ("1", "http_error")


async def test_nobody_at_the_address(slack: SlackServer, ann: Person) -> None:
    """A command to an app that is not there has no acknowledgement, and an event is tried again."""
    async with http_app(slack) as app:
        url = app.url
    slack.deliver_by_http(url)
    ack = await ann.commands("/verdict x")
    assert (ack.acknowledged, ack.reason) == (False, "connection_failed")


async def test_a_wrong_signature_is_noticed(slack: SlackServer, ann: Person) -> None:
    """With another secret the app refuses."""
    async with http_app(slack) as app:
        slack.deliver_by_http(app.url, signing_secret="another secret")  # noqa: S106 - of a server on this machine
        ack = await ann.commands("/verdict x")
        assert (ack.acknowledged, app.bodies) == (False, [])


async def test_a_socket_needs_a_ticket(slack: SlackServer) -> None:
    """An address that was not given out takes no connection."""
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{slack.url.replace('http', 'ws')}/link/?ticket=made-up")
