"""The decision procedure: from the bits of an assessment to the one rule of section 5 that decides it.

Responsible for running the rules fast and remembering results, because what-ifs and the choice of a question re-judge thousands of
variations of one assessment. Which rules there are is data; what a verdict says beside its outcome is `verdict.py`.
"""

import math
from collections.abc import Iterable
from functools import cache, lru_cache

from bot.decision.assessment import Assessment
from bot.decision.conditions import BESIDE_FACTS, BITS, FIRST_FINDING, MASK, Conditions, encode, holds
from bot.decision.criteria import Criterion
from bot.decision.load_rubric import rubric
from bot.decision.rubric import Outcome, Rubric, Rule

#: Held-out cases that a score must rest on before training; section 4 of the rubric, G2, its own number.
TESTED_BEFORE_TRAINING = 100


def decide(bits: int) -> Rule:
    """Return the first rule that holds for the bits of an assessment."""
    return decide_by(bits & decisive_bits())


@lru_cache(maxsize=1 << 16)
def decide_by(bits: int) -> Rule:
    """Return the first rule that holds for bits of decisive criteria only, so that equal questions are answered once."""
    known = rubric()
    extended = known.findings.extend(bits)
    return next(rule for rule in known.rules if holds(rule.when, extended))


def outcome_of(bits: int) -> Outcome:
    """Return only the outcome for the bits of an assessment."""
    return decide_by(bits & decisive_bits()).outcome


def is_final(known: Rubric, rule: Rule, extended: int) -> bool:
    """Tell whether no unknown answer stands under the verdict: its rule is firm; with training every training gate is met as well.

    Where a rule with training names nothing that makes it firm, the gates suffice.
    """
    if known.outcomes[rule.outcome].training:
        met = all(holds(gate.met, extended) for gate in known.gates.values() if gate.training)
        return met and (not rule.firm or holds(rule.firm, extended))
    return holds(rule.firm, extended)


def is_settled(assessment: Assessment) -> bool:
    """Tell whether what is stated alone gives a final verdict."""
    known = rubric()
    bits = encode(assessment.stated)
    rule = decide(bits)
    if known.outcomes[rule.outcome].training and measured_on(assessment) < TESTED_BEFORE_TRAINING:
        return False
    return is_final(known, rule, known.findings.extend(bits))


def measured_on(assessment: Assessment) -> float:
    """Return on how many cases the best setup was scored.

    None where a score was told in words without them; more than anybody asks for where the answer was picked.
    """
    fact = assessment.stated.fact(Criterion.BASELINE)
    if fact is None or fact.number is not None:
        return fact.number if fact is not None and fact.number is not None else math.inf
    picked = {value.label for value in rubric().criteria[Criterion.BASELINE].values.values()}
    return math.inf if fact.words in {"", *picked} else 0.0


def judged_on(assessment: Assessment) -> Assessment:
    """Return what the verdict follows from: what is stated where that settles it, and what is likely too where it does not."""
    return assessment.stated if is_settled(assessment) else assessment.valued


@cache
def decisive_bits() -> int:
    """Return the bits of all criteria that some condition of the procedure looks at, and of what is known besides."""
    return sum(MASK[criterion] for criterion in decisive_criteria()) | sum(BESIDE_FACTS.values())


@cache
def decisive_criteria() -> tuple[Criterion, ...]:
    """Return the criteria that can change an outcome; the others only weigh in, choose a method or add a next step."""
    known = rubric()
    reached = mask_of(conditions for rule in known.rules for conditions in (rule.when, rule.firm))
    # A finding may rest on earlier findings, so walk back from the last.
    for bit, conditions in reversed(known.findings.compiled):
        if reached & bit:
            reached |= mask_of((conditions,))
    values = reached & ((1 << FIRST_FINDING) - 1)
    return tuple(criterion for criterion in BITS if values & MASK[criterion])


def mask_of(many: Iterable[Conditions]) -> int:
    """Return every bit that conditions look at."""
    mask = 0
    for conditions in many:
        for condition in conditions:
            for term, _ in condition:
                mask |= term
    return mask
