"""Which models a message says were tried as they are, and what they reached: "nano w/ same prompt 0.89", "mini untuned misses too much".

A score stands in the clause of its model, after it or, where the clause begins with it, before it. That one was tried and fell short is
told without a score as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.costs.models_in_costs import placed_models, with_arrows_as_words
from bot.reading.evidence import parted_by, plain
from bot.reading.scores.scores import is_wanted, shares

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.reading.numbers.quantities import Quantity

#: What parts the models of a message from one another; a figure and the name it is of may be parted by a colon.
_CLAUSE: Final = re.compile(r"[,;!?\n]|\.(?=\s|$)|\b(?:and|but|while|whereas|vs|versus|against)\b")
#: What says of a model that it was run as it is.
_AS_IT_IS: Final = re.compile(
    r"\b(?:un-?tuned|untrained|prompted|prompt|out[ -]of[ -]the[ -]box|as[ -](?:it )?is|plain|vanilla|off[ -]the[ -]shelf|few[ -]?shot|zero[ -]?shot|raw)\b"
)
#: That what was tried is not enough; what somebody fears or asks was not tried.
_FELL_SHORT: Final = re.compile(
    r"\b(?:not good enough|isn't (?:good )?enough|wasn't (?:good )?enough|not enough|doesn't cut it|does not cut it|didn't cut it|falls? short|fell short|miss(?:es|ed)? (?:it|too|the|a lot|much)|too (?:bad|weak|many (?:errors|mistakes))|fail(?:s|ed)|much worse|clearly worse)\b"
)
_TRIED: Final = re.compile(
    r"\b(?:tried|tested|ran|measured|scored|evaluated|is|was|does|did|got|gets|misses|falls|fell|fails|failed)\b"
)
#: Characters behind a clause that may say that what it names fell short.
_BEHIND: Final = 60
_SUPPOSED: Final = re.compile(
    r"\b(?:if|would|could|might|may|will|probably|suppose|maybe|hope|expect|need|should|target|want)\b"
)


def untuned_scores(text: str, models: Collection[str], known: str = "", *, has_tuned: bool = False) -> dict[str, str]:
    """The models that were run as they are, each with its score as it was written; the score is empty where only that it fell short is told.

    Args:
        text: What somebody wrote.
        models: The names of models that have a price.
        known: The model in use, whose family a size alone is of.
        has_tuned: Whether a model was tuned before, so that a score is only one of a model as it is where that is said.
    """
    said = with_arrows_as_words(plain(text))
    placed = placed_models(said, models, known)
    tuned = {one.name for _, one in placed if one.is_tuned}
    found: dict[str, str] = {}
    for start, end in parted_by(_CLAUSE, said):
        clause = said[start:end]
        named = [(at, one) for at, one in placed if start <= at < end]
        if len(named) != 1 or named[0][1].is_tuned or _SUPPOSED.search(clause):
            continue
        model = named[0][1].name
        is_as_it_is = _AS_IT_IS.search(clause) is not None
        if (has_tuned or model in tuned) and not is_as_it_is:
            continue
        score = next((one for one in shares(clause) if _is_reached(clause, one)), None)
        if score is not None and (score.start >= named[0][0] - start or is_as_it_is):
            found[model] = clause[score.start : score.end].strip()
        elif is_as_it_is and _is_short(said, start, end):
            found.setdefault(model, "")
    return found


def _is_reached(clause: str, share: Quantity) -> bool:
    """Whether a share is neither wanted nor a part of something: "gpt-4.1-mini handles 90% of the mails"."""
    return not is_wanted(clause, share) and not clause[share.end :].lstrip().startswith(
        ("of ", "cheaper", "less", "faster")
    )


def _is_short(said: str, start: int, end: int) -> bool:
    """Whether what was tried in a clause fell short, by it or by the words after it."""
    rest = said[start : end + _BEHIND]
    return bool(_FELL_SHORT.search(rest)) and bool(_TRIED.search(rest)) and "?" not in rest
