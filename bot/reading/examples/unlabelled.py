"""What has no right answer beside it is no example to learn from: "12k unlabelled contracts", "30,000 forms nobody has labelled", "raw PDFs".

What says so stands beside the number, before the next one. Replies and the like are right answers themselves, whether or not anybody labelled them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, Fact
from bot.decision.criteria import DataQuality, Examples
from bot.reading.evidence import clauses, listed, names, names_undenied, plain
from bot.reading.facts_in import LONGEST_WORDS, with_number
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.reading.numbers.quantities import Quantity

RAW: Final = str(Examples.RAW_DOCS_ONLY)
#: Characters after a number in which it stands that so many have no right answer.
NEAR: Final = 90
#: A remark that says of all the examples that they are not labelled has no more words than this.
FEW_WORDS: Final = 12
#: So many numbers of one text are looked at: more are a table.
MOST_NUMBERS: Final = 20
#: Fewer than this count no data: "a 9-person team with no labels".
FEWEST: Final = 10
_ONLY: Final = frozenset({"only", "just", "merely", "except", "but"})
_SENTENCE_END: Final = re.compile(
    r"[.;!?](?=\s|$)(?!\s{1,3}(?:but |only )?(?:they|these|those|none|nobody|no one|no labels|not labell?ed)\b)|\n"
)


def without_unlabelled(facts: Iterable[Fact], text: str, tests: float | None = None) -> tuple[Fact, ...]:
    """The facts of a text without a number of examples that counts what has no right answer; those that have one count in its place.

    Args:
        facts: What was read of the text, at most one fact a criterion.
        text: The whole text.
        tests: How many cases the test has, as far as that was told before.
    """
    found = {fact.criterion: fact for fact in facts}
    bare, labelled = _told_apart(text)
    told, score = found.get(Criterion.EXAMPLES), found.get(Criterion.BASELINE)
    tested = {tests, score.number if score is not None else None}
    is_of_these = told is None or any(_is_of(told, one, text) for one in bare) or told.number in tested - {None}
    if not bare or not is_of_these or text.rstrip().endswith("?"):
        return tuple(found.values())
    if left := [one for one in labelled if one.value not in tested]:
        found[Criterion.EXAMPLES] = with_number(Criterion.EXAMPLES, left[-1], text)
    else:
        found[Criterion.EXAMPLES] = Fact(Criterion.EXAMPLES, (RAW,), words=_words(bare[-1], text))
    quality = found.get(Criterion.DATA_QUALITY)
    if quality is not None and quality.values != (DataQuality.CURATED,):
        # Nobody has checked what is not there.
        del found[Criterion.DATA_QUALITY]
    return tuple(found[criterion] for criterion in Criterion if criterion in found)


def says_unlabelled(text: str) -> bool:
    """Whether a short remark without a number says of the examples as a whole that they are not labelled: "sorry, they are not labelled"."""
    is_short = len(text.split()) <= FEW_WORDS and not quantities(text) and "?" not in text
    return is_short and not names(text, "unlabelled", "parts") and _has_no_answer(plain(text))


def _told_apart(text: str) -> tuple[list[Quantity], list[Quantity]]:
    """The counts of a text that have no right answer beside them, and those that have one."""
    counts = [one for one in quantities(text)[:MOST_NUMBERS] if one.kind is QuantityKind.COUNT]
    said = [(one, _said_of(one, after, text)) for one, after in pairwise([*counts, None]) if one is not None]
    of_data = [
        (one, words) for one, words in said if one.value >= FEWEST and count_of(one) in {None, CountOf.TEST_CASES}
    ]
    bare = [one for one, words in of_data if _has_no_answer(words) and not names(words[:NEAR], "unlabelled", "answers")]
    labelled = [
        one for one, words in of_data if one not in bare and names_undenied(words, listed("unlabelled", "labelled"))
    ]
    if not bare and labelled and _ONLY & set(labelled[-1].led[-2:]):
        # "12k contracts, only 140 labelled."
        bare = [
            one
            for one, words in of_data
            if one.value > labelled[-1].value and one not in labelled and not _is_scored(one, text)
        ]
    return bare, labelled


def _is_of(told: Fact, one: Quantity, text: str) -> bool:
    """Whether what was read of the examples is that there are so many, or that they have no right answer."""
    if told.number is not None:
        return told.number == one.value
    return not told.is_stated or plain(told.words).strip() in _words(one, plain(text))


def _is_scored(one: Quantity, text: str) -> bool:
    """Whether a count is one of cases that a score was measured on."""
    return count_of(one) is CountOf.TEST_CASES or names(
        text[max(0, one.start - NEAR) : one.start], "baseline", "tested"
    )


def _said_of(one: Quantity, after: Quantity | None, text: str) -> str:
    """What a text says of a count: the words from it to the next one, or to the end of its sentence."""
    whole = plain(text)
    end = min(one.end + NEAR, after.start if after else len(whole))
    found = _SENTENCE_END.search(whole, one.end, end)
    return whole[one.end : found.start() if found else end]


def _has_no_answer(words: str) -> bool:
    if names(words, "unlabelled", "bare"):
        return True
    labels = listed("unlabelled", "labels")
    for clause in clauses(words):
        found = labels.search(clause)
        # "Not labelled by lawyers but by paralegals."
        if found and not names_undenied(clause, labels) and not clause[found.end() :].lstrip().startswith("by "):
            return True
    return False


def _words(one: Quantity, text: str) -> str:
    said = _said_of(one, None, text)
    return " ".join(text[one.start : one.end + len(said)].split())[:LONGEST_WORDS]
