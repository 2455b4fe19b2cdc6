"""What stands in front of Bolt, over a real socket: nothing that Slack has not just signed gets past."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import logging
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from structlog.testing import capture_logs

from bot.slack.server import request_guard
from bot.slack.server.http import serving
from bot.slack.server.request_guard import Bounds, Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.types import Receive, Scope, Send

Headers: TypeAlias = list[tuple[bytes, bytes]]

SECRET: Final = "the signing secret"  # noqa: S105 - of this test
NOW: Final = 1_700_000_000
WORDS: Final = "our secret plan"
MESSAGE: Final = {"type": "message", "channel": "C1", "user": "U1", "ts": f"{NOW}.000100", "text": WORDS}
EVENT: Final = json.dumps({"type": "event_callback", "team_id": "T1", "event": MESSAGE}).encode()
FORM: Final = b"command=%2Fverdict&text=our+secret+plan&trigger_id=1&team_id=T1&channel_id=C1&user_id=U1"
PRESS: Final = {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T1"}, "actions": [{"action_id": "a"}]}


def event(text: str) -> bytes:
    """An event with some words."""
    return json.dumps(json.loads(EVENT) | {"event": MESSAGE | {"text": text}}, ensure_ascii=False).encode()


_NO_EVENT: Final = b'{"type": "event_callback", "team_id": "T1", "event": null}'
_NO_TEAM: Final = json.dumps({"type": "event_callback", "event": MESSAGE}).encode()
#: What a refusal may take here, on a busy machine; it is some milliseconds on an idle one.
AT_ONCE: Final = 3.0


@dataclass
class Door:
    """A running guard, the time it goes by, and what has got past it."""

    port: int = 0
    now: float = NOW
    passed: list[bytes] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is behind the guard."""
        self.passed.append(await Request(scope, receive).body())
        await Response("taken")(scope, receive, send)


@dataclass(frozen=True)
class Answer:
    """What came back over the wire."""

    status: int
    headers: dict[str, str]
    content: bytes
    after: float


@asynccontextmanager
async def guarded(body_seconds: float = 5.0, held: int = 16_000_000) -> AsyncIterator[Door]:
    """A guard on a port of its own."""
    door = Door()
    bounds = Bounds(body_seconds=body_seconds, held=held)
    app = Guard(door.app, SECRET, on_refused=door.refused.append, clock=lambda: door.now, bounds=bounds)
    async with serving(app, "127.0.0.1", 0) as door.port:
        yield door


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Door]:
    """One guard for all requests that leave no trace in it."""
    async with guarded() as door:
        yield door


def signature(timestamp: bytes, body: bytes, secret: str = SECRET) -> bytes:
    """Slack's signature of a body."""
    return b"v0=" + hmac.new(secret.encode(), b"v0:" + timestamp + b":" + body, hashlib.sha256).hexdigest().encode()


def signed(
    body: bytes, *, at: int = NOW, content_type: bytes = b"application/json", **changes: bytes | None
) -> Headers:
    """The headers that Slack sends with a body; changes by name, with `_` for `-`, and None to leave one out."""
    timestamp = str(at).encode()
    headers: dict[str, bytes | None] = {
        "host": b"localhost",
        "content-type": content_type,
        "content-length": str(len(body)).encode(),
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature(timestamp, body),
    }
    headers |= {name.replace("_", "-"): value for name, value in changes.items()}
    return [(name.encode(), value) for name, value in headers.items() if value is not None]


