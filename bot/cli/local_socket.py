"""The socket beside the index, through which the command line talks with the bot that runs: its place, its lines, its bounds.

One request a connection, as a line of JSON with the protocol's version; lines of JSON answer it, of which the last says `end` or `error`.
Whoever closes the connection calls the request off; documents that are added are indexed all the same.

    {"version": 1, "do": "ask", "with": {"text": "…"}}
    {"reply": {"is": "Answer", …}}
    {"end": null}
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

#: Raised whenever a request or a reply changes its form.
VERSION: Final = 3
#: Bytes of a line; the longest text that is read from standard input has a million characters.
LONGEST_LINE: Final = 8_000_000
#: Connections at the same time; what comes beyond is told so.
AT_ONCE: Final = 16
#: Seconds that a request may take to come in, and that somebody waits for the bot to take a connection.
PATIENCE: Final = 5.0
NAME: Final = "ftn.sock"
#: Bytes of an address of a socket on the systems where the fewest are allowed (macOS has 104).
_LONGEST_ADDRESS: Final = 100


def is_possible() -> bool:
    """Whether this system has such sockets; Windows has none in Python."""
    return hasattr(socket, "AF_UNIX") and hasattr(asyncio, "start_unix_server")


def socket_file(settings: Settings) -> Path:
    """Where the socket lies."""
    return settings.data_dir / NAME


@contextmanager
def address(file: Path) -> Iterator[str]:
    """The address of a socket's file; a long path is reached through its folder, where the system allows that.

    Raises:
        OSError: The path is too long for a socket, or its folder can't be opened.
    """
    if len(os.fsencode(file)) <= _LONGEST_ADDRESS:
        yield str(file)
        return
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        here = Path(f"/proc/self/fd/{folder}")
        if not here.exists():
            raise OSError(f"its path has more than {_LONGEST_ADDRESS} bytes")
        yield str(here / file.name)
    finally:
        os.close(folder)


def as_line(data: dict[str, Any]) -> bytes:
    """One line of the protocol."""
    return json.dumps(data).encode() + b"\n"


def read_line(line: bytes) -> dict[str, Any]:
    """What a line says.

    Raises:
        ValueError: It is no JSON object, or was cut off.
    """
    if not line.endswith(b"\n"):
        raise ValueError("the line is cut off")
    try:
        return dict(json.loads(line))
    except (RecursionError, TypeError) as error:
        raise ValueError("it is no object, or is nested too deep") from error
