"""How near two questions are in what they ask: vectors in which what all questions here share counts for little.

All of them are on fine-tuning, so their plain vectors are near to each other whatever they ask. The packaged vectors of the built-in notes say in which
directions texts on the subject differ anyway; those are made shorter (whitened half way), and what is left tells what is asked. On 100 questions that a
person has put into 25 groups, that lifts F1 of pairs from 0.79 to 0.87.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from knowledge.embedder import LocalEmbedder
from knowledge.packaged_vectors import every_vector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Half of a whole whitening, and what keeps directions without any spread finite. Chosen on the questions for development.
POWER, LEAST_SPREAD = 0.5, 1e-3
#: Texts at once; they are short.
BATCH = 64


class QuestionEncoder:
    """Makes these vectors with the packaged embedder, whichever one the index has."""

    def __init__(self, embedder: LocalEmbedder | None = None) -> None:
        """Use this embedder, or load one.

        Raises:
            EmbedderUnavailableError: It can't be loaded.
        """
        self._embedder = embedder or LocalEmbedder()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, 384); their products are similarities from -1 to 1. It blocks, about 5 ms a question."""
        mean, turned = _whitening(self._embedder.id)
        if not texts:
            return np.zeros((0, len(mean)), np.float32)
        parts = [self._embedder.embed(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        made = (np.concatenate(parts) - mean) @ turned
        return np.asarray(made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9), np.float32)


@cache
def _whitening(model_id: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The mean of the packaged vectors, and what turns and shortens a vector's difference from it."""
    known = every_vector(model_id)
    mean = known.mean(0)
    spread, directions = np.linalg.eigh(np.cov(known, rowvar=False))
    return mean, np.asarray(directions * (np.maximum(spread, 0.0) + LEAST_SPREAD) ** (-POWER / 2), np.float32)
