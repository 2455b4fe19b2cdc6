"""What a text says that a number is of: "9000 is the mails we have. 400 is the test", "140 is the voices", "the 83 is how often colleagues agree".

A number that was told is named again with what it counts; so it corrects which number counts what, whatever was made of it before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import listed, plain
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity


class Role(StrEnum):
    """What a number can be said to count."""

    EXAMPLES = "examples"
    TESTS = "tests"
    AGREEMENT = "agreement"
    ANOTHER = "another"  # voices, departments, pages: nothing that a case rests on


@dataclass(frozen=True, slots=True)
class NumberRole:
    """A number, and what it is said to count, in the words of the text."""

    number: Quantity
    role: Role
    words: str


_SENTENCE: Final = re.compile(r"[^.;!?\n]+(?:\.\d[^.;!?\n]*)*[.;!?\n]?")
_IS: Final = re.compile(
    r"^\s(?:is|are|was|were|means?|counts?)\s(?:only\s|just\s|all\s)?(?P<what>(?:the|our|how many|how often|what|those|my|for)\b.{2,60}?)(?:,|$|\sand\s(?=\d)|\bnot\b)"
)
_AGREE: Final = re.compile(r"\bagree\w*|\bsay the same\b|\bsame answer\b")
_TESTS: Final = re.compile(
    r"\b(?:tests?|test set|test cases|tested|held[- ]out|eval\w*|benchmark|gold set|measured on|scored on)\b"
)
_HAD: Final = re.compile(
    r"\b(?:we|i) (?:have|got|own|kept|saved|collected)\b|\b(?:examples|pairs|training|archive|data|dataset|stock|history)\b"
)
_TESTED_ON: Final = re.compile(
    r"\b(?:i|we) (?:have |had |'ve )?(?:tested|measured|scored|evaluated|tried)(?: it| this| that)? (?:with|on|against) (?:the |our )?$"
)
_IF: Final = re.compile(r"\b(?:if|suppose|what if|when)\b")


def number_roles(text: str) -> list[NumberRole]:
    """What a text says of its numbers that they count, in order; nothing of what it asks or supposes."""
    found = []
    for sentence in _SENTENCE.finditer(text):
        said = sentence.group()
        if said.rstrip().endswith("?") or _IF.search(plain(said)):
            continue
        for one in quantities(said):
            if one.kind is not QuantityKind.COUNT:
                continue
            named = _IS.match(plain(said)[one.end :])
            if named is not None:
                found.append(
                    NumberRole(
                        one, _role(named["what"]), " ".join(said[one.start : one.end + named.end("what")].split())
                    )
                )
            elif _TESTED_ON.search(plain(said)[: one.start]):
                found.append(NumberRole(one, Role.TESTS, " ".join(said.split())))
    return found


def _role(what: str) -> Role:
    if _AGREE.search(what):
        return Role.AGREEMENT
    if _TESTS.search(what):
        return Role.TESTS
    is_had = _HAD.search(what) and not listed("negations").search(what)
    return Role.EXAMPLES if is_had else Role.ANOTHER


def data_counted(text: str, roles: list[NumberRole]) -> Quantity | None:
    """The one number of a text that counts something and is not said to be of anything else: "NO. 90k lines. 140 is the voices"."""
    named = {one.number.value for one in roles}
    counts = [
        one for one in quantities(text) if one.kind is QuantityKind.COUNT and one.counted and one.value not in named
    ]
    return counts[0] if len(counts) == 1 else None
