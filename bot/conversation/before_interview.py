"""What a message calls for in a thread whose interview has not begun.

An answer from the sources, a word about the last answer, a short reply, or the beginning of the interview with a case that was told. Which of
these a message is was told by `understand.py`; what comes once the interview has begun is `interview_replies.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import phrases
from bot.conversation.interview_replies import ABOUT
from bot.conversation.take_in import take_in
from bot.conversation.telling import is_of_no_text, not_one_case, tells_of_own_work
from bot.reading.asked.brief_wanted import brief_wanted
from bot.reading.follow_up import StandAlone
from bot.reading.kinds import MessageKind
from bot.replies import Abstention, Answer, Notice, TextDelta

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.conversation.case import Case
    from bot.conversation.cost_replies import CostReplies
    from bot.conversation.interview import Interview
    from bot.conversation.questions import Questions
    from bot.conversation.understanding import Understanding
    from bot.replies import Reply
    from bot.turn_log import Work
    from knowledge.prices.book import PriceBook

#: What asks about what was said, and is best taken as a question where nothing was.
_QUESTIONS_ALL_THE_SAME = frozenset({MessageKind.ABOUT_COST, MessageKind.ABOUT_FLIPS})
#: What is about the last answer where no interview has begun.
ABOUT_ANSWERS = ABOUT | {MessageKind.MEANING}


class BeforeInterview:
    """Replies to messages before an interview has begun."""

    def __init__(self, book: PriceBook, interview: Interview, questions: Questions, costs: CostReplies) -> None:
        """Look prices up here, begin the interview with this, and answer questions and what they ask of costs with these."""
        self._book = book
        self._interview = interview
        self._questions = questions
        self._costs = costs

    async def begin(self, understood: Understanding, case: Case, work: Work) -> AsyncIterator[Reply]:
        """Begin the interview with a case that was just told; a question in it is answered first."""
        if await self._questions.is_no_case(understood, work):
            async for reply in self.reply(replace(understood, kind=MessageKind.QUESTION), case, work, once=False):
                yield reply
            return
        if why := not_one_case(understood, work.text):
            work.outcome = "no_text" if is_of_no_text(understood, work.text) else "notice"
            yield Notice(why)
            return
        work.outcome = "walk"
        for question in self._questions.asked_first(understood, work.text):
            async for reply in self._questions.answer(understood, work, StandAlone(question)):
                yield reply
        case, notices = self._costs.asked_along(take_in(case, understood, work, self._book), work.text)
        for notice in notices:
            yield notice
        async for reply in self._interview.begin(work.turn, case, work.text):
            yield reply

    async def reply(self, understood: Understanding, case: Case, work: Work, *, once: bool) -> AsyncIterator[Reply]:
        """Reply to a message where no interview has begun."""
        kind = understood.kind
        kept = case if once else take_in(case, understood, work, self._book)
        await self._interview.keep(work.turn, case, kept)
        about_nothing = kind in ABOUT_ANSWERS and not work.remembered and kind not in _QUESTIONS_ALL_THE_SAME
        asks = about_nothing and not brief_wanted(work.text) and await self._questions.is_a_question_of_its_own(work)
        if (about_nothing and not asks) or (
            kind is MessageKind.ANSWER and not understood.reading.kinds and not self._questions.goes_on(work)
        ):
            yield Notice(phrases.ABOUT_WHAT)
        elif not asks and kind in ABOUT_ANSWERS and (reply := await self._questions.about_the_answer(kind, work)):
            async for shown in _as_it_comes(reply):
                yield shown
        elif kind is MessageKind.WALK and not once and not await self._questions.is_known(work):
            async for reply in self._interview.begin(work.turn, case, ""):
                yield reply
        elif not once and await self._tells_of_work(understood, work):
            async for reply in self.begin(understood, case, work):
                yield reply
        elif not asks and await self._needs_no_answer(understood, work):
            work.outcome = "notice"
            notice = self._questions.short_reply(kind, work, ongoing=bool(work.remembered))
            yield Abstention(notice.text) if kind is MessageKind.OFF_TOPIC else notice
        else:
            async for reply in self._questions.answer(understood, work):
                yield reply

    async def _tells_of_work(self, understood: Understanding, work: Work) -> bool:
        """Whether a message tells what somebody's people do, which is a case however it reads, and no question that the sources answer."""
        tells = tells_of_own_work(understood, work.text)
        return tells and (understood.kind is MessageKind.OFF_TOPIC or not await self._questions.is_answered(work))

    async def _needs_no_answer(self, understood: Understanding, work: Work) -> bool:
        if understood.kind is MessageKind.DELETE:
            # "Do I have to delete the names in the data?" is no wish to be forgotten.
            return not (understood.reading.kinds and await self._questions.is_known(work))
        if understood.kind not in phrases.SHORT_REPLIES or self._questions.stand_alone(understood, work).continues:
            return False
        return not await self._questions.is_asked_all_the_same(understood, work)


async def _as_it_comes(reply: Reply) -> AsyncIterator[Reply]:
    """A reply as it is streamed: the text of an answer comes before what it rests on."""
    if isinstance(reply, Answer):
        yield TextDelta(reply.text)
    yield reply
