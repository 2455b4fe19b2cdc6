"""chat.startStream, chat.appendStream, chat.stopStream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.call import Call, Handler, check_blocks
from tests.slack.channel import Session
from tests.slack.chat import bot_message, read_metadata
from tests.slack.messages import Message, Version
from tests.slack.refused import RefusedError
from tests.slack.stream import State, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.slack.channel import Channel

Json: TypeAlias = dict[str, Any]

SESSION_STATUSES = frozenset({"active", "processing", "suspended", "closed"})


def start(call: Call) -> Json:
    """chat.startStream."""
    if not call.workspace.streaming:
        raise RefusedError("feature_disabled")
    channel = call.channel()
    if channel.type in call.workspace.unstreamable:
        raise RefusedError("channel_type_not_supported")
    thread_ts = call.thread(channel)
    _check_recipient(call, channel)
    now = call.slack.clock.now()
    stream = Stream(now, now, call.arguments.text("task_display_mode") or "timeline")
    markdown, chunks = _content(call)
    if not markdown and not chunks:
        raise RefusedError("no_text")
    stream.append(markdown, chunks, call.slack.limits.stream_bytes)
    message = bot_message(call, channel, thread_ts, {"text": "", "blocks": [], "attachments": [], "metadata": None})
    message.stream = stream
    _show(message)
    call.workspace.keep(message)
    session = call.workspace.sessions.setdefault((channel.id, thread_ts or message.ts), Session())
    session.status = "processing"
    call.slack.events.posted(message)
    return {"channel": channel.id, "ts": message.ts}


def append(call: Call) -> Json:
    """chat.appendStream."""
    message, stream = _open_stream(call)
    markdown, chunks = _content(call)
    if not markdown and not chunks:
        raise RefusedError("no_text")
    before = message.as_json()
    stream.append(markdown, chunks, call.slack.limits.stream_bytes)
    _changed(call, message, before)
    return {"channel": message.channel, "ts": message.ts}


def stop(call: Call) -> Json:
    """chat.stopStream."""
    message, stream = _open_stream(call)
    markdown, chunks = _content(call)
    blocks = call.arguments.mappings("blocks", "invalid_blocks_format") or []
    check_blocks(blocks)
    status = call.arguments.text("session_status") or "active"
    if status not in SESSION_STATUSES:
        raise RefusedError("invalid_arguments", messages=[f"session_status {status!r}"])
    metadata = read_metadata(call)
    before = message.as_json()
    stream.append(markdown, chunks, call.slack.limits.stream_bytes)
    stream.blocks.extend(blocks)
    stream.state = State.STOPPED
    message.metadata = metadata or message.metadata
    call.workspace.sessions.setdefault((message.channel, message.root), Session()).status = status
    _changed(call, message, before)
    return {"channel": message.channel, "ts": message.ts, "message": message.as_json()}


def _content(call: Call) -> tuple[str, list[Json] | None]:
    chunks = call.arguments.mappings("chunks", "invalid_chunks")
    for chunk in chunks or ():
        if chunk.get("type") == "blocks" and isinstance(chunk.get("blocks"), list):
            check_blocks(chunk["blocks"])
    return call.arguments.text("markdown_text"), chunks


def _open_stream(call: Call) -> tuple[Message, Stream]:
    message = call.own_message("message_not_owned_by_app")
    stream = message.stream
    if stream is not None and stream.state is State.STOPPED_BY_USER:
        raise RefusedError("stopped_by_user")
    if stream is None or not call.slack.is_streaming(message):
        raise RefusedError("message_not_in_streaming_state")
    stream.last_at = call.slack.clock.now()
    return message, stream


def _check_recipient(call: Call, channel: Channel) -> None:
    """In a channel Slack has to be told whom the text is for, and of which team they are."""
    if channel.type == "im":
        return
    for name in ("recipient_user_id", "recipient_team_id"):
        if not call.arguments.text(name):
            raise RefusedError(f"missing_{name}")
    recipient = call.user("recipient_user_id")
    if call.arguments.text("recipient_team_id") != recipient.team_id:
        raise RefusedError("team_not_found")


def _changed(call: Call, message: Message, before: Json) -> None:
    _show(message)
    message.versions.append(Version(call.slack.clock.now(), message.text))
    call.slack.changes.happened()
    call.slack.events.edited(message, before)


def _show(message: Message) -> None:
    if message.stream is not None:
        message.text = message.stream.text
        message.blocks = [dict(block) for block in message.stream.blocks]


METHODS: Mapping[str, Handler] = {
    "chat.appendStream": append,
    "chat.startStream": start,
    "chat.stopStream": stop,
}
