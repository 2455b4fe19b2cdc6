"""A linear classifier whose weights are data: softmax over a matrix product.

Training is `training.py`; this module only applies what was trained, so that running needs no training library.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.errors import SourcesError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class LinearClassifier:
    """Probabilities of labels for a vector of features.

    `weights` has shape (labels, features), `bias` (labels,). With two labels one row is enough: it speaks for the
    second label.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, features: Sequence[float]) -> dict[str, float]:
        """Each label's probability; they sum to 1."""
        scores = self.weights @ np.asarray(features, np.float32) + self.bias
        if len(scores) == 1:
            scores = np.array([0.0, scores[0]])
        exponent = np.exp(scores - scores.max())
        return dict(zip(self.labels, (exponent / exponent.sum()).tolist(), strict=True))

    def likelihoods(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The second label's probability for each vector of features, with two labels and one row of weights; all in one product."""
        scores = np.asarray(rows, np.float32) @ self.weights[0] + self.bias[0]
        # Beyond this the exponential overflows, and the probability is 0 or 1 anyway.
        found: list[float] = (1.0 / (1.0 + np.exp(-np.clip(scores, -80.0, 80.0)))).tolist()
        return found

    @classmethod
    def load(cls, name: str) -> LinearClassifier:
        """Read a trained classifier from the packaged data.

        Raises:
            SourcesError: The file is missing or damaged.
        """
        file = DATA / f"{name}.npz"
        try:
            with np.load(file, allow_pickle=False) as kept:
                labels = tuple(json.loads(str(kept["labels"])))
                return cls(labels, kept["weights"].astype(np.float32), kept["bias"].astype(np.float32))
        except (OSError, KeyError, ValueError) as error:
            raise SourcesError(f"the trained classifier {str(file)!r} can't be read. Run `make train`.") from error

    def save(self, name: str) -> None:
        """Keep the classifier as packaged data, in half precision: a quarter of the size, the same labels."""
        np.savez_compressed(
            DATA / f"{name}.npz",
            labels=np.array(json.dumps(self.labels)),
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float16),
        )