async def send(port: int, headers: Headers, body: bytes, *, method: bytes = b"POST") -> Answer:
    """Send these bytes, whatever they are, and read the answer."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [method + b" /slack/events HTTP/1.1", *(name + b": " + value for name, value in headers)]
        writer.write(b"\r\n".join([*lines, b"", body]))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
        found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        content = b"" if method == b"HEAD" else await reader.readexactly(int(found.get("content-length", "0")))
        return Answer(int(head[0].split()[1]), found, content, time.perf_counter() - began)
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (EVENT, b"application/json"),
        (EVENT, b"Application/JSON; charset=utf-8"),
        (FORM, b"application/x-www-form-urlencoded"),
        (urlencode({"payload": json.dumps(PRESS)}).encode(), b"application/x-www-form-urlencoded"),
        (event("日本 🎉"), b"application/json"),
        (event("a" * (request_guard.LARGEST_BODY - len(event("")))), b"application/json"),
    ],
    ids=["event", "charset", "command", "press", "unicode", "largest"],
)
async def test_what_slack_has_signed_gets_past_whole(body: bytes, content_type: bytes) -> None:
    """An event, a command, a press; in other writing, and as large as it may be."""
    async with guarded() as door:
        answer = await send(door.port, signed(body, content_type=content_type), body)
        assert (answer.status, answer.content) == (200, b"taken")
        assert (door.passed, door.refused) == ([body], [])


@pytest.mark.parametrize("offset", [-300, 300])
async def test_a_clock_may_be_five_minutes_off(offset: int) -> None:
    """Either way."""
    async with guarded() as door:
        assert (await send(door.port, signed(EVENT, at=NOW + offset), EVENT)).status == 200


BAD: Final[dict[str, tuple[int, str, Callable[[], tuple[Headers, bytes]]]]] = {
    "no signature": (401, "no signature", lambda: (signed(EVENT, x_slack_signature=None), EVENT)),
    "empty signature": (401, "no signature", lambda: (signed(EVENT, x_slack_signature=b""), EVENT)),
    "non-ASCII signature": (
        401, "no signature", lambda: (signed(EVENT, x_slack_signature=b"v0=" + b"\xe9" * 64), EVENT),
    ),
    "non-ASCII digits": (
        401, "no signature", lambda: (signed(EVENT, x_slack_signature=b"v0=" + "٣".encode() * 32), EVENT),
    ),
    "another version": (401, "no signature", lambda: (signed(EVENT, x_slack_signature=b"v1=" + b"0" * 64), EVENT)),
    "short signature": (401, "no signature", lambda: (signed(EVENT, x_slack_signature=b"v0=abc"), EVENT)),
    "wrong signature": (401, "wrong signature", lambda: (signed(EVENT, x_slack_signature=b"v0=" + b"0" * 64), EVENT)),
    "another secret": (
        401,
        "wrong signature",
        lambda: (signed(EVENT, x_slack_signature=signature(str(NOW).encode(), EVENT, "x")), EVENT),
    ),
    "another body": (401, "wrong signature", lambda: (signed(EVENT), EVENT.replace(b"plan", b"PLAN"))),
    "another timestamp": (
        401, "wrong signature", lambda: (signed(EVENT, x_slack_request_timestamp=str(NOW + 1).encode()), EVENT),
    ),
    "no timestamp": (401, "no timestamp", lambda: (signed(EVENT, x_slack_request_timestamp=None), EVENT)),
    "not a number": (401, "no timestamp", lambda: (signed(EVENT, x_slack_request_timestamp=b"today"), EVENT)),
    "a fraction": (401, "no timestamp", lambda: (signed(EVENT, x_slack_request_timestamp=b"1700000000.5"), EVENT)),
    "negative": (401, "no timestamp", lambda: (signed(EVENT, x_slack_request_timestamp=b"-1700000000"), EVENT)),
    "underscores": (401, "no timestamp", lambda: (signed(EVENT, x_slack_request_timestamp=b"1_700_000_000"), EVENT)),
    "non-ASCII number": (
        401, "no timestamp", lambda: (signed(EVENT, x_slack_request_timestamp="١٧٠٠٠٠٠٠٠٠".encode()), EVENT),
    ),
    "endless number": (401, "no timestamp", lambda: (signed(EVENT, x_slack_request_timestamp=b"9" * 5_000), EVENT)),
    "stale": (401, "stale timestamp", lambda: (signed(EVENT, at=NOW - 301), EVENT)),
    "from the future": (401, "stale timestamp", lambda: (signed(EVENT, at=NOW + 301), EVENT)),
    "two signatures": (
        400, "repeated header", lambda: ([*signed(EVENT), (b"X-Slack-Signature", b"v0=" + b"0" * 64)], EVENT),
    ),
    "two timestamps": (
        400, "repeated header", lambda: ([*signed(EVENT), (b"X-Slack-Request-Timestamp", str(NOW).encode())], EVENT),
    ),
    "two content types": (400, "repeated header", lambda: ([*signed(EVENT), (b"Content-Type", b"text/plain")], EVENT)),
    "plain text": (415, "wrong content type", lambda: (signed(EVENT, content_type=b"text/plain"), EVENT)),
    "multipart": (
        415, "wrong content type", lambda: (signed(EVENT, content_type=b"multipart/form-data; boundary=x"), EVENT),
    ),
    "no content type": (415, "wrong content type", lambda: (signed(EVENT, content_type=None), EVENT)),  # type: ignore[arg-type]
    "large, announced": (
        413, "too large", lambda: (signed(EVENT, content_length=str(request_guard.LARGEST_BODY + 1).encode()), b""),
    ),
    "endless, announced": (413, "too large", lambda: (signed(EVENT, content_length=b"9" * 18), b"")),
    "large, in chunks": (
        413,
        "too large",
        lambda: (
            signed(EVENT, content_length=None, transfer_encoding=b"chunked"),
            (b"10000\r\n" + b"a" * 0x10000 + b"\r\n") * 16 + b"0\r\n\r\n",
        ),
    ),
    "malformed JSON": (400, "malformed body", lambda: (signed(EVENT[:-1]), EVENT[:-1])),
    "a list": (400, "malformed body", lambda: (signed(b"[1]"), b"[1]")),
    "no body": (400, "malformed body", lambda: (signed(b""), b"")),
    "deep": (400, "malformed body", lambda: (signed(b"[" * 900_000), b"[" * 900_000)),
    "long number": (400, "malformed body", lambda: (signed(b'{"a":' + b"9" * 5_000 + b"}"), b'{"a":' + b"9" * 5_000 + b"}")),
    "not UTF-8": (400, "malformed body", lambda: (signed(b'{"text": "\xff"}'), b'{"text": "\xff"}')),
    "not UTF-8 in a form": (400, "malformed body", lambda: form(b"command=%2Fverdict&text=%ff%fe")),
    "half a form": (400, "malformed body", lambda: form(b"command=%2Fverdict&our secret plan")),
    "malformed payload": (400, "malformed body", lambda: form(b"payload=%7B%22type%22")),
    "JSON of another shape": (400, "malformed body", lambda: (signed(b'{"a":1}'), b'{"a":1}')),
    "an event that is none": (400, "malformed body", lambda: (signed(_NO_EVENT), _NO_EVENT)),
    "an event of no workspace": (400, "malformed body", lambda: (signed(_NO_TEAM), _NO_TEAM)),
    "a press of nobody": (400, "malformed body", lambda: form(b"payload=%7B%22type%22%3A%22block_actions%22%7D")),
    "a press of nothing": (400, "malformed body", lambda: form(urlencode({"payload": json.dumps(PRESS | {"actions": []})}).encode())),
    "a form of another shape": (400, "malformed body", lambda: form(b"a=b")),
    "a payload that is no object": (400, "malformed body", lambda: form(b"payload=%5B%5D")),
    "JSON that says it is a form": (400, "malformed body", lambda: form(b'{"command": "=1"}')),
    "a form of many fields": (400, "malformed body", lambda: form(b"&".join([b"a=1"] * 300))),
}  # fmt: skip


def form(body: bytes) -> tuple[Headers, bytes]:
    """A signed form."""
    return signed(body, content_type=b"application/x-www-form-urlencoded"), body


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", BAD)
async def test_bad_requests_end_here(
    shared: Door, name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """They are answered at once with a status and a reason, reach nothing, and leave none of their words in the log."""
    caplog.set_level(logging.DEBUG)
    status, reason, request_of = BAD[name]
    headers, body = request_of()
    shared.refused.clear()
    with capture_logs() as lines:
        answer = await send(shared.port, headers, body)
    assert (answer.status, json.loads(answer.content)) == (status, {"error": reason})
    assert answer.headers["content-type"] == "application/json"
    assert (shared.passed, shared.refused) == ([], [reason])
    assert answer.after < AT_ONCE
    assert [(line["status"], line["reason"]) for line in lines if line["log_level"] == "debug"] == [(status, reason)]
    out, err = capfd.readouterr()
    assert not [where for where in (caplog.text, str(lines), out, err) if "secret plan" in where or "\xff" in where]


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"PATCH"])
async def test_only_posts_are_taken(method: bytes) -> None:
    """Any other method is told so, signed or not."""
    async with guarded() as door:
        answer = await send(door.port, signed(b"", content_length=None), b"", method=method)
        assert (answer.status, answer.headers["allow"]) == (405, "POST")
        assert (door.passed, door.refused) == ([], ["wrong method"])


@pytest.mark.parametrize(
    "begun",
    [
        signed(EVENT),
        signed(EVENT, content_length=None, transfer_encoding=b"chunked"),
    ],
    ids=["announced", "in chunks"],
)
async def test_a_body_that_does_not_come_is_not_waited_for(begun: Headers) -> None:
    """Its beginning came, the rest did not: the answer does, after the time a body may take."""
    async with guarded(body_seconds=0.05) as door:
        answer = await send(door.port, begun, b"4\r\n{   \r\n")
        assert (answer.status, json.loads(answer.content)) == (408, {"error": "slow body"})
        assert answer.headers["connection"] == "close"
        assert answer.after < AT_ONCE
        assert (door.passed, door.refused) == ([], ["slow body"])


async def test_drops_do_not_buy_time() -> None:
    """A body that comes byte by byte has the same time in all."""
    async with guarded(body_seconds=0.1) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        began = time.perf_counter()
        head = b"".join(name + b": " + value + b"\r\n" for name, value in signed(EVENT))
        writer.write(b"POST / HTTP/1.1\r\n" + head + b"\r\n")
        status = asyncio.ensure_future(reader.readline())
        while not status.done():
            writer.write(b" ")
            await asyncio.wait([status], timeout=0.01)
        assert b"408" in status.result()
        assert time.perf_counter() - began < AT_ONCE
        writer.close()
        assert door.passed == []


async def test_who_hangs_up_is_not_answered() -> None:
    """A request whose sender has gone reaches nothing, and the server goes on."""
    async with guarded() as door:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        head = b"".join(name + b": " + value + b"\r\n" for name, value in signed(EVENT))
        writer.write(b"POST / HTTP/1.1\r\n" + head + b"\r\n{")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        assert (await send(door.port, signed(EVENT), EVENT)).status == 200
        assert door.passed == [EVENT]
    assert door.refused == ["hung up"]


@pytest.mark.parametrize("in_chunks", [False, True])
async def test_who_sends_too_much_hears_about_it(*, in_chunks: bool) -> None:
    """An ordinary client that sends three megabytes reads the answer rather than a broken connection."""
    whole = b"a" * 3_000_000

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, len(whole), 65_536):
            yield whole[start : start + 65_536]

    headers = {name.decode(): value.decode() for name, value in signed(whole, content_length=None, host=None)}
    async with guarded() as door, aiohttp.ClientSession() as session:
        data = parts() if in_chunks else io.BytesIO(whole)
        async with session.post(f"http://127.0.0.1:{door.port}/", data=data, headers=headers) as response:
            assert (response.status, await response.json()) == (413, {"error": "too large"})
        assert door.passed == []


async def test_who_listens_only_after_sending_hears_about_it_too() -> None:
    """The connection stays open until a plain client has got rid of its megabytes, and is closed then."""
    async with guarded() as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        head = b"".join(name + b": " + value + b"\r\n" for name, value in signed(EVENT, content_length=b"3000000"))
        writer.write(b"POST / HTTP/1.1\r\n" + head + b"\r\n")
        for _ in range(30):
            writer.write(b"a" * 100_000)
            await writer.drain()
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert answer.endswith(b'{"error": "too large"}')
        writer.close()


async def test_a_recorded_request_is_of_no_use() -> None:
    """The same signature passes once; the copy is told not to be sent again."""
    async with guarded() as door:
        assert (await send(door.port, signed(EVENT), EVENT)).status == 200
        copy = await send(door.port, signed(EVENT), EVENT)
        assert (copy.status, json.loads(copy.content)) == (409, {"error": "seen before"})
        assert copy.headers["x-slack-no-retry"] == "1"
        later = signed(EVENT, at=NOW + 1)
        assert (await send(door.port, later, EVENT)).status == 200
        assert door.passed == [EVENT, EVENT]


async def test_a_recorded_request_is_of_no_use_for_as_long_as_its_signature_is_good() -> None:
    """To the last second of it, one signed ahead of time too; after that it is stale."""
    async with guarded() as door:
        ahead = signed(EVENT, at=NOW + 299)
        assert (await send(door.port, ahead, EVENT)).status == 200
        answers = []
        for door.now in (NOW + 299, NOW + 599, NOW + 600):
            answers.append(json.loads((await send(door.port, ahead, EVENT)).content)["error"])
        assert answers == ["seen before", "seen before", "stale timestamp"]


@pytest.mark.parametrize("number", [b"1", b"3", b"9999"])
async def test_the_header_of_a_retry_is_no_key(number: bytes) -> None:
    """Nobody signs it: what was taken is not taken again by it, and whoever sends it is told that all is well."""
    async with guarded() as door:
        assert (await send(door.port, signed(EVENT), EVENT)).status == 200
        again = await send(door.port, signed(EVENT, x_slack_retry_num=number), EVENT)
        assert (again.status, json.loads(again.content)) == (200, {})
        assert (door.passed, door.refused) == ([EVENT], ["taken before"])


@pytest.mark.parametrize("number", [b"one", b"", b"99999"])
async def test_what_is_no_number_of_a_retry_is_a_copy(number: bytes) -> None:
    """It is refused as one."""
    async with guarded() as door:
        assert (await send(door.port, signed(EVENT), EVENT)).status == 200
        assert (await send(door.port, signed(EVENT, x_slack_retry_num=number), EVENT)).status == 409


async def test_a_retry_of_what_was_not_taken_goes_on() -> None:
    """The first try failed behind the guard, or fell over: the next one is as good as the first."""
    answers = iter([500, None, 503, 200, 200])
    heard = []

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        heard.append((await receive())["body"])
        status = next(answers)
        if status is None:
            raise LookupError("fell over")
        await send({"type": "http.response.start", "status": status, "headers": []})

    door = Guard(app, SECRET, clock=lambda: NOW)
    retry = signed(EVENT, x_slack_retry_num=b"1")
    assert await run(door, signed(EVENT), EVENT) == 500
    with pytest.raises(LookupError):
        await run(door, retry, EVENT)
    assert [await run(door, retry, EVENT) for _ in range(4)] == [503, 200, 200, 200]
    assert heard == [EVENT] * 4


async def test_a_retry_of_what_is_under_way_comes_again_later() -> None:
    """Slack has not waited for the answer; whether there is one nobody knows yet."""
    hold, begun = asyncio.Event(), asyncio.Event()

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        begun.set()
        await hold.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    door = Guard(app, SECRET, clock=lambda: NOW)
    first = asyncio.create_task(run(door, signed(EVENT), EVENT))
    await begun.wait()
    retry = signed(EVENT, x_slack_retry_num=b"1")
    assert await run(door, retry, EVENT) == 503
    hold.set()
    assert await first == 200
    assert await run(door, retry, EVENT) == 200


async def test_large_bodies_have_room_together() -> None:
    """Bodies that nobody has shown to be signed fill no memory; small ones come in all the while, and the room is given back."""
    large = b"a" * 300_000
    async with guarded(held=500_000) as door:
        begun = []
        for _ in range(2):
            begun.append(await asyncio.open_connection("127.0.0.1", door.port))
            head = b"".join(name + b": " + value + b"\r\n" for name, value in signed(large))
            begun[-1][1].write(b"POST / HTTP/1.1\r\n" + head + b"\r\n" + large[:-1])
            await begun[-1][1].drain()
        await asyncio.sleep(0.1)
        answer = await send(door.port, signed(large), large)
        assert (answer.status, json.loads(answer.content)) == (503, {"error": "busy"})
        assert (await send(door.port, signed(EVENT), EVENT)).status == 200
        for _, writer in begun:
            writer.close()
        await asyncio.sleep(0.1)
        assert (await send(door.port, signed(large), large)).status == 400
        assert door.refused == ["busy", "hung up", "hung up", "malformed body"]


async def test_a_clock_that_is_wrong_is_said_to_whoever_runs_it() -> None:
    """As a warning, once a minute: with one that is off nobody is answered, and it is all there is to see."""
    async with guarded() as door:
        with capture_logs() as lines:
            for _ in range(3):
                await send(door.port, signed(EVENT, at=NOW - 900), EVENT)
    assert [(line["log_level"], line.get("seconds")) for line in lines] == [("warning", -900), *[("debug", None)] * 3]


async def test_another_secret_is_said_to_whoever_runs_it() -> None:
    """The same for what is signed with another secret: once a minute, with what to look at."""
    async with guarded() as door:
        with capture_logs() as lines:
            for _ in range(3):
                await send(door.port, signed(EVENT, x_slack_signature=b"v0=" + b"0" * 64), EVENT)
            door.now += request_guard.TELL_AGAIN_SECONDS
            await send(door.port, signed(EVENT, at=int(door.now), x_slack_signature=b"v0=" + b"0" * 64), EVENT)
    told = [line for line in lines if line["log_level"] == "warning"]
    assert [line["event"] for line in told] == ["signed with another secret"] * 2
    assert all("SLACK_SIGNING_SECRET" in line["hint"] for line in told)


async def test_two_at_the_same_time_are_one() -> None:
    """Of twenty copies that arrive together one passes."""
    async with guarded() as door:
        answers = await asyncio.gather(*(send(door.port, signed(EVENT), EVENT) for _ in range(20)))
        assert sorted(answer.status for answer in answers) == [200] + [409] * 19
        assert door.passed == [EVENT]


async def test_a_wrong_copy_spoils_nothing() -> None:
    """Who guesses a signature before Slack uses it does not keep Slack's request out."""
    async with guarded() as door:
        assert (await send(door.port, signed(EVENT), EVENT[:-1] + b" ")).status == 401
        assert (await send(door.port, signed(EVENT), EVENT)).status == 200


