"""Which schema a database has, and bringing it to today's: by whoever comes first, while the others wait.

A start on an up-to-date database reads one number and loads nothing of Alembic.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import inspect, text

from bot.errors import StorageError
from bot.storage.address import file_of, is_file, kind_of
from bot.storage.file_copies import keep_copy
from bot.storage.wiping import write_anew

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

log = structlog.get_logger()
#: The newest of `migrations/versions`; whoever adds one counts on here.
CURRENT: Final = 9
#: Since this one what is deleted is overwritten; files of before may hold what people had deleted.
OVERWRITES: Final = 8
#: Not Alembic's usual name: in a database that is shared, another program may have that.
VERSION_TABLE: Final = "ftn_schema"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
#: What all processes that upgrade one PostgreSQL database lock on: "ftn" and a number, as PostgreSQL wants it.
_LOCK: Final = 0x66746E_0001
#: What each schema of before they were numbered has that none before it had.
_MARKS: Final = (
    (6, "walks", "rests_on"),
    (5, "walks", "begun"),
    (4, "opinions", "team"),
    (4, "slack_threads", "team"),
    (4, "slack_installations", "team_id"),
    (3, "turns", "team"),
    (2, "walks", "id"),
    (1, "turns", "id"),
)
#: Alembic's `op` is one for the whole process, so one upgrade at a time runs in it; a lock belongs to one event loop.
_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The schema that a database has: 0 where it is empty; `is_numbered` where it says so itself."""

    kind: str
    number: int
    is_numbered: bool

    def __str__(self) -> str:
        """In words, for the operator."""
        if not self.number:
            return f"{self.kind}, empty; the next start makes its tables"
        if self.is_numbered and self.number == CURRENT:
            return f"{self.kind}, schema {self.number} (current)"
        copy = ", after a copy is made beside it" if self.kind == "SQLite" else ""
        return f"{self.kind}, schema {self.number}; the next start brings it to {CURRENT}{copy}"


async def schema_of(connection: AsyncConnection) -> SchemaState:
    """The schema that a database has.

    Raises:
        StorageError: It is a newer one than this program knows.
    """
    kind = kind_of(connection.engine.url)
    number = await _stored_number(connection)
    if number is None:
        return SchemaState(kind, await connection.run_sync(_recognised), is_numbered=False)
    if number > CURRENT:
        raise StorageError(
            f"The database has schema {number}, and this version of the program knows {CURRENT} at most: start the newer "
            "version that wrote it, or put back the copy from before its upgrade."
        )
    return SchemaState(kind, number, is_numbered=True)


async def bring_up_to_date(reading: AsyncEngine, writing: AsyncEngine) -> None:
    """Upgrade a database to today's schema, unless it has it; `reading` makes every statement a transaction of its own.

    Raises:
        StorageError: It is newer than this program, or there is no room for a copy of its file.
    """
    async with reading.connect() as connection:
        if await _stored_number(connection) == CURRENT:
            return
    async with _one_at_a_time():
        if is_file(reading.url):
            await _upgrade_file(reading)
        else:
            await _upgrade_on_server(writing)


async def _upgrade_file(engine: AsyncEngine) -> None:
    before = None
    async with engine.connect() as connection:
        # Not by a flag of the driver's: it would begin too late, and for itself alone.
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            before = await _upgrade(connection)
        except BaseException:
            await connection.exec_driver_sql("ROLLBACK")
            raise
        await connection.exec_driver_sql("COMMIT")
    if before and before < OVERWRITES:
        await asyncio.to_thread(write_anew, file_of(engine.url))


async def _upgrade_on_server(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await _upgrade(connection)


async def _upgrade(connection: AsyncConnection) -> int | None:
    """Look again, now that nobody else can, and go on from there; the schema it had, or None where it was today's."""
    state = await schema_of(connection)
    if state.is_numbered and state.number == CURRENT:
        return None
    if is_file(connection.engine.url) and state.number:
        await asyncio.to_thread(keep_copy, file_of(connection.engine.url), state.number)
    await connection.run_sync(_run_migrations)
    log.info("database upgraded", before=state.number, now=CURRENT)
    return state.number


def _run_migrations(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    # Not through the parser of configuration files, to which a % in a path means something.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, str(CURRENT))


async def _stored_number(connection: AsyncConnection) -> int | None:
    """The number that a database says its schema has, or None where it says nothing."""
    there = (
        f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{VERSION_TABLE}'"  # noqa: S608 - our own name
        if is_file(connection.engine.url)
        else f"SELECT to_regclass('{VERSION_TABLE}')::text"
    )
    if await connection.scalar(text(there)) is None:
        return None
    number: str | None = await connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - same
    return None if number is None else int(number)


def _recognised(connection: Connection) -> int:
    """The schema that a database of before they were numbered has, by its tables and columns; 0 where it has none of ours."""
    looked: Any = inspect(connection)
    columns = {table: {column["name"] for column in looked.get_columns(table)} for table in looked.get_table_names()}
    return next((number for number, table, column in _MARKS if column in columns.get(table, ())), 0)


@asynccontextmanager
async def _one_at_a_time() -> AsyncIterator[None]:
    async with _locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        yield
