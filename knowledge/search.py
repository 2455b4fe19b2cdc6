"""Hybrid search: vectors and BM25, fused by reciprocal rank, grouped by section.

Chroma's own fusion works in its cloud only, so it is done here. What comes back is sections, best first, each with
the passages of it that matched: a person cites a heading, and a model reads it whole.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from bot.errors import EmbedderUnavailableError
from knowledge.answering import AnsweringEncoder, under_heading
from knowledge.document_sets import FOR_EVERYONE, Scope
from knowledge.embedder import LocalEmbedder
from knowledge.made_questions import without_mark
from knowledge.passages import digest, sentences
from knowledge.pointers import PointerVectors
from knowledge.question_vectors import QuestionEncoder
from knowledge.sentence_vectors import SentenceVectors
from knowledge.sources import GAPS_ID, built_in_ids

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from knowledge.document_sets import DocumentSets
    from knowledge.index import Index
    from knowledge.lexical import LexicalIndex
    from knowledge.passages import Passage
    from knowledge.pointers import Pointer
    from knowledge.staleness import Staleness

#: Reciprocal rank fusion's constant. On 212 questions 10 found an acceptable section among five in 95.0% and 60 in
#: 93.9%; the difference is within noise, and 10 leans a little more on what either list ranks first.
RRF_K = 10
#: Questions whose vectors are kept, since what is asked once is asked again; about a megabyte and a half.
MOST_VECTORS = 1_000
#: Passages whose sentences are embedded beforehand: twice the built-in ones.
MOST_PREPARED = 1_500
#: Candidates from each list.
CANDIDATES = 50
#: The same where the passages of one document are looked for among all, and how many of them count.
WIDE, OF_DOCUMENT = 400, 8
#: Passages of a source that are read at once.
MOST_AT_ONCE = 1_000


class Arm(StrEnum):
    """Which lists take part: both, or one alone as the control arm of an evaluation."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found: its fused score, and what each list said of it (0 where the list did not have it).

    `ways` has the cosine similarity of the passage's ways of asking that are near to the question, by their names.
    """

    passage: Passage
    score: float
    similarity: float
    bm25: float
    ways: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pointed:
    """The passages that an operator has pointed to for a question, and how near it is to the one they were pointed to for, from 0 to 1."""

    hits: tuple[Hit, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought, of what may be read in a scope: hits best first, and the gap that is as near as the best of them, if one is.

    `pointed` is what an operator has said answers such a question; where that is what counts, the hits are its own and it `is_pointed`.
    """

    question: str
    hits: tuple[Hit, ...]
    gap: Hit | None
    vector: tuple[float, ...]
    scope: Scope = FOR_EVERYONE
    pointed: Pointed | None = None
    is_pointed: bool = False

    def sections(self, limit: int) -> list[tuple[Hit, ...]]:
        """The hits by section, best section first."""
        grouped: dict[str, list[Hit]] = {}
        for hit in self.hits:
            grouped.setdefault(hit.passage.section_id, []).append(hit)
        return [tuple(hits) for hits in list(grouped.values())[:limit]]


