"""What every connection to the HTTP server is held to before a request of it counts: how long, how many, how written.

A head has ten seconds, from the first moment on. Who comes when all places are taken gets the place of whoever has waited
longest without having said anything whole, so that `/healthz`, `/readyz` and Slack are let in whatever else is open; who came only
now has a moment to say it, before which whoever is long at a body, or does not read an answer, gives theirs. What
two readers might take for two different requests (a length beside chunks, lines without a carriage return) is refused, so
that nothing is smuggled past a proxy in front.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

log = structlog.get_logger()

#: Seconds that the head of a request may take, from the connection's opening or its own first byte on.
HEAD_SECONDS: Final = 10.0
#: Connections at the same time: well below the 1,024 open files that a process often has.
AT_ONCE: Final = 400
#: Seconds for which who has come only now, or is at a body or an answer only now, keeps their place before whoever has had these; and who waits for
#: an answer, on which Slack gives up after three. Nobody has more than the latter to take some of an answer.
FRESH_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 10.0
#: Seconds for which what still comes is thrown away once a request was refused: closed at once with something unread, the connection would be reset,
#: and the refusal might be lost on its way (RFC 9112, 9.6).
LINGER_SECONDS: Final = 1.0
#: Requests in a row that may be sent before the answer to the one before has come.
MOST_BEHIND: Final = 8
#: The most bytes read at once; what a connection holds before anybody has looked at it is this and a body's first 65,536.
READ_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class ConnectionBounds:
    """How many connections there may be at once, and how many seconds a head has, and an answer until something of it is taken."""

    at_once: int = AT_ONCE
    head_seconds: float = HEAD_SECONDS
    answer_seconds: float = ANSWER_SECONDS


USUAL: Final = ConnectionBounds()
_END_OF_HEAD: Final = re.compile(rb"\n\r?\n")
_BARE_LF: Final = re.compile(rb"(?<!\r)\n")
_VERSION: Final = b" HTTP/1.1"


class Connection(H11Protocol):
    """One connection."""

    def __init__(self, *args: Any, on_refused: Callable[[str], None], bounds: ConnectionBounds, **named: Any) -> None:
        """As uvicorn makes it; `on_refused` is told why one goes no further."""
        super().__init__(*args, **named)
        self._on_refused = on_refused
        self._bounds = bounds
        self._head_timer: asyncio.TimerHandle | None = None
        self._unread_timer: asyncio.TimerHandle | None = None
        self._since = self.loop.time()
        self._behind = 0
        self._counted: RequestResponseCycle | None = None
        self._lingering: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a head, and make place where there is none."""
        super().connection_made(transport)
        if hasattr(transport, "max_size"):
            transport.max_size = READ_BYTES
        self._await_head()
        if len(self.connections) > self._bounds.at_once:
            others = [one for one in self.connections if isinstance(one, Connection) and one is not self]
            min(others, key=Connection.standing).give_place()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._head_came()
        self._was_read()
        if self._lingering is not None:
            self._lingering.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the last word has been said."""
        if self._lingering is None:
            super().data_received(data)

    def eof_received(self) -> None:
        """Nothing more comes, so that nothing can be lost by closing."""
        super().eof_received()
        if self._lingering is not None:
            self.transport.close()

    def pause_writing(self) -> None:
        """Wait for the answer to be taken, and not for ever."""
        super().pause_writing()
        if self._unread_timer is None:
            self._since = self.loop.time()
            self._unread_timer = self.loop.call_later(self._bounds.answer_seconds, self._never_read)

    def resume_writing(self) -> None:
        """Some of the answer was taken."""
        super().resume_writing()
        self._was_read()

    def standing(self) -> tuple[bool, int, float]:
        """Who gives its place first: who has no whole head, then who has no whole body, then anybody; the oldest first.

        But all who have had their time before anybody who has not, and of these the oldest, head or none: else a few who never end a body, or
        who come again and again with a head alone, would leave nobody the moment that one takes.
        """
        theirs = self.conn.their_state
        rank = 0 if theirs is h11.IDLE else 1 if theirs is h11.SEND_BODY else 2
        is_worked_on = rank == 2 and self._unread_timer is None  # noqa: PLR2004 - the last rank
        has_time = self.loop.time() - self._since < (self._bounds.answer_seconds if is_worked_on else FRESH_SECONDS)
        return has_time, int(is_worked_on) if has_time else rank, self._since

    def give_place(self) -> None:
        """End at once, for somebody who comes now."""
        self._on_refused("too many connections")
        # Gone from the count now, and not only once the loop comes round to it.
        self.connections.discard(self)
        self.transport.abort()

    def handle_events(self) -> None:
        """Look at a head as it was written before it is read."""
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.IDLE and (fault := fault_of(self.conn.trailing_data[0])):
            self._refuse(b"400 Bad Request", fault)
            return
        before = self.conn.their_state
        super().handle_events()
        if self.conn.their_state is not h11.IDLE:
            if self.conn.their_state is not before:
                # And not with every byte of a body: it would be young for as long as it trickles.
                self._since = self.loop.time()
            self._head_came()
            self._count_behind()
        elif self.conn.trailing_data[0]:
            self._await_head()

    def _count_behind(self) -> None:
        """Let a few requests be sent before the answers to those before them, and end after the answer to the last of these, as RFC 9112, 9.3.2, allows.

        Neither Slack, nor Prometheus, nor a proxy sends so many, and thousands in one go would keep the loop from everybody else.
        """
        if not self.conn.trailing_data[0].strip():
            self._behind = 0
        elif self.cycle is not self._counted:
            self._counted = self.cycle
            self._behind += 1
            if self._behind > MOST_BEHIND:
                self.cycle.keep_alive = False
                self._on_refused("pipelined")

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self._bounds.head_seconds, self._too_slow)

    def _head_came(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _was_read(self) -> None:
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _never_read(self) -> None:
        self._unread_timer = None
        self._on_refused("answer not read")
        self.transport.abort()

    def _too_slow(self) -> None:
        self._head_timer = None
        if self.conn.trailing_data[0]:
            self._refuse(b"408 Request Timeout", "slow head")
        else:
            self._on_refused("nothing said")
            self.transport.close()

    def _refuse(self, status: bytes, reason: str) -> None:
        log.debug("connection refused", reason=reason)
        self._on_refused(reason)
        self._head_came()
        self._unset_keepalive_if_required()
        body = b'{"error": "' + reason.encode() + b'"}'
        head = b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        self.transport.write(head % (status, len(body)) + body)
        self.transport.write_eof()
        self._lingering = self.loop.call_later(LINGER_SECONDS, self.transport.close)


def fault_of(head: bytes) -> str:
    """What two readers might read in two ways in the beginning of a request, in two words; or nothing."""
    end = _END_OF_HEAD.search(head)
    written = head[: end.end()] if end else head
    if _BARE_LF.search(written):
        return "bare line feed"
    if end is None:
        return ""
    first, *lines = written.split(b"\r\n")
    names = [line.partition(b":")[0].strip(b" \t").lower() for line in lines if line]
    lengths = [line.partition(b":")[2] for line, name in zip(lines, names, strict=False) if name == b"content-length"]
    is_chunked = b"transfer-encoding" in names
    if is_chunked and (lengths or not first.endswith(_VERSION)):
        return "length and chunks"
    if len(lengths) > 1 or any(b"," in length for length in lengths):
        return "repeated header"
    if any(line[:1] in b" \t" for line in lines if line):
        return "folded header"
    return ""
