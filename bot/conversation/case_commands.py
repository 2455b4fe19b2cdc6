"""Commands about a case: back, start over, verdict, stop, change, walk me through it. What is typed and what is pressed go one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import phrases
from bot.conversation.case import Case
from bot.decision import rubric
from bot.reading.sayings import Command
from bot.replies import Notice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.conversation.interview import Interview, KeptCases
    from bot.decision import Criterion
    from bot.replies import Reply
    from bot.turn import Turn


class CaseCommands:
    """Carries out commands about a case."""

    def __init__(self, interview: Interview, cases: KeptCases) -> None:
        """Carry cases on with this and keep them in this store."""
        self._interview = interview
        self._cases = cases

    def carry_out(
        self, turn: Turn, case: Case, command: Command, change: Criterion | None = None
    ) -> AsyncIterator[Reply]:
        """Carry out a command on a case, or say that there is nothing to carry it out on."""
        if command is Command.WALK:
            return self._walk(turn, case)
        if not case.begun and not case.told_so_far.facts:
            return _saying(_NOTHING_THERE.get(command, phrases.ABOUT_WHAT))
        if command is Command.CHANGE:
            return self._change(turn, case, change)
        return {
            Command.STOP: self._stop,
            Command.START_OVER: self._start_over,
            Command.VERDICT: self._verdict,
            Command.STEPS: self._steps,
        }.get(command, self._back)(turn, case)

    async def _walk(self, turn: Turn, case: Case) -> AsyncIterator[Reply]:
        if case.begun:
            replies = self._interview.remark(Notice(phrases.TAKE_YOUR_TIME), case)
        else:
            replies = self._interview.begin(turn, case, "")
        async for reply in replies:
            yield reply

    async def _stop(self, turn: Turn, _case: Case) -> AsyncIterator[Reply]:
        await self._cases.leave(turn.place, turn=turn.id)
        yield Notice(phrases.WALK_LEFT)

    async def _start_over(self, turn: Turn, case: Case) -> AsyncIterator[Reply]:
        await self._cases.leave(turn.place, turn=turn.id)
        yield Notice(phrases.WALK_RESTARTED)
        anew = Case(case.opening, case.opening_by, case.opening_turn).under(case.policies)
        async for reply in self._interview.begin(turn, anew, ""):
            yield reply

    async def _verdict(self, turn: Turn, case: Case) -> AsyncIterator[Reply]:
        if not case.told_so_far.facts:
            yield Notice(phrases.NOTHING_KNOWN)
        yield await self._interview.card_at_once(turn, case, case.opening)

    async def _steps(self, _turn: Turn, case: Case) -> AsyncIterator[Reply]:
        async for reply in self._interview.steps(case):
            yield reply

    async def _back(self, turn: Turn, case: Case) -> AsyncIterator[Reply]:
        before = case.back()
        if before is None:
            yield Notice(phrases.AT_THE_BEGINNING)
        else:
            await self._cases.save(turn.place, turn.user, before, decided=False, turn=turn)
            case = before
        if question := await self._interview.open_question(case):
            yield question
        elif case.begun:
            yield await self._interview.card_at_once(turn, case, case.opening)

    async def _change(self, turn: Turn, case: Case, criterion: Criterion | None) -> AsyncIterator[Reply]:
        """Reopen the answer that "change …" names, or say which ones there are."""
        known = [fact.criterion for fact in case.assessment.facts]
        if criterion is None or criterion not in known:
            yield Notice(phrases.change_which([rubric().criteria[each].label for each in known]))
            return
        case = case.reopen(criterion)
        await self._cases.save(turn.place, turn.user, case, decided=False, turn=turn)
        if question := await self._interview.open_question(case):
            yield question


_NOTHING_THERE = {Command.STOP: phrases.NOTHING_TO_STOP, Command.VERDICT: phrases.NOTHING_KNOWN}


async def _saying(text: str) -> AsyncIterator[Reply]:
    yield Notice(text)
