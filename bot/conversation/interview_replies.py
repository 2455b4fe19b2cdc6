"""What a message calls for in a thread whose interview has begun.

An answer to the open question, a remark, a question aside, a word about the verdict: which of these it is was told by `understand.py`; here
each gets its reply.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot import phrases
from bot.conversation.about_verdict import AboutVerdict
from bot.conversation.asked_beside import AskedBeside, asked_beside
from bot.conversation.compose import asked_as
from bot.conversation.hand_on import HandOn
from bot.conversation.own_verdict_replies import OwnVerdictReplies
from bot.conversation.own_words import began_with, noted
from bot.conversation.small_tests import on_size
from bot.conversation.telling import is_of_no_text
from bot.conversation.told_aside import tells_the_model, told_aside
from bot.conversation.updates.disputed_facts import struck_of_nothing
from bot.conversation.updates.usable_examples import UNSORTED
from bot.decision import Criterion, clause
from bot.reading.asked.brief_wanted import brief_wanted
from bot.reading.asked.change_asked import asks_how_sure, asks_if_it_fails, asks_what_next, change_asked, review_asked
from bot.reading.asked.legal_asked import legal_asked
from bot.reading.asked.lines_wanted import lines_wanted
from bot.reading.asked.method_fits import method_fits_asked
from bot.reading.asked.options_asked import options_asked
from bot.reading.asked.side_questions import side_questions
from bot.reading.asked.verdict_asked import (
    asked_if_enough,
    asked_of_an_advice,
    closing_question,
    comes_on_top,
    names_a_model,
    objects,
    said_to_be_enough,
    says_misunderstood,
    supposition,
    wants_a_recap,
)
from bot.reading.asked.way_asked import way_asked
from bot.reading.examples.barred import asks_leave, is_barred
from bot.reading.examples.partly_bad import asks_if_it_matters
from bot.reading.kinds import MessageKind
from bot.reading.sayings import asks, kind_named, may_ask, techniques_named, why_not_asked
from bot.reading.scores.form_rules import lays_down_a_form
from bot.reading.told.no_text import says_no_text
from bot.reading.told.others_views import advised_in
from bot.reading.told.several_cases import names_another_case
from bot.replies import Notice
from knowledge.passages import sentences

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.conversation.case import Case
    from bot.conversation.compose import Composer
    from bot.conversation.interview import Interview
    from bot.conversation.questions import Questions
    from bot.conversation.understanding import Understanding
    from bot.decision import Fact
    from bot.reading.asked.verdict_asked import ClosingQuestion
    from bot.replies import Reply
    from bot.turn import Turn
    from bot.turn_log import Work

#: What asks something that the sources may answer.
QUESTIONS = frozenset({MessageKind.QUESTION, MessageKind.FOLLOW_UP})
#: What asks about a verdict or an answer that was given.
ABOUT = frozenset(
    {
        MessageKind.ABOUT_REASONS,
        MessageKind.ABOUT_SOURCES,
        MessageKind.ABOUT_CERTAINTY,
        MessageKind.ABOUT_FLIPS,
        MessageKind.ABOUT_NEXT,
        MessageKind.ABOUT_COST,
        MessageKind.SHORTER,
        MessageKind.DISAGREE,
        MessageKind.ACCEPT,
    }
)
#: What tells something, whether it could be read or not.
TELLING = frozenset({MessageKind.CASE, MessageKind.REMARK, MessageKind.ANSWER, MessageKind.WALK})

#: From this probability on a reply is meant as an answer, also where only something else could be read in it.
CLEARLY_AN_ANSWER = 0.9


class Again(Enum):
    """What of a reply is said a second time."""

    NEVER = auto()
    FIRST_SENTENCE = auto()
    WHOLE = auto()


class InterviewReplies:
    """Replies to messages in a thread whose interview has begun."""

    def __init__(self, interview: Interview, composer: Composer, questions: Questions) -> None:
        """Carry cases on with this, compose replies about them with this, and answer questions with this."""
        self._interview = interview
        self._composer = composer
        self._about_verdict = AboutVerdict(composer.reasons, composer.on_costs, composer.judged)
        self._beside = AskedBeside(OwnVerdictReplies(composer.reasons, self._about_verdict), questions)
        self._hand_on = HandOn(composer.reasons, composer.on_costs)
        self._questions = questions

    async def reply(self, understood: Understanding, case: Case, after: Case, work: Work) -> AsyncIterator[Reply]:
        """The replies to a message, given the case before it and with its facts."""
        if options_asked(work.text) and (question := case.question()):
            async for reply in self._interview.remark(self._composer.answers_to(question), case):
                yield reply
            return
        async for aside in self._asides(understood, case, after, work):
            yield aside
        beside = asked_beside(understood, case, work.text)
        async for reply in self._beside.replies(beside, understood, case, after, work):
            yield reply
        if beside.asks and not (_is_told(understood, case, after) and beside.may_tell(understood, work.text)):
            if question_open := case.question():
                yield Notice(phrases.back_to(asked_as(question_open)))
            return
        if beside.sides and understood.kind in QUESTIONS:
            # What it asks was answered; what it tells comes now.
            understood = replace(understood, kind=MessageKind.REMARK)
        async for reply in await self._fitting(understood, case, after, work):
            yield reply

    async def _asides(self, understood: Understanding, case: Case, after: Case, work: Work) -> AsyncIterator[Reply]:
        """What is said of something that a message tells besides its facts, before it is replied to."""
        if _is_told(understood, case, after) and (aside := told_aside(understood, work.text, case)):
            yield aside
        if _asks_what_they_are_like(case) and (aside := await self._on_bad_examples(understood, after, work.text)):
            yield aside

    async def handed_on(self, case: Case, work: Work) -> AsyncIterator[Reply]:
        """The text to hand on, and how the whole record is had."""
        notice = await self._hand_on.text(case, work.turn.at.date(), work.turn.place.surface)
        async for reply in self._interview.remark(notice, case):
            yield reply

    async def _fitting(self, understood: Understanding, case: Case, after: Case, work: Work) -> AsyncIterator[Reply]:
        kind, turn = understood.kind, work.turn
        told = _is_told(understood, case, after)
        on_enough = None
        corrects = told and bool(understood.replaces | understood.withdrawn)
        said = _of_another(case, work.text) or await self._in_lines(after if corrects else case, work.text)
        said = said or _of_no_text(understood, work.text)
        if not said and not understood.answers:
            said = on_enough = await self._on_enough(case, work.text)
            # Where they were asked for, this comes before what follows from the answer.
            if not said and not _asks_what_they_are_like(case):
                said = await self._on_bad_examples(understood, after, work.text)
            said = said or await self._on_the_verdict(understood, case, after, work)
            said = said or (None if told else told_aside(understood, work.text, case))
            said = said or (
                None if told else self._known(understood, case, work.text) or _struck_already(case, work.text)
            )
        if said:
            # What a remark makes likely besides is kept; what an objection does is only a guess, and who calls 20 enough need not have them.
            is_aside = on_enough or (lines_wanted(work.text) and not corrects) or names_another_case(work.text)
            tells = kind is MessageKind.REMARK or understood.answers
            kept = after if tells and not is_aside else case
            return self._once(said, kept, turn, again=_again(work.text))
        if case.pending is not None and case.pending in understood.replaces and not understood.facts:
            return self._interview.guess_denied(turn, case, case.pending)
        is_of_law = not understood.answers and legal_asked(work.text) is not None
        is_of_law = is_of_law and not (told and side_questions(work.text))
        is_told = told and (kind not in QUESTIONS or (_is_of_costs(case, after) and not may_ask(work.text)))
        if understood.answers or (is_told and not is_of_law):
            return self._interview.take(
                turn,
                case,
                after,
                answers=understood.answers,
                is_over=_is_over(understood) and not tells_the_model(work.text, case),
            )
        of_its_own = is_of_law or await self._questions.asks_about_the_bot(kind, work)
        if kind in ABOUT and kind is not MessageKind.ABOUT_COST and not of_its_own:
            return await self._about(understood, case, work)
        if of_its_own or await self._asks_something(understood, case, work):
            await self._interview.keep(turn, case, after)
            return self._aside(understood, after, work)
        return self._remarked(understood, case, work)

    async def _in_lines(self, case: Case, text: str) -> Notice | None:
        """The verdict in a few lines for somebody else; None where a message wants none."""
        # Before a verdict "max 5 bullets" is a rule for what is to be built.
        is_rule = case.given is None and lays_down_a_form(text)
        lines = lines_wanted(text) if case.told_so_far.facts and not is_rule else 0
        return await self._about_verdict.in_lines(case, lines) if lines else None

    async def _on_the_verdict(self, understood: Understanding, case: Case, after: Case, work: Work) -> Notice | None:
        """What is said to a message that is about the verdict by its form, or holds something up against it; None to every other."""
        text, about, told = work.text, self._about_verdict, after is not case and understood.states
        if told and case.given and case.pending is None and not noted(case, after):
            return about.known_already(understood.facts)
        if understood.supposed and not asks_if_it_fails(text):
            return await about.supposed(case, understood.supposed, says_how_sure=asks_how_sure(text))
        if not case.told_so_far.facts or told:
            if brief_wanted(text) or (not told and closing_question(text)):
                return Notice(phrases.NOTHING_KNOWN)
            return await about.why_not(case, outcome) if (outcome := why_not_asked(text)) else None
        if says_misunderstood(text) or wants_a_recap(text):
            return about.understood(case)
        said = await self._asked_of_its_course(case, text) or await self._plainly_asked(case, text)
        return said or await self._objection(understood, case, work)

    async def _asked_of_its_course(self, case: Case, text: str) -> Notice | None:
        """The reply to who asks whether the verdict changes, when to look at it again, or what follows from it; None to every other."""
        about = self._about_verdict
        if changed := change_asked(text):
            return about.unchanged(case, is_no_evidence=changed.is_no_evidence)
        if asks_if_it_fails(text):
            return await about.asked(case, MessageKind.ABOUT_FLIPS)
        if review_asked(text):
            return await about.looked_at_again(case)
        if asks_how_sure(text) and asks_what_next(text):
            return await about.sure_and_next(case)
        return None

    async def _plainly_asked(self, case: Case, text: str) -> Notice | None:
        """The reply to who wants no more than a yes or no, or a sentence, or why it is not another way, or leave to train; None to every other."""
        about, known = self._about_verdict, case.told_so_far.fact(Criterion.EXAMPLES)
        if known is not None and is_barred(known) and asks_leave(text):
            return await about.leave(case)
        if case.told_so_far.facts and (methods := method_fits_asked(text)):
            return await about.method(case, methods)
        question, outcome = _closing(text), why_not_asked(text)
        if question or outcome:
            return await (about.closing(case, question, text) if question else about.why_not(case, outcome or ""))
        return await about.brief(case) if brief_wanted(text) else None

    async def _on_enough(self, case: Case, text: str) -> Notice | None:
        """The reply to who says, after a verdict, or asks whether so many examples are enough; None where nobody does, or no number of them was told."""
        if asked := asked_if_enough(text):
            if size := on_size(case, asked.examples, text):
                return Notice(size)
            return await self._about_verdict.enough(case, asked.examples, too_few=asked.too_few)
        examples = said_to_be_enough(text) if case.given else None
        known = case.told_so_far.fact(Criterion.EXAMPLES)
        if examples is None or known is None or known.number is None:
            return None
        return await self._about_verdict.enough(case, examples)

    async def _on_bad_examples(self, understood: Understanding, after: Case, text: str) -> Notice | None:
        """The reply to who tells that some of the examples are no good and asks whether it matters; None to every other."""
        tells = any(
            fact.criterion is Criterion.DATA_QUALITY and fact.values == (UNSORTED,) for fact in understood.facts
        )
        return await self._about_verdict.bad_examples(after) if tells and asks_if_it_matters(text) else None

    def _known(self, understood: Understanding, case: Case, text: str) -> Notice | None:
        """The reply to who tells once more what is known; None where a message tells something else, or asks."""
        known = _known_of(understood, case) if understood.kind in TELLING and not may_ask(text) else []
        return self._about_verdict.known_already(known) if known else None

    async def _objection(self, understood: Understanding, case: Case, work: Work) -> Notice | None:
        """The reply to who holds another way, or a model, up against the verdict; None where nobody does."""
        kind, text = understood.kind, work.text
        may = kind in {MessageKind.REMARK, MessageKind.DISAGREE, MessageKind.ABOUT_REASONS}
        if not (may or (kind in QUESTIONS and not asks(text))) or not objects(text):
            return None
        named = techniques_named(text)
        if not named and not names_a_model(text):
            return None
        standing = case.given.outcome if case.given else ""
        other = next((one for one in named if one != standing), "")
        return await self._about_verdict.objection(case, other, names_a_model=names_a_model(text))

    def _remarked(self, understood: Understanding, case: Case, work: Work) -> AsyncIterator[Reply]:
        """Reply to what neither tells nor asks anything that could be read."""
        kind, question = understood.kind, case.question()
        if kind is MessageKind.MEANING and question:
            return self._once(self._composer.meaning(question), case, work.turn)
        says = kind is MessageKind.OFF_TOPIC and not may_ask(work.text)
        if says or kind in TELLING | QUESTIONS or kind is MessageKind.MEANING:
            if case.pending is None:
                return self._once(self._about_verdict.not_placed(case), case, work.turn)
            is_bare = not understood.reading.kinds
            return self._interview.not_understood(work.turn, case, again=is_bare)
        if kind is MessageKind.CHAT and case.pending:
            return self._interview.remark(Notice(phrases.TAKE_YOUR_TIME), case)
        if kind is MessageKind.CHAT and case.given:
            return self._once(Notice(phrases.STANDS), case, work.turn)
        notice = self._questions.short_reply(kind, work, ongoing=True)
        if notice.text == phrases.ONGOING and kind is not MessageKind.GREETING:
            # "Noted" would be untrue.
            notice = self._about_verdict.not_placed(case)
        return self._once(notice, case, work.turn)

    async def _asks_something(self, understood: Understanding, case: Case, work: Work) -> bool:
        kind, question = understood.kind, case.question()
        if understood.questions:
            return True
        if kind is MessageKind.MEANING and question and kind_named(work.text):
            return False
        if kind is MessageKind.MEANING:
            return question is None or await self._questions.is_about_a_term(work, question.text)
        if kind in QUESTIONS | TELLING | {MessageKind.ABOUT_COST} and asks(work.text):
            return True
        return await self._questions.is_asked_all_the_same(understood, work)

    async def _about(self, understood: Understanding, case: Case, work: Work) -> AsyncIterator[Reply]:
        """What somebody asks about where the verdict stands; a supposition that none of the rules knows may be the sources' matter."""
        kind = MessageKind.ABOUT_NEXT if understood.kind is MessageKind.ACCEPT else understood.kind
        if not case.told_so_far.facts:
            return self._once(Notice(phrases.NOTHING_KNOWN), case, work.turn)
        if supposition(work.text) and await self._questions.is_a_question_of_its_own(work):
            return self._aside(understood, case, work)
        notice = await self._about_verdict.asked(case, kind)
        wishes = kind is MessageKind.SHORTER and comes_on_top(work.text)
        if wishes or (case.has_said(notice.text) and kind_named(work.text) is None):
            # Who asks in other words wants to know something else.
            notice = self._about_verdict.not_placed(case)
        return self._once(notice, case, work.turn)

    async def _once(
        self, notice: Notice, case: Case, turn: Turn, *, again: Again = Again.NEVER
    ) -> AsyncIterator[Reply]:
        """Say something aside, or in its place, where it was said before, that there is nothing new; or its first sentence, or all of it once more."""
        if again is not Again.NEVER and case.has_said(notice.text):
            notice = notice if again is Again.WHOLE else Notice(sentences(notice.text)[0])
            case = case.saying(notice.text)
            async for reply in self._interview.remark(notice, case):
                yield reply
            return
        texts = (notice.text, *phrases.NOTHING_NEW)
        unsaid = next((text for text in texts if not case.has_said(text)), None)
        unsaid = unsaid or next(text for text in phrases.NOTHING_NEW if not case.has_just_said(text))
        await self._interview.keep(turn, case, case.saying(unsaid))
        async for reply in self._interview.remark(notice if unsaid == notice.text else Notice(unsaid), case):
            yield reply

    async def _aside(self, understood: Understanding, case: Case, work: Work) -> AsyncIterator[Reply]:
        """Answer what is asked aside, then remind of the open question."""
        async for reply in self._questions.answer(understood, work):
            yield reply
        if question := case.question():
            yield Notice(phrases.back_to(asked_as(question)))


