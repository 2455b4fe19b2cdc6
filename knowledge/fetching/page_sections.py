"""A page as sections: headings with their anchors, prose in pieces, tables a row at a time.

The readers write what Markdown has no form for as lines of its own, `marker()`: the beginning and the end of a tab or a zone, a table that is rows
already, and another name of the heading that follows. This module knows nothing of where a page comes from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from knowledge.documents import pieces
from knowledge.own.markdown_text import ELEMENTS, markdown_sections
from knowledge.own.tables import cells_of, in_one_line, is_row, is_ruler
from knowledge.passages import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Headings of the first four levels cut; deeper ones stay in the text.
DEEPEST: Final = 4
#: Code is left out: an answer is made of sentences.
FENCE: Final = re.compile(r"\s{0,12}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)$")
#: Blanks of which a page means nothing more than of one; patterns that begin or end with blanks would try each of them.
_LONG_BLANKS = re.compile(r"\s{13,}")
_NAMED = re.compile(r"[ \t]*\{#([\w.:-]{1,200})\}[ \t]*$")
_MARKER = re.compile(r"@@(label|end|rows|alias) ?(.*)@@$")
_NOTE = re.compile(r"[-*+>\s]{0,12}(?:<sup>\s*([\w*†‡]{1,3})\s*</sup>|([¹²³⁴⁵⁶⁷⁸⁹]))\**[:.]?\s*(\S.*)")
_NOTE_MARK = re.compile(r"\s*(?:<sup>\s*([\w*†‡,\s]{1,12})\s*</sup>|([¹²³⁴⁵⁶⁷⁸⁹]))")
_LINE_END = re.compile(r"\s*</?br\b[^<>]{0,20}>\s*", re.IGNORECASE)
#: Cells of as many lines each are rows of their own: two may be a name and its version, and the longest of Learn's have 28 (own estimates).
_FEWEST_LINES, _MOST_LINES = 3, 60
#: A line of its own over footnotes.
_LEGEND = re.compile(r"[\s*]{0,6}(?:legend|notes?|footnotes?)[\s*:]{0,6}", re.IGNORECASE)
_SAID = {"✅": "Yes", "✔️": "Yes", "✔": "Yes", "☑️": "Yes", "❌": "No", "✖": "No", "✗": "No", "⛔": "No"}
_SIGNS = re.compile("|".join(map(re.escape, _SAID)))
_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)([^*\n]{1,600}?)(?<=\S)\1")
_TICKS = re.compile(r"(`{1,12})([^`\n]+)\1")
_LINKED = re.compile(r"!?\[([^\]\[]{0,300})\]\([^()\s]{0,2000}\)")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,9})(?:\s[^<>]{0,300})?>")
#: What a table, or a heading below a list's item, may stand in.
_QUOTED = re.compile(r"[ \t]{0,12}(?:>[ \t]?){1,4}")
_INDENTED_HEADING = re.compile(r"^#{2,6}[ \t]+(?=\S)", re.MULTILINE)
_BULLET = re.compile(r"^[*+][ \t]+", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=\S)")
_LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class PageSection:
    """What stands under one heading: the path of headings, its anchor, and the texts in order; each row of a table is a text."""

    path: tuple[str, ...]
    anchor: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read; `date` is ISO or empty, `anchors` are all that its headings can be linked to with."""

    title: str
    date: str
    sections: tuple[PageSection, ...]
    anchors: frozenset[str] = field(default=frozenset())

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(text.split()) for section in self.sections for text in section.texts)


def marker(kind: str, text: str = "") -> str:
    """A line that says what Markdown has no form for: `label`, `end`, `rows` or `alias`."""
    return f"@@{kind} {text}@@" if text else f"@@{kind}@@"


def read_sections(markdown: str, *, title: str = "", date: str = "", rows: Sequence[Sequence[str]] = ()) -> ReadPage:
    """The page that plain Markdown with markers makes.

    Args:
        markdown: Without front matter and comments.
        title: What it is called; its first heading of the first level if left out.
        date: Its ISO date, or nothing.
        rows: The tables that `rows` markers point at by their place, each as its rows.
    """
    reading = _Scanner(rows)
    for line in markdown.replace("\r\n", "\n").split("\n"):
        reading.line(_LONG_BLANKS.sub(" " * 12, line))
    reading.end_section()
    return ReadPage(title or reading.title, date, tuple(reading.found), frozenset(reading.anchors))


