"""What a message is, beyond its kind: the telling of a case, one longer than is read for facts, or something people say to each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import phrases
from bot.decision import Certainty, Criterion
from bot.reading.asked.brief_wanted import brief_wanted
from bot.reading.asked.verdict_asked import OF_PEOPLE, closing_question
from bot.reading.kinds import MessageKind
from bot.reading.sayings import begins_a_case, may_ask, tells_of_text_work, tells_of_work
from bot.reading.told.no_text import tells_of_no_text
from bot.reading.told.several_cases import several_cases
from bot.reading.told.techniques import NOTHING
from bot.reading.windows import LONGEST_TEXT

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.turn_log import Work

#: From this probability on a statement that looks like something else begins an interview: nobody tells a bot such things for nothing.
PERHAPS_A_CASE = 0.2
_STATEMENTS = frozenset({MessageKind.QUESTION, MessageKind.REMARK, MessageKind.OFF_TOPIC})
#: What is told of a model that is in use.
_IN_USE = frozenset({Criterion.BASELINE, Criterion.FAILURE, Criterion.VOLUME})
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


def tells_of_own_work(understood: Understanding, text: str) -> bool:
    """Whether a statement of what somebody's people do reads like a question, or like something that has nothing to do with models."""
    if understood.kind is MessageKind.OFF_TOPIC:
        return tells_of_text_work(text)
    return understood.kind is MessageKind.QUESTION and tells_of_work(text)


def is_of_no_text(understood: Understanding, text: str) -> bool:
    """Whether a case is told of numbers and not of text, with which no language model was tried yet."""
    in_use = any(
        fact.criterion in _IN_USE
        or (fact.criterion is Criterion.TRIED and fact.is_stated and fact.values != (NOTHING,))
        for fact in understood.facts
    )
    return not in_use and tells_of_no_text(text)


def not_one_case(understood: Understanding, text: str) -> str:
    """Why a message tells of no one case that can be judged, and what to do: there is no text in it, or there are several; else empty."""
    if is_of_no_text(understood, text):
        return phrases.NO_TEXT
    return phrases.SEVERAL_CASES if several_cases(text) else ""


def why_no_case(understood: Understanding, work: Work, *, is_known: bool) -> str:
    """Why there is no case to judge in a message, and what to do; empty where there is one, or where something is known of it."""
    if why := not_one_case(understood, work.text):
        return why
    return "" if is_known or tells_a_case(understood, work.text) else phrases.no_case(work.turn.place.surface)


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


def wants_a_verdict(case: Case, work: Work) -> bool:
    """Whether a message before any interview asks where the verdict stands, or who is right, and not for the last answer in short."""
    question = closing_question(work.text)
    is_of_people = question is not None and question.asks in OF_PEOPLE
    is_of_no_answer = bool(case.told_so_far.facts) or not work.remembered
    return is_of_people or (brief_wanted(work.text) and is_of_no_answer)
