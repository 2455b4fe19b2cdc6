"""Leaving nothing of what was deleted in the files of a database.

SQLite overwrites what is deleted (`PRAGMA secure_delete`), but its log keeps the pages of before until it is emptied: so it is emptied after
each deletion. What was deleted before that pragma was set is only gone once the file is written anew, which an upgrade does. PostgreSQL
gives nobody deleted rows any more; `VACUUM` frees their room, and their bytes are overwritten as it is used again. Its own log and
backups are the server's.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from pathlib import Path

log = structlog.get_logger()
#: What may lie beside a database of SQLite's, of the same process or of others.
BESIDE: Final = ("-wal", "-shm", "-journal")
#: Seconds that a reader may take to let go of the log, and between two tries.
LONGEST_READER: Final = 5.0
BETWEEN_TRIES: Final = 0.02
#: The tables that hold people's words.
WITH_WORDS: Final = ("turns", "walks", "cases_before", "opinions", "inbox_jobs", "inbox_shown", "pointers")


def empty_log(file: Path, longest: float = LONGEST_READER) -> bool:
    """Bring all that is in a database's log into the file, and empty it; whether nobody was in the way for so many seconds."""
    until = time.monotonic() + longest
    with closing(sqlite3.connect(file, timeout=BETWEEN_TRIES, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        while True:
            try:
                if not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    return True
            except sqlite3.OperationalError as error:
                kind = error.sqlite_errorcode & 0xFF
                if kind == sqlite3.SQLITE_READONLY:
                    # Whoever wants to write to it is told so.
                    return False
                if kind not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                    log.warning("log of the database not emptied", reason=str(error))
                    return False
            if time.monotonic() > until:
                return False
            time.sleep(BETWEEN_TRIES)


def write_anew(file: Path) -> None:
    """Write a database without what was deleted before deletions were overwritten; where there is no room, it stays as it is."""
    try:
        with closing(sqlite3.connect(file, timeout=LONGEST_READER, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
    except sqlite3.Error as error:
        log.warning("database not written anew", reason=str(error))
    empty_log(file)