class _Scanner:
    """Reads a page line by line."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self._rows = rows
        self.title = ""
        self.found: list[PageSection] = []
        self.anchors: set[str] = set()
        self._path: dict[int, str] = {}
        self._anchor = ""
        self._label = ""
        self._fence = ""
        self._body: list[str] = []
        self._met: dict[str, int] = {}

    def line(self, line: str) -> None:
        """Take the next line of the page in."""
        fence = FENCE.match(line)
        if self._fence:
            if fence and fence[1].startswith(self._fence) and not line.strip().strip(self._fence[0]):
                self._fence = ""
        elif fence and not (fence[1][0] == "`" and "`" in line[fence.end() :]):
            self._fence = fence[1]
        elif marked := _MARKER.match(line.strip()):
            self._mark(marked[1], marked[2].strip())
        elif heading := _HEADING.match(line):
            self._heading(len(heading[1]), heading[2].rstrip(" \t").rstrip("#").rstrip(" \t"))
        else:
            self._body.append(line)

    def _mark(self, kind: str, text: str) -> None:
        if kind == "alias":
            self.anchors.add(text)
        elif kind == "rows":
            self._body.append(marker(kind, text))
        else:
            self.end_section()
            self._label = text if kind == "label" else ""

    def _heading(self, level: int, text: str) -> None:
        named = _NAMED.search(text)
        shown = plain(_NAMED.sub("", text))
        if not shown:
            return
        own = named[1] if named else self._numbered(slug(shown))
        self.anchors.add(own)
        if level > DEEPEST:
            self._body += ["", shown, ""]
            return
        self.end_section()
        if level == 1 and not self.title:
            self.title = shown
        self._path = {above: name for above, name in self._path.items() if above < level} | {level: shown}
        self._anchor = own

    def _numbered(self, name: str) -> str:
        """The anchor as Learn makes it of a heading that stands several times: the second one ends with -1."""
        number = self._met.get(name, 0)
        self._met[name] = number + 1
        return f"{name}-{number}" if number else name

    def end_section(self) -> None:
        """Close the section that is being read; one without text is none."""
        texts = tuple(_texts(self._body, self._rows))
        self._body = []
        if not texts:
            return
        # The heading of the whole page stands over all others, and is named where nothing else is.
        under = [name for level, name in sorted(self._path.items()) if level > 1]
        path = tuple(under or self._path.values()) + ((self._label,) if self._label else ())
        self.found.append(PageSection(path, self._anchor, texts))


def _texts(lines: list[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """What a section says, in order."""
    notes = _notes(lines)
    marks = {mark for line in lines if is_row(line) for mark in _marks(line)}
    if marks & notes.keys():
        lines = [kept for line in lines if (kept := line if is_row(line) else _beside_rows(line, marks)) is not None]
    texts: list[str] = []
    prose: list[str] = []
    at = 0
    while at < len(lines):
        marked = _MARKER.match(lines[at])
        table = [] if marked else _table_at(lines, at)
        if not marked and not table:
            prose.append(lines[at])
            at += 1
            continue
        texts += _prose(prose)
        prose = []
        if marked:
            number = int(marked[2]) if marked[2].isdecimal() else len(rows)
            texts += [row for row in (rows[number] if number < len(rows) else ()) if row.strip()]
            at += 1
        else:
            texts += _table(table[0], table[2:], notes)
            at += len(table)
    return texts + _prose(prose)


def _table_at(lines: list[str], at: int) -> list[str]:
    """The lines of the table that begins here, out of the quote that it may stand in; none where none does."""
    quoted = bool(_QUOTED.match(lines[at]))
    if not is_row(lines[at]) or at + 1 == len(lines) or not is_ruler(_unquoted(lines[at + 1])):
        return []
    end = at + 2
    while end < len(lines) and is_row(lines[end]) and bool(_QUOTED.match(lines[end])) == quoted:
        end += 1
    return [_unquoted(line) for line in lines[at:end]]


def _unquoted(line: str) -> str:
    quote = _QUOTED.match(line)
    return line[quote.end() :] if quote else line


def _prose(lines: list[str]) -> list[str]:
    """Text in pieces; an underlined heading in it is a line of its own."""
    joined = "\n".join(lines)
    if not joined.strip():
        return []
    found: list[str] = []
    for path, text in markdown_sections(_said(joined)):
        # A title of its own line would be taken for a sentence's beginning.
        found += [plain(piece) for piece in pieces("\n\n".join([*path[-1:], text]), overlap=0)]
    return [text for text in found if text]


def _table(heading: str, rows: list[str], notes: dict[str, str]) -> list[str]:
    """A table's rows, each with the headings of its columns and what its footnotes say."""
    headed = cells_of(heading)
    titles = [_NOTE_MARK.sub("", cell) for cell in headed]
    ruler = "|" + " --- |" * len(titles)
    texts: list[str] = []
    for row in (one for line in rows for one in _parallel(cells_of(line))):
        # A heading's footnote belongs to what stands below it.
        marked = [title for title, cell in zip(headed, row, strict=False) if cell]
        marks = [mark for cell in (*marked, *row) for mark in _marks(cell)]
        cells = [_said(in_one_line(_NOTE_MARK.sub("", cell))).strip() for cell in row]
        if not any(cells):
            continue
        written = "\n".join(
            ["|" + "|".join(one.replace("|", "\\|") or " " for one in line) + "|" for line in (titles, cells)]
        )
        first, second = written.split("\n")
        lines = [
            plain(line)
            for _, text in markdown_sections(f"{first}\n{ruler}\n{second}\n")
            for line in text.split("\n")
            if line.strip()
        ]
        said = [note for mark in dict.fromkeys(marks) if (note := notes.get(mark))]
        texts += [f"{line} ({'; '.join(said)})" if said else line for line in lines]
    return texts


