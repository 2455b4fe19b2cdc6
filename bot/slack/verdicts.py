"""Works on what only one person sees: quick verdicts, forms, sharing a card, the record as a file, opinions."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import structlog

from bot import phrases
from bot.boundary import guarded
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.feedback import Opinion
from bot.records import record
from bot.replies import Done, Notice, Status, VerdictCard
from bot.slack.blocks.answers import notice_message
from bot.slack.blocks.cards import verdict_message
from bot.slack.desk import direct_thread, in_thread
from bot.slack.intake import thread_of
from bot.slack.rendering import message_of
from bot.slack.respond import Responder
from bot.turn import Choice, Place, Surface, Turn

if TYPE_CHECKING:
    from bot.slack.inbox import Job
    from bot.slack.message import Message
    from bot.slack.parts import Parts
    from bot.slack.thread import Thread
    from bot.slack.workspaces import Workspace

log = structlog.get_logger()


class Verdicts:
    """The handlers of jobs that end in something private, and of what makes it public."""

    def __init__(self, parts: Parts, responder: Responder) -> None:
        """Work with these parts, and answer commands through this responder."""
        self._parts = parts
        self._responder = responder

    async def verdict(self, job: Job) -> None:
        """A quick verdict on a case that was written after the command or filled into the form."""
        thread = thread_of(job.data)
        choices = tuple(Choice(name, tuple(values)) for name, values in job.data.get("answers", {}).items())
        place = Place(Surface.COMMAND, thread.team, thread.channel, job.ids[0])
        turn = Turn(thread.person, place, str(job.data["text"]), choices, id=job.ids[0])
        outcome = "notice"
        async for reply in guarded(self._parts.assistant.quick_verdict(turn), turn):
            if isinstance(reply, Status | Done):
                continue
            outcome = "verdict" if isinstance(reply, VerdictCard) else "notice"
            await self.tell(thread, message_of(reply, private=True), job)
        self._parts.metrics.turn(Surface.COMMAND.value, outcome, time.monotonic() - job.at)

    async def share(self, job: Job) -> None:
        """Show a private card to the channel."""
        thread = thread_of(job.data)
        card = await self._parts.assistant.card(thread.team, str(job.data["decision"]))
        if card is None:
            await self.tell(thread, notice_message(Notice(phrases.NO_SUCH_DECISION)), job)
            return
        message = verdict_message(card, private=False, shared_by=str(job.data["name"]))
        if not await self._responder.respond(str(job.data.get("response_url", "")), message, public=True):
            workspace = await self._parts.workspaces.of(thread.team)
            if workspace:
                await self._try(workspace.delivery.post(thread, message, job.ids[0]), thread, job)

    async def record(self, job: Job) -> None:
        """The decision as a Markdown file: in the thread of its card, or in the person's direct messages."""
        thread = thread_of(job.data)
        workspace = await self._parts.workspaces.of(thread.team)
        decision = await self._parts.decisions.get(thread.team, str(job.data["decision"]))
        if workspace is None or decision is None:
            await self.tell(thread, notice_message(Notice(phrases.NO_SUCH_DECISION)), job)
            return
        people = {stated.by for _, stated in decision.walk.assessment.entries if stated.by}
        names = {person: await person_called(workspace, person) for person in people}
        text = record(type(decision)(decision.id, decision.user, decision.place, decision.walk.named(names), decision.decided))
        try:
            target = thread if thread.ts and not job.data.get("private") else await direct_thread(workspace, thread)
            await upload(workspace, target, f"decision-{decision.id}.md", text, phrases.RECORD_TITLE)
            if target is not thread:
                await self.tell(thread, notice_message(Notice(phrases.RECORD_SENT)), job)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("record not sent", reason=str(error))
            await self.tell(thread, notice_message(Notice(phrases.record_not_sent(decision.id))), job)

    async def opinion(self, job: Job) -> None:
        """Keep what somebody thinks of an answer."""
        data = job.data
        await self._parts.feedback.keep(
            Opinion(
                data["team"], data["person"], str(data["reply"]), bool(data["good"]), str(data.get("reason", "")),
                str(data.get("remark", "")),
            )
        )  # fmt: skip
        if data.get("thanks"):
            await self.tell(thread_of(data), notice_message(Notice(phrases.OPINION_KEPT)), job)

    async def tell(self, thread: Thread, message: Message, job: Job) -> None:
        """Show something to one person only: over the command's own way, in the thread, or in a direct message."""
        if await self._responder.respond(str(job.data.get("response_url", "")), message):
            return
        workspace = await self._parts.workspaces.of(thread.team)
        if workspace:
            await self._try(whisper(workspace, thread, message, job.ids[0]), thread, job)

    async def _try(self, sending: Any, thread: Thread, job: Job) -> None:
        try:
            await sending
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.error("reply not delivered", turn=job.ids[0], direct=thread.is_direct, reason=str(error))


async def whisper(workspace: Workspace, thread: Thread, message: Message, key: str) -> None:
    """Show a message to the person of a thread only, in a direct message where the channel does not let the bot."""
    if thread.channel and not thread.is_direct:
        try:
            await workspace.delivery.whisper(thread, message)
        except SlackRefusedError as error:
            log.info("not shown in the channel", reason=error.code)
        else:
            return
    target = in_thread(thread, "") if thread.is_direct else await direct_thread(workspace, thread)
    await workspace.delivery.post(target, message, key)


async def person_called(workspace: Workspace, person: str) -> str:
    """What somebody is called in a workspace; their id where Slack does not tell."""
    try:
        user = (await workspace.calls.call("users.info", user=person)).get("user", {})
    except (SlackRefusedError, SlackUnreachableError):
        return person
    profile = user.get("profile", {})
    return str(profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or person)


async def upload(workspace: Workspace, thread: Thread, name: str, text: str, title: str) -> None:
    """Put a text file into a thread.

    Raises:
        SlackRefusedError: Slack does not take it.
        SlackUnreachableError: It can't be reached.
    """
    content = text.encode()
    given = await workspace.calls.call("files.getUploadURLExternal", filename=name, length=len(content))
    await workspace.send_file(str(given["upload_url"]), content, name)
    await workspace.calls.call(
        "files.completeUploadExternal",
        files=[{"id": given["file_id"], "title": title}],
        channel_id=thread.channel,
        thread_ts=thread.ts or None,
    )
