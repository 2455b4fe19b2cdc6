"""How likely each value of each criterion is for stretches of a message: one linear layer whose weights are data.

A criterion with one value is a choice between its values and "nothing said"; the goal may have several, so each of its
values is weighed alone. Training is `training.py`; the features are `evidence.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bot.decision import Criterion
from bot.errors import SourcesError
from bot.reading.linear import DATA

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

#: The row of a criterion that stands for "nothing said about it".
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """Trained rows, each for one value of one criterion, and from which probability on a value of a criterion is taken."""

    rows: tuple[tuple[Criterion, str], ...]
    weights: Matrix
    bias: Matrix
    thresholds: dict[Criterion, float]

    def probabilities(self, features: Matrix) -> dict[Criterion, dict[str, Matrix]]:
        """For each criterion each value's probability in each row of features, `NOTHING` included."""
        scores = features @ self.weights.T + self.bias
        found: dict[Criterion, dict[str, Matrix]] = {}
        for criterion in Criterion:
            own = [place for place, (of, _) in enumerate(self.rows) if of is criterion]
            values = [self.rows[place][1] for place in own]
            part = _sigmoid(scores[:, own]) if criterion is Criterion.GOAL else _softmax(scores[:, own])
            found[criterion] = dict(zip(values, part.T, strict=True))
        return found

    def save(self) -> None:
        """Keep the weights as packaged data, in half precision."""
        np.savez_compressed(
            DATA / "criteria.npz",
            rows=np.array(json.dumps(self.rows)),
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float16),
            thresholds=np.array(json.dumps(self.thresholds)),
        )


def _softmax(scores: Matrix) -> Matrix:
    exponent = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(exponent / exponent.sum(axis=1, keepdims=True), np.float32)


def _sigmoid(scores: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-scores)), np.float32)


@cache
def weights() -> Weights:
    """The packaged weights, read once.

    Raises:
        SourcesError: The file is missing or damaged.
    """
    file = DATA / "criteria.npz"
    try:
        with np.load(file, allow_pickle=False) as kept:
            rows = tuple((Criterion(name), str(value)) for name, value in json.loads(str(kept["rows"])))
            thresholds = {Criterion(name): float(at) for name, at in json.loads(str(kept["thresholds"])).items()}
            return Weights(rows, kept["weights"].astype(np.float32), kept["bias"].astype(np.float32), thresholds)
    except (OSError, KeyError, ValueError) as error:
        raise SourcesError(f"the trained classifier {str(file)!r} can't be read. Run `make train`.") from error
