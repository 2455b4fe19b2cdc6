"""The one entry point: a turn goes in, replies come out.

A message is understood by one function, its facts are taken into the case of its thread, and what it is for decides what is said: an
answer from the sources, the next question of the interview, what has changed, or a short reply. Surfaces render what comes out and know nothing
of how it was made. Whatever fails on the way, the turn ends with something useful and one log line without anybody's words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import phrases
from bot.answers.answer_question import Answering
from bot.answers.more import More
from bot.answers.translate import Translator
from bot.conversation.before_interview import BeforeInterview
from bot.conversation.case import Case
from bot.conversation.case_commands import CaseCommands
from bot.conversation.compose import Composer
from bot.conversation.cost_replies import CostReplies
from bot.conversation.each_question import EachQuestion
from bot.conversation.grounding import Grounding
from bot.conversation.interview import Interview
from bot.conversation.interview_replies import InterviewReplies
from bot.conversation.picked import picked
from bot.conversation.policies import Policies
from bot.conversation.questions import Questions
from bot.conversation.sum_asked import SumToTell
from bot.conversation.take_in import take_in
from bot.conversation.telling import (
    doubtful,
    is_among_people,
    is_partly_read,
    tells_a_case,
    wants_a_verdict,
    why_no_case,
)
from bot.conversation.told_aside import seller_asked, told_aside
from bot.conversation.understand import Understander
from bot.decision import Criterion
from bot.reading.asked.record_asked import record_asked
from bot.reading.asked.side_questions import asks_if_needed
from bot.reading.asked.terse_forms import plainly_put
from bot.reading.asked.verdict_asked import whether_to_train
from bot.reading.kinds import MessageKind
from bot.reading.language import ENGLISH, english_only
from bot.reading.sayings import Command, own_word_asked
from bot.reading.told.model_and_seller import model_and_seller_at_odds
from bot.reading.told.no_text import wants_a_forecast
from bot.reading.windows import LONGEST_TEXT
from bot.replies import Answer, Changed, Done, Notice, Progress, Question, TextDelta, VerdictCard
from bot.turn import LONGEST_MESSAGE
from bot.turn_log import Work
from knowledge.prices.book import open_book

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence

    from bot.chat_model import ChatModel
    from bot.conversation.understanding import Understanding
    from bot.costs.curve import Curve
    from bot.costs.entered import Entered
    from bot.replies import Citation, Reply
    from bot.storage.cases import Cases
    from bot.storage.conversations import Conversations
    from bot.turn import Turn
    from knowledge.document_sets import Scope
    from knowledge.prices.book import PriceBook
    from knowledge.search import Searcher

#: Commands about the last answer, which in an interview are about the verdict.
_ABOUT_ANSWERS = {Command.MORE: MessageKind.FOLLOW_UP, Command.SOURCES: MessageKind.ABOUT_SOURCES}
_ABOUT_THE_VERDICT = {Command.MORE: MessageKind.ABOUT_REASONS, Command.SOURCES: MessageKind.ABOUT_SOURCES}
#: What says by itself where the verdict stands now.
_SAYING_WHAT_CHANGED = (Changed, Question, VerdictCard)


class Assistant:
    """Answers turns over what may be read and its stores, with or without a model."""

    def __init__(
        self,
        searcher: Searcher,
        conversations: Conversations,
        cases: Cases,
        model: ChatModel | None = None,
        *,
        prices: PriceBook | None = None,
    ) -> None:
        """Put the parts together; they are opened and closed by whoever made them. The packaged `prices` hold if none are given."""
        self._conversations = conversations
        self._cases = cases
        self._model = model
        self._translator = Translator(model) if model else None
        self._understander = Understander(model)
        self._book = prices or open_book()
        searcher.cites_too(self._book.passages.values())
        self._composer = Composer(Grounding(searcher), self._book)
        self.policies = Policies(searcher)
        self._interview = Interview(self._composer, cases)
        self._commands = CaseCommands(self._interview, cases)
        self._questions = Questions(Answering(searcher, model), searcher, conversations)
        self._more = More(searcher)
        self._costs = CostReplies(self._book, self._interview, conversations)
        self._each = EachQuestion(self._questions, self._costs)
        self._before = BeforeInterview(self._book, self._interview, self._questions, self._costs)
        self._replies = InterviewReplies(self._interview, self._composer, self._questions)

    async def reply(self, turn: Turn, *, once: bool = False) -> AsyncGenerator[Reply, None]:
        """The replies to a turn, the last of which is `Done`; no interview begins where the turn is asked `once`."""
        text = plainly_put(turn.plain_text)
        work = Work(turn, text)
        if turn.choices or turn.decision_id:
            async for reply in self._told(self._take_choices(work), work):
                yield reply
        elif unread := _not_readable(text, work, phrases.EMPTY):
            yield unread
        else:
            work.remembered = await self._conversations.recall(turn.place)
            known = None if once else await self._cases.case_in(turn.place)
            case = await self.as_read_in(known or Case(), turn.scope)
            if self._model is not None:
                yield Progress(phrases.READING)
            understood = await self._understander.understand(text, case, work)
            work.note_read()
            work.facts["kind"] = understood.kind.value
            work.language = self._language(understood, case)
            case = replace(case, language=work.language)
            async for reply in self._told(self._respond(case, understood, work, once=once), work):
                yield reply
            work.outcome = work.outcome or understood.kind.value
        work.log()
        yield Done()

    async def quick_verdict(self, turn: Turn) -> AsyncGenerator[Reply, None]:
        """The verdict card for a use case told in one message, with what it rests on and what to ask next."""
        text = turn.plain_text
        work = Work(turn, text)
        if unread := _not_readable(text, work, phrases.EMPTY_CASE):
            yield unread
        elif said := self._costs.commanded(text):
            work.outcome = "cost"
            async for reply in self._costs.tell_sum(said, Case(), work, once=True):
                yield reply
        else:
            if self._model is not None:
                yield Progress(phrases.READING_CASE)
            understood = await self._understander.understand(text, Case(), work)
            work.note_read()
            picks = picked(turn.choices)
            case = take_in(await self.as_read_in(Case(), turn.scope), understood, work, self._book).take(
                picks, replacing={fact.criterion for fact in picks}, by=turn.user, message=turn.id, at=turn.at
            )
            work.language = self._language(understood, case)
            async for reply in self._told(self._judged(case, understood, work), work):
                yield reply
        work.log()
        yield Done()

    async def cost_sum(self, turn: Turn, said: Mapping[str, str]) -> AsyncGenerator[Reply, None]:
        """What a use would cost each way, from the numbers that a form gave; nothing of it is kept."""
        work = Work(turn, "")
        work.outcome = "cost"
        async for reply in self._costs.tell_sum(SumToTell(said), Case(), work, once=True):
            yield reply
        work.log()
        yield Done()

    def cost_entered(self, texts: Mapping[str, str]) -> Entered:
        """What a form for costs says, by its fields' names, or what is wrong with them."""
        return self._costs.entered(texts)

    async def resume(self, turn: Turn) -> AsyncGenerator[Reply, None]:
        """Go on in this place with the case that the turn names, from what people said so far."""
        work = Work(turn, "")
        work.outcome = "walk"
        stored = await self._cases.get(turn.place.team, turn.decision_id, open_too=True)
        if stored is None:
            yield Notice(phrases.NO_SUCH_DECISION)
        else:
            # Somebody else's case is gone on with as a case of one's own; so is one that others can read elsewhere, who are told nothing of this.
            is_ones_own = stored.user == turn.user and stored.shown_in <= {turn.place.channel}
            case = await self.as_read_in(stored.case if is_ones_own else stored.case.copied(), turn.scope)
            async for reply in self._interview.resume(turn, case):
                yield reply
        work.log()
        yield Done()

    async def card(self, team: str, decision_id: str, scope: Scope) -> VerdictCard | None:
        """The verdict card of a case as it stands in a scope, or None where it is gone."""
        stored = await self._cases.get(team, decision_id)
        return await self._composer.card(await self.as_read_in(stored.case, scope)) if stored else None

    async def as_read_in(self, case: Case, scope: Scope) -> Case:
        """A case where the rules hold that the documents lay down which may be read in a scope, and no others."""
        return case.under(await self.policies.in_scope(scope))

    def cost_curve(self, sums: Iterable[tuple[str, str]]) -> Curve:
        """The curve of a sum that was told, from the numbers that its reply holds; raises what `CostReplies.curve` does."""
        return self._costs.curve(sums)

    def cost_in_full(self, sums: Iterable[tuple[str, str]]) -> Notice:
        """All ways of a sum that was told, from the numbers that its reply holds; raises what `CostReplies.in_full` does."""
        return self._costs.in_full(sums)

    async def more(self, ids: Sequence[str], said: str, scope: Scope) -> Answer | None:
        """What the passages with these ids hold beyond what was `said`, of those that may be read in a scope, cited; None where that is nothing."""
        return await self._more.more(ids, said, scope)

    async def cited(self, ids: Sequence[str], said: str, scope: Scope) -> tuple[Citation, ...]:
        """The passages with these ids as the marks of what was `said` lead to them, each with the sentence it rests on, as far as a scope has them."""
        return await self._more.cited(ids, said, scope)

    def _unread(self, understood: Understanding, work: Work) -> str:
        """The line that somebody gets whose language nobody reads; empty where it is read."""
        return english_only(understood.language) if self._model is None or work.failure else ""

    def _language(self, understood: Understanding, case: Case) -> str:
        """The language that is answered in: the message's own, or the thread's where the message is a word that tells nothing."""
        if self._translator is None:
            return ENGLISH
        return understood.language if understood.reading.kinds else case.language

    async def _told(self, made: AsyncIterator[Reply], work: Work) -> AsyncIterator[Reply]:
        """The replies as they are made, or in the person's language once they are."""
        kept: list[Reply] = []
        async for reply in made:
            if self._translator is None or work.language == ENGLISH or isinstance(reply, Progress):
                yield reply
            elif not isinstance(reply, TextDelta):
                kept.append(reply)
        if self._translator is not None and kept:
            for reply in await self._translator.translate(kept, work.language, work):
                if isinstance(reply, Answer):
                    yield TextDelta(reply.text)
                yield reply

    async def _judged(self, case: Case, understood: Understanding, work: Work) -> AsyncIterator[Reply]:
        """The card of a case told in one message, or what to do where no case was told."""
        line = self._unread(understood, work)
        if line and not case.told_so_far.facts:
            work.outcome = "foreign"
            yield Notice(line)
        elif why := why_no_case(understood, work, is_known=bool(case.told_so_far.facts)):
            work.outcome = "notice"
            yield Notice(why)
        else:
            work.outcome = "verdict"
            case, notices = self._costs.asked_along(case, work.text)
            for notice in notices:
                yield notice
            if is_partly_read(understood, work.text):
                yield Notice(phrases.partly_read(len(work.text), LONGEST_TEXT))
            if at_odds := model_and_seller_at_odds(work.text, self._book.models):
                yield seller_asked(at_odds)
            if view := told_aside(understood, work.text, case):
                yield view
            yield await self._interview.card_at_once(work.turn, case, work.text)

    async def _take_choices(self, work: Work) -> AsyncIterator[Reply]:
        """Take in what was picked, and what a form adds to it in words, for the case it belongs to."""
        turn = work.turn
        work.outcome = "walk"
        case = await self._cases.case_in(turn.place)
        if case is None and (stored := await self._cases.get(turn.place.team, turn.decision_id)):
            if not stored.may_be_changed_by(turn.user, turn.place):
                is_shown = stored.may_be_read_by(turn.user, turn.place.channel)
                yield Notice(phrases.NOT_YOURS if is_shown else phrases.NO_SUCH_DECISION)
                return
            case = stored.case
        if case is None:
            yield Notice(phrases.NO_SUCH_DECISION)
        elif turn.decision_id and case.decision_id != turn.decision_id:
            yield Notice(phrases.ANOTHER_CASE)
        else:
            work.language = case.language if self._translator else ENGLISH
            case = after = await self.as_read_in(case, turn.scope)
            if work.text:
                said = await self._understander.understand(work.text, replace(case, pending=None), work)
                after = take_in(case, said, work, self._book)
            picks = picked(turn.choices)
            after = after.take(
                picks, replacing={fact.criterion for fact in picks}, by=turn.user, message=turn.id, at=turn.at
            )
            async for reply in self._interview.take(turn, case, after, answers=True):
                yield reply

    async def _respond(self, case: Case, understood: Understanding, work: Work, *, once: bool) -> AsyncIterator[Reply]:
        """What a message calls for."""
        if not once and is_among_people(understood, work):
            work.outcome = "silent"
            return
        if not once and is_partly_read(understood, work.text):
            yield Notice(phrases.partly_read(len(work.text), LONGEST_TEXT))
        if at_odds := model_and_seller_at_odds(work.text, self._book.models):
            yield seller_asked(at_odds)
        if understood.facts and not case.begun and (view := told_aside(understood, work.text, case)):
            yield view
        if parts := await self._each.parts(understood, case, work):
            replies = self._each.reply(parts, understood, case, work)
        else:
            replies = self._fitting(case, understood, work, once=once)
        async for reply in replies if once else self._with_what_changed(replies, case, understood, work):
            yield reply

    async def _with_what_changed(
        self, replies: AsyncIterator[Reply], case: Case, understood: Understanding, work: Work
    ) -> AsyncIterator[Reply]:
        """Replies, and what a message has changed where none of them says so: before the question that is open still."""
        says_it = False
        last: Question | None = None
        async for reply in replies:
            if isinstance(reply, Question) and not reply.noted and reply.lean is None:
                last = reply
                continue
            says_it = says_it or isinstance(reply, _SAYING_WHAT_CHANGED)
            yield reply
        tells = bool(understood.facts or understood.withdrawn) and understood.command is None
        corrects = bool(understood.replaces | understood.withdrawn)
        # A sum says itself how many calls it takes.
        is_summed = work.outcome == "cost" and {fact.criterion for fact in understood.facts} <= {Criterion.VOLUME}
        says_it = says_it or is_summed
        if case.begun and tells and not says_it and (stored := await self._cases.case_in(work.turn.place)):
            after = await self.as_read_in(stored, work.turn.scope)
            if changed := await self._interview.left_unsaid(work.turn, case, after, corrects=corrects):
                yield changed
        if last is not None:
            yield last

    def _fitting(self, case: Case, understood: Understanding, work: Work, *, once: bool) -> AsyncIterator[Reply]:
        """The replies that a message calls for, by what it means where it is said."""
        line = self._unread(understood, work)
        if line and not self._costs.asks_alone(work.text):
            replies = self._in_their_language(line, case, work, once=once)
        elif (told := self._told_at_once(case, understood, work, once=once)) is not None:
            replies = told
        elif understood.command in _ABOUT_ANSWERS and not case.begun:
            replies = self._before.reply(
                replace(understood, kind=_ABOUT_ANSWERS[understood.command]), case, work, once=once
            )
        elif understood.command is not None and not once:
            work.outcome = "command"
            replies = self._on_command(understood, understood.command, case, work)
        elif not once and case.begun:
            work.outcome = "walk"
            replies = self._replies.reply(understood, case, take_in(case, understood, work, self._book), work)
        elif not case.told_so_far.facts and wants_a_forecast(work.text):
            work.outcome = "no_text"
            replies = self._interview.remark(Notice(phrases.NO_TEXT), case)
        elif not once and wants_a_verdict(case, work):
            work.outcome = "walk"
            is_known = bool(case.told_so_far.facts)
            replies = (
                self._interview.begin(work.turn, case, "")
                if is_known
                else self._interview.remark(Notice(phrases.NO_CASE_YET), case)
            )
        elif not once and tells_a_case(understood, work.text):
            replies = self._before.begin(understood, case, work)
        else:
            replies = self._before.reply(understood, case, work, once=once)
        return replies

    def _told_at_once(
        self, case: Case, understood: Understanding, work: Work, *, once: bool
    ) -> AsyncIterator[Reply] | None:
        """The replies to who asks what a word of ours means, wants the record of a case, or asks for a price or a sum; None for every other message."""
        if word := own_word_asked(work.text):
            work.outcome = "own_word"
            return self._interview.remark(Notice(phrases.OWN_WORDS[word]), case)
        if not once and case.begun and case.told_so_far.facts and record_asked(work.text):
            work.outcome = "handed_on"
            return self._replies.handed_on(case, work)
        return self._about_money(case, understood, work, once=once)

    def _about_money(
        self, case: Case, understood: Understanding, work: Work, *, once: bool
    ) -> AsyncIterator[Reply] | None:
        """The replies to what asks for a price or a sum; None for every other message."""
        if told := self._costs.on_prices(understood, case, work):
            work.outcome = "price"
            return told
        tells = not once and not case.begun and understood.kind is MessageKind.CASE
        is_sum = not tells or self._costs.asks_alone(work.text)
        if is_sum and (wanted := self._costs.sum_asked(understood, case, work)):
            work.outcome = "cost"
            case = take_in(case, doubtful(understood, case.pending), work, self._book)
            return self._costs.tell_sum(wanted, case, work, once=once)
        return None

    def _on_command(self, understood: Understanding, command: Command, case: Case, work: Work) -> AsyncIterator[Reply]:
        if command in _ABOUT_ANSWERS:
            about = replace(understood, command=None, kind=_ABOUT_THE_VERDICT[command])
            return self._replies.reply(about, case, case, work)
        if command is Command.WALK and not case.begun and not case.told_so_far.facts and asks_if_needed(work.text):
            return self._before.begin(understood, case, work)
        if command is Command.WALK and case.begun and case.told_so_far.facts and whether_to_train(work.text):
            # What begins an interview asks for yes or no once there is one.
            return self._replies.reply(replace(understood, command=None), case, case, work)
        return self._commands.carry_out(work.turn, case, command, understood.change)

    async def _in_their_language(self, line: str, case: Case, work: Work, *, once: bool) -> AsyncIterator[Reply]:
        """One line in a language that is not read, and the answers to tap."""
        work.outcome = "foreign"
        yield Notice(line)
        if once:
            return
        if question := await self._interview.open_question(case):
            yield question
        elif not case.begun:
            async for reply in self._interview.begin(work.turn, case, work.text):
                yield reply


def _not_readable(text: str, work: Work, empty: str) -> Notice | None:
    """What is said in the place of reading a message that is empty or too long; None to every other."""
    if not text:
        work.outcome = "empty"
        return Notice(empty)
    if len(text) > LONGEST_MESSAGE:
        work.outcome = "too_long"
        return Notice(phrases.too_long(len(text), LONGEST_MESSAGE))
    return None
