"""How far an index is: kept beside it while it is built, and read without opening it.

Nothing here writes into the index itself. Chroma is not loaded either: it writes when it opens, and one that is damaged may end the process.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import IndexDamagedError
from knowledge.kept_files import is_laid, read_kept
from knowledge.notes import note_file
from knowledge.own.files import PDF, listed
from knowledge.stores import FORM, ServerStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.embedder import Embedder
    from knowledge.sources import Source

_FILE: Final = "progress.json"
#: What SQLite says of a database whose last writer was killed, and whose half-written pages only a writer may take back.
_HALF_WRITTEN: Final = "SQLITE_READONLY_ROLLBACK"
#: Seconds to wait for whoever writes the database at this moment.
LONGEST_LOOK: Final = 10.0
#: Bytes of text that the packaged model embeds in a second, on the one processor that it uses: 30 MB took about 45 processor minutes (2026-11-28).
TEXT_A_SECOND: Final = 11_000
#: The same of a PDF, of which much is no text. 360 pages took 188 s (2026-11-28); 4 kB a page is an assumption, so it is no more than a guess.
PDF_A_SECOND: Final = 7_500
#: Seconds from which on it is said beforehand how long something takes.
LONG: Final = 20.0


@dataclass(frozen=True, slots=True)
class Step:
    """How far one source is: entries done of entries to do."""

    source_id: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index holds: how many passages, of which sources nothing or not all yet, and how much of all is there, from 0 to 1."""

    passages: int
    missing: tuple[str, ...] = ()
    share: float = 1.0

    def __str__(self) -> str:
        """In words, for the operator."""
        if not self.missing:
            return f"{self.passages:,} passages"
        # What is being built is never whole.
        return f"being built, {min(int(self.share * 100), 99)}% ({self.passages:,} passages so far)"


def keep_step(directory: Path, step: Step | None) -> None:
    """Keep how far the source is that is being indexed; None once nothing is."""
    file = directory / _FILE
    # Who can't write it can't say how far it is, and nothing else.
    with suppress(OSError):
        if step is None:
            file.unlink(missing_ok=True)
            return
        directory.mkdir(parents=True, exist_ok=True)
        temporary = directory / "progress.tmp"
        temporary.write_text(json.dumps([step.source_id, step.done, step.total]), encoding="utf-8")
        temporary.replace(file)


def kept_step(directory: Path) -> Step | None:
    """How far the source is that is being indexed, or was when the process ended; None where nothing is kept."""
    try:
        source_id, done, total = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return Step(str(source_id), int(done), int(total))
    except (OSError, ValueError, TypeError):
        return None


def _files(source: Source) -> list[Path]:
    """What a source is read from, as far as it lies there already."""
    if source.built_in:
        return [note_file(source)]
    return listed(Path(source.path)).files if source.path else []


def weight(source: Source) -> int:
    """The bytes of a source's files, which say roughly how long it takes; at least one."""
    files = _files(source)
    return max(sum(_size(file) for file in files), 1)


def seconds_for(source: Source) -> float:
    """About how many seconds the packaged model takes for a source, at a guess from the bytes of its files."""
    files = _files(source)
    return sum(_size(file) / (PDF_A_SECOND if file.suffix.lower() in PDF else TEXT_A_SECOND) for file in files)


def how_long(seconds: float) -> str:
    """A time in words: "about 40 seconds", "about 12 minutes", "about 3 hours"."""
    for unit, length in (("hour", 3_600), ("minute", 60)):
        if seconds >= 1.5 * length:
            return f"about {round(seconds / length)} {unit}s"
    return f"about {max(round(seconds, -1), 10):.0f} seconds"


def share_of(sources: Sequence[Source], missing: Iterable[str], step: Step | None) -> float:
    """How much of some sources is indexed, from 0 to 1, by the bytes of their files."""
    left = set(missing)
    weights = {source.id: weight(source) for source in sources}
    undone = sum(weights.get(source_id, 1) for source_id in left)
    if step and step.source_id in left and step.total:
        undone -= round(weights.get(step.source_id, 1) * step.done / step.total)
    whole = sum(weights.values()) or 1
    return max(whole - undone, 0) / whole


