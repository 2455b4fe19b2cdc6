"""A message that tells something and then asks whether that changes anything: "we're on OpenAI directly, not Azure. does that change anything".

What it tells is what counts: the reply to a fact says what it changes.
"""

from __future__ import annotations

import re
from typing import Final

#: Characters of a message that is looked at; a longer one tells a case of its own.
LONGEST: Final = 400
#: Words that tell something before what is asked.
FEWEST: Final = 3
_ASKED: Final = re.compile(
    r"[.,;!\s-]{1,4}(?:so\s|and\s|but\s|now\s)?(?:(?:does|do|would|will|did|can|should)\s(?:that|this|it)\s(?:really\s|now\s)?(?:change|matter|affect|alter|make\s(?:a|any)\sdifference)"
    r"|(?:is|was)\s(?:that|this|it)\s(?:a\sproblem|a\sdifference|important|relevant)|what\sdoes\s(?:that|this|it)\schange|(?:any|a)\sdifference)"
    r"(?:\s(?:anything|something|things|much|a\slot|it|now|here|then|the\sverdict|the\sanswer|your\s(?:verdict|answer|view)|for\s(?:us|you|this)|to\syou)){0,3}\s?[?.!]{0,3}$",
    re.IGNORECASE,
)


def without_change_asked(text: str) -> str:
    """The text without a last question whether what it tells changes anything; as it is where it asks more, or tells nothing."""
    said = text.strip()
    found = _ASKED.search(said[-LONGEST:]) if len(said) <= LONGEST else None
    if found is None:
        return text
    told = said[: found.start()]
    return told if "?" not in told and len(told.split()) >= FEWEST else text
