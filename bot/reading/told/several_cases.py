"""Whether a text tells of several use cases at once: "we have 2 projects. First: the tone of our mails, second: a bot that knows our rules"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import plain

_SEVERAL: Final = re.compile(
    r"\b(?:two|2|three|3|four|4|several)\s(?:[\w-]{1,14}\s){0,2}(?:projects|use ?cases|ideas|bots|chatbots|assistants|applications|pilots|tasks for (?:the )?ai)\b"
)
#: How they are told apart.
_APART: Final = (
    (re.compile(r"\b(?:first|1st|firstly)\b"), re.compile(r"\b(?:second|2nd|secondly)\b")),
    (re.compile(r"\bone (?:is|for|does|should|must|would|writes|answers)\b"), re.compile(r"\b(?:the )?other(?: one)?(?: is| for| does| should| must| would| writes| answers)?\b")),
    (re.compile(r"(?<![^\s(,;:])a(?:\sis\b|[):]\s|\s[=-]\s)"), re.compile(r"(?<![^\s(,;:])b(?:\sis\b|[):]\s|\s[=-]\s)")),
    (re.compile(r"(?<![^\s(,;:])1[.):]\s"), re.compile(r"(?<![^\s(,;:])2[.):]\s")),
)  # fmt: skip


#: "And the other project: …", "now a second use case", "what about our other bot?".
_OTHER: Final = re.compile(
    r"(?:^|[.;,!?\n(]\s?|\band\s)(?:(?:and|now|then|also|so|but|ok|okay|btw|by the way|what about|how about|for|about|there is|there's|we have|we also have|we have also|i have|i also have|to|in)\s){0,4}"
    r"(?:(?:the|our|my|a|an)\s)?(?:other|second|2nd|third|another|next|different)\s(?:[\w-]{2,14}\s)?(?:projects?|use ?cases?|pilot|application|(?:bot|chatbot|assistant)(?=:|\s(?:that|which|for)\s))(?![\w-])"
)
#: A message that goes over to another use case has told something of the first in so many words.
TOLD_BEFORE: Final = 5


def names_another_case(text: str) -> bool:
    """Whether a text goes over to another use case than the one that is talked of: "and the other project: a bot for HR questions"."""
    return _OTHER.search(plain(text)) is not None


def several_cases(text: str) -> bool:
    """Whether a text says that there are several use cases, and tells them apart; a question about one of them tells none."""
    whole = plain(text)
    other = _OTHER.search(whole)
    if other is not None and len(whole[: other.start()].split()) >= TOLD_BEFORE and "?" not in text:
        return True
    found = _SEVERAL.search(whole)
    if found is None:
        return False
    rest = whole[found.end() :]
    return any((one := first.search(rest)) and second.search(rest, one.end()) for first, second in _APART)
