"""The ways to one person: the command's own address, a message only they see, a direct message."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.replies import Notice
from bot.slack.blocks.answer import notice_message
from bot.slack.inbox.kinds import thread_of
from bot.slack.outgoing.response_url import ResponseOutcome
from bot.turns.journal import current

if TYPE_CHECKING:
    from bot.slack.blocks.message import Message
    from bot.slack.handlers.context import Parts
    from bot.slack.inbox.thread import Thread
    from bot.slack.install.workspaces import Workspace
    from bot.slack.outgoing.response_url import Responder
    from bot.turns.job import Job

log = structlog.get_logger()
#: What the journal calls a message to everybody that is about to be shown, and one that was.
_BEGUN_TO_SHOW, _SHOWN_TO_ALL = "everybody/begun", "everybody/shown"


class Private:
    """Shows things to one person only."""

    def __init__(self, parts: Parts, responder: Responder) -> None:
        """Work with these parts, and answer commands through this responder."""
        self._parts = parts
        self._responder = responder

    async def tell_text(self, job: Job) -> None:
        """Show the sentence that a job holds."""
        await self.say(job, str(job.data["text"]))

    async def say(self, job: Job, text: str) -> None:
        """Show a sentence to the person of a job."""
        await self.show(job, notice_message(Notice(text)))

    async def say_in_passing(self, job: Job, text: str) -> None:
        """Show a sentence that may be missing, or come again."""
        await self._show(job, notice_message(Notice(text)), replaces=False)

    async def show(self, job: Job, message: Message, *, replaces: bool = False) -> None:
        """Show something to the person of a job, by the first way that Slack takes; it `replaces` what was pressed where that can be.

        Raises:
            SlackUnreachableError: Slack is away.
        """
        journal = current.get()
        key = journal.next_private() if journal else ""
        if journal and key in await journal.earlier():
            # It was shown before the process ended.
            return
        await self._show(job, message, replaces=replaces)
        if journal:
            await journal.note(key)

    async def _show(self, job: Job, message: Message, *, replaces: bool) -> None:
        address = str(job.data.get("response_url", ""))
        # What only one person sees may rather come twice than not at all.
        if await self._responder.respond(address, message, replaces=replaces) is ResponseOutcome.SHOWN:
            return
        thread = thread_of(job.data)
        workspace = await self._parts.workspaces.of(thread.team)
        if workspace is None:
            return
        try:
            if thread.is_direct or not await whispered(workspace, thread, message):
                await _post_directly(workspace, thread, message, job.ids[0])
        except SlackUnreachableError as error:
            if not error.uncertain:
                raise
            log.warning("reply perhaps not delivered", turn=job.ids[0], reason=str(error))
        except SlackRefusedError as error:
            log.exception("reply not delivered", turn=job.ids[0], direct=thread.is_direct, reason=str(error))

    async def thank(self, job: Job, text: str) -> None:
        """Show a sentence beside what was pressed, which is not worth a message of its own."""
        message, thread = notice_message(Notice(text)), thread_of(job.data)
        if await self._responder.respond(str(job.data.get("response_url", "")), message) is ResponseOutcome.SHOWN:
            return
        if workspace := await self._parts.workspaces.of(thread.team):
            await whispered(workspace, thread, message)

    async def show_all(self, job: Job, message: Message) -> ResponseOutcome:
        """Show something to everybody where a private message was pressed."""
        journal = current.get()
        earlier = await journal.earlier() if journal else {}
        if _SHOWN_TO_ALL in earlier:
            return ResponseOutcome.SHOWN
        if _BEGUN_TO_SHOW in earlier:
            # The process ended over it, and nobody can look.
            return ResponseOutcome.UNKNOWN
        if journal:
            await journal.note(_BEGUN_TO_SHOW)
        outcome = await self._show_all(job, message)
        if journal and outcome is ResponseOutcome.SHOWN:
            await journal.note(_SHOWN_TO_ALL)
        return outcome

    async def _show_all(self, job: Job, message: Message) -> ResponseOutcome:
        thread = thread_of(job.data)
        shown = await self._responder.respond(
            str(job.data.get("response_url", "")), message, public=True, thread=thread.ts
        )
        workspace = await self._parts.workspaces.of(thread.team)
        if shown is not ResponseOutcome.REFUSED or workspace is None:
            return shown
        try:
            await workspace.delivery.post(thread, message, job.ids[0])
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.info("not shown to everybody", reason=str(error))
            return ResponseOutcome.REFUSED
        return ResponseOutcome.SHOWN


async def whispered(workspace: Workspace, thread: Thread, message: Message) -> bool:
    """Show a message to the person of a thread in that thread; whether Slack has taken it."""
    if not thread.channel:
        return False
    try:
        await workspace.delivery.whisper(thread, message)
    except (SlackRefusedError, SlackUnreachableError) as error:
        log.info("not shown in the channel", reason=str(error))
        return False
    return True


async def direct_thread(workspace: Workspace, thread: Thread) -> Thread:
    """The top of the direct message with the person of a thread.

    Raises:
        SlackRefusedError: Slack does not let the bot begin one.
        SlackUnreachableError: It can't be reached.
    """
    opened = await workspace.calls.call("conversations.open", users=thread.person)
    return replace(thread, channel=str(opened["channel"]["id"]), ts="", asked="")


async def _post_directly(workspace: Workspace, thread: Thread, message: Message, key: str) -> None:
    if thread.person_team != thread.team:
        # Nobody of another workspace is written to without being asked.
        log.info("stranger not told")
        return
    target = thread if thread.is_direct else await direct_thread(workspace, thread)
    await workspace.delivery.post(target, message, key)
