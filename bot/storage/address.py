"""Which database an address names, how it is spoken to, and what is wrong when it can't be used.

Nothing here shows a password: messages name the host, the database and the user.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import SettingsError, StorageError, causes

#: The libraries that the address's scheme stands for.
DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
#: What is understood after a question mark, by libpq's names, and what asyncpg calls it.
OPTIONS: Final = {"sslmode": "ssl", "ssl": "ssl"}
#: https://www.postgresql.org/docs/current/libpq-ssl.html
SSL_MODES: Final = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
MALFORMED: Final = (
    "DATABASE_URL can't be read as postgresql://user:password@host:port/name. In the password, write characters such as @ / : # "
    "as %40 %2F %3A %23."
)
_NOT_LET_IN = "{Server} refuses the user {user!r} or the password. Correct DATABASE_URL."
_NOT_NOW = "{Server} takes no connection now: it is starting, stopping, or has all it allows. Try again."
#: What is said where a PostgreSQL server says no, by its code: https://www.postgresql.org/docs/current/errcodes-appendix.html
REFUSALS: Final = {
    "28000": _NOT_LET_IN,
    "28P01": _NOT_LET_IN,
    "3D000": "There is no database {database!r} on {server}. Make it, for example with createdb, or correct DATABASE_URL.",
    "42501": "The user {user!r} may not make tables in the database {database!r} on {server}. Make it the database's owner, or name one that is.",
    "53300": _NOT_NOW,
    "57P03": _NOT_NOW,
}
#: Bytes below which a disk counts as full: SQLite maps 32 KiB beside the database before it writes anything.
LEAST_FREE: Final = 65_536
_NOT_WRITABLE = (
    "The database file {file!r} can't be opened for writing. See that its folder is there and that both can "
    "be written, or set DATABASE_URL or FTN_DATA_DIR to another."
)
_DAMAGED = (
    "The file {file!r} is damaged or is no SQLite database. Put a copy of it back in its place, or move it "
    "away to begin with an empty one."
)
_FULL = "The disk of the database file {file!r} is full. Make room on it, then try again."
#: What is said where a SQLite file says no, by a part of its own words.
_FILE_TROUBLES: Final = (
    ("unable to open", _NOT_WRITABLE),
    ("readonly", _NOT_WRITABLE),
    ("not a database", _DAMAGED),
    ("malformed", _DAMAGED),
    ("is full", _FULL),
    ("No space left", _FULL),
    (
        "locked",
        "Another program holds the database file {file!r} locked. End that program (a backup, a viewer of databases), then try again.",
    ),
    (
        "disk I/O",
        "The disk of the database file {file!r} does not answer as it should ({reason}). Look at it, then try again.",
    ),
)


def engine_url(address: str) -> URL:
    """The address as SQLAlchemy needs it.

    Raises:
        SettingsError: It can't be read, its scheme is not known, or what speaks to such a database is not installed.
    """
    scheme, _, file = address.partition(":///")
    if DRIVERS.get(scheme, scheme) == DRIVERS["sqlite"]:
        # Any character may be in a path; in an address some have a meaning.
        return URL.create(DRIVERS["sqlite"], database=file)
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # The cause would show a password.
        raise SettingsError(MALFORMED) from None
    if "@" in (url.host or ""):
        # The end of a password, which must not be taken for a host, nor shown as one.
        raise SettingsError(MALFORMED)
    driver = DRIVERS.get(url.drivername, url.drivername)
    if driver not in DRIVERS.values():
        raise SettingsError(f"DATABASE_URL begins with {url.drivername!r}, and only sqlite and postgresql are known.")
    if driver == DRIVERS["postgresql"]:
        if find_spec("asyncpg") is None:
            raise SettingsError(
                "DATABASE_URL names a PostgreSQL server, and what speaks to one is not installed: "
                "`pip install 'fine-tune-or-not[postgres]'` (or `pip install asyncpg`) installs it."
            )
        if unknown := sorted(url.query.keys() - OPTIONS.keys()):
            raise SettingsError(f"DATABASE_URL has an option that is not known, {unknown[0]!r}; sslmode is.")
        if wrong := sorted({str(value) for value in url.query.values()} - SSL_MODES):
            raise SettingsError(f"DATABASE_URL has sslmode={wrong[0]}; it can be {', '.join(sorted(SSL_MODES))}.")
        url = url.set(query={OPTIONS[name]: value for name, value in url.query.items()})
    return url.set(drivername=driver)


def is_file(url: URL) -> bool:
    """Whether a database is a SQLite file, and not a server's."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path:
    """Where a SQLite database lies."""
    return Path(url.database or "")


def kind_of(url: URL) -> str:
    """The name of what keeps the database."""
    return "SQLite" if is_file(url) else "PostgreSQL"


def read_only(url: URL) -> URL:
    """The same database, from which nothing but reading is possible; a file gets nothing beside it."""
    if not is_file(url):
        return url
    file = file_of(url)
    # Without a journal nobody has it open, and SQLite would make files beside it, where it can.
    is_open = any(file.with_name(file.name + ending).exists() for ending in ("-wal", "-journal"))
    how = {"mode": "ro"} if is_open else {"immutable": "1"}
    return url.set(database=f"file:{quote(str(file.absolute()))}", query={**how, "uri": "true"})


def require_writable(url: URL) -> None:
    """Refuse a file that can't be written, without writing.

    Raises:
        StorageError: It can't, its folder can't, or its disk is full.
    """
    if not is_file(url):
        return
    file = file_of(url)
    if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        raise StorageError(_NOT_WRITABLE.format(file=str(file)))
    if is_full(file):
        raise StorageError(_FULL.format(file=str(file)))


def why_unusable(error: BaseException, url: URL) -> StorageError:
    """What stands in the way where the database could not be opened, in a sentence, with what to do."""
    if is_file(url):
        return StorageError(_why_no_file(error, file_of(url)))
    return StorageError(_why_no_server(error, url))


def _why_no_file(error: BaseException, file: Path) -> str:
    reason = next((str(one) for one in causes(error) if isinstance(one, sqlite3.Error | OSError)), type(error).__name__)
    # SQLite says of a full disk, while it makes its files beside the database, only that the disk failed.
    if "disk I/O" in reason and is_full(file):
        reason = "disk is full"
    told = next(
        (told for part, told in _FILE_TROUBLES if part in reason), "The database file {file!r} can't be used: {reason}."
    )
    return told.format(file=str(file), reason=reason)


def is_full(file: Path) -> bool:
    """Whether the disk of a file has no room left for what SQLite needs beside it."""
    try:
        return shutil.disk_usage(file.parent).free < LEAST_FREE
    except OSError:
        return False


def _why_no_server(error: BaseException, url: URL) -> str:
    server = f"the PostgreSQL server at {url.host or 'localhost'}:{url.port or 5432}"
    begun = f"{server[0].upper()}{server[1:]}"
    for one in causes(error):
        if said := REFUSALS.get(getattr(one, "sqlstate", None) or ""):
            return said.format(server=server, Server=begun, user=url.username, database=url.database)
        if isinstance(one, ConnectionError) and "SSL" in str(one):
            return f"{begun} takes no encrypted connection, which DATABASE_URL asks for with sslmode."
    if any(isinstance(one, OSError) for one in causes(error)):
        return f"No answer from {server}. Start it, or correct DATABASE_URL."
    return f"The database {url.database!r} on {server} can't be used ({type(error).__name__})."
