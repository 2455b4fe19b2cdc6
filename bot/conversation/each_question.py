"""The questions of one message, each with its own answer where they are answered by different means: a price list, a register, the sources.

Questions that the sources alone answer stay together, in one answer, which `bot.answers` makes. What is asked of the case itself is none of these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import phrases
from bot.answers.caveats import caveats
from bot.answers.marks import renumbered
from bot.conversation.compose import asked_as
from bot.reading.asked.question_form import questions_in
from bot.reading.costs.words_on_money import is_about_money
from bot.reading.follow_up import StandAlone
from bot.reading.kinds import MessageKind
from bot.replies import Abstention, Answer, Author, Notice, Question, TextDelta
from knowledge.model_names import named_models, plain_words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.conversation.case import Case
    from bot.conversation.cost_replies import CostReplies
    from bot.conversation.questions import Questions
    from bot.conversation.understanding import Understanding
    from bot.reading.asked.question_form import QuestionPart
    from bot.replies import Citation, Reply
    from bot.turn_log import Work

_ASK = frozenset(
    {MessageKind.QUESTION, MessageKind.FOLLOW_UP, MessageKind.ABOUT_COST, MessageKind.MEANING, MessageKind.OFF_TOPIC}
)


class EachQuestion:
    """Answers the questions of a message one by one."""

    def __init__(self, questions: Questions, costs: CostReplies) -> None:
        """Answer from the sources and from registers with the one, from price lists with the other."""
        self._questions, self._costs = questions, costs

    async def parts(self, understood: Understanding, case: Case, work: Work) -> tuple[QuestionPart, ...]:
        """The questions of a message that are answered one by one, each as it can be asked alone; none where it is answered as a whole."""
        if understood.answers or understood.states or understood.questions or understood.kind not in _ASK:
            return ()
        parts = questions_in(work.text)
        if len(parts) <= 1:
            return ()
        priced = [self._is_priced(understood, case, work.on(_priced_as(part, parts))) for part in parts]
        if self._is_priced(understood, case, work) and all(map(_is_priced_or_asked, priced, parts)):
            return ()
        listed = [not known and await self._is_listed(part, work) for known, part in zip(priced, parts, strict=True)]
        return parts if any(priced) or any(listed) else ()

    async def reply(
        self, parts: Sequence[QuestionPart], understood: Understanding, case: Case, work: Work
    ) -> AsyncIterator[Reply]:
        """One answer with a paragraph on each question; what is open is asked again after it."""
        work.outcome = "several"
        told: dict[str, Answer | Notice | Abstention] = {}
        open_one: Question | None = None
        for part in parts:
            async for reply in self._answered(understood, case, part, parts, work):
                if isinstance(reply, Question):
                    open_one = reply
                elif isinstance(reply, Answer | Notice | Abstention):
                    shown = _on(part, reply)
                    told.setdefault(shown.text, shown)
        answer = _together(list(told.values()))
        yield TextDelta(answer.text)
        yield answer
        if open_one is not None:
            yield open_one
        elif question := case.question():
            yield Notice(phrases.back_to(asked_as(question)))

    def _answered(
        self, understood: Understanding, case: Case, part: QuestionPart, parts: Sequence[QuestionPart], work: Work
    ) -> AsyncIterator[Reply]:
        if (told := self._costs.on_prices(understood, case, work.on(_priced_as(part, parts)))) is not None:
            return told
        own = work.on(part.said)
        if part is not parts[0]:
            # It goes on from the first one, and from nothing before.
            own.remembered = []
        return self._questions.answer(understood, own, StandAlone(part.alone, is_one=True))

    async def _is_listed(self, part: QuestionPart, work: Work) -> bool:
        return await self._questions.is_listed(part.alone, work)

    def _is_priced(self, understood: Understanding, case: Case, work: Work) -> bool:
        return self._costs.on_prices(understood, case, work) is not None


def _is_priced_or_asked(is_priced: bool, part: QuestionPart) -> bool:  # noqa: FBT001 - one of two columns
    return is_priced or is_about_money(plain_words(part.said))


def _on(part: QuestionPart, reply: Answer | Notice | Abstention) -> Answer | Notice | Abstention:
    """A reply to one of several questions: where the sources do not answer it, it is said of which."""
    if not isinstance(reply, Abstention):
        return reply
    missing = "" if reply.text.startswith(phrases.SOURCES_SILENT) else reply.text
    return replace(reply, text=f"{phrases.nothing_on(part.said)} {missing}".rstrip())


def _together(replies: Sequence[Answer | Notice | Abstention]) -> Answer:
    """One answer of several replies, a paragraph each, with their marks numbered through."""
    numbers: dict[str, Citation] = {}
    paragraphs: list[str] = []
    more: dict[str, None] = {}
    for reply in replies:
        own = () if isinstance(reply, Abstention) else reply.citations
        for one in own:
            numbers.setdefault(one.passage.id, replace(one, number=len(numbers) + 1))
        paragraphs.append(renumbered(reply.text, {one.number: numbers[one.passage.id].number for one in own}))
        more |= dict.fromkeys(reply.more if isinstance(reply, Answer) else ())
    text, citations = "\n\n".join(paragraphs), tuple(numbers.values())
    return Answer(text, citations, Author.SOURCES, caveats(citations, text), more=tuple(more))


def _priced_as(part: QuestionPart, parts: Sequence[QuestionPart]) -> str:
    """How a part asks for a price: with the model of the first one, where it names none itself."""
    first = named_models(parts[0].said)
    is_of_first = part is not parts[0] and bool(first) and not named_models(part.said)
    return f"{part.said.rstrip(' ?')} for {first[0]}?" if is_of_first else part.said
