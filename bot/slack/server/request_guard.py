"""What stands in front of Bolt: a request that Slack has not just signed, or that can't be read, ends here.

Answers are a status and one word about the reason; of the body nothing is kept, logged or handed on. What was taken
is remembered for as long as its signature is good, so that a recorded request is of no use. A retry is no exception,
since the header that says so is not signed: of what was taken it is told that it was, of what was not it is the next try.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import parse_qsl

import structlog

from bot.slack.server.payload_shape import has_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

Headers: TypeAlias = dict[bytes, list[bytes]]

LARGEST_BODY: Final = 1_000_000
#: How old, or how far ahead, a signature may be (slack.md, 3.1).
SIGNATURE_SECONDS: Final = 300
#: Seconds between two warnings that the clock may be wrong.
TELL_AGAIN_SECONDS: Final = 60.0
#: Of a body that nobody has shown to be signed yet so much counts for nothing; the rest of all of them together is bounded.
SMALL_BODY: Final = 65_536
#: After a refusal, what the sender still has under way is read for so long and so far, then the connection is closed.
#: Closing at once would let the answer be lost.
LINGER_SECONDS: Final = 1.0
LINGER_BYTES: Final = 8_000_000

JSON_TYPE: Final = b"application/json"
FORM_TYPE: Final = b"application/x-www-form-urlencoded"
SINGLE_HEADERS: Final = frozenset(
    {b"content-type", b"content-length", b"x-slack-request-timestamp", b"x-slack-signature", b"x-slack-retry-num"}
)

#: A slash command has about fifteen.
MOST_FIELDS: Final = 200

TIMESTAMP = re.compile(rb"[0-9]{1,12}")
SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")
RETRY = re.compile(rb"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request goes no further, in the words that the sender and the log are given."""

    status: int
    reason: str
    headers: Mapping[str, str] = field(default_factory=dict)


