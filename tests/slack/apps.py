"""Two small apps for the server's own tests: one on sockets, one that takes signed POSTs."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qs, parse_qsl

from aiohttp import ClientSession, ClientWebSocketResponse, web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.slack.server import SlackServer

Json: TypeAlias = dict[str, Any]


class SocketApp:
    """One connection: what came over it, and what it answers."""

    def __init__(
        self, slack: SlackServer, socket: ClientWebSocketResponse, answer: Callable[[Json], Json | None]
    ) -> None:
        self._slack = slack
        self.socket = socket
        self.answer = answer
        self.envelopes: list[Json] = []
        self.acknowledges = True

    async def run(self) -> None:
        """Take envelopes until the connection ends."""
        async for message in self.socket:
            envelope = json.loads(message.data)
            self.envelopes.append(envelope)
            self._slack.changes.happened()
            if self.acknowledges and "envelope_id" in envelope:
                payload = self.answer(envelope["payload"])
                await self.socket.send_json(
                    {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
                )

    @property
    def events(self) -> list[Json]:
        """The events that came, each time they came."""
        return [each["payload"]["event"] for each in self.envelopes if each["type"] == "events_api"]

    @property
    def last(self) -> Json:
        """The last interaction or command that came."""
        body: Json = [each["payload"] for each in self.envelopes if each["type"] in {"interactive", "slash_commands"}][
            -1
        ]
        return body


@asynccontextmanager
async def socket_app(
    slack: SlackServer, answer: Callable[[Json], Json | None] = lambda _: None
) -> AsyncIterator[SocketApp]:
    """An app with one connection that acknowledges everything."""
    opened = await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app.app_token)
    async with ClientSession() as session, session.ws_connect(str(opened["url"])) as socket:
        app = SocketApp(slack, socket, answer)
        running = asyncio.ensure_future(app.run())
        await slack.wait_for(lambda: app.envelopes)
        yield app
        running.cancel()


class HttpApp:
    """An address for signed POSTs: what came to it, and what it answers."""

    def __init__(self, slack: SlackServer, answer: Callable[[Json], web.Response]) -> None:
        self._slack = slack
        self._answer = answer
        self.url = ""
        self.bodies: list[Json] = []
        self.headers: list[dict[str, str]] = []

    async def take(self, request: web.Request) -> web.Response:
        """Check the signature and answer."""
        raw = await request.text()
        headers = dict(request.headers)
        if not SignatureVerifier(self._slack.app.signing_secret).is_valid_request(raw, headers):
            return web.Response(status=401)
        body: Json = json.loads(raw) if request.content_type == "application/json" else dict(parse_qsl(raw))
        if "payload" in body:
            body = json.loads(parse_qs(raw)["payload"][0])
        self.bodies.append(body)
        self.headers.append(headers)
        return self._answer(body)


@asynccontextmanager
async def http_app(
    slack: SlackServer, answer: Callable[[Json], web.Response] = lambda _: web.Response()
) -> AsyncIterator[HttpApp]:
    """An app at an address of its own; events go there."""
    app = HttpApp(slack, answer)
    application = web.Application()
    application.router.add_post("/slack/events", app.take)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        app.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        slack.deliver_by_http(app.url)
        yield app
    finally:
        await runner.cleanup()
