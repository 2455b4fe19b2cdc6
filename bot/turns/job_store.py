"""Where jobs are kept: on a SQLite file or on PostgreSQL, by one process or by many.

A job is a row from before Slack is told that it was taken in until it is done. Its ids stay for a day, so that a delivery which comes again
is known; its words do not. Whoever claims jobs does so alone: SQLite has one writer, and on PostgreSQL a lock makes them wait in line.
"""

from __future__ import annotations

import json
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.storage.database import replace_row, storable
from bot.storage.unbroken import unbroken
from bot.turns.fair import Queued
from bot.turns.job import Job, Trace
from bot.turns.job_forgetting import alone, be_alone, drop_jobs
from bot.turns.tables import IdRow, JobRow, ShownRow, State, Worker, WorkerRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection, Row

    from bot.storage.database import Database
    from bot.turns.fair import TurnLimits

#: Slack delivers an event again for up to two hours, and a person presses an old button again whenever they like.
REMEMBERED_SECONDS = 24 * 3_600.0


class Put(StrEnum):
    """What became of a job on its way in; the values say why it was dropped."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    PERSON_FULL = "person full"
    TEAM_FULL = "team full"
    CALLED_OFF = "deleted"


class InboxFullError(Exception):
    """There is no room for anything more; Slack has to bring it again."""


class Claimed(NamedTuple):
    """A job that somebody has begun, its number, and why it is to stop, if it is."""

    seq: int
    job: Job
    stop: str = ""


# What every turn asks; put together once.
_ADD, _ADD_IDS = insert(JobRow), insert(IdRow)
_PLACED = (
    select(
        JobRow.seq,
        JobRow.lane,
        JobRow.team,
        JobRow.person,
        JobRow.position,
        JobRow.light,
        JobRow.state,
        JobRow.due,
        JobRow.tries,
        JobRow.at,
        func.row_number()
        .over(partition_by=[JobRow.lane, JobRow.state], order_by=[JobRow.position, JobRow.seq])
        .label("place"),
    )
    .where(JobRow.state.in_([State.WAITING, State.RUNNING]))
    .subquery()
)
# Whoever claims holds up all others: of a pile only the first of each lane is read, since no other can be begun.
_ACTIVE = select(_PLACED).where(or_(_PLACED.c.place == 1, _PLACED.c.state == State.RUNNING))
_BEGIN = (
    update(JobRow)
    .where(JobRow.seq == bindparam("number"))
    .values(state=State.RUNNING.value, worker=bindparam("by"), tries=JobRow.tries + 1)
)
_SOME_WAIT = select(JobRow.seq).where(JobRow.state == State.WAITING, JobRow.due <= bindparam("now")).limit(1)
_WAITING_OF = select(func.count()).where(JobRow.state == State.WAITING, JobRow.light.is_(False))
_OF_TEAM = _WAITING_OF.where(JobRow.team == bindparam("of"))
_OF_PERSON = _OF_TEAM.where(JobRow.person == bindparam("by"))
_KNOWN = select(IdRow.id).where(IdRow.id.in_(bindparam("some", expanding=True))).limit(1)
_THESE = select(JobRow).where(JobRow.seq.in_(bindparam("some", expanding=True)))
_MINE = (JobRow.seq == bindparam("number"), JobRow.worker == bindparam("by"))
_DONE = delete(JobRow).where(*_MINE)
_DONE_SHOWN = delete(ShownRow).where(ShownRow.job == bindparam("number"))
_SHOWN = select(ShownRow).where(ShownRow.job == bindparam("number")).order_by(ShownRow.number)


class JobStore:
    """The store of jobs, for one worker."""

    def __init__(self, database: Database, worker: str) -> None:
        """Keep them in this database, which whoever opened it closes, and claim them as this worker."""
        self.worker = worker
        self._database = database

    @property
    def is_shared(self) -> bool:
        """Whether other processes may put jobs in and claim them."""
        return self._database.is_shared

    async def put(
        self, job: Job, limits: TurnLimits, *, is_light: bool, is_early: bool = False, unless: str = ""
    ) -> Put:
        """Keep a job, if it is new and there is room for it, `unless` a job with that id was taken in before.

        Raises:
            InboxFullError: There is room for nothing.
            StoreUnavailableError: It could not be kept.
        """
        ids = [{"id": one, "at": time.time()} for one in job.ids]
        row = _row(job, is_light=is_light, is_early=is_early)

        def put(connection: Connection) -> Put:
            """Keep the job, where there is room and nothing calls it off."""
            connection.execute(_ADD_IDS, ids)
            if unless and connection.scalar(_KNOWN, {"some": [unless]}) is not None:
                connection.rollback()
                return Put.CALLED_OFF
            if not is_light and (full := self._full(connection, job, limits)):
                connection.rollback()
                return full
            connection.execute(_ADD, row)
            return Put.TAKEN

        try:
            return await self._database.write(put)
        except IntegrityError:
            return Put.DUPLICATE

    @staticmethod
    def _full(connection: Connection, job: Job, limits: TurnLimits) -> Put | None:
        team, person = _whose(job)
        waiting = connection.scalar(_OF_PERSON, {"of": team, "by": person}) or 0
        if waiting >= limits.person_waiting:
            return Put.PERSON_FULL
        if waiting + 1 < min(limits.team_waiting, limits.all_waiting) // 100:
            # Who has little waiting is seldom the one too many; the others count.
            return None
        if (connection.scalar(_OF_TEAM, {"of": team}) or 0) >= limits.team_waiting:
            return Put.TEAM_FULL
        if (connection.scalar(_WAITING_OF) or 0) >= limits.all_waiting:
            raise InboxFullError
        return None

    async def some_wait(self) -> bool:
        """Whether there may be something to begin; cheap."""
        now = {"now": time.time()}
        return await self._database.read(lambda connection: connection.scalar(_SOME_WAIT, now)) is not None

    async def claim(self, choose: Callable[[Sequence[Queued]], Sequence[Queued]]) -> list[Claimed]:
        """Begin the jobs that are chosen among those that run and those that are next in their lanes."""

        def claim(connection: Connection) -> list[Claimed]:
            """Mark the chosen jobs as begun by this worker."""
            be_alone(connection)
            now = time.time()
            chosen = [one.seq for one in choose([_queued(row, now) for row in connection.execute(_ACTIVE).all()])]
            if not chosen:
                return []
            connection.execute(_BEGIN, [{"number": seq, "by": self.worker} for seq in chosen])
            begun = {row.seq: row for row in connection.execute(_THESE, {"some": chosen})}
            return [Claimed(seq, _job(begun[seq]), begun[seq].stop) for seq in chosen]

        return await self._database.write(claim)

    async def finish(self, seq: int) -> None:
        """A job is done: nothing stays of it but its ids."""

        def finish(connection: Connection) -> None:
            if connection.execute(_DONE, {"number": seq, "by": self.worker}).rowcount:
                connection.execute(_DONE_SHOWN, {"number": seq})

        await self._database.write(finish)

    @unbroken
    async def release(self, seq: int, after: float = 0.0, *, counts: bool = True) -> None:
        """Let a job be begun again, after some seconds; whether this try counts towards its bound."""
        values: dict[str, Any] = {
            "state": State.WAITING.value,
            "worker": "",
            "due": time.time() + after if after else 0.0,
        }
        if not counts:
            # Never back to none: whoever does it again looks for what was shown.
            values["tries"] = (
                func.max(JobRow.tries - 1, 1) if not self.is_shared else func.greatest(JobRow.tries - 1, 1)
            )
        async with self._database.writing() as connection:
            await connection.execute(
                update(JobRow).where(JobRow.seq == seq, JobRow.worker == self.worker).values(values)
            )

    @unbroken
    async def set_aside(self, seq: int) -> None:
        """A job is never begun again; what it was is left for the operator, without its words."""
        mine = (JobRow.seq == seq, JobRow.worker == self.worker)
        async with self._database.writing() as connection:
            left = await connection.execute(
                update(JobRow).where(*mine).values(state=State.ASIDE.value, worker="", data="{}")
            )
            if left.rowcount:
                await connection.execute(_DONE_SHOWN, {"number": seq})

    @unbroken
    async def promote(self, lane: str, after: float) -> int:
        """Let the early jobs of a lane that come after a position be begun; how many there were."""
        early = (JobRow.lane == lane, JobRow.state == State.EARLY, JobRow.position > after)
        async with self._database.writing() as connection:
            return (await connection.execute(update(JobRow).where(*early).values(state=State.WAITING.value))).rowcount

    async def knows(self, ids: Iterable[str]) -> bool:
        """Whether a job with one of these ids was taken in lately."""
        some = {"some": list(ids)}
        return await self._database.read(lambda connection: connection.scalar(_KNOWN, some)) is not None

    @unbroken
    async def ids_under(self, beginning: str) -> list[str]:
        """The ids that begin so of jobs that were taken in lately."""
        under = select(IdRow.id).where(IdRow.id.startswith(beginning, autoescape=True))
        async with self._database.reading() as connection:
            return list((await connection.execute(under)).scalars())

    @unbroken
    async def forget_ids(self, ids: Iterable[str]) -> None:
        """Let a job with these ids, or others that begin with one of them, be taken in again."""
        mine = [one for each in ids for one in (IdRow.id == each, IdRow.id.startswith(f"{each}/", autoescape=True))]
        async with self._database.writing() as connection:
            await connection.execute(delete(IdRow).where(or_(*mine)))

    @unbroken
    async def running_in(self, lane: str) -> list[Claimed]:
        """The jobs of a lane that somebody works on; one at most."""
        query = select(JobRow).where(JobRow.lane == lane, JobRow.state == State.RUNNING)
        async with self._database.reading() as connection:
            return [Claimed(row.seq, _job(row)) for row in (await connection.execute(query)).all()]

    @unbroken
    async def drop(self, lane: str, job_id: str) -> bool:
        """Drop a job of a lane that is not worked on; whether there was one."""
        async with alone(self._database) as connection:
            rows = (await connection.execute(select(JobRow).where(JobRow.lane == lane))).all()
            mine = [row.seq for row in rows if row.state != State.RUNNING and job_id in json.loads(row.ids)]
            if mine:
                await drop_jobs(connection, JobRow.seq.in_(mine))
        return bool(mine)

    @unbroken
    async def ask_to_stop(self, seq: int, reason: str) -> None:
        """Have the worker of a running job stop it."""
        async with self._database.writing() as connection:
            await connection.execute(update(JobRow).where(JobRow.seq == seq).values(stop=reason))

    @unbroken
    async def stops(self) -> dict[int, str]:
        """Which jobs of this worker are to stop, and why."""
        query = select(JobRow.seq, JobRow.stop).where(JobRow.worker == self.worker, JobRow.stop != "")
        async with self._database.reading() as connection:
            return {row.seq: row.stop for row in (await connection.execute(query)).all()}

    @unbroken
    async def counts(self) -> dict[str, int]:
        """How many jobs there are in each state."""
        query = select(JobRow.state, func.count()).group_by(JobRow.state)
        async with self._database.reading() as connection:
            return {row[0]: row[1] for row in (await connection.execute(query)).all()}

    @unbroken
    async def shown(self, seq: int) -> list[Trace]:
        """What a job has shown so far, in order."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(_SHOWN, {"number": seq})).all()
        return [Trace(row.key, row.channel, row.ts) for row in rows if not row.text]

    async def note(self, seq: int, shown: Trace, kept: str = "") -> None:
        """Keep what a job has shown."""
        row = {
            "channel": shown.channel,
            "ts": shown.ts,
            "text": storable(kept),
            "number": time.time_ns() // 1_000 % 2**31,
        }
        key = {"job": seq, "key": shown.key}
        await self._database.write(lambda connection: replace_row(connection, ShownRow, key, row))

    @unbroken
    async def text(self, seq: int, key: str) -> str | None:
        """A text that was kept with a job."""
        query = select(ShownRow.text).where(ShownRow.job == seq, ShownRow.key == key)
        async with self._database.reading() as connection:
            return await connection.scalar(query)

    async def keep_text(self, seq: int, key: str, kept: str) -> None:
        """Keep a text with a job."""
        await self.note(seq, Trace(key, "", ""), kept)

    @unbroken
    async def beat(self, host: str, process: int) -> bool:
        """Say that this worker lives; whether the others believed so until now."""
        mine = WorkerRow.worker == self.worker
        async with self._database.writing() as connection:
            known = await connection.execute(update(WorkerRow).where(mine).values(beats=WorkerRow.beats + 1))
            if not known.rowcount:
                row = {"worker": self.worker, "host": host, "process": process, "beats": 1}
                await connection.execute(insert(WorkerRow).values(row))
        return bool(known.rowcount)

    @unbroken
    async def workers(self) -> list[Worker]:
        """All workers that nobody has declared dead, this one included."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(WorkerRow))).all()
        return [Worker(row.worker, row.host, row.process, row.beats) for row in rows]

    @unbroken
    async def take_over(self, dead: Iterable[str]) -> int:
        """Let the jobs of dead workers, and of workers that nobody knows, be begun again; how many there were."""
        async with alone(self._database) as connection:
            await connection.execute(delete(WorkerRow).where(WorkerRow.worker.in_(list(dead))))
            orphans = (
                JobRow.state == State.RUNNING,
                or_(JobRow.worker.in_(list(dead)), JobRow.worker.not_in(select(WorkerRow.worker))),
            )
            waiting = {"state": State.WAITING.value, "worker": "", "due": time.time()}
            return (await connection.execute(update(JobRow).where(*orphans).values(waiting))).rowcount

    @unbroken
    async def purge(self, early_seconds: float, days_kept: int) -> None:
        """Forget ids that are no longer needed, early jobs that nothing came for, and old ones that were set aside."""
        now = time.time()
        old = now - days_kept * 86_400.0
        async with self._database.writing() as connection:
            await connection.execute(delete(IdRow).where(IdRow.at < now - REMEMBERED_SECONDS))
            early = (JobRow.state == State.EARLY, JobRow.at < now - early_seconds)
            if (await connection.execute(delete(JobRow).where(*early))).rowcount:
                self._database.note_deleted()
            await connection.execute(delete(JobRow).where(JobRow.state == State.ASIDE, JobRow.at < old))
            # What somebody kept who was taken for dead, of a job that another has done meanwhile.
            await connection.execute(delete(ShownRow).where(ShownRow.job.not_in(select(JobRow.seq))))

    async def sweep(self) -> None:
        """Leave nothing of what was deleted in the database's files."""
        await self._database.sweep()


def _whose(job: Job) -> tuple[str, str]:
    return str(job.data.get("team", "")), str(job.data.get("person", ""))


def _row(job: Job, *, is_light: bool, is_early: bool) -> dict[str, Any]:
    team, person = _whose(job)
    return {
        "kind": job.kind,
        "lane": job.lane,
        "team": team,
        "person": person,
        "ids": json.dumps(job.ids),
        "data": json.dumps(job.data),
        "at": job.at,
        "position": min(job.position, job.at) if job.position else job.at,
        "light": is_light,
        "state": (State.EARLY if is_early else State.WAITING).value,
        "due": 0.0,
        "tries": 0,
        "worker": "",
        "stop": "",
    }


def _job(row: Row[Any]) -> Job:
    return Job(row.kind, row.lane, tuple(json.loads(row.ids)), json.loads(row.data), row.at, row.position, row.tries)


def _queued(row: Any, now: float) -> Queued:
    is_running = row.state == State.RUNNING
    waited = now - max(row.due, row.at)
    return Queued(
        row.seq, row.lane, row.team, row.person, row.position, row.light, is_running, row.due <= now, row.tries, waited
    )
