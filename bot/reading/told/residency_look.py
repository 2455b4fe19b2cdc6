"""The second look at where data may be: what demands a place of them, and what only names one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.reading.evidence import affirms, clauses, listed, names, plain
from bot.reading.told.own_hosting import rules_out_own_hosting

if TYPE_CHECKING:
    from bot.decision import Fact
    from bot.reading.encoder import Encoded

_NOT_THERE = re.compile(
    r"\b(?:not|never|no longer) (?:on|in|at|with|using|via)(?: \w{1,12})? ?(?:azure|aws|bedrock|vertex|gcp|foundry|openai)\b"
)

#: "SAP we can not connect yet": what cannot be looked into, which says nothing of where data may be.
_NO_ACCESS = re.compile(
    r"\b(?:can(?:not|'t| not)|cant|could(?: not|n't)|not|isn't|never|no)\b[^.;]{0,24}\b(?:connect\w*|link\w*|integrat\w*|hook\w*|plug\w*|access|attach\w*|reach\w*|interface|api)\b"
)
#: Who says no, to whatever it is.
_SAYS_NO = re.compile(
    r"\b(?:says?|said|saying|always|tells? us)\s(?:a\s)?no\b(?:\sto\s\w+)?|\bno to (?:everything|all|any\w*|that|it|this|cloud|the cloud|us|usa)\b"
)


def look_at_residency(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """Where data may be; a region that is named says where something runs, and hosting nothing of data."""
    text, value = encoded.text, fact.values[0] if fact.values else ""
    if value == "on_prem" and (rules_out_own_hosting(text) or _rests_on_no_access(fact, text)):
        return None
    if value == "none" and _SAYS_NO.search(plain(text)) and not lifts_residency(_SAYS_NO.sub("", plain(text))):
        # "Our DPO says no to everything" lets nothing leave.
        return None
    if is_asked:
        return fact
    if value == "region_bound":
        # "Azure, West Europe" says where it runs.
        return fact if _demands_a_region(text) or not names(text, "residency", "regions") else None
    # "Hosting would be free" says nothing of where data may go.
    is_of_hosting = names(text, "residency", "hosting") and not names(text, "residency", "place")
    return None if value == "none" and is_of_hosting and not lifts_residency(text) else fact


def _rests_on_no_access(fact: Fact, text: str) -> bool:
    """Whether words that were taken for a place of data say that something is not connected: "SAP we can not connect yet"."""
    said = [clause for clause in clauses(text) if plain(fact.words) in clause] or [plain(fact.words)]
    return any(_NO_ACCESS.search(clause) and not names(clause, "residency", "place") for clause in said)


def lifts_residency(text: str) -> bool:
    """Whether a text says in so many words that data may go anywhere."""
    return names(text, "residency", "anywhere")


def _demands_a_region(text: str) -> bool:
    """Whether a text demands something of where data is, rather than only names a region."""
    if any(names(_without_a_permission(clause), "residency", "demands") for clause in clauses(text)):
        return True
    # "Not on Azure Sweden Central" says where it does not run.
    said = (_NOT_THERE.sub("", clause) for clause in clauses(text))
    return any(names(clause, "residency", "regions") and names(clause, "residency", "limits") for clause in said)


def _without_a_permission(clause: str) -> str:
    """A clause without who permits something in it: "our DPO agreed" demands nothing."""
    if not affirms(clause, listed("permitted", "says")):
        return clause
    return listed("permitted", "by").sub("", clause)
