"""The one app all workspaces of this server know: its secrets, and what it has been set up to receive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SCOPES = frozenset(
    {
        "app_mentions:read", "assistant:write", "channels:history", "channels:read", "chat:write", "commands",
        "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
        "mpim:history", "mpim:read", "reactions:read", "reactions:write", "users:read",
    }
)  # fmt: skip
#: The scope each event needs, if any.
EVENTS: Mapping[str, str] = {
    "agent_session_stopped": "chat:write",
    "agent_session_title_changed": "chat:write",
    "app_context_changed": "assistant:write",
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "tokens_revoked": "",
}


@dataclass(slots=True)
class SlackApp:
    """The app as its settings pages show it."""

    app_id: str
    name: str = "fine-tune-or-not"
    client_id: str = "1000.2000"
    client_secret: str = "the client secret of a local app"  # noqa: S105 - of a server on this machine
    signing_secret: str = "the signing secret of a local app"  # noqa: S105 - same
    app_token: str = "xapp-1-A0-1000-local"  # noqa: S105 - same
    #: What it is granted on installation, unless the install address asks for something else.
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    #: The events it has subscribed to.
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    #: Its slash commands; none means that any is taken.
    commands: set[str] = field(default_factory=set)
    #: Its shortcuts' callback ids, message and global ones; none means that any is taken.
    shortcuts: set[str] = field(default_factory=set)

    def follow(self, manifest: Mapping[str, Any]) -> None:
        """Be set up as a manifest says."""
        features = manifest.get("features", {})
        self.name = manifest.get("display_information", {}).get("name", self.name)
        self.scopes = set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
        self.events = set(manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", ()))
        self.commands = {command["command"] for command in features.get("slash_commands", ())}
        self.shortcuts = {shortcut["callback_id"] for shortcut in features.get("shortcuts", ())}

    def receives(self, event: str, granted: set[str]) -> bool:
        """Whether an event reaches it where it was granted these scopes."""
        needed = EVENTS.get(event, "")
        return event in self.events and (not needed or needed in granted)
