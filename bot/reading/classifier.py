"""How likely each value of each criterion is for a message: two linear layers whose weights are data.

The first weighs each stretch alone. The second weighs the message as a whole from what the first made of its stretches and
from what patterns and counts found in it, so that what is said in one place bears on what is meant in another. A criterion
with one value is a choice between its values and "nothing said"; the goal may have several, so each is weighed alone.
Training is `tests/training`; the features are `features.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.decision import Criterion
from bot.errors import SourcesError
from bot.reading.features import marks_in
from bot.reading.linear import DATA

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Likely = dict[Criterion, dict[str, Matrix]]

#: The row of a criterion that stands for "nothing said about it".
NOTHING = ""
FILE = DATA / "criteria.npz"


@dataclass(frozen=True, slots=True)
class Layer:
    """Trained rows, each for one value of one criterion."""

    rows: tuple[tuple[Criterion, str], ...]
    weights: Matrix
    bias: Matrix

    def probabilities(self, features: Matrix) -> Likely:
        """For each criterion each value's probability in each row of features, `NOTHING` included."""
        scores = features @ self.weights.T + self.bias
        found: Likely = {}
        for criterion in Criterion:
            own = [place for place, (of, _) in enumerate(self.rows) if of is criterion]
            values = [self.rows[place][1] for place in own]
            part = _sigmoid(scores[:, own]) if criterion is Criterion.GOAL else _softmax(scores[:, own])
            found[criterion] = dict(zip(values, part.T, strict=True))
        return found


@dataclass(frozen=True, slots=True)
class Weighed:
    """What each stretch says, one probability a stretch, and what the message says as a whole."""

    by_stretch: Likely
    overall: dict[Criterion, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Weights:
    """Both layers, and from which probability on a value of a criterion counts as stated."""

    stretches: Layer
    messages: Layer
    thresholds: dict[Criterion, float]

    def weigh(self, features: Matrix) -> Weighed:
        """Weigh the stretches of one message, the whole message first, one row of features each."""
        by_stretch = self.stretches.probabilities(features)
        overall = self.messages.probabilities(pooled(by_stretch, features)[np.newaxis])
        return Weighed(
            by_stretch,
            {
                criterion: {value: float(row[0]) for value, row in values.items() if value != NOTHING}
                for criterion, values in overall.items()
            },
        )

    def save(self, file: Path = FILE) -> None:
        """Keep the weights as packaged data, in half precision."""
        arrays: dict[str, Any] = {}
        for name, layer in (("stretches", self.stretches), ("messages", self.messages)):
            arrays[f"{name}_rows"] = np.array(json.dumps(layer.rows))
            arrays[f"{name}_weights"] = layer.weights.astype(np.float16)
            arrays[f"{name}_bias"] = layer.bias.astype(np.float16)
        np.savez_compressed(file, thresholds=np.array(json.dumps(self.thresholds)), **arrays)


def pooled(by_stretch: Likely, features: Matrix) -> Matrix:
    """The features of a message: what its likeliest stretch and what the whole says of each value, and the marks found."""
    rows = [row for values in by_stretch.values() for value, row in values.items() if value != NOTHING]
    table = np.stack(rows)
    peaks = table.max(axis=1)
    # The root tells small probabilities apart, where a linear layer would see them as nothing.
    return np.concatenate([peaks, np.sqrt(peaks), table[:, 0], marks_in(features[0])]).astype(np.float32)


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
    try:
        with np.load(FILE, allow_pickle=False) as kept:
            layers = [
                Layer(
                    tuple((Criterion(of), str(value)) for of, value in json.loads(str(kept[f"{name}_rows"]))),
                    kept[f"{name}_weights"].astype(np.float32),
                    kept[f"{name}_bias"].astype(np.float32),
                )
                for name in ("stretches", "messages")
            ]
            thresholds = {Criterion(of): float(at) for of, at in json.loads(str(kept["thresholds"])).items()}
            return Weights(layers[0], layers[1], thresholds)
    except (OSError, KeyError, ValueError) as error:
        raise SourcesError(f"the trained classifier {str(FILE)!r} can't be read. Run `make train`.") from error
