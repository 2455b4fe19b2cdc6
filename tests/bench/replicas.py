"""Passages in any number, made of noisy replicas of the built-in notes' texts and real vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from knowledge.embedder import LocalEmbedder
from knowledge.notes import read_note
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.passages import Passage

ORIGINALS = 300
#: How far a replica's vector is turned: the cosine with its original is about 0.8.
NOISE = 0.75
#: The share of a replica's words that come from another passage.
FOREIGN_WORDS = 0.25


class Replicas:
    """An embedder whose document vectors were prepared, so that embedding is no cost; questions are embedded for real."""

    id = "replicas-384"

    def __init__(self) -> None:
        """Embed the originals."""
        self._local = LocalEmbedder()
        self._random = np.random.default_rng(20261122)
        notes = [passage for source in load_sources() for passage in read_note(source)]
        self.questions = [asked for passage in notes for asked in passage.asked[:1]]
        rows = self._random.permutation(len(notes))[:ORIGINALS]
        self._originals = [notes[row] for row in rows]
        self._vectors = np.array(self._local.embed_documents([passage.indexed_text for passage in self._originals]))
        self._words = [passage.text.split() for passage in self._originals]
        self._prepared: dict[str, NDArray[np.float64]] = {}

    def make(self, source_id: str, count: int) -> list[Passage]:
        """New passages of one source, with their vectors prepared; eight share a section."""
        self._prepared = {}
        made = []
        for number in range(count):
            row = int(self._random.integers(ORIGINALS))
            original = self._originals[row]
            passage = replace(
                original,
                text=self._text(row),
                source_id=source_id,
                title=f"{original.title} {source_id}",
                heading_path=(*original.heading_path, f"Part {number // 8}"),
                asked=(),
            )
            self._prepared[passage.indexed_text] = self._vector(row)
            made.append(passage)
        return made

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The prepared vectors."""
        return [self._prepared[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The real vector of a question."""
        return self._local.embed_query(text)

    def _text(self, row: int) -> str:
        words = self._words[row]
        others = self._words[int(self._random.integers(ORIGINALS))]
        foreign = self._random.random(len(words)) < FOREIGN_WORDS
        picks = self._random.integers(len(others), size=len(words))
        return " ".join(others[pick] if swap else word for word, swap, pick in zip(words, foreign, picks, strict=True))

    def _vector(self, row: int) -> NDArray[np.float64]:
        noise = self._random.normal(size=self._vectors.shape[1])
        turned = self._vectors[row] + NOISE * noise / np.linalg.norm(noise)
        return np.asarray(turned / np.linalg.norm(turned))
