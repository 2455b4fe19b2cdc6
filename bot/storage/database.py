"""How the stores open their database: connections that write, others that read, and nobody waits for the other.

On a SQLite file by default, with one connection of each kind, or on a PostgreSQL server. SQLAlchemy's statements are used and its unit of work is not: what a turn
reads and writes is a row or two, and a session takes longer for them than the database (measured: half of the time). What every turn asks
is given as a whole to `read` or `write`; what is asked seldom may go step by step with `reading` and `writing`.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import structlog
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as SqlTimeoutError

from bot.errors import StoreUnavailableError
from bot.private_files import make_own_file, make_private
from bot.storage.address import engine_url, file_of, is_file, kind_of, read_only, require_writable, why_unusable
from bot.storage.engines import BUSY_MILLISECONDS, ONLY_READS, FileThread, OneWriter, open_engine
from bot.storage.file_copies import copies_of, drop_copies, drop_expired_copies, first_file_for, take_over_first_file
from bot.storage.schema import SchemaState, bring_up_to_date, schema_of
from bot.storage.unbroken import unbroken
from bot.storage.wiping import BESIDE, WITH_WORDS, empty_log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Insert
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
    from sqlalchemy.orm import DeclarativeBase

    from bot.storage.engines import Work

    T = TypeVar("T")

log = structlog.get_logger()
#: Seconds that closing waits for what is under way: a write that waits for a lock as long as it may, and is done then.
LONGEST_CLOSING: Final = BUSY_MILLISECONDS / 1_000 + 5.0

#: Beginnings of PostgreSQL's error codes: connections (08), two in each other's way (40), no room (53), shutting down or starting (57P).
_AWAY = ("08", "40", "53", "57P")
#: SQLite's results for a file that is damaged or is none of its own, in the low byte of its codes.
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Database:
    """What the stores share. Use it as an async context manager, around theirs."""

    def __init__(self, address: str, *, only_reads: bool = False) -> None:
        """Name the database, as DATABASE_URL does; nothing is opened yet. One that `only_reads` changes no file.

        Raises:
            SettingsError: The address can't be used.
        """
        self._url = engine_url(address)
        url = read_only(self._url) if only_reads else self._url
        self._reading = open_engine(url, **ONLY_READS)
        self._writing = open_engine(self._url)
        on_file = is_file(self._url)
        self._reader = FileThread(url, **ONLY_READS) if on_file else None
        self._writer = FileThread(self._url) if on_file else None
        # What reads before it writes relies on nobody else of this process writing to the file in between; a server has locks for that.
        self._one_writes = OneWriter() if on_file else nullcontext()
        self._has_deleted = False
        self._is_closed = False
        self._uses = 0
        self._unused = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Bring the database up to date; whoever else comes meanwhile waits.

        Raises:
            StorageError: It can't be opened, is newer than this program, or there is no room for a copy before its upgrade.
        """
        try:
            with self._telling():
                if is_file(self._url):
                    await asyncio.to_thread(_prepare_file, file_of(self._url))
                await bring_up_to_date(self._reading, self._writing)
                if is_file(self._url):
                    # A process that was killed may have left what it had deleted.
                    self._has_deleted = not await asyncio.to_thread(empty_log, file_of(self._url), longest=0.0)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections, also of one that was only looked at, and refuse whoever comes later.

        What is under way ends first: what `unbroken` does goes on when nobody waits for it, and a connection that is in use then would stay open.
        """
        self._is_closed = True
        if self._uses:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._unused.wait(), LONGEST_CLOSING)
        for thread in (self._reader, self._writer):
            if thread:
                await thread.close()
        await self._reading.dispose()
        await self._writing.dispose()

    async def look(self) -> SchemaState:
        """The schema that the database has, unchanged; a file that is not there is not made.

        Raises:
            StorageError: It can't be opened or written, or is newer than this program.
        """
        if is_file(self._url):
            file = file_of(self._url)
            if first := first_file_for(file):
                return await Database(f"sqlite:///{first}").look()
            if not file.exists():
                return SchemaState(kind_of(self._url), 0, is_numbered=False)
        looking = open_engine(read_only(self._url), **ONLY_READS)
        try:
            with self._telling():
                async with looking.connect() as connection:
                    state = await schema_of(connection)
        finally:
            await looking.dispose()
            await self.close()
        require_writable(self._url)
        return state

    @property
    def engine(self) -> AsyncEngine:
        """What another package's store keeps its own tables with; every connection is a transaction."""
        return self._writing

    async def forget_expired(self) -> None:
        """Drop the copies of before an upgrade that are too old, and what is left in the files of all that was deleted."""
        if is_file(self._url):
            await asyncio.to_thread(drop_expired_copies, file_of(self._url))
        await self.sweep()

    async def forget_copies(self) -> None:
        """Drop all copies of before an upgrade, which hold what is being deleted."""
        if is_file(self._url):
            await asyncio.to_thread(drop_copies, file_of(self._url))

    def note_deleted(self) -> None:
        """Somebody's words were deleted: `sweep` has something to do."""
        self._has_deleted = True

    async def sweep(self) -> None:
        """Leave nothing in the files of what was deleted, as far as the database can; tried again the next time where somebody is in the way."""
        if not self._has_deleted:
            return
        self._has_deleted = False
        if is_file(self._url):
            self._has_deleted = not await asyncio.to_thread(empty_log, file_of(self._url))
            return
        try:
            async with self._reading.connect() as connection:
                await connection.execute(text(f"VACUUM (SKIP_LOCKED) {', '.join(WITH_WORDS)}"))
        except (SQLAlchemyError, OSError) as error:
            self._has_deleted = True
            log.warning("deleted rows not vacuumed yet", reason=type(error).__name__)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Says in a sentence why the database can't be opened."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise why_unusable(error, self._url) from error
        except Exception as error:
            # What asyncpg refuses a connection with is not wrapped by SQLAlchemy.
            if hasattr(error, "sqlstate"):
                raise why_unusable(error, self._url) from error
            raise

    @property
    def is_in_use(self) -> bool:
        """Whether something is being read or written now."""
        return bool(self._uses)

    @property
    def is_shared(self) -> bool:
        """Whether it is a server that other processes may use too."""
        return not is_file(self._url)

    @asynccontextmanager
    async def alone(self, name: int) -> AsyncIterator[None]:
        """Be the only process on a server that does what has this name; who comes second waits, for as long as it takes.

        A file's processes are of one machine, where other locks keep them apart. A server that restarts meanwhile lets the next one in.

        Raises:
            StoreUnavailableError: The database is away.
        """
        if not self.is_shared:
            yield
            return
        async with AsyncExitStack() as closing:
            with self._away():
                connection = await closing.enter_async_context(self._reading.connect())
                if not await connection.scalar(text("SELECT pg_try_advisory_lock(:name)"), {"name": name}):
                    log.info("waiting for another process")
                    await connection.execute(text("SELECT pg_advisory_lock(:name)"), {"name": name})
            try:
                yield
            finally:
                # It goes with the connection, and that must not go back to the pool with it.
                with suppress(SQLAlchemyError, OSError):
                    await connection.invalidate()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for single queries; no transaction keeps several of them together.

        Raises:
            StoreUnavailableError: The database is away.
        """
        with self._using(), self._away():
            async with self._reading.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction, which is kept at the end and undone by an error.

        Raises:
            StoreUnavailableError: The database is away, full or locked; at the end of the transaction nobody may know whether it was kept.
        """
        with self._using(), self._away():
            async with self._one_writes, self._writing.begin() as connection:
                yield connection

    async def read(self, work: Work[T]) -> T:
        """What is found by one or more queries that need no transaction, all asked at once.

        Raises:
            StoreUnavailableError: The database is away.
        """
        if self._reader is None:
            return await self._read_on_server(work)
        with self._using(), self._away():
            return await self._reader.run(work)

    @unbroken
    async def _read_on_server(self, work: Work[T]) -> T:
        async with self.reading() as connection:
            return await connection.run_sync(work)

    @unbroken
    async def write(self, work: Work[T]) -> T:
        """Do some statements in a transaction at once, which is kept at its end and undone by an error.

        Raises:
            StoreUnavailableError: As `writing`.
        """
        if self._writer is None:
            async with self.writing() as connection:
                return await connection.run_sync(work)
        with self._using(), self._away():
            async with self._one_writes:
                return await self._writer.run(work)

    @contextmanager
    def _using(self) -> Iterator[None]:
        """Counts who has a connection, so that it can be waited for.

        Raises:
            StoreUnavailableError: The database was closed; a connection that is opened now, nobody would close.
        """
        if self._is_closed:
            raise StoreUnavailableError("the database is closed")
        self._uses += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._uses -= 1
            if not self._uses:
                self._unused.set()

    @contextmanager
    def _away(self) -> Iterator[None]:
        """Says that the database is away where that is why something failed; a server's own words may hold an address, so they are for the log."""
        try:
            yield
        except (OperationalError, InterfaceError, SqlTimeoutError, OSError) as error:
            cause = getattr(error, "orig", None) or error
            if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
                # A mistake of the program, a table that is not there: no waiting helps.
                raise
            reason = type(cause).__name__
            told = (
                why_unusable(error, self._url) if is_file(self._url) else f"the database did not take part ({reason})"
            )
            raise StoreUnavailableError(str(told)) from error
        except DBAPIError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                raise why_unusable(error, self._url) from error
            if not error.connection_invalidated and not _says_away(error):
                raise
            raise StoreUnavailableError("the connection to the database was lost") from error
        except Exception as error:
            # What asyncpg refuses a connection with, while a server starts or stops, is not wrapped by SQLAlchemy.
            if not hasattr(error, "sqlstate"):
                raise
            raise StoreUnavailableError(f"the database did not take part ({type(error).__name__})") from error


