"""Whether a text says in so many words that what counts as right stands still: "policy stands still, labels get refreshed weekly", "slang moves weekly, policy doesn't".

How often anything else changes that is named beside it says nothing against that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import as_written, clauses, listed
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.sayings import asks

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHAT: Final = (
    r"(?:(?:the|our|my|its|this|that)\s)?(?:[a-z]{3,14}\s)?(?:polic(?:y|ies)|definitions?|guidelines?|criteria|taxonom(?:y|ies)|label set|labels|categor(?:y|ies)|classes|codebook|code list"
    r"|what counts as right|what is right|what counts|rubric|spec|canon|task|scheme|standard|rulebook)(?:\s(?:itself|themselves|as such))?"
)
_STANDS: Final = (
    r"(?:stands?|is standing|stay|stays|remains?|holds?)\s(?:still|the same|fixed|as (?:it is|they are)|put|firm|stable)"
    r"|(?:do not|does not|don't|doesn't|dont|doesnt|never|hardly ever|won't|will not)\s(?:move|moves|shift|shifts|budge|change|changes)|never moves|(?:is|are)(?:\snow)?\s(?:frozen|locked|set in stone|carved in stone)"
)
#: What is said of a thing alone, after another was said to move: "slang moves weekly, policy doesn't".
_ELLIPSIS: Final = re.compile(
    rf"(?:and |but |the )?{_WHAT}\s(?:doesn't|does not|doesnt|don't|do not|dont|isn't|is not|isnt|aren't)"
)
_MOVES: Final = re.compile(r"\b(?:moves?|moving|shifts?|shifting|drifts?|drifting|changes?|changing|evolves?)\b")
_STILL: Final = re.compile(rf"\b(?P<what>{_WHAT})\s(?:also\s|just\s|really\s)?(?:{_STANDS})\b")
_NO_FIRST: Final = re.compile(r"^no,? (?=(?:the|our|my|its|this|that|these|those)\b)")
_IF: Final = re.compile(
    r"\b(?:if|when|whether|once|unless|until|hope|hopefully|should|suppose|assume|maybe|perhaps|not sure)\b"
)


def stands_still(text: str) -> Fact | None:
    """That what counts as right stands still, where a text says so and neither asks nor supposes it; None where it does not."""
    said = next((clause for clause in _saying(text)), "")
    return Fact(Criterion.TASK_STABILITY, ("stable",), words=as_written(said, text)[:LONGEST_WORDS]) if said else None


def _saying(text: str) -> Iterator[str]:
    before = ""
    for part in clauses(text):
        # "No the categories do not change" denies what was asked, and not what it says.
        clause = _NO_FIRST.sub("", part)
        plainly = _STILL.search(clause)
        left_out = _ELLIPSIS.fullmatch(clause) and _MOVES.search(before)
        is_denied = plainly is not None and listed("negations").search(clause[: plainly.start()])
        if (left_out or (plainly and not is_denied)) and not _IF.search(clause) and not asks(clause):
            yield clause
        before = clause
