"""The cases of a test that somebody says were checked: "300 letters were checked by two handlers", where a score on 300 letters was told before.

Who checked them says how far the score can be trusted, and not how many examples there are to learn from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import clauses
from bot.reading.sayings import asks
from bot.reading.scores.checked_cases import says_checked

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

_OF_EXAMPLES: Final = frozenset({Criterion.EXAMPLES, Criterion.DATA_QUALITY})


def without_checked_tests(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same without examples that are the cases of the test, as somebody says who checked these."""
    score, told = (
        case.told_so_far.fact(Criterion.BASELINE),
        next((one for one in understood.facts if one.criterion is Criterion.EXAMPLES), None),
    )
    if score is None or not score.number or told is None or told.number != score.number or asks(text):
        return understood
    if not any(says_checked(clause, score.number) for clause in clauses(text)):
        return understood
    facts = tuple(one for one in understood.facts if one.criterion not in _OF_EXAMPLES)
    answers = understood.answers and any(one.criterion is case.pending for one in facts)
    return replace(understood, facts=facts, replaces=understood.replaces - _OF_EXAMPLES, answers=answers)
