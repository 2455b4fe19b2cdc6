"""Who may change an index: the one process that owns its directory, or one at a time of those that share a server.

Within a process threads take turns. Locks are files beside the directory, which the system lets go of when a process ends.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bot.errors import IndexLockedError, IndexUnusableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Seconds to wait for another process that is bringing a shared index up to date.
LONGEST_REFRESH = 600.0


class IndexLock:
    """The lock of an index."""

    def __init__(self, directory: Path) -> None:
        """Name the directory; nothing is locked yet."""
        self._directory = directory
        # Opened in one thread and closed in another.
        self._file = FileLock(directory.with_suffix(".lock"), thread_local=False)
        self._writing = threading.Lock()

    def own(self, trouble: Callable[[Exception], Exception | None]) -> None:
        """Own the directory until `release`.

        Args:
            trouble: Says what is wrong around the index where an error shows it.

        Raises:
            IndexLockedError: Another process owns it.
            IndexUnusableError: The lock can't be opened.
        """
        try:
            self._file.acquire(timeout=0)
        except Timeout as error:
            raise IndexLockedError(
                f"the index {str(self._directory)!r} is in use by another process. Stop it, or give this one a directory "
                "of its own with FTN_DATA_DIR."
            ) from error
        except OSError as error:
            # A folder or a link lies in its place.
            raise trouble(error) or IndexUnusableError(
                f"the index {str(self._directory)!r} can't be used: its lock {self._file.lock_file!r} can't be opened "
                f"({error.strerror}). Move that away, then try again."
            ) from error

    def release(self) -> None:
        """Own the directory no more."""
        self._file.release()

    @contextmanager
    def only_thread(self, wait: float | None) -> Iterator[None]:
        """Be the only thread of this process that brings the index up to date, after so many seconds at most.

        Raises:
            IndexLockedError: Another thread takes longer.
        """
        if not self._writing.acquire(timeout=-1 if wait is None else wait):
            raise IndexLockedError("the index is being brought up to date. Try again once it is.")
        try:
            yield
        finally:
            self._writing.release()

    @contextmanager
    def only_process(self, wait: float = LONGEST_REFRESH) -> Iterator[None]:
        """Be the only thread of all processes, with a lock of its own each time: one object counts its own threads once.

        Raises:
            IndexLockedError: Another one takes longer than so many seconds.
        """
        lock = FileLock(self._file.lock_file)
        try:
            lock.acquire(timeout=wait)
        except Timeout as error:
            raise IndexLockedError(
                f"another process has been bringing the index up to date for {wait:.0f} seconds. Stop it, or "
                "start this one again later."
            ) from error
        try:
            yield
        finally:
            lock.release()
