"""Socket Mode: the app's WebSocket connections, the envelopes sent over them, and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import WSMsgType, web

from tests.slack.delivery import Ack, Kind, Retry, UnacknowledgedError

if TYPE_CHECKING:
    from tests.slack.server import SlackServer

Json: TypeAlias = dict[str, Any]

MOST_CONNECTIONS = 10
#: How long an address from apps.connections.open is good for before it is used, in seconds.
TICKET_SECONDS = 3600.0


@dataclass(slots=True, eq=False)
class Connection:
    """One socket of the app."""

    socket: web.WebSocketResponse
    request: web.Request
    #: Told to go: gets no more envelopes.
    is_leaving: bool = False
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class SocketMode:
    """Every envelope goes to one connection, each in turn."""

    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack
        self._tickets: dict[str, float] = {}
        self._acks_to_lose = 0
        self._turn = 0
        self.connections: list[Connection] = []

    def address(self) -> str:
        """A fresh address to connect to."""
        ticket = self._slack.ids.new("ticket")
        self._tickets[ticket] = self._slack.clock.now()
        return f"{self._slack.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._slack.app.app_id}"

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Take a connection and keep it until either side ends it."""
        made_at = self._tickets.get(request.query.get("ticket", ""))
        if made_at is None or self._slack.clock.now() - made_at > TICKET_SECONDS:
            return web.Response(status=403, text="invalid ticket")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        self.connections.append(connection)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.connections),
                "debug_info": {"host": "local", "approximate_connection_time": 18060},
                "connection_info": {"app_id": self._slack.app.app_id},
            }
        )
        self._slack.changes.happened()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(connection, json.loads(message.data))
        finally:
            self._forget(connection)
        return socket

    async def send(self, kind: Kind, body: Json, retry: Retry | None) -> Ack:
        """Send an envelope over one connection and wait for its acknowledgement."""
        started = time.monotonic()
        timeout = asyncio.ensure_future(self._slack.clock.sleep(self._slack.deliveries.ack_within))
        try:
            connection = await self._connection(timeout)
            envelope_id = self._slack.ids.new("envelope-")
            future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
            connection.waiting[envelope_id] = future
            either: set[asyncio.Future[Any]] = {future, timeout}
            try:
                await connection.socket.send_json(_envelope(kind, body, envelope_id, retry))
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            except ConnectionError:
                raise UnacknowledgedError("connection_failed") from None
            finally:
                connection.waiting.pop(envelope_id, None)
            if not future.done():
                raise UnacknowledgedError("timeout")
            if future.cancelled():
                raise UnacknowledgedError("connection_failed")
            return Ack(acknowledged=True, payload=future.result(), status=200, after=time.monotonic() - started)
        finally:
            timeout.cancel()

    async def wait_connected(self, count: int = 1, timeout_seconds: float = 5.0) -> None:
        """Wait until the app has so many connections."""
        await self._slack.changes.until(lambda: len(self._ready()) >= count, timeout_seconds)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection that it will end; `warning` only announces it."""
        for connection in list(self.connections):
            connection.is_leaving = reason != "warning"
            await connection.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self.connections):
            if connection.request.transport is not None:
                connection.request.transport.abort()
            self._forget(connection)

    @property
    def acks_to_lose(self) -> int:
        """How many of them are still to be lost."""
        return self._acks_to_lose

    def lose_acks(self, times: int) -> None:
        """Let the next acknowledgements get lost on the way."""
        self._acks_to_lose = times

    async def close(self) -> None:
        """End all connections."""
        for connection in list(self.connections):
            await connection.socket.close()

    def _ready(self) -> list[Connection]:
        return [each for each in self.connections if not each.is_leaving and not each.socket.closed]

    async def _connection(self, timeout: asyncio.Future[None]) -> Connection:  # noqa: ASYNC109 - of the server's time
        """The next connection in turn; waits for one where there is none."""
        while not self._ready():
            changed = asyncio.ensure_future(self._slack.changes.next())
            await asyncio.wait({changed, timeout}, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            if timeout.done() and not self._ready():
                raise UnacknowledgedError("connection_failed")
        self._turn += 1
        ready = self._ready()
        return ready[self._turn % len(ready)]

    def _acknowledge(self, connection: Connection, message: Json) -> None:
        if self._acks_to_lose:
            self._acks_to_lose -= 1
            self._slack.changes.happened()
            return
        future = connection.waiting.get(message.get("envelope_id", ""))
        if future is not None and not future.done():
            future.set_result(message.get("payload") or {})

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        for future in connection.waiting.values():
            future.cancel()
        self._slack.changes.happened()


def _envelope(kind: Kind, body: Json, envelope_id: str, retry: Retry | None) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": kind,
        "payload": body,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
    return envelope
