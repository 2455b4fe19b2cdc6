"""Copies of a SQLite database: one beside it before each upgrade, and the file of the first versions, taken over.

A copy holds people's words as they were, so only the newest two are kept, none for longer than a month, and none once somebody's words
are deleted.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkstemp
from typing import Final

import structlog

from bot.errors import StorageError
from bot.storage.wiping import BESIDE

log = structlog.get_logger()
COPIES_KEPT: Final = 2
DAYS_KEPT: Final = 30
#: What the database is called in the data folder, and what it was called until there was more in it than conversations.
NAME: Final = "ftn.sqlite3"
FIRST_NAME: Final = "conversations.sqlite3"
_UNFINISHED: Final = ".unfinished"
#: Seconds after which a copy that is not finished never will be.
_NEVER_FINISHED: Final = 600.0


def keep_copy(file: Path, schema: int) -> Path:
    """Copy a database beside itself, whoever has it open, readable by its owner alone; where the copy is.

    Raises:
        StorageError: There is no room for it, or the folder can't be written.
    """
    made = datetime.now(UTC)
    copy = file.with_name(f"{file.name}.schema-{schema}.{made:%Y%m%dT%H%M%S%f}Z")
    try:
        copy_database(file, copy)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            f"The database {str(file)!r} is of an earlier version, and no copy could be made before its upgrade ({error}). "
            "Nothing was changed. Make room beside it and start again."
        ) from error
    for older in copies_of(file)[COPIES_KEPT:]:
        older.unlink(missing_ok=True)
    return copy


def copies_of(file: Path) -> list[Path]:
    """The copies of a database, newest first."""
    name = re.compile(re.escape(file.name) + r"\.schema-\w+\.\d{8}T\d+Z")
    found = (one for one in file.parent.glob(f"{file.name}.schema-*.*Z") if name.fullmatch(one.name))
    return sorted(found, key=_made, reverse=True)


def drop_expired_copies(file: Path) -> None:
    """Delete the copies that are older than a month, a database of the first versions that nobody goes on with, and what a process that was killed has left."""
    now = datetime.now(UTC)
    expired = now - timedelta(days=DAYS_KEPT)
    for copy in copies_of(file):
        if _made(copy) < f"{expired:%Y%m%dT%H%M%S%f}Z":
            copy.unlink(missing_ok=True)
    if (first := _left_behind(file)) and first.stat().st_mtime < expired.timestamp():
        _unlink_database(first)
    _drop_unfinished(file, (now - timedelta(days=1)).timestamp())


def drop_copies(file: Path) -> None:
    """Delete all of them, whenever they were made: they hold what somebody wants deleted, and older schemas can't tell what that is."""
    for copy in copies_of(file):
        copy.unlink(missing_ok=True)
    if first := _left_behind(file):
        _unlink_database(first)
    _drop_unfinished(file, datetime.now(UTC).timestamp() - _NEVER_FINISHED)


def _left_behind(file: Path) -> Path | None:
    """The database of one of the first versions that lies beside the one that is used."""
    first = file.with_name(FIRST_NAME)
    return first if file.name == NAME and file.exists() and first.exists() else None


def _drop_unfinished(file: Path, before: float) -> None:
    for left in file.parent.glob(f"{file.name}.*{_UNFINISHED}"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < before:
                left.unlink()


def _unlink_database(file: Path) -> None:
    for ending in ("", *BESIDE):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def first_file_for(file: Path) -> Path | None:
    """The database of one of the first versions that a start goes on with in a data folder, or None where there is no need to."""
    first = file.with_name(FIRST_NAME)
    return first if file.name == NAME and not file.exists() and first.exists() else None


def take_over_first_file(file: Path) -> None:
    """Where there is no database in a data folder but one of the first versions, go on with that one under its new name."""
    first = first_file_for(file)
    if first is None:
        return
    handle, unfinished = mkstemp(prefix=f"{NAME}.", suffix=_UNFINISHED, dir=file.parent)
    os.close(handle)
    try:
        copy_database(first, Path(unfinished))
        # Of several that start at once the first one wins.
        os.link(unfinished, file)
    except (OSError, sqlite3.Error) as error:
        if file.exists():
            return
        raise StorageError(f"The database of an earlier version, {str(first)!r}, can't be read ({error}).") from error
    finally:
        Path(unfinished).unlink(missing_ok=True)
    log.info("database renamed", before=FIRST_NAME, now=NAME)
    _unlink_database(first)


def _made(copy: Path) -> str:
    """The moment in a copy's name."""
    return copy.name.rpartition(".")[2]


def copy_database(file: Path, to: Path) -> None:
    """Copy a database, whoever has it open; what it raises is sqlite3's or the system's."""
    unfinished = to.with_name(f"{to.name}{_UNFINISHED}")
    try:
        # SQLite would make it readable by others.
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        # One that is gone by now is not to be made.
        address = f"{file.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
