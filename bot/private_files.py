"""Files and folders that nobody but their owner can read: 0600 and 0700.

What is made later is made so by the process's mask (`keep_private`); what was made by older versions is mended at the start. What is not
the bot's is left as it is, so that a folder with other things in it is not taken from whoever uses those.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger()
OWN_FILE, OWN_FOLDER = 0o600, 0o700
_OTHERS: Final = 0o077
#: What the bot's things in its data folder are called, as whole names: files, and folders. Somebody's `index.html` beside them is none.
_OUR_FILES: Final = re.compile(
    r"ftn\.sock|(ftn|conversations)\.sqlite3(-wal|-shm|-journal|\.schema-\w+\.\d{8}T\d+Z|\.\w+\.unfinished)?"
    r"|questions\.(sqlite3(-journal)?|lock)|index(-of-server)?\.lock|sources\.(toml|lock|tmp)|prices\.(toml|\d+\.part)"
)
_OUR_FOLDERS: Final = re.compile(r"index(-of-server)?(\.damaged-\d{8}T\d+)?|live")


def keep_private() -> None:
    """Make whatever this process makes from now on its owner's alone."""
    os.umask(os.umask(_OTHERS) | _OTHERS)


def mend_folder(folder: Path) -> None:
    """Take the bot's own things in its data folder from everybody else, and the folder too where nothing else is in it."""
    found = list(folder.iterdir())
    ours = [one for one in found if _is_ours(one)]
    for one in ours:
        make_private(one)
    if len(ours) == len(found):
        _make_private(folder)


def _is_ours(path: Path) -> bool:
    return bool((_OUR_FOLDERS if path.is_dir() else _OUR_FILES).fullmatch(path.name))


def make_private(path: Path) -> None:
    """Take a file, or a folder and all that is in it, from everybody but its owner; what is somebody else's is left with a log line.

    A link is left, and all that it leads to: that lies elsewhere, and others may use it.
    """
    if path.is_symlink():
        return
    _make_private(path)
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            _make_private(Path(folder, name))


def _make_private(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
        if mode & _OTHERS and not path.is_symlink():
            path.chmod(mode & 0o777 & ~_OTHERS)
    except FileNotFoundError:
        # Gone meanwhile.
        return
    except OSError as error:
        log.warning("readable by others", path=str(path), reason=str(error))


def make_own_file(file: Path) -> None:
    """Make an empty file that its owner alone can read, where there is none: SQLite would make it as readable as the system's habit is."""
    with suppress(FileExistsError, FileNotFoundError, PermissionError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWN_FILE))
