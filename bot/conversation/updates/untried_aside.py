"""A bare "haven't tried" after something else than what was tried: it is said of what was spoken of, and takes back nothing that was told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.told.techniques import NOTHING
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

_SAYS: Final = frozenset({"tried", "tested", "yet"})
#: As `plain_words` leaves them, which parts "haven't" in two.
_DENIES: Final = frozenset({"no", "not", "never", "haven", "havent", "hasn", "didn", "didnt"})
_AROUND: Final = frozenset(
    ["we", "i", "they", "have", "has", "did", "t", "that", "it", "this", "so", "far", "honestly", "sorry", "really", "one", "ok", "done"]
)  # fmt: skip
_BARE: Final = _SAYS | _DENIES | _AROUND


def is_untried_aside(text: str, case: Case) -> bool:
    """Whether a message says no more than that something was not tried, where nobody asked what was, and something is known to have been."""
    known = case.told_so_far.fact(Criterion.TRIED)
    words = set(plain_words(text))
    is_bare = bool(words & _SAYS) and bool(words & _DENIES) and words <= _BARE
    is_known = known is not None and known.is_stated and bool(known.values) and known.values != (NOTHING,)
    return is_known and case.pending is not Criterion.TRIED and is_bare


def without_untried_aside(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same without "nothing was tried" where a bare "haven't tried" says it of something else."""
    if not is_untried_aside(text, case):
        return understood
    facts = tuple(fact for fact in understood.facts if fact.criterion is not Criterion.TRIED)
    gone = frozenset({Criterion.TRIED})
    return replace(understood, facts=facts, replaces=understood.replaces - gone, withdrawn=understood.withdrawn - gone)
