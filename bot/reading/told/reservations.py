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
    from bot.decision import Fact

#: The criteria that open the gates of training.
OPEN_GATES = frozenset(
    {Criterion.TRIED, Criterion.BASELINE, Criterion.EXAMPLES, Criterion.DATA_QUALITY, Criterion.TUNABLE_MODEL}
)
#: Characters of somebody's words that find their place in a text.
BEGINNING = 20
_END = re.compile(r"[.!?](?=\s|$)|\n")


def reserved(fact: Fact, text: str) -> Fact:
    """A fact as it is, or only likely where it opens a gate and its sentence has a reservation."""
    if not fact.is_stated or fact.criterion not in OPEN_GATES:
        return fact
    has_one = _reservation().search(_sentence(fact.words, text))
    return replace(fact, certainty=Certainty.LIKELY) if has_one else fact


def _sentence(words: str, text: str) -> str:
    """The sentence that some words begin in, up to its end; empty where they do not stand in the text."""
    at = text.find(words[:BEGINNING])
    if at < 0 or not words:
        return ""
    ends = [found.end() for found in _END.finditer(text)]
    start = max((end for end in ends if end <= at), default=0)
    return text[start : min((end for end in ends if end >= at + len(words)), default=len(text))]


@cache
def _reservation() -> re.Pattern[str]:
    words = "|".join(re.escape(each) for each in sorted(sayings().reservations))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
