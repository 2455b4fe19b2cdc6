"""The pieces that messages and views are made of: styled runs, lists, sources, buttons, small print.

Every function takes text as somebody wrote it and makes it safe; what is empty is left out.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from bot import phrases
from bot.slack.blocks.action_ids import BAD, GOOD, Button
from bot.slack.blocks.safe_markdown import cut, escape, plain
from knowledge.passages import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.replies import Citation
    from bot.slack.blocks.message import Block
    from knowledge.passages import Passage

#: One text, an item of a list, the items, the sources under a message: more than any reply has, and within Slack's limits.
LONGEST_TEXT, LONGEST_ITEM, MOST_ITEMS, MOST_SOURCES = 2_000, 500, 20, 20
#: Slack's own limits.
LONGEST_HEADER, LONGEST_LABEL, LONGEST_VALUE, LONGEST_ADDRESS = 150, 75, 2_000, 3_000

#: A source in one line with others: its title is cut here, and so many are named.
SHORT_TITLE, SHORT_SOURCES = 48, 4
#: Characters of a date that is none, and of an address that still stands in one line with others.
SHORT_DATE, SHORT_ADDRESS = 20, 350
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: No white space, nothing invisible, and nothing that ends a link in mrkdwn.
_ADDRESS = re.compile(
    r"https://(?!/)[^\s<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+"
)


def run(text: str, *styles: str) -> list[Block]:
    """A run of rich text; `styles` are bold, italic, strike or code."""
    shown = cut(plain(text), LONGEST_TEXT)
    if not shown:
        return []
    return [{"type": "text", "text": shown, **({"style": dict.fromkeys(styles, True)} if styles else {})}]


def link(address: str, label: str) -> list[Block]:
    """A link by its label, or the label alone where the address can't be one."""
    shown = cut(plain(label).strip(), LONGEST_TEXT)
    if not is_link(address):
        return run(label)
    return [{"type": "link", "url": address, "text": shown or address}]


def is_link(address: str) -> bool:
    """Whether an address may be linked: https, whole, and not longer than Slack takes."""
    return len(address) <= LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(address))


def line(*runs: Sequence[Block]) -> list[Block]:
    """A paragraph of runs."""
    elements = [element for one in runs for element in one]
    return [{"type": "rich_text_section", "elements": elements}] if elements else []


def lines(each: Iterable[Sequence[Block]]) -> list[Block]:
    """A paragraph whose lines are lists of runs."""
    elements: list[Block] = []
    for runs in each:
        if runs and elements:
            elements += run("\n")
        elements += runs
    return line(elements)


def bullets(texts: Iterable[str], before: str = "") -> list[Block]:
    """A list of texts, each with something such as a box before it."""
    items = [item for text in texts if text.strip() for item in line(run(f"{before}{cut(text.strip(), LONGEST_ITEM)}"))]
    if not items:
        return []
    if len(items) > MOST_ITEMS:
        items = [*items[: MOST_ITEMS - 1], *line(run(f"and {len(items) - MOST_ITEMS + 1} more"))]
    if before:
        return lines(item["elements"] for item in items)
    return [{"type": "rich_text_list", "style": "bullet", "elements": items}]


def labelled(label: str, texts: Sequence[str], before: str = "") -> list[Block]:
    """A label with a list under it; a single text stands beside it."""
    said = [text for text in texts if text.strip()]
    if len(said) == 1 and not before:
        return line(run(f"{label}: ", "bold"), run(cut(said[0].strip(), LONGEST_ITEM)))
    return [*line(run(label, "bold")), *bullets(said, before)] if said else []


def prose(text: str, *styles: str) -> list[Block]:
    """Paragraphs of our own; lines that begin with "- " become a list."""
    elements: list[Block] = []
    for part in re.split(r"(?m)((?:^- .*\n?)+)", plain(text).strip()):
        if part.startswith("- "):
            elements += bullets(part_line.removeprefix("- ") for part_line in part.splitlines())
        elif part.strip():
            elements += line(run(part.strip(), *styles))
    return elements


def rich(*elements: Sequence[Block]) -> list[Block]:
    """One block of rich text, if there is anything in it."""
    all_elements = [element for some in elements for element in some]
    return [{"type": "rich_text", "elements": all_elements}] if all_elements else []


def header(text: str) -> list[Block]:
    """A headline."""
    shown = cut(plain(text).strip(), LONGEST_HEADER)
    return [{"type": "header", "text": plain_text(shown, LONGEST_HEADER)}] if shown else []


def small_print(text: str) -> list[Block]:
    """A grey line."""
    shown = cut(plain(text).strip(), LONGEST_TEXT)
    return [{"type": "context", "elements": [plain_text(shown, LONGEST_TEXT)]}] if shown else []


def context(*texts: str) -> list[Block]:
    """A grey line of texts that are safe mrkdwn already; what is empty is left out."""
    shown = [{"type": "mrkdwn", "text": text, "verbatim": True} for text in texts if text.strip()]
    return [{"type": "context", "elements": shown}] if shown else []


def plain_text(text: str, most: int) -> dict[str, Any]:
    """A plain text object; a dash where there is nothing to say, since Slack takes none that is empty."""
    return {"type": "plain_text", "text": cut(plain(text).strip(), most) or "-", "emoji": False}


def button(action_id: str, label: str, value: str = "", style: str = "") -> Block:
    """A button; its value is what comes back when it is pressed."""
    made: Block = {"type": "button", "action_id": action_id, "text": plain_text(label, LONGEST_LABEL)}
    if value:
        made["value"] = value[:LONGEST_VALUE]
    if style:
        made["style"] = style
    return made


