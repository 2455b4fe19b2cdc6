"""That what is wrong in the answers is what changes: "it states a wrong rule", and "the rules change every month".

Each by itself says little: a wrong rule may be a slip, and rules may change that nobody asks for. Together, in one message or in several, they
say that the model lacks the facts of today.
"""

from __future__ import annotations

import re

from bot.reading.evidence import affirms, clauses, plain

_WRONG = re.compile(
    r"\b(?:wrong|false|incorrect|outdated|out of date|old|expired|stale|obsolete|superseded|former|invalid|previous|last year's|yesterday's|no longer valid)\s(?:[\w'-]{2,14}\s){0,2}?(?P<thing>[a-z]{4,14})\b"
)
_THING_IS_WRONG = re.compile(
    r"\b(?P<thing>[a-z]{4,14})\s(?:(?:that|which|it|they|he|we)\s(?:\w{2,10}\s)?)?(?:is|are|was|were)\s(?:often |sometimes |usually |mostly |already |then )?(?:wrong|outdated|out of date|old|expired|stale|obsolete|no longer valid|not valid any ?more)\b"
)
_CHANGES = re.compile(
    r"\b(?P<thing>[a-z]{4,14})\s(?:(?:also|often|always|do|does|all|may|can|that|which|we have)\s){0,2}(?:changes?|changed|changing|move|moves|varies|vary|rotates?|(?:is|are|get|gets|being) (?:\w{3,10}ly )?(?:changed|updated|revised|renewed|replaced|reissued|amended|adjusted))\b"
)
#: What is wrong in any case, and says nothing of a fact.
_NO_FACTS = frozenset(["answer", "reply", "response", "letter", "output", "result", "thing", "format", "label", "class", "mail", "text", "word", "tone", "style", "case", "model", "bot", "they", "that", "this", "and"])  # fmt: skip
#: A shorter word names nothing.
SHORTEST = 3


def wrong_for_change(text: str) -> str:
    """The words in which a text says that something is wrong in answers of which it says, too, that it changes; empty where it says no such thing."""
    if not _CHANGES.search(plain(text)):
        return ""
    parts = list(clauses(text))
    changing = [found["thing"] for part in parts if affirms(part, _CHANGES) for found in _CHANGES.finditer(part)]
    for part in parts:
        for found in (*_WRONG.finditer(part), *_THING_IS_WRONG.finditer(part)):
            if any(_is_same(found["thing"], one) for one in changing):
                return found[0]
    return ""


def _is_same(one: str, other: str) -> bool:
    """Whether two words name one thing, in the singular or the plural."""
    name, of_other = (_singular(word) for word in (one, other))
    return len(name) >= SHORTEST and name == of_other and name not in _NO_FACTS


def _singular(word: str) -> str:
    return f"{word.removesuffix('ies')}y" if word.endswith("ies") else word.removesuffix("s")