def look_at(directory: Path, embedder_id: str, sources: Sequence[Source]) -> IndexState | None:
    """What the index in a directory holds of these sources, without opening it; None where there is none yet.

    Raises:
        IndexDamagedError: Its files can't be read as an index; it may be locked too. The message says which and why.
    """
    manifest = directory / "manifest.json"
    try:
        if not is_laid(directory) or not any(directory.iterdir()):
            return None
    except OSError as error:
        raise IndexDamagedError(_unreadable(directory, _said(error))) from error
    try:
        kept = json.loads(read_kept(manifest, most=None))
        form, own = kept["form"], kept["collections"].get(embedder_id, {"sources": {}})
        fingerprints = dict(own["sources"])
    except FileNotFoundError:
        # A start that has not come far enough yet to write it.
        form, fingerprints = FORM, {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamagedError(_unreadable(manifest, _said(error))) from error
    if form != FORM:
        raise IndexDamagedError(_unreadable(manifest, f"its form is {form!r}, and this version's is {FORM}"))
    passages = _passages_in(directory / "chroma", f"passages-{embedder_id}")
    if any(fingerprints.values()) and not passages:
        raise IndexDamagedError(_unreadable(directory, "its manifest names sources and it holds no passage"))
    missing = tuple(source.id for source in sources if not fingerprints.get(source.id))
    return IndexState(passages, missing, share_of(sources, missing, kept_step(directory)))


def look_at_server(url: str, directory: Path, embedder: Embedder | None, sources: Sequence[Source]) -> IndexState:
    """The same of an index in a Chroma server, where `directory` is what is kept here of it.

    Raises:
        IndexUnreachableError: No Chroma server answers at the address.
    """
    passages, fingerprints = ServerStore(url).look(embedder)
    missing = tuple(source.id for source in sources if not fingerprints.get(source.id))
    return IndexState(passages, missing, share_of(sources, missing, kept_step(directory)))


def _passages_in(chroma: Path, collection: str) -> int:
    """How many passages a collection holds, by Chroma's tables.

    Raises:
        IndexDamagedError: They can't be read, or a file of vectors is empty.
    """
    file = chroma / "chroma.sqlite3"
    try:
        if not file.exists():
            return 0
        count = _count_in(file, collection)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != _HALF_WRITTEN:
            raise IndexDamagedError(_unreadable(file, str(error))) from error
        count = _count_after_recovery(file, collection)
    except (OSError, sqlite3.Error) as error:
        raise IndexDamagedError(_unreadable(file, _said(error))) from error
    if empty := [
        one for one in chroma.glob("*/*.bin") if one.name in {"header.bin", "data_level0.bin"} and not _size(one)
    ]:
        raise IndexDamagedError(_unreadable(empty[0], "it is empty"))
    return count


def _count_after_recovery(file: Path, collection: str) -> int:
    """The count in a copy: whoever wrote last was killed, and only who may write can take back what was half written.

    Raises:
        IndexDamagedError: The copy can't be made or read.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="ftn-look-") as folder:
            for one in (file, file.with_name(f"{file.name}-journal")):
                # A journal that is gone by now was taken back by a start.
                with suppress(FileNotFoundError):
                    shutil.copyfile(one, Path(folder) / one.name)
            return _count_in(Path(folder) / file.name, collection, mode="rw")
    except (OSError, sqlite3.Error) as error:
        raise IndexDamagedError(_unreadable(file, str(error))) from error


def _count_in(file: Path, collection: str, mode: str = "ro") -> int:
    query = """SELECT COUNT(*) FROM collections c JOIN segments s ON s.collection = c.id AND s.scope = 'METADATA'
        JOIN embeddings e ON e.segment_id = s.id JOIN embedding_metadata m ON m.id = e.id
        WHERE c.name = ? AND m.key = 'kind' AND m.string_value = 'passage'"""
    with closing(
        sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=LONGEST_LOOK)
    ) as database:
        if (found := database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise IndexDamagedError(_unreadable(file, found))
        (count,) = database.execute(query, (collection,)).fetchone()
    return int(count)


def _unreadable(what: Path, reason: str) -> str:
    return f"{str(what)!r} can't be read: {reason}"


def _said(error: Exception) -> str:
    """What an error says to people."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error) if isinstance(error, sqlite3.Error) else repr(error)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
