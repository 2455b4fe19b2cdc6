"""Slack's blocks as tables: their fields, their limits, and the surfaces that show them.

Fields are those of the published types (`@slack/types` 3.2.0). Newer ones that only the documentation or an SDK has, such
as a button's `agent_prompt`, count as unknown until the types have them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from tests.slack.blockkit_elements import BUTTON, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from tests.slack.blockkit_shapes import (
    HTTPS_ADDRESS,
    WEB_ADDRESS,
    Record,
    Rule,
    Shape,
    at_least_one_of,
    flag,
    integer,
    items,
    join,
    number,
    objects_in,
    one_kind_of,
    one_of,
    repeated,
    text,
)
from tests.slack.blockkit_text import (
    IDENTIFIER,
    IMAGE,
    IMAGE_SOURCE,
    ONE_IMAGE_SOURCE,
    RICH_TEXT,
    RICH_TEXT_BLOCK,
    URL_SOURCE,
    mrkdwn,
    plain,
    plain_or_mrkdwn,
)

Surface: TypeAlias = Literal["message", "modal", "home"]

#: All markdown blocks of a payload together.
LONGEST_MARKDOWN = 12_000
#: All cells of a table together.
LONGEST_TABLE = 10_000
#: Slack states it for the titles of streamed tasks and plans; for the blocks it states none.
LONGEST_TASK_TITLE = 256


def block(needs: Mapping[str, Shape] | None = None, may: Mapping[str, Shape] | None = None, *rules: Rule) -> Record:
    """Make the shape of a block."""
    return Record(needs or {}, {"block_id": IDENTIFIER, **(may or {})}, rules)


def table_text_fits(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """Check the characters of all cells together."""
    texts = [found["text"] for _, found in objects_in(value["rows"], "") if isinstance(found.get("text"), str)]
    if (size := sum(map(len, texts))) > LONGEST_TABLE:
        yield f"{join(path, 'rows')}: {size} characters in all cells, at most {LONGEST_TABLE}"


def data_rows_agree(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """Check that a data table's rows are as long as its header, and the header is plain."""
    header = value["rows"][0]
    for position, row in enumerate(value["rows"]):
        if len(row) != len(header):
            yield f"{join(path, 'rows')}[{position}]: {len(row)} items, the header has {len(header)}"
    for column, cell in enumerate(header):
        if cell["type"] == "rich_text":
            yield f"{join(path, 'rows')}[0][{column}]: a header cell cannot be rich_text"
    if (index := value.get("row_header_column_index", 0)) >= len(header):
        yield f"{join(path, 'row_header_column_index')}: {index}, the table has {len(header)} columns"


def task_ids_differ(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """Check that a plan's tasks can be told apart."""
    tasks = enumerate(value.get("tasks", ()))
    yield from repeated([(f"{join(path, 'tasks')}[{position}].task_id", task["task_id"]) for position, task in tasks])


def collapsed_only_if_collapsible(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """Check that what starts collapsed can be opened."""
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        yield f"{join(path, 'default_collapsed')}: needs is_collapsible"


CELL = one_kind_of(
    {
        "raw_text": Record({"text": text()}),
        "raw_number": Record({"value": number, "text": text()}),
        "rich_text": RICH_TEXT,
    }
)
ROW = items(CELL, 20, least=1)
COLUMN = Record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})

