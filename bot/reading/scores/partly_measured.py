"""Whether what a text says is not measured is only a part, or another thing: "no separate test set", "gpt-5 is not measured yet".

That takes no score from a case. Where no score is known it makes likely that there is none, and no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import affirmed, clauses, names, plain
from bot.reading.facts_in import LONGEST_WORDS, stand_in
from bot.reading.numbers.counted_things import CountOf, count_of, is_led_on
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity


def of_a_part(none: Fact, text: str) -> Fact | None:
    """That nothing is measured as far as a caveat bears that out: likely, or what the rest of the text says was measured; None where it is no caveat."""
    words = plain(none.words).strip(" .,;:!?")
    said = [clause for clause in clauses(text) if words in clause or stand_in(clause, words)]
    is_caveat = bool(said) and all(_is_of_another(clause) for clause in said)
    if not is_caveat or names(text, "unmeasured", "all"):
        return None
    return _measured_beside(text) or replace(none, certainty=Certainty.LIKELY)


def _is_of_another(clause: str) -> bool:
    return names(clause, "unmeasured", "apart") or names(clause, "unmeasured", "another")


def _measured_beside(text: str) -> Fact | None:
    """What a text says was measured on so many cases, beside what was not: "measured on the same 120, no separate test set"."""
    if not affirmed(text, "baseline", "tested"):
        return None
    sizes = [one for one in quantities(text) if _is_of_cases(one)]
    if len(sizes) != 1:
        return None
    (size,) = sizes
    words = " ".join(text[: size.end].split())[-LONGEST_WORDS:]
    return Fact(Criterion.BASELINE, ("measured",), words=words, number=size.value)


def _is_of_cases(one: Quantity) -> bool:
    is_count = one.kind is QuantityKind.COUNT
    return is_count and (count_of(one) is CountOf.TEST_CASES or is_led_on(one))
