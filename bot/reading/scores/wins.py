"""A win rate: how often the answers of one were liked better than those of a prompt or an untuned model.

That is no share of right answers: half of it is a tie, however good both are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import clause_around, plain

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

#: The half that either has of two that are as good.
EVEN: Final = 0.5
#: What a heading ends with: "win rate vs the prompt: 49%".
_HEADS: Final = (":", "=", "-", "–", "—")
_RATE: Final = re.compile(
    r"\b(?:win|wins|winning|preference)[\s-]?(?:rates?|ratio|share|percentage)\b|\b(?:preferred|prefers?|preference|liked better|judged better|rated better|chosen|chose|picked|took)\b"
)
_WON: Final = re.compile(
    r"\b(?:wins?|won|beats?)(?:\s(?:in|at|only|just|about|around|roughly|like|of|with|is|was|=|:)){0,3}\s?[:=]?\s?$"
)
_WINS_AFTER: Final = re.compile(r"^\s(?:wins?|won|win-rate)\b")
_AGAINST: Final = re.compile(
    r"\b(?:vs\.?|versus|v|against|over|than|to|from|with|beats?)\s(?:(?:the|our|a|an|just|plain|old|same|current|few[\s-]?shot|zero[\s-]?shot|system|what|good)\s){0,3}"
    r"(?:prompt\w*|baseline|base|few[\s-]?shot|untuned|un-tuned|zero[\s-]?shot|vanilla|original)\b"
)


def is_win_rate(text: str, share: Quantity) -> bool:
    """Whether a share is a win rate against a prompt or an untuned model."""
    start, end = clause_around(text, share.start)
    lead = text[:start].rstrip()
    if lead.endswith(_HEADS):
        start, _ = clause_around(text, max(0, len(lead) - 2))
    said = plain(text[start:end])
    if _AGAINST.search(said) is None:
        return False
    before, after = plain(text[start : share.start]), plain(text[share.end : end])
    return bool(_RATE.search(said) or _WON.search(before) or _WINS_AFTER.match(after))
