"""What goes on beside an acknowledgement: calls to Slack that nobody's answer rests on, and that must not make Slack wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Coroutine

log = structlog.get_logger()


class Beside:
    """Tasks that somebody holds until they have ended."""

    def __init__(self) -> None:
        """Nothing goes on yet."""
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Let some work go on; an error of it is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("work beside an acknowledgement failed", error=type(error).__name__, exc_info=error)
