"""That a part of the examples, which nobody has counted, is older than what holds today: "half of them older than the 2024 change"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import as_written, clauses, listed, names_undenied
from bot.reading.facts_in import LONGEST_WORDS

_PART: Final = re.compile(
    r"\b(?:half|some|many|most|several|a (?:few|lot|third|quarter|part|portion|bunch|fraction)|two thirds|part|parts|lots|plenty|the (?:majority|bulk|older half)|about half|\d{1,2}\s?%|\d{1,2} percent)"
    r"(?: of (?:them|these|those|it|the [\w'-]{3,16}|our [\w'-]{3,16}))?(?= )(?P<said>.{3,90})"
)
_OLD: Final = re.compile(
    r"\b(?:older than|(?:from|written|made|dated|collected)(?: from)? before|predat\w+|pre-?dat\w+|outdated|out of date|obsolete|superseded|no longer (?:valid|right|correct|current)|not valid any ?more|under the (?:old|former|previous)|(?:follow|follows|use|uses|in|on|of|with|after|by|from) the (?:old|former|previous|earlier)|pre[- ](?:19|20)\d\d)\b"
)
#: What is no example of what is wanted: what is known, and what the model writes.
_OTHERS: Final = re.compile(
    r"\b(?:polic(?:y|ies)|manuals?|docs?|documents?|wiki|pages?|articles?|handbooks?|rules?|prices?|faqs?|answers?|outputs?|replies)\b"
)


def outdated_part(text: str) -> str:
    """The words in which a text says that a part of what it counts is outdated; empty where it says so of something else, or only asks."""
    if "?" in text:
        return ""
    for clause in clauses(text):
        found = _PART.search(clause)
        if found is None or _OTHERS.search(clause[: found.start("said")]):
            continue
        if names_undenied(found["said"], _OLD) and not listed("plans").search(found["said"]):
            return as_written(found[0].strip(), text)[:LONGEST_WORDS]
    return ""
