"""Text without markup to sections: underlined headings, paragraphs whose lines are joined, tables drawn with bars."""

from __future__ import annotations

from knowledge.own.characters import visible, without_marks
from knowledge.own.lines import Joiner, are_pairs
from knowledge.own.tables import cells_of, is_row, is_ruler, row_lines

#: What a heading is underlined with, in plain text and in reStructuredText.
_UNDERLINES = frozenset("=-~^*#+")
_SHORTEST_UNDERLINE = 3
_LONGEST_HEADING = 150
#: How many characters an underline may be shorter than its heading.
_SHORT_BY = 3

Sections = list[tuple[tuple[str, ...], str]]


def text_sections(text: str) -> Sections:
    """The sections in order: the path of headings, and the text with a line for each paragraph, item and row."""
    text = visible(text)
    joiner = Joiner(text)
    found: Sections = []
    path: dict[int, str] = {}
    levels: list[str] = []
    blocks: list[str] = []
    for block in _blocks(text):
        lines = block
        if heading := _heading(block):
            _end_section(found, path, blocks)
            title, underline = heading
            if underline not in levels:
                levels.append(underline)
            level = levels.index(underline)
            path = {above: name for above, name in path.items() if above < level} | {level: without_marks(title)}
            # What follows the heading without an empty line.
            blocks, lines = [], block[2:]
        blocks.append("\n".join(paragraphs(lines, joiner)))
    _end_section(found, path, blocks)
    return found


def paragraphs(block: list[str], joiner: Joiner) -> list[str]:
    """The paragraphs, items and rows of lines without an empty one among them."""
    row = next((row for row in range(len(block) - 1) if is_row(block[row]) and is_ruler(block[row + 1])), None)
    if row is None:
        lines = block if are_pairs(block) else joiner.paragraphs(block)
        return [plain for line in lines if (plain := without_marks(" ".join(line.split())).strip())]
    headings = cells_of(block[row])
    rest = row + 2
    lines = paragraphs(block[:row], joiner) if row else []
    while rest < len(block) and is_row(block[rest]):
        lines += [without_marks(line) for line in row_lines(headings, cells_of(block[rest]))]
        rest += 1
    return [*lines, *(paragraphs(block[rest:], joiner) if rest < len(block) else [])]


def _blocks(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def _heading(block: list[str]) -> tuple[str, str] | None:
    """The heading that a block opens with, and the sign it is underlined with."""
    if _is_line(block[0]) and len(block) > 2 and _is_line(block[2]):  # noqa: PLR2004 - between two lines
        del block[0]
    if len(block) < 2 or not _is_line(block[1]) or _is_line(block[0]):  # noqa: PLR2004 - a line and what underlines it
        return None
    title, underline = block[0].strip(), block[1].strip()
    return (
        (title, underline[0]) if len(title) - _SHORT_BY <= len(underline) and len(title) <= _LONGEST_HEADING else None
    )


def _is_line(line: str) -> bool:
    plain = line.strip()
    return len(plain) >= _SHORTEST_UNDERLINE and plain[0] in _UNDERLINES and not plain.strip(plain[0])


def _end_section(found: Sections, path: dict[int, str], blocks: list[str]) -> None:
    text = "\n\n".join(filter(None, blocks))
    if text.strip():
        found.append((tuple(name for _, name in sorted(path.items())), text))
