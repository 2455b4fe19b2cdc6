"""The index: one directory with a Chroma collection of vectors and a BM25 index, owned by one process.

Chroma is reached through langchain-chroma. Each passage is one entry, and each way of asking for it is one more that
points at it. Entries are named by a digest of their content, so that bringing a source up to date embeds only what is
new. Two processes writing one directory lose vectors without an error (measured), hence the lock.
"""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self, TypeAlias, cast

from filelock import FileLock, Timeout

from bot.errors import IndexDamagedError, IndexLockedError
from knowledge.embedder import NoVectors
from knowledge.entries import Entry, entries_of, is_passage, passage_id, passages_among, to_passage
from knowledge.lexical import LexicalIndex
from knowledge.passages import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from chromadb.api.client import Client
    from langchain_chroma import Chroma

    from knowledge.embedder import Embedder
    from knowledge.passages import Passage

#: Raised whenever what is stored with an entry changes its form; an index of another form is rebuilt.
FORM = 2
#: Chroma takes at most 5,461 entries a call; small steps let progress be seen and a crash lose little.
STEP = 256
PAGE = 1_000
#: How many entries of one passage crowd the nearest ones, at a guess that leaves enough passages among them.
ENTRIES_A_PASSAGE = 4

#: What a damaged directory raises beside Chroma's own errors: its SQLite file, its metadata, its configuration.
_DAMAGE = (sqlite3.Error, OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError)
#: Vectors looked at when the index is opened, spread over the collection.
PROBES = 5

Progress: TypeAlias = "Callable[[int, int], None]"


