"""That examples are good, where their number is told with who or what made sure of them: "600 checked examples", "9,000 lawyer-approved clauses"."""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import names, plain

_CHECKED: Final = re.compile(
    r"^[~\d][\d.,]*\s?(?:k|m|mio|thousand|million)?\s(?:[a-z]{3,14}[\s-])?(?:double[\s-]keyed|checked|reviewed|approved|verified|vetted|curated|proofread|adjudicated|double-checked)\b(?!\s(?:in|by the model|boxes|off))"
    r"|^[~\d][\d.,]*\s?(?:k|m|mio|thousand|million)?\s(?:[a-z]{3,16},?\s){1,2}(?:double[\s-]keyed|keyed twice)\b"
)


def checked_by_words(examples: Fact | None, text: str) -> Fact | None:
    """That people who know have checked the examples, where their number is stated with the word for it; None where anything speaks against them."""
    if examples is None or not examples.is_stated or not _CHECKED.match(plain(examples.words)):
        return None
    if names(text, "data_quality", "trouble") or names(text, "data_quality", "no_good"):
        return None
    return Fact(Criterion.DATA_QUALITY, ("curated",), words=examples.words)
