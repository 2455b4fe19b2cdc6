"""Whether a payload has the shape that Bolt and the listeners rely on; Slack's own always have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    Payload = Mapping[str, Any]

#: What a slash command and what an interaction can't do without.
_COMMAND = ("command", "team_id", "user_id", "channel_id", "trigger_id")
_VIEWS = {"view_submission", "view_closed"}
_SHORTCUTS = {"shortcut", "message_action"}
#: JSON that is no event and needs nothing done, and the form that only looks whether somebody is there.
_OTHERS = {"url_verification": "challenge", "app_rate_limited": "team_id"}


def has_shape(body: Payload) -> bool:
    """Whether it is an event, an interaction, a command or one of Slack's own checks, with what each must have."""
    kind = body.get("type")
    if kind == "event_callback":
        event = body.get("event")
        return _has(body, "team_id") and isinstance(event, dict) and _has(event, "type")
    if isinstance(kind, str) and kind in _OTHERS:
        return _has(body, _OTHERS[kind])
    if "ssl_check" in body:
        return True
    if kind is None:
        return _has(body, *_COMMAND)
    return _is_interaction(body)


def _is_interaction(body: Payload) -> bool:
    user, team = body.get("user"), body.get("team")
    if not isinstance(user, dict) or not _has(user, "id"):
        return False
    # Where an app is installed for a whole organisation there is no team.
    if not (isinstance(team, dict) and _has(team, "id")) and not _has(user, "team_id"):
        return False
    kind = body.get("type")
    if kind == "block_actions":
        actions = body.get("actions")
        return isinstance(actions, list) and bool(actions) and all(isinstance(each, dict) for each in actions)
    if kind in _VIEWS:
        view = body.get("view")
        return isinstance(view, dict) and _has(view, "type")
    return kind not in _SHORTCUTS or _has(body, "callback_id", "trigger_id")


def _has(body: Payload, *names: str) -> bool:
    return all(isinstance(body.get(name), str) and body[name] for name in names)
