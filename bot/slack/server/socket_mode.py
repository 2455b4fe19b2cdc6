"""Socket Mode: some connections to Slack at the same time, each opened anew for as long as the bot runs.

Slack delivers every envelope over one of them. It is acknowledged over the same one as soon as Bolt has taken it; what was
not acknowledged comes again, events at least. A connection that Slack announces to end is replaced first and read to its
end; one that breaks or falls silent is replaced. Slack's own client does otherwise: it closes the old one first, and goes on
for ever with an address that has expired.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeAlias

import aiohttp
import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.periodic import tell_failure
from bot.slack.outgoing.web_api import backoff, happens
from bot.slack.server.fair_gate import FairGate, person_in
from bot.slack.server.payload_shape import has_shape

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from slack_bolt.async_app import AsyncApp

    Connect = Callable[[], Awaitable["Socket"]]

Socket: TypeAlias = aiohttp.ClientWebSocketResponse

log = structlog.get_logger()
OK = 200
#: Bolt's answer to what no listener takes: it is acknowledged, because no other answer will come.
NOBODY_LISTENS = 404
#: Seconds until Slack must have said hello, that an old connection is still read, between two attempts at most, and for the
#: acknowledgements that are due when the bot stops.
HELLO_SECONDS, LEAVING_SECONDS, LONGEST_WAIT, LAST_SECONDS = 15.0, 30.0, 30.0, 3.0
#: Why Slack ends a connection that another one in its place would not be let in for.
NOT_REPLACED = {"too_many_websockets", "link_disabled"}


class Sockets:
    """The connections."""

    def __init__(self, bolt: AsyncApp, connect: Connect, count: int) -> None:
        """Hand envelopes to this app; each call of `connect` makes one more connection."""
        self._bolt = bolt
        self._connect = connect
        self._count = count
        self._gate = FairGate()
        self._open: set[Socket] = set()
        self._readers: set[asyncio.Task[None]] = set()
        self._dispatches: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Connect, and keep connected from now on.

        Raises:
            SlackRefusedError: Slack does not take the app token.
            SlackUnreachableError: Slack can't be reached.
        """
        try:
            first = await self._connect()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SlackUnreachableError(str(error) or type(error).__name__) from error
        connected = asyncio.Event()
        for number in range(self._count):
            self._spawn(self._keep(None if number else first, connected), self._readers)
        if not await happens(connected, HELLO_SECONDS):
            await self.close()
            raise SlackUnreachableError("the socket's greeting")

    async def close(self) -> None:
        """Take nothing more: what is not acknowledged by then comes again, to this bot or to another one."""
        if self._dispatches:
            await asyncio.wait(list(self._dispatches), timeout=LAST_SECONDS)
        tasks = [*self._readers, *self._dispatches]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def connected(self) -> int:
        """How many connections there are; one that is silent for long counts no more."""
        return sum(not socket.closed for socket in self._open)

    async def _keep(self, socket: Socket | None, connected: asyncio.Event) -> None:
        """Have a connection, and another one after it, for ever."""
        failures = 0
        while True:
            try:
                if await self._until_replaced(socket or await self._connect(), connected):
                    socket, failures = None, 0
                    continue
                reason = "closed"
            except (aiohttp.ClientError, TimeoutError, OSError, SlackRefusedError, SlackUnreachableError) as error:
                reason = str(error) or type(error).__name__
            except Exception as error:  # noqa: BLE001 - without a connection nobody is heard
                tell_failure("socket", error)
                reason = type(error).__name__
            socket, failures = None, failures + 1
            log.warning("socket lost", reason=reason, others=self.connected)
            # The first time at once: connections break, and a new one is all it takes.
            if failures > 1:
                await asyncio.sleep(min(backoff(failures - 2), LONGEST_WAIT))

    async def _until_replaced(self, socket: Socket, connected: asyncio.Event) -> bool:
        """Take envelopes until a connection ends; whether Slack asked for another one in its place."""
        is_read_on = False
        try:
            async with asyncio.timeout(HELLO_SECONDS) as hello:
                async for message in socket:
                    body = _read(message)
                    if body.get("type") == "hello":
                        hello.reschedule(None)
                        self._open.add(socket)
                        connected.set()
                    elif body.get("type") == "disconnect":
                        log.info("socket to be replaced", reason=str(body.get("reason", "")))
                        is_read_on = body.get("reason") not in NOT_REPLACED
                        if is_read_on:
                            self._spawn(self._read_on(socket), self._readers)
                        return is_read_on
                    else:
                        self._take(socket, body)
            return False
        finally:
            if not is_read_on:
                self._open.discard(socket)
                await socket.close()

    async def _read_on(self, socket: Socket) -> None:
        """Take what still comes over a connection that will end."""
        try:
            async with asyncio.timeout(LEAVING_SECONDS):
                async for message in socket:
                    self._take(socket, _read(message))
        except TimeoutError:
            log.info("socket closed by the bot")
        finally:
            self._open.discard(socket)
            await socket.close()

    def _take(self, socket: Socket, envelope: dict[str, Any]) -> None:
        """Work on an envelope beside the next ones."""
        if envelope.get("envelope_id"):
            self._spawn(self._dispatch(socket, envelope), self._dispatches)

    async def _dispatch(self, socket: Socket, envelope: dict[str, Any]) -> None:
        """Hand an envelope to Bolt and acknowledge it; what Bolt does not take is delivered again."""
        headers: dict[str, Any] = {}
        if envelope.get("retry_attempt") is not None:
            headers["x-slack-retry-num"] = str(envelope["retry_attempt"])
        if envelope.get("retry_reason"):
            headers["x-slack-retry-reason"] = str(envelope["retry_reason"])
        answer: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        response = await self._bolt_answers(envelope, headers)
        if response is None:
            return
        if response.body and response.status == OK:
            is_json = response.headers.get("content-type", [""])[0].startswith("application/json")
            answer["payload"] = json.loads(response.body) if is_json else {"text": response.body}
        try:
            await socket.send_json(answer)
        except (ConnectionError, aiohttp.ClientError) as error:
            log.info("acknowledgement lost", kind=str(envelope.get("type", "")), reason=str(error))

    async def _bolt_answers(self, envelope: dict[str, Any], headers: dict[str, Any]) -> BoltResponse | None:
        """Bolt's answer to an envelope; None where it failed, so that the envelope comes again."""
        kind, payload = str(envelope.get("type", "")), envelope.get("payload")
        if not isinstance(payload, dict) or not has_shape(payload):
            log.warning("envelope not understood", kind=kind)
            # Another time it would be no better.
            return BoltResponse(status=OK)
        request = AsyncBoltRequest(mode="socket_mode", body=payload, headers=headers)
        async with self._gate.turn_of(person_in(payload)):
            response = await self._bolt.async_dispatch(request)
        if response.status == OK:
            return response
        log.warning("envelope not taken", kind=kind, status=response.status)
        return response if response.status == NOBODY_LISTENS else None

    def _spawn(self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        tasks.add(task)

        def done(ended: asyncio.Task[None]) -> None:
            tasks.discard(ended)
            if not ended.cancelled() and (error := ended.exception()):
                log.error("socket work failed", error=type(error).__name__, exc_info=error)

        task.add_done_callback(done)


def _read(message: aiohttp.WSMessage) -> dict[str, Any]:
    """What Slack sent; nothing where it can't be read."""
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        body = json.loads(message.data)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        log.warning("socket message unreadable")
        return {}
    return body
