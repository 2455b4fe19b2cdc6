"""Blocks and elements with all that Slack lets them hold, and short ways to write them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tests.slack.blockkit_blocks import Surface, is_shown_on
from tests.slack.blockkit_elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from tests.slack.blockkit_shapes import Shape, objects_in

Json: TypeAlias = dict[str, Any]


def x(count: int) -> str:
    """Make a text of so many characters."""
    return "x" * count


def plain(text: str = "Yes", **more: Any) -> Json:
    """Make a plain text object."""
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str = "*Yes*") -> Json:
    """Make a mrkdwn text object."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def options(count: int = 2) -> list[Json]:
    """Make options that differ."""
    return [{"text": plain(f"Option {value}"), "value": str(value)} for value in range(count)]


def button(action_id: str = "go", **more: Any) -> Json:
    """Make a button."""
    return {"type": "button", "text": plain(), "action_id": action_id, **more}


def actions(*elements: Json, **more: Any) -> Json:
    """Make an actions block."""
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str = "*Yes*", **more: Any) -> Json:
    """Make a section."""
    return {"type": "section", "text": mrkdwn(text), **more}


def asking(element: Json, **more: Any) -> Json:
    """Make an input block."""
    return {"type": "input", "label": plain("What for?"), "element": element, **more}


def menu(kind: str = "static_select", **more: Any) -> Json:
    """Make a menu or another element of this type."""
    return {"type": kind, "action_id": "pick", **more}


def rich_text(*runs: Json) -> Json:
    """Make a rich text block of one section."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(runs)}]}


def said(text: str = "Yes") -> Json:
    """Make a run of rich text."""
    return {"type": "text", "text": text, "style": {"bold": True, "italic": False}}


def markdown(text: str) -> Json:
    """Make a markdown block."""
    return {"type": "markdown", "text": text}


def table(*rows: list[str], **more: Any) -> Json:
    """Make a table of raw text."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows], **more}


def data_table(*rows: list[str], **more: Any) -> Json:
    """Make a data table of raw text."""
    return table(*rows) | {"type": "data_table", "caption": "Costs", **more}


def task(task_id: str = "1", **more: Any) -> Json:
    """Make a task card."""
    return {"type": "task_card", "task_id": task_id, "title": "Read", "status": "complete", **more}


def feedback(**more: Any) -> Json:
    """Make feedback buttons."""
    both: Json = {"text": plain("Good"), "value": "up", "accessibility_label": "A good answer"}
    return {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": dict(both),
        "negative_button": dict(both, value="down"),
        **more,
    }


def modal(*blocks: Json, **more: Any) -> Json:
    """Make a modal that can be submitted."""
    return {"type": "modal", "title": plain("Verdict"), "submit": plain("Ask"), "blocks": list(blocks), **more}


