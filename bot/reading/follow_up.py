"""What an elliptic message means after an earlier question: "and for the bigger one?", "why?", "yes".

Without a language model the earlier question is taken along, with the model name exchanged where the message names
another. With one, the model writes the stand-alone question instead (`bot.answers.stand_alone`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.kinds import MessageKind
from bot.reading.question_form import points_back
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
_NOT_ASKING = (MessageKind.THANKS, MessageKind.GREETING, MessageKind.CHAT, MessageKind.HELP)
_BIGGER = re.compile(r"\b(?:bigger|larger|big|large|full)\b", re.IGNORECASE)
_SMALLER = re.compile(r"\b(?:smaller|small|little|cheaper)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StandAlone:
    """A message made into a question of its own; `elaborates` if it only asks for more of the last answer."""

    question: str
    elaborates: bool = False
    continues: bool = False


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
    # The message counts twice: it holds what is new, and the earlier question usually has more words.
    return StandAlone(f"{message} {message} {earlier}", continues=True)


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
