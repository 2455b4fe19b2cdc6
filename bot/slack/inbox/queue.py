"""The queue between acknowledging an event and working on it: each event once, each thread in order.

In this process and memory: what is queued when the process dies is lost. `put` and `cancel` are all the rest of the
surface knows of it, so that a durable one can take its place.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.slack.server.metrics import Metrics

    Handler = Callable[["Job"], Awaitable[None]]

log = structlog.get_logger()
#: Why jobs are cancelled; handlers find it in their `CancelledError`.
STOPPED, WITHDRAWN, CLOSING = "stopped", "withdrawn", "closing"
#: Slack delivers an event again for up to two hours, where an app has not opted for more.
REMEMBERED_SECONDS = 2 * 3_600.0
REMEMBERED_MOST = 200_000
#: Jobs that may wait in one thread, and in all; a person who sends more than this is heard up to here.
MOST_WAITING, MOST_WAITING_IN_ALL = 20, 5_000
#: Seconds in which what was acknowledged last may still arrive here when the process stops.
STRAGGLER_SECONDS = 0.05
#: Seconds that jobs have to end themselves once they are cancelled.
CANCEL_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do: plain data, so that it could be written down.

    `thread` orders: jobs of one thread run one after another. `ids` are what makes it the same job when it comes again.
    """

    kind: str
    thread: str
    ids: tuple[str, ...]
    data: Mapping[str, Any]
    at: float = field(default_factory=time.monotonic)


@dataclass(slots=True)
class _Work:
    """A job that is worked on."""

    job: Job
    task: asyncio.Future[None]
    is_cancelled: bool = False

    def cancel(self, reason: str) -> None:
        """Cancel it, once: it may be saying its last words already."""
        if not self.is_cancelled:
            self.is_cancelled = True
            self.task.cancel(reason)


class Inbox:
    """Takes jobs in and works on them, some threads at the same time."""

    def __init__(self, handle: Handler, at_once: int, metrics: Metrics) -> None:
        """Hand each job to `handle`."""
        self._handle = handle
        self._slots = asyncio.Semaphore(at_once)
        self._metrics = metrics
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._waiting: dict[str, deque[Job]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._running: dict[str, _Work] = {}
        self._open = True
        self._length = 0

    def put(self, job: Job) -> bool:
        """Take a job in; whether it is new and there is room for it."""
        reason = self._why_not(job)
        if reason:
            self._metrics.dropped(reason)
            return False
        now = time.monotonic()
        self._seen |= dict.fromkeys(job.ids, now)
        self._forget(now)
        self._waiting.setdefault(job.thread, deque()).append(job)
        self._length += 1
        if job.thread not in self._workers:
            self._workers[job.thread] = asyncio.create_task(self._work(job.thread))
        self._count()
        return True

    def has_seen(self, *ids: str) -> bool:
        """Whether a job with one of these ids was taken in lately."""
        return any(one in self._seen for one in ids)

    def running(self, thread: str) -> Job | None:
        """The job of a thread that is being worked on."""
        return self._running[thread].job if thread in self._running else None

    def cancel(self, thread: str, job_id: str = "") -> bool:
        """Stop what a thread is being worked on; with an id only that job, because what it answers is gone.

        Returns:
            Whether there was something to stop, or to drop while it waited.
        """
        waiting = self._waiting.get(thread, deque())
        for job in [one for one in waiting if job_id and job_id in one.ids]:
            waiting.remove(job)
            self._length -= 1
            self._count()
            return True
        work = self._running.get(thread)
        if work is None or (job_id and job_id not in work.job.ids):
            return False
        work.cancel(WITHDRAWN if job_id else STOPPED)
        return True

    async def cancel_all(self, beginning: str) -> None:
        """End all threads whose names begin so, but the one that is called just that: what they were for is gone."""
        chosen = [thread for thread in self._workers if thread.startswith(beginning) and thread != beginning]
        workers = [self._workers[thread] for thread in chosen]
        for thread in chosen:
            self._length -= len(self._waiting[thread])
            self._waiting[thread].clear()
            if work := self._running.get(thread):
                work.cancel(WITHDRAWN)
        if workers:
            await asyncio.wait(workers, timeout=CANCEL_SECONDS)
        self._count()

    async def drain(self, seconds: float, last_seconds: float = CANCEL_SECONDS) -> None:
        """Let what is there end, for so long at most, then take nothing more in and cancel the rest, which has `last_seconds`."""
        deadline = time.monotonic() + seconds
        await asyncio.sleep(min(STRAGGLER_SECONDS, seconds))
        while self._workers and (left := deadline - time.monotonic()) > 0:
            await asyncio.wait(list(self._workers.values()), timeout=left, return_when=asyncio.FIRST_COMPLETED)
        self._open = False
        workers = list(self._workers.values())
        if not workers:
            return
        log.warning("stopped in the middle of turns", running=len(self._running), waiting=len(self))
        for waiting in self._waiting.values():
            waiting.clear()
        self._length = 0
        for work in self._running.values():
            work.cancel(CLOSING)
        _, late = await asyncio.wait(workers, timeout=last_seconds)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def __len__(self) -> int:
        """How many jobs wait."""
        return self._length

    def _why_not(self, job: Job) -> str:
        if not self._open:
            return "closing"
        if self.has_seen(*job.ids):
            return "duplicate"
        if len(self._waiting.get(job.thread, ())) >= MOST_WAITING:
            return "thread full"
        return "inbox full" if self._length >= MOST_WAITING_IN_ALL else ""

    async def _work(self, thread: str) -> None:
        """Work on the jobs of one thread until there are none."""
        try:
            while self._waiting[thread]:
                async with self._slots:
                    # The last one may have been cancelled meanwhile.
                    if self._waiting[thread]:
                        self._length -= 1
                        await self._do(thread, self._waiting[thread].popleft())
        finally:
            self._length -= len(self._waiting[thread])
            del self._waiting[thread], self._workers[thread]
            self._count()

    async def _do(self, thread: str, job: Job) -> None:
        task = asyncio.ensure_future(self._handle(job))
        self._running[thread] = _Work(job, task)
        self._count()
        try:
            # A cancelled job ends itself; only a cancelled worker ends the thread.
            await asyncio.wait([task])
        finally:
            del self._running[thread]
            task.cancel()
        if not task.cancelled() and (error := task.exception()):
            log.error("job failed", kind=job.kind, error=type(error).__name__, exc_info=error)

    def _forget(self, now: float) -> None:
        while self._seen:
            oldest = next(iter(self._seen))
            if len(self._seen) <= REMEMBERED_MOST and self._seen[oldest] > now - REMEMBERED_SECONDS:
                return
            del self._seen[oldest]

    def _count(self) -> None:
        self._metrics.queue(waiting=self._length, running=len(self._running))
