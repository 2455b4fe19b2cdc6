"""Dropping jobs: one by one, and all of a person or of a workspace, with every word of theirs.

A job that nobody works on goes at once. Who has begun one may have shown something, so it is begun again to take that back, or stopped by
whoever works on it; its words go at once all the same.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import delete, select, text, update

from bot.storage.unbroken import unbroken
from bot.turns.job import FORGOTTEN, WITHDRAWN
from bot.turns.tables import IdRow, JobRow, ShownRow, State, WorkerRow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database

log = structlog.get_logger()
#: Names the lock under which PostgreSQL lets one process after another claim jobs; any number that nobody else uses.
_CLAIMING: Final = 7_305_142
# The first statement of a transaction that writes has SQLite's one lock.
_LOCK_FILE = update(WorkerRow).where(WorkerRow.worker == "").values(beats=0)
_LOCK_SERVER = text(f"SELECT pg_advisory_xact_lock({_CLAIMING})")
#: What in a job's data says whose it is, and holds nobody's words.
WORDLESS: Final = frozenset({"team", "person"})
#: Seconds between two looks whether jobs that are to be stopped have ended.
BETWEEN_LOOKS: Final = 0.05


@asynccontextmanager
async def alone(database: Database) -> AsyncIterator[AsyncConnection]:
    """A transaction in which no other process claims jobs or takes them over."""
    async with database.writing() as connection:
        await connection.run_sync(be_alone)
        yield connection


def be_alone(connection: Connection) -> None:
    """Until the end of this transaction no other process claims jobs or takes them over."""
    connection.execute(_LOCK_SERVER if connection.dialect.name == "postgresql" else _LOCK_FILE)


async def drop_jobs(connection: AsyncConnection, *which: ColumnElement[bool]) -> None:
    """Drop jobs that are not worked on; who has begun one before may have shown something, so it is begun again to take that back."""
    waiting = (*which, JobRow.state != State.RUNNING)
    await connection.execute(delete(JobRow).where(*waiting, JobRow.tries == 0))
    await connection.execute(update(JobRow).where(*waiting).values(stop=WITHDRAWN, due=0.0))


class JobForgetting:
    """Deletes jobs for good."""

    def __init__(self, database: Database) -> None:
        """Delete them in this database, which whoever opened it closes."""
        self._database = database

    @unbroken
    async def drop_all(self, beginning: str) -> None:
        """Drop all jobs whose lanes begin so, but for the lane that is called just that, and have those that run stopped."""
        lanes = (JobRow.lane.startswith(beginning, autoescape=True), JobRow.lane != beginning)
        async with alone(self._database) as connection:
            await drop_jobs(connection, *lanes)
            await connection.execute(update(JobRow).where(*lanes).values(stop=WITHDRAWN))

    @unbroken
    async def forget_person(self, team: str, person: str, wordless: Collection[str] = WORDLESS, but: int = 0) -> None:
        """Drop what waits of a person, and have what runs of theirs stopped, without its words; the job with the number `but` goes on."""
        theirs = (JobRow.team == team, JobRow.person == person, JobRow.seq != but)
        async with alone(self._database) as connection:
            await drop_jobs(connection, *theirs)
            await connection.execute(delete(JobRow).where(*theirs, JobRow.state == State.ASIDE))
            left = (await connection.execute(select(JobRow.seq, JobRow.data).where(*theirs))).all()
            for seq, data in left:
                bare = {name: value for name, value in json.loads(data).items() if name in wordless}
                values = {"stop": FORGOTTEN, "due": 0.0, "data": json.dumps(bare)}
                await connection.execute(update(JobRow).where(JobRow.seq == seq).values(values))
            texts = (ShownRow.job.in_([seq for seq, _ in left]), ShownRow.text != "")
            await connection.execute(delete(ShownRow).where(*texts))
        self._database.note_deleted()

    async def wait_for_end(self, team: str, person: str, seconds: float, but: int = 0) -> bool:
        """Wait until what is to be stopped of a person has ended, by whomever it is worked on, for so long at most; whether it has."""
        until = time.monotonic() + seconds
        theirs = (JobRow.team == team, JobRow.person == person, JobRow.seq != but)
        running = select(JobRow.seq).where(*theirs, JobRow.stop == FORGOTTEN, JobRow.state == State.RUNNING).limit(1)
        while True:
            async with self._database.reading() as connection:
                if await connection.scalar(running) is None:
                    return True
            if time.monotonic() > until:
                log.warning("jobs of a person not ended")
                return False
            await asyncio.sleep(BETWEEN_LOOKS)

    @unbroken
    async def forget_team(self, team: str, but: int = 0) -> None:
        """Drop what is set aside of a team, and the ids of its jobs but for those of the one with the number `but`."""
        async with alone(self._database) as connection:
            mine = await connection.scalar(select(JobRow.ids).where(JobRow.seq == but))
            kept = json.loads(mine) if mine else []
            await connection.execute(delete(JobRow).where(JobRow.team == team, JobRow.state == State.ASIDE))
            ids = IdRow.id.startswith(f"{team}/", autoescape=True)
            await connection.execute(delete(IdRow).where(ids, IdRow.id.not_in(kept)))
        self._database.note_deleted()
