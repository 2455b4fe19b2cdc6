"""One answer on its way into a thread: streamed where Slack allows it, the same content where it does not.

One task sends everything, one call after the other; `write`, `finish` and `stop` only tell it what there is to send. A
stream ends before Slack would end it and goes on in the next message; where streaming is not to be had, a message is
posted and changed, or, where even that is more than Slack would take now, posted once it is complete. A message that
stands in for the answer is filled.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from bot.slack.blocks.answer import CUT
from bot.slack.blocks.elements import small_print
from bot.slack.blocks.safe_markdown import cut_markdown
from bot.slack.outgoing.streamed_message import APPEND, LONGEST_TEXT, UPDATE, Segment
from bot.slack.outgoing.text_buffer import Pieces, unclosed
from bot.slack.outgoing.web_api import happens

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack.blocks.message import Message
    from bot.slack.outgoing.placeholder import Placeholder
    from bot.slack.outgoing.post import Sent
    from bot.slack.outgoing.rate_limits import Limits
    from bot.slack.outgoing.streamed_message import Line

#: How soon to look again whether there is room for a message that will have to be changed.
LOOK_AGAIN = 0.5
#: What says that the rest of an answer is left out, which it is not where it was sent.
_LEFT_OUT = small_print(CUT)
#: What a cut within a block of code is closed with.
CODE_END = "\n```"


class Outgoing:
    """One answer. Call `write` as text comes, then `finish` with the whole; or `stop`, before or after either failed."""

    def __init__(
        self,
        line: Line,
        key: str,
        allowed: Limits,
        shown: Callable[[], None] = lambda: None,
        placeholder: Placeholder | None = None,
    ) -> None:
        """Send down this line; `key` tells this answer from every other, `shown` hears when text of it is there."""
        self._line = line
        self._key = key
        self._allowed = allowed
        self._shown = shown
        self._placeholder = placeholder
        self._segments: list[Segment] = []
        self._pieces = Pieces()
        self._began = self._sent_at = 0.0
        self._news = asyncio.Event()
        self._end: Message | None = None
        self._sender: asyncio.Task[None] | None = None

    def take_over(self, sent: Sent) -> None:
        """Begin with the message of an earlier try, which is filled anew."""
        self._segments = [Segment(self._line, sent, self._key, "")]

    @property
    def sent(self) -> list[Sent]:
        """The messages so far."""
        return [segment.sent for segment in self._segments]

    @property
    def left_working(self) -> bool:
        """Whether Slack may go on showing that the bot is working."""
        return self._line.left_working

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
        self._pieces.add(text)
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
        self._line.unwanted.set()
        self._news.set()
        if self._sender is not None:
            await asyncio.gather(self._sender, return_exceptions=True)
        if not self._segments or self._line.is_closed:
            return
        self._line.is_closed = True
        last = self._segments[-1]
        if self.is_bare:
            await last.change(message)
        else:
            await last.settle(unclosed(last.text), message.rest, message.text)

    async def leave(self) -> None:
        """Send nothing more, and leave what there is as it is: another try will go on in it."""
        self._line.unwanted.set()
        self._news.set()
        if self._sender is not None:
            await asyncio.gather(self._sender, return_exceptions=True)

    @property
    def is_bare(self) -> bool:
        """Whether only what stands in for the answer is in Slack."""
        return len(self._segments) == 1 and not self._segments[0].text

    @property
    def is_told(self) -> bool:
        """Whether all of the answer's text stands in Slack, also where its end could not be set under it."""
        shown = "".join(segment.text for segment in self._segments)
        return self._end is not None and shown.strip() == self._pieces.whole.strip() != ""

    @property
    def _is_unwanted(self) -> bool:
        return self._line.unwanted.is_set()

    async def _send_all(self) -> None:
        try:
            while self._end is None and not self._is_unwanted:
                delay = self._delay() if self._pieces else None
                if delay is not None and delay <= 0:
                    await self._send()
                else:
                    self._news.clear()
                    await happens(self._news, delay)
            if self._end is not None and not self._is_unwanted:
                await self._close(self._end)
                self._line.is_closed = True
        finally:
            for segment in self._segments:
                segment.break_promise()

    def _delay(self) -> float:
        """Seconds until the text that waits may be sent."""
        now = time.monotonic()
        if not self._segments:
            due = self._began + self._allowed.first_flush - now
            return due if due > 0 or self._line.may_begin() else LOOK_AGAIN
        method, gap = (APPEND, self._allowed.flush) if self._segments[-1].open else (UPDATE, self._allowed.update)
        return max(self._sent_at + gap - now, self._line.calls.pace.delay(method))

    async def _send(self) -> None:
        """Send what waits, or as much of it as one message takes."""
        await self._fill()
        last = self._segments[-1] if self._segments else None
        piece = "" if last is None or self._is_old(last) else self._pieces.take(self._room(last), at_a_break=True)
        if last is not None and piece:
            if await last.extend(piece):
                self._shown()
            else:
                self._pieces.put_back(piece)
        else:
            if last is not None:
                await self._leave(last, "")
            await self._begin()
        self._sent_at = time.monotonic()

    async def _close(self, message: Message) -> None:
        """Send what is left, and the closing blocks."""
        line = self._line
        await self._fill()
        if self.is_bare:
            await self._replace(message)
            self._shown()
            return
        if not self._segments:
            sent = await line.delivery.post(line.thread, message, self._key, line.manner)
            self._segments.append(Segment(line, sent, self._key, message.body))
            self._shown()
            return
        if not self._tells(message):
            await self._replace(message)
            return
        rest = [block for block in message.rest if block not in _LEFT_OUT]
        while True:
            last = self._segments[-1]
            piece = self._pieces.take(self._room(last), at_a_break=True)
            if not self._pieces:
                await last.settle(piece, rest, message.text)
                return
            await self._leave(last, piece)
            await self._begin()

    async def _fill(self) -> None:
        """Begin with the message that stands in for this answer, if there is one."""
        if not self._segments and self._placeholder and (segment := await self._placeholder.take()):
            segment.line, segment.key = self._line, self._key
            self._segments.append(segment)

    def _tells(self, message: Message) -> bool:
        """Whether what was sent is the text of a message, or more of it than one message holds: what people have read stays."""
        sent, body = self._pieces.whole.strip(), message.body.strip()
        return sent == body or (bool(body) and sent.startswith(body.removesuffix(CODE_END)))

    async def _begin(self) -> None:
        """A new message with the first of what waits, streamed if that can be; none where it would have to wait."""
        text, key = self._pieces.take(self._allowed.stream_bytes), f"{self._key}/{len(self._segments)}"
        segment = await self._line.stream(text, key, self.sent) if self._line.may_stream() else None
        if segment is None:
            if not self._segments and self._end is None and not self._line.may_begin():
                self._pieces.put_back(text)
                return
            segment = await self._line.post(text, key)
        self._segments.append(segment)
        if len(self._segments) == 1:
            self._shown()

    async def _leave(self, segment: Segment, piece: str) -> None:
        """End a message that is full or old; the text goes on in the next."""
        text = segment.text + piece
        if end := unclosed(text):
            piece, text = piece + end, text + end
            self._pieces.open_code()
        await segment.settle(piece, (), cut_markdown(text, LONGEST_TEXT))

    async def _replace(self, message: Message) -> None:
        """The final text is another than what was sent: it takes the first message's place, the others go."""
        first, *others = self._segments
        for segment in self._segments:
            if segment.open:
                await segment.shut()
        await first.change(message)
        first.text = message.body
        for other in others:
            await self._line.delivery.delete(other.sent)
        self._segments[1:] = []

    def _room(self, segment: Segment) -> int:
        return self._allowed.stream_bytes - segment.size

    def _is_old(self, segment: Segment) -> bool:
        """Whether Slack would soon end the stream."""
        return segment.open and segment.age > self._allowed.stream_seconds
