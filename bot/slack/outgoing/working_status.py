"""Slack's own sign that the bot is working on a thread, as far as it is to be had.

Every turn has a task of its own for it, beside the answer: nothing waits for it, nothing fails with it, and whatever was
shown is taken back, also where nobody knows whether it was shown.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.outgoing.unsupported import NOT_HERE, Refusals
from bot.slack.outgoing.web_api import USUAL, Manner, happens

if TYPE_CHECKING:
    from bot.slack.inbox.thread import Thread
    from bot.slack.outgoing.web_api import Calls

log = structlog.get_logger()
METHOD = "agents.sessions.setStatus"
#: A turn that is over sooner needs no sign that it is worked on.
PATIENCE = 0.15
#: Seconds that the last signs may take when the process stops.
CLOSE_SECONDS = 5.0
#: Answers that mean Slack shows no such sign here.
_NEVER = NOT_HERE | {"not_authorized", "not_agent_app", "thread_ts_not_allowed"}


@dataclass(slots=True)
class Working:
    """One turn that is worked on."""

    over: asyncio.Event = field(default_factory=asyncio.Event)
    #: Whether Slack may show it as worked on for another reason, a stream that was not closed.
    left: bool = False
    #: Whether Slack has said that it shows it.
    is_shown: bool = False

    def end(self, *, left: bool) -> None:
        """The turn is over; `left` as above."""
        self.left = left
        self.over.set()


class Statuses:
    """The signs in the threads of one workspace."""

    def __init__(self, calls: Calls) -> None:
        """Show them with these calls."""
        self._calls = calls
        self._believed = Refusals()
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}

    def begin(self, thread: Thread, title: str = "") -> Working:
        """Begin to work in a thread, which may be called `title` if it is new; tell the turn's end to what this returns."""
        working = Working()
        if thread.ts:
            place = (thread.channel, thread.ts)
            task = asyncio.create_task(self._show(thread, title, working, self._tasks.get(place)))
            self._tasks[place] = task
            task.add_done_callback(lambda done: self._forget(place, done))
        return working

    async def close(self) -> None:
        """Let the last signs be taken back, for a moment at most."""
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=CLOSE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _show(self, thread: Thread, title: str, working: Working, before: asyncio.Task[None] | None) -> None:
        said = not await happens(working.over, PATIENCE) and await self._say_working(thread, title, working, before)
        await working.over.wait()
        # The sign of the turn before is taken back before this one's, and this one lasts until both are.
        await _ended(before)
        if said or working.left:
            await self._set(thread, "active", Manner(promised=said))
        elif title and thread.ts == thread.asked and self._may_say(thread, calls=1):
            # A conversation that was begun and answered too soon to show that it was worked on has its name all the same.
            await self._set(thread, "active", Manner(waits=False), title)

    async def _say_working(
        self, thread: Thread, title: str, working: Working, before: asyncio.Task[None] | None
    ) -> bool:
        """Say that the bot is working; whether a call to take that back is promised."""
        await _ended(before)
        if not self._may_say(thread, calls=2):
            return False
        self._calls.pace.promise(METHOD)
        taken = await self._set(thread, "processing", Manner(waits=False), title)
        working.is_shown = taken is True
        if taken is False:
            self._calls.pace.release(METHOD)
        return taken is not False

    def _may_say(self, thread: Thread, calls: int) -> bool:
        return self._believed.is_possible(thread.channel[:1]) and self._calls.is_free(METHOD, calls=calls)

    async def _set(self, thread: Thread, status: str, manner: Manner = USUAL, title: str = "") -> bool | None:
        """Tell Slack; whether it has taken it, None where nobody knows. A workspace without agent features goes on without."""
        try:
            await self._calls.call(
                METHOD, manner,
                channel_id=thread.channel,
                thread_ts=thread.ts,
                status=status,
                initiator_user_id=thread.person,
                title=title or None,
            )  # fmt: skip
        except SlackRefusedError as error:
            if error.code in _NEVER:
                self._believed.refused(thread.channel[:1])
            log.info("status not shown", reason=str(error))
            return False
        except SlackUnreachableError as error:
            log.info("status not shown", reason=str(error))
            return None
        return True

    def _forget(self, place: tuple[str, str], task: asyncio.Task[None]) -> None:
        if self._tasks.get(place) is task:
            del self._tasks[place]


async def _ended(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        await asyncio.wait([task])
