"""A PDF to sections, one a page: paragraphs by the distance of lines, columns one after the other, nothing invisible.

pypdf gives the text in the order in which the file draws it, which in most files is the order of reading: pdfminer.six, tried on the
same pages, took words of justified columns apart. Where a file draws two columns line by line across, pypdf's other mode,
which keeps the layout, shows the gap between them.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from bot.errors import DocumentError
from knowledge.own.characters import visible, without_marks
from knowledge.own.encodings import is_noise
from knowledge.own.lines import Joiner, is_item
from knowledge.own.pdf_hidden import take_out_hidden
from knowledge.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf import PageObject

#: What pypdf lets through, beside its own kind, from a damaged file (found with 80,000 of them).
_PDF_DAMAGE = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
#: Lines farther apart than this many times the usual distance are two paragraphs'; own estimate.
_APART = 1.35
#: And farther apart than this many times their height in any case, which not even double spacing is.
_FAR = 3.0
#: Letters that differ by more than this share in size are a heading's and a paragraph's; own estimate.
_OTHER_SIZE = 0.12
#: Two columns: as many rows at least with text on both sides, of as many characters on average, with as wide a gap.
FEWEST_ROWS, NARROWEST_COLUMN, GAP = 5, 18, 2
#: The share of rows that both columns share, and of lines in both that go on in small letters; a table has few.
BOTH, GOES_ON = 0.5, 0.3

#: Lines at either edge of a page that may be the same on others, on as many pages at least, and on which share of them.
EDGE, FEWEST_PAGES, MOST_OF_THEM = 2, 3, 0.6
#: Seconds that the pages of one file may take; less than `knowledge.own.bounded` gives the whole.
MOST_SECONDS = 100.0
Sections = list[tuple[tuple[str, ...], str]]


@dataclass(slots=True)
class _Line:
    """A line of text, the height it stands at in points, the size of its letters, 0 where they are not known."""

    text: str
    height: float = 0.0
    size: float = 0.0
    is_row: bool = False


def pdf_sections(raw: bytes, file: str) -> Sections:
    """The pages that hold text, each with a line for each paragraph.

    Raises:
        DocumentError: It is damaged, encrypted, holds images only, or its letters can't be told.
    """
    pages = _pages(raw, file)
    whole = "\n".join(line.text for page in pages for line in page)
    if not whole.strip():
        raise DocumentError(file, "holds no text, only images. Run text recognition on it first.")
    if is_noise(whole):
        raise DocumentError(
            file, "reads as noise: its fonts don't say which letters they show. Run text recognition on it first."
        )
    joiner = Joiner(whole)
    texts = _over_page_ends([_text(page, joiner) for page in _without_running_heads(pages)], joiner)
    return [((f"Page {number}",), text) for number, text in enumerate(texts, 1) if text]


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """The pages without what stands at the head or foot of most of them, figures aside: a title, a number of the page."""
    edges = [{_without_figures(line.text) for line in [*page[:EDGE], *page[-EDGE:]]} for page in pages]
    count = Counter(text for edge in edges for text in edge)
    running = {text for text, often in count.items() if often >= max(FEWEST_PAGES, len(pages) * MOST_OF_THEM)}
    return [
        [
            line
            for row, line in enumerate(page)
            if EDGE <= row < len(page) - EDGE or _without_figures(line.text) not in running
        ]
        for page in pages
    ]


def _without_figures(text: str) -> str:
    return "".join("#" if character.isdigit() else character for character in text)


def _over_page_ends(texts: list[str], joiner: Joiner) -> list[str]:
    """The pages with each sentence whole that a page's end cuts, on the page where it begins."""
    whole = list(texts)
    for row in range(1, len(whole)):
        before, after = whole[row - 1], whole[row]
        if before and after and before[-1] not in '.!?:;”")' and after[0].islower():
            first = sentences(after)[0]
            kept, _, last = before.rpartition("\n")
            joined = joiner.join([last, first])
            whole[row - 1] = f"{kept}\n{joined}" if kept else joined
            whole[row] = after[len(first) :].strip()
    return whole


def _pages(raw: bytes, file: str) -> list[list[_Line]]:
    import struct
    import zlib

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, DeprecationError, PyPdfError

    encrypted = DocumentError(file, "is encrypted. Save a copy without a password.")
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted
        pages, until = [], time.monotonic() + MOST_SECONDS
        for page in reader.pages:
            pages.append(_lines(page))
            # A thousand pages may all show the same large content, in a file of a few kilobytes.
            if time.monotonic() > until:
                raise DocumentError(
                    file, f"could not be read in {MOST_SECONDS:g} seconds. Divide it, or save it as text."
                )
    except DependencyError as error:
        raise encrypted from error
    except (PyPdfError, DeprecationError, struct.error, zlib.error, *_PDF_DAMAGE) as error:
        # What pypdf says of it may quote it.
        raise DocumentError(file, "is broken: it is not a PDF that can be read. Open it and save it anew.") from error
    return pages


