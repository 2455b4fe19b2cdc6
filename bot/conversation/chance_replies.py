"""Whether something is chance, on what a message says or on what the case knows: its score, the size of its test, and what is wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.targets import Measured, measured
from bot.costs.chance import chance_told, short_by_chance_told, size_told
from bot.decision import TESTED_BEFORE_TRAINING, Assessment, Criterion, Fact
from bot.reading.asked.chance_asked import ChanceAsked, chance_asked, chance_named, chance_of_it_asked, meant_by
from bot.reading.asked.size_asked import size_asked
from bot.reading.sayings import techniques_named
from bot.reading.scores.scores import score_in
from knowledge.passages import sentences

if TYPE_CHECKING:
    from bot.conversation.case import Case


def on_chance(case: Case, text: str) -> str:
    """The answer to a message that asks whether scores, or a gap, are more than chance; empty where it asks no such thing, or a number lacks."""
    known = measured(case.told_so_far, case.opening)
    # Several sentences may tell a case.
    is_one = case.begun or len(sentences(text)) == 1
    if is_one and (size := size_asked(text)):
        return size_told(known.right if known else None, size.cases, TESTED_BEFORE_TRAINING)
    if chance_of_it_asked(text):
        return _on_what_was_told(known, text) if known else ""
    # What names training asks for more.
    is_plain = is_one and chance_named(text) and not techniques_named(text)
    own = _in_the_message(text) if is_plain else None
    if own is not None and own.target is not None:
        return short_by_chance_told(own.right, own.cases, own.target, meant_by(text))
    asked = chance_asked(text)
    if asked and not asked.cases and not asked.wants_size and known:
        asked = replace(asked, cases=(known.cases,))
    return chance_told(asked) if asked else ""


def _on_what_was_told(known: Measured, text: str) -> str:
    if known.target is None:
        return chance_told(ChanceAsked((known.right,), cases=(known.cases,)))
    return short_by_chance_told(known.right, known.cases, known.target, meant_by(text))


def _in_the_message(text: str) -> Measured | None:
    """The score in counts that a message tells, with what it says is wanted."""
    score = score_in(text)
    if score is None or score.share.of is None:
        return None
    fact = Fact(Criterion.BASELINE, ("measured",), words=text, number=score.share.of)
    return measured(Assessment((fact,)))
