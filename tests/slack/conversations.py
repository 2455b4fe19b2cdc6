"""conversations.*, users.info, reactions.*: who and what is where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.slack.call import Call, Handler
    from tests.slack.messages import Message

Json: TypeAlias = dict[str, Any]

DEFAULT_PAGE, LARGEST_PAGE = 100, 999


def open_conversation(call: Call) -> Json:
    """conversations.open."""
    wanted = [user for user in call.arguments.text("users").split(",") if user]
    people = [person for person in call.workspace.people.values() if person.id in wanted]
    if not wanted or len(people) != len(wanted):
        raise RefusedError("user_not_found" if wanted else "users_list_not_supplied")
    channel = call.workspace.dm(people[0]) if len(people) == 1 else call.workspace.group_dm(*people)
    return {"channel": {"id": channel.id}}


def info(call: Call) -> Json:
    """conversations.info."""
    channel = call.channel(member=False)
    call.need_scope("read", channel)
    kind = channel.type
    shown: Json = {
        "id": channel.id,
        "is_channel": kind in {"channel", "group"},
        "is_im": kind == "im",
        "is_mpim": kind == "mpim",
        "is_private": kind != "channel",
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_shared,
        "is_member": call.workspace.bot_user_id in channel.members,
    }
    if kind == "im":
        shown["user"] = next(iter(channel.members - {call.workspace.bot_user_id}))
    else:
        shown["name"] = channel.name
    return {"channel": shown}


def list_conversations(call: Call) -> Json:
    """conversations.list: public channels, or private ones that the app is in, or both; each kind takes its scope."""
    kinds = {kind for kind in (call.arguments.text("types") or "public_channel").split(",") if kind}
    types = {"public_channel": "channel", "private_channel": "group"}
    if {f"{types[kind]}s:read" for kind in kinds} - call.workspace.scopes:
        raise RefusedError("missing_scope")
    own = call.workspace.bot_user_id
    shown = [
        {"id": channel.id, "name": channel.name, "is_private": channel.type == "group"}
        for channel in call.workspace.channels.values()
        if channel.type in {types[kind] for kind in kinds} and (channel.type == "channel" or own in channel.members)
    ]
    start = call.arguments.whole("cursor", 0)
    after = start + min(call.arguments.whole("limit", DEFAULT_PAGE), LARGEST_PAGE)
    cursor = str(after) if len(shown) > after else ""
    return {"channels": shown[start:after], "response_metadata": {"next_cursor": cursor}}


def members(call: Call) -> Json:
    """conversations.members."""
    channel = call.channel(member=False)
    call.need_scope("read", channel)
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def replies(call: Call) -> Json:
    """conversations.replies: the root first, then its thread."""
    channel = call.channel()
    call.need_scope("history", channel)
    root = channel.messages.get(call.arguments.required("ts", "thread_not_found"))
    if root is None or root.deleted:
        raise RefusedError("thread_not_found")
    return _page(call, [root, *call.workspace.messages(channel, root)])


def history(call: Call) -> Json:
    """conversations.history: the newest first."""
    channel = call.channel()
    call.need_scope("history", channel)
    return _page(call, call.workspace.messages(channel)[::-1])


def users_info(call: Call) -> Json:
    """users.info."""
    user = call.user("user")
    shown: Json = {
        "id": user.id,
        "name": user.name,
        "real_name": user.name.title(),
        "team_id": user.team_id,
        "tz": user.tz,
        "deleted": False,
        "is_bot": user.is_bot,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_stranger": user.team_id != call.workspace.team_id,
        "profile": {"display_name": user.name, "real_name": user.name.title()},
    }
    if call.arguments.flag("include_locale"):
        shown["locale"] = user.locale
    return {"user": shown}


def add_reaction(call: Call) -> Json:
    """reactions.add."""
    message, name = _reacted(call)
    people = message.reactions.setdefault(name, [])
    if call.workspace.bot_user_id in people:
        raise RefusedError("already_reacted")
    people.append(call.workspace.bot_user_id)
    call.slack.changes.happened()
    return {}


def remove_reaction(call: Call) -> Json:
    """reactions.remove."""
    message, name = _reacted(call)
    if call.workspace.bot_user_id not in message.reactions.get(name, ()):
        raise RefusedError("no_reaction")
    message.reactions[name].remove(call.workspace.bot_user_id)
    call.slack.changes.happened()
    return {}


def _reacted(call: Call) -> tuple[Message, str]:
    message = call.channel().messages.get(call.arguments.required("timestamp", "message_not_found"))
    if message is None or message.deleted:
        raise RefusedError("message_not_found")
    return message, call.arguments.required("name", "invalid_name")


def _page(call: Call, found: list[Message]) -> Json:
    limit = min(call.arguments.whole("limit", DEFAULT_PAGE), LARGEST_PAGE)
    oldest, latest = call.arguments.text("oldest"), call.arguments.text("latest")
    inclusive = bool(call.arguments.flag("inclusive"))
    shown = [
        message
        for message in found
        if (not oldest or message.ts > oldest or (inclusive and message.ts == oldest))
        and (not latest or message.ts < latest or (inclusive and message.ts == latest))
    ]
    start = call.arguments.whole("cursor", 0)
    after = start + limit
    more = len(shown) > after
    return {
        "messages": [message.as_json() for message in shown[start:after]],
        "has_more": more,
        "response_metadata": {"next_cursor": str(after) if more else ""},
    }


METHODS: Mapping[str, Handler] = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.list": list_conversations,
    "conversations.members": members,
    "conversations.open": open_conversation,
    "conversations.replies": replies,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "users.info": users_info,
}
