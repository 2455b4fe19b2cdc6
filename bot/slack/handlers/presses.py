"""Works on presses that bring more of what is on screen: the rest of an answer, a part of a card, a card with a guess confirmed.

All of it is made from what is stored and from what the button carries, so that it works after a restart too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.error_boundary import guarded
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.replies import Changed, Notice
from bot.slack.blocks.about_card import Part, part_message, part_of_card, sources
from bot.slack.blocks.answer import Shown, answer_message, longer_message, said_in
from bot.slack.blocks.verdict_card import verdict_message
from bot.slack.handlers.context import again, place_of
from bot.slack.handlers.threads import is_taken, picked_choice
from bot.slack.inbox.kinds import thread_of
from bot.slack.outgoing.post import Sent
from bot.turn import Place, Surface, Turn

if TYPE_CHECKING:
    from bot.slack.handlers.context import Parts
    from bot.slack.handlers.tell_privately import Private
    from bot.turns.job import Job

log = structlog.get_logger()


class Presses:
    """The handlers of presses that bring more."""

    def __init__(self, parts: Parts, private: Private) -> None:
        """Work with these parts, and tell people privately through `private`."""
        self._parts = parts
        self._private = private

    async def more(self, job: Job) -> None:
        """The rest of an answer: in its place, or beside it where Slack did not send along what only one person sees."""
        thread, blocks = thread_of(job.data), list(job.data["blocks"])
        shown = Shown.of(str(job.data["value"]))
        answer = await self._parts.assistant.more(shown.more, said_in(blocks), place_of(thread).scope)
        if answer is None:
            await self._private.say(job, phrases.NOTHING_MORE)
            return
        if not blocks:
            await self._private.show(job, answer_message(answer))
            return
        workspace = await self._parts.workspaces.of(thread.team)
        if workspace is None:
            return
        try:
            message = longer_message(blocks, shown, answer)
            await workspace.delivery.update(Sent(thread.channel, str(job.data["message"])), message)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.info("more not shown in place", reason=str(error))
            await self._private.show(job, answer_message(answer))

    async def part(self, job: Job) -> None:
        """A part of a card, or the sources of an answer, as a message to one person, because no view could be opened."""
        thread, part = thread_of(job.data), Part(str(job.data["part"]))
        if shown := str(job.data.get("shown", "")):
            said, scope = str(job.data.get("said", "")), place_of(thread).scope
            cited = await self._parts.assistant.cited(Shown.of(shown).cited, said, scope)
            await self._private.show(job, part_message(part, sources(cited), cited))
            return
        stored = await self._parts.readable_case(thread, str(job.data["decision"]))
        card = await self._parts.assistant.card(thread.team, stored.id, place_of(thread).scope) if stored else None
        if card is None:
            await self._private.say(job, phrases.NO_SUCH_DECISION)
        else:
            await self._private.show(job, part_message(part, part_of_card(card, part), card.citations))

    async def confirm(self, job: Job) -> None:
        """Take in what somebody confirmed on a card that only they see, and show the card anew in its place."""
        thread, data = thread_of(job.data), job.data
        decision, choice = str(data["decision"]), picked_choice(str(data["criterion"]), str(data["value"]))
        place = Place(Surface.COMMAND, thread.team, thread.channel, job.ids[0])
        turn = Turn(thread.person, place, "", (choice,), decision, id=job.ids[0])
        replies = [reply async for reply in guarded(self._parts.assistant.reply(turn), turn, passing=again(job))]
        if not is_taken(replies):
            await self._parts.inbox.forget(job)
            await self._private.say(job, next(reply.text for reply in replies if isinstance(reply, Notice)))
            return
        card = await self._parts.assistant.card(thread.team, decision, place_of(thread).scope)
        noted = next((reply.noted for reply in replies if isinstance(reply, Changed)), ())
        if card is not None:
            await self._private.show(job, verdict_message(replace(card, noted=noted), private=True), replaces=True)
