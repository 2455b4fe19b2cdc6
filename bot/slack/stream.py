"""One answer on its way into a thread: streamed where Slack allows it, the same content where it does not.

One task sends everything, one call after the other; `write`, `finish` and `stop` only tell it what there is to send. A
stream ends before Slack would end it and goes on in the next message; one that died is replaced by an ordinary change of
its message; where streaming is not to be had, a message is posted and changed, or, where even that is more than Slack
would take now, posted once it is complete.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.blocks.text import cut_markdown
from bot.slack.calls import RATE_LIMITED, Manner, happens
from bot.slack.delivery import GONE, NO_MESSAGE, Sent, metadata
from bot.slack.message import Message
from bot.slack.refusals import NOT_HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from bot.slack.message import Block
    from bot.slack.pace import Limits
    from bot.slack.thread import Thread
    from bot.slack.workspaces import Workspace

log = structlog.get_logger()
START, APPEND, STOP, UPDATE, POST = (
    "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update", "chat.postMessage",
)  # fmt: skip
STOPPED = "stopped_by_user"
#: Answers that mean a stream is closed already.
CLOSED = {STOPPED, "message_not_in_streaming_state"}
#: What an open stream answers to a change of its message.
STILL_OPEN = "streaming_state_conflict"
#: Answers that mean a message is too old to be changed, or may not be.
UNCHANGEABLE = {"edit_window_closed", "cant_update_message"}
#: How soon to look again whether there is room for a message that will have to be changed.
LOOK_AGAIN = 0.5
#: Characters of a part of an answer that notifications show.
LONGEST_TEXT = 300


class StoppedError(Exception):
    """The person pressed Stop."""


class WithdrawnError(Exception):
    """Somebody deleted the message while it was being written."""


@dataclass(slots=True)
class Segment:
    """One message of an answer: what stands in it, whether it is streamed still, and which call to it is promised."""

    sent: Sent
    key: str
    text: str
    open: bool = False
    promised: str = ""
    started: float = field(default_factory=time.monotonic)


class Outgoing:
    """One answer. Call `write` as text comes, then `finish` with the whole; or `stop`, before or after either failed."""

    def __init__(
        self, workspace: Workspace, thread: Thread, key: str, allowed: Limits, shown: Callable[[], None] = lambda: None
    ) -> None:
        """Send into this thread; `key` tells this answer from every other, `shown` hears when its first text is there."""
        self._delivery = workspace.delivery
        self._calls = workspace.calls
        self._streaming = workspace.streaming
        self._thread = thread
        self._key = key
        self._allowed = allowed
        self._shown = shown
        self._streams = True
        self._segments: list[Segment] = []
        self._pending = ""
        self._written = ""
        self._began = self._sent_at = 0.0
        self._news = asyncio.Event()
        self._end: Message | None = None
        self._unwanted = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None
        self._is_closed = False
        #: Whether Slack may go on showing that the bot is working.
        self.left_working = False

    @property
    def sent(self) -> list[Sent]:
        """The messages so far."""
        return [segment.sent for segment in self._segments]

    def write(self, text: str) -> None:
        """Take the next piece of text in; it is sent in the background.

        Raises:
            StoppedError: The person pressed Stop.
            WithdrawnError: Somebody deleted the message.
            SlackRefusedError: Slack takes nothing any more.
            SlackUnreachableError: It could not be reached.
        """
        if self._sender is None:
            self._began = time.monotonic()
            self._sender = asyncio.create_task(self._send_all())
        elif self._sender.done():
            self._sender.result()
        self._written += text
        self._pending += text
        self._news.set()

    async def finish(self, message: Message) -> None:
        """Close the answer with its final content; raises as `write`."""
        self._end = message
        self._news.set()
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_all())
        # Never cut within a call: nobody would know what stands in Slack. Whoever is cancelled here calls `stop`.
        await asyncio.shield(self._sender)

    async def stop(self, message: Message) -> None:
        """End where it is: the text so far stays, with the closing blocks of `message`; what is complete stays so.

        Raises:
            SlackRefusedError: Slack did not take the end.
            SlackUnreachableError: It could not be reached.
        """
        self._unwanted.set()
        self._news.set()
        if self._sender is not None:
            await asyncio.gather(self._sender, return_exceptions=True)
        if not self._segments or self._is_closed:
            return
        self._is_closed = True
        last = self._segments[-1]
        await self._settle(last, _unclosed(last.text), message.rest, message.text)

    # The sender

    async def _send_all(self) -> None:
        try:
            while self._end is None and not self._unwanted.is_set():
                delay = self._delay() if self._pending else None
                if delay is not None and delay <= 0:
                    await self._send()
                else:
                    self._news.clear()
                    await happens(self._news, delay)
            if self._end is not None and not self._unwanted.is_set():
                await self._close(self._end)
                self._is_closed = True
        finally:
            for segment in self._segments:
                self._break_promise(segment)

    def _delay(self) -> float:
        """Seconds until the pending text may be sent."""
        now = time.monotonic()
        if not self._segments:
            due = self._began + self._allowed.first_flush - now
            return due if due > 0 or self._can_begin() else LOOK_AGAIN
        method, gap = (APPEND, self._allowed.flush) if self._segments[-1].open else (UPDATE, self._allowed.update)
        return max(self._sent_at + gap - now, self._calls.pace.delay(method))

    def _can_begin(self) -> bool:
        """Whether a message can be begun now that will have to be ended soon."""
        if self._may_stream():
            return True
        return self._calls.is_free(POST, self._thread.channel) and self._calls.is_free(UPDATE)

    def _may_stream(self) -> bool:
        return (
            self._streams
            and self._streaming.is_possible(self._thread.channel[:1])
            and self._calls.is_free(START)
            and self._calls.is_free(STOP)
        )

    async def _send(self) -> None:
        """Send what is pending, or as much of it as one message takes."""
        last = self._segments[-1] if self._segments else None
        piece = (
            "" if last is None or (last.open and self._is_old(last)) else self._take(self._room(last), at_a_break=True)
        )
        if last is not None and piece:
            await self._extend(last, piece)
        else:
            if last is not None:
                await self._leave(last, "")
            await self._begin(self._take(self._allowed.stream_bytes))
        self._sent_at = time.monotonic()

    async def _close(self, message: Message) -> None:
        """Send what is left, and the closing blocks."""
        if not self._segments:
            sent = await self._delivery.post(self._thread, message, self._key, self._manner())
            self._segments.append(Segment(sent, self._key, message.body))
            self._shown()
            return
        if self._written.strip() != message.body.strip():
            await self._replace(message)
            return
        while True:
            last = self._segments[-1]
            piece = self._take(self._room(last), at_a_break=True)
            if not self._pending:
                await self._settle(last, piece, message.rest, message.text)
                return
            await self._leave(last, piece)
            await self._begin(self._take(self._allowed.stream_bytes))

    async def _leave(self, segment: Segment, piece: str) -> None:
        """End a message that is full or old; the text goes on in the next."""
        text = segment.text + piece
        if end := _unclosed(text):
            piece, text = piece + end, text + end
            # What was code must not come alive in the next message.
            self._pending = f"```\n{self._pending}"
        await self._settle(segment, piece, (), cut_markdown(text, LONGEST_TEXT))

    async def _replace(self, message: Message) -> None:
        """The final text is another than what was sent: it takes the first message's place, the others go."""
        first, *others = self._segments
        for segment in self._segments:
            if segment.open:
                await self._shut(segment)
        await self._change(first, message)
        for other in others:
            await self._delivery.delete(other.sent)
        self._segments[1:] = []

    # One message

    async def _begin(self, text: str) -> None:
        """A new message that begins with some text, streamed if that can be."""
        pace, key = self._calls.pace, f"{self._key}/{len(self._segments)}"
        sent, promised = None, STOP
        if self._may_stream():
            pace.promise(STOP)
            sent = await self._start(text)
            if sent is None:
                pace.release(STOP)
        if sent is None:
            if not self._segments and self._end is None and not self._can_begin():
                self._pending = text + self._pending
                return
            promised = UPDATE
            pace.promise(UPDATE)
            sent = await self._post(text, key)
        self._segments.append(Segment(sent, key, text, promised == STOP, promised))
        if len(self._segments) == 1:
            self._shown()

    async def _post(self, text: str, key: str) -> Sent:
        """A message that begins with some text; the place for its change is promised already."""
        message = Message(cut_markdown(text, LONGEST_TEXT), (markdown_block(text + _unclosed(text)),))
        try:
            return await self._delivery.post(self._thread, message, key, self._manner())
        except BaseException:
            self._calls.pace.release(UPDATE)
            raise

    async def _start(self, text: str) -> Sent | None:
        """A stream that begins with some text, or None where there is none to be had."""
        kind = self._thread.channel[:1]
        self.left_working = True
        try:
            answer = await self._calls.call(
                START, Manner(waits=False),
                channel=self._thread.channel,
                thread_ts=self._thread.ts,
                recipient_user_id=self._thread.person,
                recipient_team_id=self._thread.person_team,
                chunks=[markdown_chunk(text)],
            )  # fmt: skip
        except SlackRefusedError as error:
            log.info("no streaming", reason=error.code)
            if error.code in NOT_HERE:
                self._streaming.refused(kind)
            self._streams = error.code == RATE_LIMITED
            self.left_working = False
            return None
        except SlackUnreachableError as error:
            # It may have begun all the same: the newest stream of ours that we know nothing of is it.
            return await self._delivery.find_stream(self._thread, self.sent) if error.uncertain else None
        return Sent(self._thread.channel, str(answer["ts"]))

    async def _extend(self, segment: Segment, text: str) -> None:
        """More text for a message; it stays pending where Slack wants it later."""
        try:
            if segment.open:
                await self._append(segment, text)
            else:
                await self._update(segment, segment.text + text, Manner(waits=False))
        except SlackRefusedError as error:
            self._pending = text + self._pending
            if error.code != RATE_LIMITED:
                raise
        except SlackUnreachableError:
            # The next change says the same and more.
            self._pending = text + self._pending
            self._sent_at = time.monotonic()
        else:
            segment.text += text

    async def _append(self, segment: Segment, text: str) -> None:
        sent = segment.sent
        try:
            await self._calls.call(
                APPEND, Manner(waits=False), channel=sent.channel, ts=sent.ts, chunks=[markdown_chunk(text)]
            )
        except SlackRefusedError as error:
            if error.code == RATE_LIMITED:
                raise
            self._heed(segment, error)
            log.info("stream ended", reason=error.code)
        except SlackUnreachableError as error:
            # Nobody knows whether the text arrived: from here on the message is changed as a whole.
            log.info("stream left", reason=str(error))
        else:
            return
        await self._shut(segment)
        await self._update(segment, segment.text + text, Manner(waits=False))

    async def _settle(self, segment: Segment, piece: str, rest: Sequence[Block], text: str) -> None:
        """Give a message its last words and its closing blocks."""
        if segment.open:
            try:
                await self._calls.call(
                    STOP, self._kept(segment),
                    channel=segment.sent.channel,
                    ts=segment.sent.ts,
                    chunks=[markdown_chunk(piece)] if piece else None,
                    blocks=list(rest) or None,
                    metadata=metadata(segment.key),
                )  # fmt: skip
            except SlackRefusedError as error:
                self._heed(segment, error)
                log.info("stream not closed", reason=error.code)
            except SlackUnreachableError as error:
                log.info("stream not closed", reason=str(error))
            else:
                segment.open, segment.text = False, segment.text + piece
                self.left_working = False
                return
            await self._shut(segment)
        segment.text += piece
        await self._change(segment, Message(text, (markdown_block(segment.text), *rest)))

    async def _change(self, segment: Segment, message: Message) -> None:
        """Give a message that is no open stream its final content."""
        for _ in range(2):
            try:
                await self._delivery.update(segment.sent, message, self._kept(segment), segment.key)
            except SlackRefusedError as error:
                if error.code == STILL_OPEN:
                    segment.open = True
                    await self._shut(segment)
                    continue
                if error.code not in UNCHANGEABLE:
                    self._heed(segment, error)
                    raise
                log.info("message not changed", reason=error.code)
                old, segment.sent = (
                    segment.sent,
                    await self._delivery.post(self._thread, message, f"{segment.key}/again"),
                )
                await self._delivery.delete(old)
            return
        raise SlackRefusedError(UPDATE, STILL_OPEN)

    async def _update(self, segment: Segment, text: str, manner: Manner) -> None:
        """Show so much of an answer that is not complete."""
        try:
            message = Message(cut_markdown(text, LONGEST_TEXT), (markdown_block(text + _unclosed(text)),))
            await self._delivery.update(segment.sent, message, manner)
        except SlackRefusedError as error:
            if error.code not in {STILL_OPEN, *UNCHANGEABLE}:
                self._heed(segment, error)
                raise
            # What stands there already stays until the end.
            raise SlackUnreachableError(UPDATE) from error

    async def _shut(self, segment: Segment) -> None:
        """An open stream can't be changed, so close it first; that it is closed already is fine."""
        if segment.open:
            segment.open = False
            try:
                await self._calls.call(STOP, self._kept(segment), channel=segment.sent.channel, ts=segment.sent.ts)
            except (SlackRefusedError, SlackUnreachableError) as error:
                log.info("stream not closed", reason=str(error))
            else:
                self.left_working = False
        if not segment.promised:
            segment.promised = UPDATE
            self._calls.pace.promise(UPDATE)

    def _heed(self, segment: Segment, error: SlackRefusedError) -> None:
        """Go no further where somebody wants no more of it.

        Raises:
            StoppedError: The person pressed Stop.
            WithdrawnError: Somebody deleted the message.
            SlackRefusedError: There is no place for it any more.
        """
        if error.code in CLOSED:
            segment.open = False
        if error.code == STOPPED:
            if not self._unwanted.is_set():
                raise StoppedError from error
        elif error.code in NO_MESSAGE:
            segment.open, self._is_closed = False, True
            raise WithdrawnError from error
        elif error.code in GONE:
            raise error

    # Promises, sizes

    def _manner(self) -> Manner:
        return Manner(until=self._unwanted)

    def _kept(self, segment: Segment) -> Manner:
        """How the promised call to a message is made; the first call to need the promise uses it up."""
        promised, segment.promised = segment.promised, ""
        until = None if self._is_closed else self._unwanted
        return Manner(promised=bool(promised), until=until)

    def _break_promise(self, segment: Segment) -> None:
        if segment.promised:
            self._calls.pace.release(segment.promised)
            segment.promised = ""

    def _room(self, segment: Segment) -> int:
        return self._allowed.stream_bytes - len(segment.text.encode())

    def _is_old(self, segment: Segment) -> bool:
        return time.monotonic() - segment.started > self._allowed.stream_seconds

    def _take(self, size: int, *, at_a_break: bool = False) -> str:
        """The first so many bytes of what is pending, cut after a sentence or the like; nothing where it has to be there."""
        if len(self._pending.encode()) <= size:
            piece, self._pending = self._pending, ""
            return piece
        head = self._pending.encode()[: max(size, 0)].decode(errors="ignore")
        head = head[: _end_within(head, 0 if at_a_break else len(head) // 2) or (0 if at_a_break else len(head))]
        self._pending = self._pending[len(head) :]
        return head


def _end_within(text: str, least: int) -> int:
    """Where to break a text off: after its last paragraph, line, sentence or word, in no piece of code; 0 for nowhere."""
    for end in ("\n\n", "\n", ". ", " "):
        place = text.rfind(end)
        while place > least:
            line = text[text.rfind("\n", 0, place) + 1 : place]
            if end[0] == "\n" or line.count("`") % 2 == 0:
                return place + len(end)
            place = text.rfind(end, 0, place)
    return 0


def _unclosed(text: str) -> str:
    """What ends the block of code that a text breaks off in; empty where it is in none."""
    return cut_markdown(text, len(text)).removeprefix(text)


def markdown_block(text: str) -> Block:
    """A block of Markdown."""
    return {"type": "markdown", "text": text}


def markdown_chunk(text: str) -> dict[str, Any]:
    """A piece of a stream."""
    return {"type": "markdown_text", "text": text}
