"""Shows the replies to one turn in one thread, in order, and that the bot is working while it takes a while."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.replies import Abstention, Answer, Done, Notice, Question, Status, TextDelta, VerdictCard
from bot.slack.blocks.answers import abstention_message, answer_message, notice_message, stopped_message
from bot.slack.blocks.cards import verdict_message
from bot.slack.blocks.text import SafeMarkdown, cut, plain
from bot.slack.blocks.walk import question_message
from bot.slack.stream import NOT_HERE, Outgoing, StoppedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.replies import Reply
    from bot.slack.delivery import Sent
    from bot.slack.message import Message
    from bot.slack.metrics import Metrics
    from bot.slack.pace import Limits
    from bot.slack.thread import Thread
    from bot.slack.workspaces import Workspace

log = structlog.get_logger()
#: A turn that is over sooner needs no sign that it is worked on.
PATIENCE = 0.3
#: Characters of a thread's title; Slack takes 200.
LONGEST_TITLE = 60
#: Seconds that the last words of a stopped answer may take.
STOP_SECONDS = 5.0


class Rendering:
    """The replies to one turn on their way into a thread."""

    def __init__(
        self, workspace: Workspace, thread: Thread, key: str, allowed: Limits, metrics: Metrics, *, title: str = ""
    ) -> None:
        """Show into this thread; `key` names the turn, `title` what the thread may be called if it is new."""
        self._workspace = workspace
        self._thread = thread
        self._key = key
        self._allowed = allowed
        self._metrics = metrics
        self._title = title
        self._started = time.monotonic()
        self._shown = 0
        self._outgoing: Outgoing | None = None
        self._safe = SafeMarkdown()
        self._body = ""
        self.sent: list[Sent] = []
        self.outcome = "nothing"

    async def show(self, replies: AsyncGenerator[Reply, None]) -> None:
        """Show everything; whoever cancels this gets the answer so far closed as stopped.

        Raises:
            SlackRefusedError: Slack takes nothing here.
            SlackUnreachableError: It could not be reached.
        """
        working = asyncio.create_task(self._show_working())
        try:
            async with aclosing(replies):
                async for reply in replies:
                    await self._take(reply)
        except StoppedError:
            self.outcome = "stopped"
            await self._stop()
        except asyncio.CancelledError:
            self.outcome = "stopped"
            await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(self._stop())), STOP_SECONDS)
            raise
        finally:
            await self._show_rest(working)

    async def _take(self, reply: Reply) -> None:
        if isinstance(reply, TextDelta):
            self._write(self._safe.feed(reply.text))
        elif isinstance(reply, Answer):
            message = answer_message(reply)
            self._write(self._safe.finish())
            outgoing = self._outgoing or self._new_outgoing()
            await outgoing.finish(message)
            self._note_first()
            self.sent += outgoing.sent
            self._outgoing, self._safe, self._body = None, SafeMarkdown(), ""
            self.outcome = "answer"
        elif not isinstance(reply, Status | Done):
            self.sent.append(await self._workspace.delivery.post(self._thread, message_of(reply), self._next_key()))
            self._note_first()
            self.outcome = _OUTCOMES[type(reply)]

    def _write(self, text: str) -> None:
        if not text:
            return
        self._outgoing = self._outgoing or self._new_outgoing()
        self._outgoing.write(text)
        self._body += text
        self._note_first()

    def _note_first(self) -> None:
        if self.outcome == "nothing":
            self.outcome = "answer"
            self._metrics.first_text(time.monotonic() - self._started)

    def _new_outgoing(self) -> Outgoing:
        return Outgoing(
            self._workspace.delivery, self._workspace.streaming, self._thread, self._next_key(), self._allowed
        )

    def _next_key(self) -> str:
        self._shown += 1
        return f"{self._key}/{self._shown}"

    async def _stop(self) -> None:
        if self._outgoing:
            await self._outgoing.stop(stopped_message(self._body))
            self.sent += self._outgoing.sent

    async def _show_working(self) -> bool:
        """Say that the bot is working, after a moment; whether that has to be taken back."""
        workspace, thread = self._workspace, self._thread
        await asyncio.sleep(PATIENCE)
        kind = thread.channel[:1]
        if not workspace.sessions.is_possible(kind) or not workspace.calls.is_free("agents.sessions.setStatus", calls=2):
            return False
        return await self._set_status("processing", title=cut(plain(self._title), LONGEST_TITLE) or None)

    async def _show_rest(self, working: asyncio.Task[bool]) -> None:
        """Take back that the bot is working."""
        working.cancel()
        said = (await asyncio.gather(working, return_exceptions=True))[0]
        if said is True:
            await self._set_status("active")

    async def _set_status(self, status: str, title: str | None = None) -> bool:
        """Tell Slack; a workspace without agent features goes on without, for whatever reason."""
        try:
            await self._workspace.calls.call(
                "agents.sessions.setStatus",
                channel_id=self._thread.channel,
                thread_ts=self._thread.ts,
                status=status,
                initiator_user_id=self._thread.person,
                title=title,
            )
        except (SlackRefusedError, SlackUnreachableError) as error:
            if isinstance(error, SlackRefusedError) and error.code in NOT_HERE | {"not_authorized", "not_agent_app"}:
                self._workspace.sessions.refused(self._thread.channel[:1])
            log.info("status not shown", reason=str(error))
            return False
        return True


_OUTCOMES = {Abstention: "abstention", Notice: "notice", Question: "question", VerdictCard: "verdict"}


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
        case Answer():
            return answer_message(reply)
    raise TypeError(f"{type(reply).__name__} is no message of its own")
