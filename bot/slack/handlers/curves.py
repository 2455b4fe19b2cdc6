"""Draws the curve of a sum, a picture with what it shows in words, or a drawing in letters where no picture can be made; or tells all its ways."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.costs.chart import chart
from bot.costs.curve import alt_text
from bot.costs.drawing import drawing
from bot.errors import OperatorError, SlackRefusedError, SlackUnreachableError, UnknownPriceError
from bot.slack.blocks.answer import notice_message
from bot.slack.handlers.files import File, upload
from bot.slack.handlers.tell_privately import direct_thread
from bot.slack.inbox.kinds import thread_of

if TYPE_CHECKING:
    from bot.costs.curve import Curve
    from bot.slack.handlers.context import Parts
    from bot.slack.handlers.tell_privately import Private
    from bot.turns.job import Job

log = structlog.get_logger()
#: Characters of a picture's description that are sent.
_LONGEST_ALT = 1_000


class Curves:
    """The handler of presses under a sum."""

    def __init__(self, parts: Parts, private: Private) -> None:
        """Work with these parts, and tell people privately through `private`."""
        self._parts = parts
        self._private = private

    async def draw(self, job: Job) -> None:
        """The curve as a file, in the thread of its sum or in the person's direct messages; or all ways in words, to that person."""
        thread = thread_of(job.data)
        workspace = await self._parts.workspaces.of(thread.team)
        if workspace is None:
            return
        try:
            sums = _sums(str(job.data["value"]))
            if job.data.get("all"):
                await self._private.show(job, notice_message(self._parts.assistant.cost_in_full(sums)))
                return
            drawn = self._parts.assistant.cost_curve(sums)
        except (OperatorError, UnknownPriceError, ValueError) as error:
            await self._private.say(job, str(error) if not isinstance(error, ValueError) else phrases.NO_SUM)
            return
        file = await asyncio.to_thread(curve_file, drawn)
        in_place = thread.ts and not job.data.get("private")
        try:
            target = thread if in_place else await direct_thread(workspace, thread)
            await upload(workspace, target, file)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("curve not sent", reason=str(error))
            await self._private.say(job, phrases.CURVE_NOT_SENT)
            return
        if thread.channel and target.channel != thread.channel:
            await self._private.say(job, phrases.CURVE_SENT)


def _sums(value: str) -> list[tuple[str, str]]:
    """The numbers in a button's value, by their names.

    Raises:
        ValueError: There are none.
    """
    try:
        return [(name, str(number)) for name, number in json.loads(value).items()]
    except (AttributeError, RecursionError) as error:
        raise ValueError("no object") from error


def curve_file(drawn: Curve) -> File:
    """The curve as a PNG; as text where matplotlib is not installed."""
    try:
        return File("costs.png", chart(drawn), phrases.CURVE_TITLE, alt_text(drawn)[:_LONGEST_ALT])
    except OperatorError:
        return File("costs.txt", drawing(drawn).encode(), phrases.CURVE_TITLE)
