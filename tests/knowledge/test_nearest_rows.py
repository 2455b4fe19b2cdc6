"""The nearest rows of a matrix: the same as by all products, however the rows lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from knowledge.nearest_rows import KEPT, NearestRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

ROWS, DIMENSIONS = 3_000, 384
RANDOM = np.random.default_rng(7)


def units(rows: int, dimensions: int, spread: float) -> Vectors:
    """Unit vectors; the smaller the spread is, the fewer dimensions they lie in."""
    made = RANDOM.standard_normal((rows, dimensions)) * spread ** np.arange(dimensions)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("spread", [1.0, 0.99, 0.9])
@pytest.mark.parametrize("dimensions", [DIMENSIONS, KEPT, 5])
def test_the_same_as_all_products(dimensions: int, spread: float) -> None:
    """The largest products and no others, of all rows and of those that are allowed."""
    vectors = units(ROWS, dimensions, spread)
    found = NearestRows(ROWS, lambda rows: vectors[rows])
    allowed = RANDOM.random(ROWS) < 0.1
    for question in units(20, dimensions, spread):
        near = np.einsum("ij,j->i", vectors, question)
        for some in (None, allowed):
            held = near if some is None else np.where(some, near, -np.inf)
            best = np.argsort(-held, kind="stable")[:50].tolist()
            rows, similarities = zip(*found.nearest(question, 50, some), strict=True)
            assert list(rows) == best
            assert similarities == pytest.approx(held[best].tolist(), abs=1e-6)


def test_most_rows_are_not_read() -> None:
    """Where rows lie close to fewer dimensions, as sentences do."""
    vectors, read = units(ROWS, DIMENSIONS, 0.97), list[int]()

    def reading(rows: NDArray[np.intp]) -> Vectors:
        read.append(len(rows))
        return np.asarray(vectors[rows])

    found = NearestRows(ROWS, reading)
    read.clear()
    found.nearest(vectors[3], 10)
    assert sum(read) < ROWS / 20


def test_more_wanted_than_there_are() -> None:
    """All that may come, come."""
    vectors = units(4, DIMENSIONS, 1.0)
    found = NearestRows(4, lambda rows: vectors[rows])
    assert {row for row, _ in found.nearest(vectors[0], 10)} == {0, 1, 2, 3}
    assert [row for row, _ in found.nearest(vectors[0], 10, np.array([False, True, False, False]))] == [1]
    assert found.nearest(vectors[0], 10, np.zeros(4, np.bool_)) == []
    assert len(found.nearest(np.zeros(DIMENSIONS, np.float32), 10)) == 4
