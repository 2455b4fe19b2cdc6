"""Whether a message asks if the gain between two scores is worth it: "F1 0.81 prompt vs 0.86 tuned, worth it at 20k calls a day?".

Whether it is more than chance is `chance_asked`'s, which reads the scores for both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.asked.chance_asked import CASES, counted_pair
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities
from knowledge.model_names import plain_words

#: Longer messages tell a case.
_MOST_WORDS: Final = 32
_WORTH: Final = re.compile(
    r"\b(?:worth (?:it|the|tuning|training|paying|doing|fine)|worth\W*$|worth .{0,30}\?|pays? off|pays? for itself|justif(?:y|ies|ied)|big enough|enough of a (?:gain|difference)"
    r"|(?:does|do|will|would) (?:it|that|this) (?:pay|matter)|makes? sense)",
    re.IGNORECASE,
)
#: What may stand between two scores that are held against each other.
_AGAINST: Final = re.compile(
    r"\b(?:vs|versus|against|to|and|or|instead of|up from|down to|while|but|then|now|tuned|finetuned|fine-tuned|ft|gets|becomes|after)\b|->|=>|→|/|,|–|-",
    re.IGNORECASE,
)
#: A score is no share of what is cached, saved or paid.
_NO_SCORE: Final = re.compile(
    r"\b(?:cach\w*|cheaper|discount|off|sav\w+|of (?:the )?(?:cost|bill|price|time|traffic|calls|users))\b",
    re.IGNORECASE,
)
_CASES: Final = CASES | {"examples", "docs"}
_TWO: Final = 2
_APART: Final = 60
_NEAR: Final = 12


@dataclass(frozen=True, slots=True)
class GainAsked:
    """Two scores from 0 to 1, the lower first, with the test's cases and the uses a day, as far as they are said."""

    before: float
    after: float
    cases: float | None = None
    calls_a_day: float | None = None


def gain_asked(text: str) -> GainAsked | None:
    """The two scores whose difference a message asks to be weighed; None where it weighs none, or names other shares besides."""
    if not 0 < len(plain_words(text)) <= _MOST_WORDS or not _WORTH.search(text):
        return None
    given = quantities(text)
    rates = [one.value for one in given if one.kind is QuantityKind.RATE and one.value > 0]
    calls = rates[0] if len(rates) == 1 else None
    if counted := counted_pair(text):
        (some, every), (more, of) = counted
        low, high = sorted([some / every, more / of])
        return GainAsked(low, high, float(min(every, of)), calls) if low < high else None
    scores = [one for one in given if one.kind is QuantityKind.SHARE and 0 < one.value <= 1]
    if len(scores) != _TWO or any(
        _NO_SCORE.search(text[max(0, one.start - _NEAR) : one.end + _NEAR]) for one in scores
    ):
        return None
    first, second = scores
    between = text[first.end : second.start]
    if len(between) > _APART or not _AGAINST.search(between) or first.value == second.value:
        return None
    low, high = sorted([first.value, second.value])
    counts = [one for one in given if one.kind is QuantityKind.COUNT and _counts_cases(one)]
    return GainAsked(low, high, counts[0].value if len(counts) == 1 else None, calls)


def _counts_cases(one: Quantity) -> bool:
    """Whether a number is that of a test's cases."""
    return one.value > 1 and bool(set(one.counted[:3]) & _CASES)
