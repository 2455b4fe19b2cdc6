"""That only a part of the examples is of use, or may be used: "40 of the 60 traces are from the old tool set", "we have consent for 300 of them"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact, examples_band
from bot.reading.evidence import clause_around, clauses, listed, names, names_undenied, plain
from bot.reading.numbers.counted_things import count_of
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

#: Characters after a number in which it stands what is wrong with so many.
NEAR: Final = 90
#: So many numbers of one text are looked at: more are a table.
MOST_NUMBERS: Final = 20
#: A whole that differs by so much from the number that is known is another one.
SAME: Final = 0.5
_LEFT = re.compile(
    r"(?:\s(?:of (?:them|those|these|the \w+)|\w+))?\s(?:are|is|remain|stay|were|can be)?\s?(?:still |really |actually |now )?(?:usable|useful|good|valid|ok|okay|fine|left|remain|correct|used|current|relevant)\b"
)
#: "9,000 remain", "about 3,000 of them are left": so many are there still, whoever says "only".
_REMAINS = re.compile(
    r"(?:\s(?:of (?:them|those|these|the \w+)|\w+))?\s(?:remain|remains|remained|are left|is left|were left|would be left|left over|would remain|survive)\b"
)
#: Whose part so many are: "350 of them follow", "350 follow", "350 letters follow".
_OF_THEM = re.compile(r"\s(?:of (?:them|those|these|all|the|our|which)\b|[a-z'-]{3,16}\b)")
_PERHAPS = re.compile(r"\b(?:perhaps|maybe|probably|possibly|might|may|i think|i guess|i suppose)\b")
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
        certainty = Certainty.LIKELY if _PERHAPS.search(text.lower()) else Certainty.STATED
        return _fact(left[-1].value, certainty, text, left[-1]) if len(left) == 1 else None
    lost = [(count, one) for one in found if (count := _lost(one, known, text))]
    if len(lost) != 1:
        return None
    (count, one) = lost[0]
    said = _after(one, text)
    plainly = names(said, "data_quality", "no_good") or _is_thrown_away(one, text)
    return _fact(known - count, Certainty.STATED if plainly else Certainty.LIKELY, text, one)


def permitted_part(known: float | None, text: str) -> Fact | None:
    """The fact of how many examples may be used for training, where a text says so of a part of them; None where it does not, or of several.

    Args:
        known: How many examples there are; None where that was not told.
        text: What was said of them.
    """
    if "?" in text or not (names(text, "barred", "lets_use") or names(text, "barred", "bans")):
        return None
    found = [(rest, one) for one in quantities(text)[:MOST_NUMBERS] if (rest := _permitted(one, known, text))]
    if len(found) != 1:
        return None
    ((rest, one),) = found
    fact = _fact(rest, Certainty.STATED, text, one)
    return (
        replace(fact, words=text[one.start : one.end + NEAR].split(".", maxsplit=1)[0]) if one.value == rest else fact
    )


def speaks_of_use(text: str) -> bool:
    """Whether a text says of data that they may be used, whoever may use them and for what."""
    return names(text, "barred", "lets_use")


def _permitted(one: Quantity, known: float | None, text: str) -> float:
    """How many examples a number says may be used, or how many are left where it says how many may not; 0 where it says no such thing."""
    begin, end = clause_around(text, one.start)
    clause = text[begin : max(end, one.end)]
    part = _part_of(one, known)
    is_whole = known is not None and part >= known
    if not part or is_whole or names(clause, "barred", "used_by_others") or names(clause, "barred", "open"):
        return 0
    if names(clause, "barred", "bans"):
        return known - part if known and names(clause, "barred", "training") else 0
    return part if names_undenied(plain(clause), listed("barred", "lets_use")) else 0


def _part_of(one: Quantity, known: float | None) -> float:
    """How many of the examples a number may count: 300 of "300", "300 of the 2,000" or "15%"; 0 where it counts something else."""
    if one.kind is QuantityKind.COUNT:
        return one.value if count_of(one) is None and one.counted[:2] != ("of", "us") else 0
    if one.kind is not QuantityKind.SHARE or known is None or one.value > 1:
        return 0
    is_of_them = one.of is None or abs(one.of - known) < SAME
    return round(one.value * known) if is_of_them else 0


def _fact(rest: float, certainty: Certainty, text: str, one: Quantity) -> Fact:
    # The figure that was said counts what is lost: the words end before it.
    words = next((clause for clause in clauses(text[one.end :])), "")
    return Fact(Criterion.EXAMPLES, (str(examples_band(rest)),), certainty, words[:NEAR], rest)


def _is_left(one: Quantity, known: float, text: str) -> bool:
    before, after = text[: one.start].lower(), text[one.end :].lower()
    is_count = one.kind is QuantityKind.COUNT and 0 < one.value < known
    is_only = bool(_ONLY.search(before)) and (bool(_LEFT.match(after)) or _is_as_required(after))
    return is_count and (is_only or (bool(_REMAINS.match(after)) and count_of(one) is None))


def _is_as_required(after: str) -> bool:
    """Whether so many of them are as the rule of today wants them: "only 350 of them follow the new rule", "only 80 match the 2025 format"."""
    said = next(clauses(after[:NEAR]), "")
    keeps = names_undenied(said, listed("data_quality", "as_required")) or names_undenied(
        said, listed("data_quality", "dates_from")
    )
    return bool(_OF_THEM.match(after)) and keeps and names(said, "data_quality", "required")


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
