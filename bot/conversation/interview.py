"""The walk in conversation: what a message means while a use case is on its way to a verdict, and what comes next.

Answers by option or in words, several at once, corrections, "not sure", back, start over, change, verdict now. Side
questions are somebody else's: this module says that a message is one and gives the open question to repeat.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot import phrases
from bot.conversation.case import ASSUMED, Walk
from bot.conversation.compose import readings
from bot.conversation.picked import picked, unsure
from bot.decision import rubric
from bot.reading.about_verdict import About, about_in
from bot.reading.commands import (
    Command,
    asks_for_change,
    change_named,
    command_in,
    ends_as_a_question,
    opens_as_a_question,
    why_not_asked,
)
from bot.reading.intent import Intent
from bot.replies import Notice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.conversation.compose import Cards
    from bot.conversation.picked import Heard
    from bot.decision import Criterion
    from bot.reading.intent import Reading
    from bot.replies import Reply
    from bot.turn import Place, Turn


#: From this probability on a message that opens like a question is one.
CLEARLY_ASKING = 0.5
_ASKING = (
    Intent.QUESTION, Intent.FOLLOW_UP, Intent.USE_CASE, Intent.OFF_TOPIC, Intent.HELP, Intent.SMALL_TALK, Intent.INJECTION,
)  # fmt: skip


class KeptWalks(Protocol):
    """Where walks are kept; the storage's decisions are one such place."""

    async def save(self, place: Place, user: str, walk: Walk, *, decided: bool) -> None:
        """Keep a walk as the one its thread is on; `decided` once a verdict was given."""
        ...

    async def leave(self, place: Place) -> None:
        """Let a thread's walk rest."""
        ...


