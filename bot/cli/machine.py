"""Whether the program can run on this machine at all; said before anything else is begun."""

from __future__ import annotations

import os
import sqlite3
from typing import Final

from bot.errors import SettingsError

#: What Chroma's embedded store needs (chromadb/__init__.py of 1.5.9).
OLDEST_SQLITE: Final = (3, 35, 0)


def check_machine(system: str = os.name, sqlite: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Refuse to begin what could not be ended.

    Raises:
        SettingsError: Says what is missing and what to do.
    """
    if system == "nt":
        raise SettingsError(
            "Windows itself is not supported, since files and signals work otherwise there. Run it in WSL "
            "(wsl --install), where everything works, or in Docker."
        )
    if sqlite < OLDEST_SQLITE:
        here, needed = (".".join(map(str, version)) for version in (sqlite, OLDEST_SQLITE))
        raise SettingsError(
            f"Python's SQLite here is {here}, and {needed} or newer is needed. Use a newer Python, for example one of "
            "`uv python install 3.12`, or the Docker image."
        )
