"""The Block Kit validator's lengths and counts: at the limit a block passes, beyond it is named."""

from collections.abc import Callable

import pytest

from tests.slack.blockkit import problems_in_blocks
from tests.slack.blockkit_examples import (
    CARD,
    CONFIRM,
    IMAGE,
    Json,
    actions,
    asking,
    button,
    data_table,
    feedback,
    markdown,
    menu,
    mrkdwn,
    options,
    plain,
    section,
    surface_of,
    table,
    task,
    x,
)

LENGTHS: list[tuple[str, int, Callable[[int], Json]]] = [
    ("text.text", 3_000, lambda n: section(x(n))),
    ("fields[0].text", 2_000, lambda n: section(fields=[plain(x(n))])),
    ("block_id", 255, lambda n: section(block_id=x(n))),
    ("text.text", 150, lambda n: {"type": "header", "text": plain(x(n))}),
    ("alt_text", 2_000, lambda n: IMAGE | {"alt_text": x(n)}),
    ("title.text", 2_000, lambda n: IMAGE | {"title": plain(x(n))}),
    ("image_url", 3_000, lambda n: IMAGE | {"image_url": "https://a.example/" + x(n - 18)}),
    ("elements[0].text", 3_000, lambda n: {"type": "context", "elements": [mrkdwn(x(n))]}),
    ("label.text", 2_000, lambda n: asking(menu("users_select"), label=plain(x(n)))),
    ("hint.text", 2_000, lambda n: asking(menu("users_select"), hint=plain(x(n)))),
    ("text", 12_000, lambda n: markdown(x(n))),
    ("text.text", 200, lambda n: {"type": "alert", "text": plain(x(n))}),
    ("title.text", 150, lambda n: CARD | {"title": mrkdwn(x(n))}),
    ("subtitle.text", 150, lambda n: CARD | {"subtitle": mrkdwn(x(n))}),
    ("body.text", 200, lambda n: CARD | {"body": mrkdwn(x(n))}),
    ("title", 256, lambda n: task(title=x(n))),
    ("title", 256, lambda n: {"type": "plan", "title": x(n)}),
    ("elements[0].text.text", 75, lambda n: actions(button(text=plain(x(n))))),
    ("elements[0].action_id", 255, lambda n: actions(button(x(n)))),
    ("elements[0].value", 2_000, lambda n: actions(button(value=x(n)))),
    ("elements[0].url", 3_000, lambda n: actions(button(url="https://" + x(n - 8)))),
    ("elements[0].accessibility_label", 75, lambda n: actions(button(accessibility_label=x(n)))),
    ("elements[0].confirm.title.text", 100, lambda n: actions(button(confirm=CONFIRM | {"title": plain(x(n))}))),
    ("elements[0].confirm.text.text", 300, lambda n: actions(button(confirm=CONFIRM | {"text": plain(x(n))}))),
    ("elements[0].confirm.confirm.text", 30, lambda n: actions(button(confirm=CONFIRM | {"confirm": plain(x(n))}))),
    ("elements[0].confirm.deny.text", 30, lambda n: actions(button(confirm=CONFIRM | {"deny": plain(x(n))}))),
    ("elements[0].placeholder.text", 150, lambda n: actions(menu("users_select", placeholder=plain(x(n))))),
    ("elements[0].options[0].text.text", 75, lambda n: actions(menu(options=[{"text": plain(x(n)), "value": "1"}]))),
    ("elements[0].options[0].value", 150, lambda n: actions(menu(options=[{"text": plain(), "value": x(n)}]))),
    (
        "elements[0].options[0].description.text",
        75,
        lambda n: actions(menu(options=[options()[0] | {"description": plain(x(n))}])),
    ),
    (
        "elements[0].option_groups[0].label.text",
        75,
        lambda n: actions(menu(option_groups=[{"label": plain(x(n)), "options": options()}])),
    ),
    ("element.initial_value", 3_000, lambda n: asking(menu("plain_text_input", initial_value=x(n)))),
    (
        "elements[0].positive_button.text.text",
        75,
        lambda n: {
            "type": "context_actions",
            "elements": [feedback(positive_button={"text": plain(x(n)), "value": "1"})],
        },
    ),
    (
        "elements[0].negative_button.value",
        2_000,
        lambda n: {
            "type": "context_actions",
            "elements": [feedback(negative_button={"text": plain(), "value": x(n)})],
        },
    ),
]
COUNTS: list[tuple[str, int, Callable[[int], Json]]] = [
    ("fields", 10, lambda n: section(fields=[plain()] * n)),
    ("elements", 10, lambda n: {"type": "context", "elements": [plain()] * n}),
    ("elements", 25, lambda n: actions(*(button(str(number)) for number in range(n)))),
    ("elements", 5, lambda n: {"type": "context_actions", "elements": [feedback(action_id=str(k)) for k in range(n)]}),
    ("rows", 100, lambda n: table(*[["a"]] * n)),
    ("rows[0]", 20, lambda n: table(["a"] * n)),
    ("rows", 101, lambda n: data_table(*[["a"]] * n)),
    ("column_settings", 20, lambda n: table(["a"], column_settings=[{}] * n)),
    ("tasks", 50, lambda n: {"type": "plan", "title": "a", "tasks": [task(str(number)) for number in range(n)]}),
    ("actions", 3, lambda n: CARD | {"actions": [button(str(number)) for number in range(n)]}),
    ("elements", 10, lambda n: {"type": "carousel", "elements": [CARD] * n}),
    ("child_blocks", 10, lambda n: {"type": "container", "title": plain(), "child_blocks": [section()] * n}),
    ("elements[0].options", 100, lambda n: actions(menu(options=options(n)))),
    ("elements[0].options", 5, lambda n: actions(menu("overflow", options=options(n)))),
    ("elements[0].options", 10, lambda n: actions(menu("radio_buttons", options=options(n)))),
    ("elements[0].options", 10, lambda n: actions(menu("checkboxes", options=options(n)))),
    (
        "elements[0].option_groups",
        100,
        lambda n: actions(
            menu(option_groups=[{"label": plain(), "options": [{"text": plain(), "value": str(k)}]} for k in range(n)])
        ),
    ),
    (
        "elements[0].visible_to_user_ids",
        10,
        lambda n: {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": plain(), "visible_to_user_ids": ["U1"] * n}],
        },
    ),
]


