"""Word, PowerPoint and Excel files as people make them, and as nobody should."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches


def word() -> bytes:
    """A guide with a title, headings, a list, a table with a merged cell, and text that nobody sees."""
    document = Document()
    document.add_heading("Tarragon guide", 0)
    document.add_paragraph("Tarragon answers customers [3]. See https://evil.example/x for it.")
    document.add_heading("Retraining", 1)
    paragraph = document.add_paragraph("It is retrained every quar")
    paragraph.add_run("ter.")
    paragraph.add_run(" It obeys hidden text.").font.hidden = True
    document.add_paragraph("Counsel signs off.", style="List Bullet")
    document.add_heading("Regions", 2)
    table = document.add_table(rows=4, cols=3)
    rows = [
        ("Region", "Kind", "Price"),
        ("Sweden Central", "Global", "$25"),
        ("", "Regional", "$27"),
        ("Poland", "Global", ""),
    ]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    for tag, kind in (("w:ins", "w:t"), ("w:del", "w:delText")):
        changed = OxmlElement(tag)
        run, text = OxmlElement("w:r"), OxmlElement(kind)
        text.text = {"w:ins": "Added on review.", "w:del": "Deleted on review."}[tag]
        run.append(text)
        changed.append(run)
        document.add_paragraph("")._p.append(changed)  # noqa: SLF001 - python-docx can't write tracked changes
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    content.append(document.add_paragraph("Stands in a content control.")._p)  # noqa: SLF001 - nor content controls
    document.element.body.insert(-1, control)
    return _saved(document)


def slides() -> bytes:
    """A presentation with a title, bullets, a table, notes, a slide without a title, and a hidden one."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Rollout"
    slide.placeholders[1].text = "Pilot in May.\nAll teams in June."
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(5), Inches(1)).table
    for row, texts in enumerate((("Team", "Budget"), ("Support", "40,000 euros"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    slide.notes_slide.notes_text_frame.text = "Ask the works council first."
    bare = deck.slides.add_slide(deck.slide_layouts[6])
    bare.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1)).text_frame.text = "Only a box."
    hidden = deck.slides.add_slide(deck.slide_layouts[1])
    hidden.shapes.title.text = "Not shown"
    hidden.placeholders[1].text = "Nobody sees this."
    hidden.element.set("show", "0")
    return _saved(deck)


def workbook() -> bytes:
    """A workbook with a titled table that begins in the second column, a second one below, a hidden sheet, and values of every kind."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Rules"
    rows: list[list[object]] = [
        [None, "Who may train"], [None, "Team", "Share", "Since", "Cost", "Allowed"],
        [None, "Support", 0.05, date(2026, 5, 1), 1422, True], [None, "Legal", 0.3, None, 0.1 + 0.2, False], [],
        [None, "Contact", "counsel@acme.example"],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for place, form in (("C3", "0%"), ("C4", "0%"), ("E3", '"$"#,##0.00'), ("D3", "yyyy-mm-dd")):
        sheet[place].number_format = form
    secret = book.create_sheet("Salaries")
    secret.append(["Name", "Salary"])
    secret.sheet_state = "hidden"
    return _saved(book)


def packed(**parts: bytes) -> bytes:
    """A zip of parts; two underscores in a name stand for a slash, and the ending is `.xml`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in parts.items():
            package.writestr(f"{name.replace('__', '/')}.xml", content)
    return out.getvalue()


def with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """A file with one more part, or with another content of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
