"""A score that takes the place of an older one: "EM is now 94.7 (142/150)", "it went up to 88%", "after the new prompt 31 of 40 are right".

A score of something else takes no place: that of a tuned model or of a vendor's, one by another metric, one that is only wanted or supposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import listed, names
from bot.reading.facts_in import tested_on
from bot.reading.numbers.named_scores import AFTER_A_SCORE
from bot.reading.numbers.quantities import quantities
from bot.reading.sayings import may_ask
from bot.reading.scores.scores import LONGEST_SCALE, clause_of, score_in, scores_in

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity
    from bot.reading.scores.scores import Score

#: A longer message tells a case of its own.
LONGEST: Final = 240
#: Two shares this near tell one score, rounded once: "94.7 (142/150)".
SAME: Final = 0.006
#: What a score may be told by; one by another metric is another score.
_METRICS: Final = ("f1", "recall", "precision", "exact")


#: "F1 is 0.84": who tells the metric and its number, and nothing else, means that of the case.
_TOLD_AGAIN: Final = re.compile(
    r"(?:(?:so|and|ok|well|no|sorry|sry|actually|correction|wait|the|our|my),?:?\s){0,3}(?P<metric>f1|accuracy|acc|recall|precision|em|exact match|score|auc)(?:\sscore)?\s?(?:is|was|are|=|:)\s?(?:(?:now|actually|about|at|only|really)\s){0,2}\d{0,3}(?:\.\d{1,4})?\s?%?"
)


@dataclass(frozen=True, slots=True)
class NewerScore:
    """A score in the words that tell it, on how many cases (None where no number is told), and whether they say that it is newer."""

    words: str
    cases: float | None
    is_marked: bool


def newer_score(text: str, told: str) -> NewerScore | None:
    """The score that a message tells in place of one told before in some words; None where it tells none, the same, several or another's."""
    if len(text) > LONGEST or may_ask(text) or names(text, "newer_score", "of_another"):
        return None
    old, found = score_in(told), scores_in(text)
    if not found and (pair := score_in(text)) is not None:
        found = [pair]
    if old is None or not found or _is_by_another_metric(text, told):
        return None
    # "Up from 81% to 94.7%": the old one is told again.
    new = [one for one in found if not _is_same(one, old)]
    new = _without_rounded(new)
    if len(new) != 1:
        return None
    (score,) = new
    start, end = clause_of(text, score.share.start)
    if names(text[start : max(end, score.share.end)], "baseline", "of_money") or _counts_things(
        score.share, text[start:end]
    ):
        return None
    bare = text[score.share.start : max(end, score.share.end)]
    is_enough = (alone := score_in(bare)) is not None and alone.went is score.went
    words = bare if is_enough else text[start : max(end, score.share.end)]
    of = score.share.of
    cases = of if of is not None and of > LONGEST_SCALE else tested_on((start, end), quantities(text))
    again = _TOLD_AGAIN.fullmatch(text.lower().strip(" .!"))
    is_again = again is not None and re.search(rf"\b{again['metric']}\b", told.lower()) is not None
    # By which metric counts, where it is told again by another.
    words = text[start : max(end, score.share.end)] if is_again else words
    is_marked = is_again or names(text, "newer_score", "marks")
    return NewerScore(" ".join(words.split()).strip(" ,;:()").rstrip("."), cases, is_marked)


def says_how_it_went(text: str) -> bool:
    """Whether some words say of a share that so many were right, or wrong."""
    return bool(listed("baseline", "right").search(text.lower()) or listed("baseline", "wrong").search(text.lower()))


def _counts_things(share: Quantity, clause: str) -> bool:
    """Whether a share says how many of something there are, and not how it went: "88% german invoices", "40% of them are letters"."""
    if share.of is not None or not share.counted or says_how_it_went(clause):
        return False
    return share.counted[0] not in AFTER_A_SCORE


def _without_rounded(found: list[Score]) -> list[Score]:
    """The scores without those that tell another one rounded; of both the one that is counted."""
    counted = [one.share for one in found if one.share.of is not None]
    return [
        one for one in found if one.share.of is not None or not any(_is_near(one.share, other) for other in counted)
    ]


def _is_near(one: Quantity, other: Quantity) -> bool:
    return abs(one.value - other.value) <= SAME


def _is_same(new: Score, old: Score) -> bool:
    """Whether two scores are the same, also where one of them counts what went wrong: 81% right, "28 of 150 wrong"."""
    other = new.share.value if new.went is old.went else 1 - new.share.value
    return abs(other - old.share.value) <= SAME


def _is_by_another_metric(text: str, told: str) -> bool:
    new, old = ({one for one in _METRICS if one in words.lower()} for words in (text, told))
    return bool(new) and bool(old) and not new & old
