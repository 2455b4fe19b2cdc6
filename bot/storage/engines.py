"""The engines that a database is spoken to with: SQLAlchemy's async ones, and for a file a thread that does a whole unit of work at once.

On the way through aiosqlite each statement goes to its thread and back four times, and each transaction twice more, which took a third of a turn's
processor time (measured). What a turn asks goes there and back once.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import await_only

from bot.storage.address import is_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncEngine

    #: What is done with a connection, in a thread or in a greenlet: only statements, nothing that waits for anything else.
    T = TypeVar("T")
    Work = Callable[[Connection], T]

#: Milliseconds that a write waits for another process's to end before SQLite says that the database is locked.
BUSY_MILLISECONDS: Final = 10_000
#: Milliseconds between two tries where SQLite itself does not wait.
BETWEEN_TRIES: Final = 20
#: For a server: at most ten connections that read and ten that write, of the hundred that PostgreSQL allows by default; one that a
#: restart or a firewall has cut is noticed before it is used (`_look_at`), and none grows older than half an hour. Seconds.
SERVER_POOL: Final[dict[str, Any]] = {
    "pool_size": 5,
    "max_overflow": 5,
    "pool_recycle": 1_800,
    "connect_args": {"timeout": 10, "server_settings": {"application_name": "fine-tune-or-not"}},
}
#: For a file: each connection is a thread, and SQLite lets one write at a time anyway.
FILE_POOL: Final[dict[str, Any]] = {"pool_size": 1, "max_overflow": 0}
#: A single statement is consistent by itself: what is only read needs no transaction.
ONLY_READS: Final[dict[str, Any]] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
#: Seconds for which nobody has used a connection to a server before it is asked whether it is still there. SQLAlchemy's own pre-ping asks
#: every time, which is three round trips more for each transaction (counted: 43 of the 110 of a turn).
QUIET_SECONDS: Final = 10.0
#: Seconds that a write to a file waits for those before it.
LONGEST_TURN: Final = 30.0
_DRIVER: Final = "sqlite+pysqlite"


class FileThread:
    """One connection to a SQLite file, and the thread that alone uses it."""

    def __init__(self, url: URL, **options: Any) -> None:
        """Name the file; nothing is opened, and no thread begun, before there is something to do."""
        self._engine = _open_file(url, **options)
        self._thread = ThreadPoolExecutor(1, "database")

    async def run(self, work: Work[T]) -> T:
        """Do something in a transaction, after what was asked before; what has begun is done to its end even where nobody waits for it any more."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, work)

    def _do(self, work: Work[T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    async def close(self) -> None:
        """Let what is under way end, and close the connection."""
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._thread.shutdown()
        self._engine.dispose()


class OneWriter:
    """Lets one after another of this process write to a file, in the order in which they come."""

    def __init__(self) -> None:
        """Nobody writes yet."""
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> None:
        """Wait for those before.

        Raises:
            TimeoutError: They take too long: something holds the file.
        """
        # A turn is mostly free at once, and a timeout costs more than that.
        async with asyncio.timeout(LONGEST_TURN) if self._lock.locked() else nullcontext():
            await self._lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        """Let the next one write."""
        self._lock.release()


def open_engine(url: URL, **options: Any) -> AsyncEngine:
    """An engine for a database; nothing is opened yet."""
    options |= FILE_POOL if is_file(url) else SERVER_POOL
    # An error would show the words, or the tokens, of the statement it is about.
    engine = create_async_engine(url, hide_parameters=True, **options)
    if is_file(url):
        _listen(engine.sync_engine, url, lambda seconds: await_only(asyncio.sleep(seconds)))
    else:
        event.listen(engine.sync_engine, "checkout", _look_at)
    return engine


def _open_file(url: URL, **options: Any) -> Engine:
    """An engine for a file, without a loop."""
    # Opened and used in one thread, and closed in another.
    options |= {**FILE_POOL, "connect_args": {"check_same_thread": False}}
    engine = create_engine(url.set(drivername=_DRIVER), hide_parameters=True, **options)
    _listen(engine, url, time.sleep)
    return engine


def _listen(engine: Engine, url: URL, pause: Callable[[float], None]) -> None:
    """Prepare each connection to a file as it is opened."""
    event.listen(engine, "connect", _wait if "uri" in url.query else partial(_prepare, pause))


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


def _prepare(pause: Callable[[float], None], connection: Any, _record: Any) -> None:
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
            pause(BETWEEN_TRIES / 1_000)
    cursor.close()
