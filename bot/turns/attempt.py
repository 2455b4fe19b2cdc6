"""One try at a job: whether it is still to be done, and what becomes of it: done, put off, given up, called off, or left to another process.

The inbox does it.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from bot.errors import StoreUnavailableError
from bot.turns.fair import SUSPECT_TRIES
from bot.turns.job import CLOSING, FORGOTTEN, LOST, STOPPED, WITHDRAWN, TryLaterError
from bot.turns.journal import Journal, current

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.turns.handling import Handler, Ways
    from bot.turns.job import Job
    from bot.turns.job_store import JobStore

    #: What the store is told of a job by its number.
    Ending = Callable[[int], Awaitable[None]]

log = structlog.get_logger()
#: How often a job may be begun that ended its process each time, the last times alone; then its person is told, and if that fails too it
#: is left.
MOST_TRIES = 2 * SUSPECT_TRIES
#: Seconds after which a job that can't be done is given up, and between two tries at most; a try waits twice as long as the one before.
PATIENCE_SECONDS, LONGEST_PAUSE = 15 * 60.0, 20.0
#: Why a job is cancelled that nobody wants any more.
CALLED_OFF = {STOPPED, WITHDRAWN, FORGOTTEN}
#: Seconds that jobs have to end themselves once they are cancelled.
CANCEL_SECONDS = 12.0


@dataclass(slots=True)
class Undertaking:
    """A job that is worked on here.

    Attributes:
        seq, job: Which.
        task: Works on it, and keeps what became of it.
        reason: Why it is cancelled.
        doing: What of that may be cancelled.
    """

    seq: int
    job: Job
    task: asyncio.Task[None] | None = None
    reason: str = ""
    doing: asyncio.Task[None] | None = None

    def cancel(self, reason: str) -> None:
        """Cancel it, once: it may be saying its last words already."""
        if not self.reason:
            self.reason = reason
            if self.doing:
                self.doing.cancel(reason)


class Attempts:
    """Tries at jobs, in the ways that there are for them."""

    def __init__(self, store: JobStore, ways: Ways) -> None:
        """Keep what becomes of them in this store."""
        self._store = store
        self._ways = ways
        #: Whether this process begins nothing more.
        self.is_closing = False
        #: When nothing is kept any more: who is cut off after the end leaves it to whoever takes over.
        self.ended = asyncio.Event()

    async def see_through(self, work: Undertaking, doing: asyncio.Task[None]) -> None:
        """Wait for the end of what is done for a job, and see to it that what became of it is kept."""
        job = work.job
        ending: Ending = self._store.set_aside if job.tries > MOST_TRIES else self._store.finish
        # Only what is done is cancelled, and not what is kept of it.
        work.doing = doing
        try:
            await doing
        except asyncio.CancelledError as error:
            ending = await self._cancelled(work, error)
        except TryLaterError as error:
            ending = await self._later(work, error)
        except Exception as error:
            log.exception("job failed", kind=job.kind, error=type(error).__name__)
            ending = self._failed(job)
        await self._keep(ending, work.seq)

    async def is_wanted(self, work: Undertaking) -> bool:
        """Whether a job is still to be done; where it is not, what is to be said or taken back instead is.

        Raises:
            asyncio.CancelledError: This process ends, or another has taken the job over.
        """
        job = work.job
        if work.reason in CALLED_OFF:
            # Somebody called it off while nobody worked on it, or before this has begun.
            if job.is_redo:
                await self._ways.call_off(job)
        elif work.reason:
            raise asyncio.CancelledError(work.reason)
        elif job.tries <= MOST_TRIES:
            return True
        else:
            log.error("job set aside", kind=job.kind, tries=job.tries - 1, job=job.ids[0])
            if job.tries == MOST_TRIES + 1:
                await self._ways.give_up(job)
        return False

    async def _at_last(self, work: Undertaking, last: Handler) -> None:
        """Do the last thing for a job that is not done, which takes over what its tries have shown; that may fail, too."""
        job = replace(work.job, tries=work.job.tries + 1)

        async def attempt() -> None:
            current.set(Journal(self._store, work.seq, job))
            await last(job)

        task = asyncio.create_task(attempt())
        await asyncio.wait([task], timeout=CANCEL_SECONDS)
        if not task.done():
            task.cancel()
        elif not task.cancelled() and (error := task.exception()):
            log.warning("last words not said", kind=job.kind, error=type(error).__name__, reason=str(error))

    async def _cancelled(self, work: Undertaking, error: asyncio.CancelledError) -> Ending:
        """How a job ends that was cancelled: for good, unless it was only this process that ends."""
        reason = work.reason or CLOSING
        if reason == LOST:
            return _nothing
        if reason in CALLED_OFF or CALLED_OFF & set(error.args):
            if reason == FORGOTTEN or (reason == WITHDRAWN and work.job.is_redo):
                await self._at_last(work, self._ways.call_off)
            return self._store.finish

        async def release(number: int) -> None:
            await self._store.release(number, counts=False)

        return release

    def _failed(self, job: Job) -> Ending:
        """How a job ends that failed for good."""
        if job.kind not in self._ways.again:
            return self._store.finish

        async def finish(number: int) -> None:
            await self._store.forget_ids(job.ids)
            await self._store.finish(number)

        return finish

    async def _later(self, work: Undertaking, error: TryLaterError) -> Ending:
        """How a job ends that can't be done now."""
        job = work.job
        if job.seconds > PATIENCE_SECONDS:
            log.error("job given up", kind=job.kind, job=job.ids[0], reason=str(error))
            await self._at_last(work, self._ways.give_up)
            return self._failed(job)
        pause = min(0.5 * 2 ** min(int(job.seconds / 2), 6), LONGEST_PAUSE) * random.uniform(0.7, 1.0)  # noqa: S311 - spreads retries
        log.warning("job put off", kind=job.kind, job=job.ids[0], seconds=round(pause, 1), reason=str(error))

        async def release(number: int) -> None:
            await self._store.release(number, pause, counts=False)

        return release

    async def _keep(self, ending: Ending, seq: int) -> None:
        """Have the store know how a job ended, as soon as it can."""
        pause = 0.1
        # Who is cut off after the end leaves it to whoever takes over.
        while not self.ended.is_set():
            try:
                await ending(seq)
            except StoreUnavailableError as error:
                if self.is_closing:
                    log.warning("end of a job not kept", reason=str(error))
                    return
            except Exception as error:
                # Not given up: nobody else would begin the job, or another of its lane, for as long as this worker lives.
                log.exception("end of a job not kept", error=type(error).__name__)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, 5.0)


async def _nothing(_seq: int) -> None:
    """Nothing is to be kept: somebody else works on the job."""
