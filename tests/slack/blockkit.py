"""Says what Slack would refuse, or show otherwise than meant, in a message, a view, its blocks or a manifest.

Each function returns readable problems, path first ("blocks[3].elements[1].text.text: 81 characters, at most 75"), and
none for a payload in order. What a field may hold is in the tables of `blockkit_text.py`, `blockkit_elements.py`,
`blockkit_blocks.py` and `blockkit_manifest.py`; here is what holds across a payload. Characters are counted as Unicode
code points.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from tests.slack.blockkit_blocks import BLOCKS, LONGEST_MARKDOWN, Surface, is_shown_on
from tests.slack.blockkit_manifest import MANIFEST
from tests.slack.blockkit_shapes import (
    Form,
    Problems,
    Record,
    Shape,
    anything_in,
    flag,
    items,
    join,
    objects_in,
    one_kind_of,
    one_of,
    repeated,
    text,
)
from tests.slack.blockkit_text import IDENTIFIER, URL_SOURCE, plain

MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}
#: 250 KB, read the stricter way.
LARGEST_VIEW = 250_000
#: What Slack says of a task or plan in a stream; more has been seen to pass.
LONGEST_TASK_TEXT = 256
LONGEST_TEXT, LONGEST_UPDATED_TEXT = 40_000, 4_000

_BLOCK = one_kind_of(BLOCKS)
_TIMESTAMP = text(like=Form(r"\d{10}\.\d{6}", "a message's ts"))

_MESSAGE: Mapping[str, Shape] = {
    "text": text(LONGEST_TEXT, least=0),
    "markdown_text": text(LONGEST_MARKDOWN),
    "attachments": items(anything_in, 100),
    "metadata": Record({"event_type": text(), "event_payload": anything_in}),
    **dict.fromkeys(("channel", "user", "username", "icon_emoji", "icon_url"), text()),
    **dict.fromkeys(("ts", "thread_ts"), _TIMESTAMP),
    **dict.fromkeys(
        ("as_user", "delete_original", "link_names", "mrkdwn", "replace_original", "reply_broadcast"), flag
    ),
    **dict.fromkeys(("unfurl_links", "unfurl_media"), flag),
    "file_ids": items(text()),
    "parse": one_of("none", "full", "client"),
    "response_type": one_of("in_channel", "ephemeral"),
}
_VIEW: Mapping[str, Shape] = {
    "private_metadata": text(3_000, least=0),
    "callback_id": IDENTIFIER,
    "external_id": IDENTIFIER,
}
_MODAL = Record(
    {"title": plain(24)},
    {"submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag, **_VIEW},
)
_VIEWS = one_kind_of({"modal": _MODAL, "home": Record({}, _VIEW)})

_CHUNKS = items(
    one_kind_of(
        {
            "markdown_text": Record({"text": text(LONGEST_MARKDOWN)}),
            "plan_update": Record({"title": text(LONGEST_TASK_TEXT)}),
            "task_update": Record(
                {
                    "id": text(255),
                    "title": text(LONGEST_TASK_TEXT),
                    "status": one_of("pending", "in_progress", "complete", "error"),
                },
                {"details": text(LONGEST_TASK_TEXT), "output": text(LONGEST_TASK_TEXT), "sources": items(URL_SOURCE)},
            ),
            "blocks": Record({"blocks": items(_BLOCK, MOST_BLOCKS["message"], least=1)}),
        }
    ),
    least=1,
)


def problems_in_blocks(blocks: object, surface: Surface = "message") -> list[str]:
    """Say what is wrong with a list of blocks on a surface."""
    problems = [*items(_BLOCK, MOST_BLOCKS[surface])(blocks, "blocks")]
    if isinstance(blocks, Sequence) and not isinstance(blocks, str):
        problems += [*_placement_problems(blocks, surface), *_identifier_problems(blocks), *_total_problems(blocks)]
        problems += _interaction_problems(blocks, surface)
    return problems


def problems_in_message(message: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with the arguments of a message: posted, updated, ephemeral, or sent to a response_url."""
    problems = [*Record({}, _MESSAGE)(_without(message, "blocks"), "")]
    if "blocks" in message:
        problems += problems_in_blocks(message["blocks"])
    if isinstance(attachments := message.get("attachments"), Sequence):
        for position, attachment in enumerate(attachments):
            if isinstance(attachment, Mapping) and "blocks" in attachment:
                nested = problems_in_blocks(attachment["blocks"])
                problems += [join(f"attachments[{position}]", problem) for problem in nested]
    return [*problems, *_content_problems(message)]


