"""Chroma's files in a directory of one's own, opened with care: what is only locked, full or read-only is never taken for damaged.

What can't be read is set aside and begun anew, once its files have failed a check. Damaged vectors may end the whole process that opens
them; where an opening was not finished, the check is made in a process of its own (`python -m knowledge.directory_store DIRECTORY EMBEDDER`).
"""

from __future__ import annotations

import errno
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import structlog

from bot.errors import IndexDamagedError, IndexUnusableError
from knowledge.embedder import NoVectors
from knowledge.kept_files import is_laid, read_kept
from knowledge.removed_texts import wipe_removed
from knowledge.stores import FORM, collection_of, opened, probe, stamp

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

    from knowledge.embedder import Embedder

log = structlog.get_logger()
#: Seconds to wait for another program that holds the database locked, and for the check of files whose opening was not finished.
LONGEST_LOCK: Final = 10.0
LONGEST_CHECK: Final = 60.0
#: Copies of unreadable indexes that are kept: the last.
COPIES: Final = 1

#: What a start that was killed before there was a manifest leaves.
_BEGUN: Final = frozenset({"manifest.tmp", "opening", "progress.tmp"})
#: What a damaged directory raises beside Chroma's own errors: its SQLite file, its metadata, its configuration.
_DAMAGE = (sqlite3.Error, OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError)
#: What is wrong around the files and not with them, as SQLite, Chroma and the system say it, and what to do.
_AROUND = tuple(
    (re.compile(said, re.IGNORECASE), told)
    for said, told in (
        (
            r"locked|\bbusy\b",
            "another program holds its database locked. End that program (a backup, a viewer of databases), then try again",
        ),
        (
            r"read-?only|permission denied|not permitted",
            "it can't be written. Make it writable for this user, or name another folder in FTN_DATA_DIR",
        ),
        (r"disk is full|no space left|quota", "the disk is full. Make room on it, then try again"),
        (
            r"too many open files|unable to open database file",
            "its files can't be opened. Allow this process more open files (ulimit -n) and access to them, then try again",
        ),
        (r"input/output error|disk i/o", "the disk does not answer as it should. Look at it, then try again"),
    )
)
#: What SQLite says of a file that is none any more; when the directory is opened that is looked at more closely.
_DAMAGED_MEANWHILE: Final = re.compile(r"disk image is malformed|file is not a database")


