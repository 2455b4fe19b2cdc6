"""A score that is told as two counts: "30 test runs, 22 ok", "we ran 40 cases and 31 passed", "out of 200 drafts 26 had a section missing"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.reading.evidence import clause_around, listed, names, names_undenied, plain
from bot.reading.examples.label_audits import label_audit_in
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import QuantityKind, quantities

#: A whole of fewer is no test; own choice.
FEWEST: Final = 10
#: Characters between a whole and its part.
APART: Final = 80
#: What the whole of a part may count.
_OF_ANSWERS: Final = frozenset({None, CountOf.TEST_CASES, CountOf.PAGES})
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
#: What leads to the whole of a part that is told after it: "out of 200 drafts 26 had a section missing", "of the 80 letters that we read, 12 were wrong".
_WHOLE: Final = re.compile(
    r"(?:^|(?<=[\s(,;:]))(?:out of|of|from|in|among|(?:checked|read|reviewed|rated|graded|sampled|inspected|proofread|looked at|went through|tested))\s(?:all\s)?(?:the\s|our\s|these\s|those\s|a sample of\s|some\s|about\s|last\s|~\s?){0,3}\Z"
)
#: What may stand between the whole and its part.
_TO_ITS_PART: Final = re.compile(
    r"(?!\s?[.%/])(?:\s[a-z'-]{2,20}){1,4}?(?:\s(?:that\s|which\s)?(?:we|i|they|people|somebody)\s[a-z]{3,12}(?:\s(?:at|through|by hand|last\s\w+))?)?\s?[,:;]?\s(?:and\s)?(?:only\s|still\s|about\s|some\s)?"
)
#: What the part does, before it is said how it went.
_DOES: Final = re.compile(
    r"\s(?:(?:of (?:them|those|these)|ones|drafts|letters|cases|replies|answers)\s)?(?:had|have|has|were|was|are|is|came|come|went|go|got|get|turned|lacked|lack|lacks|missed|miss|misses|omitted|omit|contained|contain|needed|need|failed|fail|left|did|do|forgot|showed|show|skipped|ignored|broke|passed|read|sounded|invented)\b"
)
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
    if (part := _part_of_whole(text)) is not None:
        return part
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


def _part_of_whole(text: str) -> ScoredPair | None:
    """How many of so many went right, where the whole is told first: "out of 200 drafts 26 had a section missing"; None where several are told so."""
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT and one.value.is_integer()]
    lower, found = text.lower(), []
    for whole, part in pairwise(counts):
        if (
            not FEWEST <= whole.value >= part.value
            or part.start - whole.end > APART
            or count_of(whole) not in _OF_ANSWERS
        ):
            continue
        led = _WHOLE.search(lower, max(0, whole.start - NEAR), whole.start)
        if led is None or not _TO_ITS_PART.fullmatch(lower, whole.end, part.start):
            continue
        _, end = clause_around(text, part.end)
        said = plain(text[part.end : end])
        is_wrong, is_right = (names_undenied(said, listed("baseline", name)) for name in ("wrong", "right"))
        is_wrong = is_wrong or (not is_right and bool(listed("baseline", "right").search(said)))
        is_of_data = any(names(lower[whole.end : end], "baseline", name) for name in ("labels", "training_data"))
        if _DOES.match(said) and not is_of_data and is_wrong is not is_right:
            right = part.value if is_right else whole.value - part.value
            found.append(ScoredPair(right, whole.value, led.start(), end))
    return found[0] if len(found) == 1 else None


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
