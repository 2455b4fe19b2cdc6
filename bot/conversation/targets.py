"""What a case needs, and whether what it has reaches it: then it works well enough, and there is nothing to train for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.decision import BY_SCORE, Criterion, Fact
from bot.reading.evidence import clause_around
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.named_scores import PER_CENT
from bot.reading.scores import Went, scale_in, score_in, scores_in, wanted_in

if TYPE_CHECKING:
    from bot.decision import Assessment

#: How many of the words that a case begins with are looked through for what is wanted.
LOOKED_THROUGH: Final = 2_000
#: A failure that a score may stand for, so that one that reaches what is wanted says that it is none.
_OF_A_SCORE: Final = frozenset({"edge_cases", "unspecified", "works_ok"})
WORKS: Final = "works_ok"


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted, as it was written, and as a share from 0 to 1."""

    words: str
    share: float


def target_of(assessment: Assessment, opening: str = "") -> Target | None:
    """The score that somebody needs, where one is named beside the score, in another fact or in the case's first words."""
    facts = sorted(assessment.facts, key=lambda fact: fact.criterion is not Criterion.BASELINE)
    for text in [*(fact.words for fact in facts), opening[:LOOKED_THROUGH]]:
        found = wanted_in(text)
        if found is not None:
            written = " ".join(text[found.start : found.end].split())
            if found.value <= 1:
                return Target(written, found.value)
            scale = scale_in(text)
            return Target(f"{written}%" if scale == PER_CENT else f"{written} of {scale}", found.value / scale)
    return None


def reached(assessment: Assessment, opening: str = "") -> Fact | None:
    """That it works well enough, where its one score reaches what is wanted; None where it falls short, or where that is not certain."""
    baseline, target = assessment.stated.fact(Criterion.BASELINE), target_of(assessment, opening)
    failure = assessment.fact(Criterion.FAILURE)
    is_open = (
        failure is None
        or failure.is_from_score
        or (failure.is_likely and failure.values[:1] in {(one,) for one in _OF_A_SCORE})
    )
    if baseline is None or target is None or not is_open:
        return None
    score = score_in(baseline.words)
    compares = {one.share.value for one in scores_in(baseline.words)}
    if score is None or score.went is not Went.RIGHT or score.share.value < target.share:
        return None
    if len(compares) > 1 and min(compares) < target.share:
        # "93 of 100 right, but recall is only 71%": which of them is wanted is not said.
        return None
    written = " ".join(baseline.words[score.share.start : score.share.end].split())
    return Fact(Criterion.FAILURE, (WORKS,), words=f"{written}, and {target.words} is needed", message=BY_SCORE)


def with_target_reached(assessment: Assessment, opening: str = "") -> Assessment:
    """The same with what its score says of whether it works, and without what an earlier score said."""
    known = assessment.fact(Criterion.FAILURE)
    now = reached(assessment, opening)
    if now is not None:
        return assessment.put(now)
    is_guess = known is not None and known.is_likely and known.values == (WORKS,) and _falls_short(assessment, opening)
    return assessment.without(Criterion.FAILURE) if known and (known.is_from_score or is_guess) else assessment


def _falls_short(assessment: Assessment, opening: str) -> bool:
    """Whether the score is lower than what is wanted, whatever a reader makes of "88 of 100 fully right"."""
    baseline, target = assessment.stated.fact(Criterion.BASELINE), target_of(assessment, opening)
    score = score_in(baseline.words) if baseline else None
    return bool(score and target and score.went is Went.RIGHT and score.share.value < target.share)


def beside_target(new: Fact, old: Fact | None) -> Fact:
    """A new score that stands, with what is wanted as it was said beside the old one."""
    if (
        old is None
        or new.criterion is not Criterion.BASELINE
        or old.values != new.values
        or wanted_in(new.words) is not None
    ):
        return new
    return with_words(target_clause(old.words), new)


def with_words(clause: str, fact: Fact) -> Fact:
    """A score with a clause that says what is wanted; the newest of them stands first, and counts."""
    return replace(fact, words=f"{clause}; {fact.words}"[:LONGEST_WORDS]) if clause else fact


def target_clause(text: str, scored: str = "") -> str:
    """The clause that says what is wanted, of a score whose words are `scored`; empty where none does."""
    # A mark is only known for one beside the score that it is wanted of.
    joined = f"{text}; {scored}"
    found = wanted_in(joined)
    if found is None or found.start >= len(text):
        return ""
    start, end = clause_around(text, found.start)
    return " ".join(text[start : max(end, found.end)].split())
