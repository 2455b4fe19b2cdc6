"""Lays a claim beside a stored sentence: which place of the evidence each content token of the claim speaks of.

Where a token stands several times the place with the most alike neighbours is taken. The same measure tells whether the
claim would be closer to the evidence with two of its terms exchanged, or with another term in place of one: then it says
something else than the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answers.check.sentence import Sentence, Token, TokenKind
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: How many content tokens to each side count as neighbours, and what each is worth by its distance.
_WORTH = {1: 1.0, 2: 0.6, 3: 0.4}
#: What a neighbour on the other side is worth.
_OTHER_SIDE = 0.35
#: Further away than this nothing is a neighbour.
_FARTHEST = 7


@dataclass(slots=True)
class Alignment:
    """Where in the evidence each place of the claim is found: -1 in its heading only, None nowhere."""

    claim: Sentence
    evidence: Sentence
    context: frozenset[str]
    is_current: bool = True
    at: dict[int, int | None] = field(default_factory=dict)
    #: The places of the evidence by the place of the claim that speaks of them.
    said: dict[int, int] = field(default_factory=dict)
    _candidates: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find every place."""
        self._candidates = [self._places_of(token) for token in self.claim.content]
        for token in self.claim.content:
            self.at[token.place] = self._place_of(token)
        for place, there in self.at.items():
            if there is not None and there >= 0:
                self.said.setdefault(there, place)

    def _place_of(self, token: Token) -> int | None:
        candidates = self.candidates(token)
        if not candidates:
            return -1 if any(key in self.context for key in token.keys) else None
        if len(candidates) == 1:
            return candidates[0]
        exact = token.keys[0]
        return max(
            candidates,
            key=lambda there: (
                self.likeness(token.place, there) + 0.5 * (exact in self.evidence.content[there].keys[:1])
            ),
        )

    def candidates(self, token: Token) -> list[int]:
        """The places of the evidence that a token of the claim may speak of."""
        return self._candidates[token.place]

    def _places_of(self, token: Token) -> list[int]:
        if token.kind is TokenKind.DATE:
            return self.evidence.places.get(token.keys[0], [])
        if token.kind is TokenKind.WORD:
            return self.evidence.find(token.keys)
        return [there for there in self.evidence.find(token.keys) if self.evidence.content[there].kind is token.kind]

    def likeness(self, place: int, there: int, instead: int | None = None) -> float:
        """How alike the neighbours of a place in the claim are to those of a place in the evidence.

        Args:
            place: The place in the claim.
            there: The place in the evidence.
            instead: A place of the claim that does not count as a neighbour.
        """
        total = 0.0
        content = self.claim.content
        own = content[place]
        for step, worth in _WORTH.items():
            for offset in (-step, step):
                beside = place + offset
                if not 0 <= beside < len(content) or beside == instead:
                    continue
                weight = worth if content[beside].segment == own.segment else worth / 2
                total += weight * self._nearest(content[beside], there, offset)
        return total

    def _nearest(self, neighbour: Token, there: int, offset: int) -> float:
        best = 0.0
        for other in self.candidates(neighbour):
            distance = other - there
            if not distance or abs(distance) > _FARTHEST:
                continue
            same_side = (distance > 0) == (offset > 0)
            near = 1 / (1 + abs(abs(distance) - abs(offset)) / 2)
            best = max(best, near if same_side else near * _OTHER_SIDE)
        return best

    def in_order(self) -> list[tuple[int, int]]:
        """The longest run of places that stand in the same order in both: (place in the claim, place in the evidence)."""
        options = [frozenset(self.candidates(token)) for token in self.claim.content]
        width = len(self.evidence.content)
        lengths = [[0] * (width + 1) for _ in range(len(options) + 1)]
        for row in range(len(options) - 1, -1, -1):
            below, line, fits = lengths[row + 1], lengths[row], options[row]
            for column in range(width - 1, -1, -1):
                line[column] = 1 + below[column + 1] if column in fits else max(below[column], line[column + 1])
        return list(_walk(options, lengths))

    def found(self) -> Iterable[tuple[Token, Token]]:
        """Every content token of the claim with the one of the evidence that it speaks of."""
        for token in self.claim.content:
            there = self.at[token.place]
            if there is not None and there >= 0:
                yield token, self.evidence.content[there]


def _walk(options: Sequence[frozenset[int]], lengths: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """The way through a table of lengths of common subsequences."""
    row = column = 0
    while row < len(options) and column < len(lengths[0]) - 1:
        if column in options[row]:
            yield row, column
            row, column = row + 1, column + 1
        elif lengths[row + 1][column] >= lengths[row][column + 1]:
            row += 1
        else:
            column += 1


def are_rivals(one: Token, other: Token) -> bool:
    """Whether two tokens are of one kind, so that neither may stand in the place of the other."""
    if one.kind is not other.kind:
        return False
    if one.kind is not TokenKind.WORD:
        return one.keys[0] != other.keys[0] and not set(one.keys) & set(other.keys)
    first, second = one.stem, other.stem
    known = terms()
    return second in known.siblings.get(first, ()) or second in known.opposites.get(first, ())
