"""What a running bot does again and again beside its answers: a failure is logged in one line and counted, and the next time comes all the same.

What was not foreseen is told by its kind and its place alone, since a library's message may quote somebody's words (`bot.logs`).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import FineTuneOrNotError, place_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

log = structlog.get_logger()
#: How often each task has failed in this process; `bot.slack.server.metrics` shows it.
failures: Final[Counter[str]] = Counter()


@asynccontextmanager
async def repeating(
    task: str, work: Callable[[], Awaitable[object]], every: float, *, at_once: bool = True
) -> AsyncIterator[None]:
    """Meanwhile do some work again and again; in the end it is cancelled, and waited for.

    Args:
        task: What it is called in the log and in the metrics, in small letters.
        work: Does it once.
        every: Seconds between its end, whatever that was, and its next beginning.
        at_once: Whether it is done the first time now, and not after so many seconds.
    """

    async def keep_on() -> None:
        """Do it again and again until this is cancelled."""
        if not at_once:
            await asyncio.sleep(every)
        while True:
            await attempt(task, work)
            await asyncio.sleep(every)

    running = asyncio.create_task(keep_on())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def attempt(task: str, work: Callable[[], Awaitable[object]]) -> bool:
    """Do some work once; whether it did not fail."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001 - told, counted, and done again at its time
        tell_failure(task, error)
        return False
    return True


def tell_failure(task: str, error: Exception) -> None:
    """Log that a task has failed, and count it."""
    failures[task] += 1
    if isinstance(error, FineTuneOrNotError):
        log.warning("background task failed", task=task, kind=type(error).__name__, reason=str(error))
    else:
        log.error("background task failed", task=task, kind=type(error).__name__, at=place_of(error))
