"""How sure a verdict is: a number from margins and completeness, and the word for it.

The number estimates how often a verdict on this much information equals what the labelled cases say once everything they state is
known. Its constants are data, fitted by `tests/decision/calibration.py`: answers of the labelled cases are hidden at random,
the rest is judged, and a logistic curve over the figures below is fitted to whether the verdict still matches the label.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.decision.assessment import Assessment
from bot.decision.rubric import Lever, Outcome, Profile, Rubric, Rule

# What is only likely weighs half; own choice.
LIKELY_WEIGHT = 0.5
# Keeps one lone weak answer from looking like a margin of one; own choice, the size of one strong push.
RESERVE = 3.0


@dataclass(frozen=True, slots=True)
class Confidence:
    """A number from 0 to 1 and the calibrated word for it."""

    number: float
    word: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a confidence rests on: a share from 0 to 1, a margin from -1 to 1, and two properties of the deciding rule."""

    completeness: float
    margin: float
    final: bool
    waits: bool


def completeness(known: Rubric, assessment: Assessment, profile: Profile) -> float:
    """Return the share of what matters for this diagnosis that is stated, each criterion weighted by its information in bits."""
    relevant = {criterion: known.criteria[criterion].bits for criterion in known.calibration.relevant[profile]}
    stated = sum(bits for criterion, bits in relevant.items() if assessment.knows(criterion))
    return stated / sum(relevant.values())


def weight(pushes: Mapping[Lever, int], support: Mapping[Lever, float]) -> float:
    """Return how much the pushes of one answer speak for an outcome; negative is against."""
    return sum(strength * support.get(lever, 0.0) for lever, strength in pushes.items())


def margin(known: Rubric, assessment: Assessment, outcome: Outcome) -> float:
    """Return how far the answers lean toward the outcome, from -1 to 1."""
    support = known.outcomes[outcome].support
    weights = [
        weight(known.criteria[fact.criterion].values[value].pushes, support)
        * (LIKELY_WEIGHT if fact.is_likely else 1.0)
        for fact in assessment.facts
        for value in fact.values
    ]
    return sum(weights) / (sum(map(abs, weights)) + RESERVE)


def confidence(known: Rubric, rule: Rule, evidence: Evidence, *, anything_known: bool) -> Confidence:
    """Return the calibrated confidence.

    While the article's estimate decides, or nothing is known, it stays below the article's own lower figure: an unsourced number
    must not make a verdict look surer than it claims.
    """
    constants = known.calibration
    logit = (
        constants.intercept
        + constants.completeness * evidence.completeness
        + constants.margin * evidence.margin
        + constants.firm * evidence.final
        + constants.waits * evidence.waits
    )
    ceiling = constants.ceiling if evidence.final else constants.provisional_ceiling
    if rule.prior or not anything_known:
        ceiling = min(ceiling, known.prior.low)
    number = round(ceiling / (1 + math.exp(-logit)), 2)
    return Confidence(number, next(word for low, word in constants.words if number >= low))
