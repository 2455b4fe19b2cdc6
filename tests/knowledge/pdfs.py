"""Small PDF files made on the spot."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, FloatObject, NameObject

if TYPE_CHECKING:
    from collections.abc import Sequence


def pdf(pages: Sequence[str], password: str | None = None) -> bytes:
    """A PDF with one line of text a page; an empty line makes a page without text."""
    return drawn([shown(20, 200, text) if text else "0 0 9 9 re f" for text in pages], password)


def shown(x: float, y: float, text: str, size: float = 12) -> str:
    """The operators that show a line at a place, in points from the lower left corner."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 {size} Tf {x} {y} Td ({escaped}) Tj ET"


def column(x: float, lines: Sequence[str], top: float = 700) -> list[str]:
    """The operators of each line of a column."""
    return [shown(x, top - 14 * row, text, 10) for row, text in enumerate(lines)]


def drawn(pages: Sequence[str], password: str | None = None) -> bytes:
    """A PDF whose pages are drawn by these operators; `/F1` is Helvetica, `/Clear` and `/Full` are states of the filling."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for operators in pages:
        page = writer.add_blank_page(612, 792)
        page[NameObject("/Resources")] = DictionaryObject(
            {
                NameObject("/Font"): DictionaryObject({NameObject("/F1"): font}),
                NameObject("/ExtGState"): DictionaryObject(
                    {
                        NameObject(name): DictionaryObject({NameObject("/ca"): FloatObject(share)})
                        for name, share in (("/Clear", 0), ("/Full", 1))
                    }
                ),
            }
        )
        stream = DecodedStreamObject()
        stream.set_data(operators.encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001 - pypdf has no other way to write text
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
