"""Shares that nobody reaches by work: what guessing gets, as in "coin toss is 50%" and "the majority class is 71%"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import plain
from bot.reading.numbers.quantities import QuantityKind, quantities

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

#: Characters beside a share that may say so.
_BESIDE: Final = 48
_GUESSING: Final = r"(?:coin[ -]?(?:toss|flip)|(?:pure )?random(?: guess\w*| baseline| choice| pick\w*)?|chance(?: level)?|majority(?: class| vote)?(?: baseline)?|(?:pure |blind )?guessing|dummy (?:classifier|baseline))"
_BEFORE: Final = re.compile(
    rf"\b{_GUESSING}(?:\s(?:is|are|was|would be|gives|gets|reaches|would give|would get|would be|at|has|already|about|around)){{0,3}}[\s:=~≈]{{0,3}}$"
)
_AFTER: Final = re.compile(
    rf"^\s?(?:\(|(?:(?:is|by|for|from|at|with|would be|=)\s)?(?:just |only |pure |a |the ){{0,2}}){_GUESSING}\b(?! of\b)"
)


def is_of_chance(text: str, share: Quantity) -> bool:
    """Whether the words right beside a share say that guessing gets it."""
    whole = plain(text)
    before, after = whole[max(0, share.start - _BESIDE) : share.start], whole[share.end : share.end + _BESIDE]
    return bool(_BEFORE.search(before) or _AFTER.match(after))


def take_chance_level(kept: dict[Criterion, Fact], text: str) -> None:
    """Take out what goes wrong where it was read in what guessing gets; whoever compares a score with that has measured it."""
    chances = [one for one in quantities(text) if one.kind is QuantityKind.SHARE and is_of_chance(text, one)]
    failure, baseline = kept.get(Criterion.FAILURE), kept.get(Criterion.BASELINE)
    if failure is not None and any(_lies_in(one, failure, text) for one in chances):
        del kept[Criterion.FAILURE]
    is_score = baseline is not None and baseline.values == ("measured",)
    if baseline is not None and is_score and chances and not any(_lies_in(one, baseline, text) for one in chances):
        kept[Criterion.BASELINE] = replace(baseline, certainty=Certainty.STATED)


def _lies_in(number: Quantity, fact: Fact, text: str) -> bool:
    at = text.find(fact.words)
    return 0 <= at <= number.start < at + len(fact.words)
