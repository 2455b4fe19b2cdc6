"""Shows the replies to one turn in one thread, in order, whatever becomes of them on the way."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.errors import IndexUnreachableError, SlackRefusedError, SlackUnreachableError, StoreUnavailableError
from bot.replies import Abstention, Answer, Author, Changed, Done, Notice, Progress, Question, TextDelta, VerdictCard
from bot.slack.blocks.answer import (
    abstention_message,
    answer_message,
    failed_message,
    notice_message,
    stopped_message,
)
from bot.slack.blocks.message import Message
from bot.slack.blocks.question import changed_message, question_message
from bot.slack.blocks.safe_markdown import SafeMarkdown, cut, plain
from bot.slack.blocks.verdict_card import verdict_message
from bot.slack.outgoing.answer import Outgoing
from bot.slack.outgoing.placeholder import Placeholder
from bot.slack.outgoing.post import GONE, Sent
from bot.slack.outgoing.streamed_message import Line, StoppedError, WithdrawnError
from bot.slack.outgoing.web_api import RATE_LIMITED
from bot.turns.job import CLOSING, FORGOTTEN, LOST, WITHDRAWN, Trace
from bot.turns.journal import current

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Collection

    from bot.replies import Reply
    from bot.slack.inbox.thread import Thread
    from bot.slack.install.workspaces import Workspace
    from bot.slack.outgoing.rate_limits import Limits
    from bot.slack.outgoing.working_status import Working
    from bot.slack.server.metrics import Metrics

log = structlog.get_logger()
#: Characters of a thread's title; Slack takes 200.
LONGEST_TITLE = 60
#: Seconds that the last words of a stopped answer may take.
STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is answered.

    Attributes:
        thread: Where.
        key: Tells it from every other turn.
        title: What the thread may be called if it is new.
        at: When it arrived, in seconds since 1970.
        addressed: Whether it was said to the bot, so that an answer is sure to come.
        before: The messages that answered it when it said something else; these are changed.
    """

    thread: Thread
    key: str
    title: str = ""
    at: float = field(default_factory=time.time)
    addressed: bool = True
    before: tuple[Sent, ...] = ()


