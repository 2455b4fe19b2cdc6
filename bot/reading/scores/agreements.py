"""How often two people say the same of the same things, told in counts apart: "I gave the same 100 mails to two colleagues and they said same on 83".

Their two numbers are no score, no size of a test and no examples.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import plain
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

_TWO: Final = r"(?:two|2|three|3|both|four|4|several|different|each other|one another)"
#: "Gave the same 100 mails to two colleagues", "two annotators labelled 200 posts".
_BOTH_DID: Final = re.compile(
    rf"\b(?:gave|give|given|showed|sent|handed|let)\b[^.;!?]{{0,60}}\b{_TWO}\b|\b{_TWO}\s(?:of\s(?:our|the|my)\s)?(?:[a-z]{{3,14}}\s)?[a-z]{{3,14}}\s"
    r"(?:have\s|each\s|independently\s|both\s)?(?:label\w*|sort\w*|read|rated?|coded?|judged?|graded?|marked|tagged|looked at|did|classif\w+|scored?|assess\w*|reviewed|got)\b"
)
#: "They said same on 83", "the same answer for 83", "were of one mind in 71", "agreed on 83", "matched in 60".
_SAME: Final = re.compile(
    r"\b(?:(?:said|say|says|gave|chose|picked|wrote|had|put|came to|took|made|decided|assigned|set|got)\s(?:exactly\s)?(?:the\s)?same(?:\s(?!mails?\b)[a-z]{2,14}){0,3}?"
    r"|agree[ds]?|concur(?:red)?|matched|were (?:of one mind|in agreement|identical|the same|equal)|coincided|overlapped)\s(?:with (?:each other|one another)\s)?(?:only\s)?(?:(?:on|for|in|at|about)\s)?(?:only\s|just\s|about\s)?$"
)


def agreement_told_apart(text: str) -> Quantity | None:
    """On how many of how many things people said the same, as a share with its whole, where the two are told apart; None where no text says so, or it asks."""
    if "?" in text:
        return None
    whole = plain(text)
    found = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    for place, same in enumerate(found):
        before = whole[: same.start]
        told = [one for one in found[:place] if one.value >= same.value and one.counted]
        if told and _SAME.search(before) and _BOTH_DID.search(before):
            return replace(same, kind=QuantityKind.SHARE, value=same.value / told[-1].value, of=told[-1].value)
    return None
