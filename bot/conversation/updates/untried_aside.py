"""A bare "haven't tried" after something else than what was tried: it is said of what was spoken of, and takes back nothing that was told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.kinds import MessageKind
from bot.reading.told.techniques import NOTHING
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding

_SAYS: Final = frozenset({"tried", "tested", "yet"})
#: What says that a model was not trained, and the most words of a message that says no more than that it was not tried so.
_AS_IT_IS: Final = (
    " without tuning ",
    " without training ",
    " without fine tuning ",
    " without finetuning ",
    " untuned ",
    " untrained ",
    " as it is ",
    " as is ",
    " prompted only ",
)
_SHORT: Final = 16
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


def is_untried_as_it_is(text: str) -> bool:
    """Whether a message says that a model was not tried as it is, before training: "no, we did not try mini without tuning"."""
    words = plain_words(text)
    said = f" {' '.join(words)} "
    is_denial = bool(set(words) & _DENIES) and bool(set(words) & (_SAYS | {"try", "test"}))
    return len(words) <= _SHORT and "?" not in text and is_denial and any(one in said for one in _AS_IT_IS)


def without_untried_aside(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same without "nothing was tried" where it is said of something else: in a bare "haven't tried", or of a model as it is."""
    if not (is_untried_aside(text, case) or (case.begun and is_untried_as_it_is(text))):
        return understood
    gone = frozenset({Criterion.TRIED, Criterion.TUNABLE_MODEL})
    facts = tuple(fact for fact in understood.facts if fact.criterion not in gone)
    replaces, withdrawn = understood.replaces - gone, understood.withdrawn - gone
    return replace(understood, kind=MessageKind.REMARK, facts=facts, replaces=replaces, withdrawn=withdrawn)
