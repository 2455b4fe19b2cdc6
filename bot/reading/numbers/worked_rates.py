"""How often something is used, where a text says how much comes in of what is worked on: "we write descriptions for 3,000 new products a week"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import clause_around, plain
from bot.reading.facts_in import MONEY, NOT_HAD, with_number
from bot.reading.numbers.counted_things import names_people
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import sayings

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from bot.decision import Fact
    from bot.reading.numbers.quantities import Quantity

#: What else is done with each thing that comes in.
_WORKED: Final = ("describ", "process", "handl", "convert", "caption", "index")


def worked_rate(text: str) -> Quantity | None:
    """The rate of what is worked on; None where a text tells none, several, or one of money, people or a wish."""
    rates = [one for one in quantities(text) if one.kind is QuantityKind.RATE and one.value > 0]
    if len(rates) != 1 or "?" in text[rates[0].end : rates[0].end + 2]:
        return None
    (one,) = rates
    whole = plain(text)
    start, end = clause_around(whole, one.start)
    before = whole[start : one.start].split()
    around = {*before, *whole[one.start : end].split()}
    is_done = any(word.startswith((*sayings().text_work, *_WORKED)) for word in [*before, *_words_before(whole, start)])
    is_of_another = around & MONEY or around & NOT_HAD or any(map(names_people, around))
    return one if is_done and not is_of_another else None


def _words_before(whole: str, start: int) -> list[str]:
    """The words of the clause before one that begins with "for": "writing product descriptions, for 3,000 new products a week"."""
    if not whole[start:].lstrip().startswith("for ") or start == 0:
        return []
    begin, end = clause_around(whole, start - 1)
    return whole[begin:end].split()


def take_worked_rate(kept: MutableMapping[Criterion, Fact], text: str) -> None:
    """Put that into facts where nothing was read for certain, and take out a guess at how often facts change that rests on it."""
    known = kept.get(Criterion.VOLUME)
    found = worked_rate(text) if known is None or known.is_likely else None
    if found is None:
        return
    kept[Criterion.VOLUME] = with_number(Criterion.VOLUME, found, text)
    change = kept.get(Criterion.VOLATILITY)
    if change is not None and change.is_likely and plain(change.words) in plain(text[found.start : found.end]):
        del kept[Criterion.VOLATILITY]
