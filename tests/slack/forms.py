"""Payloads the server's own tests send."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def plain(text: str) -> Json:
    """A text object without formatting."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    """A paragraph of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def buttons(*labels: str) -> Json:
    """A row of buttons; each has its label in lower case as action id and value."""
    return {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "text": plain(label), "action_id": label.lower(), "value": label.lower()}
            for label in labels
        ],
    }


def field(label: str, element: Json, *, optional: bool = False) -> Json:
    """A field of a form; its label in lower case is its block id."""
    return {
        "type": "input",
        "block_id": label.lower(),
        "label": plain(label),
        "element": {"action_id": "entered", **element},
        "optional": optional,
    }


def modal(title: str = "Verdict", *blocks: Json) -> Json:
    """A form with these fields, or with one for text."""
    fields = blocks or (field("Use case", {"type": "plain_text_input"}),)
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Send"),
        "notify_on_close": True,
        "blocks": [*fields],
    }


def home(text: str) -> Json:
    """A Home tab with one paragraph."""
    return {"type": "home", "blocks": [section(text)]}
