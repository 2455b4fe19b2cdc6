"""What somebody says is no matter: "no pii issue, legal fine", "cost about the same", "OpenAI directly, no azure".

A word of the law, of money or of a platform stands in it, and the trained reader takes that for what is demanded, wished or barred.
"""

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


_BARS: Final = re.compile(r"\b(?:may|must|can|can't|cannot|leave|leaves|allowed|forbid\w*)\b")
#: "Cost about the same", "latency is similar": what makes no difference is no complaint, and nothing that is wanted.
_NO_DIFFERENCE: Final = re.compile(
    r"\b(?:costs?|prices?|bills?|spend(?:ing)?|latency|speed|response times?)\b(?:\s(?:is|are|was|were|stays?|stayed|remains?|remained|come|comes|came|out|of|it|both|for)){0,4}\s(?:about|roughly|nearly|almost|more or less|pretty much|basically|exactly)?\s?(?:the same|same|unchanged|similar|equal|identical|no different|comparable|as before)\b"
    r"|\b(?:same|similar|equal|unchanged|comparable)\s(?:costs?|prices?|bills?|latency|speed|response times?)\b|\bno (?:difference|change) in (?:costs?|prices?|latency|speed)\b"
)
_OF_MONEY_OR_TIME: Final = frozenset({Criterion.GOAL, Criterion.FAILURE, Criterion.TASK_STABILITY})


def rests_on_no_difference(fact: Fact, text: str) -> bool:
    """Whether a wish or a complaint was read in words that say only that cost or speed is the same."""
    if fact.criterion not in _OF_MONEY_OR_TIME:
        return False
    said = plain(fact.words)
    return any(said in clause and _NO_DIFFERENCE.search(clause) for clause in clauses(text))


#: "OpenAI directly, no azure": which platform it is not.
_SELLER_DENIED: Final = re.compile(
    r"\b(?:no|not|without|never)\s(?:on\s|in\s|via\s|using\s|with\s|any\s)?(?:azure|aws|bedrock|vertex|gcp|google|openai|foundry)\b"
)
_OF_PLACES: Final = frozenset({Criterion.RESIDENCY, Criterion.TUNABLE_MODEL})


def rests_on_a_seller_denied(fact: Fact, text: str) -> bool:
    """Whether a guess at where data may be, or what may be trained, rests on words that say only where something does not run."""
    if fact.criterion not in _OF_PLACES or fact.is_stated:
        return False
    whole = plain(text)
    return bool(
        _SELLER_DENIED.search(plain(fact.words))
        or _SELLER_DENIED.search(whole[whole.find(plain(fact.words)) :][: len(fact.words) + 12])
    )


def says_no_issue(text: str) -> bool:
    """Whether a text says that something of the law is no issue, and bars nothing."""
    said = [] if "?" in text else list(clauses(text))
    return any(_NO_ISSUE.search(one) for one in said) and not any(_asks_more(one) for one in said)


def _asks_more(clause: str) -> bool:
    """Whether a clause bars something all the same: "no pii may leave the house"."""
    return bool(_BARS.search(clause))
