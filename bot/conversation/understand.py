"""Understands a message: one function for every surface, from the words of a turn to what it is for and the facts it states.

What is plain by itself (a command, an option's letter, yes to a guess) is told by its form. Everything else is read by the trained
reader of `bot.reading`, and by a language model where one is set: one structured call, of which the code checks that the words stand in the
message, that values are in the closed sets and that numbers carry the right unit, and which `merge_readings.py` merges with the local reading.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat_model import ask_for_object
from bot.conversation.another_question import answers_another
from bot.conversation.merge_readings import merged
from bot.conversation.model_reading import checked, request_for
from bot.conversation.told_aside import tells_the_model
from bot.conversation.understanding import ASKING, Understanding
from bot.conversation.updates.corrections import corrected_facts
from bot.conversation.updates.in_order import updated, with_scores
from bot.conversation.updates.option_words import told_in_option_words
from bot.conversation.updates.picked_before import picked_before
from bot.conversation.updates.told_beside_questions import no_before_a_question, told_beside_a_question
from bot.conversation.what_stands import tells_a_score
from bot.decision import Assessment, Certainty, Criterion, Fact, RunsOn, question_for
from bot.errors import ModelConfigurationError, ModelUnavailableError
from bot.reading.asked.brief_wanted import brief_wanted
from bot.reading.asked.chance_asked import asks_of_chance
from bot.reading.asked.change_asked import asks_only_what_next
from bot.reading.asked.choices_offered import with_its_question_mark
from bot.reading.asked.demands import as_a_question
from bot.reading.asked.term_asked import setting_asked, term_asked
from bot.reading.asked.verdict_asked import closing_question, says_solved, told_to_train, verdict_wanted
from bot.reading.by_rule import ANSWERED_BY_RULE
from bot.reading.direct_answer import answer_in, picked_first, picked_in_words
from bot.reading.encoder import reading_encoder
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.kinds import MessageKind
from bot.reading.numbers.doubted_count import without_its_doubt
from bot.reading.pasted import is_link, is_log
from bot.reading.read_message import MessageReading, read_message
from bot.reading.sayings import (
    Command,
    adds,
    asks,
    begins_with_yes,
    change_named,
    change_to,
    command_in,
    drops,
    is_no,
    is_unsure,
    is_yes,
    is_yes_or_no,
    kind_named,
    letter_in,
    may_ask,
    names_an_answer,
    names_own_data,
    takes_back,
    tells_a_number,
)
from bot.reading.scores.tuned_results import NO_GAIN
from bot.reading.told.correction_clauses import begins_with_no, contradicts, contrasts, denies_something_named
from bot.reading.told.denied_topics import denied_goals
from bot.reading.told.interjections import with_comma_after_it
from bot.reading.told.needed_facts import retrieval_beside_the_point
from bot.reading.told.others_views import calls_a_view
from bot.reading.told.techniques import NOTHING, only_retrieval_denied, says_something_was_tried, without_retrieval
from bot.reading.told.told_then_asked import without_change_asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.chat_model import ChatModel
    from bot.conversation.case import Case
    from bot.turn_log import Work

#: At most two model calls a turn, one of which writes.
MOST_CALLS = 2
#: From this probability on a kind of message is taken for granted.
CLEARLY = 0.5
_QUESTIONS = frozenset({MessageKind.QUESTION, MessageKind.FOLLOW_UP})
#: What a few words may look like that tell something: "updated monthly".
_LOOKS_LIKE_ONE = _QUESTIONS | {MessageKind.HELP, MessageKind.OFF_TOPIC}
#: What looks like a question and states this much is a case with a question in it.
A_CASE_STATES = 2
_TELLING = (MessageKind.CASE, MessageKind.REMARK, MessageKind.ANSWER)


class Understander:
    """Understands messages with a language model if there is one, and always without."""

    def __init__(self, model: ChatModel | None = None) -> None:
        """Ask this model as well."""
        self._model = model

    async def understand(self, text: str, case: Case, work: Work) -> Understanding:
        """What a message means, given the case of its thread."""
        plain = await asyncio.to_thread(plainly, text, case)
        if plain is not None:
            return with_scores(plain, text, case)
        text = as_a_question(without_change_asked(without_its_doubt(with_its_question_mark(with_comma_after_it(text)))))
        reading = await asyncio.to_thread(read_message, text, case.pending)
        understood = await self._with_a_model(locally(text, reading, case), text, case, work)
        if not case.begun and not understood.facts and told_to_train(text):
            return replace(understood, kind=MessageKind.WALK, command=Command.WALK)
        return await asyncio.to_thread(updated, understood, text, case)

    async def _with_a_model(self, local: Understanding, text: str, case: Case, work: Work) -> Understanding:
        if self._model is None or work.failure or work.usage.calls >= MOST_CALLS - 1:
            return local
        try:
            found = await ask_for_object(self._model, request_for(text, case, work))
            return merged(local, checked(found, text, case), case)
        except (ModelUnavailableError, ModelConfigurationError) as error:
            work.note_failure(error)
            return local


def plainly(text: str, case: Case) -> Understanding | None:
    """What a message means that is plain by its form; None for every other."""
    if case.begun and (asked := term_asked(text) or setting_asked(text)):
        return Understanding(MessageKind.QUESTION, questions=(asked,))
    return _by_form(text, case)


def _by_form(text: str, case: Case) -> Understanding | None:
    question = case.question()
    # "So just no?" asks about the verdict, whatever else is open.
    is_asked = "?" in text and closing_question(text) is not None
    if question and not is_asked and (answer := picked_in_words(text, question)):
        return Understanding(MessageKind.ANSWER, (answer,), frozenset({answer.criterion}), answers=True)
    if question and question.guess and is_no(text):
        # The guess was wrong, and what is right was not said.
        return Understanding(MessageKind.REMARK, (), frozenset({question.criterion}))
    if (changed := _changed(text)) is not None:
        return Understanding(MessageKind.REMARK, (changed,), frozenset({changed.criterion}))
    if (change := change_named(text)) is not None:
        return Understanding(MessageKind.REMARK, command=Command.CHANGE, change=change)
    if (command := command_in(text) or verdict_wanted(text)) is not None:
        return Understanding(MessageKind.WALK if command is Command.WALK else MessageKind.CHAT, command=command)
    return _of_its_kind(text, case)


def _of_its_kind(text: str, case: Case) -> Understanding | None:
    """What a message means whose kind its form tells; the name of a platform begins a case of which no more is known."""
    kind = MessageKind.REMARK if tells_the_model(text, case) else _kind_by_form(text, is_begun=case.begun)
    if kind is None and case.pending is None and not says_solved(text) and _answers_nothing(text, case):
        platform = None if case.begun else ANSWERED_BY_RULE[Criterion.PLATFORM](text)
        if platform is not None and platform.values not in {(), (str(RunsOn.UNDECIDED),)}:
            return Understanding(MessageKind.REMARK, (platform,), frozenset({platform.criterion}))
        kind = MessageKind.ANSWER
    return Understanding(kind) if kind else None


def _changed(text: str) -> Fact | None:
    """The fact that "change … to …" gives: what it is to be, read as an answer to its question."""
    named = change_to(text)
    if named is None:
        return None
    criterion, value = named
    question = question_for(Assessment(), criterion)
    if plain := picked_in_words(value, question):
        return plain
    encoded = reading_encoder().encode(value, criterion)
    fact = answer_in(encoded, criterion) if encoded else None
    return fact if fact is not None and not fact.is_likely else None


def _answers_nothing(text: str, case: Case) -> bool:
    """Whether a bare answer comes where nothing is asked, and corrects nothing either."""
    corrects = case.begun and (takes_back(text) or told_in_option_words(text, case) is not None)
    return (names_an_answer(text) or bool(letter_in(text))) and not corrects


def _kind_by_form(text: str, *, is_begun: bool) -> MessageKind | None:
    """What a message is for that says so as a whole: "why?", a bare link or log, a yes or no that answers nothing."""
    if (kind := kind_named(text)) is not None:
        return kind
    if brief_wanted(text):
        return MessageKind.SHORTER
    if is_begun and asks_only_what_next(text):
        return MessageKind.ABOUT_NEXT
    if is_link(text) or is_log(text):
        return MessageKind.PASTE
    return MessageKind.ANSWER if is_yes(text) or is_no(text) or is_unsure(text) else None


def locally(text: str, reading: MessageReading, case: Case) -> Understanding:
    """What the local reading makes of a message."""
    reading = _without_another_no(text, reading, case)
    kind = reading.kind
    if (made := corrected_facts(text, case)).criteria:
        facts = (*made.facts, *(fact for fact in reading.facts if not made.tells(fact)))
        return Understanding(
            MessageKind.REMARK, facts, made.criteria, made.withdrawn, language=reading.language, reading=reading
        )
    answer = _answer(text, reading, case)
    is_open = case.begun and (answer is None or answer.is_likely)
    named = told_in_option_words(text, case, reading.facts) if is_open else None
    elsewhere = named if named is not None and named.criterion is not case.pending else None
    if (other := answers_another(text, case) or elsewhere) is not None:
        told = (other, *(fact for fact in reading.facts if fact.criterion not in {other.criterion, case.pending}))
        replaces = frozenset({other.criterion})
        return Understanding(MessageKind.REMARK, told, replaces, language=reading.language, reading=reading)
    tried = case.told_so_far.fact(Criterion.TRIED)
    if tried is not None and tried.values and _denies_only_retrieval(text, case):
        # What else was tried stays: "no RAG at all, just a prompt" says nothing of the examples in it.
        facts = (
            without_retrieval(tried, text),
            *(one for one in reading.facts if one.criterion is not Criterion.TRIED),
        )
        replaces = frozenset({Criterion.TRIED})
        return Understanding(MessageKind.REMARK, facts, replaces, language=reading.language, reading=reading)
    if named is not None:
        answer = named
    if answer is not None:
        facts = (answer, *(fact for fact in reading.facts if fact.criterion is not answer.criterion))
        return Understanding(
            MessageKind.ANSWER,
            facts,
            frozenset({answer.criterion}),
            language=reading.language,
            answers=True,
            reading=reading,
        )
    if drops(text):
        # "Scratch the tone" names what no longer counts, and states nothing.
        return Understanding(_kind(text, reading, ()), language=reading.language, reading=reading)
    facts = _kept(kind, text, reading) or told_beside_a_question(text, case)
    corrects = corrected(text, facts, case)
    kind = _kind(text, reading, facts)
    if _denies_nothing_tried(text, facts, case):
        # What it was is asked.
        withdrawn, kind = frozenset({Criterion.TRIED}), MessageKind.REMARK
    else:
        withdrawn = frozenset()
    return Understanding(kind, facts, corrects, withdrawn, language=reading.language, reading=reading)


def _denies_only_retrieval(text: str, case: Case) -> bool:
    """Whether a remark says that nothing is looked up, and tells no other thing that was tried; a reply to what was tried answers that."""
    return case.pending is not Criterion.TRIED and not may_ask(text) and only_retrieval_denied(text)


def _denies_nothing_tried(text: str, facts: Iterable[Fact], case: Case) -> bool:
    """Whether somebody tried something after all, and does not say what: "sorry, we did try that already"."""
    known = case.told_so_far.fact(Criterion.TRIED)
    is_told = any(fact.criterion is Criterion.TRIED for fact in facts)
    return known is not None and known.values == (NOTHING,) and not is_told and says_something_was_tried(text)


def _kind(text: str, reading: MessageReading, facts: Iterable[Fact]) -> MessageKind:
    """What a message is for: one that states something and asks nothing tells, whatever it looks like; one that tells much is a case."""
    facts = tuple(facts)
    kind, stated = reading.kind, sum(fact.is_stated for fact in facts)
    is_no_paste = kind is MessageKind.PASTE and any(tells_a_score(fact) for fact in facts)
    tells_what_it_needs = kind is MessageKind.DISAGREE and bool(facts) and retrieval_beside_the_point(text)
    if is_no_paste or tells_what_it_needs or (kind is MessageKind.DELETE and not names_own_data(text)):
        # "Forget the prices" takes something back.
        return MessageKind.REMARK
    likely_a_case = reading.probability(MessageKind.CASE) >= CLEARLY / 2 or _tells_how_it_went(facts)
    if kind in _QUESTIONS and likely_a_case and (stated >= A_CASE_STATES or _tells_how_it_went(facts)):
        return MessageKind.CASE
    if kind in _QUESTIONS and not may_ask(text) and names_an_answer(text):
        return MessageKind.REMARK
    tells = kind not in ASKING | {MessageKind.CASE} or (kind in _LOOKS_LIKE_ONE and not may_ask(text))
    if stated and (tells or tells_a_number(text)):
        return MessageKind.REMARK
    # What is a question by itself is one, whatever was asked before it.
    is_question = asks(text) and reading.encoded and reading.encoded.kinds.get(MessageKind.QUESTION, 0.0) >= CLEARLY
    return MessageKind.QUESTION if is_question or asks_of_chance(text) else kind


def _tells_how_it_went(facts: Iterable[Fact]) -> bool:
    """Whether something tells what was tried and how it did: nobody asks a question of general interest like that."""
    stated = {fact.criterion: fact for fact in facts if fact.is_stated}
    tried = stated.get(Criterion.TRIED)
    return tried is not None and (
        tried.values == (NO_GAIN,) or bool(stated.keys() & {Criterion.FAILURE, Criterion.BASELINE})
    )


def _answer(text: str, reading: MessageReading, case: Case) -> Fact | None:
    """What a reply answers to the open question, by the letter that it begins with or in its own words."""
    question = case.question()
    picked = picked_first(text, question) if question is not None else None
    if picked is not None and (meant := picked_before(text, case)) is not None:
        return meant
    said = picked or (_answer_in_words(text, reading, case) if _may_answer(text, reading) else None)
    return said or (no_before_a_question(text, question) if question is not None and not question.guess else None)


def _answer_in_words(text: str, reading: MessageReading, case: Case) -> Fact | None:
    """What a reply answers to the open question in its own words; a guess that it makes likely once more is confirmed by it."""
    question = case.question()
    answer = reading.answer or next((fact for fact in reading.facts if fact.criterion is case.pending), None)
    if answer and answer.is_likely and is_no(answer.words) and closing_question(text) is not None:
        # The "no" of "so training or no".
        return None
    if question and question.guess and answer and _opens_a_remark(answer, text, reading):
        answer = None
    if question is None or not question.guess or (answer and answer.is_stated):
        return answer
    if answer and answer.values == (question.guess,):
        return replace(answer, certainty=Certainty.STATED)
    if begins_with_yes(text):
        return Fact(question.criterion, (question.guess,), words=" ".join(text.split())[:LONGEST_WORDS])
    return answer


def _without_another_no(text: str, reading: MessageReading, case: Case) -> MessageReading:
    """A reading without what rests on a "no" that is said to something else than the open question."""
    if not begins_with_no(text) or is_no(text):
        return reading
    told = [fact for fact in reading.facts if not begins_with_no(fact.words)]
    corrects, is_of_a_view = bool(corrected(text, told, case)), calls_a_view(text)

    def is_of_another(fact: Fact) -> bool:
        rests_on_no = is_no(fact.words) or (begins_with_no(fact.words) and contrasts(text))
        return _is_of_another(fact, text) or (corrects and rests_on_no) or (is_of_a_view and begins_with_no(fact.words))

    answer = None if reading.answer and is_of_another(reading.answer) else reading.answer
    return replace(reading, facts=tuple(fact for fact in reading.facts if not is_of_another(fact)), answer=answer)


def _is_of_another(fact: Fact, text: str) -> bool:
    """Whether a fact rests on the "no" of a clause that denies something else: "no, 1.5k is tokens not examples", "no, nano is not decided"."""
    if denies_something_named(text):
        return not fact.values or (is_no(fact.words) and not is_yes_or_no(fact.criterion))
    return contradicts(text) and (not fact.values or begins_with_no(fact.words))


def _opens_a_remark(answer: Fact, text: str, reading: MessageReading) -> bool:
    """Whether an answer rests on the "no" of a remark about something else, which is no value where a question has more than two."""
    tells_more = any(fact.criterion is not answer.criterion for fact in reading.facts)
    return is_no(answer.words) and not is_no(text) and tells_more and not is_yes_or_no(answer.criterion)


def _may_answer(text: str, reading: MessageReading) -> bool:
    """Whether a reply can be an answer: a question is none, unless it reads like an answer all the same."""
    if asks_of_chance(text):
        return False
    is_question = text.rstrip().endswith("?") or (asks(text) and reading.probability(*ASKING) >= CLEARLY)
    return not is_question or reading.probability(MessageKind.ANSWER) >= CLEARLY


def _kept(kind: MessageKind, text: str, reading: MessageReading) -> tuple[Fact, ...]:
    """The facts that count: what a question mentions is anybody's, unless the message also reads like a case; a statement states."""
    if kind is MessageKind.INJECTION or asks_of_chance(text):
        return ()
    is_no_paste = kind is MessageKind.PASTE and not may_ask(text) and any(tells_a_score(one) for one in reading.facts)
    if (
        is_no_paste
        or kind not in ASKING
        or reading.probability(*_TELLING) >= CLEARLY / 2
        or _tells_how_it_went(reading.facts)
    ):
        return reading.facts
    if (kind in _LOOKS_LIKE_ONE and not may_ask(text)) or tells_a_number(text):
        return tuple(fact for fact in reading.facts if fact.is_stated)
    return ()


def corrected(text: str, facts: Iterable[Fact], case: Case) -> frozenset[Criterion]:
    """The criteria of which a message takes back what is known: it says so, and says something else of them, or makes it likely."""
    if adds(text):
        return frozenset()
    taken_back, denied = takes_back(text), denied_goals(text)

    def is_of_another(old: Fact, new: Fact) -> bool:
        """Whether another goal is dropped than the one that was told, which a guess leaves."""
        is_told = old.criterion is Criterion.GOAL and old.is_stated and new.is_likely
        return is_told and bool(denied) and not denied & set(old.values)

    return frozenset(
        fact.criterion
        for fact in facts
        if fact.values
        and (old := case.assessment.fact(fact.criterion))
        and old.values != fact.values
        and (taken_back or denied & set(old.values))
        and not is_of_another(old, fact)
    )
