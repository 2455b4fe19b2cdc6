"""A short message that says the bot is at work, where Slack itself shows no sign of it: the answer takes its place.

Slack's own sign (`working_status.py`) is not to be had everywhere: not without agent features or scopes, not on every plan. Whoever waits for more than
a moment must see something all the same, so a message is posted, which the answer then fills; it is taken back where there is no answer.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.replies import Notice
from bot.slack.blocks.answer import notice_message
from bot.slack.outgoing.web_api import happens

if TYPE_CHECKING:
    from bot.slack.outgoing.streamed_message import Line, Segment
    from bot.slack.outgoing.working_status import Working

log = structlog.get_logger()
#: Seconds from a question to the message, where nothing else is to be seen by then: with the call it is there within one.
STANDS_IN_AFTER = 0.6


class Placeholder:
    """The message that stands in for the first one of a turn, if it comes to that."""

    def __init__(self, line: Line, key: str, working: Working, waited: float) -> None:
        """Stand in for what goes down this line, unless Slack shows that the turn is worked on; `waited` are the seconds since the question."""
        self._line = line
        self._key = key
        self._working = working
        self._needless = asyncio.Event()
        self._allowed = asyncio.Event()
        self._says = phrases.LOOKING
        self._task: asyncio.Task[Segment | None] | None = asyncio.create_task(
            self._stand_in(max(0.0, STANDS_IN_AFTER - waited))
        )

    def allow(self, doing: str = "") -> None:
        """Somebody waits for an answer that will come: from now on the message may be posted, and says what is being done."""
        self._says = f"{doing}…" if doing else self._says
        self._allowed.set()

    async def take(self) -> Segment | None:
        """The message to be filled, if it stands there; it is whoever's takes it, and from now on none will be posted."""
        self._needless.set()
        self._allowed.set()
        task, self._task = self._task, None
        return await asyncio.shield(task) if task is not None else None

    async def discard(self) -> None:
        """Take the message back if nothing took its place."""
        if (segment := await self.take()) is None:
            return
        segment.break_promise()
        try:
            await self._line.delivery.delete(segment.sent)
        except SlackUnreachableError as error:
            log.warning("placeholder not deleted", reason=str(error))

    async def _stand_in(self, seconds: float) -> Segment | None:
        if await happens(self._needless, seconds):
            return None
        await self._allowed.wait()
        if self._needless.is_set() or self._working.is_shown or not self._line.may_change():
            return None
        try:
            return await self._line.stand_in(notice_message(Notice(self._says)), self._key)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.info("placeholder not posted", reason=str(error))
            return None
