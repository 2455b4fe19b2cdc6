"""The interview: carries a case on, one message at a time, to its verdict, and keeps its state.

What a message means is told by `understand.py`; here it is taken into the case, and what comes next is chosen: the next question, the
card, or what has changed since.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot import phrases
from bot.conversation.about_verdict import AboutVerdict
from bot.conversation.case import Case
from bot.conversation.compose import asked_as, stands_as_given, to_confirm
from bot.conversation.own_words import ban_told
from bot.conversation.own_words import noted as noted_in
from bot.decision import judge
from bot.replies import Notice, Question

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.conversation.compose import Composer
    from bot.decision import Criterion
    from bot.replies import Reply
    from bot.turn import Place, Turn

#: After so many answers in a row that changed nothing about a verdict no more is asked.
UNMOVED = 3


class KeptCases(Protocol):
    """Where cases are kept; the storage's are one such place."""

    async def save(self, place: Place, user: str, case: Case, *, decided: bool, turn: Turn | None = None) -> None:
        """Keep a case as the one its thread is about; `decided` once a verdict was given."""
        ...

    async def leave(self, place: Place, *, turn: str = "") -> None:
        """Let a thread's case rest."""
        ...


class Interview:
    """Carries cases on and keeps their state."""

    def __init__(self, composer: Composer, cases: KeptCases) -> None:
        """Compose replies with this and keep cases in this store."""
        self._composer = composer
        self._cases = cases

    async def keep(self, turn: Turn, before: Case, case: Case) -> None:
        """Keep what was said aside, so that it counts later."""
        if case is not before:
            await self._cases.save(turn.place, turn.user, case, decided=False, turn=turn)

    async def begin(self, turn: Turn, case: Case, text: str) -> AsyncIterator[Reply]:
        """Begin the interview with what is known of the case."""
        case = case.begin(text, turn.user, turn.id)
        async for reply in self._go_on(turn, case, ban_told(case), is_first=True):
            yield reply

    async def resume(self, turn: Turn, case: Case) -> AsyncIterator[Reply]:
        """Go on with a case in another place, from what is known of it."""
        async for reply in self._go_on(turn, case.begin(), noted_in(Case().under(case.policies), case)):
            yield reply

    async def card_at_once(self, turn: Turn, case: Case, text: str) -> Reply:
        """The verdict card on what is known now, with the one question that matters most next."""
        case, _ = case.begin(text, turn.user, turn.id).advance()
        if likely := to_confirm(judge(case.assessment), case):
            # What the card takes to be so is what a yes answers.
            case = case.asking(likely[0].criterion)
        case = case.told(judge(case.assessment))
        await self._cases.save(turn.place, turn.user, case, decided=True, turn=turn)
        return await self._composer.card(case, noted=ban_told(case))

    async def take(
        self, turn: Turn, before: Case, after: Case, *, answers: bool, is_over: bool = True
    ) -> AsyncIterator[Reply]:
        """Go on after a message whose facts have been taken into the case.

        It `answers` the open question, or says something else; that question `is_over` where it was meant as an answer.
        """
        noted = noted_in(before, after)
        if before.given is not None and noted:
            async for reply in self._after_a_verdict(turn, before, after):
                yield reply
            return
        if not answers and (is_over or before.misses):
            after = after.passing_over()
        elif not answers:
            # Something else was told: the question comes once more, and not a third time.
            after = after.missed()
        async for reply in self._go_on_from(before, turn, after, noted, answered=answers):
            yield reply

    async def guess_denied(self, turn: Turn, case: Case, criterion: Criterion) -> AsyncIterator[Reply]:
        """Ask openly for what was guessed wrongly."""
        case = case.without_guess(criterion)
        await self._cases.save(turn.place, turn.user, case, decided=False, turn=turn)
        if question := await self.open_question(case):
            yield question

    async def not_understood(self, turn: Turn, case: Case, *, again: bool) -> AsyncIterator[Reply]:
        """Go on after a reply that could not be read: with the question `again` where it cannot be meant, else with the next.

        Nobody is asked the same thing for what they have answered as well as they can: it stays open, and counts as soon as it is told
        in words that can be read.
        """
        if again and not case.misses:
            await self._cases.save(turn.place, turn.user, case.missed(), decided=False, turn=turn)
            yield Notice(phrases.NOT_UNDERSTOOD)
            if question := await self.open_question(case):
                yield question
            return
        asked = "" if case.told_so_far.facts else next((one for one in phrases.TELL_ON if not case.has_said(one)), "")
        if asked:
            # Nothing is judged of which nothing is known, and whoever tells a case a sentence at a time goes on.
            await self._cases.save(turn.place, turn.user, case.saying(asked), decided=False, turn=turn)
            yield Notice(asked)
            return
        said = next((text for text in phrases.LEFT_OPEN if not case.has_said(text)), "")
        if said:
            case = case.saying(said)
            yield Notice(said)
        async for reply in self._go_on_from(case, turn, case.passing_over(), []):
            yield reply

    async def left_unsaid(self, turn: Turn, before: Case, after: Case, *, corrects: bool) -> Reply | None:
        """What a message has changed beside what it was answered: that the verdict is another one now, or what it `corrects`; None where nothing."""
        noted, given = noted_in(before, after), before.given
        if given is None:
            return Notice(phrases.noted(noted)) if corrects and noted else None
        is_another = judge(after.assessment).outcome.value != given.outcome
        if not noted or not (is_another or corrects):
            return None
        changed = await self._composer.changed(before, after, given)
        await self._cases.save(turn.place, turn.user, after.told(judge(after.assessment)), decided=True, turn=turn)
        return changed

    async def open_question(self, case: Case) -> Reply | None:
        """The open question again, or None where none is open."""
        question = case.question()
        return await self._composer.question(question, case) if question else None

    async def remark(self, notice: Notice, case: Case) -> AsyncIterator[Reply]:
        """A short reply, with a reminder of the open question."""
        question = case.question()
        text = f"{notice.text}\n{phrases.back_to(asked_as(question))}" if question else notice.text
        yield replace(notice, text=text)

    async def aside(self, notice: Notice, case: Case) -> AsyncIterator[Reply]:
        """A reply to something else than the open question, which is asked again after it, with its options."""
        yield notice
        if question := case.question():
            # Where the verdict stands was said when it was asked first.
            yield replace(await self._composer.question(question, case), lean=None)

    async def steps(self, case: Case) -> AsyncIterator[Reply]:
        """All steps of the verdict as it stands, with a reminder of the open question."""
        async for reply in self.remark(await AboutVerdict(self._composer.reasons).steps(case), case):
            yield reply

    async def _after_a_verdict(self, turn: Turn, before: Case, after: Case) -> AsyncIterator[Reply]:
        """Say what a remark has changed, and ask on where something that counts is open now."""
        given = before.given
        if given is None:
            return
        unmoved = before.unmoved + 1 if stands_as_given(judge(after.assessment), given) else 0
        after, question = replace(after, unmoved=unmoved).advance()
        if unmoved >= UNMOVED:
            # Whoever answers what changes nothing is asked no more of it.
            after, question = after.resting(), None
        changed = await self._composer.changed(before, after, given)
        after = after.told(judge(after.assessment))
        await self._cases.save(turn.place, turn.user, after, decided=True, turn=turn)
        yield changed
        if question is not None:
            # Where the verdict stands was said a moment ago.
            yield replace(await self._composer.question(question, after), lean=None)

    async def _go_on_from(
        self, stood: Case, turn: Turn, case: Case, noted: Sequence[str], *, answered: bool = False
    ) -> AsyncIterator[Reply]:
        """Go on as `_go_on` does; where the verdict stands is not said again if it stood there before."""
        said = self._composer.lean(stood).text if stood.told_so_far.valued.facts else ""
        async for reply in self._go_on(turn, case, noted, answered=answered):
            yield _without_lean(reply, said)

    async def _go_on(
        self, turn: Turn, case: Case, noted: Sequence[str], *, is_first: bool = False, answered: bool = False
    ) -> AsyncIterator[Reply]:
        """Ask the next question, or give the verdict when it stands."""
        case, question = case.advance(answered=answered)
        if question is None:
            case = case.told(judge(case.assessment))
            await self._cases.save(turn.place, turn.user, case, decided=True, turn=turn)
            yield await self._composer.card(case, noted=noted)
            return
        await self._cases.save(turn.place, turn.user, case, decided=False, turn=turn)
        yield await self._composer.question(question, case, noted, is_first=is_first)


def _without_lean(reply: Reply, said: str) -> Reply:
    """A reply without where the verdict stands, if that is what was said before."""
    if isinstance(reply, Question) and reply.lean is not None and reply.lean.text == said:
        return replace(reply, lean=None)
    return reply