def problems_in_view(view: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a modal or a Home tab."""
    problems = [*_VIEWS(_without(view, "blocks"), "")]
    modal = view.get("type") == "modal"
    if "blocks" not in view:
        return [*problems, "blocks: missing"]
    problems += problems_in_blocks(view["blocks"], "modal" if modal else "home")
    inputs = [block for _, block in objects_in(view["blocks"], "blocks") if block.get("type") == "input"]
    if modal and inputs and "submit" not in view:
        problems.append("submit: missing, a modal with input blocks needs it")
    if (size := len(json.dumps(view, ensure_ascii=False, default=repr).encode())) > LARGEST_VIEW:
        problems.append(f"view: {size} bytes, at most {LARGEST_VIEW}")
    return problems


def problems_in_chunks(chunks: object) -> list[str]:
    """Say what is wrong with the chunks of one call that starts, continues or stops a stream."""
    problems = [*_CHUNKS(chunks, "chunks")]
    sent = chunks if isinstance(chunks, Sequence) else ()
    blocks = [chunk.get("blocks") for chunk in sent if isinstance(chunk, Mapping)]
    count = sum(len(found) for found in blocks if isinstance(found, Sequence))
    if count > MOST_BLOCKS["message"]:
        problems.append(f"chunks: {count} blocks together, at most {MOST_BLOCKS['message']}")
    return problems


def problems_in_manifest(manifest: object) -> list[str]:
    """Say what is wrong with an app's manifest."""
    return [*MANIFEST(manifest, "")]


def _without(payload: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name != key}


def _content_problems(message: Mapping[str, Any]) -> Problems:
    content = [key for key in ("text", "blocks", "markdown_text", "attachments") if message.get(key)]
    if not content and not message.get("delete_original"):
        yield "text: missing, a message without blocks needs it"
    if content == ["blocks"]:
        yield "text: missing, notifications and screen readers read it instead of the blocks"
    if "markdown_text" in content and len(content) > 1:
        yield f"markdown_text: cannot be sent with {', '.join(key for key in content if key != 'markdown_text')}"
    said = message.get("text")
    if "ts" in message and isinstance(said, str) and LONGEST_UPDATED_TEXT < len(said) <= LONGEST_TEXT:
        yield f"text: {len(said)} characters, at most {LONGEST_UPDATED_TEXT} in an update"
    if "metadata" in message and ("user" in message or message.get("response_type") == "ephemeral"):
        yield "metadata: not taken with an ephemeral message"


def _placement_problems(blocks: Sequence[object], surface: Surface) -> Problems:
    for position, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, Mapping) else None
        if isinstance(kind, str) and kind in BLOCKS and not is_shown_on(kind, surface):
            yield f"blocks[{position}]: {kind} blocks cannot be sent to a {surface}"


def _identifier_problems(blocks: Sequence[object]) -> Problems:
    found = [*objects_in(blocks, "blocks")]
    yield from repeated([(f"{path}.block_id", item["block_id"]) for path, item in found if "block_id" in item])
    for _, actions in groupby(sorted(_actions(blocks, "blocks", ""), key=itemgetter(0)), key=itemgetter(0)):
        yield from repeated([(path, action) for _, path, action in actions])


def _actions(value: object, path: str, block: str) -> Iterator[tuple[str, str, object]]:
    """Yield every action_id with its path, after the path of the innermost block around it."""
    if isinstance(value, Mapping):
        kind = value.get("type")
        block = path if isinstance(kind, str) and kind in BLOCKS else block
        if "action_id" in value:
            yield block, f"{path}.action_id", value["action_id"]
        for key, item in value.items():
            yield from _actions(item, join(path, key), block)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for position, item in enumerate(value):
            yield from _actions(item, f"{path}[{position}]", block)


def _total_problems(blocks: Sequence[object]) -> Problems:
    found = [item for _, item in objects_in(blocks, "blocks")]
    markdown = [item["text"] for item in found if item.get("type") == "markdown" and isinstance(item.get("text"), str)]
    total = sum(map(len, markdown))
    if len(markdown) > 1 and total > LONGEST_MARKDOWN:
        yield f"blocks: {total} characters in all markdown blocks, at most {LONGEST_MARKDOWN}"
    tables = sum(item.get("type") == "table" for item in found)
    if tables > 1:
        yield f"blocks: {tables} tables, at most 1"


def _interaction_problems(blocks: Sequence[object], surface: Surface) -> Problems:
    found = [*objects_in(blocks, "blocks")]
    focused = [path for path, item in found if item.get("focus_on_load") is True]
    if focused and surface == "message":
        yield f"{focused[0]}.focus_on_load: only in a view"
    yield from (f"{path}.focus_on_load: only one element can have it" for path in focused[1:])
    if surface != "modal":
        yield from (
            f"{path}.response_url_enabled: only in a modal" for path, item in found if item.get("response_url_enabled")
        )
