"""Blocks as HTML: what Slack shows of them at first sight, menus closed."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Block = Mapping[str, Any]

MARKS = re.compile(r"`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*")
STYLES = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}


def blocks_as_html(blocks: Iterable[Block]) -> str:
    """All blocks, one below the other.

    Raises:
        KeyError: A block is of a kind that is not drawn here yet.
    """
    return "".join(f'<div class="block {block["type"]}">{DRAWN[block["type"]](block)}</div>' for block in blocks)


def _text(node: Any) -> str:
    """A text object."""
    if not isinstance(node, dict):
        return ""
    return _mrkdwn(node["text"]) if node.get("type") == "mrkdwn" else html.escape(node["text"])


def _mrkdwn(text: str) -> str:
    """Safe mrkdwn: entities, and links as `<address|label>`."""
    shown, rest = "", text
    while "<" in rest:
        before, _, rest = rest.partition("<")
        inside, _, rest = rest.partition(">")
        address, _, label = inside.partition("|")
        shown += f'{_styled(before)}<a href="{html.escape(address)}">{label or address}</a>'
    return shown + _styled(rest)


def _styled(text: str) -> str:
    """Text with its entities as they are and a few marks as what they stand for."""

    def drawn(found: re.Match[str]) -> str:
        code, strong, star = found.groups()
        return f"<code>{code}</code>" if code else f"<b>{strong or star}</b>"

    return MARKS.sub(drawn, text).replace("\n", "<br>")


def _markdown(block: Block) -> str:
    """Paragraphs, lists and code of the Markdown that the bot writes."""
    made, fenced = "", False
    for part in block["text"].split("\n\n"):
        lines = part.split("\n")
        if fenced or lines[0].startswith("```"):
            fenced = part.count("```") % 2 == 0 if fenced else part.count("```") % 2 == 1
            made += f"<pre>{part.replace('```', '').strip()}</pre>"
        elif all(line.startswith("- ") for line in lines if line):
            made += f"<ul>{''.join(f'<li>{_styled(line[2:])}</li>' for line in lines if line)}</ul>"
        else:
            made += f"<p>{_styled(part)}</p>"
    return made


def _rich(block: Block) -> str:
    return "".join(_rich_element(element) for element in block["elements"])


def _rich_element(element: Block) -> str:
    inside = "".join(_run(run) for run in element["elements"]) if element["type"] != "rich_text_list" else ""
    match element["type"]:
        case "rich_text_list":
            items = "".join(f"<li>{''.join(map(_run, item['elements']))}</li>" for item in element["elements"])
            return f"<ul>{items}</ul>"
        case "rich_text_quote":
            return f"<blockquote>{inside}</blockquote>"
        case _:
            return f"<p>{inside}</p>"


def _run(run: Block) -> str:
    shown = html.escape(str(run.get("text") or run.get("url") or "")).replace("\n", "<br>")
    if run["type"] == "link":
        shown = f'<a href="{html.escape(run["url"])}">{shown}</a>'
    for style in run.get("style", {}):
        shown = f"<{STYLES[style]}>{shown}</{STYLES[style]}>"
    return shown


def _section(block: Block) -> str:
    accessory = _element(block["accessory"]) if block.get("accessory") else ""
    fields = "".join(f"<p>{_text(field)}</p>" for field in block.get("fields", ()))
    return f'<div class="row"><div class="said">{_text(block.get("text"))}{fields}</div>{accessory}</div>'


def _element(element: Block) -> str:
    label = _text(element.get("text") or element.get("placeholder") or {"text": ""})
    match element["type"]:
        case "button":
            return f'<span class="button {element.get("style", "")}">{label}</span>'
        case "overflow":
            return '<span class="button">⋯</span>'
        case "feedback_buttons":
            both = (element["positive_button"], element["negative_button"])
            return "".join(f'<span class="small button">{_text(one["text"])}</span>' for one in both)
        case "plain_text_input":
            return f'<div class="field">{html.escape(element.get("initial_value", "")) or label or "&nbsp;"}</div>'
        case "radio_buttons" | "checkboxes":
            return "".join(f"<p>○ {_text(option['text'])}</p>" for option in element["options"])
        case kind if kind.endswith("select"):
            return f'<span class="select">{_chosen(element) or label} ▾</span>'
        case kind:
            raise KeyError(kind)


def _chosen(element: Block) -> str:
    chosen = element.get("initial_options") or [element["initial_option"]] if _has_choice(element) else []
    return ", ".join(_text(option["text"]) for option in chosen)


def _has_choice(element: Block) -> bool:
    return bool(element.get("initial_options") or element.get("initial_option"))


def _row(block: Block) -> str:
    return f'<div class="buttons">{"".join(map(_element, block["elements"]))}</div>'


def _context(block: Block) -> str:
    return "&ensp;".join(_text(element) for element in block["elements"])


def _input(block: Block) -> str:
    optional = " (optional)" if block.get("optional") else ""
    hint = f"<small>{_text(block['hint'])}</small>" if block.get("hint") else ""
    return f"<label>{_text(block['label'])}{optional}</label>{_element(block['element'])}{hint}"


def kinds() -> Iterator[str]:
    """The kinds of blocks that are drawn."""
    yield from DRAWN


DRAWN: dict[str, Callable[[Block], str]] = {
    "actions": _row,
    "context": _context,
    "context_actions": _row,
    "divider": lambda _: "<hr>",
    "header": lambda block: f"<h3>{_text(block['text'])}</h3>",
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich,
    "section": _section,
}