def _parallel(cells: list[str]) -> list[list[str]]:
    """The rows that one row is whose cells list one thing a line, each as many as the next; otherwise itself alone."""
    lined = [_LINE_END.split(cell) for cell in cells]
    several = [lines for lines in lined if len(lines) > 1]
    count = len(several[0]) if several else 0
    are_alike = len(several) > 1 and all(len(lines) == count and all(lines) for lines in several)
    if not are_alike or not _FEWEST_LINES <= count <= _MOST_LINES:
        return [cells]
    return [[lines[number] if len(lines) > 1 else lines[0] for lines in lined] for number in range(count)]


def _marks(cell: str) -> list[str]:
    """The marks of the footnotes of a cell."""
    return [mark.strip() for found in _NOTE_MARK.finditer(cell) for mark in (found[1] or found[2]).split(",")]


def _notes(lines: list[str]) -> dict[str, str]:
    """The footnotes of a section by their marks, as far as they are said with a row."""
    found: dict[str, str] = {}
    for line in lines:
        if "|" not in line and (note := _NOTE.match(line)):
            found.setdefault(note[1] or note[2], _beside_row(note[3]))
    return found


def _beside_row(note: str) -> str:
    """A footnote, or its first sentences, in brackets behind a row; it is no sentence there, and must not be taken for the end of one."""
    said = _SENTENCE_END.sub("; ", plain(_said(note)).rstrip("."))
    return said if len(said) <= _LONGEST_NOTE else said[:_LONGEST_NOTE].rpartition("; ")[0]


def _beside_rows(line: str, marks: set[str]) -> str | None:
    """What of a line is to be read beside rows with these marks; None where it is a footnote that is said whole with them."""
    if _LEGEND.fullmatch(line):
        return None
    note = _NOTE.match(line)
    if not note or (note[1] or note[2]) not in marks:
        return line
    return note[3] if len(plain(_said(note[3]))) > _LONGEST_NOTE else None


def _said(text: str) -> str:
    """Signs as words."""
    return _SIGNS.sub(lambda sign: _SAID[sign.group()], text)


def plain(text: str) -> str:
    """Words without emphasis, code marks and the addresses of links."""
    text = _LINKED.sub(r"\1", text)
    text = _TICKS.sub(r"\2", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    text = _TAG.sub(lambda found: "" if found[1].lower() in ELEMENTS else found[0], text)
    text = _INDENTED_HEADING.sub("", _BULLET.sub("- ", text))
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
