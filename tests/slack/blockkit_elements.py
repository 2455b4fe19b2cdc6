"""Slack's block elements as tables: buttons, menus, pickers and inputs, and which block takes which of them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tests.slack.blockkit_shapes import (
    ADDRESS,
    HTTPS_ADDRESS,
    Form,
    Record,
    Rule,
    Shape,
    exactly_one_of,
    flag,
    integer,
    items,
    join,
    not_greater,
    one_of,
    text,
)
from tests.slack.blockkit_text import (
    COLOR_SCHEME,
    CONFIRMATION,
    CONVERSATION_FILTER,
    DISPATCH_ACTION_CONFIG,
    IDENTIFIER,
    IMAGE,
    MARKED_OPTION,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    RICH_TEXT_BLOCK,
    initial_among_options,
    plain,
)

USER_ID = text(like=Form(r"[UW][A-Z0-9]+", "a user's id"))
CHANNEL_ID = text(like=Form(r"[CG][A-Z0-9]+", "a channel's id"))
CONVERSATION_ID = text(like=Form(r"[CDGUW][A-Z0-9]+", "a conversation's id"))
DATE = text(like=Form(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date like 2026-11-22"))
TIME = text(like=Form(r"([01]\d|2[0-3]):[0-5]\d", "a time like 09:30"))
NUMBER = text(like=Form(r"-?\d+(\.\d+)?", "a number in decimal notation"))
TEN_DIGITS = integer(1_000_000_000, 9_999_999_999)

CONFIRM: Mapping[str, Shape] = {"confirm": CONFIRMATION}
FOCUS: Mapping[str, Shape] = {"focus_on_load": flag}
HINT: Mapping[str, Shape] = {"placeholder": PLACEHOLDER}
DISPATCH: Mapping[str, Shape] = {"dispatch_action_config": DISPATCH_ACTION_CONFIG}
LABEL: Mapping[str, Shape] = {"accessibility_label": text(75)}
RESPONSE_URL: Mapping[str, Shape] = {"response_url_enabled": flag}
CONVERSATIONS: Mapping[str, Shape] = {"default_to_current_conversation": flag, "filter": CONVERSATION_FILTER}
MENU: Mapping[str, Shape] = {**CONFIRM, **FOCUS, **HINT}
MULTI_MENU: Mapping[str, Shape] = {**MENU, "max_selected_items": integer(1)}
TYPED: Mapping[str, Shape] = {**DISPATCH, **FOCUS, **HINT}


def element(needs: Mapping[str, Shape], *may: Mapping[str, Shape], rules: tuple[Rule, ...] = ()) -> Record:
    """Make the shape of an interactive element."""
    return Record(
        needs, {"action_id": IDENTIFIER, **{key: shape for fields in may for key, shape in fields.items()}}, rules
    )


def no_more_chosen_than_allowed(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """Check that a menu opens with no more choices than it lets one make."""
    for key, chosen in value.items():
        if key.startswith("initial_") and len(chosen) > (most := value.get("max_selected_items", len(chosen))):
            yield f"{join(path, key)}: {len(chosen)} items, max_selected_items is {most}"


def numbers_in_range(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """Check that the numbers of a number input agree with each other."""
    given = {key: Decimal(value[key]) for key in ("min_value", "initial_value", "max_value") if key in value}
    if not value["is_decimal_allowed"]:
        yield from (f"{join(path, key)}: {value[key]}, decimals are not allowed" for key in given if "." in value[key])
    in_order = [*given.items()]
    for (low, less), (high, more) in pairwise(in_order):
        if less > more:
            yield f"{join(path, low)}: {value[low]}, more than {high} {value[high]}"


BUTTON = element(
    {"text": plain(75)},
    {"value": text(2_000), "url": text(3_000, like=ADDRESS), "style": COLOR_SCHEME},
    CONFIRM,
    LABEL,
)
BUTTONS: Mapping[str, Shape] = {
    "button": BUTTON,
    "workflow_button": element(
        {
            "text": plain(75),
            "workflow": Record(
                {
                    "trigger": Record(
                        {"url": text(like=HTTPS_ADDRESS)},
                        {"customizable_input_parameters": items(Record({"name": text(), "value": text(least=0)}))},
                    )
                }
            ),
        },
        {"style": COLOR_SCHEME},
        CONFIRM,
        LABEL,
    ),
}

STATIC_OPTIONS: Mapping[str, Shape] = {
    "options": items(OPTION, 100, least=1),
    "option_groups": items(OPTION_GROUP, 100, least=1),
}
STATIC_RULES: tuple[Rule, ...] = (exactly_one_of("options", "option_groups"), initial_among_options)
MENUS: Mapping[str, Shape] = {
    "static_select": element({}, STATIC_OPTIONS, {"initial_option": OPTION}, MENU, rules=STATIC_RULES),
    "external_select": element({}, {"initial_option": OPTION, "min_query_length": integer(0)}, MENU),
    "users_select": element({}, {"initial_user": USER_ID}, MENU),
    "conversations_select": element({}, {"initial_conversation": CONVERSATION_ID}, CONVERSATIONS, MENU, RESPONSE_URL),
    "channels_select": element({}, {"initial_channel": CHANNEL_ID}, MENU, RESPONSE_URL),
    "multi_static_select": element(
        {},
        STATIC_OPTIONS,
        {"initial_options": items(OPTION, 100, least=1)},
        MULTI_MENU,
        rules=(*STATIC_RULES, no_more_chosen_than_allowed),
    ),
    **{
        f"multi_{kind}_select": element({}, may, MULTI_MENU, rules=(no_more_chosen_than_allowed,))
        for kind, may in {
            "external": {"initial_options": items(OPTION, 100, least=1), "min_query_length": integer(0)},
            "users": {"initial_users": items(USER_ID, least=1)},
            "conversations": {"initial_conversations": items(CONVERSATION_ID, least=1), **CONVERSATIONS},
            "channels": {"initial_channels": items(CHANNEL_ID, least=1)},
        }.items()
    },
}
OVERFLOW: Mapping[str, Shape] = {
    "overflow": element({"options": items(OVERFLOW_OPTION, 5, least=1)}, CONFIRM, rules=(initial_among_options,))
}
CHOICES: Mapping[str, Shape] = {
    "radio_buttons": element(
        {"options": items(MARKED_OPTION, 10, least=1)},
        {"initial_option": MARKED_OPTION},
        CONFIRM,
        FOCUS,
        rules=(initial_among_options,),
    ),
    "checkboxes": element(
        {"options": items(MARKED_OPTION, 10, least=1)},
        {"initial_options": items(MARKED_OPTION, 10, least=1)},
        CONFIRM,
        FOCUS,
        rules=(initial_among_options,),
    ),
}
PICKERS: Mapping[str, Shape] = {
    "datepicker": element({}, {"initial_date": DATE}, MENU),
    "timepicker": element({}, {"initial_time": TIME, "timezone": text()}, MENU),
}
DATETIME_PICKER: Mapping[str, Shape] = {
    "datetimepicker": element({}, {"initial_date_time": TEN_DIGITS}, CONFIRM, FOCUS)
}
RICH_TEXT_INPUT: Mapping[str, Shape] = {
    "rich_text_input": element(
        {},
        {"initial_value": RICH_TEXT_BLOCK, "min_lines": integer(1, 100), "max_lines": integer(1, 100)},
        TYPED,
        rules=(not_greater("min_lines", "max_lines"),),
    )
}
INPUTS: Mapping[str, Shape] = {
    "plain_text_input": element(
        {},
        {
            "initial_value": text(3_000, least=0),
            "multiline": flag,
            "min_length": integer(0, 3_000),
            "max_length": integer(1, 3_000),
        },
        TYPED,
        rules=(not_greater("min_length", "max_length"),),
    ),
    "number_input": element(
        {"is_decimal_allowed": flag},
        {"initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        TYPED,
        rules=(numbers_in_range,),
    ),
    "email_text_input": element({}, {"initial_value": text()}, TYPED),
    "url_text_input": element({}, {"initial_value": text(3_000, like=ADDRESS)}, TYPED),
    "file_input": element({}, {"filetypes": items(text(), least=1), "max_files": integer(1, 10)}),
    **RICH_TEXT_INPUT,
}

FEEDBACK_BUTTON = Record({"text": plain(75), "value": text(2_000)}, LABEL)

#: The elements a block takes, by the block's field.
IN_ACTIONS: Mapping[str, Shape] = {
    **BUTTONS,
    **MENUS,
    **OVERFLOW,
    **CHOICES,
    **PICKERS,
    **DATETIME_PICKER,
    **RICH_TEXT_INPUT,
}
IN_SECTION: Mapping[str, Shape] = {"image": IMAGE, **BUTTONS, **MENUS, **OVERFLOW, **CHOICES, **PICKERS}
IN_INPUT: Mapping[str, Shape] = {**MENUS, **CHOICES, **PICKERS, **DATETIME_PICKER, **INPUTS}
IN_CONTEXT_ACTIONS: Mapping[str, Shape] = {
    "feedback_buttons": element({"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}),
    "icon_button": element(
        # Slack documents no other icon.
        {"icon": one_of("trash"), "text": plain(75)},
        {"value": text(2_000), "visible_to_user_ids": items(USER_ID, 10)},
        CONFIRM,
        LABEL,
    ),
}
