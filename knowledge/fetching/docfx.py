"""Microsoft's documents as they lie in their repositories, as plain Markdown: front matter, includes, zones, tabs, alerts, pictures, formulas.

The constructs are those of learn.microsoft.com/contribute/content/markdown-reference. What Markdown has no form for becomes the markers of
`page_sections`. Reading is pure; includes come through a function that is passed in.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.errors import PageError
from knowledge.fetching.page_sections import FENCE, ReadPage, marker, read_sections
from knowledge.own.characters import without_comments

if TYPE_CHECKING:
    from collections.abc import Callable

#: Includes in one another, and of one page altogether; Learn's own pages have at most 3 and some 20.
DEEPEST_INCLUDE: Final = 6
MOST_INCLUDES: Final = 60
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^([\w.-]+):(.*)$", re.MULTILINE)
_INCLUDE = re.compile(
    r"\[!INCLUDE[\s-]{0,3}\[[^\]\[]{0,300}\]\s{0,3}\(\s{0,3}<?([^()<>]{1,500})>?\s{0,3}\)\s{0,3}\]", re.IGNORECASE
)
#: What a line begins with in a quote or in an item of a list.
_CONTAINER = re.compile(r"(?:[ \t]{0,20}(?:>|[-*+]|\d{1,9}[.)])){1,6}[ \t]{0,20}")
_ZONE = re.compile(r"^[ \t>]*:::[ \t]*zone[ \t]+(?:pivot|target)=\"([^\"]*)\"[ \t:]*$", re.IGNORECASE)
_ZONE_END = re.compile(r"^[ \t>]*:::[ \t]*zone-end[ \t:]*$", re.IGNORECASE)
_TAB = re.compile(r"^ {0,3}(#{1,6})[ \t]+\[([^\[\]]{1,200})\]\(#tabs?/[^()]{0,300}\)[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]")
_ALERT = re.compile(
    r"^([ \t]*>)[ \t]*\[!(?:NOTE|TIP|IMPORTANT|CAUTION|WARNING|div[^\]]*|VIDEO[^\]]*)\][ \t]*", re.IGNORECASE
)
_IMAGE = re.compile(r":::[ \t]*image\b.*?:::(?:(?:(?!:::).)*:::[ \t]*image-end[ \t]*:::)?", re.DOTALL | re.IGNORECASE)
_OTHER = re.compile(r"^[ \t>]*:::.*$", re.MULTILINE)
_SHOWN = re.compile(r"\[!(?:UICONTROL|DNL|BADGE)\s+([^\[\]]{1,300})\]", re.IGNORECASE)
_UNSHOWN = re.compile(
    r"\[!(?:code|notebook|video)[^\[\]]{0,300}(?:\[[^\[\]]{0,300}\]\([^()]{0,500}\))?\]", re.IGNORECASE
)
_NAME = re.compile(r"[ \t]*<a\s+(?:id|name)\s*=\s*[\"']?([\w.-]+)[\"']?\s*/?>(?:\s*</a>)?", re.IGNORECASE)
_FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_TEMPORARY = "(temp)"
_PREFIXES = ("programming-language-", "development-language-", "platform-")
_SPELLED = {
    "rest": "REST",
    "rest-api": "REST",
    "sdk": "SDK",
    "azd": "azd",
    "cli": "CLI",
    "azure-cli": "Azure CLI",
    "csharp": "C#",
    "javascript": "JavaScript",
}
_SPELLED |= {
    "typescript": "TypeScript",
    "studio": "Portal",
    "ai-foundry-portal": "Portal",
    "foundry-portal": "Portal",
    "powershell": "PowerShell",
}


@dataclass(slots=True)
class Expanded:
    """A text with its includes in it, its front matter and the dates of all of them."""

    text: str
    front: dict[str, str] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)

    @property
    def date(self) -> str:
        """The newest of the dates of the page and its includes; empty where none has one."""
        return max(self.dates, default="")


def expand(text: str, path: str, read: Callable[[str], str]) -> Expanded:
    """The text with its includes.

    Comments are taken out first, so that an include within one is not followed.

    Args:
        text: The page.
        path: Where it lies in its repository.
        read: Gives the text of another file of the repository.

    Raises:
        PageError: An include can't be read, includes itself, or there are too many.
    """
    return _Expanding(read).expand(text, path, ())


class _Expanding:
    """Follows the includes of one page."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read
        self._count = 0

    def expand(self, text: str, path: str, above: tuple[str, ...]) -> Expanded:
        """A file with everything that it includes; `above` are the files that it is included in."""
        front, body = front_matter(text)
        done = Expanded("", front, [day] if (day := iso_date(front.get("ms.date", ""))) else [])
        body = without_comments(body)
        done.text = "".join(
            part if is_code else self._with_includes(part, path, above, done.dates) for is_code, part in stretches(body)
        )
        return done

    def _with_includes(self, text: str, path: str, above: tuple[str, ...], dates: list[str]) -> str:
        parts: list[str] = []
        cursor = 0
        for found in _INCLUDE.finditer(text):
            parts.append(text[cursor : found.start()])
            cursor = found.end()
            if target := resolve(path, found[1].strip()):
                within = self._included(target, path, above)
                dates += within.dates
                parts.append(_in_place(within.text, text, found))
        return "".join([*parts, text[cursor:]])

    def _included(self, target: str, path: str, above: tuple[str, ...]) -> Expanded:
        self._count += 1
        if target in {path, *above}:
            raise PageError(f"{target} includes itself")
        if len(above) >= DEEPEST_INCLUDE or self._count > MOST_INCLUDES:
            raise PageError(f"{path} includes more files, or files deeper in one another, than any page does")
        return self.expand(self._read(target), target, (*above, path))


