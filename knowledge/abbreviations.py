"""Words that engineers shorten, written out as the sources have them: "w/ FT deployments" is "with fine-tuned deployments"."""

from __future__ import annotations

import re
from typing import Final

_WRITTEN_OUT: Final = (
    (r"\bw/o\b", "without"),
    (r"\bw/(?=\s|\w)\s?", "with "),
    (r"\b(?:aoai|azure oai)\b", "Azure OpenAI"),
    (r"\bft['’]?d\b", "fine-tuned"),
    (r"\bft(?=\s+(?:models?|deployments?|gpt|4\w|o\d|endpoints?|versions?|ones?)\b)", "fine-tuned"),
    (r"\bft['’]?ing\b", "fine-tuning"),
    (r"\b(?-i:FT)\b", "fine-tuning"),
    (r"\bckpts?\b", "checkpoint"),
    (r"\bctx\b", "context"),
    (r"\bmin #", "minimum number of"),
    (r"\bmax #", "maximum number of"),
    (r"\bevals\b", "evaluations"),
    (r"\bdiff(?=\s)", "difference between"),
)
_EACH: Final = tuple((re.compile(short, re.IGNORECASE), whole) for short, whole in _WRITTEN_OUT)


def written_out(question: str) -> str:
    """A question with what is shortened in it written out; as it is where nothing is."""
    for short, whole in _EACH:
        question = short.sub(whole, question)
    return question
