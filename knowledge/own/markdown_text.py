"""Markdown to sections: front matter, headings of both kinds, paragraphs, lists, tables, code, and what HTML in it hides."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass, field

from knowledge.own.characters import code_without_marks, visible, without_comments, without_marks
from knowledge.own.hidden import attributes_of, is_hidden, is_white_on_white
from knowledge.own.html_page import table_lines
from knowledge.own.lines import Joiner, are_pairs
from knowledge.own.tables import cells_of, in_one_line, is_row, is_ruler, row_lines

#: Headings of the first four levels cut; deeper ones stay in the text.
DEEPEST = 4
#: A paragraph longer than this that a line of hyphens follows is no heading.
LONGEST_HEADING, MOST_HEADING_LINES = 150, 3
_KEY = re.compile(r"[A-Za-z_][\w.-]{0,60}:(?:\s|$)")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_ANCHOR = re.compile(r"[ \t]*\{#[\w-]+\}[ \t]*$")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])[ \t]+(\S.*)")
_FENCE = re.compile(r"\s{0,12}(`{3,}|~{3,})")
_LINK = re.compile(
    r"(!?)\[((?:[^\[\]\n]|\[[^\[\]\n]{0,100}\]){0,300})\]\(<?[^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?>?(?: {1,5}[\"'(][^\"\n]{0,300}[\"')])?\)"
)
_DEFINITION = re.compile(r" {0,3}\[([^\[\]^]{1,100})\]:[ \t]*<?(?:\w+:|/|#|\.)\S*")
_REFERENCE = re.compile(r"(!?)\[([^\[\]\n]{1,300})\]\[([^\[\]\n]{0,100})\]")
_SIGN = re.compile("[<`]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
#: Elements of HTML; what else stands between angle brackets in Markdown is text, such as `<name>`.
ELEMENTS = frozenset(["a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "dialog", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "label", "legend", "li", "link", "main", "mark", "meta", "nav", "noscript", "object", "ol", "option", "p", "picture", "pre", "q", "s", "samp", "script", "section", "select", "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "tt", "u", "ul", "var", "video", "wbr"])  # fmt: skip
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_NEVER_SHOWN = frozenset({"script", "style", "template", "noscript", "svg", "head", "title", "iframe", "object"})
_LONGEST_TAG = 2_000

Sections = list[tuple[tuple[str, ...], str]]


def markdown_sections(markdown: str) -> Sections:
    """The sections in order: the path of headings, and the text with a line for each paragraph, item, row and line of code."""
    return _Reading(without_comments(without_front_matter(visible(markdown)))).sections()


def without_front_matter(text: str) -> str:
    """The text after its front matter, which is YAML of keys and values between `---`, or TOML between `+++`."""
    lines = text.split("\n")
    opening = lines[0].rstrip()
    if opening not in {"---", "+++"}:
        return text
    closing = {"---": {"---", "..."}, "+++": {"+++"}}[opening]
    end = next((row for row, line in enumerate(lines[1:], 1) if line.rstrip() in closing), 0)
    inside = lines[1:end]
    is_matter = _is_yaml(inside) if opening == "---" else _is_toml("\n".join(inside))
    return "\n".join(lines[end + 1 :]) if end and is_matter else text


def _is_yaml(lines: list[str]) -> bool:
    """Whether each line is `key: value`, or belongs to the key above it."""
    has_key = False
    for line in lines:
        if _KEY.match(line):
            has_key = True
        elif (
            line.strip() and not line.startswith("#") and not (has_key and (line[0].isspace() or line.startswith("- ")))
        ):
            return False
    return has_key


def _is_toml(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return False


@dataclass(slots=True)
class _Open:
    """The block that is being read: its lines, and whether it is an item of a list."""

    lines: list[str] = field(default_factory=list)
    is_item: bool = False


class _Reading:
    """Reads the lines of one document."""

    def __init__(self, text: str) -> None:
        """Begin with the whole text, whose words and references are learned."""
        self._text = text
        self._joiner = Joiner(text)
        self._labels = {found[1].lower() for line in text.split("\n") if (found := _DEFINITION.match(line))}
        self._path: dict[int, str] = {}
        self._found: Sections = []
        #: Finished blocks, each with whether it follows the one before in the next line and not after an empty one.
        self._blocks: list[tuple[str, bool]] = []
        self._open = _Open()

    def sections(self) -> Sections:
        """Read to the end."""
        prose: list[str] = []
        fence = ""
        for line in self._text.split("\n"):
            mark = _FENCE.match(line)
            if fence:
                if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                    fence = ""
                else:
                    self._code(line)
            elif mark and not (mark[1][0] == "`" and "`" in line[mark.end() :]):
                self._prose(prose)
                prose, fence = [], mark[1]
            else:
                prose.append(line)
        self._prose(prose)
        self._end_section()
        return self._found

    def _prose(self, lines: list[str]) -> None:
        """Lines outside code."""
        text = "\n".join(lines)
        if "<" in text:
            text = without_markup("\n".join(in_one_line(line) if is_row(line) else line for line in lines))
        lines = text.split("\n")
        row = 0
        while row < len(lines):
            after = lines[row + 1] if row + 1 < len(lines) else ""
            if is_row(lines[row]) and is_ruler(after) and len(cells_of(lines[row])) == len(cells_of(after)):
                row = self._table(lines, row)
            else:
                self._line(lines[row])
                row += 1
        self._end_block()

    def _line(self, line: str) -> None:
        bare = line.lstrip(" >") if line.lstrip().startswith(">") else line
        plain = bare.strip()
        if not plain:
            self._end_block()
        elif heading := _ATX.match(bare):
            self._heading(len(heading[1]), (heading[2] or "").rstrip().rstrip("#"))
        elif self._is_underline(plain):
            lines, self._open = self._open.lines, _Open()
            self._heading(1 if plain[0] == "=" else 2, self._joiner.join(lines))
        elif _is_break(plain):
            self._end_block()
        elif not _DEFINITION.match(line):
            self._text_line(bare, plain)

    def _is_underline(self, plain: str) -> bool:
        if self._open.is_item or not 1 <= len(self._open.lines) <= MOST_HEADING_LINES:
            return False
        short = sum(map(len, self._open.lines)) <= LONGEST_HEADING
        return short and not plain.strip(plain[0]) and (plain[0] == "=" or (plain[0] == "-" and len(plain) > 1))

    def _text_line(self, line: str, plain: str) -> None:
        item = _ITEM.fullmatch(plain)
        # In the middle of a paragraph a number is a number, but for the first of a list.
        if item and (not self._open.lines or self._open.is_item or not item[1][0].isdigit() or item[1][:-1] == "1"):
            self._end_block()
            self._open.is_item = True
        elif not self._open.lines and line.startswith(("    ", "\t")) and not self._blocks_end_with_item():
            self._code(line)
            return
        self._open.lines.append(plain.removesuffix("\\"))
        if line.endswith(("  ", "\\")):
            self._end_block()
            self._open.is_item = True

    def _blocks_end_with_item(self) -> bool:
        return bool(self._blocks and _ITEM.match(self._blocks[-1][0]))

    def _end_block(self) -> None:
        """Finish the paragraph or the item."""
        done, self._open = self._open, _Open()
        if are_pairs(done.lines):
            texts = [self._inline(line) for line in done.lines]
        else:
            texts = [self._inline(self._joiner.join(done.lines))] if done.lines else []
        for number, text in enumerate(filter(None, texts)):
            self._blocks.append((text, done.is_item or number > 0))

    def _code(self, line: str) -> None:
        self._end_block()
        if line.strip():
            self._blocks.append((code_without_marks(line.rstrip()), True))

    def _table(self, lines: list[str], row: int) -> int:
        """Read a table that begins at a row; the row after it."""
        self._end_block()
        headings = [self._inline(cell) for cell in cells_of(lines[row])]
        row += 2
        while row < len(lines) and is_row(lines[row]) and lines[row].strip():
            cells = [self._inline(cell) for cell in cells_of(lines[row])]
            self._blocks += [(line, True) for line in row_lines(headings, cells)]
            row += 1
        return row

    def _heading(self, level: int, text: str) -> None:
        self._end_block()
        title = _ANCHOR.sub("", self._inline(text.strip())).strip()
        if level > DEEPEST:
            self._blocks.append((title, False))
            return
        self._end_section()
        self._path = {above: name for above, name in self._path.items() if above < level} | (
            {level: title} if title else {}
        )

    def _end_section(self) -> None:
        self._end_block()
        text = "".join(
            f"{'' if not number else chr(10) if tight else chr(10) * 2}{block}"
            for number, (block, tight) in enumerate(self._blocks)
        )
        self._blocks = []
        if text.strip():
            self._found.append((tuple(name for _, name in sorted(self._path.items())), text))

    def _inline(self, text: str) -> str:
        """A paragraph without addresses, pictures, escapes and marks."""
        if "[" in text:
            text = _LINK.sub(_link_text, text)
            text = _REFERENCE.sub(self._reference_text, text)
        if "\\" in text:
            text = _ESCAPED.sub(r"\1", text)
        if "&" in text:
            text = visible(html.unescape(text))
        return " ".join(without_marks(text).split())

    def _reference_text(self, match: re.Match[str]) -> str:
        return _link_text(match) if (match[3] or match[2]).lower() in self._labels else match.group()


def _link_text(match: re.Match[str]) -> str:
    """What a link shows: nothing of a picture, and a mark, which goes with the others, where it is one."""
    if match[1]:
        return ""
    number = match[2].strip("[] ")
    return f"[{number[:1]}]" if number.isdecimal() else match[2]


def _is_break(plain: str) -> bool:
    bare = plain.replace(" ", "")
    return len(bare) > 2 and bare[0] in "-*_" and not bare.strip(bare[0])  # noqa: PLR2004 - three of a kind


def without_markup(text: str) -> str:
    """Markdown without HTML's tags and without what they hide; tables become a row a line."""
    kept: list[str] = []
    lower = text.lower()
    cursor = 0
    while sign := _SIGN.search(text, cursor):
        place = sign.start()
        kept.append(text[cursor:place])
        if sign.group() == "`":
            cursor = _end_of_code(text, place)
            kept.append(text[place:cursor])
        else:
            cursor, shown = _tag(text, lower, place)
            kept.append(shown)
    return "".join([*kept, text[cursor:]])


