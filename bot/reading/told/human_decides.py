"""Whether a text lays down that a person decides in the end: "national law says a human must decide". That is a rule for the process, and bars no model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import clause_around, plain

if TYPE_CHECKING:
    from bot.decision import Fact

_WHO: Final = r"(?:humans?|persons?|people|somebody|someone|clerks?|officers?|doctors?|physicians?|lawyers?|judges?|employees?|caseworkers?|case workers?|staff|experts?|editors?|nurses?|pharmacists?|agents?|colleagues?|civil servants?|real person)"
_MUST: Final = r"(?:must|has to|have to|needs? to|shall|should always|is required to|are required to|is obliged to|are obliged to|always has to|always have to|will always)"
_DECIDES: Final = r"(?:decides?|approves?|sign(?:s)? (?:it |them |off)?|sign off|confirms?|make (?:the|every|each) (?:final )?decision|takes? (?:the|every|each) (?:final )?decision|have the (?:last|final) (?:word|say)|has the (?:last|final) (?:word|say)|be in the loop|release (?:it|them|each|every)|check (?:each|every|all|it|them)|review (?:each|every|all|it|them)|look at (?:each|every|all))"
_RULE: Final = re.compile(
    rf"\b{_WHO}\s{_MUST}\s(?:always\s|still\s|finally\s|also\s|personally\s|then\s)?{_DECIDES}\b"
    r"|\b(?:final|last) decision (?:is|must be|has to be|lies|stays|remains)(?: always| made| taken)? (?:with|by|at) (?:a |the |our )?"
    + _WHO
    + r"\b"
    r"|\bhuman (?:in the loop|review|approval|oversight|sign off|sign-off) (?:is|are) (?:required|mandatory|obligatory|compulsory|a must|needed|prescribed)\b"
    r"|\b(?:no|not|never|forbids?|prohibits?|bans?|without) (?:\w+ ){0,2}?(?:automated|automatic|fully automatic|fully automated|machine) decisions?\b"
    r"|\b(?:automated|automatic|machine) decisions? (?:is|are) (?:not allowed|forbidden|prohibited|not permitted|illegal|banned)\b"
    r"|\b(?:must|may|can|should|shall) (?:not|never) (?:be )?decided? (?:automatically|alone|by (?:a |the )?(?:machine|computer|ai|model))\b"
)


def human_must_decide(text: str) -> bool:
    """Whether a text says, and does not ask, that a person has to decide or approve."""
    return "?" not in text and bool(_RULE.search(plain(text)))


def guessed_from_rule(fact: Fact, text: str) -> bool:
    """Whether a guess rests on no more than the words of such a rule: "a clerk has to approve each" asks for no sources."""
    found = _RULE.search(plain(text)) if fact.is_likely and "?" not in text else None
    if found is None:
        return False
    start, end = clause_around(text, found.start())
    return plain(fact.words) in plain(text[start : max(end, found.end())])