def _closing(text: str) -> ClosingQuestion | None:
    """The closing question that a message is, or begins with: "is it tuning then? My boss will be angry"."""
    if question := closing_question(text) or way_asked(text):
        return question
    if advised_in(text) and (question := asked_of_an_advice(text)):
        return question
    first, mark, rest = text.partition("?")
    tells = any(sign.isdigit() for sign in rest) or not rest.strip() or asks(rest)
    return None if tells else closing_question(f"{first}{mark}")


def _asks_what_they_are_like(case: Case) -> bool:
    """Whether the open question is what the examples are like."""
    return case.pending is Criterion.DATA_QUALITY


def _is_told(understood: Understanding, case: Case, after: Case) -> bool:
    """Whether a message told something; what a bare "not true" makes likely is no more than a guess at what is meant."""
    tells = understood.states or _is_of_costs(case, after) or understood.kind is not MessageKind.DISAGREE
    return after is not case and tells


def _is_of_costs(case: Case, after: Case) -> bool:
    """Whether a message told what a smaller model reaches as it is."""
    return after.costs.get("untuned") != case.costs.get("untuned")


def _known_of(understood: Understanding, case: Case) -> list[Fact]:
    """What a message states that is known of the case with the same values and the same number, or none."""
    told = [
        (fact, case.told_so_far.fact(fact.criterion)) for fact in understood.facts if fact.is_stated and fact.values
    ]
    return [
        fact
        for fact, old in told
        if old is not None and old.is_stated and old.values == fact.values and fact.number in {None, old.number}
    ]


