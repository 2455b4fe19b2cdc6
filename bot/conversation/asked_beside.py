"""What a message in a case asks besides what it tells: of the verdict itself, and the questions of general interest that people ask beside a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.conversation.own_verdict_replies import supposes
from bot.reading.asked.own_verdict_asked import OwnVerdict, own_verdict_asked
from bot.reading.asked.side_questions import side_questions
from bot.reading.asked.verdict_asked import closing_question
from bot.reading.follow_up import StandAlone
from bot.reading.kinds import MessageKind
from bot.reading.sayings import kind_named

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.conversation.case import Case
    from bot.conversation.own_verdict_replies import OwnVerdictReplies
    from bot.conversation.questions import Questions
    from bot.conversation.understanding import Understanding
    from bot.replies import Reply
    from bot.turn_log import Work

#: What a question of no more words than this makes likely is nothing that it tells.
_FEW: Final = 14


@dataclass(frozen=True, slots=True)
class Asides:
    """What a message asks of the verdict, if it does, and the questions of general interest in it, each as it is asked alone."""

    own: OwnVerdict | None
    sides: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """Whether it asks any of these."""
        return self.own is not None or bool(self.sides)

    def may_tell(self, understood: Understanding, text: str) -> bool:
        """Whether what was read in such a message may be told by it, and not only stand in its question."""
        return understood.states or understood.answers or len(text.split()) > _FEW


def asked_beside(understood: Understanding, case: Case, text: str) -> Asides:
    """What a message in a case asks of the verdict and besides; a supposition of which something was read is worked out elsewhere."""
    is_of_verdict = bool(case.told_so_far.facts) and not understood.supposed and closing_question(text) is None
    own = own_verdict_asked(text) if is_of_verdict else None
    if kind_named(text) is not None and own is not OwnVerdict.MISSING:
        # What is plain by its words as a whole has its reply.
        return Asides(None, side_questions(text))
    if is_of_verdict and own is None and understood.kind is MessageKind.ABOUT_FLIPS and supposes(text):
        own = OwnVerdict.FLIPS
    return Asides(own, side_questions(text))


class AskedBeside:
    """Answers what is asked besides."""

    def __init__(self, own_verdict: OwnVerdictReplies, questions: Questions) -> None:
        """Say of the verdict what the first says, and answer questions with the other."""
        self._own_verdict, self._questions = own_verdict, questions

    async def replies(
        self, beside: Asides, understood: Understanding, case: Case, after: Case, work: Work
    ) -> AsyncIterator[Reply]:
        """The answers: on the verdict as it stands `after` the message, on its evidence as it stood before; then on each question, also where it was answered before."""
        if beside.own is not None:
            yield await self._own_verdict.to(
                beside.own, case if beside.own is OwnVerdict.EVIDENCE else after, work.text
            )
        for question in beside.sides:
            async for reply in self._questions.answer(understood, work, StandAlone(question), again=True):
                yield reply
