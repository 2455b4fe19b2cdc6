"""The Bolt app: every event, command, button and form Slack sends, acknowledged at once and handed to the inbox.

Nothing is worked on here except what Slack wants within three seconds: opening a form.
"""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot import phrases
from bot.errors import SlackRefusedError, SlackUnreachableError
from bot.replies import Notice
from bot.slack import intake, manifest
from bot.slack.blocks.answers import notice_message
from bot.slack.blocks.forms import case_form, read_case_form, read_reason_form, reason_form
from bot.slack.inbox import Job
from bot.slack.intake import Kind, interaction_thread, person_name, thread_job
from bot.slack.names import BAD, SEPARATOR, Button, Form, OnDecision, Shortcut
from bot.slack.thread import Thread

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncAck

    from bot.slack.inbox import Inbox
    from bot.slack.parts import Parts
    from bot.slack.workspaces import Workspace

    Body = dict[str, Any]
    Next = Callable[[], Awaitable[None]]

log = structlog.get_logger()
COMMAND = "/verdict"
#: What `/verdict` understands besides a use case.
WORDS = ("help", "sources", "history", "forget")
_WALK_WORDS = {Button.BACK: "back", Button.START_OVER: "start over", Button.VERDICT_NOW: "verdict now"}
_ANY = re.compile(".*")