def _in_place(within: str, text: str, found: re.Match[str]) -> str:
    """An included text as it goes into the line that names it: within a sentence, or on in the item or the quote that it begins in."""
    before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    after = text[found.end() :].partition("\n")[0]
    if not before.strip() and not after.strip():
        return within
    lines = within.strip().split("\n")
    if after.strip() or not _CONTAINER.fullmatch(before):
        return "\n".join(lines) if "" in lines else " ".join(map(str.strip, lines))
    further = "".join(sign if sign in ">\t" else " " for sign in before)
    if "|" in lines[0]:
        # A table begins in a line of its own.
        lines = ["", *lines]
    return "\n".join([lines[0], *(f"{further}{line}".rstrip() for line in lines[1:])])


def resolve(path: str, target: str) -> str:
    """The file that an include means; empty for one of another repository (`~/…`) or outside this one."""
    if target.startswith(("~", "/", "#")) or "://" in target:
        return ""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target.partition("?")[0].partition("#")[0]))
    return "" if found.startswith("..") else found


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The keys of a page's front matter with their values in one line, and the text after it."""
    found = _FRONT.match(text)
    if not found:
        return {}, text
    keys = {key.lower(): value.strip().strip("\"'") for key, value in _KEY.findall(found[1])}
    return keys, text[found.end() :]


def iso_date(value: str) -> str:
    """A day as front matter and pages write it, `10/06/2026`, `12/6/2025`, `2026-10-06T…`; empty for anything else."""
    said = value.strip()
    try:
        if match := re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", said):
            return date(int(match[3]), int(match[1]), int(match[2])).isoformat()
        return date.fromisoformat(said[:10]).isoformat()
    except ValueError:
        return ""


def read_docfx(expanded: Expanded) -> ReadPage:
    """The page that a text with its includes makes."""
    title = expanded.front.get("title", "").rstrip()
    if title.lower().endswith(_TEMPORARY):
        title = title[: -len(_TEMPORARY)].rstrip()
    return read_sections(plain_markdown(expanded.text), title=title, date=expanded.date)


def plain_markdown(text: str) -> str:
    """Markdown with markers in the place of what only docfx knows; code stays as it is."""
    writer = _Writer()
    return "\n".join(
        part.removesuffix("\n") if is_code else "\n".join(writer.lines(_unframed(part).removesuffix("\n")))
        for is_code, part in stretches(text)
    )


