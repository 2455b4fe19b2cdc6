"""Whether a message says that training did bring something, against who says that it brought next to nothing: "hardly any gain? it is +2 points"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import plain

_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]+)*[.!?\n]?")
#: What may stand before the first word of a sentence.
_LEADS: Final = " \t,;:-–—(\"'"
#: What is doubted by being asked back.
_DOUBTS: Final = re.compile(
    r"(?:(?:what|why|how|who says|since when|and|but|no|hm+)[ ,.!?:;-]{1,3})?(?:is (?:that|this|it) )?(?:hardly|barely|no|not any|without|little)(?: any| real| much)? (?:gain|gains|better|improvement|uplift|lift|effect)\s*\?"
)
_DID: Final = re.compile(
    r"\b(?:train\w*|tun(?:e|ed|ing)|fine.?tun\w+|finetun\w+|lora|sft|it|that|the run)\b[\w' ,]{0,24}?(?:\bdid (?:bring|help|improve|gain|pay off)|\b(?:clearly|really|definitely|actually|very much) (?:brought|helped|improved|gained)|\bbrought (?:us )?(?:a gain|gain|\d)|\bimproved (?:it|things|by|from)\b)"
    r"|\bdid bring (?:a |some |us )?\w*\s?gain|\b(?:there|that|it|this) (?:was|is|were) (?:a|some|real|indeed|a real|a clear|no small) (?:real |clear )?gain\b|\bgained \+?\d"
)
_POINTS: Final = re.compile(r"(?:^|[\s(])\+\s?\d+(?:[.,]\d+)?\s?(?:%|pts?\b|points?\b|pp\b|percentage points?\b|f1\b)")
_AGAINST: Final = re.compile(
    r"\b(?:if|would|could|might|should|hope|unless|suppose|only \+|just \+|merely|not (?:bring|help|improve)|didn't|never|within (?:the )?noise|chance)\b|\b(?:only|just)\s\+"
)


def gain_told(text: str) -> str:
    """The words of a message that say so; empty where it says no such thing, supposes it, or makes little of it."""
    said = plain(text)
    for found in _SENTENCE.finditer(said):
        sentence = found[0]
        if _AGAINST.search(sentence):
            continue
        if _DOUBTS.match(sentence.lstrip(_LEADS)) or (
            "?" not in sentence and (_DID.search(sentence) or _POINTS.search(sentence))
        ):
            return " ".join(text[found.start() : found.end()].split())
    return ""
