"""What a message is, beyond its kind: the telling of a case, one longer than is read for facts, or something people say to each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Certainty
from bot.reading.kinds import MessageKind
from bot.reading.sayings import begins_a_case, may_ask
from bot.reading.windows import LONGEST_TEXT

if TYPE_CHECKING:
    from bot.conversation.understanding import Understanding
    from bot.decision import Criterion
    from bot.turn_log import Work

#: From this probability on a statement that looks like something else begins an interview: nobody tells a bot such things for nothing.
PERHAPS_A_CASE = 0.2
_STATEMENTS = frozenset({MessageKind.QUESTION, MessageKind.REMARK, MessageKind.OFF_TOPIC})
#: What people say to each other, as far as can be told.
_CHATTER = frozenset(
    {
        MessageKind.CHAT,
        MessageKind.OFF_TOPIC,
        MessageKind.TO_OTHERS,
        MessageKind.GREETING,
        MessageKind.ACCEPT,
        MessageKind.DISAGREE,
    }
)


def tells_a_case(understood: Understanding, text: str) -> bool:
    """Whether a message begins an interview: it reads like a case, or states something of one unasked."""
    if understood.kind is MessageKind.CASE:
        return True
    if understood.kind in {MessageKind.REMARK, MessageKind.ANSWER} and understood.states:
        return True
    if understood.kind not in _STATEMENTS or may_ask(text):
        return False
    maybe = understood.reading.probability(MessageKind.CASE, MessageKind.REMARK) >= PERHAPS_A_CASE
    return maybe or bool(understood.facts) or begins_a_case(text)


def is_partly_read(understood: Understanding, text: str) -> bool:
    """Whether a case is longer than what is read for facts."""
    return len(text) > LONGEST_TEXT and (tells_a_case(understood, text) or bool(understood.facts))


def doubtful(understood: Understanding, criterion: Criterion | None) -> Understanding:
    """The same with what it says of a criterion only likely: what is asked with is no answer, and is asked for once more."""
    facts = tuple(
        replace(fact, certainty=Certainty.LIKELY) if fact.criterion is criterion and fact.is_stated else fact
        for fact in understood.facts
    )
    left = frozenset(one for one in understood.replaces if one is not criterion)
    return replace(understood, facts=facts, replaces=left, answers=False)


def is_among_people(understood: Understanding, work: Work) -> bool:
    """Whether a message that nobody addressed to the assistant is none of its business; a question may always be."""
    if work.turn.addressed or understood.answers or understood.states or "?" in work.text:
        return False
    return understood.kind in _CHATTER and understood.command is None
