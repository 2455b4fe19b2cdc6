"""Evaluates how declined questions are grouped: `python -m tests.evals.gaps` (from the project's root).

`cases/gaps/*.txt` hold questions as strangers ask them, one a line, the groups that a person made of them divided by empty lines. Two questions that a
person and the program both put together count as right. The threshold was chosen on the two files for development; `held-out` was written afterwards, and nothing was changed for it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.grouping import grouped
from knowledge.question_vectors import QuestionEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES = Path(__file__).parent / "cases" / "gaps"
#: What the held-out questions have to reach; the figures are in docs/quality.md.
LEAST_PRECISION, LEAST_RECALL = 0.75, 0.65


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two groupings agree, by pairs: of those the program put together a person did so too (precision), and the other way round."""

    precision: float
    recall: float
    questions: int
    groups: int
    wanted: int

    def __str__(self) -> str:
        return (
            f"{self.questions} questions, {self.groups} groups ({self.wanted} by a person): "
            f"pairwise precision {self.precision:.3f}, recall {self.recall:.3f}"
        )


def wanted(name: str) -> list[list[str]]:
    """The groups that a person made."""
    return [part.splitlines() for part in (CASES / f"{name}.txt").read_text("utf-8").strip().split("\n\n")]


def agreement(made: Sequence[Sequence[int]], labels: Sequence[int]) -> Agreement:
    """How far the groups made, as places, agree with the labels of a person."""
    together = {pair for group in made for pair in combinations(sorted(group), 2)}
    alike = {pair for pair in combinations(range(len(labels)), 2) if labels[pair[0]] == labels[pair[1]]}
    right = len(together & alike)
    return Agreement(
        right / len(together) if together else 1.0,
        right / len(alike) if alike else 1.0,
        len(labels),
        len(made),
        len(set(labels)),
    )


def evaluate(name: str, encoder: QuestionEncoder) -> Agreement:
    """Group the questions of a file, shuffled by their own words so that their order tells nothing."""
    labelled = sorted((text[::-1], label) for label, group in enumerate(wanted(name)) for text in group)
    made = grouped(encoder.encode([text[::-1] for text, _ in labelled]))
    return agreement(made, [label for _, label in labelled])


def main() -> int:
    """Print the agreement on both files; the status says whether the held-out one is as good as it has to be."""
    encoder = QuestionEncoder()
    found = {name: evaluate(name, encoder) for name in ("development", "development-2", "held-out")}
    for name, one in found.items():
        print(f"{name}: {one}")  # noqa: T201 - a command's output
    held = found["held-out"]
    return int(held.precision < LEAST_PRECISION or held.recall < LEAST_RECALL)


if __name__ == "__main__":
    sys.exit(main())
