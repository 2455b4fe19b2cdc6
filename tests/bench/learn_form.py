"""A page as Learn writes it with `?accept=text/markdown`, made of its text in the repository: the twin of what `knowledge.fetching.learn_markdown` reads.

The head of that module says in which public copies each of these differences stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.fetching.docfx import stretches

if TYPE_CHECKING:
    from knowledge.fetching.docfx import Expanded

_SUFFIX = " - Microsoft Foundry | Microsoft Learn"
_ALERT = re.compile(
    r"^([ \t]*)>[ \t]*\[!(NOTE|TIP|IMPORTANT|CAUTION|WARNING)\][ \t]*\n((?:[ \t]*>.*\n?)*)", re.MULTILINE
)
_QUOTE = re.compile(r"^([ \t]*)>[ \t]?", re.MULTILINE)
_TAB = re.compile(r"^ {0,3}#{1,6}[ \t]+(\[[^\[\]]+\]\(#tabs?/[^()]*\))[ \t]*\n\n?", re.MULTILINE)
_IMAGE = re.compile(r":::[ \t]*image\b[^\n]*?source=\"([^\"]*)\"[^\n]*?:::", re.IGNORECASE)
_TITLE = re.compile(r"^#[ \t]+(?!\[)[^\n]+$", re.MULTILINE)


def learn_form(page: Expanded) -> str:
    """The page with its front matter, whose day is the page's own alone."""
    title = page.front.get("title", "")
    day = page.front.get("ms.date", "")
    text = "".join(part if is_code else _shown(part) for is_code, part in stretches(page.text))
    text = _TITLE.sub(f"# {title}{_SUFFIX}", text, count=1)
    return f"---\nlayout: Conceptual\ntitle: {title}{_SUFFIX}\nms.date: {day}\n---\n\n{text}"


def _shown(text: str) -> str:
    text = re.sub(r"(?<=\S) {2,}(?=\S)", " ", _ALERT.sub(_named_alone, text))
    text = re.sub(r"<sup>([^<]*)</sup>", r"^\1^", _TAB.sub(r"# \1\n", text))
    text = re.sub(r"</?(?:br|ul|ol|li|a)\b[^<>]*>", "", _IMAGE.sub(r"![](\1)", text))
    return re.sub(r"\]\(([^()\s:]+)\.md", r"](\1", re.sub(r"([:.]\*\*) (?=\[)", r"\1", text))


def _named_alone(alert: re.Match[str]) -> str:
    return f"{alert[1]}{alert[2].capitalize()}\n\n" + _QUOTE.sub(r"\1", alert[3])
