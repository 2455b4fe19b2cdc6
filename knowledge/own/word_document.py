"""Word documents: headings become sections, tables lines for each row; what is deleted, hidden or only a list of contents is left out."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from knowledge.own.characters import plain_line
from knowledge.own.markdown_text import DEEPEST
from knowledge.own.office_package import check_package, reading
from knowledge.own.tables import looks_like_headings, row_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.own.markdown_text import Sections

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Text in these was deleted or moved away, or stands twice.
_NOT_TEXT: Final = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK})
#: What wraps paragraphs and tables without being one.
_WRAPPERS: Final = frozenset(
    {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag"}
)
_HEADING: Final = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"toc \d|table of figures|table of contents", re.IGNORECASE)
#: Word's level of outline for text that is no heading.
_BODY_TEXT: Final = 9
#: Half points under which text is for no reader.
_SMALLEST: Final = 4
#: Levels of styles that are based on one another; more are a circle.
_MOST_STYLES: Final = 20


def word_sections(raw: bytes, file: str) -> Sections:
    """The sections in order: the path of headings, and the text with a line for each paragraph and row.

    Raises:
        DocumentError: It is broken, encrypted, old, or holds macros.
    """
    from docx import Document

    check_package(raw, file, "word")
    with reading(file):
        document = Document(io.BytesIO(raw))
        return _BodyReading(_styles(document)).sections(document.element.body)


def _styles(document: Any) -> dict[str, Any]:
    return {style.style_id: style for style in document.styles}


class _BodyReading:
    """Reads the body of one document."""

    def __init__(self, styles: dict[str, Any]) -> None:
        self._styles = styles
        self._path: dict[int, str] = {}
        self._lines: list[str] = []
        self._found: Sections = []

    def sections(self, body: Any) -> Sections:
        """All of it."""
        for block in _blocks(body):
            if block.tag == f"{_W}tbl":
                self._lines.append("\n".join(self._rows(block)))
            elif text := self._text(block):
                self._take(text, self._chain(block))
        self._end()
        return self._found

    def _take(self, text: str, names: list[tuple[str, str | None]]) -> None:
        if any(_CONTENTS.match(name) for name, _ in names):
            return
        level = _level(names)
        if level is not None and level <= DEEPEST:
            self._end()
            self._path = {depth: name for depth, name in self._path.items() if depth < level} | {level: text}
        else:
            self._lines.append(text)

    def _end(self) -> None:
        if text := "\n\n".join(filter(None, self._lines)):
            self._found.append((tuple(name for _, name in sorted(self._path.items())), text))
        self._lines = []

    def _chain(self, paragraph: Any) -> list[tuple[str, str | None]]:
        """A paragraph's own style and those it is based on: the name of each, and the level of outline that it sets."""
        properties = paragraph.find(f"{_W}pPr")
        chain: list[tuple[str, str | None]] = [("", _outline(properties))]
        named = properties.find(f"{_W}pStyle") if properties is not None else None
        style = self._styles.get(named.get(f"{_W}val")) if named is not None else None
        while style is not None and len(chain) <= _MOST_STYLES:
            chain.append((style.name or "", _outline(style.element.find(f"{_W}pPr"))))
            style = getattr(style, "base_style", None)
        return chain

    def _rows(self, table: Any) -> Iterator[str]:
        rows = [self._cells(row) for row in table.iterchildren(f"{_W}tr")]
        above: list[str] = []
        texts: list[list[str]] = []
        for row in rows:
            # A cell that goes on from the row above says the same.
            above = [
                above[place] if text is None and place < len(above) else text or "" for place, text in enumerate(row)
            ]
            texts.append(above)
        first = table.find(f"{_W}tr/{_W}trPr/{_W}tblHeader") is not None
        has_headings = bool(texts) and (first or looks_like_headings(texts[0], texts[1:])) and len(texts) > 1
        headings = texts[0] if has_headings else []
        for row_texts in texts[1 if has_headings else 0 :]:
            yield from row_lines(headings, row_texts)

    def _cells(self, row: Any) -> list[str | None]:
        """The cells of a row, as many as it has columns; None for one that goes on from the row above."""
        cells: list[str | None] = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is not row:
                continue
            properties = cell.find(f"{_W}tcPr")
            span = properties.find(f"{_W}gridSpan") if properties is not None else None
            merge = properties.find(f"{_W}vMerge") if properties is not None else None
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
            text = " ".join(filter(None, (self._text(paragraph) for paragraph in cell.iter(f"{_W}p"))))
            width = int(span.get(f"{_W}val")) if span is not None else 1
            cells += [None if goes_on else text, *[""] * min(width - 1, 50)]
        return cells

    def _text(self, paragraph: Any) -> str:
        """What can be read of a paragraph, as one line."""
        pieces: list[str] = []
        for run in paragraph.iter(f"{_W}r"):
            if any(one.tag in _NOT_TEXT for one in run.iterancestors()) or self._is_hidden(run):
                continue
            for piece in run.iterchildren():
                if piece.tag == f"{_W}t":
                    pieces.append(piece.text or "")
                elif piece.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
                    pieces.append(" ")
                elif piece.tag == f"{_W}noBreakHyphen":
                    pieces.append("-")
        return plain_line("".join(pieces))

    def _is_hidden(self, run: Any) -> bool:
        """Whether a run is hidden, by itself or by its style, or too small for anybody."""
        properties = run.find(f"{_W}rPr")
        named = properties.find(f"{_W}rStyle") if properties is not None else None
        style = self._styles.get(named.get(f"{_W}val")) if named is not None else None
        sets = [properties, style.element.find(f"{_W}rPr") if style is not None else None]
        for one in (found for found in sets if found is not None):
            vanish, size = one.find(f"{_W}vanish"), one.find(f"{_W}sz")
            if vanish is not None and vanish.get(f"{_W}val") not in {"0", "false", "off"}:
                return True
            if size is not None and float(size.get(f"{_W}val") or 0) < _SMALLEST:
                return True
        return False


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those in content controls too."""
    for child in parent.iterchildren():
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _outline(properties: Any) -> str | None:
    level = properties.find(f"{_W}outlineLvl") if properties is not None else None
    return level.get(f"{_W}val") if level is not None else None


def _level(chain: list[tuple[str, str | None]]) -> int | None:
    """The level of heading that a paragraph is, 0 for the document's title; None where it is none. The nearest style that says so counts."""
    for name, outline in chain:
        if outline is not None:
            return int(outline) + 1 if int(outline) < _BODY_TEXT else None
        if match := _HEADING.fullmatch(name):
            return int(match.group(1))
        if name == "Title":
            return 0
    return None
