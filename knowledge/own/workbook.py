"""Excel workbooks: a section for each sheet that is shown, its tables row by row with their headings, values as they were last worked out."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any, Final

from bot.errors import DocumentError
from knowledge.own.characters import plain_line
from knowledge.own.office_package import check_package, reading
from knowledge.own.tables import looks_like_headings, row_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.own.markdown_text import Sections

#: Cells that are read of a file; a table of rules has a few thousand, and one of data answers no question in words.
MOST_CELLS: Final = 500_000
#: Columns beyond this hold no table that a person reads.
_WIDEST: Final = 200
_CURRENCIES: Final = "$€£¥"


def workbook_sections(raw: bytes, file: str) -> Sections:
    """The sections in order: the name of each sheet, and a line for each row of its tables.

    Raises:
        DocumentError: It is broken, encrypted, old, holds macros, or has too many cells.
    """
    from openpyxl import load_workbook

    check_package(raw, file, "workbook")
    with reading(file):
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        found: Sections = []
        left = MOST_CELLS
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            # What a file says of its own size may be wrong.
            sheet.reset_dimensions()
            lines: list[str] = []
            for table in _tables(sheet.iter_rows(max_col=_WIDEST)):
                left -= sum(len(row) for row in table)
                if left < 0:
                    raise DocumentError(
                        file, f"has more than {MOST_CELLS:,} cells. Divide it, or save what matters as text."
                    )
                lines += _lines(table)
            if lines:
                found.append(((plain_line(sheet.title) or "Sheet",), "\n".join(lines)))
        return found


def _tables(rows: Iterable[Iterable[Any]]) -> Iterator[list[list[str]]]:
    """The rows as people see them, in blocks between empty ones, without the columns before the first that is used."""
    block: list[list[str]] = []
    for row in rows:
        texts = [shown(cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            block.append(texts)
        elif block:
            yield block
            block = []
        if len(block) >= MOST_CELLS // 2:
            yield block
            block = [block[0]]
    if block:
        yield block


def _lines(block: list[list[str]]) -> Iterator[str]:
    """A line for each row; those of one cell above a table are its title, and text of their own."""
    begin = min(next(place for place, text in enumerate(row) if text) for row in block)
    rows = [row[begin:] for row in block]
    while rows and len(rows[0]) == 1:
        yield rows.pop(0)[0]
    if not rows:
        return
    has_headings = looks_like_headings(rows[0], rows[1:])
    for row in rows[1 if has_headings else 0 :]:
        yield from row_lines(rows[0] if has_headings else [], row)


def shown(cell: Any) -> str:
    """What a cell shows, as one line: a day in ISO's form, a share in per cent, an amount with its currency; nothing for an error."""
    value = cell.value
    if value is None or getattr(cell, "data_type", "") == "e":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    return plain_line(str(value))


def _number(value: float, form: str) -> str:
    # Sixteen digits of a double are noise: 0.1 + 0.2.
    if "%" in form:
        return f"{round(value * 100, 10):.12g}%"
    rounded = round(value, 10)
    plain = f"{rounded:,.0f}" if rounded == int(rounded) and "," in form.replace("#,##", ",") else f"{rounded:.15g}"
    currency = next((sign for sign in _CURRENCIES if sign in form.replace("[$-", "[-")), "")
    return f"{currency}{plain}"
