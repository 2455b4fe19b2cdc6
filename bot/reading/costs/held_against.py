"""Which model a message wants training held against: "compare with the big model, gpt-4.1, not with 4o-mini".

A tuned small model is held against what is paid now. Where that is only called the big one it is taken to be the large model of the
tuned one's family, and told as taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.costs.models_in_costs import BIG_ONE, large_of, models_in_order, models_said
from bot.reading.evidence import parted_by, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Longer messages tell a case, and name its models by themselves.
_LONGEST: Final = 200
#: What wants one thing held against another, and what says against which it is not; "compare 4o and mini" names two ways alike.
_HOLDS: Final = re.compile(
    r"\b(?:compare[ds]?(?: (?:it|that|this|the (?:cost|price|sum|tuned \S+)s?))?(?: (?:with|to|against))|compar(?:e|ison|ed) (?:should|must|has to|is|be) (?:with|to|against)"
    r"|hold (?:it|that|this) (?:up )?against|held against|against|versus|vs\.?|start (?:out )?from|measure(?:d)? (?:it )?against|instead of)\s(?=\S)"
)
_NOT: Final = re.compile(r"(?:\b(?:not|never|instead of|rather than)|n't)\b(?: (?:with|to|against|versus|vs|from))?")
_CLAUSE: Final = re.compile(r"[.;!?\n](?=\s|$)")


def held_against(text: str, models: Collection[str], known: Mapping[str, str]) -> dict[str, str]:
    """The `model` that is paid now and the one to be `tuned`, where a message says that the one is to be held against the other; else empty.

    Args:
        text: What somebody wrote.
        models: The names of models that have a price.
        known: What is known of the costs, by the names of `models_said`.
    """
    said = plain(text)
    if len(said) > _LONGEST:
        return {}
    for start, end in parted_by(_CLAUSE, said):
        clause = said[start:end]
        found = _HOLDS.search(clause)
        if found is None or _NOT.search(clause[: found.start()]):
            continue
        denied = _NOT.search(clause, found.end())
        wanted = clause[found.end() : denied.start() if denied else len(clause)]
        named = models_in_order(wanted, models, known.get("model", ""))
        not_it = models_in_order(clause[denied.end() :], models, known.get("model", "")) if denied else []
        tuned = known.get("tuned") or next(iter(not_it), "") or known.get("model", "")
        if not tuned or "tuned" in models_said(wanted, models):
            continue
        if named and named[0] != tuned and len(set(named)) == 1:
            return {"model": named[0], "tuned": tuned}
        if not named and BIG_ONE.search(wanted) and (large := large_of(tuned)) != tuned:
            return {"model": large, "tuned": tuned, "model_taken": "yes"}
    return {}
