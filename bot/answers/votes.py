"""What the notes' ways of asking say for a word to begin with, as numbers from which its probability is learned (`tests/training/opening.py`).

Each way of asking has its own word. It speaks for that word, or for the opposite one where it asks the other way round; fully where it claims as
much as the question, and less where it claims more or less. The ways that the sentence itself answers count apart from those that sentences beside
it answer.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bot.answers.claims import claims_as_much, direction
from knowledge.passages import Lead

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: So many ways of the sentence, and of those beside it, the nearest ones, are looked at.
MOST = 8
WORDS = (Lead.YES, Lead.NO, Lead.DEPENDS)
_OF_BOTH = (
    "nearest for", "nearest against", "share at half a step", "share of what claims otherwise at half a step", "share at a step",
    "share of what claims otherwise at a step", "none against", "nearest for less nearest against",
)  # fmt: skip
FEATURES = (
    *(f"own: {name}" for name in (*_OF_BOTH, "second for", "third for", "nearest for that claims otherwise", "nearest against that claims otherwise")),
    *(f"others: {name}" for name in _OF_BOTH),
    "yes, not no", "depends", "depends: nearest for", "own: share with the word", "own: share of depends beside", "likelihood",
)  # fmt: skip
#: How sharply nearness counts when ways share what they say, where "half a step" and "a step" is meant: e times less for each eighth, or twentieth, of cosine.
_SHARPNESS = (8.0, 20.0)
#: What a way counts that claims otherwise, beside one that claims as much; an own estimate.
_OTHERWISE = 0.8
_TURNED = {Lead.YES: Lead.NO, Lead.NO: Lead.YES}


class Vote(NamedTuple):
    """What one way of asking says: how near it is (a cosine), its own word, whether it asks the other way round (-1), and whether it claims as much."""

    near: float
    word: Lead
    turns: int
    as_much: bool

    @property
    def speaks_for(self) -> Lead:
        """The word it speaks for; none where it can't be told which way round it asks."""
        if self.word is Lead.DEPENDS or self.turns > 0:
            return self.word
        return _TURNED[self.word] if self.turns else Lead.NONE


def votes(question: str, ways: Iterable[tuple[float, str, Lead]]) -> list[Vote]:
    """What the nearest of some ways of asking say, nearest first; those without a word say nothing."""
    nearest = sorted((way for way in ways if way[2]), key=lambda way: -way[0])[:MOST]
    return [
        Vote(near, word, direction(question, asked), claims_as_much(question, asked)) for near, asked, word in nearest
    ]


def features(word: Lead, own: Sequence[Vote], others: Sequence[Vote], likelihood: float) -> list[float]:
    """The numbers named by `FEATURES`, of one of `WORDS`.

    Args:
        word: The word that may come first.
        own: What the ways say that the sentence answers, nearest first.
        others: What those say that other sentences answer.
        likelihood: The probability that the sentence answers.
    """
    side = int(word is Lead.YES) - int(word is Lead.NO)
    nearest = _nearest(own, word, as_much=True)
    with_word = sum(one.word is word for one in own) / (len(own) + 1)
    depending = 0.0 if word is Lead.DEPENDS else sum(one.word is Lead.DEPENDS for one in own) / (len(own) + 1)
    return [
        *_of_both(word, own), *nearest[1:], _nearest(own, word, as_much=False)[0], _against(own, word, as_much=False),
        *_of_both(word, others),
        float(side), float(word is Lead.DEPENDS), nearest[0] * (word is Lead.DEPENDS), with_word, depending, likelihood,
    ]  # fmt: skip


def _of_both(word: Lead, every: Sequence[Vote]) -> list[float]:
    own, against = _nearest(every, word, as_much=True)[0], _against(every, word, as_much=True)
    of_otherwise = _nearest(every, word, as_much=False)[0], _against(every, word, as_much=False)
    shares = [share for sharpness in _SHARPNESS for share in _shares(word, every, sharpness)]
    gap = max(own, _OTHERWISE * of_otherwise[0]) - max(against, _OTHERWISE * of_otherwise[1])
    return [own, against, *shares, float(bool(own) and not against), gap]


def _shares(word: Lead, every: Sequence[Vote], sharpness: float) -> tuple[float, float]:
    """How much more speaks for the word than against it, from -1 to 1: what claims as much, and what claims otherwise."""
    weights = [math.exp(sharpness * (one.near - every[0].near)) for one in every]
    sums = {True: 0.0, False: 0.0}
    for one, weight in zip(every, weights, strict=True):
        if said := one.speaks_for:
            sums[one.as_much] += weight if said is word else -weight
    total = sum(weights) or 1.0
    return sums[True] / total, sums[False] / total


def _nearest(every: Sequence[Vote], word: Lead, *, as_much: bool) -> list[float]:
    """How near the three nearest are that speak for the word; 0 for each that there is not."""
    found = [one.near for one in every if one.speaks_for is word and one.as_much is as_much]
    return [*found, 0.0, 0.0, 0.0][:3]


def _against(every: Sequence[Vote], word: Lead, *, as_much: bool) -> float:
    """How near the nearest is that speaks for another word; 0 where none does."""
    return max(
        (one.near for one in every if one.speaks_for not in {word, Lead.NONE} and one.as_much is as_much), default=0.0
    )
