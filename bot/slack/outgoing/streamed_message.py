"""One message of an answer: streamed where Slack allows it, posted and changed where it does not.

A stream that died is replaced by an ordinary change of its message, and a message that may not be changed by a new one.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.blocks.message import Message
from bot.slack.blocks.safe_markdown import cut_markdown
from bot.slack.outgoing.post import GONE, NO_MESSAGE, Sent, metadata
from bot.slack.outgoing.text_buffer import unclosed
from bot.slack.outgoing.unsupported import NOT_HERE
from bot.slack.outgoing.web_api import RATE_LIMITED, Manner
from bot.turns.journal import current

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from bot.slack.blocks.message import Block
    from bot.slack.inbox.thread import Thread
    from bot.slack.install.workspaces import Workspace

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
#: Characters of a part of an answer that notifications show.
LONGEST_TEXT = 300


class StoppedError(Exception):
    """The person pressed Stop."""


class WithdrawnError(Exception):
    """Somebody deleted the message while it was being written."""


class Line:
    """The way into one thread that the messages of one answer share, and whether anybody still wants it."""

    def __init__(self, workspace: Workspace, thread: Thread) -> None:
        """Send into this thread."""
        self.delivery = workspace.delivery
        self.calls = workspace.calls
        self.thread = thread
        #: Set when nobody waits for the rest: then no call waits for its turn any more.
        self.unwanted = asyncio.Event()
        #: Whether the answer has had its last words.
        self.is_closed = False
        #: Whether Slack may go on showing that the bot is working.
        self.left_working = False
        self._streaming = workspace.streaming
        self._streams = True

    @property
    def manner(self) -> Manner:
        """How its calls are made."""
        return Manner(until=self.unwanted)

    def may_stream(self) -> bool:
        """Whether a stream can be begun now, and ended soon."""
        return (
            self._streams
            and self._streaming.is_possible(self.thread.channel[:1])
            and self.calls.is_free(START)
            and self.calls.is_free(STOP)
        )

    def may_begin(self) -> bool:
        """Whether a message can be begun now that will have to be ended soon."""
        return self.may_stream() or self.may_change()

    def may_change(self) -> bool:
        """Whether a message can be posted now, and changed soon."""
        return self.calls.is_free(POST, self.thread.channel) and self.calls.is_free(UPDATE)

    async def stream(self, text: str, key: str, known: Collection[Sent]) -> Segment | None:
        """A stream that begins with some text, or None where there is none to be had now; `known` are earlier messages.

        Raises:
            SlackRefusedError, SlackUnreachableError: It may have begun, and Slack does not let the bot look.
        """
        pace = self.calls.pace
        pace.promise(STOP)
        sent = await self._start(text, known)
        if sent is None:
            pace.release(STOP)
            return None
        if journal := current.get():
            await journal.note(key, sent.channel, sent.ts)
        return Segment(self, sent, key, text, open=True, promised=STOP)

    async def post(self, text: str, key: str) -> Segment:
        """A message that begins with some text and will be changed.

        Raises:
            SlackRefusedError: Slack said no.
            SlackUnreachableError: It could not be reached.
        """
        return Segment(self, await self._post(part(text), key, self.manner), key, text, promised=UPDATE)

    async def stand_in(self, message: Message, key: str) -> Segment:
        """A message that another will take the place of; raises as `post`."""
        return Segment(self, await self._post(message, key, Manner(waits=False)), key, "", promised=UPDATE)

    async def _post(self, message: Message, key: str, manner: Manner) -> Sent:
        """Post a message that a change of is promised."""
        pace = self.calls.pace
        pace.promise(UPDATE)
        sent: Sent | None = None
        try:
            sent = await self.delivery.post(self.thread, message, key, manner)
        finally:
            if sent is None:
                pace.release(UPDATE)
        return sent

    async def _start(self, text: str, known: Collection[Sent]) -> Sent | None:
        self.left_working = True
        try:
            answer = await self.calls.call(
                START, Manner(waits=False),
                channel=self.thread.channel,
                thread_ts=self.thread.ts,
                recipient_user_id=self.thread.person,
                recipient_team_id=self.thread.person_team,
                chunks=[markdown_chunk(text)],
            )  # fmt: skip
        except SlackRefusedError as error:
            log.info("no streaming", reason=error.code)
            if error.code in NOT_HERE:
                self._streaming.refused(self.thread.channel[:1])
            self._streams = error.code == RATE_LIMITED
            self.left_working = False
            return None
        except SlackUnreachableError as error:
            # It may have begun all the same: the newest stream of ours that we know nothing of is it.
            return await self.delivery.find_stream(self.thread, text, known) if error.uncertain else None
        return Sent(self.thread.channel, str(answer["ts"]))


@dataclass(slots=True)
class Segment:
    """One message of an answer: what stands in it, whether it is streamed still, and which call to it is promised."""

    line: Line
    sent: Sent
    key: str
    text: str
    open: bool = False
    promised: str = ""
    was_shut: bool = False
    started: float = field(default_factory=time.monotonic)

    @property
    def size(self) -> int:
        """UTF-8 bytes in it."""
        return len(self.text.encode())

    @property
    def age(self) -> float:
        """Seconds since it was begun."""
        return time.monotonic() - self.started

    async def extend(self, text: str) -> bool:
        """Show more text; whether Slack took it, or wants it later.

        Raises:
            StoppedError, WithdrawnError: Nobody wants more of it.
            SlackRefusedError: Slack takes nothing any more.
        """
        try:
            if self.open:
                await self._append(text)
            else:
                await self._show(self.text + text)
        except SlackRefusedError as error:
            if error.code != RATE_LIMITED:
                raise
            return False
        except SlackUnreachableError:
            # The next change says the same and more.
            return False
        self.text += text
        return True

    async def settle(self, piece: str, rest: Sequence[Block], text: str) -> None:
        """Give it its last words and its closing blocks; raises as `change`."""
        if self.open:
            try:
                await self.line.calls.call(
                    STOP, self._manner(),
                    channel=self.sent.channel,
                    ts=self.sent.ts,
                    chunks=[markdown_chunk(piece)] if piece else None,
                    blocks=list(rest) or None,
                    metadata=metadata(self.key),
                )  # fmt: skip
            except SlackRefusedError as error:
                self._heed(error)
                log.info("stream not closed", reason=error.code)
                # If it can't be changed either, at least nothing of the answer is missing.
                if piece and error.code not in CLOSED and await self.extend(piece):
                    piece = ""
            except SlackUnreachableError as error:
                log.info("stream not closed", reason=str(error))
            else:
                self.open, self.text = False, self.text + piece
                self.line.left_working = False
                return
            await self.shut()
        whole = self.text + piece
        await self.change(Message(text, (markdown_block(whole), *rest)))
        self.text = whole

    async def change(self, message: Message) -> None:
        """Give a message that is no open stream its final content.

        Raises:
            StoppedError, WithdrawnError: Nobody wants more of it.
            SlackRefusedError: Slack said no.
            SlackUnreachableError: It could not be reached.
        """
        delivery = self.line.delivery
        for _ in range(2):
            try:
                await delivery.update(self.sent, message, self._manner(), self.key)
            except SlackRefusedError as error:
                if error.code == STILL_OPEN:
                    self.open = True
                    await self.shut()
                    continue
                if error.code not in UNCHANGEABLE:
                    self._heed(error)
                    raise
                log.info("message not changed", reason=error.code)
                old, self.sent = self.sent, await delivery.post(self.line.thread, message, f"{self.key}/again")
                await delivery.delete(old)
            return
        raise SlackRefusedError(UPDATE, STILL_OPEN)

    async def shut(self) -> None:
        """An open stream can't be changed, so close it first; that it is closed already is fine."""
        if self.open:
            self.open = False
            try:
                await self.line.calls.call(STOP, self._manner(), channel=self.sent.channel, ts=self.sent.ts)
            except (SlackRefusedError, SlackUnreachableError) as error:
                log.info("stream not closed", reason=str(error))
            else:
                self.line.left_working = False
        if not self.promised:
            self.promised = UPDATE
            self.line.calls.pace.promise(UPDATE)

    def break_promise(self) -> None:
        """Give the place of the promised call back: it will not be made."""
        if self.promised:
            self.line.calls.pace.release(self.promised)
            self.promised = ""

    async def _append(self, text: str) -> None:
        try:
            await self.line.calls.call(
                APPEND, Manner(waits=False), channel=self.sent.channel, ts=self.sent.ts, chunks=[markdown_chunk(text)]
            )
        except SlackRefusedError as error:
            if error.code == RATE_LIMITED:
                raise
            self._heed(error)
            log.info("stream ended", reason=error.code)
        except SlackUnreachableError as error:
            # Nobody knows whether the text arrived: from here on the message is changed as a whole.
            log.info("stream left", reason=str(error))
        else:
            return
        await self.shut()
        await self._show(self.text + text)

    async def _show(self, text: str) -> None:
        """Show so much of an answer that is not complete."""
        try:
            await self.line.delivery.update(self.sent, part(text), Manner(waits=False))
        except SlackRefusedError as error:
            if error.code not in {STILL_OPEN, *UNCHANGEABLE}:
                self._heed(error)
                raise
            if error.code == STILL_OPEN and not self.was_shut:
                # A stream of an earlier try; the next change is taken.
                self.open = self.was_shut = True
                await self.shut()
            # What stands there already stays until the end.
            raise SlackUnreachableError(UPDATE) from error

    def _manner(self) -> Manner:
        """How the promised call is made; the first call to need the promise uses it up."""
        promised, self.promised = self.promised, ""
        return Manner(promised=bool(promised), until=None if self.line.is_closed else self.line.unwanted)

    def _heed(self, error: SlackRefusedError) -> None:
        """Go no further where somebody wants no more of it.

        Raises:
            StoppedError: The person pressed Stop.
            WithdrawnError: Somebody deleted the message.
            SlackRefusedError: There is no place for it any more.
        """
        if error.code in CLOSED:
            self.open = False
        if error.code == STOPPED:
            if not self.line.unwanted.is_set():
                raise StoppedError from error
        elif error.code in NO_MESSAGE:
            self.open, self.line.is_closed = False, True
            raise WithdrawnError from error
        elif error.code in GONE:
            raise error


def part(text: str) -> Message:
    """A message that shows so much of an answer."""
    return Message(cut_markdown(text, LONGEST_TEXT), (markdown_block(text + unclosed(text)),))


def markdown_block(text: str) -> Block:
    """A block of Markdown."""
    return {"type": "markdown", "text": text}


def markdown_chunk(text: str) -> dict[str, Any]:
    """A piece of a stream."""
    return {"type": "markdown_text", "text": text}