#: It is signed, and is nothing that Slack sends.
MALFORMED: Final = Refusal(400, "malformed body")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a body may take to arrive, how many bytes of large ones are held at once, and how many signatures are remembered.

    Slack sends 30,000 events an hour for a workspace at most, and a signature is good for five minutes.
    """

    body_seconds: float = 5.0
    held: int = 16_000_000
    remembered: int = 50_000


class _Room:
    """How much more of large bodies may be held, of all requests together."""

    def __init__(self, left: int) -> None:
        self.left = left


class _NoRoomError(Exception):
    """More is being received than may be held."""


class Guard:
    """ASGI middleware for the one address that Slack posts to."""

    def __init__(
        self,
        app: ASGIApp,
        signing_secret: str,
        *,
        on_refused: Callable[[str], None] = lambda _reason: None,
        clock: Callable[[], float] = time.time,
        bounds: Bounds = Bounds(),
    ) -> None:
        """Stand in front of `app`; `on_refused` is told each reason, and `clock` says seconds since 1970."""
        self._app = app
        self._secret = signing_secret.encode()
        self._on_refused = on_refused
        self._clock = clock
        self._bounds = bounds
        self._told: dict[str, float] = {}
        self._room = _Room(bounds.held)
        #: When a signature that has been used stops being good, in the order of use.
        self._seen: OrderedDict[bytes, float] = OrderedDict()
        #: Those of which nobody knows yet whether they are taken.
        self._under_way: set[bytes] = set()

    @property
    def remembered(self) -> int:
        """How many signatures are remembered."""
        return len(self._seen)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a good request on with its whole body, or answer."""
        headers = _headers(scope)
        with _Body(receive, self._room).held() as body:
            try:
                refusal = (
                    self._refused_unread(scope["method"], headers)
                    or await self._refused_reading(body)
                    or self._refused_read(headers, body.content)
                )
            except ConnectionError:
                self._on_refused("hung up")
                return
            if refusal is None:
                await self._hand_on(scope, body, send, _key(headers))
                return
            # They are counted; a line for each would be for whoever sends them to fill the disk with.
            log.debug("request refused", status=refusal.status, reason=refusal.reason)
            if refusal is MALFORMED:
                # Slack's own secret has signed it, so nobody fills the log with these.
                log.warning(
                    "signed request not understood",
                    type=_media_type(headers).decode("latin-1"),
                    bytes=len(body.content),
                )
            self._on_refused(refusal.reason)
            await _answer(refusal, body, send)

    async def _hand_on(self, scope: Scope, body: _Body, send: Send, key: bytes) -> None:
        """Have the app answer; what it does not take may come again."""
        is_taken = False

        async def noting(message: Message) -> None:
            """Send a part of the answer, and note whether it takes the request."""
            nonlocal is_taken
            if message["type"] == "http.response.start":
                is_taken = message["status"] < HTTPStatus.MULTIPLE_CHOICES
            await send(message)

        self._under_way.add(key)
        try:
            await self._app(scope, body.again, noting)
        finally:
            self._under_way.discard(key)
            if not is_taken:
                self._seen.pop(key, None)

    def _refused_unread(self, method: str, headers: Headers) -> Refusal | None:  # noqa: PLR0911 - one return a reason
        """What can be said before the body is read."""
        if method != "POST":
            return Refusal(405, "wrong method", {"allow": "POST"})
        if any(len(headers.get(name, ())) > 1 for name in SINGLE_HEADERS):
            return Refusal(400, "repeated header")
        if _media_type(headers) not in {JSON_TYPE, FORM_TYPE}:
            return Refusal(415, "wrong content type")
        timestamp = _only(headers, b"x-slack-request-timestamp")
        if not TIMESTAMP.fullmatch(timestamp):
            return Refusal(401, "no timestamp")
        if not SIGNATURE.fullmatch(_only(headers, b"x-slack-signature")):
            return Refusal(401, "no signature")
        if abs(off := int(timestamp) - self._clock()) > SIGNATURE_SECONDS:
            self._tell(
                "signed at another time",
                seconds=round(off),
                hint="if this machine's clock is right, somebody sends old requests; else set it, for example with NTP",
            )
            return Refusal(401, "stale timestamp")
        length = _only(headers, b"content-length").lstrip(b"0") or b"0"
        if not length.isdigit():
            return Refusal(400, "wrong content length")
        # By its digits first: there may be any number of them.
        if len(length) > len(str(LARGEST_BODY)) or int(length) > LARGEST_BODY:
            return Refusal(413, "too large")
        return None

    def _tell(self, what: str, **more: object) -> None:
        """Warn whoever runs it, of each thing once in a while: nobody is answered then, and Slack shows only that."""
        if self._clock() - self._told.get(what, -TELL_AGAIN_SECONDS) >= TELL_AGAIN_SECONDS:
            self._told[what] = self._clock()
            log.warning(what, **more)

    async def _refused_reading(self, body: _Body) -> Refusal | None:
        """What can be said while the body arrives."""
        try:
            async with asyncio.timeout(self._bounds.body_seconds):
                return None if await body.read(LARGEST_BODY) else Refusal(413, "too large")
        except TimeoutError:
            return Refusal(408, "slow body")
        except _NoRoomError:
            return Refusal(503, "busy", {"retry-after": "1"})

    def _refused_read(self, headers: Headers, content: bytes) -> Refusal | None:
        """What can be said of the whole: whether Slack has signed it, it is new, and it can be read; in this order."""
        timestamp, signature = _only(headers, b"x-slack-request-timestamp"), _only(headers, b"x-slack-signature")
        digest = hmac.new(self._secret, b"v0:" + timestamp + b":" + content, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(b"v0=" + digest.encode(), signature):
            self._tell(
                "signed with another secret",
                hint="if nobody is answered, SLACK_SIGNING_SECRET is another app's, or a proxy changes bodies; else somebody tries",
            )
            return Refusal(401, "wrong signature")
        if not _is_readable(content, _media_type(headers)):
            return MALFORMED
        key = _key(headers)
        if self._remember(key, int(timestamp) + SIGNATURE_SECONDS):
            return None
        if not RETRY.fullmatch(_only(headers, b"x-slack-retry-num")):
            return Refusal(409, "seen before", {"x-slack-no-retry": "1"})
        if key in self._under_way:
            return Refusal(503, "under way", {"retry-after": "1"})
        return Refusal(200, "taken before")

    def _remember(self, key: bytes, until: float) -> bool:
        """Whether a signature is used for the first time; forgets those that time has made useless."""
        now = self._clock()
        while self._seen:
            oldest, end = next(iter(self._seen.items()))
            if end >= now and len(self._seen) < self._bounds.remembered:
                break
            del self._seen[oldest]
        if key in self._seen:
            return False
        self._seen[key] = until
        return True


class _Body:
    """A request's body as it arrives, and once more for the app."""

    def __init__(self, receive: Receive, room: _Room) -> None:
        self._receive = receive
        self._room = room
        self._holds = 0
        self._handed_on = False
        self.content = b""
        self.is_whole = False

    @contextlib.contextmanager
    def held(self) -> Iterator[_Body]:
        """Itself; what it takes of the room is given back in the end."""
        try:
            yield self
        finally:
            self._room.left += self._holds

    def _hold(self, size: int) -> None:
        """Take of the room what a body of this size needs of it."""
        more = max(0, size - SMALL_BODY) - self._holds
        if more > self._room.left:
            raise _NoRoomError
        if more > 0:
            self._room.left -= more
            self._holds += more

    async def read(self, most: int) -> bool:
        """All of it; False as soon as it is more than `most` bytes, and then none of it."""
        parts: list[bytes] = []
        size = 0
        while not self.is_whole:
            part = await self.next()
            size += len(part)
            if size > most:
                return False
            self._hold(size)
            parts.append(part)
        self.content = b"".join(parts)
        return True

    async def next(self) -> bytes:
        """The next part; `ConnectionError` when the sender has hung up."""
        message = await self._receive()
        if message["type"] != "http.request":
            raise ConnectionError
        self.is_whole = not message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part

    async def again(self) -> Message:
        """What the app receives: the whole body, then whatever happens to the connection."""
        if self._handed_on:
            return await self._receive()
        self._handed_on = True
        return {"type": "http.request", "body": self.content, "more_body": False}


def _headers(scope: Scope) -> Headers:
    headers: Headers = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.lower(), []).append(value)
    return headers


