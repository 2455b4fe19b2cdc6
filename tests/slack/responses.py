"""Answers sent to a response_url: a message to one person or to all, or the original replaced or removed.

What was said to a command has no original: a second answer comes as a new message (slackapi/bolt-python#1268, slackapi/bolt-js#2287).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.slack.call import Call
from tests.slack.chat import bot_message, change, read_content, remove
from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from tests.slack.arguments import Arguments
    from tests.slack.interactivity import ResponseUrl
    from tests.slack.server import SlackServer


def respond(slack: SlackServer, key: str, arguments: Arguments) -> None:
    """Do what a POST to a response_url asks for."""
    address = slack.interactivity.use_response_url(key, slack.limits)
    call = Call(slack, address.workspace, "response_url", arguments)
    origin = address.origin
    if origin is not None and arguments.flag("delete_original"):
        remove(call, origin)
    elif origin is not None and arguments.flag("replace_original"):
        change(call, origin, read_content(call))
        origin.unfurl_links, origin.unfurl_media = arguments.flag("unfurl_links"), arguments.flag("unfurl_media")
    else:
        show_answer(call, address)


def show_answer(call: Call, address: ResponseUrl) -> None:
    """Post a new message where the interaction took place."""
    kind = call.arguments.text("response_type") or "ephemeral"
    if kind not in {"ephemeral", "in_channel"}:
        raise RefusedError("invalid_arguments", messages=[f"response_type {kind!r}"])
    channel = call.workspace.channels[address.channel]
    origin = address.origin
    thread_ts = call.thread(channel)
    if thread_ts is None and origin is not None and origin.is_reply and kind == "ephemeral":
        # An answer only one person sees stands beside the message it answers.
        thread_ts = origin.thread_ts
    message = bot_message(call, channel, thread_ts, read_content(call))
    if kind == "ephemeral":
        message.ephemeral_to = address.user
    call.workspace.keep(message)
    if kind == "in_channel":
        call.slack.events.posted(message)
