"""Leaving nothing of what was deleted in the files of a database, and nobody but their owner able to read them.

SQLite overwrites what is deleted (`PRAGMA secure_delete`), but its log keeps the pages of before until it is emptied: so it is emptied after
each deletion. What was deleted before that pragma was set is only gone once the file is written anew, which an upgrade does. PostgreSQL
gives nobody deleted rows any more; `VACUUM` frees their room, and their bytes are overwritten as it is used again. Its own log and
backups are the server's.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
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
WITH_WORDS: Final = ("turns", "walks", "cases_before", "opinions", "inbox_jobs", "inbox_shown")
#: For files and for folders: their owner, and nobody else.
OWN_FILE, OWN_FOLDER = 0o600, 0o700
_OTHERS: Final = 0o077


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
                if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
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


def make_private(path: Path) -> None:
    """Take a file, or a folder and all that is in it, from everybody but its owner; what is somebody else's is left with a log line."""
    found = [path]
    if path.is_dir() and not path.is_symlink():
        for folder, folders, files in os.walk(path):
            found += [path.__class__(folder, name) for name in (*folders, *files)]
    for one in found:
        try:
            if one.is_symlink():
                continue
            mode = one.stat().st_mode
            if mode & _OTHERS:
                one.chmod(mode & 0o777 & ~_OTHERS)
        except FileNotFoundError:
            continue
        except OSError as error:
            log.warning("readable by others", path=str(one), reason=str(error))


def make_own_file(file: Path) -> None:
    """Make an empty file that its owner alone can read, where there is none: SQLite would make it as readable as the system's habit is."""
    with suppress(FileExistsError, FileNotFoundError, PermissionError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN_FILE))
