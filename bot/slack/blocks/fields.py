"""What forms are made of: a view with fields, what is kept with it until it is sent, and what stands in its fields then."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.slack.blocks.elements import LONGEST_LABEL, plain_text
from bot.slack.blocks.safe_markdown import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.slack.blocks.action_ids import Form
    from bot.slack.blocks.message import Block

#: The `action_id` of whatever stands in a field; its block is named after what it asks for.
ACTION = "answer"
LONGEST_KEPT = 400
#: What forms keep; each has some of them.
KEPT_NAMES = ("channel", "thread", "ts", "decision_id", "response_url", "numbers", "round")
#: Slack's own limits for titles and buttons of a form, for what stands in an empty field, and for a hint below one (2,000, which nobody reads).
LONGEST_TITLE, LONGEST_PLACEHOLDER, LONGEST_HINT = 24, 150, 300


def modal(form: Form, title: str, submit: str, kept: Mapping[str, str], blocks: list[Block]) -> dict[str, Any]:
    """A form; what is kept with it comes back when it is sent."""
    return {
        "type": "modal",
        "callback_id": form.value,
        "title": plain_text(title, LONGEST_TITLE),
        "submit": plain_text(submit, LONGEST_TITLE),
        "close": plain_text("Cancel", LONGEST_TITLE),
        "private_metadata": _metadata(kept),
        "blocks": blocks,
    }


def answered_at(form: Mapping[str, Any], response_url: str) -> dict[str, Any]:
    """The form, with the address where the command that opened it is answered."""
    return {**form, "private_metadata": _metadata({**kept_with(form), "response_url": response_url})}


def field(name: str, label: str, element: dict[str, Any], *, optional: bool = False, hint: str = "") -> Block:
    """A field with its label and a hint below it."""
    made: Block = {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, LONGEST_LABEL),
        "element": {"action_id": ACTION, **element},
        "optional": optional,
    }
    if hint:
        made["hint"] = plain_text(hint, LONGEST_HINT)
    return made


def kept_with(view: Mapping[str, Any]) -> dict[str, str]:
    """What was kept with a form, empty where it was not."""
    kept = json.loads(view.get("private_metadata") or "{}")
    return {name: str(kept.get(name, "")) for name in KEPT_NAMES}


def typed_in(view: Mapping[str, Any], name: str) -> str:
    """What somebody typed into a field, without control characters and white space around it."""
    return clean(_state(view, name).get("value") or "").strip()


def chosen_in(view: Mapping[str, Any], name: str) -> list[str]:
    """The values of what somebody chose in a field."""
    state = _state(view, name)
    options = state.get("selected_options") or [state.get("selected_option")]
    return [option["value"] for option in options if option]


def _metadata(kept: Mapping[str, str]) -> str:
    return json.dumps({name: clean(value)[:LONGEST_KEPT] for name, value in kept.items()}, ensure_ascii=False)


def _state(view: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The state of one field; a field nobody touched may be missing."""
    state: Mapping[str, Any] = view["state"]["values"].get(name, {}).get(ACTION, {})
    return state
