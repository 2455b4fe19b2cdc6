"""Learn's own Markdown, which comes with `?accept=text/markdown`, in the form that pages have in their repositories.

Learn writes it from the finished page. Zones and groups of tabs stay as they are; what differs is below, as it stands in public copies of
azure/foundry/openai/quotas-limits (2026-08-20), openai/concepts/model-retirement-schedule (2026-09-02), concepts/manage-costs (2026-08-27),
openai/how-to/model-router-agents (2026-09-01) and intune/device-management/actions/wipe (2026-09-16).
What it has lost nothing brings back: placeholders in angle brackets in code, anchors that are no heading's, and the ends of lines in cells that have
no blanks beside them ("512 MB via the API200 MB").
"""

from __future__ import annotations

import re
from typing import Final

from knowledge.fetching.docfx import stretches

_SITE: Final = " | Microsoft Learn"
#: An alert begins with its kind alone in a line.
_ALERT = re.compile(r"^[ \t>]{0,40}(?:Note|Tip|Important|Caution|Warning)[ \t]*\n(?=[ \t>]*(?:\n|\Z))", re.MULTILINE)
_RAISED = re.compile(r"\^((?:\\?\*|[\w†‡]){1,3}(?:, ?[\w†‡]{1,3}){0,4})\^")
#: A tab whose name is in bold type has lost its link, and would be read as another title of the page.
_BOLD_TAB = re.compile(r"^#[ \t]+\*\*([^*\n]{1,200})\*\*[ \t]*$", re.MULTILINE)
#: A picture that leads to itself; its description is none of the text.
_PICTURE = re.compile(r"\[!\[[^\[\]]{0,1000}\]\([^()\s]{0,500}\)\]\([^()\s]{0,500}\)")
#: The blank after words in bold type has gone where a link or the next words follow.
_JOINED = re.compile(r"(\*\*[^*\n]{1,200}[:.]\*\*)(?=[\w\[])")
_ROW = re.compile(r"^[ \t>]{0,40}\|.*$", re.MULTILINE)
#: Where a line of a cell ended: Learn leaves no two blanks of the page's own, and between code it leaves none.
_LINE_END = re.compile(r"(?<=[^\s|])  (?=[^\s|])|(?<=\w`)(?=`\w)")
_TITLE = re.compile(rf"^(#[ \t]+[^\n]{{1,300}}?){re.escape(_SITE)}[ \t]*$", re.MULTILINE)


def is_from_learn(title: str) -> bool:
    """Whether a page's front matter has a title as Learn writes it."""
    return title.endswith(_SITE)


def plain_title(title: str) -> str:
    """A page's title without the names of the site and of the product: "Quotas - Microsoft Foundry | Microsoft Learn" is "Quotas"."""
    own = title.removesuffix(_SITE)
    return own.rpartition(" - ")[0] or own


def as_in_repository(body: str) -> str:
    """The text of a page after its front matter, with the marks of docfx; code stays as it is."""
    return "".join(part if is_code else _restored(part) for is_code, part in stretches(body))


def _restored(text: str) -> str:
    text = _TITLE.sub(lambda found: plain_title(f"{found[1]}{_SITE}"), text, count=1)
    text = _BOLD_TAB.sub(r"# [\1](#tab/\1)", _ALERT.sub("\n", _PICTURE.sub("", text)))
    text = _ROW.sub(lambda row: _LINE_END.sub("<br>", row.group()), text)
    return _JOINED.sub(r"\1 ", _RAISED.sub(lambda found: f"<sup>{found[1].replace(chr(92), '')}</sup>", text))
