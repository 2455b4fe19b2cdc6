"""One answer on its way into a thread: streamed where Slack allows it, the same content where it does not.

Text is collected and sent at a bearable rate. A stream ends before Slack would end it and goes on in the next message; one
that died is replaced by an ordinary message change; where streaming is not to be had, a message is posted and changed.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.delivery import Sent, metadata
from bot.slack.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from bot.slack.delivery import Delivery
    from bot.slack.message import Block
    from bot.slack.pace import Limits
    from bot.slack.thread import Thread

log = structlog.get_logger()
#: Answers that mean there is no streaming here, so that it is not tried again for a while.
NOT_HERE = {
    "channel_type_not_supported", "feature_disabled", "not_subscribed_to_message_stream_stopped", "unknown_method",
    "missing_scope", "not_allowed_token_type", "messages_tab_disabled", "restricted_action", "method_deprecated",
}  # fmt: skip
#: Answers that mean this person or place can't be streamed to this time.
NOT_NOW = {
    "missing_recipient_user_id", "missing_recipient_team_id", "team_not_found", "user_not_found", "invalid_chunks",
    "restricted_action_non_threadable_channel", "restricted_action_read_only_channel", "restricted_action_thread_locked",
    "restricted_action_thread_only_channel", "messaging_processing_failed", "no_text",
}  # fmt: skip
STOPPED = "stopped_by_user"
#: Answers after which a stream is closed and its message can be changed instead.
ENDED = {"message_not_in_streaming_state", "msg_too_long", "streaming_mode_mismatch", "message_not_owned_by_app"}


class StoppedError(Exception):
    """The person pressed Stop."""


@dataclass(slots=True)
class Segment:
    """One message of an answer: what stands in it, and whether it is still being streamed."""

    sent: Sent
    text: str
    started: float
    open: bool


class Streaming:
    """Which workspaces and kinds of channel can't stream, for as long as that is believed."""

    def __init__(self, believed_for: float = 3_600.0) -> None:
        """Believe a refusal for this many seconds."""
        self._believed_for = believed_for
        self._refused: dict[str, float] = {}

    def is_possible(self, kind: str) -> bool:
        """Whether streaming may be tried in this kind of channel."""
        return self._refused.get(kind, 0.0) <= time.monotonic()

    def refused(self, kind: str) -> None:
        """Remember a refusal."""
        self._refused[kind] = time.monotonic() + self._believed_for


