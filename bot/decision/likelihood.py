"""How likely an answer is before it is given.

Responsible for the prior probability of each value under a diagnosis, and for an even spread of completions of everything unknown.
Own estimates from `rubric.toml`: they order questions and what-ifs and never enter a verdict.
"""

import math
from collections.abc import Mapping
from functools import cache
from itertools import accumulate

from bot.decision.conditions import BITS
from bot.decision.criteria import Criterion
from bot.decision.load_rubric import rubric
from bot.decision.procedure import decisive_criteria
from bot.decision.rubric import Profile

#: How often a likely fact turns out right when it is asked; own estimate, and about what `make eval` prints.
LIKELY_RIGHT = 0.7
# Square roots of primes give each criterion its own irrational step: an even, repeatable spread without a random generator.
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73)


@cache
def likelihoods(criterion: Criterion, profile: Profile) -> Mapping[str, float]:
    """Return the probability of each value of a criterion under a diagnosis; they add up to one."""
    entries = rubric().criteria[criterion].values
    total = sum(entry.likely[profile] for entry in entries.values())
    return {value: entry.likely[profile] / total for value, entry in entries.items()}


@cache
def completions(profile: Profile) -> tuple[int, ...]:
    """Return the bits of evenly spread, fully answered assessments under a diagnosis."""
    return tuple(completion(profile, sample) for sample in range(rubric().interview.samples))


def completion(profile: Profile, sample: int) -> int:
    """Return one fully answered assessment as bits; while nothing is diagnosed its goal decides what the other answers look like."""
    bits = BITS[Criterion.GOAL][drawn(Criterion.GOAL, profile, sample)]
    if profile is Profile.OPEN:
        profile = rubric().profile(rubric().findings.extend(bits))
    return bits | sum(
        BITS[criterion][drawn(criterion, profile, sample)]
        for criterion in decisive_criteria()
        if criterion is not Criterion.GOAL
    )


@cache
def guessed(criterion: Criterion) -> tuple[bool, ...]:
    """Tell for each sample whether a likely fact about a criterion is taken as right in it; as often as `LIKELY_RIGHT` says."""
    step = math.sqrt(PRIMES[len(PRIMES) - 2 - list(Criterion).index(criterion)])
    return tuple((sample + 0.5) * step % 1 < LIKELY_RIGHT for sample in range(rubric().interview.samples))


def drawn(criterion: Criterion, profile: Profile, sample: int) -> str:
    """Return the value a criterion takes in one sample."""
    step = math.sqrt(PRIMES[list(Criterion).index(criterion)])
    place = (sample + 0.5) * step % 1
    odds = likelihoods(criterion, profile)
    return next(
        (value for value, bound in zip(odds, accumulate(odds.values()), strict=True) if place < bound), list(odds)[-1]
    )
