"""A list of what a case is about, whose words say nothing of it: "mails about bills, moving, meter number and so on" has nothing that moves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import plain

if TYPE_CHECKING:
    from bot.decision import Fact

_TOPIC: Final = r"[a-z'-]{2,20}(?:\s(?!and\b|we\b|it\b|they\b|our\b|is\b|are\b|but\b)[a-z'-]{2,20}){0,2}"
_LIST: Final = re.compile(
    rf"\b(?:about|regarding|concerning|such as|topics?:?|subjects?:?|like|on)\s{_TOPIC}(?:,\s{_TOPIC})+(?:,?\s(?:and|or)\s(?:so on|{_TOPIC}))?|\b(?:about|regarding|concerning|such as)\s{_TOPIC}\s(?:and|or)\s{_TOPIC}$"
)
#: What a reader guesses from a word of such a list.
_GUESSED: Final = frozenset(
    {Criterion.VOLATILITY, Criterion.TASK_STABILITY, Criterion.KNOWLEDGE_HOME, Criterion.RESIDENCY, Criterion.UPKEEP}
)


def rests_on_topics(fact: Fact, text: str) -> bool:
    """Whether a guess rests on words of a list of topics."""
    if not fact.is_likely or fact.criterion not in _GUESSED:
        return False
    words = plain(fact.words)
    return bool(words) and any(words in listed.group() for listed in _LIST.finditer(plain(text)))