def _says_away(error: BaseException) -> bool:
    """Whether PostgreSQL, or asyncpg for it, says that it is not there, or that another try would do; SQLAlchemy wraps that up to twice."""
    cause: BaseException | None = error
    while cause is not None:
        if str(getattr(cause, "sqlstate", "") or "").startswith(_AWAY):
            return True
        cause = getattr(cause, "orig", None) or cause.__cause__
    return False


def replace_row(
    connection: Connection, table: type[DeclarativeBase], key: Mapping[str, Any], row: Mapping[str, Any]
) -> None:
    """Keep a row in the place of the one with the same primary key, or as a new one; two that do so at once don't refuse each other."""
    connection.execute(_replacing(connection.dialect.name, table, (*key,), (*row,)), {**key, **row})


@cache
def _replacing(dialect: str, table: type[DeclarativeBase], key: tuple[str, ...], names: tuple[str, ...]) -> Insert:
    """The statement, put together once for each table: that takes as long as its execution."""
    kept = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    return kept.on_conflict_do_update(index_elements=list(key), set_={name: kept.excluded[name] for name in names})


def storable(text: str) -> str:
    """A text as every database takes it: PostgreSQL has no null character."""
    return text.replace("\0", "")


def _prepare_file(file: Path) -> None:
    """Go on with the file of the first versions where there is one, and see that nobody else can read any of it."""
    take_over_first_file(file)
    make_own_file(file)
    for one in (file, *(file.with_name(file.name + ending) for ending in BESIDE), *copies_of(file)):
        make_private(one)
