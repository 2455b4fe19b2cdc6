"""A score that is told as two counts: "30 test runs, 22 ok", "we ran 40 cases and 31 passed"", "12 failed, 80 tests"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.evidence import names
from bot.reading.quantities import QuantityKind, quantities

#: Characters between the number of cases and how many of them went well, or did not.
NEAR: Final = 40
_RIGHT: Final = (
    r"ok|okay|right|correct|correctly|pass|passed|passes|fine|good|succeeded|successful|worked|accurate|green|usable|acceptable"
    r"|(?:sound|sounds|sounded|read|reads|look|looks|looked) (?:human|natural|right|good|fine|ok|okay|like (?:us|ours|one of us|a person))"
)
_WRONG: Final = (
    r"failed|fail|fails|wrong|bad|incorrect|errors?|mistakes?|misses|missed|broken|red|off|unusable|useless|invalid|problems?|issues?|rejected"
    r"|(?:sound|sounds|sounded|read|reads|look|looks|looked) (?:wrong|bad|off|stiff|robotic|generic|like (?:a|an) (?:robot|machine|bot|ai))"
    r"|not (?:ok|okay|right|correct|good|fine|usable)"
)
_RESULT: Final = re.compile(
    rf"\s{{0,3}}(?:of\s(?:them|those|these)\s)?(?:(?:were|was|are|is|came\sout|came|went|got|turned\sout|had|have|has|contained|contain|with)\s)?(?:(?:a|an|some|at\sleast\sone|serious|factual|the)\s){{0,2}}(?:(?P<right>{_RIGHT})|(?P<wrong>{_WRONG}))\b"
    r"(?!\s{1,3}(?:tools?|answers?|examples?|pairs?|samples?|reviewers?|people))"
)

_SENTENCE_END: Final = re.compile(r"[.!?\n](?=\s|$)")
#: "12 wrong out of 90" needs no word on tests.
_OUT_OF: Final = re.compile(r"\s{1,3}(?:out\s)?of\s(?:the\s|our\s)?")


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """How many of how many test cases were right, and where a text says so."""

    right: float
    cases: float
    start: int
    end: int


def scored_pair(text: str) -> ScoredPair | None:
    """The score that a text tells as two counts, in any order; None where it tells none, or may mean several."""
    is_told = names(text, "baseline", "tested") or _are_looked_at(text)
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT and one.value.is_integer()]
    found, lower = [], text.lower()
    for place, one in enumerate(counts):
        result = _RESULT.match(lower, one.end)
        if result is None:
            continue
        wholes = [
            whole
            for whole in counts[max(0, place - 1) : place + 2]
            if whole is not one
            and whole.value >= one.value
            and max(one.start - whole.end, whole.start - one.end) <= NEAR
            and _RESULT.match(lower, whole.end) is None
        ]
        if len(wholes) != 1 or not (is_told or _OUT_OF.fullmatch(lower, result.end(), wholes[0].start)):
            continue
        whole = wholes[0]
        right = one.value if result["right"] else whole.value - one.value
        found.append(ScoredPair(right, whole.value, min(one.start, whole.start), max(result.end(), whole.end)))
    return found[0] if len(found) == 1 else None


def _are_looked_at(text: str) -> bool:
    """Whether a sentence says that somebody went through answers, and through no labels or examples: "we read 80 answers, 9 were off"."""
    return any(
        names(said, "baseline", "looked_at")
        and not names(said, "baseline", "labels")
        and not names(said, "baseline", "training_data")
        for said in _SENTENCE_END.split(text)
    )
