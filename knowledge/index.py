"""The index: a Chroma collection of vectors and a BM25 index of the same passages.

Each passage is one entry of the collection, and each way of asking for it is one more that points at it, but for those
whose vectors are packaged (`packaged_ways.py`). Entries are named by a digest of their content, so that bringing a source
up to date embeds only what is new. Where the collection
lies is `stores.py`: a directory is owned by one process from opening to closing, a server may have many, of which one
at a time brings it up to date.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeAlias, TypeVar

from bot.errors import IndexLockedError
from knowledge.collection_writes import delete, present_entries, relabel, upsert
from knowledge.directory_store import DirectoryStore
from knowledge.embedder import NoVectors
from knowledge.entries import Entry, asked_anew, entries_of, is_passage, passages_among, to_passage
from knowledge.held_vectors import HeldVectors
from knowledge.index_lock import LONGEST_REFRESH, IndexLock
from knowledge.nearest import ENTRIES_A_PASSAGE, by_passage, nearest_entries, nearest_readable
from knowledge.packaged_ways import packaged_among
from knowledge.passages import digest
from knowledge.searched_in_memory import SearchedInMemory
from knowledge.stores import FORM, ServerStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from knowledge.embedder import Embedder
    from knowledge.lexical import LexicalIndex
    from knowledge.nearest import Near
    from knowledge.passages import Passage
    from knowledge.stores import Store

#: Chroma takes at most 5,461 entries a call; small steps let progress be seen and a crash lose little.
STEP = 256
#: Passages kept in memory; all of the built-in ones, and a few megabytes.
MOST_KEPT = 4_000

StepReport: TypeAlias = "Callable[[int, int], None]"
P = ParamSpec("P")
T = TypeVar("T")


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


@dataclass(slots=True)
class _Read:
    """What was read from Chroma, which takes longer to read and to count than to find the nearest vectors."""

    count: int | None = None
    passages: dict[str, Passage] = field(default_factory=dict)

    def keep(self, passages: dict[str, Passage]) -> None:
        """Keep some passages; above the bound, these alone."""
        if len(self.passages) > MOST_KEPT:
            self.passages = {}
        self.passages |= passages


def _reaching(method: Callable[Concatenate[Index, P], T]) -> Callable[Concatenate[Index, P], T]:
    """Tell what is wrong around the index, and may pass, from every other error."""

    @wraps(method)
    def call(index: Index, /, *arguments: P.args, **named: P.kwargs) -> T:
        """Call the method, and raise what is wrong around the index in the place of its error."""
        try:
            return method(index, *arguments, **named)
        except Exception as error:
            if trouble := index.store.trouble(error):
                raise trouble from error
            raise

    return call


class Index:
    """Vectors and BM25 of all passages.

    Use it as a context manager. Methods block: call them from a thread where a loop runs.
    """

    def __init__(self, directory: Path, embedder: Embedder | None, server: str | None = None) -> None:
        """Name the directory; nothing is opened yet.

        Args:
            directory: Where the vectors and BM25 lie; with a server, BM25 alone.
            embedder: Without one there is BM25 alone.
            server: The address of a Chroma server that holds the vectors.
        """
        self.directory = directory
        self.embedder = embedder
        self.store: Store = ServerStore(server) if server else DirectoryStore(directory)
        self._lock = IndexLock(directory)
        self._in_memory: SearchedInMemory | None = None
        self._read = _Read()
        self._held = HeldVectors()
        #: Whether questions go on while entries change: over BM25 of before, until a new one is built at once.
        self.in_use = False
        self._making = threading.RLock()
        self._is_refreshing = self._is_outdated = False

    def __enter__(self) -> Self:
        """Open it."""
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @_reaching
    def open(self) -> None:
        """Open the collection, and own a directory; one that is corrupt or foreign is set aside and begun anew.

        Raises:
            IndexLockedError: Another process owns the directory.
            IndexUnusableError: Another program locks the database, or it can't be written.
            IndexUnreachableError: The server does not answer.
        """
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        if not self.store.is_shared:
            self._lock.own(self.store.trouble)
        try:
            self.store.open(self.embedder)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the collection and the lock."""
        self.store.close()
        self._in_memory, self._read, self._held = None, _Read(), HeldVectors()
        self._lock.release()

    @contextmanager
    def refreshing(self, wait: float | None = None) -> Iterator[None]:
        """Be the only one who brings the index up to date; where it is shared, wait until another has done so, or for so many seconds.

        Raises:
            IndexLockedError: The other one takes too long.
        """
        # Own documents and fetched pages are brought in by threads of their own.
        alone = self._lock.only_process(LONGEST_REFRESH if wait is None else wait)
        with alone if self.store.is_shared else self._lock.only_thread(wait):
            if self.store.is_shared:
                self.reload()
            self._is_refreshing = True
            try:
                yield
            finally:
                self._is_refreshing = False
                # Once for all sources: it takes a second or two.
                if self._is_outdated:
                    self._in_memory, self._is_outdated = self._load_or_build(), False

    @property
    def set_aside(self) -> str:
        """What was found unreadable when it was opened, and where that is now; empty if nothing was."""
        return self.store.set_aside

    @property
    def fingerprints(self) -> dict[str, str]:
        """Per source, the fingerprint its passages had when they were last brought up to date."""
        return dict(self._kept["sources"])

    def __len__(self) -> int:
        """How many passages the index holds."""
        return len(self.lexical.ids)

    @property
    def lexical(self) -> LexicalIndex:
        """BM25 of all passages, loaded or built when first needed after a change."""
        return self._searched().lexical

    @_reaching
    def reload(self) -> None:
        """See what another process has made of a shared index."""
        before = self._kept["revision"]
        self.store.reload()
        if self._kept["revision"] != before:
            self._in_memory, self._read = None, _Read()

    @_reaching
    def follow(self) -> bool:
        """See what another process has made of a shared index once it is done with it, while searches go on; whether it had changed."""
        try:
            with self._lock.only_process(wait=0.0):
                before = self._kept["revision"]
                self.store.reload()
                if self._kept["revision"] == before or not all(self._kept["sources"].values()):
                    return False
                in_memory = self._load_or_build()
        except IndexLockedError:
            # It is being changed now.
            return False
        self._in_memory, self._read = in_memory, _Read()
        return True

    @_reaching
    def sync(self, source_id: str, passages: Sequence[Passage], fingerprint: str, progress: StepReport) -> Synced:
        """Make the index hold exactly these passages of a source, embedding only what it does not have.

        Args:
            source_id: The source.
            passages: All its passages; one that stands twice is kept once.
            fingerprint: Kept, so that an unchanged source need not even be read next time.
            progress: Called with entries done and entries to do.
        """
        apart = self._packaged([way for one in passages if not one.is_own for way in one.asked])
        wanted, present = entries_of(passages, apart), present_entries(self._collection, source_id)
        missing = [entry for entry in wanted.values() if entry.id not in present]
        relabelled = [entry for entry in wanted.values() if present.get(entry.id, entry.metadata) != entry.metadata]
        gone = [entry_id for entry_id in present if entry_id not in wanted]
        self._forget_fingerprint(source_id)
        self._add(missing, progress)
        relabel(self._collection, relabelled)
        delete(self._collection, gone)
        self._finish(source_id, fingerprint)
        if gone and all(passage.is_own for passage in passages):
            self.store.forget_removed(source_id)
        if missing or relabelled or gone:
            self._outdate(source_id)
        return Synced(
            added=passages_among(missing),
            kept=passages_among(wanted.values()) - passages_among(missing),
            relabelled=passages_among(relabelled),
            removed=sum(is_passage(present[entry_id]) for entry_id in gone),
        )

    @_reaching
    def ask(self, source_id: str, asked: Mapping[str, Sequence[str]], fingerprint: str) -> None:
        """Have passages of a source found by these ways of asking, in the place of those they had.

        Args:
            source_id: The source.
            asked: The ways of asking by the ids of its passages; ids that are not known are left out.
            fingerprint: What the source has from then on.
        """
        found = self._collection.get(ids=list(asked), include=["documents", "metadatas"])
        rows = zip(found["ids"], found["documents"], found["metadatas"], strict=True)
        apart = self._packaged([way for of_one in asked.values() for way in of_one])
        changed = [asked_anew(Entry(row, text, dict(metadata)), asked[row], apart) for row, text, metadata in rows]
        ways = [way for _, of_one, _ in changed for way in of_one]
        # Beforehand, since it takes longest: what ends in the middle of the rest leaves the source to be read again.
        vectors = self._embedded(ways)
        self._forget_fingerprint(source_id)
        upsert(self._collection, ways, vectors)
        relabel(self._collection, [entry for entry, _, _ in changed])
        delete(self._collection, [gone for _, _, of_one in changed for gone in of_one])
        self._finish(source_id, fingerprint)
        self._outdate(source_id)

    @_reaching
    def remove(self, source_id: str) -> None:
        """Take all passages of a source out."""
        self.sync(source_id, [], "", lambda _done, _total: None)
        del self._kept["sources"][source_id]
        self.store.save()

    @_reaching
    def nearest(self, vector: list[float], limit: int, without: Collection[str] = ()) -> list[Near]:
        """The passages nearest to a question's vector, best first, none of the sources to be left out.

        A passage counts with the nearest of its own vector and those of the ways it is asked for.
        """
        read = self._memory()
        if read.count is None:
            read.count = int(self._collection.count())
        if not read.count:
            return []
        searched, entries = self._searched(), limit * ENTRIES_A_PASSAGE
        if not without:
            found = nearest_entries(self._collection, vector, min(entries, read.count))
            return by_passage([*found, *searched.ways.nearest(vector, entries)], entries)[:limit]
        hidden = frozenset(without)
        part = searched.lexical.without(hidden)
        found = nearest_readable(
            self._collection,
            vector,
            limit,
            count=read.count,
            readable=part.size,
            sources={name: print_ for name, print_ in self.fingerprints.items() if name not in hidden},
            may_read=part.has,
            held=self._held,
        )
        return by_passage([*found, *searched.ways.nearest(vector, entries, part.has)], entries)[:limit]

    @_reaching
    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages of these ids, in the order asked for; unknown ids are left out."""
        if not ids:
            return []
        read = self._memory()
        by_id = {entry_id: known for entry_id in ids if (known := read.passages.get(entry_id))}
        if unread := [entry_id for entry_id in dict.fromkeys(ids) if entry_id not in by_id]:
            found = self._collection.get(ids=unread, include=["documents", "metadatas"])
            rows = zip(found["ids"], found["documents"], found["metadatas"], strict=True)
            by_id |= {entry_id: to_passage(document, metadata) for entry_id, document, metadata in rows}
            read.keep(by_id)
        return [by_id[entry_id] for entry_id in ids if entry_id in by_id]

    @property
    def _collection(self) -> Any:
        return self.store.collection

    def _memory(self) -> _Read:
        """What was read already; of a shared index nothing, because others may change it."""
        return _Read() if self.store.is_shared else self._read

    @property
    def _kept(self) -> dict[str, Any]:
        """What is known of the sources whose entries the collection holds."""
        return self.store.kept

    def _forget_fingerprint(self, source_id: str) -> None:
        """Until a source is whole again a crash must leave it marked as not up to date."""
        self._kept["sources"][source_id] = ""
        self.store.save()

    def _add(self, entries: Sequence[Entry], progress: StepReport) -> None:
        for start in range(0, len(entries), STEP):
            part = entries[start : start + STEP]
            upsert(self._collection, part, self._embedded(part))
            progress(min(start + STEP, len(entries)), len(entries))

    def _embedded(self, entries: Sequence[Entry]) -> list[list[float]]:
        return (self.embedder or NoVectors()).embed_documents([entry.document for entry in entries])

    def _finish(self, source_id: str, fingerprint: str) -> None:
        """A source is whole again."""
        self._kept["sources"][source_id] = fingerprint
        self._kept["revision"] = digest(*sorted(self._kept["sources"].values()), str(self._collection.count()))
        self.store.save()

    def _outdate(self, source_id: str) -> None:
        """What was read of a source before holds no more."""
        self._held.forget(source_id)
        self._read = _Read()
        if self.in_use and self._is_refreshing:
            self._is_outdated = True
        else:
            self._in_memory = self._load_or_build() if self.in_use else None

    def _fingerprint(self) -> str:
        return digest(str(FORM), self._model_id, self._kept["revision"])

    def _searched(self) -> SearchedInMemory:
        if (kept := self._in_memory) is None:
            # Of several threads that want it at once the first makes it: it takes seconds, and each would write the same files.
            with self._lock.only_process() if self.store.is_shared else nullcontext(), self._making:
                if (kept := self._in_memory) is None:
                    kept = self._in_memory = self._load_or_build()
        return kept

    @_reaching
    def _load_or_build(self) -> SearchedInMemory:
        """What is kept beside the vectors, or made of them and kept from now on."""
        return SearchedInMemory.load_or_build(
            self.directory / "bm25", self._fingerprint(), self._model_id, self._collection
        )

    def _packaged(self, ways: Sequence[str]) -> frozenset[str]:
        """Those ways of asking that need no entry."""
        return packaged_among(self._model_id, ways)

    @property
    def _model_id(self) -> str:
        return (self.embedder or NoVectors()).id
