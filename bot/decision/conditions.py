"""The small language in which the rubric states its conditions, compiled to bit tests.

A condition is a list of terms that must all hold; a finding is a named list of conditions of which one must hold. A term is one of

    tried=nothing|basic_prompt    the criterion has one of these stated values
    tried?                        the criterion has a stated value, whichever
    facts                         an earlier finding holds
    does_not_pay                  by the sum of what was said, training costs more than what runs now
    form_not_enforced             structured output is said to be off
    holds_personal_data           the texts or examples are said to hold names or other personal data
    near_target                   the score differs from what is wanted by no more than chance does to a test of that size
    not <term>                    the term does not hold

Every criterion value and every finding is one bit of an integer, so that re-judging thousands of what-ifs fits the budget of
25 ms. A criterion that is unknown, vague or unsure sets no bit: it satisfies no term except a `not`. Knows nothing of outcomes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.decision.assessment import Assessment
from bot.decision.criteria import VALUES, Criterion
from bot.errors import RubricError

Condition = tuple[tuple[int, bool], ...]
Conditions = tuple[Condition, ...]


def value_bits() -> dict[Criterion, dict[str, int]]:
    """Give every value of every criterion a bit of its own."""
    pairs = [(criterion, str(value)) for criterion in Criterion for value in VALUES[criterion]]
    table: dict[Criterion, dict[str, int]] = {criterion: {} for criterion in Criterion}
    for place, (criterion, value) in enumerate(pairs):
        table[criterion][value] = 1 << place
    return table


BITS = value_bits()
MASK = {criterion: sum(bits.values()) for criterion, bits in BITS.items()}
DOES_NOT_PAY = 1 << sum(len(bits) for bits in BITS.values())
NEAR_TARGET = DOES_NOT_PAY << 1
FORM_NOT_ENFORCED = NEAR_TARGET << 1
HOLDS_PERSONAL_DATA = FORM_NOT_ENFORCED << 1
#: What an assessment knows besides its facts, by the terms that name it.
BESIDE_FACTS = {
    "does_not_pay": DOES_NOT_PAY,
    "near_target": NEAR_TARGET,
    "form_not_enforced": FORM_NOT_ENFORCED,
    "holds_personal_data": HOLDS_PERSONAL_DATA,
}
FIRST_FINDING = HOLDS_PERSONAL_DATA.bit_length()


def encode(assessment: Assessment) -> int:
    """Return all values of an assessment as bits; pass `stated` of one to leave out what is only likely."""
    bits = sum(BITS[fact.criterion][value] for fact in assessment.facts for value in fact.values)
    bits |= NEAR_TARGET if assessment.near_target else 0
    bits |= FORM_NOT_ENFORCED if assessment.form_not_enforced else 0
    bits |= HOLDS_PERSONAL_DATA if assessment.holds_personal_data else 0
    return bits if assessment.pays_from is None else bits | DOES_NOT_PAY


@dataclass(frozen=True)
class NamedConditions:
    """Named findings in the order they build on each other, compiled."""

    bits: Mapping[str, int]
    compiled: tuple[tuple[int, Conditions], ...]

    @classmethod
    def build(cls, stated: Mapping[str, Sequence[Sequence[str]]]) -> "NamedConditions":
        """Compile findings, each of which may use those before it.

        Raises:
            RubricError: a term that names nothing known so far.
        """
        bits: dict[str, int] = {}
        compiled = []
        for name, conditions in stated.items():
            compiled.append((1 << FIRST_FINDING + len(bits), compile_conditions(conditions, bits)))
            bits[name] = compiled[-1][0]
        return cls(bits, tuple(compiled))

    def conditions(self, stated: Iterable[Sequence[str]]) -> Conditions:
        """Compile conditions that may use every finding.

        Raises:
            RubricError: a term that names nothing known.
        """
        return compile_conditions(stated, self.bits)

    def extend(self, bits: int) -> int:
        """Return the bits of an assessment with those of every finding that holds for it."""
        for bit, conditions in self.compiled:
            if holds(conditions, bits):
                bits |= bit
        return bits


def holds(conditions: Conditions, bits: int) -> bool:
    """Tell whether at least one of the conditions is satisfied; an empty condition always is."""
    # Written as loops: generator expressions cost twice the time here, and this runs thousands of times for one card.
    for condition in conditions:
        for mask, wanted in condition:
            if (bits & mask != 0) is not wanted:
                break
        else:
            return True
    return False


def compile_conditions(stated: Iterable[Sequence[str]], findings: Mapping[str, int]) -> Conditions:
    """Compile lists of terms to masks.

    Raises:
        RubricError: a term that names nothing known.
    """
    return tuple(tuple(compile_term(term, findings) for term in condition) for condition in stated)


def compile_term(term: str, findings: Mapping[str, int]) -> tuple[int, bool]:
    """Compile one term to a mask and whether it is wanted.

    Raises:
        RubricError: the term names nothing known.
    """
    name = term.removeprefix("not ")
    wanted = name == term
    if name in BESIDE_FACTS:
        return BESIDE_FACTS[name], wanted
    if name in findings:
        return findings[name], wanted
    criterion, equals, values = name.partition("=")
    try:
        if not equals:
            return MASK[Criterion(name.removesuffix("?"))], wanted
        return sum(BITS[Criterion(criterion)][value] for value in values.split("|")), wanted
    except (KeyError, ValueError) as error:
        raise RubricError(
            f"rubric.toml: {term!r} names no criterion, value or earlier finding; correct the term."
        ) from error
