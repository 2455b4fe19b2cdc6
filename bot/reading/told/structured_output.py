"""Whether a text says that structured output is off, or that it was tried or can't be had: "strict mode not on", "constrained decoding doesn't work with our unions"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import clauses
from bot.reading.sayings import asks

_NAME: Final = (
    r"(?:structured[\s-]outputs?|json[\s-](?:mode|schema mode)|strict[\s-](?:mode|json|schema)|constrained[\s-](?:decoding|generation|sampling)|guided[\s-](?:decoding|json|generation)|grammar[\s-](?:decoding|sampling|mode)"
    r"|response[\s_-]format|outlines|schema enforcement|function calling|tool mode)"
)
_NAMED: Final = re.compile(rf"\b{_NAME}\b")
_OFF: Final = re.compile(
    r"\b(?:not|isn't|isnt|wasn't|wasnt|never|aren't|haven't|havent|hasn't|hasnt|didn't|didnt|don't|dont|no|without)\b[^.;]{0,24}?\b(?:on|used?|using|enabled|active|switched|turned|tried|tested|set|activated)\b|\b(?:is|are|was|still|currently)\s(?:switched |turned )?off\b"
    r"|\b(?:untried|disabled|not yet|nobody tried|without)\b|\bno\s$"
)
_UNAVAILABLE: Final = re.compile(
    r"\b(?:doesn't|doesnt|does not|don't|dont|do not|didn't|did not|can't|cant|cannot|won't)\s(?:really\s)?(?:work|help|support|handle|have|fit|allow|exist|offer|enough|cope)\b|\b(?:unavailable|unsupported|(?:isn't|aren't|isnt|not|never) (?:available|supported|possible|offered)|no support|fails|failed|breaks|broke|didn't help|impossible)\b"
)
_ON: Final = re.compile(
    r"\b(?:is|are|was|were|already|switched|turned|we use|with|using|have|has|tried|even with|despite|use|enabled|runs?|on)\b"
)
_IF: Final = re.compile(r"\b(?:suppose|if|would|could|should|maybe|want|plan|will|going to)\b")


def structured_output_off(text: str) -> bool | None:
    """True where structured output is said not to be on, False where it is on, was tried or can't be had; None where a text says nothing of it, or only asks."""
    found: bool | None = None
    for clause in clauses(text):
        named = _NAMED.search(clause)
        if named is None or _IF.search(clause) or asks(clause):
            continue
        rest = _NAMED.sub(" ", clause)
        if _UNAVAILABLE.search(rest):
            found = False
        elif _OFF.search(rest) or _OFF.search(clause[: named.start()]):
            found = True
        elif _ON.search(rest):
            found = False
    return found
