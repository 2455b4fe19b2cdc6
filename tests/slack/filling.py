"""What a click, choice or typed text becomes: the action an app is sent, and the state of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.elements import BUTTON_TYPES, elements_of, find, identified, option_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json: TypeAlias = dict[str, Any]

INITIAL = {
    "checkboxes": ("initial_options", "selected_options"),
    "datepicker": ("initial_date", "selected_date"),
    "multi_static_select": ("initial_options", "selected_options"),
    "radio_buttons": ("initial_option", "selected_option"),
    "static_select": ("initial_option", "selected_option"),
    "timepicker": ("initial_time", "selected_time"),
    "conversations_select": ("initial_conversation", "selected_conversation"),
    "channels_select": ("initial_channel", "selected_channel"),
    "users_select": ("initial_user", "selected_user"),
}
TYPED = ("initial_value", "value")


def action_for(
    blocks: Sequence[Mapping[str, Any]], what: str, option: str | Sequence[str] | None, ts: str
) -> tuple[Json, Json]:
    """The action of a click on what has this action id or label, and the new value of the element, if it has one.

    Raises:
        LookupError: There is no such thing to click, or it has no such option.
    """
    block, element = find(blocks, what)
    kind = element["type"]
    action: Json = {
        "type": kind,
        "action_id": element.get("action_id", ""),
        "block_id": block["block_id"],
        "action_ts": ts,
    }
    if kind in BUTTON_TYPES:
        action["text"] = element.get("text")
        return action | {name: element[name] for name in ("value", "url") if name in element}, {}
    if kind == "feedback_buttons":
        side = _side(element, option if isinstance(option, str) else what)
        return action | {"text": side["text"], "value": side.get("value")}, {}
    if kind == "overflow":
        return action | {"selected_option": option_of(element, str(option or what))}, {}
    chosen = option if option is not None else what
    return action | value_of(element, chosen), {"type": kind, **value_of(element, chosen)}


def value_of(element: Mapping[str, Any], chosen: str | Sequence[str]) -> Json:
    """The value of an element once somebody has chosen or typed something."""
    kind = str(element["type"])
    many = [chosen] if isinstance(chosen, str) else list(chosen)
    if kind in {"checkboxes", "multi_static_select"}:
        return {"selected_options": [option_of(element, each) for each in many]}
    if kind in {"radio_buttons", "static_select"}:
        return {"selected_option": option_of(element, many[0])}
    _, name = INITIAL.get(kind, TYPED)
    return {name: many[0]}


def filled(
    blocks: Sequence[Mapping[str, Any]], state: Mapping[str, Json], values: Mapping[str, str | Sequence[str]]
) -> dict[str, Json]:
    """The state of a form once `values`, by label, block id or action id, are filled in.

    Raises:
        LookupError: The form has no such field.
        AssertionError: A field that has to be filled in is empty, or too short or long: Slack would not send it.
    """
    left = dict(values)
    result: dict[str, Json] = {}
    for block, element in elements_of(blocks):
        kind = str(element["type"])
        if kind in BUTTON_TYPES or kind in {"feedback_buttons", "overflow"}:
            continue
        block_id, action_id = block["block_id"], element["action_id"]
        names = {block_id, action_id, text_of(block.get("label")), text_of(block.get("text"))}
        given = next((left.pop(name) for name in list(left) if name in names), None)
        value = (
            {"type": kind, **value_of(element, given)}
            if given is not None
            else state.get(block_id, {}).get(action_id) or _initial(element)
        )
        result.setdefault(block_id, {})[action_id] = value
        if block["type"] == "input":
            _check(block, element, value)
    if left:
        there = [text_of(block.get("label")) or block["block_id"] for block in identified(blocks)]
        raise LookupError(f"no field {', '.join(map(repr, left))}; there are {there}")
    return result


def _initial(element: Mapping[str, Any]) -> Json:
    kind = str(element["type"])
    initial, name = INITIAL.get(kind, TYPED)
    empty: list[Json] | None = [] if name == "selected_options" else None
    return {"type": kind, name: element.get(initial, empty)}


def _check(block: Mapping[str, Any], element: Mapping[str, Any], value: Json) -> None:
    label = text_of(block["label"])
    entered = next((each for name, each in value.items() if name != "type"), None)
    assert entered or block.get("optional"), f"{label!r} has to be filled in"
    if isinstance(entered, str):
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        assert least <= len(entered) <= most, f"{label!r}: {len(entered)} characters, {least} to {most} are allowed"


def _side(element: Mapping[str, Any], wanted: str) -> Json:
    for name in ("positive_button", "negative_button"):
        side: Json = element[name]
        if wanted in {text_of(side["text"]), side.get("value"), name, name.removesuffix("_button")}:
            return side
    raise LookupError(f"no feedback button {wanted!r}")