def _end_of_code(text: str, place: int) -> int:
    """Where a span of code in a line ends; after its first mark, where none ends it."""
    run = len(text[place : place + 20]) - len(text[place : place + 20].lstrip("`"))
    end = text.find("`" * run, place + run, place + _LONGEST_TAG)
    return place + run if end < 0 or "\n\n" in text[place:end] else end + run


def _tag(text: str, lower: str, place: int) -> tuple[int, str]:
    """Where to go on after a "<", and what of it is text."""
    end = text.find(">", place, place + _LONGEST_TAG)
    name = _name(text, place)
    if end < 0 or name not in ELEMENTS:
        return place + 1, "<"
    tag = text[place : end + 1]
    if tag.startswith("</") or name in _VOID:
        return end + 1, "\n" if name == "br" else ""
    attributes = attributes_of(tag)
    if name in _NEVER_SHOWN or is_hidden(attributes) or is_white_on_white(attributes):
        return _end_of_element(lower, name, end + 1), ""
    if name == "table":
        after = _end_of_element(lower, name, end + 1)
        lines = table_lines(text[place:after])
        return after, "\n\n".join(["", *(line.replace("|", "\\|") for line in lines), ""])
    return end + 1, ""


def _name(text: str, place: int) -> str:
    letters = text[place + 1 : place + 14].removeprefix("/")
    end = next((at for at, letter in enumerate(letters) if not letter.isalnum()), len(letters))
    return letters[:end].lower() if letters[end : end + 1] in {">", "/", " ", "\n", "\t", ""} else ""


def _end_of_element(lower: str, name: str, start: int) -> int:
    """Where an element ends whose first tag ended at `start`; the end of the text if nothing ends it."""
    depth, cursor = 1, start
    while (at := lower.find("<", cursor)) >= 0:
        cursor = at + 1
        if _name(lower, at) == name:
            depth += -1 if lower.startswith("</", at) else 1
            if depth == 0:
                end = lower.find(">", at)
                return len(lower) if end < 0 else end + 1
    return len(lower)
