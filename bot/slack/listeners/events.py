"""Events: which messages are answered, what follows from a deletion, an opened tab, a pressed Stop, an uninstallation.

Bolt has acknowledged an event before it comes here.
"""

from __future__ import annotations

import asyncio
import time
from math import nextafter
from typing import TYPE_CHECKING, Any

import structlog

from bot import phrases
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.slack.inbox.kinds import (
    JobKind,
    deletion_id,
    edit_id,
    in_team,
    message_id,
    private_job,
    team_job,
    thread_job,
    thread_key,
)
from bot.slack.inbox.thread import Thread, installed_team
from bot.slack.install import manifest
from bot.slack.listeners import parse_message
from bot.slack.listeners.beside import Beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncApp

    from bot.slack.handlers.context import Parts
    from bot.slack.install.workspaces import Workspace
    from bot.turns.inbox import Inbox

    Body = dict[str, Any]

log = structlog.get_logger()
NOT_ENGAGED = "not engaged"


class Events:
    """The listeners for events."""

    def __init__(self, inbox: Inbox, parts: Parts) -> None:
        """Hand what is to be done to this inbox."""
        self._inbox = inbox
        self._parts = parts
        self._one_at_a_time = asyncio.Lock()
        self._beside = Beside()

    def listen(self, bolt: AsyncApp) -> None:
        """Have Bolt call these listeners."""
        bolt.event("message")(self.message)
        bolt.event("app_mention")(self.message)
        bolt.event("app_home_opened")(self.opened)
        bolt.event("agent_session_stopped")(self.stopped)
        bolt.event("app_uninstalled")(self.gone)
        bolt.event("tokens_revoked")(self.gone)

    async def message(self, body: Body) -> None:
        """Something was written, or is gone."""
        workspace = await self._parts.workspaces.of(installed_team(body))
        if workspace is None:
            self._parts.metrics.dropped("not installed")
        elif gone := parse_message.deleted(body):
            await self._withdraw(body, gone, workspace)
        elif edit := parse_message.edit_in(body, workspace.bot_user):
            await self._edited(edit, workspace)
        elif isinstance(heard := parse_message.heard(body, workspace.bot_user, workspace.bot_id), str):
            self._parts.metrics.dropped(heard)
        elif heard.thread.is_direct:
            await self._take(heard)
        else:
            # A follow-up must not overtake the mention that the bot takes part in the thread for.
            async with self._one_at_a_time:
                await self._take_in_channel(heard)

    async def opened(self, event: Body, body: Body) -> None:
        """Somebody looks at the Home tab, or at the conversation with the bot."""
        team, user = installed_team(body), str(event["user"])
        if event.get("tab") == "home":
            await self._inbox.put(
                private_job(JobKind.HOME, Thread(team, "", "", user, team), (f"event/{body.get('event_id', '')}",))
            )
            return
        workspace = await self._parts.workspaces.of(team)
        if workspace and event.get("channel"):
            # Slack is not kept waiting for its acknowledgement.
            self._beside.begin(_suggest(workspace, str(event["channel"])))

    async def stopped(self, event: Body, body: Body) -> None:
        """Somebody pressed Stop: whoever asked may stop the answer, nobody else."""
        key = thread_key(installed_team(body), str(event["channel"]), str(event.get("thread_ts", "")))
        running = await self._inbox.running(key)
        if running and running.data.get("person") == event.get("user"):
            await self._inbox.cancel(key)

    async def gone(self, event: Body, body: Body) -> None:
        """The app was uninstalled, or its token was revoked."""
        if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
            return
        team = installed_team(body)
        # Whole seconds are rounded up: what was installed in the same second was installed before.
        when = float(event.get("event_ts") or float(body.get("event_time") or time.time()) + 1.0)
        await self._inbox.put(team_job(JobKind.GONE, team, (f"event/{body.get('event_id', '')}",), when=when))

    async def _edited(self, edit: parse_message.Edit, workspace: Workspace) -> None:
        """Have a message answered that says something else now: in place of its answer, or as if it had been written so."""
        heard = parse_message.heard(edit.body, workspace.bot_user, workspace.bot_id)
        if isinstance(heard, str):
            self._parts.metrics.dropped(heard)
            return
        thread = heard.thread
        asked, gone = message_id(thread.channel, thread.asked), deletion_id(thread.channel, thread.asked)
        has_answers = await self._parts.threads.has_answers(thread.team, thread.channel, thread.asked)
        if not has_answers and not await self._inbox.has_seen(in_team(thread.team, asked)):
            if thread.is_direct:
                is_taken = await self._take(heard)
            elif edit.adds_mention:
                async with self._one_at_a_time:
                    is_taken = await self._take_in_channel(heard)
            else:
                self._parts.metrics.dropped("not answered")
                return
            # What it said before may have come in this very moment.
            if is_taken or not await self._inbox.has_seen(in_team(thread.team, asked)):
                return
        job = heard.edit_job(edit.before)
        if not thread.is_direct and not self._parts.may_speak_in(thread.channel):
            self._parts.metrics.dropped("channel not allowed")
        elif (has_answers and edit.before == heard.text) or await self._inbox.has_seen(in_team(thread.team, gone)):
            self._parts.metrics.dropped("not written")
        elif await self._inbox.put(job):
            await self._inbox.cancel(job.lane, in_team(thread.team, asked))
            running = await self._inbox.running(job.lane)
            is_same = running and running.kind == job.kind and running.data.get("asked") == thread.asked
            if running and is_same and running.ids[0] < job.ids[0]:
                # The edit before this one: their ids end in the times of both.
                await self._inbox.cancel(job.lane, running.ids[0])

    async def _take_in_channel(self, heard: parse_message.HeardMessage) -> bool:
        if reason := await self._why_silent(heard):
            self._parts.metrics.dropped(reason)
            if reason == NOT_ENGAGED:
                await self._keep_early(heard)
            return False
        is_taken = await self._take(heard)
        if is_taken or await self._inbox.has_seen(heard.job.ids[0]):
            # Every answer keeps the thread from being forgotten. Also where it comes again: the process may have ended in between.
            await self._parts.threads.engage(heard.thread.team, heard.thread.channel, heard.thread.ts)
            await self._inbox.promote(heard.job.lane, float(heard.thread.asked))
        return is_taken

    async def _keep_early(self, heard: parse_message.HeardMessage) -> None:
        """Keep a follow-up for a moment: Slack's events come in any order, and the mention that it follows may be on its way."""
        thread, job = heard.thread, heard.job
        await self._inbox.put_early(job)
        if await self._parts.threads.is_engaged(thread.team, thread.channel, thread.ts):
            # Another has heard the mention meanwhile. What came before this message may have come before the mention.
            await self._inbox.promote(job.lane, nextafter(float(thread.asked), 0.0))

    async def _take(self, heard: parse_message.HeardMessage) -> bool:
        """Have a message answered, once; whether this is the once."""
        thread = heard.thread
        if heard.is_stranger and not self._parts.settings.answer_strangers:
            self._parts.metrics.dropped("stranger")
            ids = (f"stranger/{thread.channel}/{thread.asked}",)
            await self._inbox.put(private_job(JobKind.TELL, thread, ids, text=phrases.MEMBERS_ONLY))
            return False
        # Events come in any order: a message may be gone before it is heard of.
        job, gone = heard.job, in_team(thread.team, deletion_id(thread.channel, thread.asked))
        return await self._inbox.put(job, unless=gone)

    async def _why_silent(self, heard: parse_message.HeardMessage) -> str:
        """Why a message in a channel is not answered; empty where it is."""
        thread, settings = heard.thread, self._parts.settings
        if not self._parts.may_speak_in(thread.channel):
            if heard.mentions_bot:
                log.info(
                    "mentioned where it may not speak",
                    channel=thread.channel,
                    hint="FTN_CHANNELS_ALLOWED and FTN_CHANNELS_DENIED say where",
                )
            return "channel not allowed"
        if heard.mentions_bot:
            return ""
        if settings.mention_only or thread.ts == thread.asked:
            return "not mentioned"
        if heard.mentions_others or not heard.text:
            return "said to others"
        if heard.is_stranger and not settings.answer_strangers:
            return "stranger"
        engaged = await self._parts.threads.is_engaged(thread.team, thread.channel, thread.ts)
        return "" if engaged else NOT_ENGAGED

    async def _withdraw(self, body: Body, gone: Mapping[str, Any], workspace: Workspace) -> None:
        """Stop answering a message that was deleted, and have what answered it taken back."""
        channel, ts = str(body["event"]["channel"]), str(gone["ts"])
        thread = Thread(
            workspace.team, channel, str(gone.get("thread_ts") or ts), str(gone["user"]), workspace.team, ts
        )
        job = thread_job(
            JobKind.DELETED, thread, (deletion_id(channel, ts),),
            text=parse_message.readable(str(gone.get("text") or ""), workspace.bot_user),
        )  # fmt: skip
        await self._inbox.put(job)
        await self._inbox.cancel(job.lane, in_team(workspace.team, message_id(channel, ts)))
        if edited := await self._inbox.newest(in_team(workspace.team, edit_id(channel, ts, ""))):
            await self._inbox.cancel(job.lane, edited)


async def _suggest(workspace: Workspace, channel: str) -> None:
    """Offer something to ask, where the conversation with the bot is empty."""
    try:
        await workspace.calls.call(
            "assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=manifest.suggested_prompts()
        )
    except (SlackRefusedError, SlackUnreachableError) as error:
        log.info("prompts not shown", reason=str(error))
