"""The Block Kit validator's rules in a block: each has a block that keeps it and one that breaks it."""

import pytest

from tests.slack.blockkit import problems_in_blocks
from tests.slack.blockkit_examples import (
    CARD,
    GROUPS,
    IMAGE,
    PARTS,
    Json,
    actions,
    asking,
    button,
    data_table,
    markdown,
    menu,
    mrkdwn,
    options,
    plain,
    rich_text,
    said,
    section,
    table,
    task,
    x,
)

FORMS: list[tuple[Json, Json, str]] = [
    (section(), {"type": "section"}, ": needs one or more of text, fields"),
    (section(), section() | {"text": "Yes"}, ".text: a string, must be an object"),
    (section(), section() | {"expand": "yes"}, ".expand: a string, must be a boolean"),
    (section(), section() | {"text": {"text": "Yes"}}, ".text.type: missing"),
    (
        section(),
        section() | {"text": markdown("a")},
        ".text.type: 'markdown', must be one of 'plain_text', 'mrkdwn'",
    ),
    (section(), section() | {"text": plain() | {"verbatim": True}}, ".text.verbatim: unknown key"),
    (
        {"type": "header", "text": plain()},
        {"type": "header", "text": mrkdwn()},
        ".text.type: 'mrkdwn', must be one of 'plain_text'",
    ),
    (actions(button()), {"type": "actions", "elements": "go"}, ".elements: a string, must be a list"),
    (actions(button()), actions(button(url="docs")), ".elements[0].url: 'docs', must be an address with its scheme"),
    (
        actions(button(style="danger")),
        actions(button(style="red")),
        ".elements[0].style: 'red', must be one of 'primary', 'danger'",
    ),
    (IMAGE, IMAGE | {"image_url": "a.png"}, ".image_url: 'a.png', must be an http or https address"),
    (IMAGE, {"type": "image", "alt_text": "a"}, ": needs exactly one of image_url, slack_file, has none"),
    (
        IMAGE,
        IMAGE | {"slack_file": {"id": "F1"}},
        ": needs exactly one of image_url, slack_file, has image_url and slack_file",
    ),
    (
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"},
        {"type": "image", "slack_file": {"id": "F1", "url": "https://a.example"}, "alt_text": "a"},
        ".slack_file: needs exactly one of id, url, has id and url",
    ),
    (
        actions(menu(options=options())),
        actions(menu(options=options(3)[2:], option_groups=GROUPS)),
        ".elements[0]: needs exactly one of options, option_groups, has options and option_groups",
    ),
    (
        actions(menu(options=options(), initial_option=options()[1])),
        actions(menu(options=options(), initial_option=options(3)[2])),
        ".elements[0].initial_option: not one of the options",
    ),
    (
        actions(menu(options=options(), initial_option=options()[1])),
        actions(menu(options=options(), initial_option=options()[1] | {"text": plain("Other")})),
        ".elements[0].initial_option: not one of the options",
    ),
    (
        actions(menu(option_groups=GROUPS, initial_option=options()[1])),
        actions(menu(option_groups=GROUPS, initial_option=options(3)[2])),
        ".elements[0].initial_option: not one of the options",
    ),
    (
        actions(menu("checkboxes", options=options(), initial_options=options())),
        actions(menu("checkboxes", options=options(), initial_options=options(3))),
        ".elements[0].initial_options[2]: not one of the options",
    ),
    (
        actions(menu(options=options())),
        actions(menu(options=[*options(), *options(1)])),
        ".elements[0].options[2].value: '0' again, already at blocks[0].elements[0].options[0].value",
    ),
    (
        actions(menu("overflow", options=[options()[0] | {"url": "https://a.example"}])),
        actions(menu(options=[options()[0] | {"url": "https://a.example"}])),
        ".elements[0].options[0].url: unknown key",
    ),
    (
        actions(menu("multi_users_select", initial_users=["U1"], max_selected_items=1)),
        actions(menu("multi_users_select", initial_users=["U1", "U2"], max_selected_items=1)),
        ".elements[0].initial_users: 2 items, max_selected_items is 1",
    ),
    (
        actions(menu("multi_users_select", max_selected_items=1)),
        actions(menu("multi_users_select", max_selected_items=0)),
        ".elements[0].max_selected_items: 0, at least 1",
    ),
    (
        actions(menu("conversations_select", filter={"exclude_bot_users": True})),
        actions(menu("conversations_select", filter={})),
        ".elements[0].filter: needs one or more of include, exclude_external_shared_channels, exclude_bot_users",
    ),
    (
        actions(menu("datepicker", initial_date="2026-11-22")),
        actions(menu("datepicker", initial_date="22.11.2026")),
        ".elements[0].initial_date: '22.11.2026', must be a date like 2026-11-22",
    ),
    (
        actions(menu("timepicker", initial_time="23:59")),
        actions(menu("timepicker", initial_time="24:00")),
        ".elements[0].initial_time: '24:00', must be a time like 09:30",
    ),
    (
        actions(menu("datetimepicker", initial_date_time=1_795_000_000)),
        actions(menu("datetimepicker", initial_date_time=1_795_000_000_000)),
        ".elements[0].initial_date_time: 1795000000000, at most 9999999999",
    ),
    (
        asking(menu("plain_text_input", min_length=3, max_length=3)),
        asking(menu("plain_text_input", min_length=4, max_length=3)),
        ".element.min_length: 4, more than max_length 3",
    ),
    (
        asking(menu("plain_text_input", max_length=3_000)),
        asking(menu("plain_text_input", max_length=3_001)),
        ".element.max_length: 3001, at most 3000",
    ),
    (
        asking(menu("number_input", is_decimal_allowed=False, min_value="1", max_value="2")),
        asking(menu("number_input", is_decimal_allowed=False, min_value="3", max_value="2")),
        ".element.min_value: 3, more than max_value 2",
    ),
    (
        asking(menu("number_input", is_decimal_allowed=True, initial_value="1.5")),
        asking(menu("number_input", is_decimal_allowed=False, initial_value="1.5")),
        ".element.initial_value: 1.5, decimals are not allowed",
    ),
    (
        asking(menu("number_input", is_decimal_allowed=True, initial_value="1.5")),
        asking(menu("number_input", is_decimal_allowed=True, initial_value="many")),
        ".element.initial_value: 'many', must be a number in decimal notation",
    ),
    (
        asking(menu("rich_text_input", min_lines=2, max_lines=2)),
        asking(menu("rich_text_input", min_lines=3, max_lines=2)),
        ".element.min_lines: 3, more than max_lines 2",
    ),
    (
        asking(menu("file_input", max_files=10)),
        asking(menu("file_input", max_files=11)),
        ".element.max_files: 11, at most 10",
    ),
    (rich_text(said()), rich_text(said("")), ".elements[0].elements[0].text: 0 characters, at least 1"),
    (
        {"type": "rich_text", "elements": [PARTS[1] | {"indent": 8}]},
        {"type": "rich_text", "elements": [PARTS[1] | {"indent": 9}]},
        ".elements[0].indent: 9, at most 8",
    ),
    (
        {"type": "rich_text", "elements": [PARTS[2] | {"border": 1}]},
        {"type": "rich_text", "elements": [PARTS[2] | {"border": True}]},
        ".elements[0].border: True, must be one of 0, 1",
    ),
    (
        {"type": "rich_text", "elements": [PARTS[3]]},
        {"type": "rich_text", "elements": [PARTS[3] | {"elements": [{"type": "user", "user_id": "U1"}]}]},
        ".elements[0].elements[0].type: 'user', must be one of 'text', 'link'",
    ),
    (CARD, {"type": "card", "subtitle": mrkdwn()}, ": needs one or more of hero_image, title, actions, body"),
    (
        {"type": "container", "title": plain(), "child_blocks": [section()]},
        {"type": "container", "child_blocks": [section()]},
        ": needs one or more of title, rich_text_title",
    ),
    (
        {"type": "container", "title": plain(), "child_blocks": [section()], "default_collapsed": False},
        {"type": "container", "title": plain(), "child_blocks": [section()], "default_collapsed": True},
        ".default_collapsed: needs is_collapsible",
    ),
    (
        {"type": "plan", "title": "a", "tasks": [task("1"), task("2")]},
        {"type": "plan", "title": "a", "tasks": [task("1"), task("1")]},
        ".tasks[1].task_id: '1' again, already at blocks[0].tasks[0].task_id",
    ),
    (table([x(5_000), x(5_000)]), table([x(5_000), x(5_001)]), ".rows: 10001 characters in all cells, at most 10000"),
    (data_table(["a"], ["b"]), data_table(["a"], ["b", "c"]), ".rows[1]: 2 items, the header has 1"),
    (
        data_table(["a"], ["b"]),
        data_table(["a"], ["b"], row_header_column_index=1),
        ".row_header_column_index: 1, the table has 1 columns",
    ),
    (data_table(["a"], ["b"], page_size=100), data_table(["a"], ["b"], page_size=101), ".page_size: 101, at most 100"),
    (
        data_table(["a"], ["b"]),
        data_table(["a"], ["b"]) | {"rows": [[rich_text(said())], [rich_text(said())]]},
        ".rows[0][0]: a header cell cannot be rich_text",
    ),
]


@pytest.mark.parametrize(("good", "bad", "problem"), FORMS, ids=[problem for _, _, problem in FORMS])
def test_block_follows_its_rules(good: Json, bad: Json, problem: str) -> None:
    """A block that keeps a rule has no problem; one that breaks it has that one."""
    assert problems_in_blocks([good]) == []
    assert problems_in_blocks([bad]) == [f"blocks[0]{problem}"]
