"""What can be clicked or filled in, found in blocks by what people see or by id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

OPTION_TYPES = frozenset({"checkboxes", "multi_static_select", "overflow", "radio_buttons", "static_select"})
BUTTON_TYPES = frozenset({"button", "icon_button", "workflow_button"})


def identified(blocks: Sequence[Mapping[str, Any]]) -> list[Json]:
    """The blocks, each with an id: its own, or the one Slack would give it."""
    return [{"block_id": f"auto{number}", **block} for number, block in enumerate(blocks)]


def elements_of(blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    for block in identified(blocks):
        for element in _within(block):
            yield block, element


def labels_of(element: Mapping[str, Any]) -> list[str]:
    """What an element can be clicked by: a button's text, both of a feedback element, all options of a choice."""
    kind = element["type"]
    if kind in BUTTON_TYPES:
        return [text_of(element.get("text"))]
    if kind == "feedback_buttons":
        return [text_of(element[side]["text"]) for side in ("positive_button", "negative_button")]
    if kind in OPTION_TYPES:
        return [text_of(option["text"]) for option in options_of(element)]
    return [text_of(element.get("placeholder"))]


def options_of(element: Mapping[str, Any]) -> list[Json]:
    """The options of a choice, those of its groups included."""
    grouped = [option for group in element.get("option_groups") or () for option in group["options"]]
    return [*(element.get("options") or ()), *grouped]


def option_of(element: Mapping[str, Any], wanted: str) -> Json:
    """The option with this label or value."""
    for option in options_of(element):
        if wanted in {text_of(option["text"]), option.get("value")}:
            return option
    raise LookupError(f"no option {wanted!r}; there are {labels_of(element)}")


def text_of(text: Any) -> str:
    """The words of a text object."""
    return str(text.get("text", "")) if isinstance(text, Mapping) else str(text or "")


def find(blocks: Sequence[Mapping[str, Any]], what: str) -> tuple[Json, Json]:
    """The element with this action id, or with this label, and its block.

    Raises:
        LookupError: There is none; the message lists what there is.
    """
    every = list(elements_of(blocks))
    for block, element in every:
        if element.get("action_id") == what:
            return block, element
    for block, element in every:
        if what in labels_of(element):
            return block, element
    there = [f"{element.get('action_id')!r} ({', '.join(labels_of(element))})" for _, element in every]
    raise LookupError(f"nothing to click called {what!r}; there is {'; '.join(there) or 'nothing'}")


def _within(node: Any) -> Iterator[Json]:
    if isinstance(node, Mapping):
        if isinstance(node.get("action_id"), str) or node.get("type") in BUTTON_TYPES:
            yield dict(node)
            return
        for value in node.values():
            yield from _within(value)
    elif isinstance(node, list):
        for item in node:
            yield from _within(item)
