"""What can be seen in one message: its pieces, what patterns and numbers found in them, and how likely each value is.

Judging that is `read_criteria.py`, `direct_answer.py` and `assume.py`; this only looks, once, and quotes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.classifier import NOTHING, weights
from bot.reading.clauses import pieces
from bot.reading.features import find
from bot.reading.reading import SURE
from bot.reading.stretches import stretch_features, stretches_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.decision import Criterion
    from bot.reading.classifier import Weighed
    from bot.reading.clauses import Piece
    from bot.reading.features import FoundFeatures
    from bot.reading.numbers import Counted
    from bot.reading.patterns import PatternHit
    from bot.reading.stretches import DocumentEmbedder


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that the message may state, and the words that do."""

    value: str
    probability: float
    words: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One message that has words; `weighed` is None without an embedder."""

    parts: Sequence[Piece]
    stretches: Sequence[Piece]
    found: FoundFeatures
    weighed: Weighed | None

    def hits(self, criterion: Criterion) -> list[PatternHit]:
        """What patterns found of a criterion; vague claims left out."""
        return [hit for hit in self.found.hits if hit.criterion is criterion and hit.value]

    def counts(self, criterion: Criterion) -> list[Counted]:
        """The numbers that count something of a criterion."""
        return [one for one in self.found.counted if one.criterion is criterion]

    def best(self, criterion: Criterion) -> Candidate | None:
        """The likeliest value of the message as a whole; without an embedder what the first pattern says."""
        if self.weighed is None:
            hit = next(iter(self.hits(criterion)), None)
            return Candidate(hit.value or "", SURE, self.words_at(hit.start, hit.end)) if hit else None
        values = self.weighed.overall[criterion]
        value = max(values, key=lambda name: values[name])
        return Candidate(value, values[value], self.words_for(criterion, value))

    def words_for(self, criterion: Criterion, value: str) -> str:
        """The words that say a value: a pattern's clause, or the stretch that says it most, whichever is shorter."""
        row = self.weighed.by_stretch[criterion].get(value) if self.weighed else None
        words = self.stretches[int(row.argmax()) if row is not None else 0].text
        hit = next((hit for hit in self.hits(criterion) if hit.value == value), None)
        return min(words, self.words_at(hit.start, hit.end), key=len) if hit else words

    def words_at(self, start: int, end: int) -> str:
        """The shortest clause around a place."""
        holding = [part.text for part in self.parts if part.start <= start and end <= part.end]
        if holding:
            return min(holding, key=len)
        sentences = (part.text for part in self.parts if part.sentence and part.start <= start < part.end)
        return next(sentences, self.parts[0].text)

    def likely_at(self, count: Counted) -> float:
        """How likely the shortest stretch around a number says anything about the criterion it was counted for."""
        if self.weighed is None:
            return 1.0
        around = [
            place for place, one in enumerate(self.stretches) if one.start <= count.start and count.end <= one.end
        ]
        place = min(around, key=lambda each: len(self.stretches[each].text), default=0)
        return 1 - float(self.weighed.by_stretch[count.criterion][NOTHING][place])


def look(message: str, embedder: DocumentEmbedder | None, asked: Criterion | None = None) -> Seen | None:
    """Look at a message, in the light of the criterion asked if one was; None where it has no words."""
    parts = pieces(message)
    if not parts:
        return None
    found = find(parts, asked)
    stretches = stretches_of(message, parts)
    weighed = weights().weigh(stretch_features(stretches, found, embedder)) if embedder else None
    return Seen(parts, stretches, found, weighed)
