"""The stretches of a message that are weighed: the whole, its sentences, and the clauses of its long sentences.

Also the embedder that embeds no stretch twice while one message is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.reading.clauses import Piece
from bot.reading.features import FoundFeatures, features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.classifier import Matrix

#: Stretches that are embedded, longest first: half of the labelled messages are read within 45 ms, 95% within 90 (2 cores, shared).
MOST_EMBEDDED = 6
#: Characters of a stretch that are embedded, for the same reason.
LONGEST_EMBEDDED = 400
#: Only a sentence longer than this is also read clause by clause; a short one says one thing.
LONG_SENTENCE = 60


class DocumentEmbedder(Protocol):
    """What turns texts into vectors; the knowledge base's embedder is one."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in order."""
        ...


class Remembering:
    """An embedder that embeds no text twice, for the reading of one message."""

    def __init__(self, embedder: DocumentEmbedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors |= dict(zip(new, self._embedder.embed_documents(new) if new else [], strict=True))
        return [self._vectors[text] for text in texts]


def stretches_of(message: str, parts: Sequence[Piece]) -> list[Piece]:
    """The message as a whole first, then its sentences and clauses, no more than can be embedded in time."""
    start, end = parts[0].start, max(part.end for part in parts)
    whole = Piece(message[start:end], start, sentence=True, question=all(part.question for part in parts))
    long = [part for part in parts if part.sentence and len(part.text) > LONG_SENTENCE]
    rest = [
        part
        for part in parts
        if part.text != whole.text and (part.sentence or any(one.start <= part.start < one.end for one in long))
    ]
    rest.sort(key=lambda part: (not part.sentence, -len(part.text)))
    return [whole, *rest[: MOST_EMBEDDED - 1]]


def stretch_features(stretches: Sequence[Piece], found: FoundFeatures, embedder: DocumentEmbedder) -> Matrix:
    """One row of features a stretch."""
    vectors = embedder.embed_documents([stretch.text[:LONGEST_EMBEDDED] for stretch in stretches])
    return np.array(
        [
            features(stretch.text, vector, found.within(stretch.start, stretch.end), question=stretch.question)
            for stretch, vector in zip(stretches, vectors, strict=True)
        ]
    )
