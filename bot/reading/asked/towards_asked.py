"""Which way a message asks what would lead the verdict to: "what must happen before you would say train it?"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import plain
from bot.reading.sayings import techniques_named

#: Longer messages tell a case.
_LONGEST: Final = 200
_TRAINING: Final = "fine_tune"
_SAYS: Final = r"(?:say|recommend|advise|suggest|choose|pick|prefer|go for|agree to|tell (?:me|us))"
_WAY: Final = r"(?:train|tun|fine.?tun|finetun|prompt|retriev|rag\b|a yes\b|the (?:verdict|answer)\b|it to be\b|you(?:r verdict)? to\b)"
_FORMS: Final = re.compile(
    r"\b(?:what|which (?:things?|conditions?)) (?:else |exactly |then )?(?:must|has to|have to|had to|needs? to|would have to|would need to|should|would)"
    r" (?:\w+ )?(?:happen|be true|change|be different|be the case|be in place|hold|be so)\b.{0,30}?\b(?:before|for|so that|until|till) you\b"
    rf"|\bwhat (?:would|will|does|might|could) it take (?:for|to get to) {_WAY}"
    rf"|\b(?:when|under (?:which|what) (?:conditions?|circumstances)) (?:would|will|do|might) you {_SAYS}"
    rf"|\bwhat (?:would|could|might) (?:make|get|convince|persuade|bring|lead|move) you (?:(?:to )?{_SAYS}|towards?|back to|to)\b"
)
_DENIED: Final = re.compile(r"\b(?:not|never|against|no|without|stop|don['’]?t)\b")
_A_YES: Final = re.compile(r"\b(?:say|a) yes\b")


def towards_asked(text: str) -> str:
    """The outcome of the way that a message asks to be led to; empty where it asks for none, for several, or against one."""
    said = " ".join(plain(text).split())
    found = _FORMS.search(said) if len(said) <= _LONGEST else None
    # A way that was told before is not the one that is asked for.
    rest = said[found.start() :].partition("?")[0] if found else ""
    if not rest or _DENIED.search(rest):
        return ""
    named = techniques_named(rest)
    if not named and _A_YES.search(rest):
        return _TRAINING
    return named[0] if len(named) == 1 else ""
