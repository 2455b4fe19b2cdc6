"""Rows of tables as text that carries its headings: "Region: Sweden Central; Training: Global"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A longer row becomes several lines, each with its first cell; own estimate, so that few fill a passage.
LONGEST_ROW = 500
#: A first row of longer cells is no heading.
LONGEST_HEADING = 80

#: What ends a line within a cell, `</br>` too, which browsers take for the same.
_BREAK = re.compile(r"\s{0,12}(?:</?(?:br|ul|ol|li|p)\b[^<>]{0,100}>\s{0,12})+(\(?)", re.IGNORECASE)


def in_one_line(cells: str) -> str:
    """A cell, or a row of them, whose lines and lists of HTML are said one after the other: "US <br> Sweden" is "US, Sweden"."""
    return _BREAK.sub(_joint, cells)


def _joint(found: re.Match[str]) -> str:
    """What stands for the end of a line; what follows in brackets belongs to what stands before."""
    whole, start = found.string, found.start()
    if whole[start - 1 : start] in {"", "|"} or whole[found.end() : found.end() + 1] in {"", "|"}:
        return found[1]
    if found[1]:
        return " ("
    return " " if whole[max(0, start - 4) : start].rstrip("*_")[-1:] in {*",;:.!?"} else ", "


def is_row(line: str) -> bool:
    """Whether a line of Markdown may be a row of a table."""
    return "|" in line


def is_ruler(line: str) -> bool:
    """Whether a line divides a table's heading from its rows: `|---|:--:|`."""
    cells = cells_of(line)
    return (
        "|" in line
        and bool(cells)
        and all("-" in cell and not cell.strip(":-") and ":" not in cell[1:-1] for cell in cells)
    )


def cells_of(line: str) -> list[str]:
    """The cells of a Markdown row; an escaped bar, and one in code, is text."""
    cells, cell, in_code, escaped = [], [], False, False
    for character in line.strip():
        if escaped:
            cell.append(character if character == "|" else f"\\{character}")
        elif character == "|" and not in_code:
            cells.append("".join(cell).strip())
            cell = []
        elif character != "\\":
            in_code ^= character == "`"
            cell.append(character)
        escaped = character == "\\" and not escaped
    cells.append("".join(cell).strip())
    if len(cells) > 1 and not cells[0]:
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    return cells


def row_lines(headings: Sequence[str], cells: Sequence[str]) -> list[str]:
    """One row as a line, or as several that begin with the same cell where it is long; an empty cell says nothing."""
    named = [*headings, *[""] * (len(cells) - len(headings))]
    said = [_said(heading, cell) for heading, cell in zip(named, cells, strict=False) if cell]
    lines: list[list[str]] = []
    for part in said:
        if lines and sum(len(one) + 2 for one in lines[-1]) + len(part) <= LONGEST_ROW:
            lines[-1].append(part)
        else:
            lines.append([said[0], part] if lines else [part])
    return ["; ".join(parts) for parts in lines]


def _said(heading: str, cell: str) -> str:
    plain = heading.rstrip(": ")
    return f"{plain}: {cell}" if plain else cell


def looks_like_headings(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a table that marks no heading is one: short, whole, and without a figure."""
    return (
        len(first) > 1
        and bool(rest)
        and all(
            cell and len(cell) <= LONGEST_HEADING and not any(character.isdigit() for character in cell)
            for cell in first
        )
    )