class Searcher:
    """Searches one index for what may be read where somebody asks; safe to share between tasks of one loop.

    Where no scope is named, it is the one that sees least: what is for everyone.
    """

    def __init__(self, index: Index, sets: DocumentSets | None = None, staleness: Staleness | None = None) -> None:
        """Search an open index.

        Args:
            index: The index.
            sets: What of it may be read where; without them all of it is for everyone.
            staleness: What of it is too old, and so marked; without it nothing is.
        """
        self._index = index
        self._sets = sets
        self._staleness = staleness
        # Two generations: when the younger one is full it becomes the older one, so that what was asked last stays.
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._sentences: SentenceVectors | None = None
        self._beside: dict[str, Passage] = {}
        self._answering: tuple[AnsweringEncoder, SentenceVectors] | None = None
        self._asked: tuple[str, list[float]] = "", []
        self._older: dict[str, NDArray[np.float32]] = {}
        self._pointers: PointerVectors | None = None

    async def search(
        self, question: str, limit: int = 24, arm: Arm = Arm.HYBRID, *, scope: Scope = FOR_EVERYONE
    ) -> Found:
        """The passages nearest to a question, away from the event loop."""
        return await asyncio.to_thread(self.search_now, question, limit, arm, scope=scope)

    def search_now(
        self, question: str, limit: int = 24, arm: Arm = Arm.HYBRID, *, scope: Scope = FOR_EVERYONE
    ) -> Found:
        """The passages nearest to a question, of those that may be read in a scope.

        Where the embedder fails, BM25 alone answers.
        """
        vector = [] if arm is Arm.LEXICAL else self._vector(question)
        kept_out = self._kept_out(scope)
        dense = self._index.nearest(vector, CANDIDATES, kept_out) if vector else []
        lexical = [] if arm is Arm.DENSE else self._index.lexical.without(kept_out).search(question, CANDIDATES)
        scores = fuse([[one.passage_id for one in dense], [entry for entry, _ in lexical]])
        ranked = sorted(scores, key=lambda entry: (-scores[entry], entry))
        near, bm25 = {one.passage_id: one for one in dense}, dict(lexical)
        hits = []
        # Looked at once more: of a shared index this process may not know every source yet.
        for passage in self._readable(self._index.passages(ranked[: limit * 2]), scope):
            similarity, ways = (near[passage.id].similarity, near[passage.id].ways) if passage.id in near else (0.0, {})
            hits.append(Hit(passage, scores[passage.id], similarity, bm25.get(passage.id, 0.0), ways))
        gaps = [hit for hit in hits if hit.passage.source_id == GAPS_ID]
        return Found(
            question,
            tuple(hit for hit in hits if hit.passage.source_id != GAPS_ID)[:limit],
            max(gaps, key=lambda hit: hit.similarity, default=None),
            tuple(vector),
            scope,
            self._pointed_to(question, vector, scope),
        )

    def point(self, pointers: Sequence[Pointer]) -> None:
        """Know these pointers from now on, instead of those of before. It blocks: their wordings are embedded.

        Raises:
            EmbedderUnavailableError: The packaged embedder can't be loaded, so no pointer counts.
        """
        if not pointers:
            self._pointers = None
        elif self._pointers is None or self._pointers.pointers != tuple(pointers):
            self._pointers = PointerVectors(pointers, self.question_encoder())

    @property
    def has_pointers(self) -> bool:
        """Whether there is any pointer."""
        return self._pointers is not None

    def question_encoder(self) -> QuestionEncoder:
        """What tells how near two questions are; it shares the index's embedder where that is the packaged one.

        Raises:
            EmbedderUnavailableError: It can't be loaded.
        """
        own = self._index.embedder
        return QuestionEncoder(own if isinstance(own, LocalEmbedder) else None)

    def pointed_passages(self, pointer: Pointer) -> list[Passage]:
        """The passages that a pointer names, as the index has them today: the one, or those of its section; none of a whole document. It blocks."""
        if not pointer.passage_id:
            return []
        if same := self._index.passages([pointer.passage_id]):
            return same
        near = [entry for entry, _ in self._index.lexical.search(pointer.header, CANDIDATES)]
        section = pointer.source_id, pointer.header
        return [one for one in self._index.passages(near) if (one.source_id, one.header) == section]

    def _pointed_to(self, question: str, vector: list[float], scope: Scope) -> Pointed | None:
        """What an operator has pointed to for such a question; None where nothing is, or it is gone, or not for here."""
        # Read once: another thread may take in others.
        known = self._pointers
        if known is None or (near := known.nearest(question)) is None:
            return None
        pointer, similarity = near
        named = self.pointed_passages(pointer) or self._of_document(pointer.source_id, question, vector)
        passages = self._readable(named, scope)
        hits = tuple(Hit(passage, 1.0 / place, similarity, 0.0) for place, passage in enumerate(passages, 1))
        return Pointed(hits, similarity) if hits else None

    def _of_document(self, source_id: str, question: str, vector: list[float]) -> list[Passage]:
        """The passages of one source that are nearest to a question, best first."""
        dense = [one.passage_id for one in self._index.nearest(vector, WIDE)] if vector else []
        lexical = [entry for entry, _ in self._index.lexical.search(question, WIDE)]
        scores = fuse([dense, lexical])
        ranked = self._index.passages(sorted(scores, key=lambda entry: (-scores[entry], entry)))
        return [one for one in ranked if one.source_id == source_id][:OF_DOCUMENT]

    def lexical(self, scope: Scope = FOR_EVERYONE) -> LexicalIndex:
        """BM25 of what may be read in a scope, which also says how rare a word is there. It may block."""
        return self._index.lexical.without(self._kept_out(scope))

    @property
    def directory(self) -> Path:
        """Where what belongs to the index lies, for what is made from its passages."""
        return self._index.directory

    def own_fingerprints(self) -> dict[str, str]:
        """Per source of a person's own, what changes with its passages; empty while it is being brought up to date."""
        built_in = built_in_ids()
        return {name: without_mark(print_) for name, print_ in self._index.fingerprints.items() if name not in built_in}

    def may_read(self, source_id: str, scope: Scope) -> bool:
        """Whether passages of a source may be shown in a scope."""
        return self._sets is None or self._sets.may_read(source_id, scope)

    def passages_of(self, source_id: str) -> Iterator[Passage]:
        """All passages of a source, whoever may read them: for what is made at indexing. It blocks."""
        lexical = self._index.lexical
        ids = [entry for entry, of in zip(lexical.ids, lexical.sources, strict=True) if of == source_id]
        for start in range(0, len(ids), MOST_AT_ONCE):
            yield from self._index.passages(ids[start : start + MOST_AT_ONCE])

    def _kept_out(self, scope: Scope) -> frozenset[str]:
        return self._sets.kept_out(self._index.fingerprints, scope) if self._sets else frozenset()

    def _readable(self, passages: Sequence[Passage], scope: Scope) -> Sequence[Passage]:
        if (sets := self._sets) is not None:
            passages = [passage for passage in passages if sets.may_read(passage.source_id, scope)]
        return self._staleness.marked(passages) if self._staleness else passages

    async def whole_sections(self, passages: Sequence[Passage], *, scope: Scope = FOR_EVERYONE) -> list[list[Passage]]:
        """For each passage, all passages of the section that it belongs to, in order."""
        wanted = [passage.siblings or (passage.id,) for passage in passages]
        every = [one for ids in wanted for one in ids]
        stored = {passage.id: passage for passage in await self.passages(every, scope=scope)}
        return [[stored[one] for one in ids if one in stored] for ids in wanted]

    async def passages(self, ids: Sequence[str], *, scope: Scope = FOR_EVERYONE) -> list[Passage]:
        """Passages by id: stored ones, and those that are only cited; in the order of the ids, without those that are not known or not for here."""
        read = await asyncio.to_thread(self._index.passages, ids) if ids else []
        stored = {one.id: one for one in self._readable(read, scope)}
        found = self._beside | stored
        return [found[one] for one in ids if one in found]

    def cites_too(self, passages: Iterable[Passage]) -> None:
        """Find these by their ids from now on, such as price lists; they are never what a search brings."""
        self._beside |= {passage.id: passage for passage in passages}

    def similarities(self, vector: Sequence[float], texts: Sequence[str]) -> list[float] | None:
        """The cosine similarity of each text to a question's vector; None without an embedder. It blocks: call it from a thread.

        What was embedded once is kept, since the same passages come up again and again.
        """
        if not vector or not texts or (kept := self._sentence_vectors()) is None:
            return None
        try:
            return kept.similarities(vector, texts)
        except EmbedderUnavailableError:
            return None

    def answering(self, question: str, told: Sequence[tuple[Passage, str]]) -> list[float] | None:
        """How far each sentence of a passage answers a question, as a cosine similarity; None where that can't be told. It blocks."""
        if not told or (kept := self._answering_vectors()) is None:
            return None
        _, vectors = kept
        return vectors.similarities(self._asked_vector(question, kept[0]), [under_heading(*one) for one in told])

    def likewise(self, question: str, passages: Sequence[Passage]) -> list[list[float]] | None:
        """How near each way of asking for each passage is in what answers it; None where that can't be told. It blocks."""
        if not passages or (kept := self._answering_vectors()) is None:
            return None
        vector = self._asked_vector(question, kept[0])
        return kept[0].likewise(vector, [passage.asked for passage in passages])

    def prepare(self, stop: threading.Event) -> int:
        """Embed the passages' sentences before anybody asks, until `stop` is set; how many. It blocks for some forty seconds, once a set of notes.

        Of several processes with one folder the first does so, and the others have it from there.
        """
        with self._preparing(stop) as is_mine:
            return self._prepare(stop) if is_mine else 0

    @contextmanager
    def _preparing(self, stop: threading.Event) -> Iterator[bool]:
        """Be the only one who makes what lies beside a shared index; false where `stop` is set before that comes about."""
        self._index.directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._index.directory / "preparing.lock")
        while self._index.store.is_shared and not stop.is_set() and not lock.is_locked:
            with suppress(Timeout):
                lock.acquire(timeout=0.5)
        try:
            yield not stop.is_set()
        finally:
            lock.release()

    def _prepare(self, stop: threading.Event) -> int:
        passages = self._index.passages(self._index.lexical.ids[:MOST_PREPARED])
        learned = 0
        if (answering := self._answering_vectors()) is not None:
            told = (under_heading(passage, text) for passage in passages for text in sentences(passage.text))
            learned += answering[1].learn(told, stop)
        if (kept := self._sentence_vectors()) is not None:
            learned += kept.learn((text for passage in passages for text in sentences(passage.text)), stop)
        return learned

    def _answering_vectors(self) -> tuple[AnsweringEncoder, SentenceVectors] | None:
        if self._answering is None and self._index.embedder is not None:
            try:
                encoder = AnsweringEncoder()
            except EmbedderUnavailableError:
                return None
            self._answering = encoder, SentenceVectors(encoder, self._index.directory / "answering.npz")
        return self._answering

    def _asked_vector(self, question: str, encoder: AnsweringEncoder) -> list[float]:
        """The question's vector, which is wanted more than once for one answer."""
        # Read and replaced at once: several threads may be here.
        asked, vector = self._asked
        if asked != question:
            self._asked = question, (vector := encoder.embed_query(question))
        return vector

    def _sentence_vectors(self) -> SentenceVectors | None:
        if self._sentences is None and self._index.embedder is not None:
            self._sentences = SentenceVectors(self._index.embedder, self._index.directory / "sentences.npz")
        return self._sentences

    def _vector(self, question: str) -> list[float]:
        if self._index.embedder is None:
            return []
        # By digest: people's words are kept nowhere but in their conversation.
        key = digest(question)
        known = self._vectors.get(key)
        if known is None:
            known = self._older.get(key)
        if known is not None:
            self._keep(key, known)
            return known.tolist()  # type: ignore[no-any-return]  # one dimension, so a list of numbers
        try:
            vector = self._index.embedder.embed_query(question)
        except EmbedderUnavailableError:
            return []
        self._keep(key, np.array(vector, np.float32))
        return vector

    def _keep(self, key: str, vector: NDArray[np.float32]) -> None:
        self._vectors[key] = vector
        if len(self._vectors) >= MOST_VECTORS // 2:
            self._older, self._vectors = self._vectors, {}


def fuse(lists: Sequence[Sequence[str]]) -> dict[str, float]:
    """Reciprocal rank fusion: each list gives 1 / (10 + rank) to each of its entries."""
    scores: dict[str, float] = {}
    for ranked in lists:
        for rank, entry in enumerate(ranked, 1):
            scores[entry] = scores.get(entry, 0.0) + 1.0 / (RRF_K + rank)
    return scores


def cosine(first: Sequence[float], second: Sequence[float]) -> float:
    """The cosine of two vectors of unit length."""
    return math.fsum(a * b for a, b in zip(first, second, strict=True))
