"""A measured figure beside its budget, and how it is printed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement; without a budget it is for information."""

    name: str
    value: float
    unit: str
    budget: float | None = None

    @property
    def met(self) -> bool:
        """Whether the figure keeps to its budget."""
        return self.budget is None or self.value <= self.budget

    def __str__(self) -> str:
        """`name: figure | budget | met or MISSED`."""
        line = f"{self.name}: {self.value:,.6g} {self.unit} |"
        if self.budget is None:
            return f"{line} no budget"
        return f"{line} at most {self.budget:,g} {self.unit} | {'met' if self.met else 'MISSED'}"


def report(figures: Iterable[Figure]) -> bool:
    """Print figures as they come; whether all budgets are met."""
    met = True
    for figure in figures:
        sys.stdout.write(f"{figure}\n")
        sys.stdout.flush()
        met = met and figure.met
    return met


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile in milliseconds."""
    p50, p95 = np.percentile(seconds, [50, 95])
    return round(float(p50) * 1_000, 1), round(float(p95) * 1_000, 1)
