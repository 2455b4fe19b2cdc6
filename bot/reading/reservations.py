"""Whether the sentence that a fact stands in speaks of plans, of other people, or takes back what it says.

A trained reader of single facts overlooks that easily, and what it costs is a gate opened by what is not there. So a fact in such a
sentence is likely at most, and asked for. The words stand in `sayings.toml`; the list is short, because most sentences with a "could" or an
"agency" state plain facts (measured: longer lists took seven right facts for each wrong one).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion
from bot.reading.sayings import sayings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.decision import Fact

#: The criteria that open the gates of training.
OPEN_GATES = frozenset(
    {Criterion.TRIED, Criterion.BASELINE, Criterion.EXAMPLES, Criterion.DATA_QUALITY, Criterion.TUNABLE_MODEL}
)
#: Characters of somebody's words that find their place in a text.
BEGINNING = 20
_ENDS = ".!?\n"


def reserved(facts: Iterable[Fact], text: str) -> tuple[Fact, ...]:
    """The facts, those that open gates only likely where their sentence has a reservation."""
    return tuple(
        replace(fact, certainty=Certainty.LIKELY)
        if fact.is_stated and fact.criterion in OPEN_GATES and _reservation().search(_sentence(fact.words, text))
        else fact
        for fact in facts
    )


def _sentence(words: str, text: str) -> str:
    """The sentence that some words begin in, up to its end; empty where they do not stand in the text."""
    at = text.find(words[:BEGINNING])
    if at < 0 or not words:
        return ""
    start = max(text.rfind(sign, 0, at) for sign in _ENDS) + 1
    ends = (text.find(sign, at + max(len(words) - 1, 0)) for sign in _ENDS)
    return text[start : min((end for end in ends if end >= 0), default=len(text))]


@cache
def _reservation() -> re.Pattern[str]:
    words = "|".join(re.escape(each) for each in sorted(sayings().reservations))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
