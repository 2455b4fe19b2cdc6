"""The way in: stores jobs before they are acknowledged, and works on them in the order of their lanes, fairly, until they are done.

Several processes may share one database. Each says every second that it lives; what a dead one was working on is begun again by another,
or by the next that starts, and `journal` lets it go on in the same messages. A job that kills its process again and again is set aside.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, Self

import structlog

from bot.errors import StoreUnavailableError
from bot.turns.fair import SUSPECT_TRIES, TurnLimits, choose
from bot.turns.job import CLOSING, LOST, STOPPED, WITHDRAWN, TryLaterError
from bot.turns.job_store import JobStore, Put, State
from bot.turns.journal import Journal, current

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.storage.database import Database
    from bot.turns.fair import Queued
    from bot.turns.job import Job
    from bot.turns.job_store import Worker

    Handler = Callable[[Job], Awaitable[None]]

log = structlog.get_logger()
#: Seconds between two signs of life, and without one after which a worker counts as dead: taken over within ten seconds.
BEAT_SECONDS, DEAD_SECONDS = 1.0, 7.0
#: Seconds after which to look again for jobs that another process has put in, where there are others.
LOOK_SECONDS = 0.25
#: Seconds until the next look where there was no room for anything that waits.
NO_ROOM_SECONDS = 0.05
#: How often a job may be begun that ended its process each time, the last times alone; then its person is told, and if that fails too it
#: is left.
MOST_TRIES = 2 * SUSPECT_TRIES
#: Seconds after which a job that can't be done is given up, and between two tries at most; a try waits twice as long as the one before.
PATIENCE_SECONDS, LONGEST_PAUSE = 15 * 60.0, 20.0
#: Seconds for which a message may wait for the mention that it follows.
EARLY_SECONDS = 30.0
#: Seconds for which somebody whose bound is reached is taken to be there still.
FULL_SECONDS = 0.3
#: Seconds between two times of forgetting what is no longer needed.
PURGE_SECONDS = 10.0
#: People of whom it is known when they were served last.
MOST_SERVED = 10_000
#: Why a job is cancelled that nobody wants any more.
CALLED_OFF = {STOPPED, WITHDRAWN}
#: Seconds that jobs have to end themselves once they are cancelled.
CANCEL_SECONDS = 12.0


class QueueMetrics(Protocol):
    """What is counted."""

    def dropped(self, reason: str) -> None:
        """A job was not taken in."""
        ...

    def queue(self, *, waiting: int, running: int) -> None:
        """How many jobs there are now."""
        ...


@dataclass(frozen=True, slots=True)
class Ways:
    """How jobs are worked on.

    Attributes:
        handle: Does a job.
        give_up: Tells its person that a job will not be done, because it ended its process too often or nothing answers.
        call_off: Takes back what earlier tries of a job have shown that is not wanted any more.
        full: The job that tells a person that they have too much waiting, once for a while.
        light: Kinds that take a moment, and count for nobody's bounds.
        again: Kinds that somebody may want again once one has failed: the same press is taken in anew then.
    """

    handle: Handler
    give_up: Handler
    call_off: Handler
    full: Callable[[Job], Job]
    light: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Work:
    """A job that is worked on here.

    Attributes:
        seq, job: Which.
        task: Works on it, and keeps what became of it.
        reason: Why it is cancelled.
        doing: What of that may be cancelled.
    """

    seq: int
    job: Job
    task: asyncio.Task[None]
    reason: str = ""
    doing: asyncio.Task[None] | None = None

    def cancel(self, reason: str) -> None:
        """Cancel it, once: it may be saying its last words already."""
        if not self.reason:
            self.reason = reason
            if self.doing:
                self.doing.cancel(reason)


#: The workers of this process.
_HERE: set[str] = set()


async def _nowhere(job: Job) -> None:
    raise RuntimeError(f"{job.kind} before the inbox was opened")


def _nobody(job: Job) -> Job:
    raise RuntimeError(f"{job.kind} before the inbox was opened")


_UNOPENED = Ways(_nowhere, _nowhere, _nowhere, _nobody)


class Inbox:
    """Takes jobs in and works on them. Open it before its first use, and drain it in the end."""

    def __init__(self, database: Database, limits: TurnLimits, metrics: QueueMetrics, days_kept: int = 90) -> None:
        """Keep jobs in this database."""
        self.worker = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._store = JobStore(database, self.worker)
        self._ways: Ways = _UNOPENED
        self._limits = limits
        self._metrics = metrics
        self._days_kept = days_kept
        self._running: dict[int, _Work] = {}
        self._light = 0
        self._served: dict[tuple[str, str], int] = {}
        self._told: dict[str, None] = {}
        self._full: dict[tuple[Any, Any], float] = {}
        self._news = asyncio.Event()
        self._seen_beats: dict[str, tuple[int, float]] = {}
        self._closing = False
        self._ended = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._waiting = 0

    async def open(self, ways: Ways) -> Self:
        """Say that this worker lives, take over what dead ones on this machine have left, and begin to work."""
        self._ways = ways
        _HERE.add(self.worker)
        await self._store.beat(socket.gethostname(), os.getpid())
        await self._take_over(at_start=True)
        self._tasks = [asyncio.create_task(self._live()), asyncio.create_task(self._begin_all())]
        return self

    async def put(self, job: Job) -> bool:
        """Take a job in; whether it is new and there is room for it. Once this returns, it will be done whatever happens.

        Raises:
            InboxFullError: There is room for nothing; whoever brought it has to bring it again.
            StoreUnavailableError: It could not be kept.
        """
        whose, is_light = (job.data.get("team"), job.data.get("person")), job.kind in self._ways.light
        if not is_light and time.monotonic() - self._full.get(whose, -FULL_SECONDS) < FULL_SECONDS:
            # Not looked up for every message of a flood, which all others would wait for.
            self._metrics.dropped(Put.PERSON_FULL.value)
            return False
        outcome = await self._store.put(job, self._limits, is_light=is_light)
        if outcome is Put.TAKEN:
            self._waiting += 1
            self._count()
            self._news.set()
            return True
        self._metrics.dropped(outcome.value)
        if outcome is Put.PERSON_FULL:
            # Told below, or told already.
            self._full = {one: at for one, at in self._full.items() if time.monotonic() - at < FULL_SECONDS}
            self._full[whose] = time.monotonic()
        if outcome is not Put.DUPLICATE and (full := self._ways.full(job)).ids[0] not in self._told:
            # Once is enough: whoever sends hundreds is not to cost hundreds of looks at that.
            await self.put(full)
            self._told[full.ids[0]] = None
            if len(self._told) > MOST_SERVED:
                del self._told[next(iter(self._told))]
        return False

    async def put_early(self, job: Job) -> bool:
        """Keep a job for a moment, until `promote` says that it is wanted; whether it is new."""
        return await self._store.put(job, self._limits, is_light=True, is_early=True) is Put.TAKEN

    async def promote(self, lane: str, after: float) -> None:
        """Take in the early jobs of a lane that come after this position."""
        if await self._store.promote(lane, after):
            self._news.set()

    async def has_seen(self, *ids: str) -> bool:
        """Whether a job with one of these ids was taken in lately."""
        return await self._store.knows(ids)

    async def newest(self, beginning: str) -> str:
        """The last in order of the ids that begin so, of jobs that were taken in lately; empty where there is none."""
        return max(await self._store.ids_under(beginning), default="")

    async def forget(self, job: Job) -> None:
        """Take a job in again when it comes again: this time it came to nothing."""
        await self._store.forget_ids(job.ids)

    async def running(self, lane: str) -> Job | None:
        """The job of a lane that is being worked on, by whomever."""
        running = await self._store.running_in(lane)
        return running[0].job if running else None

    async def cancel(self, lane: str, job_id: str = "") -> bool:
        """Stop what a lane is being worked on; with an id only that job, because what it answers is gone.

        Returns:
            Whether there was something to stop, or to drop while it waited.
        """
        if job_id and await self._store.drop(lane, job_id):
            return True
        reason = WITHDRAWN if job_id else STOPPED
        for seq, job, _ in await self._store.running_in(lane):
            if job_id and job_id not in job.ids:
                continue
            if work := self._running.get(seq):
                work.cancel(reason)
            else:
                await self._store.ask_to_stop(seq, reason)
            return True
        return False

    async def cancel_all(self, beginning: str) -> None:
        """End all jobs whose lanes begin so, but for the lane that is called just that: what they were for is gone."""
        await self._store.drop_all(beginning)
        works = [
            work
            for work in self._running.values()
            if work.job.lane.startswith(beginning) and work.job.lane != beginning
        ]
        for work in works:
            work.cancel(WITHDRAWN)
        if works:
            await asyncio.wait([work.task for work in works], timeout=CANCEL_SECONDS)

    async def forget_person(self, team: str, person: str) -> None:
        """Drop what waits of a person."""
        await self._store.forget_person(team, person)

    async def idle(self, seconds: float) -> bool:
        """Wait until nothing waits and nothing runs, so long at most; whether it has come to that."""
        until = time.monotonic() + seconds
        while True:
            counts = await self._store.counts()
            if not self._running and not counts.get(State.WAITING) and not counts.get(State.RUNNING):
                return True
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.01)

    async def drain(self, seconds: float, last_seconds: float = CANCEL_SECONDS) -> None:
        """Begin nothing more, let what runs end, for so long at most, and leave the rest to whoever comes next."""
        self._closing = True
        works = [work.task for work in self._running.values()]
        if works:
            await asyncio.wait(works, timeout=seconds)
        if late := list(self._running.values()):
            log.warning("stopped in the middle of turns", running=len(late))
            for work in late:
                work.cancel(CLOSING)
            await asyncio.wait([work.task for work in late], timeout=last_seconds)
        # Not cancelled: they end between two statements.
        self._ended.set()
        self._news.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        _HERE.discard(self.worker)
        try:
            await self._store.leave()
        except StoreUnavailableError as error:
            log.warning("worker not signed off", reason=str(error))
        self._metrics.queue(waiting=0, running=0)

    def __len__(self) -> int:
        """How many jobs wait, as far as is known here."""
        return self._waiting

    def workers(self) -> int:
        """How many workers there are, this one included, as far as is known here."""
        return max(len(self._seen_beats), 1)

    async def _begin_all(self) -> None:
        """Begin jobs as there is room for them, until the end."""
        pause = 0.0
        while not self._ended.is_set():
            try:
                pause = 0.0
                if not self._closing and await self._store.some_wait() and not await self._begin():
                    # There is no room for what waits: not every message of a flood is worth another look.
                    await _happens(self._ended, NO_ROOM_SECONDS)
            except StoreUnavailableError as error:
                pause = min(max(2 * pause, 0.25), 5.0)
                log.warning("jobs not looked for", reason=str(error))
            except Exception as error:
                # Whatever it is: a worker that lives and begins nothing would hold up everybody.
                pause = 5.0
                log.exception("jobs not looked for", error=type(error).__name__)
            await self._wait(pause or LOOK_SECONDS)

    async def _wait(self, seconds: float) -> None:
        await _happens(self._news, seconds)
        self._news.clear()

    async def _begin(self) -> bool:
        """Begin what there is room for; whether that was something."""
        if any(work.job.tries > SUSPECT_TRIES for work in self._running.values()):
            return False
        free = self._limits.at_once - (len(self._running) - self._light)

        def fitting(jobs: Sequence[Queued]) -> Sequence[Queued]:
            self._waiting = sum(not job.is_running for job in jobs)
            # What this worker was taken for dead with is not begun again beside itself.
            jobs = [job._replace(is_running=True) if job.seq in self._running else job for job in jobs]
            return choose(jobs, self._limits, free, self._served, is_idle=not self._running)

        claimed = await self._store.claim(fitting)
        for seq, job, stop in claimed:
            self._serve(job)
            self._running[seq] = _Work(seq, job, asyncio.create_task(self._do(seq, job)), stop)
            self._light += job.kind in self._ways.light
        self._count()
        return bool(claimed)

    def _serve(self, job: Job) -> None:
        """Note who was served last; a bound number of people."""
        whose = (str(job.data.get("team", "")), str(job.data.get("person", "")))
        self._served.pop(whose, None)
        self._served[whose] = max(self._served.values(), default=0) + 1
        if len(self._served) > MOST_SERVED:
            del self._served[next(iter(self._served))]

    async def _do(self, seq: int, job: Job) -> None:
        """Do one job, and see to it that what became of it is kept."""
        work = self._running[seq]
        ending = self._failed(job) if job.tries > MOST_TRIES else self._store.finish
        # Only what is done is cancelled, and not what is kept of it.
        work.doing = asyncio.create_task(self._attempt(work))
        try:
            await work.doing
        except asyncio.CancelledError as error:
            ending = await self._cancelled(work, error)
        except TryLaterError as error:
            ending = await self._later(work, error)
        except Exception as error:
            log.exception("job failed", kind=job.kind, error=type(error).__name__)
            ending = self._failed(job)
        try:
            await self._keep(ending, seq)
        finally:
            del self._running[seq]
            self._light -= job.kind in self._ways.light
            self._news.set()
            self._count()

    async def _attempt(self, work: _Work) -> None:
        job = work.job
        current.set(Journal(self._store, work.seq, job))
        if work.reason in CALLED_OFF:
            # Somebody called it off while nobody worked on it, or before this has begun.
            if job.is_redo:
                await self._ways.call_off(job)
        elif work.reason:
            raise asyncio.CancelledError(work.reason)
        elif job.tries <= MOST_TRIES:
            await self._ways.handle(job)
        else:
            log.error("job set aside", kind=job.kind, tries=job.tries - 1, job=job.ids[0])
            if job.tries == MOST_TRIES + 1:
                await self._ways.give_up(job)

    async def _at_last(self, work: _Work, last: Handler) -> None:
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

    async def _cancelled(self, work: _Work, error: asyncio.CancelledError) -> Callable[[int], Awaitable[None]]:
        """How a job ends that was cancelled: for good, unless it was only this process that ends."""
        reason = work.reason or CLOSING
        if reason == LOST:
            return _nothing
        if reason in CALLED_OFF or CALLED_OFF & set(error.args):
            if reason == WITHDRAWN and work.job.is_redo:
                await self._at_last(work, self._ways.call_off)
            return self._store.finish

        async def release(number: int) -> None:
            await self._store.release(number, counts=False)

        return release

    def _failed(self, job: Job) -> Callable[[int], Awaitable[None]]:
        """How a job ends that failed for good."""
        if job.kind not in self._ways.again:
            return self._store.finish

        async def finish(number: int) -> None:
            await self.forget(job)
            await self._store.finish(number)

        return finish

    async def _later(self, work: _Work, error: TryLaterError) -> Callable[[int], Awaitable[None]]:
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

    async def _keep(self, ending: Callable[[int], Awaitable[None]], seq: int) -> None:
        """Have the store know how a job ended, as soon as it can."""
        pause = 0.1
        # Who is cut off after the end leaves it to whoever takes over.
        while not self._ended.is_set():
            try:
                await ending(seq)
            except StoreUnavailableError as error:
                if self._closing:
                    log.warning("end of a job not kept", reason=str(error))
                    return
            except Exception as error:
                # Not given up: nobody else would begin the job, or another of its lane, for as long as this worker lives.
                log.exception("end of a job not kept", error=type(error).__name__)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, 5.0)

    async def _live(self) -> None:
        """Say that this worker lives, heed who wants jobs stopped, and take over what dead workers have left, until the end."""
        purged, looked = 0.0, time.monotonic()
        while not self._ended.is_set():
            try:
                if not await self._store.beat(socket.gethostname(), os.getpid()):
                    self._lost()
                await self._heed_stops()
                if time.monotonic() - looked > DEAD_SECONDS / 2:
                    # Who could not look for so long knows nothing of the others; they may have been unable to write as well.
                    self._seen_beats.clear()
                looked = time.monotonic()
                await self._take_over()
                if time.monotonic() - purged > PURGE_SECONDS:
                    purged = time.monotonic()
                    await self._store.purge(EARLY_SECONDS, self._days_kept)
                self._waiting = (await self._store.counts()).get(State.WAITING, 0)
                self._count()
            except StoreUnavailableError as error:
                log.warning("no sign of life given", reason=str(error))
            except Exception as error:
                log.exception("no sign of life given", error=type(error).__name__)
            await _happens(self._ended, BEAT_SECONDS)

    def _lost(self) -> None:
        """The others took this worker for dead, and have begun its jobs again."""
        if self._running:
            log.warning("taken for dead", running=len(self._running))
        for work in self._running.values():
            work.cancel(LOST)

    async def _heed_stops(self) -> None:
        for seq, reason in (await self._store.stops()).items():
            if work := self._running.get(seq):
                work.cancel(reason)

    async def _take_over(self, *, at_start: bool = False) -> None:
        """Let the jobs of dead workers be begun again: silent for too long, or of this machine and not there any more."""
        now, dead = time.monotonic(), set[str]()
        known = await self._store.workers()
        for one in known:
            beats, since = self._seen_beats.get(one.worker, (-1, now))
            if one.beats != beats:
                self._seen_beats[one.worker] = (one.beats, now)
            elif now - since > DEAD_SECONDS:
                dead.add(one.worker)
            if at_start and _is_gone(one):
                dead.add(one.worker)
        dead.discard(self.worker)
        self._seen_beats = {one.worker: self._seen_beats[one.worker] for one in known if one.worker not in dead}
        if (dead or at_start) and (orphans := await self._store.take_over(dead)):
            log.warning("jobs taken over", jobs=orphans)
            self._news.set()

    def _count(self) -> None:
        self._metrics.queue(waiting=self._waiting, running=len(self._running))


async def _happens(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, so long at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


async def _nothing(_seq: int) -> None:
    """Nothing is to be kept: somebody else works on the job."""


def _is_gone(worker: Worker) -> bool:
    """Whether a worker of this machine is not there any more; in a container that was started again it had this one's number."""
    if worker.host != socket.gethostname():
        return False
    if worker.process == os.getpid():
        return worker.worker not in _HERE
    try:
        os.kill(worker.process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
