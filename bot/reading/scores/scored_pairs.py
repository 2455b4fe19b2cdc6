"""A score that is told as two counts: "30 test runs, 22 ok", "we ran 40 cases and 31 passed"", "12 failed, 80 tests"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.evidence import names
from bot.reading.examples.label_audits import label_audit_in
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import QuantityKind, quantities

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
    rf"\s{{0,3}}(?:of\s(?:them|those|these)\s)?(?:all\s)?(?:(?:were|was|are|is|came\sout|came|went|got|turned\sout|had|have|has|contained|contain|with)\s)?(?:(?:a|an|some|at\sleast\sone|serious|factual|the)\s){{0,2}}(?:(?P<right>{_RIGHT})|(?P<wrong>{_WRONG}))\b"
    r"(?!\s{1,3}(?:tools?|answers?|examples?|pairs?|samples?|reviewers?|people))"
)

_SENTENCE_END: Final = re.compile(r"[.!?\n](?=\s|$)")
#: "12 wrong out of 90" needs no word on tests.
_OUT_OF: Final = re.compile(r"\s{1,3}(?:out\s)?(?:of|from)\s(?:the\s|our\s)?")
#: Wins, ties and losses: "38 W / 22 T / 240 L", "12 won, 80 lost", "W/T/L: 38/22/240"; each number of at most so many digits.
_APART: Final = r"[\s,;/|&+–-]{1,4}(?:and\s)?"
_WINS: Final = re.compile(
    rf"(?<![\w.,])(?P<won>\d{{1,6}})\s?(?:wins?|won|w)\b(?:{_APART}(?P<tied>\d{{1,6}})\s?(?:ties|tie|tied|draws?|t|d)\b)?{_APART}(?P<lost>\d{{1,6}})\s?(?:losses|loss|lost|l)\b"
    rf"|\b(?:won|wins?)\s(?P<won_of>\d{{1,6}}){_APART}(?:lost|losses|loses)\s(?P<lost_of>\d{{1,6}})(?:{_APART}(?:(?P<ties>\d{{1,6}})\s(?:ties|tied|draws?)|(?:tied|ties|drew|draws?)\s(?P<drawn>\d{{1,6}})))?"
    r"|\b(?:w/(?:[td]/)?l|wins?/(?:(?:ties|tie|draws?)/)?loss(?:es)?)\s{0,2}[:=]?\s{0,2}(?P<first>\d{1,6})\s?/\s?(?P<second>\d{1,6})(?:\s?/\s?(?P<third>\d{1,6}))?"
)
#: The groups of what was won, and then of what was not.
_COUNTED: Final = ("won", "won_of", "first", "tied", "lost", "lost_of", "ties", "drawn", "second", "third")


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """How many of how many test cases were right, and where a text says so."""

    right: float
    cases: float
    start: int
    end: int


def scored_pair(text: str, *, is_told: bool = False) -> ScoredPair | None:
    """The score that a text tells as counts, in any order; None where it tells none, or may mean several.

    Args:
        text: What was said.
        is_told: Whether it is known that something was tested, so that no word needs to say so.
    """
    if (won := wins_in(text)) is not None:
        return won
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT and one.value.is_integer()]
    is_told = is_told or names(text, "baseline", "tested") or _are_looked_at(text)
    is_told = is_told or any(count_of(one) is CountOf.TEST_CASES for one in counts)
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
    audit = label_audit_in(text) if len(found) == 1 else None
    is_of_labels = audit is not None and found[0].start <= audit.share.start < found[0].end
    return found[0] if len(found) == 1 and not is_of_labels else None


def wins_in(text: str) -> ScoredPair | None:
    """The wins of a comparison, of all that was compared: 38 of 300 for "38 W / 22 T / 240 L"; None where a text tells none."""
    found = _WINS.search(text.lower())
    if found is None:
        return None
    counts = [int(one) for one in found.group(*_COUNTED) if one]
    every = sum(counts)
    return ScoredPair(counts[0], every, found.start(), found.end()) if every else None


def _are_looked_at(text: str) -> bool:
    """Whether a sentence says that somebody went through answers, and through no labels or examples: "we read 80 answers, 9 were off"."""
    return any(
        names(said, "baseline", "looked_at")
        and not names(said, "baseline", "labels")
        and not names(said, "baseline", "training_data")
        for said in _SENTENCE_END.split(text)
    )