def select(action_id: str, placeholder: str, options: Iterable[tuple[str, str]]) -> Block:
    """A menu of which one thing is chosen; each option is a value and its label."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, LONGEST_HEADER),
        "options": _menu_options(options, 2 * LONGEST_LABEL),
    }


def overflow(action_id: str, options: Iterable[tuple[str, str]]) -> Block:
    """What else can be done, behind three dots."""
    return {"type": "overflow", "action_id": action_id, "options": _menu_options(options, 2 * LONGEST_LABEL)}


def _menu_options(options: Iterable[tuple[str, str]], most: int) -> list[Block]:
    """The entries of a menu; Slack takes no value twice."""
    labels: dict[str, str] = {}
    for value, label in options:
        labels.setdefault(value[:most], label)
    return [{"text": plain_text(label, LONGEST_LABEL), "value": value} for value, label in labels.items()]


def confirmation(title: str, text: str, confirm: str) -> dict[str, Any]:
    """What is asked before something is deleted."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(confirm, 30),
        "deny": plain_text("Cancel", 30),
        "style": "danger",
    }


def actions(*buttons: Block) -> list[Block]:
    """A row of buttons."""
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []


def feedback() -> list[Block]:
    """Whether it helped."""
    return [
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": Button.FEEDBACK.value,
                    "positive_button": {"text": plain_text("Helpful", LONGEST_LABEL), "value": GOOD},
                    "negative_button": {"text": plain_text("Not helpful", LONGEST_LABEL), "value": BAD},
                }
            ],
        }
    ]


def where(passage: Passage) -> list[Block]:
    """Title › heading as a link to that heading, date, chip; a person's own document is called so."""
    about = [passage.date or "undated"]
    if chip := phrases.chip(passage):
        about.append(chip)
    return [*link(passage.link, cut(passage.place, LONGEST_HEADER * 2)), *run(f" · {' · '.join(about)}")]


def sources(citations: Sequence[Citation], caveats: Sequence[str] = ()) -> list[Block]:
    """What to know about the age of the sources, then each with its mark."""
    found = [[*run(f"[{citation.number}] ", "bold"), *where(citation.passage)] for citation in citations[:MOST_SOURCES]]
    if len(citations) > MOST_SOURCES:
        found.append(run(f"and {len(citations) - MOST_SOURCES} more"))
    said = [run(caveat.strip(), "italic") for caveat in caveats[:MOST_ITEMS]]
    return [*rich(lines(said)), *rich(lines(found))]


def short_sources(citations: Sequence[Citation]) -> str:
    """The sources as one line of mrkdwn: marks, title as a link, month; a person's own documents say so.

    A document that is cited for several of its parts is named once; the press on *Sources* tells them apart.
    """
    grouped: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        grouped.setdefault((citation.passage.title, citation.passage.date), []).append(citation)
    named = [_short_source(group) for group in list(grouped.values())[:SHORT_SOURCES]]
    if len(grouped) > SHORT_SOURCES:
        named.append(f"and {len(grouped) - SHORT_SOURCES} more")
    return "  ".join(named)


def _short_source(group: Sequence[Citation]) -> str:
    passage = group[0].passage
    title = escape(cut(plain(passage.title).strip(), SHORT_TITLE).replace("|", "/")) or "untitled"
    may_be_linked = len(passage.link) <= SHORT_ADDRESS and is_link(passage.link)
    shown = f"{OWN if passage.is_own else ''}{f'<{escape(passage.link)}|{title}>' if may_be_linked else title}"
    about = [month(passage.date)]
    if chip := phrases.chip(passage):
        about.append(chip)
    marks = "".join(f"[{citation.number}]" for citation in group)
    return f"{marks} {' · '.join([shown, *filter(None, about)])}"


def month(date: str) -> str:
    """An ISO date as month and year, in safe mrkdwn; as it is where it is none."""
    year, _, rest = date.partition("-")
    number = rest[:2]
    named = number.isascii() and number.isdecimal() and 1 <= int(number) <= len(_MONTHS)
    return (
        f"{_MONTHS[int(number) - 1]} {escape(cut(plain(year), SHORT_DATE))}"
        if named
        else escape(cut(plain(date), SHORT_DATE))
    )


def quoted_sources(citations: Sequence[Citation], caveats: Sequence[str] = ()) -> list[Block]:
    """Every source with its title, heading, date and status, and the sentence it is cited for."""
    blocks = rich(lines(run(caveat.strip(), "italic") for caveat in caveats[:MOST_ITEMS]))
    for citation in citations[:MOST_SOURCES]:
        said = run(f"\n“{cut(citation.quote.strip(), LONGEST_ITEM)}”", "italic") if citation.quote.strip() else []
        blocks += rich(line(run(f"[{citation.number}] ", "bold"), where(citation.passage), said))
    return blocks


def links_in(*passages: Passage) -> frozenset[str]:
    """The addresses that a message about these passages leads to."""
    return frozenset(passage.link for passage in passages if is_link(passage.link))


def cited(citations: Iterable[Citation]) -> frozenset[str]:
    """The addresses that a message with these citations leads to."""
    return links_in(*(citation.passage for citation in list(citations)[:MOST_SOURCES]))


def addresses(node: Any) -> Iterator[str]:
    """Every address that the links in some blocks lead to."""
    if isinstance(node, dict):
        if node.get("type") == "link" and isinstance(node.get("url"), str):
            yield node["url"]
        if node.get("type") == "mrkdwn" and isinstance(node.get("text"), str):
            # Escaped, so that no other "<" stands in it.
            yield from (html.unescape(part.partition("|")[0]) for part in node["text"].split("<")[1:])
        for item in node.values():
            yield from addresses(item)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from addresses(item)
