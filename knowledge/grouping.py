"""Puts texts into groups by what they are about: two groups become one while their texts are, on average, near enough to each other.

Agglomerative clustering with average linkage, by chains of nearest neighbours: as exact as merging the nearest two again and again, in the square of the
number of texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Two groups are one from this mean similarity on. Chosen on the 300 questions for development of `tests/evals/gaps.py`.
NEAR_ENOUGH = 0.24


def grouped(vectors: NDArray[np.float32], least: float = NEAR_ENOUGH) -> list[tuple[int, ...]]:
    """The groups, largest first, each as the places of its vectors, the most central one first.

    Args:
        vectors: Of unit length, one a text, shape (texts, dimensions). A thousand take some 10 MB and 0.1 seconds.
        least: The mean similarity from which on two groups are one.
    """
    near = vectors @ vectors.T
    groups = [_central_first(members, near) for members in _merged(near, least)]
    return sorted(groups, key=lambda members: (-len(members), members[0]))


def _merged(near: NDArray[np.float32], least: float) -> list[list[int]]:
    """The members of each group."""
    between = near.astype(np.float64)
    np.fill_diagonal(between, -np.inf)
    members = {place: [place] for place in range(len(between))}
    done: list[list[int]] = []
    chain: list[int] = []
    while members:
        chain = chain or [next(iter(members))]
        last = chain[-1]
        nearest = int(between[last].argmax())
        # The one it came from goes first among equals, so that a chain ends.
        if len(chain) > 1 and between[last, chain[-2]] >= between[last, nearest]:
            nearest = chain[-2]
        if between[last, nearest] < least:
            # Nothing will come nearer: an average of what is too far is too far.
            done.append(members.pop(last))
            between[last, :] = between[:, last] = -np.inf
            chain = []
        elif len(chain) > 1 and nearest == chain[-2]:
            _merge(between, members, (nearest, last))
            chain = chain[:-2]
        else:
            chain.append(nearest)
    return done


def _merge(between: NDArray[np.float64], members: dict[int, list[int]], pair: tuple[int, int]) -> None:
    """Make two groups one, in the place of the first."""
    kept, gone = pair
    sizes = len(members[kept]), len(members[gone])
    mean = (between[kept] * sizes[0] + between[gone] * sizes[1]) / sum(sizes)
    between[kept, :] = between[:, kept] = mean
    between[kept, kept] = -np.inf
    between[gone, :] = between[:, gone] = -np.inf
    members[kept] += members.pop(gone)


def _central_first(members: Sequence[int], near: NDArray[np.float32]) -> tuple[int, ...]:
    """The members of a group by how near they are to all of it."""
    within = near[np.ix_(members, members)].sum(1)
    return tuple(members[place] for place in np.argsort(-within, kind="stable"))
