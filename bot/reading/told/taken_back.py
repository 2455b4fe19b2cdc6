"""A message that corrects itself: "no cites needed. Wait, yes, they are", "800 examples, sorry, 80".

What follows the word that takes back is read alone, and counts more than what stands before it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bot.reading.evidence import LONGEST_TEXT
from bot.reading.numbers.counted_things import names_people
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import begins_with_yes, sayings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.decision import Fact
    from bot.reading.numbers.quantities import Quantity

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


def recounted(text: str) -> tuple[Quantity, Quantity] | None:
    """The count that a text takes back and the bare one it puts in its place, whatever it says after that; None where it puts none.

    "240,000 closed disputes, with the code the team used. sorry, 24,000 — the older ones are on the old scheme".
    """
    rest = rest_after(text)
    at = text.rfind(rest) if rest else -1
    numbers = [one for one in quantities(text) if one.kind in {QuantityKind.COUNT, QuantityKind.RATE}]
    given = next((one for one in numbers if at >= 0 and one.start == at and one.kind is QuantityKind.COUNT), None)
    before = [one for one in numbers if one.end <= at and _WRITTEN.match(text, one.start)]
    if given is None or not before or not _STANDS_BARE.match(text, given.end):
        return None
    named = [
        one for one in before if one.kind is QuantityKind.RATE or (one.counted and not names_people(one.counted[0]))
    ]
    if not named:
        return None
    old = named[-1]
    if old.kind is QuantityKind.RATE:
        # In the period of the one that it takes the place of.
        figure = _WRITTEN.match(text, old.start)
        written = quantities(figure[0]) if figure else []
        if len(written) != 1 or not written[0].value:
            return None
        given = replace(given, kind=old.kind, value=given.value * old.value / written[0].value)
    return (old, given) if old.value != given.value else None


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
#: What may follow a number that counts nothing by name.
_STANDS_BARE = re.compile(
    r"\s{0,2}(?:$|[,.;:!)\n–—-](?!\d)|(?:of (?:them|those|these)|only|actually|really|because|since|as|the|in total)\b)",
    re.IGNORECASE,
)
_NO = re.compile(r"no(?:t|pe)?\b(?! (?:problem|doubt|idea|clue))", re.IGNORECASE)


@cache
def _marks() -> re.Pattern[str]:
    words = "|".join(re.escape(each) for each in sorted(sayings().taking_back_within, key=len, reverse=True))
    return re.compile(
        rf"(?:^|[.,;:!?()\n–—-])\s{{0,3}}(?:(?:oh|ah|uh|hm|and|but|no),?\s{{1,3}})?(?:{words})(?!\w)", re.IGNORECASE
    )
