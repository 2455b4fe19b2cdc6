"""The events an app is sent when something happens, each in its envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from tests.slack.channel import Channel
    from tests.slack.messages import Message
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

Json: TypeAlias = dict[str, Any]

SUBSCRIPTIONS = {"im": "message.im", "mpim": "message.mpim", "group": "message.groups", "channel": "message.channels"}


class Events:
    """Turns what happens into events and hands them over for delivery."""

    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack

    def posted(self, message: Message) -> None:
        """A new message: to everybody's app in that channel, once more where it mentions the app."""
        channel = self._channel(message)
        for workspace in channel.workspaces:
            event = message.as_json() | {"channel": channel.id, "event_ts": message.ts}
            if channel.is_shared and not message.from_bot:
                event |= {"user_team": message.team_id, "source_team": message.team_id}
            self._in_channel(workspace, channel, event)
            self._mentioned(workspace, channel, message, event)

    def edited(self, message: Message, before: Json) -> None:
        """A message has another text; a mention that came with it is one now."""
        channel = self._channel(message)
        for workspace in channel.workspaces:
            now = message.as_json()
            if channel.is_shared and not message.from_bot:
                now |= {"user_team": message.team_id, "source_team": message.team_id}
            self._in_channel(workspace, channel, self._changed(message, now, before))
            if f"<@{workspace.bot_user_id}>" not in before["text"]:
                self._mentioned(
                    workspace, channel, message, now | {"channel": channel.id, "event_ts": self._slack.ids.ts()}
                )

    def deleted(self, message: Message, before: Json, *, has_replies: bool) -> None:
        """A message is gone, or, with replies below it, only a tombstone is left."""
        channel = self._channel(message)
        if has_replies:
            text = "This message was deleted."
            kept = {"type", "ts", "team"}
            tombstone = {name: value for name, value in before.items() if name in kept} | {
                "subtype": "tombstone",
                "text": text,
                "user": "USLACKBOT",
                "hidden": True,
                "thread_ts": message.ts,
                "parent_user_id": "USLACKBOT",
            }
            event = self._changed(message, tombstone, before)
        else:
            event = self._hidden(message, "message_deleted") | {"deleted_ts": message.ts, "previous_message": before}
        for workspace in channel.workspaces:
            self._in_channel(workspace, channel, event)

    def emit(self, workspace: Workspace, event: Json, channel: Channel | None = None) -> None:
        """Send an event the app has subscribed to and may see."""
        app = self._slack.app
        name = SUBSCRIPTIONS[channel.type] if channel and event["type"] == "message" else event["type"]
        if not workspace.is_installed or not app.receives(name, workspace.scopes):
            return
        event = {"event_ts": self._slack.ids.ts(), **event}
        # Slack Connect: the outer team is the sender's.
        sender = str((event.get("message") or event).get("user_team") or workspace.team_id)
        self._slack.deliveries.send_event(
            {
                "token": "local",
                "team_id": sender,
                "context_team_id": workspace.team_id,
                "context_enterprise_id": None,
                "api_app_id": app.app_id,
                "event": event,
                "type": "event_callback",
                "event_id": self._slack.ids.unlike("Ev"),
                "event_time": int(self._slack.clock.now()),
                "authorizations": [
                    {
                        "enterprise_id": None,
                        "team_id": workspace.team_id,
                        "user_id": workspace.bot_user_id,
                        "is_bot": True,
                        "is_enterprise_install": False,
                    }
                ],
                "is_ext_shared_channel": channel is not None and channel.is_shared,
                "event_context": self._slack.ids.new("4-"),
            }
        )

    def _in_channel(self, workspace: Workspace, channel: Channel, event: Json) -> None:
        inner = event.get("message") or event.get("previous_message") or event
        if inner.get("bot_id") and not self._slack.echoes:
            return
        if workspace.bot_user_id in channel.members:
            self.emit(workspace, event | {"channel_type": channel.type}, channel)

    def _mentioned(self, workspace: Workspace, channel: Channel, message: Message, event: Json) -> None:
        mentions = f"<@{workspace.bot_user_id}>" in message.text and not message.from_bot
        if mentions and channel.type != "im" and workspace.bot_user_id in channel.members:
            self.emit(workspace, event | {"type": "app_mention"}, channel)

    def _changed(self, message: Message, now: Json, before: Json) -> Json:
        return self._hidden(message, "message_changed") | {"message": now, "previous_message": before}

    def _hidden(self, message: Message, subtype: str) -> Json:
        ts = self._slack.ids.ts()
        return {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": message.channel,
            "ts": ts,
            "event_ts": ts,
        }

    def _channel(self, message: Message) -> Channel:
        return next(
            workspace.channels[message.channel]
            for workspace in self._slack.workspaces.values()
            if message.channel in workspace.channels
        )