@dataclass(frozen=True, slots=True)
class Synced:
    """What bringing one source up to date did, in passages."""

    added: int = 0
    kept: int = 0
    relabelled: int = 0
    removed: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything in the index is different now."""
        return bool(self.added or self.relabelled or self.removed)


class Index:
    """Vectors and BM25 of all passages, in one directory.

    Use it as a context manager. Methods block: call them from a thread where a loop runs.
    """

    def __init__(self, directory: Path, embedder: Embedder | None) -> None:
        """Name the directory; nothing is opened yet. Without an embedder there is BM25 alone."""
        self.directory = directory
        self.embedder = embedder
        self.kept_aside: Path | None = None
        self._lock = FileLock(directory.with_suffix(".lock"))
        self._client: Client | None = None
        self._store: Chroma | None = None
        self._lexical: LexicalIndex | None = None
        self._manifest: dict[str, Any] = {}

    def __enter__(self) -> Self:
        """Open it."""
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def open(self) -> None:
        """Take the lock and open the collection; a corrupt or foreign directory is set aside and begun anew.

        Raises:
            IndexLockedError: Another process owns the directory.
        """
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise IndexLockedError(
                f"the index {str(self.directory)!r} is in use by another process. Stop it, or give this one a directory "
                "of its own with FTN_DATA_DIR."
            ) from error
        try:
            try:
                self._open_store()
            except IndexDamagedError:
                self._close_store()
                self._set_aside()
                self._open_store()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the collection and the lock."""
        self._close_store()
        self._lexical = None
        self._lock.release()

    @property
    def fingerprints(self) -> dict[str, str]:
        """Per source, the fingerprint its passages had when they were last brought up to date."""
        return dict(self._kept["sources"])

    def __len__(self) -> int:
        """How many passages the index holds."""
        return len(self.lexical.ids)

    @property
    def lexical(self) -> LexicalIndex:
        """The BM25 index, loaded or built when first needed after a change."""
        if self._lexical is None:
            fingerprint = self._fingerprint()
            self._lexical = LexicalIndex.load(self.directory / "bm25", fingerprint)
        if self._lexical is None:
            self._lexical = LexicalIndex.build(self._lexical_texts())
            self._lexical.save(self.directory / "bm25", fingerprint)
        return self._lexical

    def sync(self, source_id: str, passages: Sequence[Passage], fingerprint: str, progress: Progress) -> Synced:
        """Make the index hold exactly these passages of a source, embedding only what it does not have.

        Args:
            source_id: The source.
            passages: All its passages; one that stands twice is kept once.
            fingerprint: Kept, so that an unchanged source need not even be read next time.
            progress: Called with entries done and entries to do.
        """
        wanted = entries_of(passages)
        present = self._present(source_id)
        missing = [entry for entry in wanted.values() if entry.id not in present]
        relabelled = [entry for entry in wanted.values() if present.get(entry.id, entry.metadata) != entry.metadata]
        gone = [entry_id for entry_id in present if entry_id not in wanted]
        self._forget_fingerprint(source_id)
        self._add(missing, progress)
        for start in range(0, len(relabelled), PAGE):
            part = relabelled[start : start + PAGE]
            self._collection.update(ids=[e.id for e in part], metadatas=[e.metadata for e in part])
        for start in range(0, len(gone), PAGE):
            self._collection.delete(ids=gone[start : start + PAGE])
        if missing or relabelled or gone:
            self._lexical = None
        self._kept["sources"][source_id] = fingerprint
        self._kept["revision"] = digest(*sorted(self._kept["sources"].values()), str(self._collection.count()))
        self._write_manifest()
        return Synced(
            added=passages_among(missing),
            kept=passages_among(wanted.values()) - passages_among(missing),
            relabelled=passages_among(relabelled),
            removed=sum(is_passage(present[entry_id]) for entry_id in gone),
        )

    def remove(self, source_id: str) -> None:
        """Take all passages of a source out."""
        self.sync(source_id, [], "", lambda _done, _total: None)
        del self._kept["sources"][source_id]
        self._write_manifest()

    def nearest(self, vector: list[float], limit: int) -> list[tuple[str, float]]:
        """The passages nearest to a question's vector with their cosine similarity, best first.

        A passage counts with the nearest of its own vector and those of the ways it is asked for.
        """
        count = self._collection.count()
        if not count:
            return []
        found = self._collection.query(
            query_embeddings=[vector],
            n_results=min(limit * ENTRIES_A_PASSAGE, count),
            # Without the metadata, which would take most of the time: an entry's id says which passage it belongs to.
            include=["distances"],
        )
        best: dict[str, float] = {}
        for entry_id, distance in zip(found["ids"][0], found["distances"][0], strict=True):
            best.setdefault(passage_id(entry_id), 1.0 - float(distance))
        return list(best.items())[:limit]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages of these ids, in the order asked for; unknown ids are left out."""
        if not ids:
            return []
        found = self._collection.get(ids=list(dict.fromkeys(ids)), include=["documents", "metadatas"])
        by_id = {
            entry_id: to_passage(document, metadata)
            for entry_id, document, metadata in zip(found["ids"], found["documents"], found["metadatas"], strict=True)
        }
        return [by_id[entry_id] for entry_id in ids if entry_id in by_id]

    @property
    def _collection(self) -> Any:
        if self._store is None:
            raise RuntimeError("the index is not open")
        return self._store._collection  # noqa: SLF001 - langchain-chroma has no call that returns ids and distances

    def _open_store(self) -> None:
        from chromadb import PersistentClient
        from chromadb.config import Settings
        from chromadb.errors import ChromaError
        from langchain_chroma import Chroma

        self._read_manifest()
        self._mark_opening()
        try:
            client = PersistentClient(str(self.directory / "chroma"), Settings(anonymized_telemetry=False))
            self._client = cast("Client", client)
            self._store = Chroma(
                client=client,
                collection_name=f"passages-{self._embedder_id}",
                # Always passed: Chroma would fall back to a model that it downloads.
                embedding_function=self.embedder or NoVectors(),  # type: ignore[arg-type]  # it needs the two methods only
                collection_configuration={"hnsw": {"space": "cosine"}},
            )
            self._probe()
        except (ChromaError, *_DAMAGE) as error:
            raise IndexDamagedError(f"the index {str(self.directory)!r} can't be opened: {error}") from error
        finally:
            self._opening.unlink(missing_ok=True)
        self._write_manifest()

    @property
    def _opening(self) -> Path:
        return self.directory / "opening"

    def _mark_opening(self) -> None:
        """Leave a file that only an end of the whole process leaves behind: damaged vectors bring Chroma down with it."""
        if self._opening.exists():
            raise IndexDamagedError(f"the process ended while it opened the index {str(self.directory)!r}")
        self.directory.mkdir(parents=True, exist_ok=True)
        self._opening.touch()

    def _probe(self) -> None:
        """Read what a search reads, so that damage shows now and not in the middle of an answer."""
        count = self._collection.count()
        for row in range(0, count, max(count // PROBES, 1)):
            found = self._collection.get(limit=1, offset=row, include=["embeddings", "metadatas", "documents"])
            vector = found["embeddings"][0]
            if not math.isclose(math.hypot(*vector), 1.0, abs_tol=0.01):
                raise IndexDamagedError(f"the vector of {found['ids'][0]!r} is not of unit length")
            self._collection.query(query_embeddings=[vector], n_results=1)
        if not count and self._kept["sources"]:
            raise IndexDamagedError("the manifest names sources and the collection is empty")

    @property
    def _embedder_id(self) -> str:
        return self.embedder.id if self.embedder else NoVectors.id

    @property
    def _kept(self) -> dict[str, Any]:
        """What the manifest keeps of the present embedder's collection; the others' are left as they are."""
        kept: dict[str, Any] = self._manifest["collections"][self._embedder_id]
        return kept

    def _read_manifest(self) -> None:
        file = self.directory / "manifest.json"
        if file.exists():
            try:
                self._manifest = json.loads(file.read_text(encoding="utf-8"))
                known = self._manifest["form"] == FORM and all(
                    isinstance(kept["sources"], dict) and isinstance(kept["revision"], str)
                    for kept in self._manifest["collections"].values()
                )
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise IndexDamagedError(f"the manifest {str(file)!r} can't be read: {error!r}") from error
            if not known:
                raise IndexDamagedError(f"the index {str(self.directory)!r} has another form")
        elif self.directory.exists() and any(self.directory.iterdir()):
            raise IndexDamagedError(f"{str(self.directory)!r} holds files and no manifest")
        else:
            self._manifest = {"form": FORM, "collections": {}}
        self._manifest["collections"].setdefault(self._embedder_id, {"sources": {}, "revision": ""})

    def _write_manifest(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        temporary = self.directory / "manifest.tmp"
        temporary.write_text(json.dumps(self._manifest, indent=1), encoding="utf-8")
        temporary.replace(self.directory / "manifest.json")

    def _forget_fingerprint(self, source_id: str) -> None:
        """Until a source is whole again a crash must leave it marked as not up to date."""
        self._kept["sources"][source_id] = ""
        self._write_manifest()

    def _close_store(self) -> None:
        self._store = None
        if self._client is not None:
            self._client.close()
            self._client = None

    def _set_aside(self) -> None:
        from chromadb.api.shared_system_client import SharedSystemClient

        # A client that could not start is kept by Chroma and would be handed out again.
        SharedSystemClient.clear_system_cache()
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        self.kept_aside = self.directory.with_name(f"{self.directory.name}.damaged-{stamp}")
        try:
            self.directory.replace(self.kept_aside)
        except OSError:
            # A directory that is a mount point can't be renamed: move what is in it.
            self.kept_aside.mkdir()
            for child in self.directory.iterdir():
                shutil.move(str(child), self.kept_aside / child.name)

    def _present(self, source_id: str) -> dict[str, dict[str, Any]]:
        """All entries of a source: id and metadata."""
        present: dict[str, dict[str, Any]] = {}
        while True:
            page = self._collection.get(
                where={"source_id": source_id}, limit=PAGE, offset=len(present), include=["metadatas"]
            )
            present.update(zip(page["ids"], (dict(row) for row in page["metadatas"]), strict=True))
            if len(page["ids"]) < PAGE:
                return present

    def _add(self, entries: Sequence[Entry], progress: Progress) -> None:
        for start in range(0, len(entries), STEP):
            part = entries[start : start + STEP]
            vectors = (
                self.embedder.embed_documents([entry.document for entry in part])
                if self.embedder
                else NoVectors().embed_documents([entry.document for entry in part])
            )
            self._collection.upsert(
                ids=[entry.id for entry in part],
                documents=[entry.document for entry in part],
                metadatas=[entry.metadata for entry in part],
                embeddings=vectors,
            )
            progress(min(start + STEP, len(entries)), len(entries))

    def _fingerprint(self) -> str:
        return digest(str(FORM), self._embedder_id, self._kept["revision"])

    def _lexical_texts(self) -> Iterator[tuple[str, str]]:
        """Each passage with its header and the ways it is asked for."""
        texts: dict[str, str] = {}
        asked: dict[str, list[str]] = {}
        offset = 0
        while True:
            page = self._collection.get(limit=PAGE, offset=offset, include=["documents", "metadatas"])
            for entry_id, document, metadata in zip(page["ids"], page["documents"], page["metadatas"], strict=True):
                if is_passage(metadata):
                    texts[entry_id] = document
                else:
                    asked.setdefault(passage_id(entry_id), []).append(document)
            offset += len(page["ids"])
            if len(page["ids"]) < PAGE:
                break
        yield from ((entry_id, "\n".join([text, *asked.get(entry_id, [])])) for entry_id, text in texts.items())
