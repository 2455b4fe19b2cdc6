"""Embedders for tests: the real interface, no model."""

from __future__ import annotations

import hashlib
import math

from bot.errors import EmbedderUnavailableError


class HashEmbedder:
    """Deterministic unit vectors of eight numbers; remembers every text and question it was given."""

    def __init__(self, name: str = "hash-8") -> None:
        """Name it; two names are two models."""
        self._name = name
        self.embedded: list[str] = []
        self.asked: list[str] = []

    @property
    def id(self) -> str:
        """The name."""
        return self._name

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, from the words' digests, so that shared words bring vectors together."""
        self.embedded.extend(texts)
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector a document of this text has."""
        self.asked.append(text)
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        rows = [hashlib.sha256(f"{self._name} {word}".encode()).digest()[:8] for word in text.lower().split() or [""]]
        summed = [math.fsum(row[place] - 127.5 for row in rows) for place in range(8)]
        length = math.hypot(*summed)
        return [number / length for number in summed]


class FailingEmbedder(HashEmbedder):
    """Fails after so many batches, and always for questions, as a server does that goes away."""

    def __init__(self, batches: int = 0) -> None:
        """Serve a number of batches first."""
        super().__init__()
        self._left = batches

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors, while batches are left."""
        if not self._left:
            raise EmbedderUnavailableError("the test's embedder has gone away")
        self._left -= 1
        return super().embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """Never a vector."""
        raise EmbedderUnavailableError(f"the test's embedder does not embed {text!r}")