class Walking:
    """Carries walks on, one message at a time, and keeps their state."""

    def __init__(self, cards: Cards, decisions: KeptWalks) -> None:
        """Lay replies out with these cards and keep walks in this store."""
        self._cards = cards
        self._decisions = decisions

    async def begin(self, turn: Turn, text: str, heard: Heard) -> AsyncIterator[Reply]:
        """Start a walk from the message that describes the use case."""
        walk = Walk(opening=text).hear(heard, by=turn.user, at=turn.at)
        async for reply in self._go_on(turn, walk, readings(walk.assessment)):
            yield reply

    async def quick_verdict(self, turn: Turn, text: str, heard: Heard) -> Reply:
        """The verdict card on one message, with the one question that matters most next."""
        said = tuple(finding for finding in heard if not finding.assumed)
        walk, question = Walk(opening=text).hear(said, by=turn.user, at=turn.at).advance()
        walk = walk.assume(finding for finding in heard if finding.assumed)
        await self._decisions.save(turn.place, turn.user, walk, decided=True)
        return await self._cards.verdict(walk.assessment, walk.decision_id, follow_up=question, quick_from=text)

    async def resume(self, turn: Turn, walk: Walk) -> AsyncIterator[Reply]:
        """Go on with a walk in another place, from what people said: what was assumed is asked."""
        # The question that was open, if one was, is open still.
        known = walk.without_assumptions().not_answered()
        async for reply in self._go_on(turn, known, readings(walk.assessment, _said(walk))):
            yield reply

    def at_once(self, turn: Turn, text: str, walk: Walk) -> AsyncIterator[Reply] | None:
        """The replies to what is plain by itself: a command, a question about the verdict, an option; None for other words."""
        if (command := command_in(text)) is not None:
            return self.command(turn, walk, command)
        if about := about_in(text):
            return self.about(walk, about)
        if asks_for_change(text):
            return self.change(turn, text, walk)
        question = walk.question()
        heard = picked(text, question) if question else ()
        return self.answer(turn, walk, heard) if heard else None

    def is_side_question(self, text: str, walk: Walk, reading: Reading, heard: Heard) -> bool:
        """Whether a message asks something instead of answering the open question.

        "What is few-shot?" names a value of the open question and is no answer; "a prompt with examples?" is one.
        """
        answers = walk.pending is not None and walk.pending in {finding.criterion for finding in heard}
        if opens_as_a_question(text) and reading.probability(*_ASKING) >= CLEARLY_ASKING:
            return True
        return not answers and (ends_as_a_question(text) or reading.intent is Intent.OFF_TOPIC)

    async def open_question(self, walk: Walk) -> Reply | None:
        """The open question again, or None where none is open."""
        question = walk.question()
        return await self._cards.question(question, walk.assessment, decision_id=walk.decision_id) if question else None

    async def why_not(self, text: str, walk: Walk) -> Notice | None:
        """The answer to "why not retrieval?" while something else leads; None where nothing like it is asked."""
        outcome = why_not_asked(text)
        if outcome is None:
            return None
        found = await self._cards.why_not(walk.assessment, outcome)
        return Notice(found[0], found[1]) if found else Notice(phrases.THAT_IS_THE_VERDICT)

    async def about(self, walk: Walk, asked: About) -> AsyncIterator[Reply]:
        """What somebody asks about where the verdict stands, then the open question again."""
        known = bool(walk.assessment.entries)
        told = await self._cards.about(walk.assessment, asked) if known else Notice(phrases.NOTHING_KNOWN)
        async for reply in self.remark(told, walk):
            yield reply

    async def remark(self, notice: Notice, walk: Walk) -> AsyncIterator[Reply]:
        """A remark in a walk, then the open question again."""
        yield notice
        if question := await self.open_question(walk):
            yield question

    async def command(self, turn: Turn, walk: Walk, command: Command) -> AsyncIterator[Reply]:
        """Carry out a command."""
        if command is Command.STOP:
            await self._decisions.leave(turn.place)
            yield Notice(phrases.WALK_LEFT)
        elif command is Command.START_OVER:
            await self._decisions.leave(turn.place)
            yield Notice(phrases.WALK_RESTARTED)
            async for reply in self._go_on(turn, Walk(opening=walk.opening), []):
                yield reply
        elif command is Command.VERDICT_NOW:
            async for reply in self._give_verdict(turn, walk, []):
                yield reply
        else:
            before = walk.back()
            if before is None:
                yield Notice(phrases.AT_THE_BEGINNING)
            else:
                await self._decisions.save(turn.place, turn.user, before, decided=False)
                walk = before
            if question := await self.open_question(walk):
                yield question

    async def change(self, turn: Turn, text: str, walk: Walk) -> AsyncIterator[Reply]:
        """Reopen the answer that "change …" names, or say which ones there are."""
        what = change_named(text)
        known = [criterion for criterion, _ in walk.assessment.entries]
        chosen = next((c for c in known if what and what in {c.value, rubric().criteria[c].label.lower()}), None)
        if chosen is None:
            yield Notice(phrases.change_which([rubric().criteria[criterion].label for criterion in known]))
            return
        walk = walk.reopen(chosen)
        await self._decisions.save(turn.place, turn.user, walk, decided=False)
        if question := await self.open_question(walk):
            yield question

    async def answer(self, turn: Turn, walk: Walk, heard: Heard) -> AsyncIterator[Reply]:
        """Take an answer in and go on; an unreadable one is asked for once more, then counts as "not sure"."""
        if not heard and walk.pending is not None and not walk.repeated:
            walk = replace(walk, repeated=True)
            await self._decisions.save(turn.place, turn.user, walk, decided=False)
            yield Notice(phrases.NOT_UNDERSTOOD)
            if question := await self.open_question(walk):
                yield question
            return
        if not heard and walk.pending is not None:
            heard = (unsure(walk.pending, turn.text),)
        after = walk.hear(heard, by=turn.user, at=turn.at)
        if walk.pending is not None and walk.pending not in {finding.criterion for finding in heard}:
            # A correction or a remark came instead of an answer, so the open question may be asked again.
            after = after.not_answered()
        async for reply in self._go_on(turn, after, _noted(walk, after)):
            yield reply

    async def _go_on(self, turn: Turn, walk: Walk, noted: list[str]) -> AsyncIterator[Reply]:
        """Ask the next question, or give the verdict when it stands."""
        walk, question = walk.advance()
        if question is None:
            async for reply in self._give_verdict(turn, walk, noted):
                yield reply
            return
        await self._decisions.save(turn.place, turn.user, walk, decided=False)
        yield await self._cards.question(question, walk.assessment, noted, decision_id=walk.decision_id)

    async def _give_verdict(self, turn: Turn, walk: Walk, noted: list[str]) -> AsyncIterator[Reply]:
        await self._decisions.save(turn.place, turn.user, walk, decided=True)
        yield await self._cards.verdict(walk.assessment, walk.decision_id, noted=noted, follow_up=walk.question())


def _said(walk: Walk) -> list[Criterion]:
    return [criterion for criterion, stated in walk.assessment.entries if stated.by != ASSUMED]


def _noted(before: Walk, after: Walk) -> list[str]:
    """What was understood from the last message, and what a correction changed."""
    lines = []
    for criterion, stated in after.assessment.entries:
        old = before.assessment.answers.get(criterion)
        if old is not None and (old.values, old.standing) == (stated.values, stated.standing):
            continue
        line = readings(after.assessment, [criterion])[0]
        if old is not None and old.values:
            entry = rubric().criteria[criterion]
            was = ", ".join(entry.values[value].label.lower() for value in old.values)
            line = f"{line}; before: {was}"
        lines.append(line)
    return lines
