"""PowerPoint presentations: a section for each slide, under its title, with its texts, tables and notes; hidden slides and shapes are left out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from knowledge.own.characters import plain_line
from knowledge.own.office_package import check_package, reading
from knowledge.own.tables import looks_like_headings, row_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.own.markdown_text import Sections

#: Groups in one another; more are none that a person made.
_DEEPEST = 20
#: Placeholders that say nothing of the slide: date, footer, number of the slide, header.
_FURNITURE = frozenset({"DATE", "FOOTER", "SLIDE_NUMBER", "HEADER"})


def slide_sections(raw: bytes, file: str) -> Sections:
    """The sections in order: the title of each slide, or its number, and its text with a line for each paragraph and row.

    Raises:
        DocumentError: It is broken, encrypted, old, or holds macros.
    """
    from pptx import Presentation

    check_package(raw, file, "slides")
    with reading(file):
        found: Sections = []
        for number, slide in enumerate(Presentation(io.BytesIO(raw)).slides, 1):
            if slide.element.get("show") in {"0", "false"}:
                continue
            title = slide.shapes.title
            heading = plain_line(title.text_frame.text) if title is not None else ""
            others = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
            lines = [line for shape in others for line in _lines(shape)]
            if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
                lines += _paragraphs(frame)
            if lines:
                found.append(((heading or f"Slide {number}",), "\n\n".join(lines)))
        return found


def _lines(shape: Any, depth: int = 0) -> Iterator[str]:
    """What stands in a shape, in the order in which it is read out."""
    if shape.element.xpath("./*/p:cNvPr[@hidden='1' or @hidden='true']"):
        return
    if shape.is_placeholder and shape.placeholder_format.type is not None and shape.placeholder_format.type.name in _FURNITURE:  # fmt: skip
        return
    if hasattr(shape, "shapes"):
        for one in shape.shapes if depth < _DEEPEST else ():
            yield from _lines(one, depth + 1)
    elif getattr(shape, "has_table", False) and shape.has_table:
        yield from _rows(shape.table)
    elif shape.has_text_frame:
        yield from _paragraphs(shape.text_frame)


def _paragraphs(frame: Any) -> list[str]:
    return [text for paragraph in frame.paragraphs if (text := plain_line(paragraph.text))]


def _rows(table: Any) -> Iterator[str]:
    rows = [[plain_line(cell.text_frame.text) for cell in row.cells] for row in table.rows]
    has_headings = len(rows) > 1 and (table.first_row or looks_like_headings(rows[0], rows[1:]))
    for row in rows[1 if has_headings else 0 :]:
        if lines := row_lines(rows[0] if has_headings else [], row):
            yield "\n".join(lines)
