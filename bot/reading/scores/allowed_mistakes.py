"""How many mistakes somebody allows, which is a target told from its other side: "max 3 errors", "acceptable is 5 missed", "2 of 120 wrong are ok".

A limit is one of mistakes where its clause names them, or where it is one of what is allowed; "at most 82%" and "max 3 fields" are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import clause_around, listed, names
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.scores.form_rules import is_of_form

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

#: Characters before and after a number in which its limit is named.
NEAR: Final = 32
_BETWEEN: Final = r"(?:\s?(?:is|are|of|only|be|would be|about|[:=~]))*\s?$"
#: What makes the number after it, or before it, a limit.
_LIMIT: Final = re.compile(rf"(?:\b(?:max|maximum|maximal|at most|no more than|not more than|limit)\.?|<=|≤){_BETWEEN}")
_LESS: Final = re.compile(rf"(?:\b(?:under|below|less than|fewer than|up to)|<){_BETWEEN}")
_ALLOWED: Final = re.compile(
    rf"\b(?:allowed|acceptable|tolerable|tolerated|permitted|permissible|admissible|accept|tolerate|allow){_BETWEEN}"
)
_ALLOWED_AFTER: Final = re.compile(
    r"^(?:\s(?!not\b|never\b)[\w-]{1,14}){0,4}\s(?:allowed|acceptable|tolerable|tolerated|permitted|permissible|is ok|are ok|is okay|are okay|is fine|are fine|would be ok|would be fine)\b"
)
_LIMIT_AFTER: Final = re.compile(r"^(?:\s[\w-]{1,14}){0,2}\s(?:max|maximum|at most|at the most|or less|or fewer)\b")
#: What says that so many are what there is.
_THERE_ARE: Final = re.compile(r"\b(?:get|gets|got|have|has|had|makes?|made|saw|see|found|there (?:is|are|were|was))\b")
_WISHED: Final = re.compile(r"\b(?:need|want|target|goal|must|should|shall|aim|require[sd]?|has to|have to)\b")
#: "Legal requires zero missing paragraphs": none at all are allowed.
_NONE_WANTED: Final = re.compile(
    r"\b(?:need|needs|want|wants|target|goal|must have|must be|should be|requires?|required|demands?|insists? on|expects?|accepts?|allows?|tolerates?|asks? for)(?: is| are| only|:)?\s$"
)
#: What makes a number one of each of many: "max 3 errors per document".
_OF_EACH: Final = re.compile(r"^[^,.;]{0,24}\b(?:per|each|every|in \d)|^\s?/")


def allowed_in(text: str, *, of_mistakes: bool = False) -> Quantity | None:
    """The number of mistakes, or their share, that a text says are allowed; None where it says none.

    Args:
        text: What was said.
        of_mistakes: Whether what was told before counts mistakes, so that what is "allowed" is one of them without the word.
    """
    return next((one for one in quantities(text) if is_limit(text, one, of_mistakes=of_mistakes)), None)


def is_limit(text: str, number: Quantity, *, of_mistakes: bool = False) -> bool:
    """Whether a number says how many mistakes are allowed."""
    if number.kind not in {QuantityKind.COUNT, QuantityKind.SHARE} or is_of_form(number):
        return False
    before = text[max(0, number.start - NEAR) : number.start].lower()
    after = text[number.end : number.end + NEAR].lower()
    is_allowed = bool(_ALLOWED.search(before) or _ALLOWED_AFTER.match(after))
    is_less = bool(_LESS.search(before))
    is_none = number.kind is QuantityKind.COUNT and not number.value and bool(_NONE_WANTED.search(before))
    is_most = is_none or bool(_LIMIT.search(before) or _LIMIT_AFTER.match(after))
    # Many numbers are looked at, so their clause comes last.
    if not (is_allowed or is_less or is_most) or _OF_EACH.match(after):
        return False
    begins, ends = clause_around(text, number.start)
    clause = text[begins : max(ends, number.end)].lower()
    if _THERE_ARE.search(text[begins : number.start].lower()) or names(clause, "barred", "training"):
        return False
    names_mistakes = bool(listed("baseline", "wrong").search(clause))
    if is_allowed:
        return names_mistakes or of_mistakes or (number.kind is QuantityKind.SHARE and number.value < 1 / 2)
    is_bare = of_mistakes and not number.counted
    return (is_most or bool(_WISHED.search(clause))) and (names_mistakes or is_bare)
