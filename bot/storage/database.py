"""How the stores open their database: one connection that writes, one that reads, and nobody waits for the other.

SQLAlchemy's async engine, on a SQLite file by default. Its statements are used and its unit of work is not: what a turn
reads and writes is a row or two, and a session takes longer for them than the database (measured: half of the time).
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import event, inspect, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as SqlTimeoutError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateColumn
from sqlalchemy.util import await_only

from bot.errors import StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sqlalchemy import Column, Connection, MetaData, Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

#: Milliseconds that a write waits for another process's to end before SQLite says that the database is locked.
BUSY_MILLISECONDS = 30_000
#: Milliseconds between two tries where SQLite itself does not wait.
BETWEEN_TRIES = 20


class Database:
    """What the stores share. Use it as an async context manager, around theirs."""

    def __init__(self, url: str) -> None:
        """Name the database; nothing is opened yet."""
        # A single statement is consistent by itself: what is only read needs no transaction.
        self._reading = open_engine(url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
        self._writing = open_engine(url)

    async def __aenter__(self) -> Self:
        """Nothing is opened before it is used."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._reading.dispose()
        await self._writing.dispose()

    async def create(self, tables: MetaData) -> None:
        """Create the tables that are missing."""
        for table in tables.sorted_tables:
            try:
                async with self._writing.begin() as connection:
                    await connection.run_sync(tables.create_all, tables=[table])
            except DatabaseError:
                # Another process may have created it since this one looked.
                async with self._writing.begin() as connection:
                    if not await connection.run_sync(_has_table, table):
                        raise

    async def add_column(self, tables: MetaData, table: str, column: str) -> None:
        """Add a column that a table of an older version lacks; it needs a default of the server's."""
        wanted = tables.tables[table].c[column]
        try:
            async with self._writing.begin() as connection:
                await connection.run_sync(_add_column, wanted)
        except OperationalError:
            # Another process may have added it since this one looked.
            async with self._writing.begin() as connection:
                if not await connection.run_sync(_has_column, wanted):
                    raise

    @property
    def is_shared(self) -> bool:
        """Whether it is a server that other processes may use too."""
        return self._writing.dialect.name != "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for single queries; no transaction keeps several of them together.

        Raises:
            StoreUnavailableError: The database is away.
        """
        with _away():
            async with self._reading.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction, which is kept at the end and undone by an error.

        Raises:
            StoreUnavailableError: The database is away, full or locked; at the end of the transaction nobody may know whether it was kept.
        """
        with _away():
            async with self._writing.begin() as connection:
                yield connection


@contextmanager
def _away() -> Iterator[None]:
    """Says that the database is away where that is why something failed; its own words may hold an address, so they are for the log."""
    try:
        yield
    except (OperationalError, InterfaceError, SqlTimeoutError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            # A mistake of the program, a table that is not there: no waiting helps.
            raise
        reason = getattr(cause, "sqlite_errorname", "") or type(cause).__name__
        raise StoreUnavailableError(f"the database did not take part ({reason})") from error
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise StoreUnavailableError("the connection to the database was lost") from error
    except Exception as error:
        # What asyncpg refuses a connection with, while a server starts or stops, is not wrapped by SQLAlchemy.
        if not hasattr(error, "sqlstate"):
            raise
        raise StoreUnavailableError(f"the database did not take part ({type(error).__name__})") from error


def _add_column(connection: Connection, column: Column[Any]) -> None:
    if not _has_column(connection, column):
        added = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {added}")


def _has_table(connection: Connection, table: Table) -> bool:
    return inspect(connection).has_table(table.name)


def _has_column(connection: Connection, column: Column[Any]) -> bool:
    return column.name in {known["name"] for known in inspect(connection).get_columns(column.table.name)}


def open_engine(url: str, **options: Any) -> AsyncEngine:
    """An engine for a database; nothing is opened yet."""
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    if is_sqlite:
        # Each connection is a thread, and SQLite lets one write at a time anyway.
        options |= {"pool_size": 1, "max_overflow": 0}
    # An error would show the words, or the tokens, of the statement it is about.
    engine = create_async_engine(url, hide_parameters=True, **options)
    if is_sqlite:
        event.listen(engine.sync_engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """Write ahead, so that nobody waits for a reader; NORMAL may lose the last commits in a power cut, and no more."""
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    # SQLite waits for nobody here: two that open a new file at the same moment refuse each other at once.
    for left in reversed(range(BUSY_MILLISECONDS // BETWEEN_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if not left:
                raise
            await_only(asyncio.sleep(BETWEEN_TRIES / 1_000))
    cursor.close()