class DirectoryStore:
    """Chroma's files in a directory. One process owns it: two that write lose vectors without an error (measured)."""

    is_shared = False

    def __init__(self, directory: Path) -> None:
        """Name the directory; nothing is opened yet."""
        self.directory = directory
        self.set_aside = ""
        self.kept: dict[str, Any] = {}
        self._client: Client | None = None
        self._opened: Collection | None = None
        self._manifest: dict[str, Any] = {}

    @property
    def collection(self) -> Any:
        """The open collection."""
        return opened(self._opened)

    def open(self, embedder: Embedder | None) -> None:
        """Open it; a corrupt or foreign directory is set aside and begun anew.

        Raises:
            IndexUnusableError: It is locked by another program, can't be written, its disk is full, or no folder is there.
        """
        if is_laid(self.directory) and not self.directory.is_dir():
            raise IndexUnusableError(
                f"the index {str(self.directory)!r} can't be used: it is no folder, or a link that leads nowhere. Bring back what it "
                "led to, or move it away to have the index built anew."
            )
        try:
            self._open(embedder)
        except IndexDamagedError:
            self.close()
            self._set_aside()
            self._open(embedder)

    def trouble(self, error: Exception) -> IndexUnusableError | None:
        """What is wrong around the files, where an error means that; None where it is another."""
        said = (
            f"{errno.errorcode.get(error.errno or 0, '')} {error.strerror}"
            if isinstance(error, OSError)
            else str(error)
        )
        told = next((told for pattern, told in _AROUND if pattern.search(said)), "")
        if not told and self._opened is not None and _DAMAGED_MEANWHILE.search(said):
            told = "its files were damaged while it was open. Start again: it is checked, kept aside and built anew"
        return IndexUnusableError(f"the index {str(self.directory)!r} can't be used: {told}.") if told else None

    def reload(self) -> None:
        """Nobody else writes the manifest."""

    def save(self) -> None:
        """Write the manifest, whole or not at all."""
        self.directory.mkdir(parents=True, exist_ok=True)
        temporary = self.directory / "manifest.tmp"
        temporary.write_text(json.dumps(self._manifest, indent=1), encoding="utf-8")
        temporary.replace(self.directory / "manifest.json")

    def forget_removed(self, source_id: str) -> None:
        """Take a source out of the other embedders' collections, which make it anew when they are used again, and its bytes out of the files."""
        from chromadb.errors import NotFoundError

        for embedder_id, kept in self._manifest["collections"].items():
            if kept is self.kept or source_id not in kept["sources"] or self._client is None:
                continue
            # A crash in between leaves it as not up to date.
            kept["sources"][source_id] = ""
            self.save()
            with suppress(NotFoundError):
                other = self._client.get_collection(_name(embedder_id), embedding_function=None)
                other.delete(where={"source_id": source_id})
        for aside in set_aside_beside(self.directory):
            shutil.rmtree(aside, ignore_errors=True)
        wipe_removed(self.directory / "chroma" / "chroma.sqlite3")

    def close(self) -> None:
        """Let go of the collection."""
        self._opened = None
        if self._client is not None:
            self._client.close()
            self._client = None

    def _open(self, embedder: Embedder | None) -> None:
        from chromadb import PersistentClient
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        embedder_id = embedder.id if embedder else NoVectors.id
        try:
            self._read_manifest(embedder_id)
            self._wait_for_lock()
            if not (self.directory / "manifest.json").exists():
                # Before there is anything that it would have to name: a start that is killed here leaves an empty index and no foreign files.
                self.save()
            self._mark_opening(embedder_id)
            client = PersistentClient(str(self.directory / "chroma"), Settings(anonymized_telemetry=False))
            self._client = cast("Client", client)
            self._opened = collection_of(client, _name(embedder_id))
            probe(self.collection, self.kept)
            self._opening.unlink(missing_ok=True)
            self.save()
        except (ChromaError, *_DAMAGE) as error:
            self.close()
            with suppress(OSError):
                self._opening.unlink()
            if trouble := self.trouble(error):
                raise trouble from error
            raise IndexDamagedError(f"the index {str(self.directory)!r} can't be opened: {error}") from error

    @property
    def _opening(self) -> Path:
        return self.directory / "opening"

    def _mark_opening(self, embedder_id: str) -> None:
        """Leave a file that only an end of the whole process leaves behind; where there is one, see whether the files were to blame."""
        if self._opening.exists():
            command = [sys.executable, "-m", __name__, str(self.directory), embedder_id]
            try:
                check = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_CHECK, check=False)  # noqa: S603 - our own code
            except subprocess.TimeoutExpired:
                # Slow is not damaged.
                log.warning("index not checked in time", seconds=LONGEST_CHECK)
            else:
                if check.returncode:
                    reason = check.stderr.strip().rsplit("\n", 1)[-1] or f"the check ended with {check.returncode}"
                    raise IndexDamagedError(f"the index {str(self.directory)!r} can't be opened: {reason}")
        self.directory.mkdir(parents=True, exist_ok=True)
        self._opening.touch()

    def _wait_for_lock(self) -> None:
        """Wait until nobody else holds the database, so long at most: Chroma would wait for minutes, and without a word.

        Raises:
            sqlite3.Error: It is locked, can't be written, or is no database.
        """
        file = self.directory / "chroma" / "chroma.sqlite3"
        if file.is_file():
            with closing(sqlite3.connect(file, timeout=LONGEST_LOCK, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")

    def _read_manifest(self, embedder_id: str) -> None:
        file = self.directory / "manifest.json"
        if is_laid(file):
            try:
                self._manifest = json.loads(read_kept(file, most=None))
                known = self._manifest["form"] == FORM and all(
                    isinstance(kept["sources"], dict) and isinstance(kept["revision"], str)
                    for kept in self._manifest["collections"].values()
                )
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise IndexDamagedError(f"the manifest {str(file)!r} can't be read: {error!r}") from error
            if not known:
                raise IndexDamagedError(f"the index {str(self.directory)!r} has another form")
        elif self.directory.exists() and {child.name for child in self.directory.iterdir()} - _BEGUN:
            raise IndexDamagedError(f"{str(self.directory)!r} holds files and no manifest")
        else:
            self._manifest = {"form": FORM, "collections": {}}
        # The other embedders' collections are left as they are.
        self.kept = self._manifest["collections"].setdefault(embedder_id, {"sources": {}, "revision": ""})

    def _set_aside(self) -> None:
        from chromadb.api.shared_system_client import SharedSystemClient

        # A client that could not start is kept by Chroma and would be handed out again.
        SharedSystemClient.clear_system_cache()
        aside = self.directory.with_name(f"{self.directory.name}.damaged-{stamp()}")
        self.set_aside = str(aside)
        try:
            self.directory.replace(aside)
        except OSError:
            # A directory that is a mount point can't be renamed: move what is in it.
            aside.mkdir()
            for child in self.directory.iterdir():
                shutil.move(str(child), aside / child.name)
        for older in set_aside_beside(self.directory)[:-COPIES]:
            shutil.rmtree(older, ignore_errors=True)


def set_aside_beside(directory: Path) -> list[Path]:
    """The folders that were set aside of an index, oldest first; what somebody else has called nearly so is theirs."""
    name = re.compile(re.escape(directory.name) + r"\.damaged-\d{8}T\d{12}")
    return sorted(one for one in directory.parent.iterdir() if name.fullmatch(one.name) and one.is_dir())


def check(directory: Path, embedder_id: str) -> None:
    """Read what an opening reads; the process may end in the middle of it.

    Raises:
        Exception: The files are damaged.
    """
    from chromadb import PersistentClient
    from chromadb.config import Settings

    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    kept = manifest["collections"].get(embedder_id, {"sources": {}})
    file = directory / "chroma" / "chroma.sqlite3"
    if not file.exists() and not any(one["sources"] for one in manifest["collections"].values()):
        # It was begun, and nothing is in it yet.
        return
    with closing(sqlite3.connect(file, timeout=LONGEST_LOCK)) as connection:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise IndexDamagedError(f"chroma.sqlite3: {found}")
    client = PersistentClient(str(directory / "chroma"), Settings(anonymized_telemetry=False))
    if _name(embedder_id) in {one.name for one in client.list_collections()}:
        probe(client.get_collection(_name(embedder_id), embedding_function=None), kept)
    elif any(kept["sources"].values()):
        raise IndexDamagedError("the manifest names sources and there is no collection")


def _name(embedder_id: str) -> str:
    return f"passages-{embedder_id}"


if __name__ == "__main__":
    check(Path(sys.argv[1]), sys.argv[2])
