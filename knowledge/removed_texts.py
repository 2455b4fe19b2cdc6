"""Leaving nothing of removed documents in Chroma's database: it keeps deleted rows' bytes, its log of what was added, and its index of words.

Files of vectors hold numbers, from which no text can be read; but a new one is written at its full size, with whatever the memory held
before (seen: words of documents in `data_level0.bin` of 17 kB). A Chroma server's files are the server's.
"""

from __future__ import annotations

import sqlite3
import struct
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from pathlib import Path

log = structlog.get_logger()
#: Seconds to wait for Chroma, or another program, to let go of the database.
LONGEST_WAIT: Final = 10.0
#: Seconds that it may take to write a large database anew.
LONGEST_VACUUM: Final = 300.0
#: What is logged of entries that are not there any more has been taken in; only its vectors may be read again. Written for Chroma 1.5's tables.
_STATEMENTS: Final = (
    "PRAGMA secure_delete = ON",
    "UPDATE embeddings_queue SET metadata = '{}' WHERE metadata IS NOT NULL AND id NOT IN (SELECT embedding_id FROM embeddings)",
    "INSERT INTO embedding_fulltext_search(embedding_fulltext_search) VALUES ('optimize')",
    "VACUUM",
)


#: How the header of hnswlib's persistent files begins: version, offset, room for so many vectors, vectors, bytes of one.
_HEADER: Final = struct.Struct("<iQQQQ")
#: Bytes of one number in the file of lengths.
_LENGTH_BYTES: Final = 4


def wipe_removed(database: Path) -> bool:
    """Overwrite what was removed from a Chroma database, and what its files of vectors hold beside vectors; whether that could be done.

    The database is written by a process of its own: locks of POSIX are a process's, so in this one nothing would keep Chroma's own SQLite from
    reading while its pages move ("database disk image is malformed").
    """
    for header in database.parent.glob("*/header.bin"):
        _blank_unused(header)
    try:
        subprocess.run(  # noqa: S603 - our own file
            [sys.executable, "-P", __file__, str(database)],
            check=True, capture_output=True, text=True, timeout=LONGEST_VACUUM, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        # It is found no more; its bytes are overwritten with the next removal.
        log.warning("removed documents not overwritten yet", reason=error.stderr.strip())
        return False
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("removed documents not overwritten yet", reason=type(error).__name__)
        return False
    return True


def _overwrite(database: str) -> str:
    """Overwrite what was removed from a database; why that could not be done, empty where it could."""
    try:
        with closing(sqlite3.connect(database, timeout=LONGEST_WAIT, isolation_level=None)) as connection:
            for statement in _STATEMENTS:
                connection.execute(statement)
    except sqlite3.Error as error:
        return str(error)
    return ""


def _blank_unused(header: Path) -> None:
    """Overwrite the room for vectors that are not there yet, and for the lengths of their lists of links."""
    try:
        _, _, room, count, size = _HEADER.unpack(header.read_bytes()[: _HEADER.size])
        for name, bytes_of_one in (("data_level0.bin", size), ("length.bin", _LENGTH_BYTES)):
            with header.with_name(name).open("r+b") as file:
                end = file.seek(0, 2)
                if end == room * bytes_of_one and count <= room:
                    file.seek(count * bytes_of_one)
                    file.write(bytes(end - count * bytes_of_one))
    except (OSError, struct.error) as error:
        log.warning("file of vectors not looked at", reason=type(error).__name__)


if __name__ == "__main__":
    sys.exit(_overwrite(sys.argv[1]) or 0)
