"""A message that corrects itself: "no cites needed. Wait, yes, they are", "800 examples, sorry, 80".

What follows the word that takes back is read alone, and counts more than what stands before it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bot.reading.evidence import LONGEST_TEXT
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import begins_with_yes, sayings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.decision import Fact

#: A reply that only turns a fact around has no more words than this.
FEW_WORDS = 6


def rest_after(text: str) -> str:
    """What a text says after the last word that takes back what it said before; empty where none does."""
    found = list(_marks().finditer(text[:LONGEST_TEXT]))
    return text[found[-1].end() :].strip(" ,;:.!-–—\n") if found else ""


def with_what_it_counts(text: str, rest: str) -> str:
    """A bare number that takes another one's place, with what that one counts: "8,000 orders a day" of "800 orders a day, no sorry 8,000"."""
    given = quantities(rest)
    at = text.rfind(rest)
    if len(given) != 1 or len(rest.split()) > 1 or given[0].kind is not QuantityKind.COUNT or at < 0:
        return rest
    before = text[:at]
    for one in reversed(quantities(before)):
        written = _WRITTEN.match(before, one.start)
        if written and (counted := _PHRASE.match(before, written.end())):
            return f"{rest}{counted[0]}"
    return rest


def turned(facts: Iterable[Fact], rest: str) -> Fact | None:
    """The one fact that a bare yes or no turns around, as it is then; None where none is, or it may be any of several."""
    if len(rest.split()) > FEW_WORDS:
        return None
    says = "yes" if begins_with_yes(rest) else "no" if _NO.match(rest) else ""
    other = {"yes": "no", "no": "yes"}.get(says, "")
    known = sayings().bare
    found = [
        replace(fact, values=(known[fact.criterion][says],), words=rest)
        for fact in facts
        if other
        and {"yes", "no"} <= set(known.get(fact.criterion, ()))
        and fact.values == (known[fact.criterion][other],)
    ]
    return found[0] if len(found) == 1 else None


_WRITTEN = re.compile(r"\d[\d.,]*(?:k\b)?(?<![.,])", re.IGNORECASE)
#: The words after a number up to the end of their clause.
_PHRASE = re.compile(r"\s?[^\s\d,.;:!?()–—-][^,.;:!?()\n–—-]{0,60}")
_NO = re.compile(r"no(?:t|pe)?\b(?! (?:problem|doubt|idea|clue))", re.IGNORECASE)


@cache
def _marks() -> re.Pattern[str]:
    words = "|".join(re.escape(each) for each in sorted(sayings().taking_back_within, key=len, reverse=True))
    return re.compile(
        rf"(?:^|[.,;:!?()\n–—-])\s{{0,3}}(?:(?:oh|ah|uh|hm|and|but|no),?\s{{1,3}})?(?:{words})(?!\w)", re.IGNORECASE
    )