@pytest.mark.parametrize(("path", "most", "make"), LENGTHS, ids=[f"{path} {most}" for path, most, _ in LENGTHS])
def test_text_has_a_longest_length(path: str, most: int, make: Callable[[int], Json]) -> None:
    """A text of the limit passes; with one character more it is named with its length."""
    surface = surface_of(make(most))
    assert problems_in_blocks([make(most)], surface) == []
    too_long = problems_in_blocks([make(most + 1)], surface)
    assert too_long == [f"blocks[0].{path}: {most + 1} characters, at most {most}"]


@pytest.mark.parametrize(("path", "most", "make"), COUNTS, ids=[f"{path} {most}" for path, most, _ in COUNTS])
def test_list_has_a_largest_count(path: str, most: int, make: Callable[[int], Json]) -> None:
    """A list of the limit passes; with one item more it is named with its length."""
    assert problems_in_blocks([make(most)]) == []
    assert problems_in_blocks([make(most + 1)]) == [f"blocks[0].{path}: {most + 1} items, at most {most}"]


EMPTY: list[tuple[Json, str]] = [
    (section(""), "text.text: 0 characters, at least 1"),
    (actions(), "elements: 0 items, at least 1"),
    ({"type": "context", "elements": []}, "elements: 0 items, at least 1"),
    ({"type": "rich_text", "elements": []}, "elements: 0 items, at least 1"),
    (actions(menu(options=[])), "elements[0].options: 0 items, at least 1"),
    (data_table(["a"]), "rows: 1 item, at least 2"),
    ({"type": "container", "title": plain(), "child_blocks": []}, "child_blocks: 0 items, at least 1"),
]


@pytest.mark.parametrize(("block", "problem"), EMPTY, ids=[problem for _, problem in EMPTY])
def test_nothing_where_slack_wants_something_is_a_problem(block: Json, problem: str) -> None:
    """An empty text or list is named."""
    assert problems_in_blocks([block]) == [f"blocks[0].{problem}"]