def _of_another(case: Case, text: str) -> Notice | None:
    """What somebody is told who goes over to another use case: that its facts do not count in this one."""
    return Notice(phrases.one_case_at_a_time(began_with(case))) if names_another_case(text) else None


def _again(text: str) -> Again:
    """What is said where a message wants the verdict once more, so that its first sentence is no repetition; all of it where it is handed on."""
    if lines_wanted(text):
        return Again.WHOLE
    return Again.FIRST_SENTENCE if closing_question(text) is not None or brief_wanted(text) else Again.NEVER


def _struck_already(case: Case, text: str) -> Notice | None:
    """What somebody is told who strikes what nothing goes by."""
    pairs = struck_of_nothing(text) if case.begun else []
    return Notice(phrases.struck_already(clause(*pairs[0]))) if pairs else None


def _of_no_text(understood: Understanding, text: str) -> Notice | None:
    """What somebody is told who says in the middle of an interview that there is no text in their case."""
    return Notice(phrases.NO_TEXT) if says_no_text(text) and is_of_no_text(understood, text) else None


def _is_over(understood: Understanding) -> bool:
    """Whether the open question is not asked again: it was answered, or meant to be, and not only something else told."""
    meant = understood.reading.probability(MessageKind.ANSWER) >= CLEARLY_AN_ANSWER
    return understood.answers or meant or not understood.states
