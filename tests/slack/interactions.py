"""The payloads of commands, shortcuts, clicks and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.view import View

if TYPE_CHECKING:
    from tests.slack.channel import Channel
    from tests.slack.messages import Message
    from tests.slack.workspace import Workspace

Json: TypeAlias = dict[str, Any]


def common(workspace: Workspace, user_id: str, kind: str) -> Json:
    """What every interaction has."""
    user = workspace.users[user_id]
    return {
        "type": kind,
        "token": "local",
        "api_app_id": workspace.slack.app.app_id,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
    }


def command(workspace: Workspace, user_id: str, channel: Channel, name: str, text: str) -> Json:
    """A slash command: a form, with ids side by side."""
    slack = workspace.slack
    return {
        "token": "local",
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.type == "im" else channel.name,
        "user_id": user_id,
        "user_name": workspace.users[user_id].name,
        "command": name,
        "text": text,
        "api_app_id": slack.app.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.url + slack.interactivity.response_url(workspace, channel.id, user_id),
        "trigger_id": slack.interactivity.trigger(workspace, user_id),
    }


def block_action(workspace: Workspace, user_id: str, where: Message | View, action: Json) -> Json:
    """A click or choice in a message, a modal or the Home tab."""
    slack = workspace.slack
    payload = common(workspace, user_id, "block_actions") | {
        "actions": [action],
        "trigger_id": slack.interactivity.trigger(workspace, user_id, where if isinstance(where, View) else None),
        "state": {"values": where.state},
    }
    if isinstance(where, View):
        return payload | {"container": {"type": "view", "view_id": where.id}, "view": where.as_json()}
    channel = workspace.channels[where.channel]
    container = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": channel.id,
        "is_ephemeral": where.ephemeral_to is not None,
    }
    if where.thread_ts:
        container["thread_ts"] = where.thread_ts
    payload |= {
        "container": container,
        "channel": {"id": channel.id, "name": "directmessage" if channel.type == "im" else channel.name},
        "response_url": slack.url + slack.interactivity.response_url(workspace, channel.id, user_id, where),
    }
    # A message only one person sees is not sent along.
    return payload if where.ephemeral_to else payload | {"message": where.as_json()}


def shortcut(workspace: Workspace, user_id: str, callback_id: str, message: Message | None) -> Json:
    """A shortcut from the search bar, or from a message's menu."""
    slack = workspace.slack
    extra: Json = {
        "callback_id": callback_id,
        "action_ts": slack.ids.ts(),
        "trigger_id": slack.interactivity.trigger(workspace, user_id),
    }
    if message is None:
        return common(workspace, user_id, "shortcut") | extra
    channel = workspace.channels[message.channel]
    return (
        common(workspace, user_id, "message_action")
        | extra
        | {
            "message_ts": message.ts,
            "message": message.as_json(),
            "channel": {"id": channel.id, "name": "directmessage" if channel.type == "im" else channel.name},
            "response_url": slack.url + slack.interactivity.response_url(workspace, channel.id, user_id, message),
        }
    )


def view_submission(workspace: Workspace, view: View) -> Json:
    """A form sent."""
    trigger = workspace.slack.interactivity.trigger(workspace, view.user, view)
    extra = {"view": view.as_json(), "trigger_id": trigger, "response_urls": []}
    # Slack Connect: the team is the one that the form was sent from.
    home = workspace.users[view.user].team_id
    return common(workspace, view.user, "view_submission") | extra | {"team": {"id": home, "domain": workspace.domain}}


def view_closed(workspace: Workspace, view: View) -> Json:
    """A form dismissed."""
    return common(workspace, view.user, "view_closed") | {"view": view.as_json(), "is_cleared": False}
