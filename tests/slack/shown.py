"""What people see of text and blocks, read as Slack reads them: plain words, live control sequences, links.

Slack reads control sequences (`<!channel>`, `<@U1>`) in mrkdwn and in Markdown alike, and not again what stood as
entities (`&lt;`). A sequence inside code counts as live here too, which errs on the safe side; an address inside code
is no link.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Block: TypeAlias = Mapping[str, Any]
Kind: TypeAlias = Literal["mrkdwn", "verbatim", "markdown", "plain", "live", "link"]

CONTROL = re.compile(r"<(?:![a-z][^>\n]*|[@#][A-Z][A-Z0-9]+(?:\|[^>\n]*)?)>")
ADDRESS = re.compile(r"<((?:https?|mailto|tel|slack|ftp):[^>|\s]+)(?:\|([^>]*))?>")
BARE = re.compile(r"(?:https?://|www\.)[^\s<>|\"'`\])]+", re.IGNORECASE)
MARKDOWN_LINK = re.compile(
    r"(?<!\\)\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]"
    r"\(\s*<?([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s[^)]*)?\)"
)
REFERENCE = re.compile(r"^ {0,3}\[([^\]\n]+)\]:\s*<?(\S+?)>?\s*$", re.MULTILINE)
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
#: Text that stands in a field as it is, by the type of what holds it; `""` where no type is needed.
PLAIN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "alert": ("text",), "card": ("title", "subtitle", "body"), "emoji": ("name",), "icon_button": (), "image": ("alt_text",),
    "plain_text": ("text",), "plan": ("title",), "raw_number": ("text",), "raw_text": ("text",), "task_card": ("title",),
    "text": ("text",), "url": ("text",), "video": ("alt_text",),
}  # fmt: skip
#: What is shown only once it is opened.
FOLDED = frozenset({"confirm"})
MENUS = frozenset({"multi_static_select", "overflow", "static_select"})


@dataclass(frozen=True, slots=True)
class Link:
    """An address that can be clicked, and the words it hides behind."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of what a message holds; `text` is the label of a link and the source of anything else."""

    kind: Kind
    text: str
    url: str = ""
    folded: bool = False


def live_sequences(text: str, blocks: Sequence[Block] = (), *, markdown: bool = False) -> tuple[str, ...]:
    """Every control sequence that Slack would act on; each once, in order."""
    found = (
        sequence for part in [_text_part(text, markdown=markdown), *parts(blocks)] for sequence in _sequences_of(part)
    )
    return tuple(dict.fromkeys(found))


def links(text: str, blocks: Sequence[Block] = (), *, markdown: bool = False) -> tuple[Link, ...]:
    """Every address that can be clicked, those included that Slack links by itself; each once, in order."""
    found = (link for part in [_text_part(text, markdown=markdown), *parts(blocks)] for link in _links_of(part))
    return tuple(dict.fromkeys(found))


def words(blocks: Sequence[Block]) -> str:
    """All that is shown of blocks at first sight, one line a block, as plain text."""
    lines = (" ".join(filter(None, (plain(part) for part in parts(block) if not part.folded))) for block in blocks)
    return "\n".join(filter(None, lines))


def plain(part: Part) -> str:
    """The words of one part, links shown by their labels and entities as what they stand for."""
    if part.kind in {"plain", "live", "link"}:
        return part.text
    shown = ADDRESS.sub(lambda match: match[2] or match[1], part.text)
    if part.kind == "markdown":
        shown = MARKDOWN_LINK.sub(r"\1", shown)
    return html.unescape(shown)


def parts(node: Any, *, folded: bool = False) -> Iterator[Part]:
    """Every piece of text, link and mention in a block, element or list of them, in order."""
    if isinstance(node, Mapping):
        yield from _of_mapping(node, folded)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for item in node:
            yield from parts(item, folded=folded)


def _of_mapping(node: Block, folded: bool) -> Iterator[Part]:  # noqa: FBT001 - passed on as it came
    kind, text = node.get("type"), node.get("text")
    match kind:
        case "mrkdwn" if isinstance(text, str):
            yield Part("verbatim" if node.get("verbatim") else "mrkdwn", text, folded=folded)
            return
        case "markdown" if isinstance(text, str):
            yield Part("markdown", text, folded=folded)
            return
        case "user" | "usergroup" | "broadcast" | "channel" | "date":
            yield Part("live", _structured(node), folded=folded)
            return
    if isinstance(url := node.get("url") or node.get("title_url"), str):
        label = text.get("text", "") if isinstance(text, Mapping) else str(text or url)
        yield Part("link", label, url, folded)
        if kind in {"link", "url"}:
            return
    for name in PLAIN_FIELDS.get(str(kind), ()):
        if isinstance(value := node.get(name), str) and not isinstance(node.get("url"), str):
            yield Part("plain", value, folded=folded)
    for name, value in node.items():
        if isinstance(value, (Mapping, list, tuple)) and not (name == "text" and isinstance(node.get("url"), str)):
            in_menu = kind in MENUS and name in {"options", "option_groups"}
            yield from parts(value, folded=folded or in_menu or name in FOLDED)


def _structured(node: Block) -> str:
    match node["type"]:
        case "user":
            return f"<@{node.get('user_id')}>"
        case "usergroup":
            return f"<!subteam^{node.get('usergroup_id')}>"
        case "broadcast":
            return f"<!{node.get('range')}>"
        case "channel":
            return f"<#{node.get('channel_id')}>"
        case _:
            return f"<!date^{node.get('timestamp')}>"


def _text_part(text: str, *, markdown: bool) -> Part:
    return Part("markdown" if markdown else "mrkdwn", text)


def _sequences_of(part: Part) -> list[str]:
    match part.kind:
        case "live":
            return [part.text]
        case "plain" | "link":
            return []
        case _:
            return CONTROL.findall(part.text)


def _links_of(part: Part) -> Iterator[Link]:
    if part.kind == "link":
        yield Link(part.url, part.text)
    if part.kind in {"plain", "live", "link"}:
        return
    text = CODE.sub(" ", part.text)
    patterns = [ADDRESS] if part.kind != "markdown" else [MARKDOWN_LINK, REFERENCE, ADDRESS]
    found: list[tuple[int, Link]] = []
    for pattern in patterns:
        for match in pattern.finditer(text):
            url, label = match.group(1, 2) if pattern is ADDRESS else match.group(2, 1)
            found.append((match.start(), Link(html.unescape(url), html.unescape(label or url))))
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    if part.kind != "verbatim":
        for match in BARE.finditer(text):
            url = html.unescape(match[0]).rstrip(".,;:!?*_~")
            found.append((match.start(), Link(url, url)))
    yield from (link for _, link in sorted(found, key=lambda item: item[0]))
