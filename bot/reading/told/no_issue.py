"""What somebody says is no issue: "no pii issue, legal fine", "compliance is ok with it"; it speaks of the law, and asks nothing of where data may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import clauses, plain

if TYPE_CHECKING:
    from bot.decision import Fact

#: What a reader guesses from the words of the law that such a clause holds.
_GUESSED: Final = frozenset(
    {Criterion.RESIDENCY, Criterion.STAKES, Criterion.PERMISSIONS, Criterion.KNOWLEDGE_HOME, Criterion.EXAMPLES}
)
_LAW: Final = r"(?:pii|gdpr|dsgvo|privacy|personal data|data protection|legal|compliance|lawyers?|dpo|security|works council|regulat\w+|audit\w*|hipaa|phi)"
_NO_ISSUE: Final = re.compile(
    rf"\b(?:no|without|zero|not an?|never an?)\s(?:\w{{2,12}}\s){{0,2}}?{_LAW}(?:[\s/]\w{{2,12}}){{0,2}}?\s(?:issues?|problems?|concerns?|worries|troubles?|blockers?|topics?|restrictions?)\b"
    rf"|\b{_LAW}\s(?:team\s)?(?:(?:is|are|was|were|says?|said|gave|has)\s)?(?:all\s|totally\s|no\s)?(?:fine|ok|okay|good|happy|cleared|green|no issue|no problem|not an issue|not a problem|irrelevant|issue|problem|concern)\b"
    rf"|\b(?:no|without)\s{_LAW}\b(?!\s(?:data|checks?))"
)


def rests_on_no_issue(fact: Fact, text: str) -> bool:
    """Whether a fact was read in a clause that says only that something is no issue."""
    if fact.criterion not in _GUESSED or fact.number is not None or not fact.values:
        return False
    said = plain(fact.words)
    return any(said in clause and _NO_ISSUE.search(clause) for clause in clauses(text) if not _asks_more(clause))


def says_no_issue(text: str) -> bool:
    """Whether a text says that something of the law is no issue, and bars nothing."""
    said = [] if "?" in text else list(clauses(text))
    return any(_NO_ISSUE.search(one) for one in said) and not any(_asks_more(one) for one in said)


def _asks_more(clause: str) -> bool:
    """Whether a clause bars something all the same: "no pii may leave the house"."""
    return bool(re.search(r"\b(?:may|must|can|can't|cannot|leave|leaves|allowed|forbid\w*)\b", clause))
