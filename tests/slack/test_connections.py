"""Connections that say nothing, say it slowly or in two ways at once, over real sockets: everybody else is answered meanwhile."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

from bot.slack.server.connections import AT_ONCE, LINGER_SECONDS, MOST_BEHIND, ConnectionBounds, fault_of
from bot.slack.server.http import serving, web_app
from bot.slack.server.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.types import Message, Receive, Scope, Send

GET: Final = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
#: Seconds in which a server that is not kept from it answers.
SOON: Final = 2.0


@dataclass
class Opened:
    """A server, and why connections to it went no further."""

    port: int = 0
    refused: list[str] = field(default_factory=list)

    async def says(self, request: bytes, before: bytes = b"") -> bytes:
        """All that is answered on a connection of its own, until the server closes it or says no more for a while.

        Where something is said `before`, its answer has come by the time that the request is sent.
        """
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answer = b""
        try:
            if before:
                writer.write(before)
                answer = await asyncio.wait_for(reader.readuntil(b"}"), SOON)
            writer.write(request)
            while part := await asyncio.wait_for(reader.read(65_536), 0.5):
                answer += part
        except (TimeoutError, ConnectionError):
            pass
        finally:
            writer.close()
        return answer

    async def is_well(self) -> bool:
        """Whether health and readiness are answered soon."""
        began = time.perf_counter()
        for path in (b"/healthz", b"/readyz"):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(b"GET %b HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n" % path)
            answer = await asyncio.wait_for(reader.read(), SOON)
            writer.close()
            if not answer.startswith(b"HTTP/1.1 200 "):
                return False
        return time.perf_counter() - began < SOON


@asynccontextmanager
async def opened(at_once: int = AT_ONCE, head_seconds: float = 10.0) -> AsyncIterator[Opened]:
    """Health and readiness, on a port of their own."""
    server = Opened()

    async def ready() -> Mapping[str, bool]:
        return {"slack": True}

    app = web_app(ready, Metrics())
    bounds = ConnectionBounds(at_once, head_seconds)
    async with serving(app, "127.0.0.1", 0, server.refused.append, bounds) as server.port:
        yield server


@pytest.mark.parametrize(
    "begun", [b"", b"G", b"GET /healthz HTTP/1.1\r\nhost: x\r\n"], ids=["silent", "one byte", "half a head"]
)
async def test_a_thousand_connections_keep_nobody_out(begun: bytes) -> None:
    """Health and readiness are answered while they come and once they are there."""
    async with opened() as server:
        writers = []
        for count in range(999):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(begun)
            writers.append(writer)
            if count % 200 == 0:
                assert await server.is_well()
        assert await server.is_well()
        assert server.refused.count("too many connections") >= 999 - AT_ONCE
        for writer in writers:
            writer.close()


async def test_a_request_under_way_keeps_its_place() -> None:
    """It is those that have said nothing whole who give theirs."""
    hold, begun = asyncio.Event(), asyncio.Event()

    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        begun.set()
        await hold.wait()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        last: Message = {"type": "http.response.body", "body": b"done"}
        await send(last)

    async with serving(slow, "127.0.0.1", 0, bounds=ConnectionBounds(at_once=5)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(GET)
        await begun.wait()
        others = [await asyncio.open_connection("127.0.0.1", port) for _ in range(40)]
        hold.set()
        assert (await asyncio.wait_for(reader.readuntil(b"done"), SOON)).startswith(b"HTTP/1.1 200 ")
        for _, other in (*others, (reader, writer)):
            other.close()


#: The head of what looks like a request of Slack's, until somebody has seen its body.
_UNSIGNED: Final = (
    b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-slack-request-timestamp: %d\r\n"
    b"x-slack-signature: v0=" + b"0" * 64 + b"\r\ncontent-length: 1000\r\n\r\n"
)


@pytest.mark.parametrize("how", ["half a body", "drop by drop", "only now"])
async def test_bodies_that_never_end_keep_nobody_out(how: str) -> None:
    """Whoever comes once all places are theirs has the moment that a head takes over a network, also where others come with heads meanwhile."""
    hold, begun = asyncio.Event(), 0

    async def reading(_scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal begun
        begun += 1
        while not hold.is_set() and (await receive()).get("more_body", False):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    places = 20
    async with serving(reading, "127.0.0.1", 0, bounds=ConnectionBounds(at_once=places)) as port:
        holding = [await asyncio.open_connection("127.0.0.1", port) for _ in range(places)]
        for _, writer in holding:
            writer.write(_UNSIGNED % time.time())
        for _ in range(3 if how == "only now" else 15):
            await asyncio.sleep(0.1)
            for _, writer in holding if how == "drop by drop" else ():
                writer.write(b"x")
        assert begun == places
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        # Others come before it has said anything.
        others = [await asyncio.open_connection("127.0.0.1", port) for _ in range(places // 2)]
        for _, other in others:
            other.write(_UNSIGNED % time.time())
        await asyncio.sleep(0.1)
        writer.write(GET)
        assert (await asyncio.wait_for(reader.readline(), SOON)).startswith(b"HTTP/1.1 200 ")
        hold.set()
        for _, other in (*holding, *others, (reader, writer)):
            other.close()


async def test_who_never_reads_an_answer_is_let_go() -> None:
    """Else each would keep a place, and what it was answered, for as long as it likes."""

    async def much(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(200):
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})

    refused: asyncio.Queue[str] = asyncio.Queue()
    bounds = ConnectionBounds(answer_seconds=0.3)
    async with serving(much, "127.0.0.1", 0, refused.put_nowait, bounds) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000)
        writer.write(GET)
        assert await asyncio.wait_for(refused.get(), 5.0) == "answer not read"
        with suppress(ConnectionError):
            while await reader.read(65_536):
                pass
        writer.close()


@pytest.mark.parametrize(
    ("drops", "answered", "reason"),
    [
        ([], b"", "nothing said"),
        ([b"GET /healthz HTTP/1.1\r\n"], b"HTTP/1.1 408 ", "slow head"),
        ([b"GET /healthz HTTP/1.1\r\n", *[b"x: y\r\n"] * 20], b"HTTP/1.1 408 ", "slow head"),
    ],
    ids=["nothing", "half", "drop by drop"],
)
async def test_a_head_has_its_time(drops: list[bytes], answered: bytes, reason: str) -> None:
    """Counted from its beginning, however often something comes."""
    async with opened(head_seconds=0.15) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        reading = asyncio.ensure_future(reader.read())
        for drop in drops:
            if not reading.done():
                writer.write(drop)
                await asyncio.wait([reading], timeout=0.02)
        answer = await asyncio.wait_for(reading, SOON)
        assert answer[: len(answered) or 1] == answered
        assert server.refused == [reason]
        writer.close()


async def test_who_sends_on_is_told_why() -> None:
    """What comes once a request is refused resets nothing, and the connection ends nevertheless."""
    async with opened() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET / HTTP/1.1\nhost: x\n\n")
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), SOON)
        for _ in range(10):
            writer.write(GET)
            await asyncio.sleep(0.02)
        assert (await asyncio.wait_for(reader.read(), SOON)).endswith(b"}")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert server.refused == ["bare line feed"]
        began = time.perf_counter()
        with suppress(ConnectionError):
            while time.perf_counter() - began < 2 * LINGER_SECONDS:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)
        assert time.perf_counter() - began < 2 * LINGER_SECONDS
        writer.close()


async def test_the_second_head_of_a_connection_has_its_time_too() -> None:
    """A connection that was good once may be kept, and no half head on it."""
    async with opened(head_seconds=0.2) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(GET)
        await reader.readuntil(b"true}")
        await asyncio.sleep(0.3)
        writer.write(GET)
        await reader.readuntil(b"true}")
        writer.write(GET[:20])
        assert (await asyncio.wait_for(reader.read(), SOON)).startswith(b"HTTP/1.1 408 ")
        assert server.refused == ["slow head"]
        writer.close()


SMUGGLED: Final = {
    "length and chunks": (
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "length and chunks",
    ),
    "chunks and length": (
        b"POST / HTTP/1.1\r\nhost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "length and chunks",
    ),
    "chunks of 1.0": (b"POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", "length and chunks"),
    "two lengths": (
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na",
        "repeated header",
    ),
    "a list of lengths": (b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1, 1\r\n\r\na", "repeated header"),
    "bare line feeds": (GET.replace(b"\r\n", b"\n"), "bare line feed"),
    "one bare line feed": (b"GET /healthz HTTP/1.1\r\nhost: x\nx: y\r\n\r\n", "bare line feed"),
    "a head that ends with one": (b"GET /healthz HTTP/1.1\r\nhost: x\r\n\n", "bare line feed"),
    "a folded line": (b"GET /healthz HTTP/1.1\r\nhost: x\r\nx: a\r\n b\r\n\r\n", "folded header"),
}


@pytest.mark.parametrize("name", SMUGGLED)
@pytest.mark.parametrize("before", [b"", GET], ids=["first", "after another"])
async def test_what_can_be_read_in_two_ways_is_refused(name: str, before: bytes) -> None:
    """With its reason, and the connection is closed: nothing behind it is read as a request."""
    request, reason = SMUGGLED[name]
    async with opened() as server:
        answer = await server.says(request + GET, before)
        assert answer.count(b"HTTP/1.1 200 ") == bool(before)
        assert answer.count(b"HTTP/1.1 400 ") == 1
        assert answer.endswith(b'{"error": "' + reason.encode() + b'"}')
        assert server.refused == [reason]
        assert await server.is_well()


@pytest.mark.parametrize("cut", range(0, 60, 7))
async def test_it_does_not_matter_where_the_bytes_are_cut(cut: int) -> None:
    """The same is refused, and the same taken, when it comes in two parts."""
    async with opened() as server:
        for request, status in ((GET, b"200"), (SMUGGLED["length and chunks"][0], b"400")):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(request[:cut])
            await asyncio.sleep(0.01)
            writer.write(request[cut:])
            assert (await asyncio.wait_for(reader.readline(), SOON)).split()[1] == status
            writer.close()


async def test_requests_behind_each_other_are_all_answered() -> None:
    """Pipelined, with a body in chunks and one with a length, whose line feeds are nobody's business."""
    chunked = b"POST /healthz HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\na\nb\r\n0\r\n\r\n"
    with_length = b"POST /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\na\n\n\nb"
    async with opened() as server:
        answer = await server.says(GET + chunked + with_length + GET)
        assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"405", b"405", b"200"]
        assert server.refused == []


@pytest.mark.parametrize("head", [GET, b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na\nb", b"GET / HT", b""])
def test_what_can_be_read_in_one_way_has_no_fault(head: bytes) -> None:
    """Also while it is still coming."""
    assert fault_of(head) == ""


async def test_only_so_many_are_answered_behind_each_other() -> None:
    """Of thousands of requests in one go a few are answered, on any path, and health is answered meanwhile; a request after an answer is fine."""
    async with opened() as server:
        for path in (b"/metrics", b"/healthz"):
            # What a socket takes at once, so that the answer is not lost with the rest.
            many = b"GET %b HTTP/1.1\r\nhost: x\r\n\r\n" % path * 1_000
            floods = [asyncio.create_task(server.says(many)) for _ in range(20)]
            assert await server.is_well()
            answers = await asyncio.gather(*floods)
            assert max(answer.count(b"HTTP/1.1 200 ") for answer in answers) <= MOST_BEHIND + 1
        assert "pipelined" in server.refused
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for _ in range(2):
            writer.write(GET)
            assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200 ")
        writer.close()
