"""What a case needs, and whether what it has reaches it: then it works well enough, and there is nothing to train for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.costs.chance import likely_range
from bot.decision import BY_SCORE, FEWEST_CASES, TESTED_BEFORE_TRAINING, Certainty, Criterion, Fact, Goal
from bot.reading.evidence import clause_around
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.numbers.named_scores import PER_CENT
from bot.reading.numbers.quantities import QuantityKind
from bot.reading.scores.allowed_mistakes import allowed_in
from bot.reading.scores.scores import Went, scale_in, score_in, scores_in, wanted_in, whole_in

if TYPE_CHECKING:
    from bot.decision import Assessment
    from bot.reading.numbers.quantities import Quantity
    from bot.reading.scores.scores import Score

#: Shares this near are the same one.
SAME: Final = 1e-9
#: How many of the words that a case begins with are looked through for what is wanted.
LOOKED_THROUGH: Final = 2_000
#: A failure that a score may stand for, so that one that reaches what is wanted says that it is none.
_OF_A_SCORE: Final = frozenset({"edge_cases", "unspecified", "works_ok"})
WORKS: Final = "works_ok"
#: What is only likely to go wrong, and what a score that falls short says in its place.
TOO_COSTLY: Final = "slow_or_costly"
GOES_WRONG: Final = "edge_cases"
#: A gap of so many cases to what is wanted is one of single cases; own choice.
MOST_SHORT: Final = 2
HALF: Final = 1 / 2


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted, as it was written, and as a share from 0 to 1 of what is to be right; None where that can't be told."""

    words: str
    share: float | None


def target_of(assessment: Assessment, opening: str = "") -> Target | None:
    """The score that somebody needs, or the mistakes that they allow, where that is said beside the score, in another fact or in the case's first words."""
    facts = sorted(assessment.facts, key=lambda fact: fact.criterion is not Criterion.BASELINE)
    baseline = assessment.fact(Criterion.BASELINE)
    for text in [*(fact.words for fact in facts), opening[:LOOKED_THROUGH]]:
        wanted, allowed = wanted_in(text), allowed_in(text, of_mistakes=_counts_mistakes(baseline))
        if allowed is not None and (wanted is None or allowed.start <= wanted.start):
            return _most(text, allowed, baseline)
        if wanted is not None:
            return _least(text, wanted)
    return None


def _least(text: str, wanted: Quantity) -> Target:
    written = _written(text, wanted)
    if wanted.value <= 1:
        # "Target EM 95".
        return Target(f"{written}%" if written.isdigit() and int(written) > 1 else written, wanted.value)
    if scale := scale_in(text):
        return Target(f"{written}%" if scale == PER_CENT else f"{written} of {scale}", wanted.value / scale)
    return _bare(written, wanted.value, text)


def _bare(written: str, wanted: float, text: str) -> Target:
    """The target that a bare number is beside a score told in counts: one of them, or a percentage, whichever the score does not reach yet.

    "33 of 50, need 48" wants 48 of 50, and "44 of 60, need 95" 95%. Where it may be either, as in "85 of 120, need 95", it is no share.
    """
    whole, score = whole_in(text), score_in(text)
    right = _right(score) if score is not None else None
    share, per_cent = wanted / whole, wanted / PER_CENT
    counted, percentage = Target(f"{written} of {whole}", share), Target(f"{written}%", per_cent)
    if share > 1 or per_cent > 1 or whole == PER_CENT or right is None:
        return percentage if share > 1 else counted
    is_ahead = (share > right + SAME, per_cent > right + SAME)
    if all(is_ahead):
        return Target(f"{written} (of {whole}, or per cent?)", None)
    return percentage if is_ahead[1] else counted


def _most(text: str, allowed: Quantity, baseline: Fact | None) -> Target:
    """The target that so many allowed mistakes are; a bare number of them is one of the cases of the test."""
    written = _written(text, allowed)
    if not allowed.value:
        return Target("none wrong", 1.0)
    if allowed.kind is QuantityKind.SHARE:
        return Target(f"at most {written} wrong", 1 - allowed.value)
    cases = baseline.number if baseline is not None else None
    if cases is None or cases <= allowed.value:
        return Target(f"at most {written} wrong", None)
    return Target(f"at most {written} of {cases:,.0f} wrong", 1 - allowed.value / cases)


