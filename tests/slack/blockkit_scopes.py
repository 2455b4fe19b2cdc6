"""Slack's scopes a bot can ask for, and what each event a bot can subscribe to needs."""

from collections.abc import Mapping

#: What may be asked for a bot, by what stands before the colon; scopes without one stand by themselves.
BOT_SCOPES: Mapping[str, str] = {
    "app_mentions": "read",
    "assistant": "write",
    "bookmarks": "read write",
    "calls": "read write",
    "canvases": "read write",
    "channels": "history join manage read write.invites write.topic",
    "chat": "write write.customize write.public",
    "conversations.connect": "manage read write",
    "datastore": "read write",
    "dnd": "read",
    "emoji": "read",
    "files": "read write",
    "groups": "history read write write.invites write.topic",
    "im": "history read write",
    "links": "read write",
    "links.embed": "write",
    "lists": "read write",
    "metadata.message": "read",
    "mpim": "history read write write.invites write.topic",
    "pins": "read write",
    "reactions": "read write",
    "reminders": "read write",
    "remote_files": "read share write",
    "search": "read.files read.im read.mpim read.private read.public read.users",
    "team": "read",
    "team.billing": "read",
    "team.preferences": "read",
    "triggers": "read write",
    "usergroups": "read write",
    "users": "read read.email write",
    "users.profile": "read",
    "workflow.steps": "execute",
}
KNOWN_BOT_SCOPES = frozenset(
    {"commands", "incoming-webhook", *(f"{of}:{may}" for of, rights in BOT_SCOPES.items() for may in rights.split())}
)

#: Each event a bot can ask for, with the scopes of which it needs one (none: it comes by itself).
SCOPES_FOR_EVENT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("app_home_opened", "app_rate_limited", "app_uninstalled", "tokens_revoked"), ()),
    **dict.fromkeys(("agent_session_stopped", "agent_session_title_changed"), ("chat:write",)),
    **dict.fromkeys(("assistant_thread_context_changed", "assistant_thread_started"), ("assistant:write",)),
    "app_context_changed": ("assistant:write",),
    "app_mention": ("app_mentions:read",),
    "message.app_home": ("im:history",),
    **{f"message.{kind}": (f"{kind}:history",) for kind in ("channels", "groups", "im", "mpim")},
    **{f"channel_{what}": ("channels:read",) for what in ("archive", "created", "deleted", "rename", "unarchive")},
    **{f"channel_{what}": ("channels:read",) for what in ("id_changed", "left")},
    **{f"channel_{what}": ("channels:read", "groups:read") for what in ("shared", "unshared")},
    "channel_history_changed": ("channels:history", "groups:history", "mpim:history"),
    **{f"group_{what}": ("groups:read",) for what in ("archive", "deleted", "left", "rename", "unarchive")},
    **{f"im_{what}": ("im:read",) for what in ("close", "created", "open")},
    **{f"member_{what}_channel": ("channels:read", "groups:read") for what in ("joined", "left")},
    **{f"file_{what}": ("files:read",) for what in ("change", "created", "deleted", "public", "shared", "unshared")},
    **{f"reaction_{what}": ("reactions:read",) for what in ("added", "removed")},
    **{f"pin_{what}": ("pins:read",) for what in ("added", "removed")},
    **{f"message_metadata_{what}": ("metadata.message:read",) for what in ("deleted", "posted", "updated")},
    **{f"subteam_{what}": ("usergroups:read",) for what in ("created", "members_changed", "updated")},
    **{f"team_{what}": ("team:read",) for what in ("domain_change", "rename")},
    **dict.fromkeys(("team_join", "user_change", "user_huddle_changed"), ("users:read",)),
    **dict.fromkeys(("user_profile_changed", "user_status_changed"), ("users:read", "users.profile:read")),
    "dnd_updated_user": ("dnd:read",),
    "emoji_changed": ("emoji:read",),
    "link_shared": ("links:read",),
}
