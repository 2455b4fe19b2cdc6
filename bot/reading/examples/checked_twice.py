"""Whether a text says of examples that two people, or seniors, stand for them: "double-keyed", "two adjudicators", "four-eyes", "signed off by seniors"."""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import as_written, parted_by, plain

_TWICE: Final = re.compile(
    r"\b(?:double|dual|twice|triple)[- ]?(?:blind(?:ed)?[- ])?(?:key(?:ed|ing)|key[- ]entry|entry|entered|coded|coding|annotat(?:ed|ion)|labell?(?:ed|ing)|checked|reviewed|read|marked|graded|adjudicated|scored)\b"
    r"|\b(?:key(?:ed)?|coded|annotated|labell?ed|reviewed|checked|read|marked|graded) (?:twice|in duplicate|independently by (?:two|three|2|3))\b"
    r"|\b(?:two|three|2|3|both|dual|paired) (?:independent |senior |human |blinded |trained |different )?(?:adjudicators|annotators|labell?ers|coders|raters|keyers|graders|markers)\b"
    r"|\badjudicat(?:ed|ion)\b|\b(?:four|4)[- ]?eyes?\b|\bsecond (?:reader|reviewer|annotator|rater|pair of eyes)\b"
    r"|\bsigned[- ]?off (?:on )?by\b|\bcounter-?signed by\b|\bsign-?off (?:by|from)\b"
)
#: What such words are of, where they are no whole message.
_OF_EXAMPLES: Final = re.compile(
    r"\b(?:examples?|pairs?|samples?|labels?|labell?ed|annotat\w+|forms?|records?|cases?|claims?|letters?|mails?|tickets?|notes?|pages?|documents?|reports?|rows?|data|gold|answers|them|these|those)\b"
)
_NOT_SO: Final = re.compile(
    r"\b(?:not|never|no|without|nobody|isn't|aren't|wasn't|weren't|don't|didn't|nor|if|should|could|would|will|plan\w*|want|need|must|might|may|going to|next|later|soon|hope|test|tests|eval|benchmark|agree\w*|disagree\w*|kappa)\b"
)
_CLAUSE: Final = re.compile(r",(?!\d)|[;!?\n]|\.(?=\s|$)|\bbut\b")
#: A reply of so few words is about what was asked.
_SHORT: Final = 5
_LONGEST: Final = 160


def checked_twice(text: str) -> Fact | None:
    """That people who know have checked the examples; None where no clause says so, or one that asks, plans, denies or is of a test."""
    said = plain(text)
    is_short = len(said.split()) <= _SHORT
    for start, end in parted_by(_CLAUSE, said):
        clause = said[start:end]
        if _TWICE.search(clause) is None or _NOT_SO.search(clause) or said[end : end + 1] == "?":
            continue
        if is_short or _OF_EXAMPLES.search(clause):
            return Fact(Criterion.DATA_QUALITY, ("curated",), words=as_written(clause.strip(), text)[:_LONGEST])
    return None
