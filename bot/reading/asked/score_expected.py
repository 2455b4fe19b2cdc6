"""Whether a message asks what score to expect of training: "what recall can we hope for after tuning?"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import plain
from knowledge.passages import sentences

#: Longer messages tell a case.
_LONGEST: Final = 160
_SCORE: Final = (
    r"(?:precision|recall|accuracy|f1|f-score|scores?|hit rate|error rate|gains?|improvements?|uplift|quality)"
)
_EXPECTED: Final = re.compile(
    rf"^\W*(?:(?:and|so|ok|but) )?(?:what|which|how (?:much|high|big|large|good))\b.{{0,40}}?\b{_SCORE}\b.{{0,30}}?"
    r"\b(?:(?:should|can|could|may|might|do|would|will|to|is|are)\b.{0,25}?\b(?:expect(?:ed)?|hope for|count on|reach|achieve|realistic|typical|usual))\b"
)


def expects_a_score(text: str) -> bool:
    """Whether a message of one sentence asks nothing but what score training may be expected to bring."""
    said = " ".join(plain(text).split())
    return len(said) <= _LONGEST and len(sentences(text)) == 1 and "?" in text and bool(_EXPECTED.search(said))
