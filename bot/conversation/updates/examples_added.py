"""What a message says of examples that were counted before: that so many more came in, or that a collection is these very examples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Criterion, examples_band
from bot.reading.examples.more_examples import named_as_more
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.decision import Fact


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
    noun = named_as_more(fact.number, text)
    if noun is None:
        return fact
    number = known.number + fact.number
    words = f"{number:,.0f} {noun or 'examples'}"
    return replace(fact, values=(str(examples_band(number)),), number=number, words=words)


def _is_same_thing(fact: Fact, known: Fact) -> bool:
    """Whether a large collection was read in the number of the examples that are known: "there are 22,000 pages"."""
    if fact.criterion is not Criterion.KNOWLEDGE_HOME or fact.values != ("large_corpus",):
        return False
    return any(one.kind is QuantityKind.COUNT and one.value == known.number for one in quantities(fact.words))
