"""How the stores open their database: SQLite in a mode in which readers and one writer don't stand in each other's way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

#: Milliseconds that a write waits for another to end before SQLite says that the database is locked.
BUSY_MILLISECONDS = 30_000


def open_engine(url: str, **options: Any) -> AsyncEngine:
    """An engine for a database; nothing is opened yet."""
    engine = create_async_engine(url, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """Write ahead, so that nobody waits for a reader; NORMAL may lose the last commits in a power cut, and no more."""
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", "journal_mode=WAL", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
