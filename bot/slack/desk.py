"""Works on what happens in threads: messages, what was picked, and walks that go on; and takes back what was deleted."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.boundary import guarded
from bot.decision import Criterion, rubric
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.replies import Notice
from bot.slack.blocks.answers import notice_message
from bot.slack.blocks.walk import answered_message
from bot.slack.delivery import Sent
from bot.slack.intake import thread_of
from bot.slack.parts import place_of, turn_in
from bot.slack.rendering import Rendering
from bot.slack.stream import StoppedError
from bot.turn import Choice

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.replies import Reply
    from bot.slack.inbox import Job
    from bot.slack.parts import Parts
    from bot.slack.thread import Thread
    from bot.slack.workspaces import Workspace
    from bot.turn import Turn

log = structlog.get_logger()
#: Refusals after which there is nobody to tell.
NOBODY_THERE = {
    "channel_not_found", "is_archived", "not_in_channel", "thread_not_found", "message_not_found", "user_not_found",
    "account_inactive", "token_revoked", "invalid_auth", "restricted_action", "cannot_dm_bot",
}  # fmt: skip


class Desk:
    """The handlers of jobs that belong to a thread."""

    def __init__(self, parts: Parts) -> None:
        """Work with these parts."""
        self._parts = parts

    async def message(self, job: Job) -> None:
        """Answer what somebody wrote."""
        thread, text = thread_of(job.data), str(job.data["text"])
        if not text and job.data.get("has_files"):
            await self._say(thread, phrases.FILES_UNREAD, job)
            return
        if not thread.is_direct:
            await self._parts.threads.engage(thread.team, thread.channel, thread.ts)
        turn = turn_in(thread, text)
        await self._reply(thread, turn, self._parts.assistant.reply(turn), job)

    async def words(self, job: Job) -> None:
        """Carry out a button that stands for words: back, start over, verdict now."""
        thread = thread_of(job.data)
        turn = turn_in(thread, str(job.data["text"]), key=job.ids[0])
        await self._reply(thread, turn, self._parts.assistant.reply(turn), job)

    async def pick(self, job: Job) -> None:
        """Take in the answer somebody picked, and show on the question what it was."""
        thread, data = thread_of(job.data), job.data
        workspace = await self._workspace(thread)
        if workspace is None:
            return
        label = option_label(str(data["criterion"]), str(data["value"]))
        message = answered_message(list(data["blocks"]), label, str(data["name"]))
        with suppress(SlackRefusedError, SlackUnreachableError):
            await workspace.delivery.update(Sent(thread.channel, str(data["message"])), message)
        choice = Choice(str(data["criterion"]), (str(data["value"]),) if data["value"] else ())
        turn = turn_in(thread, label, choices=(choice,), decision_id=str(data["decision"]), key=job.ids[0])
        await self._reply(thread, turn, self._parts.assistant.reply(turn), job)

    async def change(self, job: Job) -> None:
        """Take in the answers that a form changed."""
        thread = thread_of(job.data)
        choices = tuple(Choice(name, tuple(values)) for name, values in job.data["answers"].items())
        turn = turn_in(thread, "", choices=choices, decision_id=str(job.data["decision"]), key=job.ids[0])
        replies = self._parts.assistant.reply(turn) if choices else noticing(phrases.NOTHING_CHANGED)
        await self._reply(thread, turn, replies, job)

    async def resume(self, job: Job) -> None:
        """Go on with a case in a direct message with the person."""
        asked, decision_id = thread_of(job.data), str(job.data["decision"])
        workspace = await self._workspace(asked)
        if workspace is None:
            return
        decision = await self._parts.decisions.get(asked.team, decision_id)
        thread = await direct_thread(workspace, asked)
        opening = phrases.going_on_with(decision.walk.opening) if decision else phrases.NO_SUCH_DECISION
        root = await workspace.delivery.post(thread, notice_message(Notice(opening)), job.ids[0])
        if decision:
            thread = in_thread(thread, root.ts)
            turn = turn_in(thread, "", decision_id=decision_id, key=job.ids[0])
            await self._reply(thread, turn, self._parts.assistant.resume(turn), job)

    async def deleted(self, job: Job) -> None:
        """A message is gone: what answered it goes too, and what was kept of it."""
        thread, text = thread_of(job.data), str(job.data["text"])
        parts = self._parts
        turn = turn_in(thread, text)
        await parts.conversations.forget_turn(turn.id)
        await parts.decisions.forget_text(place_of(thread), text, opening=thread.ts == thread.asked)
        workspace = await self._workspace(thread)
        for sent in await parts.threads.take_answers(thread.team, thread.channel, thread.asked):
            if workspace:
                await workspace.delivery.delete(sent)

    async def _say(self, thread: Thread, text: str, job: Job) -> None:
        turn = turn_in(thread, text)
        await self._reply(thread, turn, noticing(text), job)

    async def _reply(self, thread: Thread, turn: Turn, replies: AsyncGenerator[Reply, None], job: Job) -> None:
        """Show the replies to a turn; whatever Slack does, the turn ends with one log line."""
        parts = self._parts
        workspace = await self._workspace(thread)
        if workspace is None:
            return
        rendering = Rendering(workspace, thread, turn.id, parts.allowed, parts.metrics, title=turn.plain_text)
        try:
            await rendering.show(guarded(replies, turn))
        except (SlackRefusedError, SlackUnreachableError, StoppedError) as error:
            rendering.outcome = "undelivered"
            level = log.info if getattr(error, "code", "") in NOBODY_THERE else log.error
            level("reply not delivered", turn=turn.id, reason=str(error))
        finally:
            if thread.asked and rendering.sent:
                await parts.threads.note_answers(thread.team, thread.asked, rendering.sent)
            parts.metrics.turn(turn.place.surface.value, rendering.outcome, time.monotonic() - job.at)

    async def _workspace(self, thread: Thread) -> Workspace | None:
        workspace = await self._parts.workspaces.of(thread.team)
        if workspace is None:
            self._parts.metrics.dropped("not installed")
        return workspace


async def noticing(text: str) -> AsyncGenerator[Reply, None]:
    """A notice as the only reply."""
    yield Notice(text)


async def direct_thread(workspace: Workspace, thread: Thread) -> Thread:
    """The top of the direct message with the person of a thread.

    Raises:
        SlackRefusedError: Slack does not let the bot begin one.
        SlackUnreachableError: It can't be reached.
    """
    opened = await workspace.calls.call("conversations.open", users=thread.person)
    return in_thread(thread, "", channel=str(opened["channel"]["id"]))


def in_thread(thread: Thread, ts: str, channel: str = "") -> Thread:
    """The same person in another thread."""
    return type(thread)(thread.team, channel or thread.channel, ts, thread.person, thread.person_team)


def option_label(criterion: str, value: str) -> str:
    """What a picked value is called."""
    if not value:
        return "Not sure"
    entry = rubric().criteria[Criterion(criterion)]
    return entry.values[value].label if value in entry.values else value
