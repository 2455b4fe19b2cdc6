"""From values to figures: shares and means with 95% intervals. Pure arithmetic; it knows nothing of cases."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The 97.5th percentile of the normal distribution.
Z = 1.959963984540054
RESAMPLES = 4_000
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its 95% interval, and how many values it rests on."""

    value: float
    low: float
    high: float
    count: int


def wilson(successes: float, count: int) -> Estimate:
    """The share of successes with Wilson's score interval, which stays honest near 0 and 1 and with few values.

    Raises:
        ValueError: There is nothing to take a share of, or more successes than values.
    """
    if not 0 <= successes <= count or not count:
        raise ValueError(f"{successes} of {count} is not a share")
    share = successes / count
    spread = Z * Z / count
    middle = share + spread / 2
    half = Z * math.sqrt((share * (1 - share) + spread / 4) / count)
    # At 0 and 1 the bound is exact; rounding would leave the share a hair outside its interval.
    low = 0.0 if successes == 0 else (middle - half) / (1 + spread)
    high = 1.0 if successes == count else (middle + half) / (1 + spread)
    return Estimate(share, low, high, count)


def bootstrap(values: Sequence[float]) -> Estimate:
    """The mean with a percentile bootstrap interval, the same on every run.

    Raises:
        ValueError: There are no values.
    """
    if not values:
        raise ValueError("no values to take a mean of")
    observed = np.asarray(values, dtype=float)
    picks = np.random.default_rng(SEED).integers(0, len(observed), (RESAMPLES, len(observed)))
    low, high = np.percentile(observed[picks].mean(axis=1), [2.5, 97.5])
    return Estimate(float(observed.mean()), float(low), float(high), len(observed))