class Rendering:
    """The replies to one turn on their way into a thread."""

    def __init__(self, workspace: Workspace, asked: Asked, allowed: Limits, metrics: Metrics) -> None:
        """Show what answers this, in this workspace."""
        self._workspace = workspace
        self._asked = asked
        self._allowed = allowed
        self._metrics = metrics
        self._shown = 0
        self._is_first = True
        self._outgoing: Outgoing | None = None
        self._placeholder: Placeholder | None = None
        self._safe = SafeMarkdown()
        self._body = ""
        self._left_working = False
        self._is_redo = False
        self._leftovers = [Trace("", sent.channel, sent.ts) for sent in asked.before]
        self.sent: list[Sent] = []
        self.outcome = "nothing"

    async def show(self, replies: AsyncGenerator[Reply, None]) -> None:
        """Show everything; whoever cancels this gets the answer so far closed as stopped.

        Raises:
            SlackRefusedError: Slack takes nothing here.
            SlackUnreachableError: It could not be reached.
        """
        working = self._workspace.statuses.begin(self._asked.thread, cut(plain(self._asked.title), LONGEST_TITLE))
        try:
            await self._look_back(working)
            async with aclosing(replies):
                async for reply in replies:
                    await self._take(reply)
            await self._break_off()
            await self._clear_away()
        except StoppedError:
            self.outcome = "stopped"
            await self._say_stopped()
            await _bounded(self._clear_away(but=self._asked.before))
        except WithdrawnError:
            self.outcome = WITHDRAWN
            self._note_sent()
            await _bounded(self._clear_away(but=self._asked.before))
        except asyncio.CancelledError as error:
            if {CLOSING, LOST} & set(error.args):
                self.outcome = "left"
                await _bounded(self._leave())
                raise
            self.outcome = WITHDRAWN if {WITHDRAWN, FORGOTTEN} & set(error.args) else "stopped"
            await _bounded(self._say_stopped())
            await _bounded(self._clear_away(but=self._asked.before))
            raise
        except (SlackRefusedError, SlackUnreachableError) as error:
            await self._say_failed(error)
            raise
        except (StoreUnavailableError, IndexUnreachableError):
            # The turn is done again once the database or the index is back, in the same messages.
            self.outcome = "left"
            await _bounded(self._leave())
            raise
        finally:
            if self._placeholder and self.outcome != "left":
                await _bounded(self._placeholder.discard())
            working.end(left=self._left_working or self._is_redo)

    async def _look_back(self, working: Working) -> None:
        """Look for what an earlier try has left; a message stands in for the answer where there is nothing."""
        journal = current.get()
        # The try before may have died while Slack showed that the bot was at work.
        self._is_redo = journal is not None and journal.job.is_redo
        self._leftovers = await self._workspace.delivery.leftovers(self._asked.thread, self._asked.key)
        known = {one.ts for one in self._leftovers}
        answered = [sent for sent in self._asked.before if sent.ts not in known]
        self._leftovers += [
            Trace(f"{self._asked.key}/{n}", sent.channel, sent.ts) for n, sent in enumerate(answered, 1)
        ]
        if not self._leftovers:
            self._placeholder = self._stand_in(working)

    @property
    def left(self) -> list[Sent]:
        """Earlier answers that nothing has taken the place of, and that stand in Slack still."""
        return [Sent(one.channel, one.ts) for one in self._leftovers if Sent(one.channel, one.ts) in self._asked.before]

    def _stand_in(self, working: Working) -> Placeholder:
        asked = self._asked
        line = Line(self._workspace, asked.thread)
        placeholder = Placeholder(line, f"{asked.key}/working", working, time.time() - asked.at)
        if asked.addressed:
            placeholder.allow()
        return placeholder

    async def _take(self, reply: Reply) -> None:
        if isinstance(reply, TextDelta):
            self._write(self._safe.feed(reply.text))
        elif isinstance(reply, Answer):
            self._write(self._safe.finish())
            await self._finish(answer_message(reply))
            self.outcome = "answer"
            if reply.degraded:
                self._metrics.model_failed("cut off" if reply.author is Author.MODEL else "no answer")
        elif isinstance(reply, Progress):
            if self._placeholder and (self._asked.addressed or reply.text != phrases.READING):
                self._placeholder.allow(reply.text)
        elif not isinstance(reply, Done):
            await self._break_off()
            await self._finish(message_of(reply))
            is_failure = isinstance(reply, Notice) and reply.is_failure
            self.outcome = "failure" if is_failure else _OUTCOMES[type(reply)]

    def _write(self, text: str) -> None:
        if text:
            self._body += text
            self._current().write(text)

    async def _finish(self, message: Message) -> None:
        await self._current().finish(message)
        self._note_sent()

    async def _break_off(self) -> None:
        """Close an answer that came to no end; what it said so far stays."""
        if self._outgoing is not None:
            self._write(self._safe.finish())
            body = self._body.strip()
            await self._finish(Message(body, ({"type": "markdown", "text": body},), body=body))

    async def _leave(self) -> None:
        """Leave everything as it is: whoever comes next goes on in the same messages."""
        if self._placeholder and (segment := await self._placeholder.take()):
            segment.break_promise()
        if self._outgoing:
            await self._outgoing.leave()

    async def _say_stopped(self) -> None:
        """Say that it was stopped, below what there is of the answer."""
        if self._outgoing is not None:
            await self._outgoing.stop(stopped_message(self._body))
            self._note_sent()
        if not self.sent and self.outcome != WITHDRAWN:
            await self._finish(stopped_message(""))

    async def _say_failed(self, error: SlackRefusedError | SlackUnreachableError) -> None:
        """Leave no stream open, and say in one sentence that something went wrong, if Slack takes that."""
        code = getattr(error, "code", "")
        is_told = self._outgoing is not None and self._outgoing.is_told
        failed = failed_message(phrases.UNFORESEEN)
        try:
            if self._outgoing is not None and code not in GONE:
                is_bare = self._outgoing.is_bare
                await self._outgoing.stop(failed if is_bare else Message(failed.text, ()))
                is_told = is_told or is_bare
        except (SlackRefusedError, SlackUnreachableError, WithdrawnError) as another:
            log.info("answer not closed", reason=str(another))
        self._note_sent()
        # Whoever has read the whole answer is not told that there is none.
        if is_told or code in GONE | {RATE_LIMITED} or getattr(error, "uncertain", False):
            return
        try:
            await self._finish(failed)
        except (SlackRefusedError, SlackUnreachableError) as another:
            log.info("failure not told", reason=str(another))

    def _current(self) -> Outgoing:
        """The message that is being written; a new one if there is none."""
        if self._outgoing is None:
            self._shown += 1
            key = f"{self._asked.key}/{self._shown}"
            line = Line(self._workspace, self._asked.thread)
            self._outgoing = Outgoing(line, key, self._allowed, self._note_first, self._placeholder)
            if leftover := self._leftover(key):
                self._outgoing.take_over(leftover)
        return self._outgoing

    def _leftover(self, key: str) -> Sent | None:
        """The message of an earlier try that this one takes the place of: its own, or one that nobody knows to be another's."""
        mine = [one for one in self._leftovers if one.key == key or one.key.startswith(f"{key}/")]
        if not mine and self._shown == 1:
            mine = [one for one in self._leftovers if one.key in {"", f"{self._asked.key}/working"}]
        if not mine:
            return None
        self._leftovers.remove(mine[0])
        return Sent(mine[0].channel, mine[0].ts)

    async def _clear_away(self, but: Collection[Sent] = ()) -> None:
        """Take back what earlier tries have left and nothing took the place of, but for these."""
        for one in self._leftovers:
            if Sent(one.channel, one.ts) not in but:
                await self._workspace.delivery.delete(Sent(one.channel, one.ts))
        self._leftovers = [one for one in self._leftovers if Sent(one.channel, one.ts) in but]

    def _note_first(self) -> None:
        if self._is_first:
            self._is_first = False
            self._metrics.first_text(time.time() - self._asked.at)

    def _note_sent(self) -> None:
        """The message that was being written is over."""
        if self._outgoing is not None:
            self.sent += self._outgoing.sent
            self._left_working = self._outgoing.left_working
            self._outgoing, self._safe, self._body = None, SafeMarkdown(), ""


async def _bounded(ending: Awaitable[None]) -> None:
    """Bring something to an end that must not take long, and whose failure nobody waits for."""
    task = asyncio.ensure_future(ending)
    await asyncio.wait([task], timeout=STOP_SECONDS)
    if not task.done():
        task.cancel()
        log.warning("stop not shown", reason="it took too long")
    elif error := task.exception():
        log.warning("stop not shown", kind=type(error).__name__, reason=str(error))


_OUTCOMES = {
    Abstention: "abstention",
    Notice: "notice",
    Question: "question",
    VerdictCard: "verdict",
    Changed: "changed",
}


def message_of(reply: Reply, *, private: bool = False) -> Message:
    """The message for a reply that stands for itself."""
    match reply:
        case Abstention():
            return abstention_message(reply)
        case Notice():
            return notice_message(reply)
        case Question():
            return question_message(reply)
        case VerdictCard():
            return verdict_message(reply, private=private)
        case Changed():
            return changed_message(reply)
        case Answer():
            return answer_message(reply)
    raise TypeError(f"{type(reply).__name__} is no message of its own")
