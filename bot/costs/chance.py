"""Whether a test tells two scores from chance, how many cases that takes, and how sure one score is; two separate tests, two-sided, 95%.

The sums are the textbook's: the normal approximation of two proportions (Fleiss, *Statistical Methods for Rates and Proportions*), Fisher's exact
test where fewer than five were right or wrong, and Wilson's interval for one proportion (Wilson 1927).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.reading.asked.chance_asked import Meant

if TYPE_CHECKING:
    from bot.reading.asked.chance_asked import ChanceAsked

#: The quantile of the normal distribution of a two-sided interval of 95%.
Z = 1.96
#: Above this probability a difference may be chance.
_LEVEL = 0.05
#: With fewer right or wrong ones than this the normal approximation is not used.
_FEW = 5
#: So many wrong ones against none are more than chance by Fisher's test, however large the test: 2 x 0.5 ** 6 is 0.03.
_AGAINST_NONE = 6
_POINTS, _PAIR = 100, 2
#: A score that many first prompts have, where a case tells none; own choice.
_USUAL = 0.8
_OURS = "(our own sum, 95%)"
_SAME_CASES = "The same cases scored with both tell smaller differences."


def cases_needed(before: float, after: float) -> int:
    """How many cases each of two scores needs so that their difference stands out from chance, two-sided at 95%, as two separate tests."""
    spread = before * (1 - before) + after * (1 - after)
    return math.ceil(Z**2 * spread / (after - before) ** 2)


def is_told_apart(scores: tuple[float, float], cases: tuple[float, float]) -> bool:
    """Whether two scores from 0 to 1 of separate tests of so many cases differ by more than chance."""
    counts = [(round(score * of), round(of)) for score, of in zip(scores, cases, strict=True)]
    if min(min(right, of - right) for right, of in counts) < _FEW:
        return _fisher(*counts) < _LEVEL
    spread = math.sqrt(sum(score * (1 - score) / of for score, of in zip(scores, cases, strict=True)))
    return abs(scores[0] - scores[1]) >= Z * spread


def likely_range(score: float, cases: float) -> tuple[float, float]:
    """Between which scores the true one lies with 95% (Wilson's interval), both from 0 to 1."""
    shift = Z**2 / (2 * cases)
    half = Z * math.sqrt(score * (1 - score) / cases + Z**2 / (4 * cases**2))
    scale = 1 + Z**2 / cases
    return max(0.0, (score + shift - half) / scale), min(1.0, (score + shift + half) / scale)


def sizes_needed(low: float, high: float, *, beyond: float = 0.0) -> int:
    """About how many cases each of two scores needs, to two digits: so many that `is_told_apart` tells them, and more than `beyond`, which did not."""
    at_end = math.ceil(_AGAINST_NONE / (high - low)) if low <= 0 or high >= 1 else 0
    needed = rounded(max(cases_needed(low, high), at_end, math.floor(beyond) + 1))
    while not is_told_apart((low, high), (needed, needed)):
        needed = rounded(needed + 1)
    return needed


def least_gain(score: float, cases: float) -> float | None:
    """The smallest gain over a score, from 0 to 1, that a test of so many cases tells from chance; None where none does."""
    of, right = round(cases), round(score * cases)
    return next(
        (up / of for up in range(1, of - right + 1) if is_told_apart((score, (right + up) / of), (of, of))), None
    )


def size_told(score: float | None, cases: float | None, wanted: int) -> str:
    """Whether a test of so many cases is large enough, or how large it must be where none are named.

    Args:
        score: The score of the case, from 0 to 1; None where none is known, for which a usual one is taken.
        cases: How many cases are put forward; None where that is left open.
        wanted: How many a test should have before training is judged by it.
    """
    at = score if score is not None else _USUAL
    right = f"at {_percent(at)} right"
    if cases is None:
        few, many = (_points(least_gain(at, of)) for of in (wanted, 4 * wanted))
        tells = f"{right} {wanted} cases tell a gain of {few} points from chance, and {4 * wanted} one of {many}"
        return f"{wanted} or more before training is judged (our own number): {tells} {_OURS}."
    gain = least_gain(at, cases)
    least = "no gain" if gain is None else f"only a gain of {_points(gain)} points or more"
    tells = f"{right} {cases:,.0f} cases tell {least} from chance {_OURS}"
    if cases >= wanted and gain is not None:
        return f"Yes, but small gains stay hidden: {tells}."
    return f"For a first look, and too few to judge training: {tells}; we want {wanted} or more (our own number)."


def _points(gain: float | None) -> str:
    return _number(math.ceil((gain or 0.0) * _POINTS))


def chance_told(asked: ChanceAsked) -> str:
    """Yes, no or how many cases, with what it takes; empty where what is asked lacks a number."""
    if len(asked.scores) == _PAIR:
        return _two_scores(asked)
    if asked.gap:
        return _gap(asked)
    if asked.scores and asked.cases:
        low, high = likely_range(asked.scores[0], asked.cases[0])
        return (
            f"{_percent(asked.scores[0])} of {asked.cases[0]:,.0f} cases may as well be anything from {_percent(low, 0)} to {_percent(high, 0)}: "
            f"so much is chance {_OURS}."
        )
    return ""


def short_by_chance_told(score: float, cases: float, target: float, meant: Meant) -> str:
    """Whether what a score lacks to what is wanted, both from 0 to 1, may be chance: what is wanted lies in the score's interval, or does not."""
    low, high = likely_range(score, cases)
    told = f"{_percent(score)} of {cases:,.0f} cases may as well be anything from {_percent(low, 0)} to {_percent(high, 0)}"
    if score >= target:
        held = "so it may lie below by chance" if low < target else "so it lies above by more than chance"
        return f"{told}, and {_percent(target)} is wanted: it is reached, {held} {_OURS}."
    if target <= high:
        return f"{_may_be(meant)}{told}, and the {_percent(target)} that is wanted lies within {_OURS}."
    return f"{_is_more(meant)}{told}, and the {_percent(target)} that is wanted lies above that {_OURS}."


def _is_more(meant: Meant) -> str:
    """The first words where a difference is more than chance, in which yes and no say what they were asked for."""
    return {Meant.REAL: "Yes: ", Meant.LUCK: "No, it is more than chance: "}.get(meant, "More than chance: ")


def _may_be(meant: Meant) -> str:
    """The first words where a difference may be chance."""
    return {Meant.REAL: "No: ", Meant.LUCK: "Yes, it may be: "}.get(meant, "It may be chance: ")


def _two_scores(asked: ChanceAsked) -> str:
    one, other = asked.scores
    low, high = sorted([one, other])
    named = f"{_percent(one)} and {_percent(other)}"
    if not asked.cases:
        return f"About {sizes_needed(low, high):,} cases for each of the two tell {named} from chance {_OURS}. {_SAME_CASES}"
    each = (asked.cases[0], asked.cases[-1])
    if is_told_apart((one, other), each):
        return f"{_is_more(asked.meant)}{named} differ by more than chance with {_of_both(each)} {_OURS}."
    takes = f"; it takes about {sizes_needed(low, high, beyond=min(each)):,} each"
    return f"{_may_be(asked.meant)}{named} may differ by chance with {_of_both(each)}{takes} {_OURS}. {_SAME_CASES}"


def _gap(asked: ChanceAsked) -> str:
    """How a difference is told whose two scores nobody named: least easily around 50%, most easily at an end."""
    gap, cases = asked.gap, asked.cases
    middle, end = (0.5 - gap / 2, 0.5 + gap / 2), (1 - gap, 1.0)
    most, least = sizes_needed(*middle), sizes_needed(*end)
    points = f"{_number(gap * _POINTS)} point{'' if gap * _POINTS == 1 else 's'}"
    takes = f"it takes about {most:,} cases each around 50%, and {least:,} where the better one is near 100%"
    if not cases:
        return f"For {points} {takes} {_OURS}. {_SAME_CASES}"
    each = (cases[0], cases[-1])
    told = [is_told_apart(scores, each) for scores in (middle, end)]
    if all(told):
        return f"{_is_more(asked.meant)}{points} are more than chance with {_of_both(each)} {_OURS}."
    if any(told):
        return (
            f"It depends on the scores: for {points} {takes}, and you have {each[0]:,.0f} {_OURS}. Tell me both scores."
        )
    return f"{_may_be(asked.meant)}{points} may be chance with {_of_both(each)}; {takes} {_OURS}. {_SAME_CASES}"


def rounded(count: int) -> int:
    """A count to two digits, upwards: 422 is "about 430"."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return math.ceil(count / step) * step


def _fisher(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The two-sided probability of counts at least as far apart, each as (right, of), by Fisher's exact test."""
    (right, of), (its_right, its_of) = one, other
    every, total = right + its_right, of + its_of
    whole = math.comb(total, every)

    def chance(count: int) -> float:
        return math.comb(of, count) * math.comb(its_of, every - count) / whole

    seen = chance(right)
    possible = range(max(0, every - its_of), min(of, every) + 1)
    return sum(own for count in possible if (own := chance(count)) <= seen * (1 + 1e-9))


def _of_both(cases: tuple[float, float]) -> str:
    if cases[0] == cases[1]:
        return f"{cases[0]:,.0f} cases each"
    return f"{cases[0]:,.0f} and {cases[1]:,.0f} cases"


def _percent(share: float, places: int = 1) -> str:
    return f"{_number(share * _POINTS) if places else f'{share * _POINTS:.0f}'}%"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