class SlackApp:
    """Bolt's listeners, bound to an inbox."""

    def __init__(self, bolt: AsyncApp, inbox: Inbox, parts: Parts) -> None:
        """Listen through this app and hand everything to this inbox."""
        self._inbox = inbox
        self._parts = parts
        self._allowed = _ids(parts.settings.channels_allowed)
        self._denied = _ids(parts.settings.channels_denied)
        bolt.use(self._time)
        bolt.error(self._failed)
        bolt.event("message")(self._message)
        bolt.event("app_mention")(self._message)
        bolt.event("app_home_opened")(self._opened)
        bolt.event("agent_session_stopped")(self._stopped)
        bolt.event("app_uninstalled")(self._gone)
        bolt.event("tokens_revoked")(self._gone)
        bolt.event(_ANY)(self._ignored)
        bolt.command(COMMAND)(self._command)
        bolt.shortcut(Shortcut.MESSAGE.value)(self._shortcut)
        bolt.shortcut(Shortcut.GLOBAL.value)(self._shortcut)
        bolt.view(Form.CASE.value)(self._case)
        bolt.view(Form.CHANGE.value)(self._changes)
        bolt.view(Form.REASON.value)(self._reason)
        bolt.action(re.compile(f"^{Button.PICK}:"))(self._pick)
        for button in _WALK_WORDS:
            bolt.action(button.value)(self._words)
        bolt.action(Button.SHARE.value)(self._share)
        bolt.action(Button.WALK.value)(self._walk)
        bolt.action(Button.RECORD.value)(self._record)
        bolt.action(Button.CHANGE.value)(self._change)
        bolt.action(Button.FEEDBACK.value)(self._opinion)
        bolt.action(Button.HOME_CASE.value)(self._start)
        bolt.action(re.compile(f"^{Button.HOME_DECISION}"))(self._decision)
        bolt.action(Button.HOME_DELETE.value)(self._delete)
        bolt.action(_ANY)(self._acknowledged)

    async def _time(self, next: Next) -> None:  # noqa: A002 - Bolt calls it so
        started = time.perf_counter()
        await next()
        self._parts.metrics.acknowledged(time.perf_counter() - started)

    async def _failed(self, error: Exception, body: Body) -> None:
        log.error("listener failed", kind=type(error).__name__, payload=str(body.get("type", "")), exc_info=error)

    # Events

    async def _message(self, body: Body) -> None:
        event = body["event"]
        if gone := _gone_message(event):
            await self._deleted(body, gone)
            return
        workspace = await self._parts.workspaces.of(str(body.get("team_id", "")))
        if workspace is None:
            self._parts.metrics.dropped("not installed")
            return
        heard = intake.heard(body, workspace.bot_user, workspace.bot_id)
        if isinstance(heard, str):
            self._parts.metrics.dropped(heard)
            return
        reason = await self._why_silent(heard, is_mention=event["type"] == "app_mention")
        if reason:
            self._parts.metrics.dropped(reason)
            if reason == "stranger" and heard.mentions_bot:
                await self._refuse_stranger(workspace, heard)
            return
        if not heard.thread.is_direct and heard.mentions_bot:
            # Before the answer is under way: the next message of the thread may come any moment.
            await self._parts.threads.engage(heard.thread.team, heard.thread.channel, heard.thread.ts)
        self._inbox.put(heard.job)

    async def _why_silent(self, heard: intake.Heard, *, is_mention: bool) -> str:
        """Why a message is not answered; empty where it is."""
        thread, settings = heard.thread, self._parts.settings
        if heard.is_stranger and not settings.answer_strangers:
            return "stranger"
        if thread.is_direct:
            return ""
        if thread.channel in self._denied or (self._allowed and thread.channel not in self._allowed):
            return "channel not allowed"
        if heard.mentions_bot or is_mention:
            return ""
        if settings.mention_only or thread.ts == thread.asked:
            return "not mentioned"
        if heard.mentions_others:
            return "said to others"
        engaged = await self._parts.threads.is_engaged(thread.team, thread.channel, thread.ts)
        return "" if engaged else "not engaged"

    async def _refuse_stranger(self, workspace: Workspace, heard: intake.Heard) -> None:
        if self._inbox.has_seen(*heard.job.ids):
            return
        try:
            await workspace.delivery.whisper(heard.thread, notice_message(Notice(phrases.MEMBERS_ONLY)))
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.info("stranger not told", reason=str(error))

    async def _deleted(self, body: Body, gone: Body) -> None:
        team, channel, ts = str(body.get("team_id", "")), str(body["event"]["channel"]), str(gone["ts"])
        thread = Thread(team, channel, str(gone.get("thread_ts") or ts), str(gone.get("user", "")), team, ts)
        if not gone.get("user") or gone.get("bot_id"):
            return
        self._inbox.cancel(intake.thread_key(team, channel, thread.ts), f"message/{channel}/{ts}")
        text = intake.readable(str(gone.get("text") or ""))
        self._inbox.put(thread_job(Kind.DELETED, thread, (f"deleted/{channel}/{ts}",), text=text))

    async def _opened(self, event: Body, body: Body) -> None:
        team, user = str(body.get("team_id", "")), str(event["user"])
        if event.get("tab") == "home":
            self._put_home(team, user, f"event/{body.get('event_id', '')}")
            return
        workspace = await self._parts.workspaces.of(team)
        if workspace and event.get("channel"):
            try:
                await workspace.calls.call(
                    "assistant.threads.setSuggestedPrompts", channel_id=event["channel"], prompts=manifest.suggested_prompts()
                )
            except (SlackRefusedError, SlackUnreachableError) as error:
                log.info("prompts not shown", reason=str(error))

    async def _stopped(self, event: Body, body: Body) -> None:
        key = intake.thread_key(str(body.get("team_id", "")), str(event["channel"]), str(event.get("thread_ts", "")))
        running = self._inbox.running(key)
        # Whoever asked may stop the answer, nobody else.
        if running and running.data.get("person") == event.get("user"):
            self._inbox.cancel(key)

    async def _gone(self, event: Body, body: Body) -> None:
        if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
            return
        team = str(body.get("team_id", ""))
        self._inbox.put(Job(Kind.GONE, f"{team}/", (f"event/{body.get('event_id', '')}",), {"team": team}))

    async def _ignored(self) -> None:
        """Events that were subscribed to and need nothing done."""

    # Commands, shortcuts and forms

    async def _command(self, ack: AsyncAck, command: Body) -> None:
        await ack()
        text = intake.readable(str(command.get("text") or "")).strip()
        team, user = str(command["team_id"]), str(command["user_id"])
        thread = Thread(team, str(command["channel_id"]), "", user, team)
        word = text.lower().strip(" .?!/")
        ids = (f"command/{command['trigger_id']}",)
        if not text:
            form = case_form(channel=thread.channel)
            await self._open(team, str(command["trigger_id"]), form, str(command.get("response_url", "")), thread)
        elif word in WORDS:
            data = {"what": word, "response_url": command.get("response_url", "")}
            self._inbox.put(self._private(Kind.COMMAND, thread, ids, **data))
        else:
            data = {"text": text, "response_url": command.get("response_url", "")}
            self._inbox.put(self._private(Kind.VERDICT, thread, ids, **data))

    async def _shortcut(self, ack: AsyncAck, shortcut: Body) -> None:
        await ack()
        message = shortcut.get("message") or {}
        channel = str((shortcut.get("channel") or {}).get("id") or "")
        ts = str(message.get("thread_ts") or message.get("ts") or "")
        user = shortcut["user"]
        team = str((shortcut.get("team") or {}).get("id") or user.get("team_id") or "")
        thread = Thread(team, channel, ts, str(user["id"]), str(user.get("team_id") or team))
        form = case_form(text=intake.readable(str(message.get("text") or ""))[:3_000], channel=channel, thread=ts)
        await self._open(team, str(shortcut["trigger_id"]), form, str(shortcut.get("response_url", "")), thread)

    async def _start(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        await self._open(interaction_thread(body).team, str(body["trigger_id"]), case_form(), "", None)

    async def _case(self, ack: AsyncAck, body: Body, view: Body) -> None:
        await ack()
        form = read_case_form(view)
        thread = _form_thread(body, form.channel, form.thread)
        data = {"text": form.text, "answers": {name: list(values) for name, values in form.answers.items()}}
        self._inbox.put(self._private(Kind.VERDICT, thread, (f"view/{view['id']}",), **data))

    async def _changes(self, ack: AsyncAck, body: Body, view: Body) -> None:
        await ack()
        form = read_case_form(view)
        thread = _form_thread(body, form.channel, form.thread)
        decision = await self._parts.decisions.get(thread.team, form.decision_id)
        before = _answers(decision.walk.assessment) if decision else {}
        changed = {
            name: list(values) for name, values in form.answers.items() if sorted(values) != sorted(before.get(name, ()))
        }
        ids = (f"view/{view['id']}",)
        self._inbox.put(thread_job(Kind.CHANGE, thread, ids, answers=changed, decision=form.decision_id))

    async def _reason(self, ack: AsyncAck, body: Body, view: Body) -> None:
        await ack()
        form = read_reason_form(view)
        thread = _form_thread(body, form.channel, form.thread)
        data = {
            "reply": f"{form.channel}/{form.ts}",
            "good": False,
            "reason": form.reason,
            "remark": form.text,
            "thanks": True,
        }
        self._inbox.put(self._private(Kind.OPINION, thread, (f"view/{view['id']}",), **data))

    # Buttons

    async def _pick(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        thread, message = interaction_thread(body), body.get("message") or {}
        decision, criterion, value = (str(action.get("value", "")).split(SEPARATOR) + ["", ""])[:3]
        self._inbox.put(
            thread_job(
                Kind.PICK, thread, (f"pick/{thread.channel}/{message.get('ts', '')}",), decision=decision,
                criterion=criterion, value=value, name=person_name(body), message=str(message.get("ts", "")),
                blocks=message.get("blocks", []),
            )
        )  # fmt: skip

    async def _words(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        text = _WALK_WORDS[Button(action["action_id"])]
        self._inbox.put(thread_job(Kind.WORDS, interaction_thread(body), (_press(body, action),), text=text))

    async def _share(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        self._put_card(Kind.SHARE, body, action)

    async def _walk(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        self._put_card(Kind.RESUME, body, action)

    async def _record(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        self._put_card(Kind.RECORD, body, action)

    async def _change(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        thread, decision_id = interaction_thread(body), str(action.get("value", ""))
        decision = await self._parts.decisions.get(thread.team, decision_id)
        answers = _answers(decision.walk.assessment) if decision else {}
        form = case_form(channel=thread.channel, thread=thread.ts, answers=answers, decision_id=decision_id)
        await self._open(thread.team, str(body["trigger_id"]), form, str(body.get("response_url", "")), thread)

    async def _opinion(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        thread, container = interaction_thread(body), body.get("container", {})
        ts = str((body.get("message") or {}).get("ts") or container.get("message_ts") or "")
        good = action.get("value") != BAD
        data = {"reply": f"{thread.channel}/{ts}", "good": good, "thanks": good}
        self._inbox.put(self._private(Kind.OPINION, thread, (_press(body, action),), **data))
        if not good:
            form = reason_form(thread.channel, ts, thread.ts)
            await self._open(thread.team, str(body["trigger_id"]), form, str(body.get("response_url", "")), thread)

    async def _decision(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        chosen = str((action.get("selected_option") or {}).get("value") or action.get("value") or "")
        what, _, decision_id = chosen.partition(SEPARATOR)
        thread = interaction_thread(body)
        ids = (_press(body, action),)
        if what == OnDecision.DELETE:
            self._put_home(thread.team, thread.person, ids[0], delete=decision_id)
        elif what in {OnDecision.RESUME, OnDecision.RECORD}:
            kind = Kind.RESUME if what == OnDecision.RESUME else Kind.RECORD
            self._inbox.put(self._private(kind, thread, ids, decision=decision_id, private=True))

    async def _delete(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        thread = interaction_thread(body)
        data = {"team": thread.team, "person": thread.person}
        self._inbox.put(Job(Kind.FORGET, f"{thread.team}/home/{thread.person}", (_press(body, action),), data))

    async def _acknowledged(self, ack: AsyncAck) -> None:
        await ack()

    # On the way to the inbox

    def _private(self, kind: Kind, thread: Thread, ids: tuple[str, ...], **data: Any) -> Job:
        """A job that only one person sees something of; such jobs of one person run one after another."""
        job = thread_job(kind, thread, ids, **data)
        return Job(kind, f"{thread.team}/private/{thread.person}", ids, job.data)

    def _put_card(self, kind: Kind, body: Body, action: Body) -> None:
        thread = interaction_thread(body)
        is_private = not body.get("message")
        data = {
            "decision": str(action.get("value", "")),
            "name": person_name(body),
            "response_url": str(body.get("response_url", "")) if is_private else "",
            "private": is_private,
        }
        # One share, one record, one walk for each press; a second press soon after is the same wish.
        self._inbox.put(self._private(kind, thread, (_press(body, action),), **data))

    def _put_home(self, team: str, user: str, key: str, delete: str = "") -> None:
        data = {"team": team, "person": user, "decision": delete}
        self._inbox.put(Job(Kind.HOME, f"{team}/home/{user}", (key,), data))

    async def _open(self, team: str, trigger: str, view: Body, response_url: str, thread: Thread | None) -> None:
        """Open a form; where that comes too late, say so."""
        workspace = await self._parts.workspaces.of(team)
        if workspace is None:
            return
        try:
            await workspace.calls.call("views.open", trigger_id=trigger, view=view)
        except (SlackRefusedError, SlackUnreachableError) as error:
            log.warning("form not opened", reason=str(error))
            if thread:
                data = {"what": "form", "response_url": response_url}
                self._inbox.put(self._private(Kind.COMMAND, thread, (f"form/{trigger}",), **data))


def _gone_message(event: Body) -> Body | None:
    """The message that an event says is gone; one with replies leaves a tombstone, which is a change."""
    before = event.get("previous_message") or {}
    if event.get("subtype") == "message_deleted":
        return {**before, "ts": event.get("deleted_ts") or before.get("ts", "")}
    if event.get("subtype") == "message_changed" and (event.get("message") or {}).get("subtype") == "tombstone":
        return dict(before)
    return None


def _form_thread(body: Body, channel: str, ts: str) -> Thread:
    """Where a form was opened, and by whom."""
    pressed = interaction_thread(body)
    return Thread(pressed.team, channel, ts, pressed.person, pressed.person_team)


def _answers(assessment: Any) -> dict[str, tuple[str, ...]]:
    """What is stated, by the names of criteria."""
    return {criterion.value: tuple(map(str, stated.values)) for criterion, stated in assessment.entries if stated.values}


def _press(body: Body, action: Body) -> str:
    """Names one press of one button, so that it counts once however often it is delivered."""
    container = body.get("container", {})
    where = container.get("message_ts") or container.get("view_id") or ""
    return f"press/{body['user']['id']}/{where}/{action.get('action_id', '')}/{action.get('action_ts', '')}"


def _ids(listed: str) -> frozenset[str]:
    return frozenset(one.strip() for one in listed.split(",") if one.strip())


def quiet_bolt() -> logging.Logger:
    """A logger for Bolt and its client that tells of trouble and never of anybody's words."""
    logger = logging.getLogger("slack_bolt.quiet")
    logger.setLevel(logging.ERROR)
    return logger
