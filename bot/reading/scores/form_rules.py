"""Rules of form that a text lays down, "max 5 bullets", and answers that break them: "8 of 25 are longer", "11 of 50 over 120 words".

How long something may be is no score that is wanted, and no number of mistakes that are allowed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import listed, names, plain
from bot.reading.numbers.quantities import quantities

if TYPE_CHECKING:
    from bot.decision import Fact
    from bot.reading.numbers.quantities import Quantity

#: Characters after a share that may say that so many break a rule of form.
NEAR: Final = 60
_IS: Final = r"(?:(?:are|is|were|was|have|has|had|come out|came out|get|got|run|ran|go|went)\s)"
_STILL: Final = r"(?:(?:still|far|way|much|even)\s)?"
_UNIT: Final = (
    r"\d{1,5}\s(?:words?|lines?|sentences?|bullets?|paragraphs?|characters|chars|pages?|points?|sections?|items?)\b"
)
#: What so many do that break a rule: "over 120 words", "exceed the limit", "are longer".
_BREAKS: Final = re.compile(
    rf"^(?:\s[a-z]{{1,12}}){{0,2}}?\s(?:{_IS}?{_STILL}(?:over|above|beyond|past|under|below|exceed(?:s|ed|ing)?|longer than|shorter than|more than|less than|fewer than)"
    rf"\s(?:(?:the|our|a|that|this)\s(?:\w+\s)?(?:limit|maximum|minimum|max|min|length)\b|{_UNIT})"
    r"|(?:break|breaks|broke|violate|violates|violated|miss|ignore|ignores|ignored)\s(?:the|our|that|this|its)\s(?:\w+\s)?(?:limit|maximum|max|length)\b"
    rf"|(?:{_IS}{_STILL}|still\s)(?:longer|shorter|more|fewer)(?=$|[.,;!]))"
)


#: A message that lays down no more than a rule of form has so many words at most, and what makes a length one.
FEW_WORDS: Final = 8
_LIMITS: Final = re.compile(
    r"\b(?:max|maximum|maximal|at most|no more than|not more than|no longer than|not longer than|under|below|less than|fewer than|up to|limit|at least|min|minimum|exactly)\b|<=?|≤"
)


def lays_down_a_form(text: str) -> bool:
    """Whether a text says nothing but how long something may be: "max 5 bullets", "under 3 lines"."""
    is_short = len(text.split()) <= FEW_WORDS and "?" not in text and bool(_LIMITS.search(plain(text)))
    found = quantities(text) if is_short else []
    return bool(found) and all(is_of_form(one) for one in found) and not names(text, "tried", "prompts")


def rests_on_a_form(fact: Fact, text: str) -> bool:
    """Whether a fact other than the goal was read in a message that lays down no more than a form: "under 3 lines" tells no failure."""
    return fact.criterion is not Criterion.GOAL and lays_down_a_form(text)


def is_of_form(number: Quantity) -> bool:
    """Whether a number says how long something is: "5 bullets", "120 words"."""
    return bool(number.counted) and bool(listed("form", "units").fullmatch(number.counted[0]))


def breaks_form(text: str, share: Quantity) -> bool:
    """Whether the words after a share say that so many break a rule of form: "7/30 break the limit of 120 words"."""
    return bool(_BREAKS.match(plain(text[share.end : share.end + NEAR])))