def _written(text: str, number: Quantity) -> str:
    return " ".join(text[number.start : number.end].split())


def _counts_mistakes(baseline: Fact | None) -> bool:
    score = score_in(baseline.words) if baseline is not None else None
    return score is not None and score.went is Went.WRONG


def _right(score: Score) -> float | None:
    """The share of what went right, from 0 to 1; None where a score does not say which of both it counts."""
    if score.went is Went.OPEN:
        return None
    return score.share.value if score.went is Went.RIGHT else 1 - score.share.value


def reached(assessment: Assessment, opening: str = "") -> Fact | None:
    """That it works well enough, where its one score reaches what is wanted; None where it falls short, or where that is not certain."""
    baseline, target = assessment.stated.fact(Criterion.BASELINE), target_of(assessment, opening)
    failure = assessment.fact(Criterion.FAILURE)
    is_open = (
        failure is None
        or failure.is_from_score
        or (failure.is_likely and failure.values[:1] in {(one,) for one in _OF_A_SCORE})
    )
    if baseline is None or target is None or target.share is None or not is_open:
        return None
    score = score_in(baseline.words)
    right = _right(score) if score is not None else None
    if score is None or right is None or right < target.share - SAME:
        return None
    compares = [_right(one) for one in scores_in(baseline.words)]
    if any(one is None or one < target.share - SAME for one in compares):
        # "93 of 100 right, but recall is only 71%": which of them is wanted is not said.
        return None
    written = _written(baseline.words, score.share) + (" wrong" if score.went is Went.WRONG else "")
    return Fact(Criterion.FAILURE, (WORKS,), words=f"{written}, and {target.words} is needed", message=BY_SCORE)


def with_target_reached(assessment: Assessment, opening: str = "") -> Assessment:
    """The same with what its score says of whether it works, or falls short by chance, and without what an earlier score said."""
    known = assessment.fact(Criterion.FAILURE)
    now = reached(assessment, opening)
    if now is not None:
        return replace(assessment.put(now), near_target=reaches_by_chance(assessment, opening))
    assessment = replace(assessment, near_target=misses_by_chance(assessment, opening))
    if (short := _missed(assessment, opening)) is not None:
        return replace(assessment.put(short), near_target=assessment.near_target)
    is_guess = known is not None and known.is_likely and known.values == (WORKS,) and falls_short(assessment, opening)
    return assessment.without(Criterion.FAILURE) if known and (known.is_from_score or is_guess) else assessment


def _missed(assessment: Assessment, opening: str) -> Fact | None:
    """That the task itself goes wrong, likely, where only lower cost is asked for and the score is below what is wanted: of that nothing can be passed on."""
    goal, failure = assessment.fact(Criterion.GOAL), assessment.fact(Criterion.FAILURE)
    is_open = failure is None or failure.is_from_score or (failure.is_likely and failure.values == (TOO_COSTLY,))
    if goal is None or goal.values != (str(Goal.COST_LATENCY),) or not is_open:
        return None
    if not falls_short(assessment, opening) or misses_by_chance(assessment, opening):
        return None
    baseline, target = assessment.stated.fact(Criterion.BASELINE), target_of(assessment, opening)
    score = score_in(baseline.words) if baseline else None
    if baseline is None or target is None or target.share is None or score is None:
        return None
    if any((right := _right(one)) is not None and right >= target.share - SAME for one in scores_in(baseline.words)):
        # "Nano 84%, the large one 96%, need 94": one of them has what can be passed on.
        return None
    words = f"{_written(baseline.words, score.share)}, and {target.words} is needed"
    return Fact(Criterion.FAILURE, (GOES_WRONG,), Certainty.LIKELY, words, message=BY_SCORE)


def with_target_missed(assessment: Assessment, opening: str = "") -> Assessment:
    """The same without "it works well enough" where a score or a target that came with it or after it says that it does not yet."""
    known = assessment.fact(Criterion.FAILURE)
    is_told = known is not None and known.values == (WORKS,) and not known.is_from_score
    return assessment.without(Criterion.FAILURE) if is_told and falls_short(assessment, opening) else assessment


