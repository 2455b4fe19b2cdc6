"""Works on what happens in threads: messages, what was picked, and walks that go on; and takes back what was deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot import phrases
from bot.decision import Criterion, button, rubric
from bot.error_boundary import guarded
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.replies import Notice
from bot.slack.blocks.action_ids import COMMA
from bot.slack.blocks.answer import notice_message
from bot.slack.blocks.question import answered_message
from bot.slack.handlers.context import again, turn_in
from bot.slack.handlers.tell_privately import direct_thread
from bot.slack.inbox.kinds import JobKind, edit_id, in_team, thread_of
from bot.slack.outgoing.post import NO_ACCESS, Sent
from bot.slack.outgoing.render_turn import Asked, Rendering
from bot.slack.outgoing.streamed_message import StoppedError
from bot.slack.outgoing.web_api import RATE_LIMITED
from bot.turn import Choice

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from bot.replies import Reply
    from bot.slack.handlers.context import Parts
    from bot.slack.handlers.tell_privately import Private
    from bot.slack.inbox.thread import Thread
    from bot.slack.install.workspaces import Workspace
    from bot.turn import Turn
    from bot.turns.job import Job

log = structlog.get_logger()
#: Refusals after which there is nobody to tell.
NOBODY_THERE = {
    "channel_not_found", "is_archived", "not_in_channel", "thread_not_found", "message_not_found", "user_not_found",
    "restricted_action", "cannot_dm_bot",
}  # fmt: skip
#: Replies after which a picked answer does not count.
NOT_TAKEN = {phrases.NO_SUCH_DECISION, phrases.ANOTHER_CASE, phrases.NOT_YOURS}


class Desk:
    """The handlers of jobs that belong to a thread."""

    def __init__(self, parts: Parts, private: Private) -> None:
        """Work with these parts, and tell people privately through `private`."""
        self._parts = parts
        self._private = private

    async def message(self, job: Job) -> None:
        """Answer what somebody wrote."""
        thread, text = thread_of(job.data), str(job.data["text"])
        turn = replace(turn_in(thread, text), addressed=bool(job.data.get("addressed", True)))
        is_unread = not text and job.data.get("has_files")
        replies = noticing(phrases.FILES_UNREAD) if is_unread else self._parts.assistant.reply(turn)
        await self._reply(thread, turn, replies, job)

    async def edited(self, job: Job) -> None:
        """Answer what a message says since it was edited, in the messages that answered it before."""
        thread = thread_of(job.data)
        newest = await self._parts.inbox.newest(in_team(thread.team, edit_id(thread.channel, thread.asked, "")))
        if newest > job.ids[0]:
            # Events come in any order: it was edited again since, which is or will be answered.
            return
        turn = turn_in(thread, str(job.data["text"]))
        before = replace(turn, text=str(job.data["before"]))
        await self._parts.conversations.forget_message(thread.team, turn.id)
        await self._parts.cases.retract(turn.place, turn.id, before.plain_text, turn.plain_text)
        await self.message(job)

    async def words(self, job: Job) -> None:
        """Carry out a button that stands for words: back, start over, verdict now."""
        thread, decision_id = thread_of(job.data), str(job.data["decision"])
        turn = turn_in(thread, str(job.data["text"]), key=job.ids[0])
        case = await self._parts.cases.case_in(turn.place)
        if case is None:
            replies = noticing(phrases.NO_SUCH_DECISION)
        elif decision_id and case.decision_id != decision_id:
            replies = noticing(phrases.ANOTHER_CASE)
        else:
            replies = self._parts.assistant.reply(turn)
        await self._reply(thread, turn, replies, job)

    async def pick(self, job: Job) -> None:
        """Take in the answer somebody picked, and show on the question what it was."""
        thread, data = thread_of(job.data), job.data
        criterion, value = str(data["criterion"]), str(data["value"])
        choice = picked_choice(criterion, value)
        turn = turn_in(thread, "", choices=(choice,), decision_id=str(data["decision"]), key=job.ids[0])
        replies = [reply async for reply in guarded(self._parts.assistant.reply(turn), turn, passing=again(job))]
        workspace = await self._workspace(thread)
        if not is_taken(replies):
            await self._parts.inbox.forget(job)
        elif workspace:
            message = answered_message(list(data["blocks"]), option_label(criterion, value), str(data["name"]))
            try:
                await workspace.delivery.update(Sent(thread.channel, str(data["message"])), message)
            except (SlackRefusedError, SlackUnreachableError) as error:
                log.info("pick not shown", reason=str(error))
        await self._reply(thread, turn, _again(replies), job)

    async def change(self, job: Job) -> None:
        """Take in the answers that a form changed, and what was added in words."""
        thread, text = thread_of(job.data), str(job.data["text"])
        choices = tuple(Choice(name, tuple(values)) for name, values in job.data["answers"].items())
        turn = turn_in(thread, text, choices=choices, decision_id=str(job.data["decision"]), key=job.ids[0])
        replies = self._parts.assistant.reply(turn) if choices or text else noticing(phrases.NOTHING_CHANGED)
        await self._reply(thread, turn, replies, job)

    async def resume(self, job: Job) -> None:
        """Go on with a case in a direct message with the person."""
        asked, decision_id = thread_of(job.data), str(job.data["decision"])
        workspace = await self._workspace(asked)
        stored = await self._parts.readable_case(asked, decision_id, open_too=True)
        if workspace is None:
            return
        if stored is None:
            await self._private.say(job, phrases.NO_SUCH_DECISION)
            return
        try:
            thread = await direct_thread(workspace, asked)
            opening = notice_message(Notice(phrases.going_on_with(stored.case.opening)))
            root = await workspace.delivery.post(thread, opening, job.ids[0])
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("walk not begun", reason=str(error))
            await self._private.say(job, phrases.WALK_IN_DIRECT)
            return
        thread = replace(thread, ts=root.ts)
        turn = turn_in(thread, "", decision_id=decision_id, key=job.ids[0])
        await self._reply(thread, turn, self._parts.assistant.resume(turn), job)
        if asked.channel and asked.channel != thread.channel:
            await self._private.say(job, phrases.WALK_GOES_ON)

    async def deleted(self, job: Job) -> None:
        """A message is gone: what answered it goes too, and what was kept of it."""
        thread, parts = thread_of(job.data), self._parts
        turn = turn_in(thread, str(job.data["text"]))
        await parts.forgetting.message(turn.place, turn.id, turn.plain_text, thread.person)
        workspace = await self._workspace(thread)
        for sent in await parts.threads.answers_to(thread.team, thread.channel, thread.asked):
            if workspace:
                await workspace.delivery.delete(sent)
        # Only now: who does it again after a crash has to know them.
        await parts.threads.take_answers(thread.team, thread.channel, thread.asked)

    async def give_up(self, job: Job) -> None:
        """Say in place of an answer that there will be none."""
        thread = thread_of(job.data)
        turn = turn_in(thread, "", key=turn_id(job))
        await self._reply(thread, turn, noticing(phrases.SET_ASIDE), job)

    async def call_off(self, job: Job) -> None:
        """Take back what earlier tries have shown of an answer that nobody wants any more."""
        thread = thread_of(job.data)
        await self._parts.conversations.forget_turn(turn_id(job))
        await self._parts.cases.take_back(turn_id(job))
        if workspace := await self._workspace(thread):
            for one in await workspace.delivery.leftovers(thread, turn_in(thread, "", key=turn_id(job)).id):
                await workspace.delivery.delete(Sent(one.channel, one.ts))
            # They may have died while Slack showed that the bot was at work.
            workspace.statuses.begin(thread).end(left=True)

    async def _reply(self, thread: Thread, turn: Turn, replies: AsyncGenerator[Reply, None], job: Job) -> None:
        """Show the replies to a turn; whatever Slack does, the turn ends with one log line.

        Raises:
            SlackUnreachableError: Slack is away, or wants it later; the turn can be done again, in the same messages.
        """
        parts = self._parts
        workspace = await self._workspace(thread)
        if workspace is None:
            return
        before = await self._answered(thread) if job.kind == JobKind.EDITED else []
        asked = Asked(thread, turn.id, turn.plain_text, job.at, addressed=turn.addressed, before=tuple(before))
        rendering = Rendering(workspace, asked, parts.allowed, parts.metrics)
        try:
            await rendering.show(guarded(replies, turn, passing=again(job)))
            if rendering.outcome == "failure" and not thread.asked:
                # A press: nothing came of it, so it can be made again.
                await parts.inbox.forget(job)
        except (SlackRefusedError, SlackUnreachableError, StoppedError) as error:
            rendering.outcome = "undelivered"
            if isinstance(error, SlackUnreachableError):
                raise
            if getattr(error, "code", "") == RATE_LIMITED:
                raise SlackUnreachableError(RATE_LIMITED) from error
            code = getattr(error, "code", "")
            level = log.info if code in NOBODY_THERE else log.warning if code in NO_ACCESS else log.error
            level("reply not delivered", turn=turn.id, reason=str(error))
        finally:
            sent = rendering.sent
            if before:
                await parts.threads.change_answers(thread.team, thread.channel, thread.asked, [*sent, *rendering.left])
            elif sent and (question := await self._question(thread, str(job.data.get("message", "")))):
                await parts.threads.note_answers(thread.team, question, sent)
            parts.turn_ended(turn.place.surface, rendering.outcome, job)

    async def _answered(self, thread: Thread) -> list[Sent]:
        return await self._parts.threads.answers_to(thread.team, thread.channel, thread.asked)

    async def _question(self, thread: Thread, pressed: str) -> str:
        """The message that a turn goes back to: what answers a press belongs to the question that its message answers."""
        if thread.asked:
            return thread.asked
        question = await self._parts.threads.question_of(thread.team, thread.channel, pressed) if pressed else ""
        return question or (thread.ts if thread.is_direct else "")

    async def _workspace(self, thread: Thread) -> Workspace | None:
        workspace = await self._parts.workspaces.of(thread.team)
        if workspace is None:
            self._parts.metrics.dropped("not installed")
        return workspace


def is_taken(replies: Sequence[Reply]) -> bool:
    """Whether what was picked counts, by what is replied: its case was there, and nothing went wrong."""
    notices = [reply for reply in replies if isinstance(reply, Notice)]
    return not (replies[0] in notices and notices[0].text in NOT_TAKEN) and not any(one.is_failure for one in notices)


def turn_id(job: Job) -> str:
    """What the turn of a job is known by in the stores."""
    return turn_in(thread_of(job.data), "").id if job.kind in {JobKind.MESSAGE, JobKind.EDITED} else job.ids[0]


async def noticing(text: str) -> AsyncGenerator[Reply, None]:
    """A notice as the only reply."""
    yield Notice(text)


async def _again(replies: list[Reply]) -> AsyncGenerator[Reply, None]:
    for reply in replies:
        yield reply


def picked_choice(criterion: str, value: str) -> Choice:
    """What a pick's button says of a criterion: its value or values; none for "not sure"."""
    return Choice(criterion, tuple(filter(None, value.split(COMMA))))


def option_label(criterion: str, value: str) -> str:
    """What a picked value is called; old buttons may hold one that the rubric no longer knows."""
    if not value:
        return rubric().interview.unsure_label
    known = rubric().criteria[Criterion(criterion)].values if criterion in set(Criterion) else {}
    named = [button(Criterion(criterion), each) if each in known else each for each in value.split(COMMA)]
    return ", ".join(named)