IMAGE: Json = {"type": "image", "image_url": "https://slack.example/chart.png", "alt_text": "Costs by month"}
CARD: Json = {
    "type": "card",
    "hero_image": IMAGE,
    "icon": IMAGE,
    "title": mrkdwn(),
    "subtitle": mrkdwn(),
    "body": mrkdwn(),
    "actions": [button("card")],
}
CONFIRM: Json = {
    "title": plain(),
    "text": mrkdwn(),
    "confirm": plain("Delete"),
    "deny": plain("Keep"),
    "style": "danger",
}
RUN_EXAMPLES: list[Json] = [
    said(),
    {"type": "link", "url": "https://docs.example/a", "text": "a", "unsafe": False},
    {"type": "broadcast", "range": "here"},
    {"type": "channel", "channel_id": "C1"},
    {"type": "color", "value": "#1f2a44"},
    {"type": "date", "timestamp": 1_795_000_000, "format": "{date_long}", "fallback": "soon"},
    {"type": "emoji", "name": "wave", "unicode": "1f44b"},
    {"type": "team", "team_id": "T1"},
    {"type": "user", "user_id": "U1"},
    {"type": "usergroup", "usergroup_id": "S1"},
]
PARTS: list[Json] = [
    {"type": "rich_text_section", "elements": RUN_EXAMPLES},
    {
        "type": "rich_text_list",
        "style": "ordered",
        "indent": 1,
        "border": 0,
        "elements": [{"type": "rich_text_section", "elements": [said()]}],
    },
    {"type": "rich_text_quote", "elements": [said()], "border": 1},
    {"type": "rich_text_preformatted", "elements": [said()]},
]
FILTER: Json = {"include": ["im", "private"], "exclude_bot_users": True, "exclude_external_shared_channels": True}
GROUPS: list[Json] = [{"label": plain("First"), "options": options()}]
ENTRY: Json = {
    "placeholder": plain("Type"),
    "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
}
#: Elements with all that they may hold.
ELEMENTS: list[Json] = [
    button(value="1", url="https://docs.example/a", style="primary", confirm=CONFIRM, accessibility_label="Go"),
    {
        "type": "workflow_button",
        "text": plain(),
        "action_id": "flow",
        "workflow": {
            "trigger": {
                "url": "https://slack.com/shortcuts/Ft1/x",
                "customizable_input_parameters": [{"name": "a", "value": "b"}],
            }
        },
    },
    menu(options=options(), initial_option=options()[1], confirm=CONFIRM, placeholder=plain(), focus_on_load=True),
    menu(option_groups=GROUPS, initial_option=options()[0]),
    menu("external_select", initial_option=options()[0], min_query_length=2),
    menu("users_select", initial_user="U1"),
    menu("conversations_select", initial_conversation="D1", filter=FILTER, default_to_current_conversation=True),
    menu("channels_select", initial_channel="C1", response_url_enabled=True),
    menu("multi_static_select", options=options(), initial_options=options(), max_selected_items=2),
    menu("multi_external_select", initial_options=options(), min_query_length=0),
    menu("multi_users_select", initial_users=["U1", "W2"], max_selected_items=2),
    menu("multi_conversations_select", initial_conversations=["C1"], filter=FILTER),
    menu("multi_channels_select", initial_channels=["C1"]),
    menu("overflow", options=[dict(options()[0], url="https://docs.example/a", description=plain())]),
    menu("radio_buttons", options=options(), initial_option=options()[0]),
    menu("checkboxes", options=[*options(), {"text": mrkdwn(), "value": "m"}], initial_options=options()),
    menu("datepicker", initial_date="2026-11-22", placeholder=plain()),
    menu("timepicker", initial_time="09:30", timezone="Europe/Berlin"),
    menu("datetimepicker", initial_date_time=1_795_000_000),
    menu("plain_text_input", initial_value="", multiline=True, min_length=1, max_length=3_000, **ENTRY),
    menu("number_input", is_decimal_allowed=True, min_value="-1.5", initial_value="0", max_value="2", **ENTRY),
    menu("email_text_input", initial_value="a@b.example", **ENTRY),
    menu("url_text_input", initial_value="https://docs.example", **ENTRY),
    menu("file_input", filetypes=["pdf"], max_files=3),
    menu("rich_text_input", initial_value=rich_text(said()), min_lines=2, max_lines=9, **ENTRY),
    feedback(),
    {
        "type": "icon_button",
        "action_id": "delete",
        "icon": "trash",
        "text": plain(),
        "value": "1",
        "visible_to_user_ids": ["U1"],
        "accessibility_label": "Delete",
        "confirm": CONFIRM,
    },
]
#: Blocks with all that they may hold.
BLOCK_EXAMPLES: list[Json] = [
    section(fields=[plain(emoji=True), mrkdwn()], accessory=IMAGE, expand=True, block_id="first"),
    {"type": "context", "elements": [mrkdwn(), plain(), IMAGE]},
    actions(button("a"), button("b")),
    {"type": "divider", "block_id": "line"},
    {"type": "header", "text": plain("Verdict")},
    {**IMAGE, "title": plain("Costs")},
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Costs"},
    {"type": "image", "slack_file": {"url": "https://files.slack.com/F1"}, "alt_text": "Costs"},
    asking(menu("plain_text_input"), hint=plain(), optional=True, dispatch_action=True),
    {"type": "rich_text", "elements": PARTS},
    markdown("# Verdict\n\n- RAG"),
    {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 1.5, "text": "1.5"}, rich_text()]],
        "column_settings": [{"align": "right", "is_wrapped": True}],
    },
    data_table(["Month", "Cost"], ["May", "12"], page_size=10, row_header_column_index=1),
    {"type": "context_actions", "elements": [feedback()]},
    {"type": "plan", "title": "Answering", "tasks": [task("1"), task("2")]},
    task(
        details=rich_text(said()),
        output=rich_text(said()),
        sources=[{"type": "url", "url": "https://docs.example/a", "text": "A"}],
    ),
    {"type": "alert", "text": mrkdwn(), "level": "warning"},
    CARD,
    {"type": "carousel", "elements": [CARD]},
    {
        "type": "container",
        "title": plain(),
        "rich_text_title": rich_text(said()),
        "subtitle": mrkdwn(),
        "child_blocks": [section(), actions(button())],
        "width": "wide",
        "icon": IMAGE,
        "is_collapsible": True,
        "default_collapsed": True,
        "has_header_divider": False,
    },
    {
        "type": "video",
        "title": plain(),
        "title_url": "https://video.example/1",
        "video_url": "https://video.example/1/embed",
        "thumbnail_url": "https://video.example/1.png",
        "alt_text": "How it works",
        "author_name": "A",
        "provider_name": "B",
        "provider_icon_url": "https://video.example/i.png",
        "description": plain(),
    },
]
HOMES: tuple[tuple[Mapping[str, Shape], Callable[[Json], Json]], ...] = (
    (IN_CONTEXT_ACTIONS, lambda element: {"type": "context_actions", "elements": [element]}),
    (IN_INPUT, asking),
    (IN_ACTIONS, actions),
    (IN_SECTION, lambda element: section(accessory=element)),
)


def surface_of(block: Json) -> Surface:
    """Say where a block is shown; what only a view takes goes to a modal."""
    needs_a_view = any(
        "focus_on_load" in found or "response_url_enabled" in found for _, found in objects_in(block, "")
    )
    return "modal" if needs_a_view or not is_shown_on(block["type"], "message") else "message"


def ways_to_hold(element: Json) -> list[Json]:
    """Put the element into each kind of block that takes it."""
    return [wrap(element) for taken, wrap in HOMES if element["type"] in taken]


EXAMPLES = BLOCK_EXAMPLES + [block for element in ELEMENTS for block in ways_to_hold(element)]