async def run(door: Guard, headers: Headers, body: bytes) -> int:
    """One request without a socket; its status."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def keep(message: Any) -> None:
        statuses.append(message.get("status", 0))

    await door({"type": "http", "method": "POST", "headers": headers}, receive, keep)
    return statuses[0]


async def test_memory_of_signatures_is_bounded() -> None:
    """As many are remembered as were asked for, the latest ones, and none that time has made useless."""
    door, behind = Door(), Door()
    app = Guard(behind.app, SECRET, clock=lambda: door.now, bounds=Bounds(remembered=3))
    for second in range(5):
        assert await run(app, signed(EVENT, at=NOW + second), EVENT) == 200
    assert app.remembered == 3
    assert [await run(app, signed(EVENT, at=NOW + second), EVENT) for second in (4, 3)] == [409, 409]
    door.now = NOW + 1_000
    assert await run(app, signed(EVENT, at=NOW + 1_000), EVENT) == 200
    assert app.remembered == 1


@given(
    st.binary(max_size=80),
    st.binary(max_size=80),
    st.sampled_from([b"application/json", b"application/x-www-form-urlencoded"]),
)
async def test_nothing_unsigned_passes_and_nothing_breaks(value: bytes, body: bytes, content_type: bytes) -> None:
    """Whatever bytes stand in the headers and the body, there is an answer of four hundred and something."""
    behind = Door()
    app = Guard(behind.app, SECRET, clock=lambda: NOW)
    for name in ("x_slack_signature", "x_slack_request_timestamp", "content_length", "content_type"):
        changed = signed(body, **{"content_type": content_type, name: value})  # type: ignore[arg-type]
        status = await run(app, changed, body + b" ")
        assert 400 <= status < 500
    signed_garbage = await run(app, signed(body, content_type=content_type), body)
    assert signed_garbage in {200, 400}
    assert len(behind.passed) == (signed_garbage == 200)
