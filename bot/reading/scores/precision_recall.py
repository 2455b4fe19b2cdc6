"""Precision and recall told side by side are two scores: "P 91 R 74 on 600", "precision 0.92 / recall 0.7, need recall 0.8".

What is wanted of one of them is held against that one; where neither is named in what is wanted, against the lower one, which is what falls short.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.numbers.quantities import Quantity

#: Characters around a number in which its name stands.
_NEAR: Final = 16
_BEFORE: Final = re.compile(r"\b(?P<name>precision|prec|p|recall|rec|r)(?: ?(?:is|was|of|at|=|:))? ?$")
_AFTER: Final = re.compile(r"^ ?%? ?(?P<name>precision|recall)\b")


def both_told(text: str, found: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """The precision and the recall that a text tells by these names, one of each; None where it does not."""
    if len(found) < len(("precision", "recall")):
        return None
    named: dict[str, list[Quantity]] = {"p": [], "r": []}
    for one in found:
        if name := _before(text, one):
            named[name].append(one)
    return (named["p"][0], named["r"][0]) if len(named["p"]) == len(named["r"]) == 1 else None


def wanted_of_both(text: str, both: tuple[Quantity, Quantity], wanted: Quantity | None) -> Quantity:
    """The one of two scores that what is wanted is held against."""
    name = (_before(text, wanted) or _after(text, wanted)) if wanted is not None else ""
    precision, recall = both
    return {"p": precision, "r": recall}.get(name, min(both, key=lambda one: one.value))


def _before(text: str, one: Quantity) -> str:
    found = _BEFORE.search(text[max(0, one.start - _NEAR) : one.start].lower())
    return found["name"][0] if found else ""


def _after(text: str, one: Quantity) -> str:
    found = _AFTER.match(text[one.end : one.end + _NEAR].lower())
    return found["name"][0] if found else ""
