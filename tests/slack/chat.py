"""chat.*: messages posted, changed, deleted, and shown to one person; streams are in `streaming.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.call import MARKDOWN_CHARACTERS, Call, Handler
from tests.slack.messages import Message, Version
from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.slack.channel import Channel

Json: TypeAlias = dict[str, Any]

#: Above this Slack cuts the text of a new message.
CUT_AFTER = 40_000
#: Above this it refuses a message's new text.
UPDATE_CHARACTERS = 4_000
METADATA_BYTES = 16_000


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = call.channel()
    thread_ts = call.thread(channel)
    content = read_content(call)
    call.slack.pace.count_post(channel.id, call.slack.limits)
    message = bot_message(call, channel, thread_ts, content)
    warnings: Json = {}
    if len(message.text) > CUT_AFTER:
        message.text = message.text[:CUT_AFTER]
        warnings = {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    call.workspace.keep(message)
    call.slack.events.posted(message)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json(), **warnings}


def update(call: Call) -> Json:
    """chat.update."""
    message = call.own_message("cant_update_message")
    content = read_content(call)
    if len(content["text"]) > UPDATE_CHARACTERS and "text" in call.arguments.values:
        raise RefusedError("msg_too_long")
    if call.slack.is_streaming(message):
        raise RefusedError("streaming_state_conflict")
    change(call, message, content)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": message.as_json()}


def change(call: Call, message: Message, content: Json) -> None:
    """Give a message of the app another content."""
    before = message.as_json()
    message.text, message.blocks, message.attachments = content["text"], content["blocks"], content["attachments"]
    if (metadata := content["metadata"]) is not None:
        message.metadata = metadata or None
    if message.stream is not None:
        # What was streamed is replaced, its cards too; it shows no previews afterwards either.
        message.stream = None
        message.unfurl_links = message.unfurl_media = False
    message.edited = call.slack.ids.ts()
    message.versions.append(Version(call.slack.clock.now(), message.text))
    call.slack.changes.happened()
    if message.ephemeral_to is None:
        call.slack.events.edited(message, before)


def delete(call: Call) -> Json:
    """chat.delete."""
    message = call.own_message("cant_delete_message")
    if call.slack.is_streaming(message):
        raise RefusedError("cant_delete_message")
    remove(call, message)
    return {"channel": message.channel, "ts": message.ts}


def remove(call: Call, message: Message) -> None:
    """Take a message of the app away."""
    before = message.as_json()
    message.deleted = True
    call.slack.changes.happened()
    if message.ephemeral_to is None:
        channel = call.workspace.channels[message.channel]
        call.slack.events.deleted(message, before, has_replies=bool(call.workspace.messages(channel, message.ts)))


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    channel = call.channel()
    user = call.user("user", "user_not_in_channel")
    if user.id not in channel.members:
        raise RefusedError("user_not_in_channel")
    message = bot_message(call, channel, call.thread(channel), read_content(call))
    message.ephemeral_to, message.metadata = user.id, None
    call.workspace.keep(message)
    return {"message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink."""
    channel = call.channel(member=False)
    message = channel.messages.get(call.arguments.required("message_ts", "message_not_found"))
    if message is None or message.deleted:
        raise RefusedError("message_not_found")
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    path = f"/archives/{channel.id}/p{message.ts.replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": f"https://{call.workspace.domain}.slack.com{path}"}


def read_content(call: Call) -> Json:
    """What a message is to say: text, blocks and attachments, within limits, and not empty."""
    text, markdown = call.arguments.text("text"), call.arguments.text("markdown_text")
    blocks = call.blocks()
    attachments = call.arguments.mappings("attachments", "invalid_attachments") or []
    if markdown and (text or blocks):
        raise RefusedError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_CHARACTERS:
        raise RefusedError("msg_too_long")
    if not (text.strip() or markdown.strip() or blocks or attachments):
        raise RefusedError("no_text")
    if markdown:
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    return {"text": text, "blocks": blocks, "attachments": attachments, "metadata": read_metadata(call)}


def read_metadata(call: Call) -> Json | None:
    """The metadata of a message."""
    metadata = call.arguments.mapping("metadata", "invalid_metadata_format")
    if metadata and not (metadata.get("event_type") and isinstance(metadata.get("event_payload"), dict)):
        raise RefusedError("invalid_metadata_format")
    if len(str(metadata or "").encode()) > METADATA_BYTES:
        raise RefusedError("metadata_too_large")
    return metadata


def bot_message(call: Call, channel: Channel, thread_ts: str | None, content: Json) -> Message:
    """A new message of the app, not yet kept."""
    return Message(
        ts=call.slack.ids.ts(),
        channel=channel.id,
        user=call.workspace.bot_user_id,
        text=content["text"],
        blocks=content["blocks"],
        thread_ts=thread_ts,
        team_id=call.workspace.team_id,
        bot_id=call.workspace.bot_id,
        app_id=call.slack.app.app_id,
        metadata=content["metadata"],
        attachments=content["attachments"],
        unfurl_links=call.arguments.flag("unfurl_links"),
        unfurl_media=call.arguments.flag("unfurl_media"),
        link_names=bool(call.arguments.flag("link_names")) or call.arguments.text("parse") in {"full", "client"},
        via=call.method,
    )


METHODS: Mapping[str, Handler] = {
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
}