class Outgoing:
    """One answer. Call `write` as text comes, then `finish` with the whole; or `stop`."""

    def __init__(self, delivery: Delivery, streaming: Streaming, thread: Thread, key: str, allowed: Limits) -> None:
        """Send into this thread; `key` tells this answer from every other."""
        self._delivery = delivery
        self._streaming = streaming
        self._thread = thread
        self._key = key
        self._allowed = allowed
        self._segments: list[Segment] = []
        self._pending = ""
        self._more = asyncio.Event()
        self._flusher: asyncio.Task[None] | None = None
        self._streams = streaming.is_possible(thread.channel[:1])
        self._written = ""
        self._sent_at = 0.0

    @property
    def sent(self) -> list[Sent]:
        """The messages so far."""
        return [segment.sent for segment in self._segments]

    def write(self, text: str) -> None:
        """Take the next piece of text in; it is sent in the background.

        Raises:
            StoppedError: The person pressed Stop.
            SlackRefusedError: Slack takes nothing any more.
        """
        if self._flusher and self._flusher.done():
            self._flusher.result()
        self._written += text
        self._pending += text
        self._more.set()
        if self._flusher is None:
            self._flusher = asyncio.create_task(self._flush_on())

    async def finish(self, message: Message) -> None:
        """Close the answer with its final content.

        Raises:
            StoppedError: The person pressed Stop.
            SlackRefusedError: Slack takes nothing any more.
            SlackUnreachableError: It could not be reached.
        """
        await self._end_flusher()
        if not self._segments:
            self._segments.append(await self._posted(message))
            return
        if self._written.strip() != message.body.strip():
            await self._replace(message)
            return
        await self._flush()
        last = self._segments[-1]
        await self._close(last, message, message.rest)

    async def stop(self, message: Message) -> None:
        """End where it is: the text so far stays, with the closing blocks of `message`."""
        if self._flusher:
            self._flusher.cancel()
            await asyncio.gather(self._flusher, return_exceptions=True)
        if self._segments:
            await self._close(self._segments[-1], message, message.rest)

    async def _end_flusher(self) -> None:
        if self._flusher is None:
            return
        if not self._flusher.done():
            self._flusher.cancel()
        ended = (await asyncio.gather(self._flusher, return_exceptions=True))[0]
        if isinstance(ended, Exception):
            raise ended

    async def _flush_on(self) -> None:
        """Send what has come, no sooner than is bearable."""
        while True:
            await self._more.wait()
            self._more.clear()
            await asyncio.sleep(self._wait())
            # Never cut within a call: what it was to send would be sent twice or not at all.
            await asyncio.shield(self._flush_task())

    def _flush_task(self) -> asyncio.Task[None]:
        self._flushing = asyncio.create_task(self._flush())
        return self._flushing

    def _wait(self) -> float:
        if not self._segments:
            return self._allowed.first_flush
        gap = self._allowed.flush if self._segments[-1].open else self._allowed.update
        return max(0.0, self._sent_at + gap - time.monotonic())

    async def _flush(self) -> None:
        flushing = getattr(self, "_flushing", None)
        if flushing and not flushing.done() and flushing is not asyncio.current_task():
            await flushing
        while self._pending:
            room = self._allowed.stream_bytes - len(self._segments[-1].text.encode()) if self._segments else 0
            last = self._segments[-1] if self._segments else None
            if last is None:
                piece = self._take(self._allowed.stream_bytes)
                self._segments.append(await self._begin(piece))
            elif room <= 0 or (last.open and self._is_old(last)):
                await self._close(last, Message(last.text[:300], (markdown_block(last.text),), body=last.text), ())
                piece = self._take(self._allowed.stream_bytes)
                self._segments.append(await self._begin(piece))
            else:
                await self._extend(last, self._take(room))
            self._sent_at = time.monotonic()

    def _take(self, size: int) -> str:
        """The first so many bytes of what is pending, cut at a paragraph, a sentence or a word."""
        if len(self._pending.encode()) <= size:
            piece, self._pending = self._pending, ""
            return piece
        head = self._pending.encode()[:size].decode(errors="ignore")
        for end in ("\n\n", "\n", ". ", " "):
            place = head.rfind(end)
            if place > len(head) // 2:
                head = head[: place + len(end)]
                break
        self._pending = self._pending[len(head) :]
        return head

    def _is_old(self, segment: Segment) -> bool:
        return time.monotonic() - segment.started > self._allowed.stream_seconds

    async def _begin(self, text: str) -> Segment:
        """A new message that begins with some text, streamed if that can be."""
        kind = self._thread.channel[:1]
        if self._streams and self._streaming.is_possible(kind) and self._delivery.calls.is_free("chat.startStream"):
            try:
                return Segment(await self._start(text), text, time.monotonic(), open=True)
            except SlackRefusedError as error:
                if error.code == STOPPED:
                    raise StoppedError from error
                if error.code not in NOT_HERE | NOT_NOW:
                    raise
                log.info("no streaming", reason=error.code)
                self._streams = False
                if error.code in NOT_HERE:
                    self._streaming.refused(kind)
        key = f"{self._key}/{len(self._segments)}"
        sent = await self._delivery.post(self._thread, Message(text[:300], (markdown_block(text),)), key)
        return Segment(sent, text, time.monotonic(), open=False)

    async def _start(self, text: str) -> Sent:
        known = {sent.ts for sent in self.sent}
        arguments = {
            "channel": self._thread.channel,
            "thread_ts": self._thread.ts,
            "recipient_user_id": self._thread.person,
            "recipient_team_id": self._thread.person_team,
            "chunks": [markdown_chunk(text)],
        }
        try:
            answer = await self._delivery.calls.call("chat.startStream", **arguments)
            return Sent(self._thread.channel, str(answer["ts"]))
        except SlackUnreachableError as error:
            if not error.uncertain:
                raise
            # It may have begun: the newest message of ours that says just this is it.
            for row in reversed(await self._delivery.replies(self._thread)):
                if str(row["ts"]) not in known and "metadata" not in row and is_streaming(row):
                    return Sent(self._thread.channel, str(row["ts"]))
            answer = await self._delivery.calls.call("chat.startStream", **arguments)
            return Sent(self._thread.channel, str(answer["ts"]))

    async def _extend(self, segment: Segment, text: str) -> None:
        """More text for a message."""
        if segment.open:
            try:
                await self._delivery.calls.call(
                    "chat.appendStream", channel=segment.sent.channel, ts=segment.sent.ts, chunks=[markdown_chunk(text)]
                )
            except SlackRefusedError as error:
                if error.code == STOPPED:
                    raise StoppedError from error
                if error.code not in ENDED | {"message_not_found"}:
                    raise
                log.info("stream ended", reason=error.code)
                segment.open = False
                if error.code != "message_not_in_streaming_state":
                    await self._try_to_close(segment)
            except SlackUnreachableError:
                # Nobody knows whether the text arrived: from here on the message is changed as a whole.
                segment.open = False
                await self._try_to_close(segment)
        segment.text += text
        if not segment.open:
            await self._delivery.update(segment.sent, Message(segment.text[:300], (markdown_block(segment.text),)))

    async def _close(self, segment: Segment, message: Message, rest: Sequence[Block]) -> None:
        """Give a message its closing blocks."""
        if segment.open:
            segment.open = False
            try:
                await self._delivery.calls.call(
                    "chat.stopStream",
                    channel=segment.sent.channel,
                    ts=segment.sent.ts,
                    blocks=list(rest) or None,
                    metadata=metadata(self._key),
                )
            except SlackRefusedError as error:
                if error.code == STOPPED:
                    return
                log.info("stream not closed", reason=error.code)
            except SlackUnreachableError:
                log.info("stream not closed", reason="unreachable")
            else:
                return
        whole = (markdown_block(segment.text), *rest)
        await self._delivery.update(segment.sent, replace(message, blocks=whole))

    async def _try_to_close(self, segment: Segment) -> None:
        """An open stream can't be changed, so close it first; that it is closed already is fine."""
        try:
            await self._delivery.calls.call("chat.stopStream", channel=segment.sent.channel, ts=segment.sent.ts)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.info("stream not closed", reason=str(error))

    async def _replace(self, message: Message) -> None:
        """The final text is another than what was sent: it takes the first message's place, the others go."""
        self._pending = ""
        first, *others = self._segments
        for segment in self._segments:
            if segment.open:
                segment.open = False
                await self._try_to_close(segment)
        await self._delivery.update(first.sent, message)
        for other in others:
            await self._delivery.delete(other.sent)
        self._segments = [first]

    async def _posted(self, message: Message) -> Segment:
        sent = await self._delivery.post(self._thread, message, self._key)
        return Segment(sent, message.body, time.monotonic(), open=False)


def markdown_block(text: str) -> Block:
    """A block of Markdown."""
    return {"type": "markdown", "text": text}


def markdown_chunk(text: str) -> dict[str, Any]:
    """A piece of a stream."""
    return {"type": "markdown_text", "text": text}


def is_streaming(row: dict[str, Any]) -> bool:
    """Whether a message that Slack lists is a stream that is still open."""
    return bool(row.get("streaming_state") == "in_progress" or row.get("is_streaming"))
