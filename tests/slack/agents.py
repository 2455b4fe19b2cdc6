"""agents.sessions.* and assistant.threads.*: status, title, suggested prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.channel import Session
from tests.slack.refused import RefusedError
from tests.slack.streaming import SESSION_STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.slack.call import Call, Handler
    from tests.slack.channel import Channel

Json: TypeAlias = dict[str, Any]

MOST_PROMPTS = 4
MOST_LOADING_MESSAGES = 10
LOADING_CHARACTERS = 50
TITLE_CHARACTERS = 200
NO_STOP_EVENT = "missing_agent_session_stopped_event_subscription"


def set_session_status(call: Call) -> Json:
    """agents.sessions.setStatus."""
    _need_agents(call)
    channel = call.channel("channel_id", member=False)
    status = call.arguments.text("status")
    if status not in SESSION_STATUSES:
        raise RefusedError("invalid_status")
    thread_ts = _thread(call, channel)
    title = call.arguments.text("title")
    if len(title) > TITLE_CHARACTERS:
        raise RefusedError("invalid_arguments", messages=[f"title: at most {TITLE_CHARACTERS} characters"])
    place = (channel.id, thread_ts)
    if place not in call.workspace.sessions:
        call.workspace.sessions[place] = Session(title=title)
    call.workspace.sessions[place].status = status
    call.slack.changes.happened()
    return {} if "agent_session_stopped" in call.slack.app.events else {"warning": NO_STOP_EVENT}


def rename(call: Call) -> Json:
    """agents.sessions.rename."""
    _need_agents(call)
    channel = call.channel("channel_id", member=False)
    session = call.workspace.sessions.get((channel.id, _thread(call, channel)))
    if session is None:
        raise RefusedError("session_not_found")
    title = call.arguments.text("title")
    if not 1 <= len(title) <= TITLE_CHARACTERS:
        raise RefusedError("invalid_name")
    session.title = title
    call.slack.changes.happened()
    return {}


def set_thread_status(call: Call) -> Json:
    """assistant.threads.setStatus."""
    channel = call.channel("channel_id", member=False)
    thread_ts = call.arguments.required("thread_ts", "invalid_thread_ts")
    if thread_ts not in channel.messages:
        raise RefusedError("invalid_thread_ts")
    loading = call.arguments.texts("loading_messages")
    if len(loading) > MOST_LOADING_MESSAGES or any(not 1 <= len(text) <= LOADING_CHARACTERS for text in loading):
        raise RefusedError("invalid_arguments", messages=["loading_messages: at most 10 of 1 to 50 characters"])
    status = call.arguments.text("status")
    if status:
        call.workspace.statuses[channel.id, thread_ts] = status
    else:
        call.workspace.statuses.pop((channel.id, thread_ts), None)
    session = call.workspace.sessions.setdefault((channel.id, thread_ts), Session())
    session.status = "processing" if status else "active"
    call.slack.changes.happened()
    return {}


def set_suggested_prompts(call: Call) -> Json:
    """assistant.threads.setSuggestedPrompts."""
    if not call.workspace.agents:
        raise RefusedError("not_agent_app")
    channel = call.channel("channel_id")
    thread_ts = call.arguments.text("thread_ts")
    if thread_ts and thread_ts not in channel.messages:
        raise RefusedError("invalid_thread_ts")
    prompts = call.arguments.mappings("prompts") or []
    if not 1 <= len(prompts) <= MOST_PROMPTS or any(
        not (each.get("title") and each.get("message")) for each in prompts
    ):
        raise RefusedError("invalid_arguments", messages=[f"prompts: 1 to {MOST_PROMPTS}, each with title and message"])
    call.workspace.prompts[channel.id, thread_ts] = prompts
    call.slack.changes.happened()
    return {}


def _need_agents(call: Call) -> None:
    if not call.workspace.agents:
        raise RefusedError("feature_disabled")


def _thread(call: Call, channel: Channel) -> str:
    thread_ts = call.arguments.required("thread_ts", "thread_ts_required")
    if thread_ts not in channel.messages:
        raise RefusedError("invalid_thread_ts")
    return thread_ts


METHODS: Mapping[str, Handler] = {
    "agents.sessions.rename": rename,
    "agents.sessions.setStatus": set_session_status,
    "assistant.threads.setStatus": set_thread_status,
    "assistant.threads.setSuggestedPrompts": set_suggested_prompts,
}