def falls_short(assessment: Assessment, opening: str = "") -> bool:
    """Whether the score is lower than what is wanted, whatever a reader makes of "88 of 100 fully right"."""
    baseline, target = assessment.stated.fact(Criterion.BASELINE), target_of(assessment, opening)
    score = score_in(baseline.words) if baseline else None
    right = _right(score) if score else None
    return bool(target and target.share and right is not None and right < target.share - SAME)


@dataclass(frozen=True, slots=True)
class Measured:
    """A score on so many cases beside what is wanted, both shares from 0 to 1 of what is right; no target where none is told as one."""

    right: float
    cases: float
    target: float | None


def measured(assessment: Assessment, opening: str = "") -> Measured | None:
    """The one score of a case with the size of its test; None where either is not told."""
    baseline, target = assessment.stated.fact(Criterion.BASELINE), target_of(assessment, opening)
    score = score_in(baseline.words) if baseline else None
    right, cases = _right(score) if score else None, baseline.number if baseline else None
    return Measured(right, cases, target.share if target else None) if right is not None and cases else None


def misses_by_chance(assessment: Assessment, opening: str = "") -> bool:
    """Whether the score is short of what is wanted by one or two cases, which is within what chance does to a test of that size."""
    found = measured(assessment, opening)
    if found is None or found.target is None or found.cases < FEWEST_CASES:
        return False
    short = (found.target - found.right) * found.cases
    # A percentage is rounded: 94.7% of 150 is 142 cases.
    return SAME < short < MOST_SHORT + HALF and found.target <= likely_range(found.right, found.cases)[1]


def reaches_by_chance(assessment: Assessment, opening: str = "") -> bool:
    """Whether the score reaches what is wanted by no more than one or two cases of a small test, so that the next ones may miss it."""
    found, target = measured(assessment, opening), target_of(assessment, opening)
    if found is None or found.target is None or not FEWEST_CASES <= found.cases < TESTED_BEFORE_TRAINING:
        return False
    if target is None or " of " in target.words:
        # "Need 46 of 50" is wanted of this very test.
        return False
    beyond = (found.right - found.target) * found.cases
    return -SAME <= beyond < MOST_SHORT + HALF and likely_range(found.right, found.cases)[0] < found.target


def beside_target(new: Fact, old: Fact | None) -> Fact:
    """A new score that stands, with what is wanted as it was said beside the old one."""
    is_score = old is not None and new.criterion is Criterion.BASELINE and old.values in {new.values, ()}
    if old is None or not is_score or target_clause(new.words):
        return new
    return with_words(_in_its_scale(target_clause(old.words), old.words), new)


def _in_its_scale(clause: str, scored: str) -> str:
    """A clause that says what is wanted with the sign that the score beside it had: "target 50" of 38% wants 50% of one in counts as well."""
    wanted = wanted_in(f"{clause}; {scored}") if clause and scale_in(scored) == PER_CENT else None
    is_bare = wanted is not None and wanted.kind is QuantityKind.COUNT and wanted.end <= len(clause)
    return f"{clause[: wanted.end]}%{clause[wanted.end :]}" if wanted is not None and is_bare else clause


def with_words(clause: str, fact: Fact) -> Fact:
    """A score with a clause that says what is wanted; the newest of them stands first, and counts."""
    return replace(fact, words=f"{clause}; {fact.words}"[:LONGEST_WORDS]) if clause else fact


def target_clause(text: str, scored: str = "", *, may_be_bare: bool = True) -> str:
    """The clause that says what is wanted, or how many mistakes are allowed, of a score whose words are `scored`; empty where none does.

    A limit without a word on mistakes `may_be_bare` where mistakes were counted: "max 5".
    """
    # A mark is only known for one beside the score that it is wanted of.
    joined = f"{text}; {scored}"
    score = score_in(scored) if may_be_bare else None
    of_mistakes = score is not None and score.went is Went.WRONG
    both = (wanted_in(joined), allowed_in(text, of_mistakes=of_mistakes))
    found = min((one for one in both if one is not None), key=lambda one: one.start, default=None)
    if found is None or found.start >= len(text):
        return ""
    start, end = clause_around(text, found.start)
    if start and found == both[1] and not allowed_in(text[start : max(end, found.end)], of_mistakes=of_mistakes):
        # "Limit: 4 wrong".
        start, _ = clause_around(text, start - 1)
    return " ".join(text[start : max(end, found.end)].split())
