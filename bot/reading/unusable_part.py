"""That a part of the examples turned out to be of no use: "40 of the 60 traces are from the old tool set", "only 20 are usable"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact, examples_band
from bot.reading.evidence import clauses, listed, names, names_undenied
from bot.reading.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.reading.quantities import Quantity

#: Characters after a number in which it stands what is wrong with so many.
NEAR: Final = 90
#: A whole that differs by so much from the number that is known is another one.
SAME: Final = 0.5
_LEFT = re.compile(
    r"(?:\s(?:of (?:them|those|these|the \w+)|\w+))?\s(?:are|is|remain|stay|were|can be)?\s?(?:still |really |actually |now )?(?:usable|useful|good|valid|ok|okay|fine|left|remain|correct|used|current|relevant)\b"
)
_ONLY = re.compile(r"\b(?:only|just|merely|leaves(?: us)?(?: with)?|left with)\s$")


def usable_rest(known: float, text: str) -> Fact | None:
    """The fact of how many examples are left of so many; None where a text tells of no loss. Stated where it says so plainly, else likely.

    Args:
        known: How many examples there were.
        text: What was said later.
    """
    if "?" in text:
        return None
    found = quantities(text)
    if left := [one for one in found if _is_left(one, known, text)]:
        return _fact(left[-1].value, Certainty.STATED, text, left[-1]) if len(left) == 1 else None
    lost = [(count, one) for one in found if (count := _lost(one, known, text))]
    if len(lost) != 1:
        return None
    (count, one) = lost[0]
    said = _after(one, text)
    plainly = names(said, "data_quality", "no_good") or _is_thrown_away(one, text)
    return _fact(known - count, Certainty.STATED if plainly else Certainty.LIKELY, text, one)


def _fact(rest: float, certainty: Certainty, text: str, one: Quantity) -> Fact:
    # The figure that was said counts what is lost: the words end before it.
    words = next((clause for clause in clauses(text[one.end :])), "")
    return Fact(Criterion.EXAMPLES, (str(examples_band(rest)),), certainty, words[:NEAR], rest)


def _is_left(one: Quantity, known: float, text: str) -> bool:
    before, after = text[: one.start].lower(), text[one.end :].lower()
    is_count = one.kind is QuantityKind.COUNT and 0 < one.value < known
    return is_count and bool(_ONLY.search(before)) and bool(_LEFT.match(after))


def _lost(one: Quantity, known: float, text: str) -> float:
    """How many of the known examples a number says are lost; 0 where it says no such thing."""
    if one.kind is QuantityKind.SHARE and one.of is not None and abs(one.of - known) < SAME:
        said = next(clauses(_after(one, text)), "")
        lost = names_undenied(said, listed("data_quality", "no_good")) or names_undenied(
            said, listed("data_quality", "gone")
        )
        return round(one.value * one.of) if lost else 0
    is_count = one.kind is QuantityKind.COUNT and 0 < one.value < known
    return one.value if is_count and _is_thrown_away(one, text) else 0


def _is_thrown_away(one: Quantity, text: str) -> bool:
    before = text[max(0, one.start - NEAR) : one.start]
    last = list(clauses(before))[-1:]
    return any(names_undenied(clause, listed("data_quality", "thrown_away")) for clause in last) and not names(
        before, "plans"
    )


def _after(one: Quantity, text: str) -> str:
    return text[one.end : one.end + NEAR]
