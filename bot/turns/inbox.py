"""The way in: stores jobs before they are acknowledged, and works on them in the order of their lanes, fairly, until they are done.

Several processes may share one database. Each says every second that it lives; what a dead one was working on is begun again by another,
or by the next that starts, and `journal` lets it go on in the same messages. A job that kills its process again and again is set aside.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import structlog

from bot.errors import StoreUnavailableError
from bot.periodic import tell_failure
from bot.turns.attempt import CANCEL_SECONDS, Attempts, Undertaking
from bot.turns.fair import SUSPECT_TRIES, TurnLimits, choose
from bot.turns.handling import UNOPENED, QueueMetrics, Ways
from bot.turns.job import CLOSING, FORGOTTEN, LOST, STOPPED, WITHDRAWN
from bot.turns.job_forgetting import JobForgetting
from bot.turns.job_store import JobStore, Put
from bot.turns.journal import Journal, current
from bot.turns.tables import State
from bot.turns.workers import Workers, new_worker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.storage.database import Database
    from bot.turns.fair import Queued
    from bot.turns.job import Job

log = structlog.get_logger()
#: Seconds between two signs of life.
BEAT_SECONDS = 1.0
#: Seconds after which to look again for jobs that another process has put in, where there are others.
LOOK_SECONDS = 0.25
#: Seconds until the next look where there was no room for anything that waits.
NO_ROOM_SECONDS = 0.05
#: Seconds for which a message may wait for the mention that it follows.
EARLY_SECONDS = 30.0
#: Seconds for which somebody whose bound is reached is taken to be there still.
FULL_SECONDS = 0.3
#: Seconds between two times of forgetting what is no longer needed.
PURGE_SECONDS = 10.0
#: People of whom it is known when they were served last.
MOST_SERVED = 10_000


class Inbox:
    """Takes jobs in and works on them. Open it before its first use, and drain it in the end."""

    def __init__(self, database: Database, limits: TurnLimits, metrics: QueueMetrics, days_kept: int = 90) -> None:
        """Keep jobs in this database."""
        self.worker = new_worker()
        self._store = JobStore(database, self.worker)
        self._forgetting = JobForgetting(database)
        self._workers = Workers(self._store)
        self._ways = UNOPENED
        self._attempts = Attempts(self._store, UNOPENED)
        self._limits = limits
        self._metrics = metrics
        self._days_kept = days_kept
        self._running: dict[int, Undertaking] = {}
        self._light = 0
        self._served: dict[tuple[str, str], int] = {}
        self._told: dict[str, None] = {}
        self._full: dict[tuple[Any, Any], float] = {}
        self._news = asyncio.Event()
        self._beginning = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        #: How many wait, as far as is known here: below none for a moment where one is begun before whoever put it in has noted it.
        self._waiting = 0
        #: How many are on their way into the store, and how often one has come to it or was begun.
        self._arriving = self._moves = 0

    async def open(self, ways: Ways) -> Self:
        """Say that this worker lives, take over what dead ones on this machine have left, and begin to work."""
        self._ways = ways
        self._attempts = Attempts(self._store, ways)
        await self._workers.live()
        await self._workers.take_over(at_start=True)
        self._tasks = [asyncio.create_task(self._live()), asyncio.create_task(self._begin_all())]
        return self

    async def put(self, job: Job, *, unless: str = "") -> bool:
        """Take a job in; whether it is new and there is room for it. Once this returns, it will be done whatever happens.

        `unless` is the id of a job that calls it off: where that was taken in before, this one is not.

        Raises:
            InboxFullError: There is room for nothing; whoever brought it has to bring it again.
            StoreUnavailableError: It could not be kept.
        """
        whose, is_light = (job.data.get("team"), job.data.get("person")), job.kind in self._ways.light
        if not is_light and time.monotonic() - self._full.get(whose, -FULL_SECONDS) < FULL_SECONDS:
            # Not looked up for every message of a flood, which all others would wait for.
            self._metrics.dropped(Put.PERSON_FULL.value)
            return False
        self._arriving += 1
        try:
            outcome = await self._store.put(job, self._limits, is_light=is_light, unless=unless)
        finally:
            self._arriving -= 1
            self._moves += 1
        if outcome is Put.TAKEN:
            self._waiting += 1
            self._count()
            self._news.set()
            if unless and self._store.is_shared and await self._store.knows([unless]):
                # Another process stored what calls it off in the same moment, and may not have seen it.
                self._metrics.dropped(Put.CALLED_OFF.value)
                await self.cancel(job.lane, job.ids[0])
            return True
        self._metrics.dropped(outcome.value)
        if outcome is Put.PERSON_FULL:
            # Told below, or told already.
            self._full = {one: at for one, at in self._full.items() if time.monotonic() - at < FULL_SECONDS}
            self._full[whose] = time.monotonic()
        if outcome in {Put.PERSON_FULL, Put.TEAM_FULL} and (full := self._ways.full(job)).ids[0] not in self._told:
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
        await self._forgetting.drop_all(beginning)
        works = [
            work
            for work in self._running.values()
            if work.job.lane.startswith(beginning) and work.job.lane != beginning
        ]
        for work in works:
            work.cancel(WITHDRAWN)
        if works:
            await asyncio.wait(self._tasks_of(works), timeout=CANCEL_SECONDS)

    async def forget_person(self, team: str, person: str, but: Job | None = None) -> bool:
        """End everything of a person that waits or runs, by whomever, but for one job; whether it has come to an end in time."""
        mine = self._number_of(but)
        await self._forgetting.forget_person(team, person, self._ways.wordless, mine)
        for seq, work in self._running.items():
            if seq != mine and (work.job.data.get("team"), work.job.data.get("person")) == (team, person):
                work.cancel(FORGOTTEN)
        return await self._forgetting.wait_for_end(team, person, 2 * CANCEL_SECONDS, mine)

    async def forget_team(self, team: str, but: Job) -> None:
        """Drop what is left of a workspace whose jobs have ended, but for one job."""
        await self._forgetting.forget_team(team, self._number_of(but))

    def _number_of(self, job: Job | None) -> int:
        """The number of a job that is worked on here; 0 where there is none."""
        return next((seq for seq, work in self._running.items() if job and work.job.ids == job.ids), 0)

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
        self._attempts.is_closing = True
        async with self._beginning:
            # What is being begun in this moment is among those that run.
            works = self._tasks_of(self._running.values())
        if works:
            await asyncio.wait(works, timeout=seconds)
        if late := list(self._running.values()):
            log.warning("stopped in the middle of turns", running=len(late))
            for work in late:
                work.cancel(CLOSING)
            await asyncio.wait(self._tasks_of(late), timeout=last_seconds)
        # Not cancelled: they end between two statements.
        self._attempts.ended.set()
        self._news.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await self._workers.leave()
        except StoreUnavailableError as error:
            log.warning("worker not signed off", reason=str(error))
        self._metrics.queue(waiting=0, running=0)

    @staticmethod
    def _tasks_of(works: Iterable[Undertaking]) -> list[asyncio.Task[None]]:
        return [work.task for work in works if work.task]

    def __len__(self) -> int:
        """How many jobs wait, as far as is known here."""
        return max(0, self._waiting)

    async def counts(self) -> dict[str, int]:
        """How many jobs of all workers are in each state, by `State`."""
        return await self._store.counts()

    def workers(self) -> int:
        """How many workers there are, this one included, as far as is known here."""
        return self._workers.count

    async def _begin_all(self) -> None:
        """Begin jobs as there is room for them, until the end."""
        pause = 0.0
        while not self._attempts.ended.is_set():
            try:
                if not self._attempts.is_closing and await self._store.some_wait() and not await self._begin():
                    # There is no room for what waits: not every message of a flood is worth another look.
                    await _happens(self._attempts.ended, NO_ROOM_SECONDS)
                pause = 0.0
            except Exception as error:  # noqa: BLE001 - a worker that lives and begins nothing would hold up everybody
                pause = min(max(2 * pause, 0.25), 5.0) if isinstance(error, StoreUnavailableError) else 5.0
                tell_failure("jobs", error)
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
            """Those of the jobs in the store that are begun now."""
            # What this worker was taken for dead with is not begun again beside itself.
            jobs = [job._replace(is_running=True) if job.seq in self._running else job for job in jobs]
            if self._attempts.is_closing:
                return ()
            return choose(jobs, self._limits, free, self._served, is_idle=not self._running)

        async with self._beginning:
            claimed = await self._store.claim(fitting)
            self._waiting -= len(claimed)
            self._moves += 1
            for seq, job, stop in claimed:
                self._serve(job)
                self._running[seq] = work = Undertaking(seq, job, reason=stop)
                self._light += job.kind in self._ways.light
                work.task = asyncio.create_task(self._do(work))
        self._count()
        return bool(claimed)

    async def _do(self, work: Undertaking) -> None:
        try:
            await self._attempts.see_through(work, asyncio.create_task(self._handle(work)))
            # Only now is the job itself gone, which may have held what it was to delete.
            await self._store.sweep()
        finally:
            del self._running[work.seq]
            self._light -= work.job.kind in self._ways.light
            self._news.set()
            self._count()

    async def _handle(self, work: Undertaking) -> None:
        """Do a job, in the way that there is for its kind."""
        current.set(Journal(self._store, work.seq, work.job))
        if await self._attempts.is_wanted(work):
            await self._ways.handle(work.job)

    def _serve(self, job: Job) -> None:
        """Note who was served last; a bound number of people."""
        whose = (str(job.data.get("team", "")), str(job.data.get("person", "")))
        self._served.pop(whose, None)
        self._served[whose] = max(self._served.values(), default=0) + 1
        if len(self._served) > MOST_SERVED:
            del self._served[next(iter(self._served))]

    async def _live(self) -> None:
        """Say that this worker lives, heed who wants jobs stopped, and take over what dead workers have left, until the end."""
        purged = 0.0
        while not self._attempts.ended.is_set():
            try:
                if not await self._workers.live():
                    self._lost()
                await self._heed_stops()
                if await self._workers.take_over():
                    self._news.set()
                if time.monotonic() - purged > PURGE_SECONDS:
                    purged = time.monotonic()
                    await self._store.purge(EARLY_SECONDS, self._days_kept)
                    await self._store.sweep()
                moves = self._moves
                counts = await self._store.counts()
                if moves == self._moves and not self._arriving:
                    # Otherwise this was counted before something that is noted here already.
                    self._waiting = counts.get(State.WAITING, 0)
                self._count()
            except Exception as error:  # noqa: BLE001 - told, counted, and done again in a moment
                tell_failure("signs of life", error)
            await _happens(self._attempts.ended, BEAT_SECONDS)

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

    def _count(self) -> None:
        self._metrics.queue(waiting=len(self), running=len(self._running))


async def _happens(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, so long at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
