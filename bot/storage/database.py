"""How the stores open their database: connections that write, others that read, and nobody waits for the other.

SQLAlchemy's async engine, on a SQLite file by default, with one connection of each kind, or on a PostgreSQL server. Its statements are used and its unit of work is not: what a turn
reads and writes is a row or two, and a session takes longer for them than the database (measured: half of the time).
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self

import structlog
from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as SqlTimeoutError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import await_only

from bot.errors import StoreUnavailableError
from bot.private_files import make_own_file, make_private
from bot.storage.address import engine_url, file_of, is_file, kind_of, read_only, require_writable, why_unusable
from bot.storage.file_copies import copies_of, drop_copies, drop_expired_copies, first_file_for, take_over_first_file
from bot.storage.schema import SchemaState, bring_up_to_date, schema_of
from bot.storage.wiping import BESIDE, WITH_WORDS, empty_log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import URL, Insert
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
    from sqlalchemy.orm import DeclarativeBase

log = structlog.get_logger()
#: Milliseconds that a write waits for another process's to end before SQLite says that the database is locked.
BUSY_MILLISECONDS = 10_000
#: Milliseconds between two tries where SQLite itself does not wait.
BETWEEN_TRIES = 20
#: For a server: at most ten connections that read and ten that write, of the hundred that PostgreSQL allows by default; one that a
#: restart or a firewall has cut is noticed before it is used (`_look_at`), and none grows older than half an hour. Seconds.
SERVER_POOL: Final[dict[str, Any]] = {
    "pool_size": 5,
    "max_overflow": 5,
    "pool_recycle": 1_800,
    "connect_args": {"timeout": 10, "server_settings": {"application_name": "fine-tune-or-not"}},
}
#: Seconds for which nobody has used a connection to a server before it is asked whether it is still there. SQLAlchemy's own pre-ping asks
#: every time, which is three round trips more for each transaction (counted: 43 of the 110 of a turn).
QUIET_SECONDS = 10.0
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
        # A single statement is consistent by itself: what is only read needs no transaction.
        url = read_only(self._url) if only_reads else self._url
        self._reading = _open_engine(url, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
        self._writing = _open_engine(self._url)
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
        looking = _open_engine(read_only(self._url), isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
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
            async with self._writing.begin() as connection:
                yield connection

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


async def replace_row(
    connection: AsyncConnection, table: type[DeclarativeBase], key: Mapping[str, Any], row: Mapping[str, Any]
) -> None:
    """Keep a row in the place of the one with the same primary key, or as a new one; two that do so at once don't refuse each other."""
    await connection.execute(_replacing(connection.dialect.name, table, (*key,), (*row,)), {**key, **row})


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


def _open_engine(url: URL, **options: Any) -> AsyncEngine:
    """An engine for a database; nothing is opened yet."""
    # Each connection to a file is a thread, and SQLite lets one write at a time anyway.
    options |= {"pool_size": 1, "max_overflow": 0} if is_file(url) else SERVER_POOL
    # An error would show the words, or the tokens, of the statement it is about.
    engine = create_async_engine(url, hide_parameters=True, **options)
    if is_file(url):
        event.listen(engine.sync_engine, "connect", _wait if "uri" in url.query else _prepare)
    else:
        event.listen(engine.sync_engine, "checkout", _look_at)
    return engine


def _look_at(connection: Any, record: Any, _handed_out: Any) -> None:
    """See that a connection to a server is still there: what a restart has cut is known here, what a firewall has cut is asked for.

    Raises:
        DisconnectionError: It is not; the pool opens another in its place.
    """
    now = time.monotonic()
    idle = now - record.info.get("used", now)
    record.info["used"] = now
    if connection.driver_connection.is_closed():
        raise DisconnectionError
    if idle > QUIET_SECONDS:
        try:
            connection.ping()
        except (connection.dbapi.Error, OSError) as error:
            raise DisconnectionError from error


def _wait(connection: Any, _record: Any) -> None:
    """Only read, and wait for a lock no longer than elsewhere."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()


def _prepare(connection: Any, _record: Any) -> None:
    """Write ahead, so that nobody waits for a reader; NORMAL may lose the last commits in a power cut, and no more."""
    cursor = connection.cursor()
    # What is deleted is overwritten, and nothing is put down in files of the system's.
    for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", "synchronous=NORMAL", "secure_delete=ON", "temp_store=MEMORY"):
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
