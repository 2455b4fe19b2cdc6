"""A "no" or "yes" that people put before a sentence without a comma: "no the labels were done by two people" says nothing of "no labels"."""

from __future__ import annotations

import re
from typing import Final

#: A yes or no, and what begins a sentence of its own after it. "No that's wrong" keeps its form: it disputes by itself.
_INTERJECTION: Final = re.compile(
    r"^(?P<said>\s*(?:(?:oh|well|hm+|ah|ehm?|uh)\s)?(?:no|nope|nah|yes|yep|yeah|yup))\s(?=(?:the|our|my|these|those|they|we|i|it|he|she|you|there)\s)",
    re.IGNORECASE,
)


def with_comma_after_it(text: str) -> str:
    """The text with the comma that its first "no" or "yes" lacks before a sentence; every other as it is."""
    found = _INTERJECTION.match(text)
    return f"{found['said']},{text[found.end('said') :]}" if found else text
