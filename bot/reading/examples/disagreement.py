"""Whether a text says that people do not agree on what is right: a low kappa, "ask three lawyers and you get three answers".

Then no examples can be consistent, and no score can be trusted, whatever is trained.
"""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import affirms, as_written, clauses, listed
from bot.reading.facts_in import LONGEST_WORDS

#: Up to this kappa agreement is called moderate at best (Landis and Koch, 1977).
MODERATE: Final = 0.6
_KAPPA: Final = re.compile(r"\bkappa\b[^.;,!?\d]{0,24}(?P<kappa>[01]?[.,]\d{1,3})(?!\d|\s?%)")
_ASK: Final = re.compile(
    r"\b(?:ask|asking|take|give it to)\s(?:two|three|four|five|ten|\d{1,2})\s(?:[\w-]{3,16},?\s){1,2}?(?:[\w,]{1,8}\s){0,5}?(?:two|three|four|five|six|ten|eleven|\d{1,2})\s(?:different\s)?(?:answers|opinions|labels|results|classes|categories)\b"
)


def disagreement_in(text: str) -> Fact | None:
    """That the examples are inconsistent, where a text says that people do not agree on what is right; None where it does not, or asks."""
    if "?" in text:
        return None
    for clause in clauses(text):
        kappa = _KAPPA.search(clause)
        is_low = kappa is not None and float(kappa["kappa"].replace(",", ".")) <= MODERATE
        if is_low or _ASK.search(clause) or affirms(clause, listed("disagreement", "says")):
            return Fact(Criterion.DATA_QUALITY, ("poor",), words=as_written(clause, text)[:LONGEST_WORDS])
    ask = _ASK.search(text.lower())
    return Fact(Criterion.DATA_QUALITY, ("poor",), words=text[ask.start() : ask.end()]) if ask else None