def stretches(text: str) -> list[tuple[bool, str]]:
    """The text in stretches, each with whether it is fenced code."""
    found: list[tuple[bool, list[str]]] = [(False, [])]
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = FENCE.match(line)
        if fence:
            found[-1][1].append(line)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                found.append((False, []))
        elif mark and not (mark[1][0] == "`" and "`" in line[mark.end() :]):
            fence = mark[1]
            found.append((True, [line]))
        else:
            found[-1][1].append(line)
    return [(is_code, "".join(lines)) for is_code, lines in found if lines]


def _unframed(text: str) -> str:
    text = _IMAGE.sub("", text)
    text = _SHOWN.sub(r"\1", _UNSHOWN.sub("", _INCLUDE.sub("", text)))
    return _FORMULA.sub(lambda found: formula(found[1]), text)


class _Writer:
    """Writes markers; remembers whether a zone or a tab is open from one stretch of text to the next."""

    def __init__(self) -> None:
        self._zone = ""
        self._tab = ""
        self._tab_level = 0
        self._section_level = 0

    def lines(self, text: str) -> list[str]:
        """The lines of a text, with the zones and tabs that they stand in as labels."""
        written: list[str] = []
        for line in text.split("\n"):
            written += self._line(line)
        return written

    def _line(self, line: str) -> list[str]:
        if self._is_boundary(line):
            return self._label()
        if _OTHER.match(line):
            return []
        heading = _HEADING.match(line)
        if heading and self._tab and len(heading[1]) <= max(min(self._tab_level, self._section_level), 2):
            # A group that nobody has ended.
            self._tab = ""
            self._section_level = len(heading[1])
            return [*self._label(), line]
        if heading and not self._tab:
            self._section_level = len(heading[1])
        return self._named(_ALERT.sub(r"\1 ", line))

    def _is_boundary(self, line: str) -> bool:
        """Whether a zone or a tab begins or ends here; from there on it is remembered."""
        if zone := _ZONE.match(line):
            self._zone, self._tab = zone_name(zone[1]), ""
        elif _ZONE_END.match(line):
            self._zone = self._tab = ""
        elif tab := _TAB.match(line):
            self._tab, self._tab_level = " ".join(tab[2].replace("*", "").split()), len(tab[1])
        elif self._tab and _RULE.match(line):
            self._tab = ""
        else:
            return False
        return True

    def _label(self) -> list[str]:
        said = ", ".join(filter(None, (self._zone, self._tab)))
        return ["", marker("label", said) if said else marker("end"), ""]

    def _named(self, line: str) -> list[str]:
        names, at = [], 0
        while name := _NAME.match(line, at):
            names.append(marker("alias", name[1]))
            at = name.end()
        return [*names, line[at:]]


def zone_name(pivots: str) -> str:
    """What the readers of a zone chose, in words: "programming-language-python,rest-api" is "Python, REST"."""
    names = []
    for pivot in pivots.split(","):
        bare = pivot.strip().lower()
        for prefix in _PREFIXES:
            bare = bare.removeprefix(prefix)
        names.append(_SPELLED.get(bare, bare.replace("-", " ").capitalize()))
    return ", ".join(dict.fromkeys(filter(None, names)))


def formula(latex: str) -> str:
    r"""A formula as plain text: `\text{price} = \frac{a}{b} \times 2` is "price = (a) / (b) × 2"."""
    text = " ".join(latex.split())
    text = re.sub(r"\\(?:text|mathrm|mathbf|operatorname)\{([^{}]*)\}", r"\1", text)
    for _ in range(3):
        text = re.sub(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1) / (\2)", text)
    for written, sign in (
        (r"\times", "×"),
        (r"\cdot", "·"),
        (r"\div", "÷"),
        (r"\leq", "≤"),
        (r"\geq", "≥"),
        (r"\approx", "≈"),
        (r"\%", "%"),
        (r"\$", "$"),
    ):
        text = text.replace(written, sign)
    text = re.sub(r"\\(?:left|right|quad|,|;|!)", " ", text)
    return " ".join(re.sub(r"[\\{}]", "", text).split())
