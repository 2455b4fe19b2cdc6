"""Whether a message without a question mark asks which of two it is: "wait, 140 voices = 140 LoRAs or one model", "so one adapter or many"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import plain

#: Longer messages tell of a case.
LONGEST: Final = 120
_NOUNS: Final = r"(?:\s[a-z][\w-]{1,16}){1,3}?"
_CHOICE: Final = re.compile(
    rf"(?:^\W{{0,3}}(?:wait|so|ok so|and|but|hm+|then|meaning)\b[^.;!?]{{0,120}}?|=[^.;!?=]{{0,60}}?)\b(?:\d[\w.,]{{0,12}}|one|a|an|each|many|several|all){_NOUNS}\sor\s(?:just\s|only\s)?(?:\d[\w.,]{{0,12}}|one|a|an|single|both|many|several|per|each)\b[^.;!?,]{{0,24}}$"
)
#: What is no choice of things: "so two weeks or a month".
_TIMES: Final = re.compile(r"\b(?:days?|weeks?|months?|years?|hours?|minutes?|quarters?)\b")


def with_its_question_mark(text: str) -> str:
    """A short message that offers a choice with the question mark that it lacks; every other as it is."""
    said = plain(text).rstrip()
    if len(said) > LONGEST or "?" in said or _TIMES.search(said) or not _CHOICE.search(said):
        return text
    return f"{text.rstrip()}?"
