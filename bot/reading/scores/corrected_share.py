"""A score that a message corrects where it was told: "the RAG was 81 not 78" of "few-shot 71%, RAG 78% on 1,500"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.reading.numbers.counted_things import is_led_by_need
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.told.correction_clauses import is_taken_back

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

_ON_HELD_OUT = re.compile(r"\bon [\d.,]+k?(?: \w+){0,2} held")
#: A share is written as one of one or of a hundred.
HUNDRED = 100
#: Characters between the number that is taken back and the one that counts.
NEAR = 40
#: Shares this near are the same one.
SAME = 1e-9


def corrected_share(told: str, text: str) -> str:
    """The words of a score with the share that a text gives in place of one in them; empty where it takes none back.

    Args:
        told: The words in which scores were told.
        text: What was said later: it denies one of these shares and names another right beside it, with or without its percent sign.
    """
    given = [one for one in quantities(text) if one.kind in {QuantityKind.SHARE, QuantityKind.COUNT}]
    shares = [one for one in quantities(told) if one.kind is QuantityKind.SHARE]
    pairs = [
        (share, new)
        for old in given
        if is_taken_back(text, old)
        for share in shares
        if _is_same(share, old)
        for new in given
        if new is not old and _is_share(new) and max(old.start - new.end, new.start - old.end) <= NEAR
    ]
    if len(pairs) > 1:
        # "F1 is 0.83 not 0.79, and need is 0.87": what is wanted takes no score's place.
        pairs = [(share, new) for share, new in pairs if not is_led_by_need(new)]
    if not pairs:
        return _with_another_count(told, shares, given, text)
    if len(pairs) != 1:
        return ""
    share, new = pairs[0]
    return with_share(told, share, new, text)


def _with_another_count(told: str, shares: list[Quantity], given: list[Quantity], text: str) -> str:
    """The words of a score told in counts with another first one: "the 71 was 91" or "91 of 120 not 71" of "71 of 120"; empty where a text tells no such thing."""
    pairs = [
        (share, right)
        for old in given
        if old.kind is QuantityKind.COUNT and is_taken_back(text, old)
        for share in shares
        if share.of is not None and abs(share.value * share.of - old.value) < SAME * share.of
        for new in given
        if new is not old and (right := _right_of(new, share.of)) is not None
    ]
    return with_first_count(told, *pairs[0]) if len(pairs) == 1 else ""


def _right_of(new: Quantity, cases: float) -> float | None:
    """How many of so many cases a number says, bare or with them: 113 of "113" and of "113 of 150"; None where it says no such thing."""
    if new.kind is QuantityKind.SHARE and new.of == cases:
        return round(new.value * cases)
    return new.value if new.kind is QuantityKind.COUNT and new.value <= cases else None


def with_first_count(words: str, share: Quantity, count: float) -> str:
    """Words with another count of a share that is told as two: 78 for the 80 of "80 of 100"; empty where none stands there as a figure."""
    written = words[share.start : share.end]
    first = re.search(r"\d[\d.,]*", written)
    if first is None:
        return ""
    return f"{words[: share.start]}{written[: first.start()]}{count:,.0f}{written[first.end() :]}{words[share.end :]}"


def with_share(told: str, share: Quantity, new: Quantity, text: str) -> str:
    """The words of a score with another share in place of one of them, written as that one was: "0.83" becomes "0.79" by "79"."""
    written, figure = told[share.start : share.end], text[new.start : new.end].rstrip(" %")
    figure = f"0{figure}" if figure.startswith(".") else figure
    if share.of is not None or new.of is not None:
        unit = "%" if "%" in text[new.start : new.end] else ""
        return f"{told[: share.start]}{figure}{unit}{told[share.end :]}"
    is_of_hundred, was_of_hundred = new.value > 1 or "%" in text[new.start : new.end], "%" in written
    if is_of_hundred is not was_of_hundred:
        value = new.value if new.value <= 1 else new.value / HUNDRED
        figure = f"{value * HUNDRED if was_of_hundred else value:.4g}"
    ends = written[len(written.rstrip(" %")) :]
    return f"{told[: share.start]}{figure}{ends}{told[share.end :]}"


def without_test_set(text: str) -> str:
    """The words around a score without those that say what it was measured on: "on 1,500 held" out."""
    return _ON_HELD_OUT.sub("", text)


def _is_same(share: Quantity, other: Quantity) -> bool:
    value = other.value if other.kind is QuantityKind.SHARE else other.value / HUNDRED
    return abs(share.value - value) < SAME


def _is_share(number: Quantity) -> bool:
    return number.kind is QuantityKind.SHARE or 1 < number.value <= HUNDRED
