"""How long messages are: every word on screen counts, but for what buttons are labelled with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Blocks that hold nothing but things to press.
PRESSED = frozenset({"actions", "context_actions"})


def words_on_screen(blocks: Iterable[Mapping[str, Any]], *, with_options: bool = False) -> int:
    """How many words people see, sources and small print too; the labels of answers `with_options`."""
    count = 0
    for block in blocks:
        if block["type"] not in PRESSED:
            count += len(" ".join(texts({**block, "accessory": None})).split())
        elif with_options:
            picks = [one for one in block["elements"] if str(one.get("action_id", "")).startswith("pick:")]
            count += sum(len(str(one["text"]["text"]).split()) for one in picks if one["type"] == "button")
    return count


def texts(node: Any) -> Iterator[str]:
    """The texts in some blocks, in order; of a link its label."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield " ".join(
                part.partition("|")[2].replace(">", " ") if "|" in part else part for part in node["text"].split("<")
            )
        elif isinstance(node.get("text"), str):
            yield node["text"]
        else:
            for item in node.values():
                yield from texts(item)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from texts(item)
