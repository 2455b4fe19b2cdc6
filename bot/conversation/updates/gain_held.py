"""Takes back that training brought next to nothing, where somebody denies it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Criterion, Fact
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.kinds import MessageKind
from bot.reading.scores.tuned_results import NO_GAIN, TUNED
from bot.reading.told.gain_told import gain_told

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

#: What is read in the words that deny it, and is none of them.
_READ_IN_IT = frozenset({Criterion.TRIED, Criterion.FAILURE, Criterion.BASELINE, Criterion.EXAMPLES, Criterion.GOAL})


def with_gain_held(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same where a message says that training did bring something: then that it did not no longer counts, and nothing else is read in those words."""
    known = case.told_so_far.fact(Criterion.TRIED)
    if known is None or known.values != (NO_GAIN,) or understood.command is not None:
        return understood
    words = gain_told(text)
    if not words:
        return understood
    said = Fact(Criterion.TRIED, (TUNED,), words=words[:LONGEST_WORDS])
    kept = tuple(fact for fact in understood.facts if fact.criterion not in _READ_IN_IT)
    return replace(
        understood,
        kind=MessageKind.REMARK,
        questions=(),
        facts=(said, *kept),
        replaces=understood.replaces | {Criterion.TRIED},
        withdrawn=understood.withdrawn - {Criterion.TRIED},
        answers=False,
    )
