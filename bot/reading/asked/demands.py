"""The words that demand a plain answer beside a question, and ask nothing themselves: "is it cheaper? yes/no"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.asked.question_form import asks_yes_or_no

_DEMAND: Final = r"(?:yes\s?(?:/|or|,)\s?no|y\s?/\s?n|yes no)"
_CALLS: Final = (
    r"(?:(?:please|pls|plz|just|simply|only|a|in short|short|quick|simple|plain|clear|straight)\s{1,3}){0,4}"
)
#: At the end it stands by itself: "we want yes or no" is no demand beside a question.
_AT_THE_END: Final = re.compile(
    rf"(?:[\s,;:.?!(\u2013\u2014-]){_CALLS}{_DEMAND}(?:\s{{1,3}}(?:please|pls|plz|only|answer))?[\s.?!)]*$",
    re.IGNORECASE,
)
_AT_THE_HEAD: Final = re.compile(
    rf"^\W{{0,3}}{_CALLS}(?:(?:answer|tell me|say)\s)?{_DEMAND}\s?[:;,.!\u2013\u2014-]\s*", re.IGNORECASE
)
#: What a demand is not cut off from, since it belongs to the question: "does it answer yes or no".
_BELONGS: Final = re.compile(
    r"\b(?:answers?|say|says|output|outputs|return|returns|label|labels|reply|replies|decide|decides|predict|predicts|with|want|wants|a|is|are|as|either|into|and|or|=)\s*[\"'“]?$",
    re.IGNORECASE,
)
_WANTS_A_VERDICT: Final = re.compile(r"\b(?:should|shall|worth|verdict)\b", re.IGNORECASE)
#: A demand stands within so many characters of either end.
_REACH: Final = 80


def without_demand(text: str) -> str:
    """A question without the "yes or no" that it demands; as it is where it demands none, or where the words belong to what is asked."""
    head = _AT_THE_HEAD.match(text[:_REACH])
    rest = text[head.end() :] if head else text
    begins = max(0, len(rest) - _REACH)
    if (found := _AT_THE_END.search(rest[begins:])) and not _BELONGS.search(rest[: begins + found.start()].rstrip()):
        rest = rest[: begins + found.start() + 1].rstrip(" ,;:.(\u2013\u2014-")
    return rest if rest.strip(" ?!") else text


def as_a_question(text: str) -> str:
    """A text without its "yes or no" where what is left still asks for one: "batch with tuned models: 50% off, y/n" asks by that alone.

    "Should we tune, y/n" wants a verdict, and says so by its demand.
    """
    bare = without_demand(text)
    return bare if asks_yes_or_no(bare) and not _WANTS_A_VERDICT.search(bare) else text
