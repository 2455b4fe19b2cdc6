"""Slack's composition objects and rich text as tables: texts, options, confirmations, filters, files, styled runs.

Limits come from Slack's published types and references; where these differ (an option's value: 75 or 150) the
reference counts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.slack.blockkit_shapes import (
    ADDRESS,
    WEB_ADDRESS,
    Form,
    Record,
    Shape,
    at_least_one_of,
    exactly_one_of,
    flag,
    integer,
    items,
    join,
    number,
    one_kind_of,
    one_of,
    repeated,
    text,
)

#: What any text object holds when its place states no smaller limit.
LONGEST_TEXT = 3_000
IDENTIFIER = text(255)
COLOR_SCHEME = one_of("primary", "danger")


def plain(most: int = LONGEST_TEXT) -> Shape:
    """Make the shape of a plain text object."""
    return one_kind_of({"plain_text": Record({"text": text(most)}, {"emoji": flag})})


def mrkdwn(most: int = LONGEST_TEXT) -> Shape:
    """Make the shape of a mrkdwn text object."""
    return one_kind_of({"mrkdwn": Record({"text": text(most)}, {"verbatim": flag})})


def plain_or_mrkdwn(most: int = LONGEST_TEXT) -> Shape:
    """Make the shape of a text object of either kind."""
    return one_kind_of(
        {
            "plain_text": Record({"text": text(most)}, {"emoji": flag}),
            "mrkdwn": Record({"text": text(most)}, {"verbatim": flag}),
        }
    )


PLACEHOLDER = plain(150)

CONFIRMATION = Record(
    {"text": plain_or_mrkdwn(300)},
    {"title": plain(100), "confirm": plain(30), "deny": plain(30), "style": COLOR_SCHEME},
)

OPTION_FIELDS: Mapping[str, Shape] = {"text": plain(75), "value": text(150)}
OPTION = Record(OPTION_FIELDS, {"description": plain(75)})
#: Radio buttons and checkboxes also take mrkdwn.
MARKED_OPTION = Record({"text": plain_or_mrkdwn(75), "value": text(150)}, {"description": plain_or_mrkdwn(75)})
OVERFLOW_OPTION = Record(OPTION_FIELDS, {"description": plain(75), "url": text(3_000, like=ADDRESS)})
OPTION_GROUP = Record({"label": plain(75), "options": items(OPTION, 100, least=1)})

DISPATCH_ACTION_CONFIG = Record(
    {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2, least=1)}
)

CONVERSATION_FILTER = Record(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4, least=1),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    (at_least_one_of("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)

SLACK_FILE = Record(
    {}, {"id": text(like=Form(r"F[A-Z0-9]+", "a file's id")), "url": text(3_000)}, (exactly_one_of("id", "url"),)
)
IMAGE_SOURCE: Mapping[str, Shape] = {"image_url": text(3_000, like=WEB_ADDRESS), "slack_file": SLACK_FILE}
ONE_IMAGE_SOURCE = exactly_one_of(*IMAGE_SOURCE)
#: An image inside another block; the block of the same name is in `blockkit_blocks.py`.
IMAGE = Record({"alt_text": text(2_000)}, IMAGE_SOURCE, (ONE_IMAGE_SOURCE,))

URL_SOURCE = one_kind_of({"url": Record({"url": text(3_000, like=WEB_ADDRESS), "text": text()})})


def options_in(value: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the options of a menu, grouped or not, with their paths."""
    for position, option in enumerate(value.get("options", ())):
        yield f"{join(path, 'options')}[{position}]", option
    for at, group in enumerate(value.get("option_groups", ())):
        yield from options_in(group, f"{join(path, 'option_groups')}[{at}]")


def initial_among_options(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """Check that what is chosen from the start can be chosen, and that options can be told apart."""
    options = [*options_in(value, path)]
    yield from repeated([(join(at, "value"), option["value"]) for at, option in options])
    chosen = [(join(path, "initial_option"), value["initial_option"])] if "initial_option" in value else []
    chosen += [
        (f"{join(path, 'initial_options')}[{position}]", option)
        for position, option in enumerate(value.get("initial_options", ()))
    ]
    for at, option in chosen:
        if option not in (known for _, known in options):
            yield f"{at}: not one of the options"


STYLE = Record({}, dict.fromkeys(("bold", "code", "italic", "strike", "underline"), flag))
_RUN: Mapping[str, Shape] = {"style": STYLE}

PLAIN_RUNS: Mapping[str, Shape] = {
    "text": Record({"text": text()}, _RUN),
    "link": Record({"url": text(like=ADDRESS)}, {"text": text(), "unsafe": flag, **_RUN}),
}
RUNS: Mapping[str, Shape] = {
    **PLAIN_RUNS,
    "broadcast": Record({"range": one_of("here", "channel", "everyone")}, _RUN),
    "channel": Record({"channel_id": text()}, _RUN),
    "color": Record({"value": text(like=Form(r"#?[0-9A-Fa-f]{6}", "a colour in hex"))}, _RUN),
    "date": Record(
        {"timestamp": number, "format": text(like=Form(r"(?s).*\{\w+\}.*", "a template with a token such as {date}"))},
        {"url": text(like=ADDRESS), "fallback": text(), **_RUN},
    ),
    "emoji": Record(
        {"name": text(like=Form(r"[^:\s]+(::[^:\s]+)?", "a name without its colons"))},
        {"unicode": text(like=Form(r"[0-9a-f-]+", "lower-case hex")), "url": text(like=WEB_ADDRESS), **_RUN},
    ),
    "team": Record({"team_id": text()}, _RUN),
    "user": Record({"user_id": text()}, _RUN),
    "usergroup": Record({"usergroup_id": text()}, _RUN),
}
_BORDER: Mapping[str, Shape] = {"border": one_of(0, 1)}
RICH_TEXT_SECTION = Record({"elements": items(one_kind_of(RUNS))})
RICH_TEXT_PARTS: Mapping[str, Shape] = {
    "rich_text_section": RICH_TEXT_SECTION,
    "rich_text_list": Record(
        {
            "elements": items(one_kind_of({"rich_text_section": RICH_TEXT_SECTION}), least=1),
            "style": one_of("bullet", "ordered"),
        },
        {"indent": integer(0, 8), **_BORDER},
    ),
    "rich_text_quote": Record({"elements": items(one_kind_of(RUNS))}, _BORDER),
    "rich_text_preformatted": Record({"elements": items(one_kind_of(PLAIN_RUNS))}, _BORDER),
}
RICH_TEXT = Record({"elements": items(one_kind_of(RICH_TEXT_PARTS), least=1)}, {"block_id": IDENTIFIER})
RICH_TEXT_BLOCK = one_kind_of({"rich_text": RICH_TEXT})
