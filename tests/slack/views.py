"""views.open, views.push, views.update, views.publish, and blocks.validate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.blockkit import problems_in_blocks, problems_in_message, problems_in_view
from tests.slack.refused import RefusedError
from tests.slack.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.slack.call import Call, Handler
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

Json: TypeAlias = dict[str, Any]

MOST_MODALS = 3


def open_view(call: Call) -> Json:
    """views.open."""
    payload = _payload(call, "modal")
    trigger = call.slack.interactivity.use_trigger(_trigger_id(call), call.slack.limits)
    view = new_view(call.slack, trigger.workspace, trigger.user, payload)
    call.workspace.open_modals[trigger.user] = [view]
    return _shown(call, view)


def push(call: Call) -> Json:
    """views.push."""
    payload = _payload(call, "modal")
    trigger = call.slack.interactivity.use_trigger(_trigger_id(call), call.slack.limits)
    push_view(call.slack, trigger.workspace, trigger.user, payload)
    return _shown(call, call.workspace.open_modals[trigger.user][-1])


def update(call: Call) -> Json:
    """views.update."""
    view = _existing(call)
    payload = _payload(call, view.type)
    _check_hash(call, view)
    view.replace(payload, call.slack.ids.new("hash"))
    return _shown(call, view)


def publish(call: Call) -> Json:
    """views.publish."""
    user = call.user("user_id")
    payload = _payload(call, "home")
    view = call.workspace.homes.get(user.id)
    if view is None:
        view = call.workspace.homes[user.id] = new_view(call.slack, call.workspace, user.id, payload)
    else:
        _check_hash(call, view)
        view.replace(payload, call.slack.ids.new("hash"))
    return _shown(call, view)


def validate(call: Call) -> Json:
    """blocks.validate."""
    given = {"blocks", "message", "view"} & call.arguments.values.keys()
    if len(given) != 1:
        raise RefusedError("invalid_arguments", messages=["give exactly one of blocks, message, view"])
    problems: list[str] = []
    if blocks := call.arguments.mappings("blocks"):
        problems = problems_in_blocks(blocks, "message")
    elif message := call.arguments.mapping("message"):
        problems = problems_in_message(message)
    elif view := call.arguments.mapping("view"):
        problems = problems_in_view(view)
    if problems:
        raise RefusedError("invalid_blocks", messages=problems)
    return {}


def new_view(slack: SlackServer, workspace: Workspace, user: str, payload: Mapping[str, Any]) -> View:
    """A view nobody has seen yet."""
    view_id = slack.ids.new("V")
    new_hash = slack.ids.new("hash")
    return View(
        view_id, user, workspace.team_id, slack.app.app_id, workspace.bot_id, dict(payload), new_hash, root_id=view_id
    )


def push_view(slack: SlackServer, workspace: Workspace, user: str, payload: Mapping[str, Any]) -> None:
    """Put a modal on top of those somebody has open."""
    stack = workspace.open_modals.setdefault(user, [])
    if len(stack) >= MOST_MODALS:
        raise RefusedError("push_limit_reached")
    view = new_view(slack, workspace, user, payload)
    if stack:
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)


def check_view(payload: Mapping[str, Any]) -> None:
    """Refuse a view Slack would not take."""
    if problems := problems_in_view(payload):
        raise RefusedError("invalid_arguments", messages=problems)


def _payload(call: Call, kind: str) -> Json:
    payload = call.arguments.mapping("view")
    if payload is None:
        raise RefusedError("invalid_arguments", messages=["missing required field: view"])
    check_view(payload)
    if payload["type"] != kind:
        raise RefusedError("invalid_arguments", messages=[f"view.type: {payload['type']!r} does not fit {call.method}"])
    return payload


def _trigger_id(call: Call) -> str:
    return call.arguments.required("trigger_id", "invalid_trigger_id")


def _existing(call: Call) -> View:
    view_id, external_id = call.arguments.text("view_id"), call.arguments.text("external_id")
    stacks = [*call.workspace.open_modals.values(), list(call.workspace.homes.values())]
    for view in (view for stack in stacks for view in stack):
        if view.id == view_id or (external_id and view.payload.get("external_id") == external_id):
            return view
    raise RefusedError("not_found")


def _check_hash(call: Call, view: View) -> None:
    given = call.arguments.text("hash")
    if given and given != view.hash:
        raise RefusedError("hash_conflict")


def _shown(call: Call, view: View) -> Json:
    call.slack.changes.happened()
    return {"view": view.as_json()}


METHODS: Mapping[str, Handler] = {
    "blocks.validate": validate,
    "views.open": open_view,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}
