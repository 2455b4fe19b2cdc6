"""The number of examples that somebody says people labelled: "roughly 60,000 historical claims that our handlers labelled"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import affirms, clause_around, listed, names, plain
from bot.reading.facts_in import counting, with_number
from bot.reading.numbers.quantities import quantities

if TYPE_CHECKING:
    from bot.decision import Fact

#: So many numbers are looked at.
_MOST: Final = 20
#: Fewer are none of an archive.
_FEWEST: Final = 20


def labelled_in(text: str) -> Fact | None:
    """The examples that a text says people labelled; None where it says so of no number, of several, or of a test."""
    if "?" in text[-2:] or not names(text, "labelled", "by_people"):
        return None
    whole, found = plain(text), []
    for one in counting(Criterion.EXAMPLES, quantities(text))[:_MOST]:
        start, end = clause_around(whole, one.start)
        said, before = whole[start:end], whole[start : one.start].split()
        is_of_test = names(said, "labelled", "of_test") or (before and before[-1] in _OF_A_SCORE)
        if one.value >= _FEWEST and not is_of_test and affirms(said, listed("labelled", "by_people")):
            found.append(one)
    return with_number(Criterion.EXAMPLES, found[0], text) if len(found) == 1 else None


#: What stands before the size of a test.
_OF_A_SCORE: Final = frozenset({"on", "of", "out", "from", "than"})


def take_labelled(kept: dict[Criterion, Fact], text: str) -> None:
    """Put that into facts where the number of examples was not read."""
    known = kept.get(Criterion.EXAMPLES)
    if (known is None or known.is_likely) and (found := labelled_in(text)):
        kept[Criterion.EXAMPLES] = found
