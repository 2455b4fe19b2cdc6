"""What one stretch of a message looks like to the classifiers of criteria: its vector, and what patterns and counts found in it.

The same function serves training and reading, so the two can't drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bot.decision import VALUES, Criterion
from bot.reading.numbers import Counted, counted
from bot.reading.patterns import PatternHit, hits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.reading.clauses import Piece

_MANY_WORDS = 40
#: The length of the embedder's vectors, which come first among the features.
_VECTOR = 384


@dataclass(frozen=True, slots=True)
class FoundFeatures:
    """What patterns and counts found in a message, with places in the message."""

    hits: tuple[PatternHit, ...]
    counted: tuple[Counted, ...]

    def within(self, start: int, end: int) -> FoundFeatures:
        """What lies between two places."""
        return FoundFeatures(
            tuple(hit for hit in self.hits if start <= hit.start and hit.end <= end),
            tuple(count for count in self.counted if start <= count.start and count.end <= end),
        )


def find(parts: Sequence[Piece], asked: Criterion | None) -> FoundFeatures:
    """Run patterns and counts over the sentences of a message."""
    found_hits: list[PatternHit] = []
    found_counts: list[Counted] = []
    for sentence in parts:
        if sentence.sentence:
            found_hits += hits(sentence, lenient=asked)
            found_counts += [
                Counted(one.criterion, one.value, one.number, sentence.start + one.start, sentence.start + one.end)
                for one in counted(sentence.text, asked, question=sentence.question)
            ]
    return FoundFeatures(tuple(found_hits), tuple(found_counts))


@cache
def columns() -> dict[tuple[Criterion, str | None], int]:
    """The place of each value's feature; a vague claim has one too."""
    pairs = [(criterion, str(value)) for criterion in Criterion for value in VALUES[criterion]]
    vague = [(criterion, None) for criterion in Criterion]
    return {pair: place for place, pair in enumerate([*pairs, *vague])}


def features(text: str, vector: Sequence[float], found: FoundFeatures, *, question: bool) -> NDArray[np.float32]:
    """The vector, a mark for every value that was found, whether it asks, and how long it is."""
    places = columns()
    marks = np.zeros(len(places), np.float32)
    marks[[places[hit.criterion, hit.value] for hit in found.hits]] = 1
    marks[[places[one.criterion, one.value] for one in found.counted]] = 1
    rest = [float(question), min(len(text.split()), _MANY_WORDS) / _MANY_WORDS]
    return np.concatenate([np.asarray(vector, np.float32), marks, np.asarray(rest, np.float32)])


def marks_in(row: NDArray[np.float32]) -> NDArray[np.float32]:
    """The part of a row of features that does not come from the vector."""
    return row[_VECTOR:]


def asks(parts: Iterable[Piece]) -> bool:
    """Whether nothing but questions is in it."""
    return all(part.question for part in parts)