def _only(headers: Headers, name: bytes) -> bytes:
    return headers.get(name, [b""])[0]


def _key(headers: Headers) -> bytes:
    """What a request is remembered by; its signature is of its time and its body."""
    return _only(headers, b"x-slack-request-timestamp") + _only(headers, b"x-slack-signature")


def _media_type(headers: Headers) -> bytes:
    return _only(headers, b"content-type").partition(b";")[0].strip().lower()


def _is_readable(content: bytes, media_type: bytes) -> bool:
    """Whether it is something that Slack sends: a JSON object, a form, or a JSON object in a form, each of its shape."""
    try:
        text = content.decode()
        if media_type == JSON_TYPE:
            body = json.loads(text)
        elif text.startswith("{"):
            # Bolt takes a form that begins so for JSON.
            return False
        else:
            fields = dict(
                parse_qsl(
                    text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST_FIELDS
                )
            )
            body = json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        return False
    return isinstance(body, dict) and has_shape(body)


async def _answer(refusal: Refusal, body: _Body, send: Send) -> None:
    """Say what is wrong at once, then let the sender finish for a moment, so that the answer arrives."""
    content = json.dumps({} if refusal.status == HTTPStatus.OK else {"error": refusal.reason}).encode()
    headers = {"content-type": "application/json", "content-length": str(len(content)), **refusal.headers}
    if not body.is_whole:
        headers["connection"] = "close"
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": encoded})
    await send({"type": "http.response.body", "body": content, "more_body": not body.is_whole})
    if body.is_whole:
        return
    await _linger(body)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _linger(body: _Body) -> None:
    """Take in what is still under way, within bounds, and drop it."""
    left = LINGER_BYTES
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(LINGER_SECONDS):
            while not body.is_whole and left > 0:
                left -= len(await body.next())
