"""Fits and shows the calibration of the confidence: `python -m tests.decision.calibration` (from the project's root).

Every labelled case is judged many times with a random part of its stated answers hidden, as early in a walk. The question each time:
is the verdict the label or another outcome an expert would accept? A logistic curve over completeness, margin and two properties of the rule is fitted
to that; its constants belong into `[confidence]` of `rubric.toml`. Prints the constants and a reliability table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.decision.assessment import Assessment
from bot.decision.load_rubric import rubric
from bot.decision.verdict import judge

from .cases import cases

SEED = 20261122
MASKS = 60  # random parts per case
RIDGE = (
    1.0 * MASKS
)  # the parts of one case are not sixty independent cases, so the ridge weighs as much as one of them all


@dataclass(frozen=True)
class Judged:
    """One partly hidden case: the figures of its verdict, its confidence, and whether it is right or acceptable."""

    figures: tuple[float, ...]
    confidence: float
    right: bool


def labelled() -> list[tuple[dict[str, list[str] | str], set[str]]]:
    """Return criteria and acceptable outcomes of the 40 use cases and 8 dialogues."""
    return [
        (case[criteria], {case[label], *case["acceptable"]})
        for name, criteria, label in (("use-cases", "criteria", "label"), ("dialogues", "final_criteria", "expected"))
        for case in cases(name)
    ]


def judged(masks: int = MASKS) -> list[Judged]:
    """Judge every case with random parts of its answers hidden; the same parts on every run."""
    random = np.random.default_rng(SEED)
    rows = []
    for criteria, acceptable in labelled():
        for _ in range(masks):
            shown = random.random()
            kept = {name: value for name, value in criteria.items() if random.random() < shown}
            verdict = judge(Assessment.of(kept))
            evidence = verdict.evidence
            figures = (1.0, evidence.completeness, evidence.margin, float(evidence.final), float(evidence.waits))
            rows.append(Judged(figures, verdict.confidence.number, verdict.outcome in acceptable))
    return rows


def fitted(rows: Sequence[Judged], completeness: float) -> list[float]:
    """Return intercept, margin, firm and waits of a logistic curve by Newton's method, with a small ridge on the last three.

    The weight of completeness is given, not fitted: within 48 cases it comes out negative, because a case states most where it
    is hardest, and a confidence that falls as answers come in would mislead.
    """
    columns = np.array([row.figures for row in rows])
    offset, figures = completeness * columns[:, 1], np.delete(columns, 1, axis=1)
    right = np.array([row.right for row in rows], dtype=float)
    ridge = RIDGE * np.diag([0.0, 1.0, 1.0, 1.0])
    weights = np.zeros(figures.shape[1])
    for _ in range(50):
        expected = 1 / (1 + np.exp(-figures @ weights - offset))
        slope = figures.T @ (right - expected) - ridge @ weights
        curvature = (figures * (expected * (1 - expected))[:, None]).T @ figures + ridge
        weights = weights + np.linalg.solve(curvature, slope)
    return [round(float(weight), 2) for weight in weights]


def reliability(
    rows: Sequence[Judged], edges: Sequence[float] = (0.0, 0.5, 0.7, 0.88, 1.01)
) -> list[tuple[float, float, int]]:
    """Return mean confidence, share right and count for each band of confidence."""
    table = []
    for low, high in pairwise(edges):
        band = [row for row in rows if low <= row.confidence < high]
        if band:
            stated = sum(row.confidence for row in band) / len(band)
            table.append((stated, sum(row.right for row in band) / len(band), len(band)))
    return table


if __name__ == "__main__":
    found = judged()
    print("intercept, margin, firm, waits:", fitted(found, rubric().calibration.completeness))  # noqa: T201 - this is what the script is for
    for stated, share, count in reliability(found):
        print(f"says {stated:.2f}, is right {share:.2f}, {count} verdicts")  # noqa: T201 - same
