"""Files that an operator lays down or moves: read as what they are, with no wait for one that has no end and no link to nowhere taken for none."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes of a register or a list of prices: far more than any has (a register of 10,000 entries has 2 MB).
LARGEST: Final = 32_000_000


def is_laid(file: Path) -> bool:
    """Whether anything has this name; a link that leads nowhere does, since what it led to is away and was not taken out."""
    return os.path.lexists(file)


def read_kept(file: Path, most: int | None = LARGEST) -> str:
    """A whole file, as UTF-8.

    Raises:
        OSError: It can't be read, is no file, or has more than `most` bytes; `strerror` says which, in words for people.
        UnicodeDecodeError: It is in another encoding.
    """
    if not file.exists():
        leads_nowhere = "it is a link that leads nowhere" if file.is_symlink() else os.strerror(errno.ENOENT)
        raise FileNotFoundError(errno.ENOENT, leads_nowhere, str(file))
    if not file.is_file() and not file.is_dir():
        raise OSError(errno.EINVAL, "it is a pipe, a socket or a device", str(file))
    if most is not None and file.is_file() and file.stat().st_size > most:
        raise OSError(errno.EFBIG, f"it has more than {most:,} bytes", str(file))
    return file.read_text(encoding="utf-8")
