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

    from bot.slack.metrics import Metrics

    Handler = Callable[["Job"], Awaitable[None]]

log = structlog.get_logger()
#: Slack delivers an event again for up to two hours, where an app has not opted for more.
REMEMBERED_SECONDS = 2 * 3_600.0
REMEMBERED_MOST = 200_000
#: Jobs that may wait in one thread; a person who sends more than this is heard up to here.
MOST_WAITING = 20


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


class Inbox:
    """Takes jobs in and works on them, some threads at the same time."""

    def __init__(self, handle: Handler, at_once: int, metrics: Metrics) -> None:
        """Hand each job to `handle`, which may not raise."""
        self._handle = handle
        self._slots = asyncio.Semaphore(at_once)
        self._metrics = metrics
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._waiting: dict[str, deque[Job]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._running: dict[str, tuple[Job, asyncio.Task[None]]] = {}
        self._open = True

    def put(self, job: Job) -> bool:
        """Take a job in; whether it is new and there is room for it."""
        if not self._open:
            self._metrics.dropped("closing")
            return False
        if self.has_seen(*job.ids):
            self._metrics.dropped("duplicate")
            return False
        waiting = self._waiting.setdefault(job.thread, deque())
        if len(waiting) >= MOST_WAITING:
            self._metrics.dropped("thread full")
            return False
        now = time.monotonic()
        self._seen |= dict.fromkeys(job.ids, now)
        self._forget(now)
        waiting.append(job)
        if job.thread not in self._workers:
            self._workers[job.thread] = asyncio.create_task(self._work(job.thread))
        self._count()
        return True

    def has_seen(self, *ids: str) -> bool:
        """Whether a job with one of these ids was taken in lately."""
        return any(one in self._seen for one in ids)

    def running(self, thread: str) -> Job | None:
        """The job of a thread that is being worked on."""
        return self._running[thread][0] if thread in self._running else None

    def cancel(self, thread: str, job_id: str = "") -> bool:
        """Stop what a thread is being worked on, or drop it while it waits; with an id only that job."""
        waiting = self._waiting.get(thread, deque())
        for job in [one for one in waiting if job_id and job_id in one.ids]:
            waiting.remove(job)
            return True
        if thread in self._running:
            job, task = self._running[thread]
            if not job_id or job_id in job.ids:
                task.cancel()
                return True
        return False

    async def drain(self, seconds: float) -> None:
        """Take nothing more in and let what is there end, for so long at most."""
        self._open = False
        workers = list(self._workers.values())
        if workers:
            _, late = await asyncio.wait(workers, timeout=seconds)
            for worker in late:
                worker.cancel()
            if late:
                log.warning("stopped in the middle of turns", threads=len(late))
            await asyncio.gather(*late, return_exceptions=True)

    def __len__(self) -> int:
        """How many jobs wait."""
        return sum(len(waiting) for waiting in self._waiting.values())

    async def _work(self, thread: str) -> None:
        """Work on the jobs of one thread until there are none."""
        try:
            while self._waiting[thread]:
                async with self._slots:
                    if not self._waiting[thread]:
                        break
                    job = self._waiting[thread].popleft()
                    task = asyncio.ensure_future(self._handle(job))
                    self._running[thread] = (job, task)
                    self._count()
                    # A cancelled job ends itself; only a cancelled worker ends the thread.
                    await asyncio.wait([task])
                    del self._running[thread]
                    if not task.cancelled() and (error := task.exception()):
                        log.error("job failed", kind=job.kind, error=type(error).__name__, exc_info=error)
        finally:
            if running := self._running.pop(thread, None):
                running[1].cancel()
            del self._waiting[thread], self._workers[thread]
            self._count()

    def _forget(self, now: float) -> None:
        while self._seen:
            oldest = next(iter(self._seen))
            if len(self._seen) <= REMEMBERED_MOST and self._seen[oldest] > now - REMEMBERED_SECONDS:
                return
            del self._seen[oldest]

    def _count(self) -> None:
        self._metrics.queue(waiting=len(self), running=len(self._running))
