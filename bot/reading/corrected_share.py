"""A score that a message corrects where it was told: "the RAG was 81 not 78" of "few-shot 71%, RAG 78% on 1,500"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.reading.quantities import QuantityKind, quantities
from bot.reading.sayings import denies

if TYPE_CHECKING:
    from bot.reading.quantities import Quantity

_ON_HELD_OUT = re.compile(r"\bon [\d.,]+k?(?: \w+){0,2} held")
#: A share is written as one of one or of a hundred.
HUNDRED = 100
#: Characters between the number that is taken back and the one that counts.
NEAR = 24
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
        if denies(text[: old.start])
        for share in shares
        if _is_same(share, old)
        for new in given
        if new is not old and _is_share(new) and max(old.start - new.end, new.start - old.end) <= NEAR
    ]
    if len(pairs) != 1:
        return ""
    share, new = pairs[0]
    written = told[share.start : share.end]
    figure = text[new.start : new.end].rstrip(" %")
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