TASK_CARD = block(
    {
        "task_id": text(255),
        "title": text(LONGEST_TASK_TITLE),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {"details": RICH_TEXT_BLOCK, "output": RICH_TEXT_BLOCK, "sources": items(URL_SOURCE)},
)
IMAGE_ELEMENT = one_kind_of({"image": IMAGE})
CARD = block(
    {},
    {
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "title": mrkdwn(150),
        "subtitle": mrkdwn(150),
        "body": mrkdwn(200),
        "actions": items(one_kind_of({"button": BUTTON}), 3, least=1),
    },
    at_least_one_of("hero_image", "title", "actions", "body"),
)
TABLE = block({"rows": items(ROW, 100, least=1)}, {"column_settings": items(COLUMN, 20)}, table_text_fits)

#: What a container may hold.
CHILDREN: Mapping[str, Shape] = {
    "actions": block({"elements": items(one_kind_of(IN_ACTIONS), 25, least=1)}),
    "context": block(
        {
            "elements": items(
                one_kind_of(
                    {
                        "image": IMAGE,
                        "plain_text": Record({"text": text(3_000)}, {"emoji": flag}),
                        "mrkdwn": Record({"text": text(3_000)}, {"verbatim": flag}),
                    }
                ),
                10,
                least=1,
            )
        }
    ),
    "divider": block(),
    "file": block({"source": one_of("remote"), "external_id": IDENTIFIER}),
    "header": block({"text": plain(150)}),
    "image": block({"alt_text": text(2_000)}, {"title": plain(2_000), **IMAGE_SOURCE}, ONE_IMAGE_SOURCE),
    "input": block(
        {"label": plain(2_000), "element": one_kind_of(IN_INPUT)},
        {"hint": plain(2_000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": RICH_TEXT,
    "section": block(
        {},
        {
            "text": plain_or_mrkdwn(3_000),
            "fields": items(plain_or_mrkdwn(2_000), 10, least=1),
            "accessory": one_kind_of(IN_SECTION),
            "expand": flag,
        },
        at_least_one_of("text", "fields"),
    ),
    "table": TABLE,
    "video": block(
        {
            "alt_text": text(2_000),
            "title": plain(199),
            "thumbnail_url": text(3_000, like=WEB_ADDRESS),
            "video_url": text(3_000, like=HTTPS_ADDRESS),
        },
        {
            "title_url": text(3_000, like=HTTPS_ADDRESS),
            "author_name": text(49),
            "provider_name": text(),
            "provider_icon_url": text(3_000, like=WEB_ADDRESS),
            "description": plain(),
        },
    ),
}

BLOCKS: Mapping[str, Shape] = {
    **CHILDREN,
    "alert": block({"text": plain_or_mrkdwn(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    "card": CARD,
    "carousel": block({"elements": items(one_kind_of({"card": CARD}), 10, least=1)}),
    "container": block(
        {"child_blocks": items(one_kind_of(CHILDREN), 10, least=1)},
        {
            "title": plain(150),
            "rich_text_title": RICH_TEXT_BLOCK,
            "subtitle": plain_or_mrkdwn(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": IMAGE_ELEMENT,
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
        at_least_one_of("title", "rich_text_title"),
        collapsed_only_if_collapsible,
    ),
    "context_actions": block({"elements": items(one_kind_of(IN_CONTEXT_ACTIONS), 5, least=1)}),
    "data_table": block(
        {"rows": items(ROW, 101, least=2), "caption": text()},
        {"page_size": integer(1, 100), "row_header_column_index": integer(0)},
        data_rows_agree,
        table_text_fits,
    ),
    "markdown": block({"text": text(LONGEST_MARKDOWN)}),
    "plan": block(
        {"title": text(LONGEST_TASK_TITLE)},
        {"tasks": items(one_kind_of({"task_card": TASK_CARD}), 50)},
        task_ids_differ,
    ),
    "task_card": TASK_CARD,
}

_EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_MESSAGES: frozenset[Surface] = frozenset({"message"})
#: Where blocks are shown that are not shown everywhere, from Slack's `blocks.json`. Stricter than it where people
#: report that Slack shows nothing: cards in modals, tables on Home. A file block is only ever received.
SHOWN_ON: Mapping[str, frozenset[Surface]] = {
    "alert": frozenset({"modal"}),
    "card": frozenset({"message", "home"}),
    "carousel": frozenset({"message", "home"}),
    "container": _MESSAGES,
    "context_actions": _MESSAGES,
    "data_table": _MESSAGES,
    "file": frozenset(),
    "markdown": _MESSAGES,
    "plan": _MESSAGES,
    "table": _MESSAGES,
    "task_card": _MESSAGES,
}


def is_shown_on(kind: str, surface: Surface) -> bool:
    """Tell whether blocks of this type are shown on the surface."""
    return surface in SHOWN_ON.get(kind, _EVERYWHERE)
