"""Vectors of single sentences: made once, kept beside the index, made beforehand in the background."""

import threading
from pathlib import Path

import numpy as np

from knowledge.embedder import LocalEmbedder
from knowledge.sentence_vectors import SentenceVectors

TEXTS = [f"A job needs at least {number} training examples." for number in range(20)]


class Counting:
    """The local embedder, counting what it embeds."""

    def __init__(self, embedder: LocalEmbedder, name: str = LocalEmbedder.id) -> None:
        self._embedder = embedder
        self.id = name
        self.embedded = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The local embedder's vectors."""
        self.embedded += len(texts)
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The local embedder's vector."""
        return self._embedder.embed_query(text)


def test_compares_and_remembers(embedder: LocalEmbedder, tmp_path: Path) -> None:
    """Similarities are the vectors' cosines, and what was embedded once is not embedded again."""
    counting = Counting(embedder)
    kept = SentenceVectors(counting, tmp_path / "sentences.npz")
    vector = embedder.embed_query(TEXTS[3])
    near = kept.similarities(vector, TEXTS[:5])
    assert int(np.argmax(near)) == 3
    assert near[3] > 0.98
    assert kept.similarities(vector, TEXTS[:5]) == near
    assert counting.embedded == 5


def test_learned_beforehand_and_kept(embedder: LocalEmbedder, tmp_path: Path) -> None:
    """What was learned serves after a restart, and serves no other embedder; a damaged file serves nobody."""
    file, stop = tmp_path / "sentences.npz", threading.Event()
    first = SentenceVectors(embedder, file)
    assert first.learn(TEXTS, stop) == len(TEXTS)
    assert first.learn(TEXTS, stop) == 0
    counting = Counting(embedder)
    vector = embedder.embed_query(TEXTS[0])
    assert SentenceVectors(counting, file).similarities(vector, TEXTS) == first.similarities(vector, TEXTS)
    assert counting.embedded == 0
    assert len(SentenceVectors(Counting(embedder, "another"), file)) == 0
    file.write_bytes(file.read_bytes()[:500])
    assert len(SentenceVectors(embedder, file)) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["sentences.npz"]


def test_stops_when_told(embedder: LocalEmbedder, tmp_path: Path) -> None:
    """Nobody waits for the rest when the process ends; what was learned is kept."""
    file, stop = tmp_path / "sentences.npz", threading.Event()
    stop.set()
    learned = SentenceVectors(embedder, file).learn(TEXTS, stop)
    assert 0 < learned < len(TEXTS)
    assert len(SentenceVectors(embedder, file)) == learned
