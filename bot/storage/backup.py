"""A backup that is a data folder itself: the database, copied while it is in use, and the files beside it that nothing can make anew.

The index is no part of it, since it is built from the sources; a PostgreSQL server's tables are not either, since `pg_dump` does that.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from bot.errors import StorageError
from bot.private_files import OWN_FOLDER, make_private
from bot.storage.address import engine_url, file_of, is_file
from bot.storage.file_copies import NAME, copy_database
from knowledge.made_questions import FILE as QUESTIONS

#: What lies in a data folder beside the database: the register of one's own documents, fetched prices, fetched pages, questions that a model was paid for.
KEPT: Final = ("sources.toml", "prices.toml", "live", QUESTIONS)

_LONGEST_SHOWN: Final = 200


def back_up(address: str, data_dir: Path, folder: Path) -> list[str]:
    """Write a backup of a database and a data folder, which may be in use, into a folder that is not there yet; what it holds.

    It is there whole or not at all, and nobody but its owner can read it.

    Raises:
        StorageError: There is something there already, nothing to copy, or no room.
    """
    url = engine_url(address)
    database = file_of(url) if is_file(url) else None
    try:
        is_there = folder.exists()
    except OSError as error:
        # A folder on the way that may not be entered, or a name that is too long.
        raise _not_made(folder, error) from error
    if is_there:
        raise StorageError(
            f"{str(folder)!r} is there already, and no backup is written over. Name a folder that is not."
        )
    if database and not database.is_file():
        raise StorageError(
            f"There is no database at {str(database)!r} yet, so nothing to back up. FTN_DATA_DIR or DATABASE_URL may name another."
        )
    try:
        folder.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        # Made as its owner's alone.
        unfinished = Path(mkdtemp(prefix=f"{folder.name}.", suffix=".unfinished", dir=folder.parent))
    except OSError as error:
        raise _not_made(folder, error) from error
    try:
        if database:
            copy_database(database, unfinished / NAME)
            _check(unfinished / NAME)
            _mark_as_begun(unfinished / NAME)
        _copy_beside(data_dir, unfinished)
        make_private(unfinished)
        unfinished.rename(folder)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise _not_made(folder, error) from error
        raise StorageError(
            f"The database {str(database)!r} is damaged ({error}), so no backup was made: `ftn doctor` says more."
        ) from error
    except OSError as error:
        raise _not_made(folder, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return sorted(one.name for one in folder.iterdir())


def _not_made(folder: Path, error: Exception) -> StorageError:
    why = getattr(error, "strerror", None) or error
    do = (
        "Name a folder that may be written to"
        if isinstance(error, PermissionError)
        else "Make room there, or name another folder"
    )
    return StorageError(f"No backup was made in {str(folder)[:_LONGEST_SHOWN]!r} ({why}). {do}.")


def _copy_beside(data_dir: Path, to: Path) -> None:
    for name in KEPT:
        found = data_dir / name
        if found.is_dir():
            shutil.copytree(found, to / name)
        elif name == QUESTIONS and found.exists():
            copy_database(found, to / name)
        elif found.exists():
            shutil.copyfile(found, to / name)


def _check(copy: Path) -> None:
    """A copy of what is damaged is none to rely on."""
    with closing(sqlite3.connect(copy)) as connection:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise sqlite3.DatabaseError(said)


def _mark_as_begun(copy: Path) -> None:
    """Turns that wait in a copy are answered by the bot that goes on, so whoever starts from the copy has to look for their answers first."""
    with closing(sqlite3.connect(copy)) as connection, connection:
        has_turns = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'inbox_jobs'"
        if connection.execute(has_turns).fetchone() != (0,):
            connection.execute("UPDATE inbox_jobs SET tries = 1 WHERE tries = 0")
