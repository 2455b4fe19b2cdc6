"""The classifiers whose weights are data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourcesError
from bot.reading.linear import LinearClassifier

NUMBERS = st.floats(-50, 50)


@given(
    st.lists(NUMBERS, min_size=2, max_size=2),
    st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=1, max_size=4),
)
def test_probabilities_sum_to_one(vector: list[float], weights: list[list[float]]) -> None:
    """Whatever the weights, the labels share one; a single row speaks for the second of two labels."""
    labels = ("no", "yes") if len(weights) == 1 else tuple("abcd"[: len(weights)])
    bias = np.zeros(len(weights), np.float32)
    found = LinearClassifier(labels, np.array(weights, np.float32), bias).probabilities(vector)
    assert tuple(found) == labels
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-4)
    assert all(0 <= value <= 1 for value in found.values())


def test_one_row_speaks_for_the_second_label() -> None:
    """A large score means "yes"."""
    classifier = LinearClassifier(("no", "yes"), np.array([[1.0]], np.float32), np.array([0.0], np.float32))
    assert classifier.probabilities([9.0])["yes"] > 0.99
    assert classifier.probabilities([-9.0])["yes"] < 0.01


@pytest.mark.parametrize("name", ["answerable", "topic"])
def test_packaged_classifiers_load(name: str) -> None:
    """Every classifier that runs is there, and its parts fit each other."""
    found = LinearClassifier.load(name)
    assert found.weights.shape[0] == len(found.bias)
    assert len(found.labels) in {found.weights.shape[0], 2}


def test_a_missing_classifier_is_an_error() -> None:
    """The message names the file and the command that makes it."""
    with pytest.raises(SourcesError, match=r"no-such\.npz.*make train"):
        LinearClassifier.load("no-such")
