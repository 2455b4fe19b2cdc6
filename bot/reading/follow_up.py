"""What an elliptic message means after an earlier question: "and for the bigger one?", "why?", "yes".

Without a language model the earlier question is taken along, with the model name exchanged where the message names
another. With one, the model writes the stand-alone question instead (`bot.answers.stand_alone`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.asked.question_form import points_back
from bot.reading.kinds import MessageKind
from bot.reading.sayings import asks
from knowledge.lexical import words
from knowledge.model_names import named_models, replace_model, sibling

if TYPE_CHECKING:
    from bot.reading.read_message import MessageReading

#: A message of at most this many words right after an answer is taken as part of the conversation.
FEW_WORDS = 7
#: From this probability on the classifier's word counts; the data set's follow-ups lie above it, its questions below.
LIKELY = 0.3

_OPENS_LIKE_ONE = re.compile(
    r"^\W*(?:and|but|or|so|then|also|what about|how about|what if|why|how so|really|in that case|ok(?:ay)?|even|only|then)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\W*(?:yes|yeah|yep|sure|please|ok(?:ay)?|go on|go ahead|more|tell me more|show me|do it|continue|why|how so|"
    r"really|are you sure|who says (?:that|so)|says who|sources?|where does it say (?:that|so)|based on what)\b[\s\w,]{0,12}\W*$",
    re.IGNORECASE,
)
#: "What is RAG exactly?" stands alone, however short; "what is it?" does not.
_DEFINES = re.compile(
    r"^\W*(?:(?:sorry|ok(?:ay)?|wait|hm+|and|but|so|btw)\W+)*(?:what(?:['’]s| is| are| does| do)|define|explain|meaning of)\s+"
    r"(?!(?:it|that|this|these|those|they|the (?:other|difference)|then|there)\b)\w",
    re.IGNORECASE,
)
#: "For how long?" asks another thing of what the earlier question was about: the word that opened that one no longer counts.
_ASPECT = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|then)\W+){0,2}(?:(?:for|until|till|since|by|from|in|at|under|on)\s+)?(?:how|what|which|when|where|who|whom|whose|why)\b(?! (?:about|if|of)\b)",
    re.IGNORECASE,
)
_OPENED_BY = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?)\W+){0,2}(?:who|whom|what|when|where|why|how (?:long|many|much|often)|how)\b(?:\s+(?:is|are|was|does|do|did|can|will))?\s+",
    re.IGNORECASE,
)
#: An earlier message that went on itself counts once from now on.
_TWICE = re.compile(r"^(.{1,200}?) \1 ")
_ASKS_TIME = re.compile(
    r"\b(?:how long|how many (?:days|weeks|months|years|hours)|until when|since when|when|how often)\b", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:\d+|an?|each|every|within the|first|by the)\s+(?:minute|hour|day|week|month|quarter|year)s?\b|\b\d{4}-\d\d|\b(?:always|never|at once|until|as long as|hourly|daily|monthly|minutes|hours|days|months)\b",
    re.IGNORECASE,
)
_ASKS_SIZE = re.compile(
    r"\bhow (?:big|large|heavy|many (?:megabytes|mb|gb))\b|\b(?:max(?:imum)? )?(?:file )?size\b", re.IGNORECASE
)
_SIZE = re.compile(r"\d\s?(?:[kmg]b|bytes|megabytes|gigabytes)\b", re.IGNORECASE)
#: Words that ask for no thing by themselves.
_EMPTY = frozenset(words("who whom what which where why how much many there also"))
_UNITS = frozenset(words("minutes hours days weeks months years long when until since often"))
_NOT_ASKING = (MessageKind.THANKS, MessageKind.GREETING, MessageKind.CHAT, MessageKind.HELP)
_BIGGER = re.compile(r"\b(?:bigger|larger|big|large|full)\b", re.IGNORECASE)
_SMALLER = re.compile(r"\b(?:smaller|small|little|cheaper)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StandAlone:
    """A message made into a question of its own; `elaborates` if it only asks for more of the last answer, `is_one` if it holds no several."""

    question: str
    elaborates: bool = False
    continues: bool = False
    is_one: bool = False


def stand_alone(message: str, reading: MessageReading, earlier: str | None) -> StandAlone:
    """The question a message asks, given the question before it in the same thread, if there was one."""
    if not earlier:
        return StandAlone(message)
    if _MORE.match(message) and reading.kind is not MessageKind.THANKS:
        return StandAlone(earlier, elaborates=True, continues=True)
    if not _continues(message, reading):
        return StandAlone(message)
    if exchanged := _exchange_model(message, earlier):
        return StandAlone(exchanged, continues=True)
    # What was asked on about is at the end of a question that went on itself.
    earlier = _TWICE.sub(r"\1 ", earlier, count=1)
    rest = _OPENED_BY.sub("", earlier.rpartition("? ")[2]) if _ASPECT.match(message) else earlier
    # The message counts twice: it holds what is new, and the earlier question usually has more words.
    return StandAlone(f"{message} {message} {rest}", continues=True)


def answers_aspect(message: str, sentence: str) -> bool:
    """Whether a sentence that was said before may answer a message that goes on from it: one that asks for a time or a size gets one, any other finds its words in it."""
    for asks_for, given in ((_ASKS_TIME, _TIME), (_ASKS_SIZE, _SIZE)):
        if asks_for.search(message):
            return bool(given.search(sentence))
    own = set(words(message)) - _EMPTY
    return bool(own & set(words(sentence)))


def asks_aspect_alone(message: str) -> bool:
    """Whether a message asks when, where, who or how long, and names nothing of its own: "for how many days?"."""
    return bool(_ASPECT.match(message)) and set(words(message)) <= _EMPTY | _UNITS


def _continues(message: str, reading: MessageReading) -> bool:
    count = len(message.split())
    if _DEFINES.match(message):
        return False
    # "Pizza?" goes on from nothing that was answered here.
    if reading.kind in {*_NOT_ASKING, MessageKind.OFF_TOPIC} and not _OPENS_LIKE_ONE.match(message):
        return False
    if _OPENS_LIKE_ONE.match(message) and count <= 2 * FEW_WORDS:
        return True
    if reading.probability(MessageKind.FOLLOW_UP) >= LIKELY:
        return count <= 2 * FEW_WORDS
    if points_back(message):
        return count <= FEW_WORDS
    # "Is DPO slower?" names what it asks about; "how long?" does not.
    return count <= FEW_WORDS - 2 and not (asks(message) and len(set(words(message))) > 1)


def _exchange_model(message: str, earlier: str) -> str | None:
    """The earlier question about the model that the message names or points to; None where it does neither."""
    before = named_models(earlier)
    if not before:
        return None
    if named := named_models(message):
        return f"{replace_model(earlier, before[0], named[0])} {message}"
    step = 1 if _BIGGER.search(message) else -1 if _SMALLER.search(message) else 0
    other = sibling(before[0], step) if step else None
    return replace_model(earlier, before[0], other) if other else None
