"""The rows of a large matrix that are nearest to a vector: exactly those, though of most rows no more than half is looked at.

Sentences lie close to a space of fewer dimensions. In it a row's shadow and the length of what it leaves out bound the row's product with any vector
(Cauchy and Schwarz), so that only the rows whose bound is high enough are read whole: of the 34,000 packaged ways of asking one in ninety.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

#: Dimensions of the shadows. Of the packaged ways of asking 96, 128, 160 and 192 leave 5,200, 2,000, 790 and 370 to be read whole.
KEPT: Final = 192
#: Rows from which the space is found, and rows that are turned into shadows at once.
SAMPLE, AT_ONCE = 4_096, 4_096
#: A product of fewer numbers than this is made on one thread; with more OpenBLAS would burn a second processor.
ON_ONE_THREAD: Final = 9_216
#: What rounding may add to or take from a bound.
SLACK: Final = 1e-5
#: The rows that are read first, for each that is wanted: of them the least near one is near enough for few others to be read.
FIRST: Final = 2


class NearestRows:
    """Finds the nearest rows; safe to share between threads."""

    def __init__(self, rows: int, read: Callable[[NDArray[np.intp]], NDArray[np.float32]]) -> None:
        """Look at all rows once.

        Args:
            rows: How many there are, at least one.
            read: Gives the rows of these numbers, shape (numbers, dimensions).
        """
        self._rows, self._read = rows, read
        sample = read(np.linspace(0, rows - 1, min(rows, SAMPLE)).astype(np.intp))
        # In the order of how much of the rows lies along each.
        axes = np.linalg.eigh(sample.T @ sample)[1][:, ::-1]
        self._axes = np.ascontiguousarray(axes[:, :KEPT], np.float32)
        kept = self._axes.shape[1]
        height = max((ON_ONE_THREAD - 1) // kept, 1)
        shadows = np.zeros((-(-rows // height) * height, kept), np.float32)
        self._left_out = np.zeros(rows, np.float32)
        for start in range(0, rows, AT_ONCE):
            part = read(np.arange(start, min(start + AT_ONCE, rows), dtype=np.intp))
            shadow = part @ self._axes
            shadows[start : start + len(part)] = shadow
            self._left_out[start : start + len(part)] = _left_out(part, shadow)
        self._blocks = shadows.reshape(-1, height, kept)

    def nearest(
        self, vector: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The rows whose product with a vector is largest and that product, largest first, at most `limit`; of the `allowed` rows where some are not."""
        shadow = vector @ self._axes
        bounds = (self._blocks @ shadow).reshape(-1)[: self._rows]
        bounds += self._left_out * _left_out(vector[None], shadow[None])[0] + SLACK
        if allowed is not None:
            bounds[~allowed] = -np.inf
        first = np.argpartition(bounds, -min(FIRST * limit, self._rows))[-FIRST * limit :]
        near = self._products(first[np.isfinite(bounds[first])], vector)
        least = np.partition(near, -limit)[-limit] if len(near) >= limit else -np.finfo(np.float32).max
        rows = np.flatnonzero(bounds >= least)
        pairs = zip(rows.tolist(), self._products(rows, vector).tolist(), strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _products(self, rows: NDArray[np.intp], vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The products of these rows with a vector, the same on every look: each row is added up by itself."""
        return np.asarray(np.einsum("ij,j->i", self._read(rows), vector), np.float32)


def _left_out(whole: NDArray[np.float32], shadow: NDArray[np.float32]) -> NDArray[np.float32]:
    """The length of what the shadow of each row leaves out."""
    squares = np.einsum("ij,ij->i", whole, whole) - np.einsum("ij,ij->i", shadow, shadow)
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)), np.float32)