def _lines(page: PageObject) -> list[_Line]:
    """The lines of a page in the order of reading."""
    take_out_hidden(page)
    found = [_Line("")]

    def take(text: str, cm: Sequence[float], tm: Sequence[float], _font: Any, size: float) -> None:
        """Take in a piece of text with where it stands, as the reader of the page finds it."""
        for number, part in enumerate(text.split("\n")):
            if number:
                found.append(_Line(""))
            if part.strip() and not found[-1].size:
                found[-1].height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                found[-1].size = abs(size * (tm[3] or tm[0]) * (cm[3] or cm[0])) or 1.0
            found[-1].text += part

    page.extract_text(visitor_text=take)
    lines = [_Line(plain, line.height, line.size) for line in found if (plain := visible(line.text).strip())]
    return _in_columns(page, lines)


def _in_columns(page: PageObject, lines: list[_Line]) -> list[_Line]:
    """The lines, where the file draws two columns across one column after the other; rows of a table stay rows."""
    if len(lines) < FEWEST_ROWS:
        return lines
    grid = [visible(row).rstrip().expandtabs() for row in page.extract_text(extraction_mode="layout").split("\n")]
    gap = _gap([row for row in grid if row.strip()])
    if gap is None:
        return lines
    start, end = gap
    pairs = [("", "") if row[start:end].strip() else (row[:start].strip(), row[end:].strip()) for row in grid]
    both = [(left, right) for left, right in pairs if left and right]
    drawn = {_letters(line.text) for line in lines}
    across = {joined for left, right in both if (joined := _letters(left + right)) in drawn}
    if len(across) <= len(both) / 2:
        return lines
    if all(_is_prose([pair[side] for pair in both]) for side in (0, 1)):
        return [_Line(text) for text in _one_after_the_other(grid, pairs)]
    return [replace(line, is_row=_letters(line.text) in across) for line in lines]


def _one_after_the_other(grid: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    right_side: list[str] = []
    for row, (left, right) in zip(grid, pairs, strict=True):
        if row.strip() and not left and not right:
            # Over both columns: what stands above it comes before it.
            found += ["", *right_side, "", row, ""]
            right_side = []
        else:
            found.append(left)
            right_side.append(right)
    return [" ".join(line.split()) for line in [*found, "", *right_side]]


def _letters(text: str) -> str:
    return "".join(text.split())


def _gap(rows: Sequence[str]) -> tuple[int, int] | None:
    """Where the gap between two columns begins and ends, in characters of a row."""
    width = max(map(len, rows), default=0)
    taken = [0] * (width + 1)
    for row in rows:
        for place, character in enumerate(row):
            taken[place] += character != " "
    few = len(rows) * 0.1
    best: tuple[int, int] | None = None
    start = 0
    for place in range(width + 1):
        if place < width and taken[place] <= few:
            continue
        if (
            place - start >= GAP
            and width * 0.25 < (start + place) / 2 < width * 0.75
            and (best is None or place - start > best[1] - best[0])
        ):
            best = (start, place)
        start = place + 1
    if best is None:
        return None
    both = sum(bool(row[: best[0]].strip() and row[best[1] :].strip()) for row in rows)
    return best if both >= max(FEWEST_ROWS, len(rows) * BOTH) else None


def _is_prose(column: Sequence[str]) -> bool:
    """Whether the lines of a column go on in one another, as a table's cells don't."""
    wide = sum(map(len, column)) >= NARROWEST_COLUMN * len(column)
    return wide and sum(line[0].islower() for line in column) >= GOES_ON * len(column)


def _text(lines: Sequence[_Line], joiner: Joiner) -> str:
    """The paragraphs of a page."""
    usual = _usual_distance(lines)
    blocks: list[list[_Line]] = []
    for line in lines:
        if not line.text:
            blocks.append([])
        elif not blocks or not blocks[-1] or _is_apart(blocks[-1][-1], line, usual):
            blocks.append([line])
        else:
            blocks[-1].append(line)
    texts = [[line.text for line in block] for block in blocks if block]
    whole: list[list[str]] = []
    for text in texts:
        # A paragraph that a column or a picture interrupts goes on after it.
        if whole and text[0][0].islower() and whole[-1][-1][-1] not in ".!?:" and not is_item(text[0]):
            whole[-1] += text
        else:
            whole.append(text)
    paragraphs = [without_marks(one).strip() for text in whole for one in ["", *joiner.paragraphs(text)]]
    return "\n".join(paragraphs).strip()


def _usual_distance(lines: Sequence[_Line]) -> float:
    distances = [before.height - after.height for before, after in pairwise(lines) if before.height > after.height]
    return median(distances) if distances else 0.0


def _is_apart(before: _Line, after: _Line, usual: float) -> bool:
    if before.is_row or after.is_row:
        return True
    if not before.size or not after.size:
        return False
    distance = before.height - after.height
    other_size = abs(before.size - after.size) > _OTHER_SIZE * max(before.size, after.size)
    return other_size or distance > min(usual * _APART, before.size * _FAR) or distance < -usual / 2
