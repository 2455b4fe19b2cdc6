"""Whether a question is about the bot itself: what it keeps, who can read it, what it is.

Its own account of itself (`knowledge/notes/S44.md`) is near to many questions on Azure, such as how long data is kept; so it answers only who
speaks to the bot or of it, and then alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answers.answerable import own_hit
from knowledge.lexical import words
from knowledge.sources import ABOUT_ID

if TYPE_CHECKING:
    from knowledge.search import Found

#: From this cosine similarity on two questions are the same one in other words: of 187 training messages that are so near to a way of asking,
#: 183 are answered by the sources.
SAME_QUESTION = 0.9
#: What speaks to the bot is about it from this cosine similarity on, and from the third if it has no word of its own ("how are you?") or one of
#: the bot's subject, since "you" is often anybody: "how do you deploy a model?"; "the bot" is this one from the one between on. Chosen by hand, on
#: questions that no test has.
NEAR, CLOSE, NEARER = 0.6, 0.68, 0.8
#: Words by which a message speaks to the bot, or of it and of what is said to it.
_SPOKEN_TO = re.compile(
    r"\b(?:you|u|ya|your|ur|yours|yourself)\b"
    r"|\bthis (?:(?:slack|chat|ai) )?(?:bot|app|assistant|chatbot|tool|chat|convo|conversation|thread|channel)\b"
    r"|\b(?:ask|asking|tell|telling|write to|message|messages to|chats? with) (?:the|it|this) ?(?:bot|chatbot|assistant)?\b"
    r"|\bfine-?tune or not\b"
    r"|\b(?:what|anything|everything|whatever|stuff|things|questions) (?:i|we|people) (?:ask|say|type|write|tell|post|enter)\b"
    r"|\bwho (?:all |else )?(?:can |could |will |gets to )?(?:see|read|access)s? (?:this|it|that)\W*$"
    r"|\bin here\b|\b(?:my|our) (?:chats?|convos?|conversations?|messages?|questions?|verdicts?|decisions?)\b",
    re.IGNORECASE,
)
#: What may speak of the bot and of one's own, and counts from `CLOSE` on where nobody else's people are named.
_MAY_MEAN_IT = re.compile(
    r"\bthe (?:\w+ )?(?:bot|app|assistant|tool|operator)\b|\b(?:verdicts?|decisions?|decision records?)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:customers?|clients?|guests?|users?|patients?|citizens?|students?|visitors?|callers?|agents?|judges?|courts?|our (?:\w+ )?(?:bot|chatbot|assistant|app|tool|model)|must|should)\b",
    re.IGNORECASE,
)
#: Who measures a bot themselves has one of their own.
_MEASURED_BY_US = re.compile(
    r"\b(?:i|we|us)\b.{0,40}\b(?:measur\w+|evaluat\w+|benchmark\w*|test|testing|track|score|rate|grade)\b.{0,40}\b(?:bot|assistant|chatbot|app|tool)\b",
    re.IGNORECASE,
)
#: "You" in these is the bot and not anybody.
_NOBODY_ELSE = re.compile(
    r"\b(?:are|r|were|aren['’]t|weren['’]t) (?:you|u)\b|\b(?:trust|believe|rely on) (?:you|u)\b|\byourself\b",
    re.IGNORECASE,
)
#: Who asks for advice wants it on their own case.
_ADVICE = re.compile(r"\brecommend\b|\bsuggest\b|\bwould (?:you|u)\b", re.IGNORECASE)
_ITS_SUBJECT = re.compile(
    r"\bfine-?\s?tun|\btuned\b|\bazure\b|\bfoundry\b|\bgpt|\brag\b|\bretrieval\b|\bdpo\b|\brft\b|\bsft\b|\bgpus?\b|\bdata ?sets?\b|\bexamples?\b"
    r"|\btraining (?:data|files?|jobs?|runs?|sets?)\b|\bdeploy|\bprompts?\b|\btokens?\b|\bepochs?\b|\bretrain|\bshould (?:i|we|the)\b|\bour (?:\w+ )?(?:bot|chatbot|assistant)\b",
    re.IGNORECASE,
)


def of_the_bot(found: Found) -> Found:
    """What was found, as the bot's own account of itself alone where the question is about the bot, and else without it."""
    if not any(hit.passage.source_id == ABOUT_ID for hit in found.hits) or is_of_the_bot(found):
        return found
    own = _is_about_the_bot(found)
    return replace(found, hits=tuple(hit for hit in found.hits if (hit.passage.source_id == ABOUT_ID) is own))


def account_alone(found: Found) -> Found:
    """What was found, as the bot's own account of itself alone; as it is where that is not among it."""
    own = tuple(hit for hit in found.hits if hit.passage.source_id == ABOUT_ID)
    return replace(found, hits=own) if own else found


def is_of_the_bot(found: Found) -> bool:
    """Whether what is left of what was found is the bot's account of itself."""
    return bool(found.hits) and all(hit.passage.source_id == ABOUT_ID for hit in found.hits)


def _is_about_the_bot(found: Found) -> bool:
    """Whether the bot's account of itself is nearest, and the question speaks to the bot or is one that is known to be asked of it."""
    is_spoken_to = bool(_SPOKEN_TO.search(found.question))
    may_mean_it = bool(_MAY_MEAN_IT.search(found.question)) and not _OF_OTHERS.search(found.question)
    may_mean_it = may_mean_it and not _MEASURED_BY_US.search(found.question)
    if not found.vector:
        return is_spoken_to and found.hits[0].passage.source_id == ABOUT_ID
    account, best = (
        max((hit.similarity for hit in found.hits if (hit.passage.source_id == ABOUT_ID) is own), default=0.0)
        for own in (True, False)
    )
    others = max(best, found.gap.similarity if found.gap else 0.0)
    if account < others or _ADVICE.search(found.question):
        return False
    is_anybody = bool(_ITS_SUBJECT.search(found.question)) and not _NOBODY_ELSE.search(found.question)
    least = NEARER if is_anybody or not words(found.question) else NEAR
    is_near = (is_spoken_to and account >= least) or (may_mean_it and account >= max(least, CLOSE))
    return account >= SAME_QUESTION or (is_near and own_hit(found) is None)
