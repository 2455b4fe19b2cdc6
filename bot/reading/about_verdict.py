"""What people ask about what they were just told: why, how sure, what would change it, from where."""

from __future__ import annotations

import re
from enum import StrEnum


class About(StrEnum):
    """What of a verdict, or of an answer, somebody asks about."""

    REASONS = "reasons"
    CERTAINTY = "certainty"
    FLIPS = "flips"
    SOURCES = "sources"


#: Longer messages say something of their own.
LONGEST = 120
_BEFORE = r"^\W*(?:(?:ok(?:ay)?|but|and|so|hm+|sorry|wait|well|yes|no|please|can you|could you)\W+)*"
_THAT = r"(?:that|this|it|so|the verdict|your verdict)"
_OUTCOME = r"(?:prompt(?:ing| engineering)?|rag|retrieval|fine-?\s?tun(?:e|ing)|not ready|distill?(?:ing|ation)?)"
_PATTERNS = {
    About.REASONS: re.compile(
        rf"{_BEFORE}(?:why(?:\W+(?:is {_THAT}|{_THAT}|do you (?:say|think|lean|recommend|suggest) (?:{_THAT}|{_OUTCOME})|{_OUTCOME}|though))?"
        rf"|how come|what makes you (?:say|think) {_THAT}|how did you (?:get|come|arrive)(?: there| to {_THAT}| at {_THAT})"
        rf"|explain(?: (?:{_THAT}|why|yourself))?|(?:(?:what(?:['’]s| is| are) |give me )?(?:the |your )?)(?:reasons?|reasoning)(?: for {_THAT})?)\W*$",
        re.IGNORECASE,
    ),
    About.CERTAINTY: re.compile(
        rf"{_BEFORE}(?:are you (?:\w+ )?(?:sure|certain|confident|serious)|how (?:sure|certain|confident|reliable|safe) (?:are you|is {_THAT})"
        rf"|(?:for )?really|is {_THAT} (?:\w+ )?(?:right|true|correct|certain|final|reliable)"
        rf"|can (?:i|we) (?:trust|rely on|count on) (?:{_THAT}|you))(?: (?:about|of) {_THAT})?\W*$",
        re.IGNORECASE,
    ),
    About.FLIPS: re.compile(
        rf"\bwhat (?:\w+ )?(?:would|could|might|can|will|must|has to|needs? to|would have to) (?:\w+ ){{0,3}}(?:change|flip|turn|tip|reverse|alter)\b"
        rf"(?! (?:if|when)\b)|\bwhen (?:would|could|does|will) {_THAT} (?:change|flip|turn)\b"
        rf"|\b(?:flip|change) (?:the|your) (?:verdict|mind)\W*$",
        re.IGNORECASE,
    ),
    About.SOURCES: re.compile(
        rf"{_BEFORE}(?:(?:(?:show|give|list|name|cite|see)(?: me| us)? |(?:what|which|where) (?:are|is) )?(?:the |your |any |all )*"
        rf"(?:sources?|references?|citations?|evidence|proof|links?)(?: for {_THAT})?"
        rf"|(?:from )?where (?:does|did|do) (?:{_THAT}|you) (?:come from|get {_THAT}(?: from)?)|based on what|says who"
        rf"|according to (?:whom?|what)|how do you know(?: {_THAT})?|who says(?: {_THAT})?)(?: please)?\W*$",
        re.IGNORECASE,
    ),
}


#: Asks to delete what is kept of somebody, and nothing else: training data is deleted elsewhere.
_DELETE = re.compile(
    rf"{_BEFORE}(?:(?:how (?:do|can) i|i want (?:you )?to) )?(?:delete|forget|erase|remove|wipe|clear) (?:(?:all|everything)(?: of it)?|me"
    r"|(?:all (?:of )?)?(?:my|our|this|the|these) (?:own )?(?:data|conversations?|messages?|history|thread|chat|decisions?|words)"
    r"|(?:everything|what|all) (?:you|i|we) (?:know|said|have|keep|kept|store)\w*(?: (?:about|on|of) (?:me|us))?)(?: please)?\W*$",
    re.IGNORECASE,
)


def asks_to_delete(text: str) -> bool:
    """Whether a message asks to have what is kept of somebody deleted."""
    return bool(_DELETE.match(text))


def about_in(text: str) -> About | None:
    """What a short message asks about what was said before it, if it does."""
    if len(text) > LONGEST:
        return None
    return next((about for about, pattern in _PATTERNS.items() if pattern.search(text)), None)
