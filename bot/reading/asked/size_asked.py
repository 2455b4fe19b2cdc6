"""Whether a message asks how large a test must be: "how many test documents are enough to measure it?", "is a test of 40 mails enough?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.reading.asked.chance_asked import CASES, POINTS
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import may_ask
from knowledge.model_names import plain_words

#: Longer messages tell a case.
_MOST_WORDS: Final = 22
_SIZE: Final = re.compile(
    r"\b(?:how (?:many|big|large)|what size|which size|minimum (?:size|number)|(?:is|are|be) .{0,60}\b(?:enough|sufficient|ok|too (?:few|small|little)))\b",
    re.IGNORECASE,
)
_OF_A_TEST: Final = re.compile(
    r"\b(?:tests?|tested|testing|test ?sets?|evals?|evaluat\w+|benchmark\w*|gold(?:en)? (?:sets?|cases|answers)|measur\w+|held.out)\b",
    re.IGNORECASE,
)
_TO_TEST: Final = re.compile(
    r"\b(?:to|for) (?:test|testing|measure|measuring|evaluate|the test|a test)\b", re.IGNORECASE
)
#: What is tested may have been tuned.
_TESTED: Final = re.compile(r"\b(?:fine.?tuned|tuned|trained) (?:model|one|version)s?\b", re.IGNORECASE)
_SETS: Final = frozenset(
    [
        "set",
        "sets",
        "testset",
        "cases",
        "size",
        "big",
        "large",
        "docs",
        "pages",
        "letters",
        "tickets",
        "claims",
        "invoices",
        "examples",
        "data",
    ]
)
#: What names the cases themselves, and not the testing.
_CASES: Final = (CASES | _SETS) - {"test", "tests", "eval", "evals", "runs", "prompts"}
#: What asks of a limit, a price, training, or a run of the test.
_OTHERWISE: Final = re.compile(
    r"\b(?:train\w*|tun(?:e|es|ing)|fine.?tun\w*|tokens?|costs?|price\w*|pay|dollars?|usd|minutes?|hours?|days?|weeks?|limit\w*|maximum|max|portal|jobs?|epochs?|runs?|times|calls?|mb|gb|a day|per"
    r"|graders?|validation|raters?|people|percent|%)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SizeAsked:
    """That the size of a test is asked about; `cases` is the one that is put forward, None where it is left open."""

    cases: float | None = None


def size_asked(text: str) -> SizeAsked | None:
    """The size of a test that a message asks about; None where it asks another thing."""
    words = plain_words(text)
    said = _TESTED.sub(" ", text)
    if not 0 < len(words) <= _MOST_WORDS or not may_ask(text) or _OTHERWISE.search(said):
        return None
    if not _SIZE.search(text) or not _OF_A_TEST.search(said) or POINTS.search(text):
        # What tells a difference of so many points is another sum.
        return None
    told = [
        one
        for one in quantities(text)
        if one.kind is QuantityKind.COUNT and any(map(str.isdigit, text[one.start : one.end]))
    ]
    if any(count_of(one) not in {None, CountOf.TEST_CASES, CountOf.LABELS} for one in told) or len(told) > 1:
        return None
    # "Are 40 enough to test?" names no cases.
    names_cases = bool(_CASES & set(words)) or (bool(told) and bool(_TO_TEST.search(text)))
    if not names_cases:
        return None
    return SizeAsked(told[0].value if told else None)
