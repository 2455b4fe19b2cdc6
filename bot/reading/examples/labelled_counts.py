"""The number of examples that somebody says people labelled: "roughly 60,000 historical claims that our handlers labelled"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import affirms, clause_around, listed, names, plain
from bot.reading.facts_in import counting, with_number
from bot.reading.numbers.counted_things import is_led_by_need
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.decision import Fact

#: So many numbers are looked at.
_MOST: Final = 20
#: Fewer are none of an archive.
_FEWEST: Final = 20

#: What follows the number of things that people worked on one by one, whatever these are called: "48,000 products our people have corrected by
#: hand", "22,000 pages before and after human copy-editing".
_WORKED_ON: Final = re.compile(
    r"\s{0,2}(?:[\w-]{2,16}\s){1,4}?(?:(?:that |which )?(?:our|the) (?:[\w-]{2,14} )?(?:people|staff|team|editors?|reviewers?|experts?|clerks?|agents?|translators?|lawyers?|nurses?|doctors?|annotators?|specialists?|interns?|colleagues|shops|customers|buyers?|engineers?)"
    r" (?:have |has |had )?(?:all )?(?:corrected|edited|rewritten|rewrote|fixed|post-edited|proofread|revised|redlined|classified|categori[sz]ed|coded|sorted)|(?:were |was |all )?(?:corrected|rewritten|fixed|edited|classified|categori[sz]ed) by (?:hand|our|the)"
    r"|before and after (?:[\w'’-]{2,14} ){0,2}?(?:[\w-]*edit\w*|correct\w*|proof\w*|revis\w*|review\w*|redlin\w*|rewrit\w*))"
)


def labelled_in(text: str) -> Fact | None:
    """The examples that a text says people labelled; None where it says so of no number, of several, or of a test."""
    if worked_on := _worked_on(text):
        return worked_on
    if not names(text, "labelled", "by_people"):
        return None
    whole, found = plain(text), []
    for one in counting(Criterion.EXAMPLES, quantities(text))[:_MOST]:
        start, end = clause_around(whole, one.start)
        said, before = whole[start:end], whole[start : one.start].split()
        is_of_test = names(said, "labelled", "of_test") or (before and before[-1] in _OF_A_SCORE)
        is_asked = _ENDS.split(whole[one.end :], maxsplit=1)[0].endswith("?")
        if one.value >= _FEWEST and not is_of_test and not is_asked and affirms(said, listed("labelled", "by_people")):
            found.append(one)
    return with_number(Criterion.EXAMPLES, found[0], text) if len(found) == 1 else None


def _worked_on(text: str) -> Fact | None:
    """The number of things that people worked on one by one; None where a text says so of none, or of several."""
    whole, found = plain(text), []
    for one in [one for one in quantities(text) if one.kind is QuantityKind.COUNT][:_MOST]:
        start, end = clause_around(whole, one.start)
        done = _WORKED_ON.match(whole, one.end)
        is_of_test = names(whole[start:end], "labelled", "of_test")
        if (
            done
            and one.value >= _FEWEST
            and not is_of_test
            and not is_led_by_need(one)
            and affirms(whole[start : done.end()], _ANY)
        ):
            found.append(one)
    return with_number(Criterion.EXAMPLES, found[0], text) if len(found) == 1 else None


#: After the mark that ends a sentence.
_ENDS: Final = re.compile(r"(?<=[.!?])(?=\s|$)")
_ANY: Final = re.compile(r"\d[\d.,]*")
#: What stands before the size of a test.
_OF_A_SCORE: Final = frozenset({"on", "of", "out", "from", "than"})


def take_labelled(kept: dict[Criterion, Fact], text: str) -> None:
    """Put that into facts where the number of examples was not read."""
    known = kept.get(Criterion.EXAMPLES)
    if (known is None or known.is_likely) and (found := labelled_in(text)):
        kept[Criterion.EXAMPLES] = found
