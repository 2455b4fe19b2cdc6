"""What a message says of examples that were counted before: that so many more came in, or that a collection is these very examples."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, examples_band
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.decision import Fact

_MORE_AFTER: Final = re.compile(r"\s{0,2}(?:more|additional|extra|further|new ones|others)\b(?! than\b)")
_MORE_BEFORE: Final = re.compile(r"\b(?:another|an additional|an extra|a further|additional|extra|plus)\s{0,2}$")
#: Characters of a message that are looked at before a number.
_NEAR: Final = 20


def with_examples_counted(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with the examples that came in added to those there were, and without a collection that has their number."""
    known = case.told_so_far.fact(Criterion.EXAMPLES)
    if known is None or not known.number or known.values == ("barred",):
        return understood
    facts = tuple(_added(one, known, text) for one in understood.facts if not _is_same_thing(one, known))
    if facts == understood.facts:
        return understood
    replaces = understood.replaces | {one.criterion for one in facts if one not in understood.facts}
    answers = understood.answers and any(one.criterion is case.pending for one in facts)
    return replace(understood, facts=facts, replaces=replaces, answers=answers)


def _added(fact: Fact, known: Fact, text: str) -> Fact:
    """A count of more examples as that of all; any other fact as it is."""
    if fact.criterion is not Criterion.EXAMPLES or not fact.number or not known.number or fact.values == ("barred",):
        return fact
    for one in quantities(text):
        is_more = _MORE_AFTER.match(text, one.end) or _MORE_BEFORE.search(text[max(0, one.start - _NEAR) : one.start])
        if one.kind is QuantityKind.COUNT and one.value == fact.number and is_more:
            number = known.number + fact.number
            noun = next((word for word in one.counted if word not in {"more", "additional", "extra", "further"}), "")
            words = f"{number:,.0f} {noun or 'examples'}"
            return replace(fact, values=(str(examples_band(number)),), number=number, words=words)
    return fact


def _is_same_thing(fact: Fact, known: Fact) -> bool:
    """Whether a large collection was read in the number of the examples that are known: "there are 22,000 pages"."""
    if fact.criterion is not Criterion.KNOWLEDGE_HOME or fact.values != ("large_corpus",):
        return False
    return any(one.kind is QuantityKind.COUNT and one.value == known.number for one in quantities(fact.words))
