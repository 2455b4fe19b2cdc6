"""Works on verdict cards: quick verdicts, sharing one, its record as a file; and on what people think of answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.error_boundary import guarded
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.replies import Done, Progress, VerdictCard
from bot.slack.blocks.verdict_card import verdict_message
from bot.slack.handlers.context import again, place_of
from bot.slack.handlers.files import File, upload
from bot.slack.handlers.tell_privately import direct_thread
from bot.slack.inbox.kinds import thread_of
from bot.slack.outgoing.render_turn import message_of
from bot.slack.outgoing.response_url import ResponseOutcome
from bot.storage.feedback import Opinion
from bot.storage.record_export import record
from bot.turn import Choice, Place, Surface, Turn
from knowledge.prices.book import open_book

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.replies import Reply
    from bot.slack.handlers.context import Parts
    from bot.slack.handlers.tell_privately import Private
    from bot.slack.inbox.thread import Thread
    from bot.slack.install.workspaces import Workspace
    from bot.storage.cases import StoredCase
    from bot.turns.job import Job

log = structlog.get_logger()

#: Seconds that somebody waits for a card before they are told what is being done.
PROGRESS_AFTER = 0.7


class Verdicts:
    """The handlers of jobs about cards."""

    def __init__(self, parts: Parts, private: Private) -> None:
        """Work with these parts, and tell people privately through `private`."""
        self._parts = parts
        self._private = private

    async def verdict(self, job: Job) -> None:
        """A quick verdict on a case that was written after the command or filled into the form."""
        thread = thread_of(job.data)
        choices = tuple(Choice(name, tuple(values)) for name, values in job.data.get("answers", {}).items())
        turn = replace(_private_turn(job, thread), text=str(job.data["text"]), choices=choices)
        await self._show(job, guarded(self._parts.assistant.quick_verdict(turn), turn, passing=again(job)))

    async def cost(self, job: Job) -> None:
        """What a use costs that was filled into the form."""
        turn = _private_turn(job, thread_of(job.data))
        said = {str(name): str(value) for name, value in job.data["said"].items()}
        await self._show(job, guarded(self._parts.assistant.cost_sum(turn, said), turn, passing=again(job)))

    async def _show(self, job: Job, replies: AsyncIterator[Reply]) -> None:
        """Show the replies to one person."""
        outcome = "notice"
        progress: asyncio.Task[None] | None = None
        async for reply in replies:
            if isinstance(reply, Progress):
                progress = asyncio.create_task(self._say_later(job, phrases.card_follows(reply.text)))
            elif not isinstance(reply, Done):
                await _stopped(progress)
                outcome = "verdict" if isinstance(reply, VerdictCard) else "notice"
                await self._private.show(job, message_of(reply, private=True))
        self._parts.turn_ended(Surface.COMMAND, outcome, job)

    async def _say_later(self, job: Job, text: str) -> None:
        """Say what a model is doing if it takes its time.

        What was said to a command can't be replaced by its response_url (slackapi/bolt-python#1268), so a quick one is not announced.
        """
        await asyncio.sleep(PROGRESS_AFTER)
        await self._private.say_in_passing(job, text)

    async def share(self, job: Job) -> None:
        """Show a private card to everybody in the channel."""
        thread = thread_of(job.data)
        stored = await self._parts.readable_case(thread, str(job.data["decision"]))
        card = await self._parts.assistant.card(thread.team, stored.id, place_of(thread).scope) if stored else None
        if stored is None or card is None or stored.user != thread.person:
            # Only its owner shows it to others.
            await self._private.say(job, phrases.NO_SUCH_DECISION)
        elif not self._parts.may_speak_in(thread.channel):
            await self._private.say(job, phrases.SILENT_HERE)
        else:
            name = str(job.data["name"])
            message = verdict_message(card, private=False, shared_by=name, case=stored.case.opening)
            # Before it is, so that nobody presses what they may not read.
            await self._parts.cases.show(thread.team, stored.id, thread.channel)
            shown = await self._private.show_all(job, message)
            if shown is not ResponseOutcome.SHOWN:
                await self._private.say(
                    job, phrases.NOT_SHARED if shown is ResponseOutcome.REFUSED else phrases.PERHAPS_SHARED
                )

    async def record(self, job: Job) -> None:
        """The decision as a Markdown file: in the thread of its card, or in the person's direct messages."""
        thread = thread_of(job.data)
        workspace = await self._parts.workspaces.of(thread.team)
        stored = await self._parts.readable_case(thread, str(job.data["decision"]))
        if workspace is None or stored is None:
            await self._private.say(job, phrases.NO_SUCH_DECISION)
            return
        settings = self._parts.settings
        prices = await asyncio.to_thread(open_book, settings.data_dir, settings.own_prices)
        in_place = thread.ts and not job.data.get("private")
        try:
            target = thread if in_place else await direct_thread(workspace, thread)
            # What its documents lay down stands in it as far as they may be read where it goes.
            there = await self._parts.assistant.as_read_in(stored.case, place_of(target).scope)
            text = record(await _with_names(workspace, replace(stored, case=there)), prices)
            await upload(workspace, target, File(f"decision-{stored.id}.md", text.encode(), phrases.RECORD_TITLE))
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("record not sent", reason=str(error))
            may_not = getattr(error, "code", "") == "missing_scope"
            await self._private.say(job, phrases.record_not_sent(stored.id, may_not=may_not))
            return
        if thread.channel and target.channel != thread.channel:
            await self._private.say(job, phrases.RECORD_SENT)

    async def opinion(self, job: Job) -> None:
        """Keep what somebody thinks of an answer."""
        data = job.data
        await self._parts.feedback.keep(
            Opinion(
                data["team"], data["person"], str(data["reply"]), bool(data["good"]), str(data.get("reason", "")),
                str(data.get("remark", "")),
            ),
            datetime.fromtimestamp(job.at, UTC),
        )  # fmt: skip
        self._parts.metrics.opined(good=bool(data["good"]))
        if data.get("thanks"):
            await self._private.thank(job, phrases.OPINION_KEPT)


def _private_turn(job: Job, thread: Thread) -> Turn:
    """A turn of its own, which belongs to no thread."""
    return Turn(thread.person, Place(Surface.COMMAND, thread.team, thread.channel, job.ids[0]), "", id=job.ids[0])


async def _stopped(progress: asyncio.Task[None] | None) -> None:
    """Wait until nothing is being said any more, or will be."""
    if progress is not None:
        progress.cancel()
        await asyncio.gather(progress, return_exceptions=True)


async def _with_names(workspace: Workspace, stored: StoredCase) -> StoredCase:
    """The decision with people called by their names."""
    people = {fact.by for fact in stored.case.assessment.facts if fact.by}
    names = {person: await person_called(workspace, person) for person in sorted(people)}
    return replace(stored, case=stored.case.named(names))


async def person_called(workspace: Workspace, person: str) -> str:
    """What somebody is called in a workspace; their id where Slack does not tell."""
    try:
        user = (await workspace.calls.call("users.info", user=person)).get("user") or {}
    except (SlackRefusedError, SlackUnreachableError):
        return person
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return next((str(name) for name in names if name), person)
