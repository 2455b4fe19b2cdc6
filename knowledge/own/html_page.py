"""HTML to Markdown: without what is not shown, its tables row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import DocumentError
from knowledge.own.characters import visible, without_comments
from knowledge.own.hidden import colour_of, ground_of, hiding_rules, is_hidden, is_white_on_white
from knowledge.own.lines import Joiner
from knowledge.own.tables import looks_like_headings, row_lines

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_NO_TEXT = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "svg",
    "img",
    "iframe",
    "object",
    "head",
    "title",
]
_CELLS = ["td", "th"]
#: A cell over more columns or rows than this is none that a person wrote.
_WIDEST = 40
#: Tables in one another; more are none that a person made.
_DEEPEST = 20


def html_to_markdown(html: str, file: str) -> str:
    """The text of a page as Markdown.

    Raises:
        DocumentError: Its elements are nested too deeply.
    """
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    soup = BeautifulSoup(_finished(html), "html.parser")
    try:
        _take_out_hidden(soup)
        for tag in soup(_NO_TEXT):
            tag.decompose()
        _flatten_white_space(soup)
        _write_tables_out(soup)
        converter = MarkdownConverter(heading_style="ATX", strip=["a"], escape_misc=True)
        markdown: str = converter.convert_soup(soup.body or soup)
    except RecursionError as error:
        raise DocumentError(file, "nests its elements too deeply. Save it as Markdown or text.") from error
    return markdown


def _finished(html: str) -> str:
    """The page without comments, and without what begins one or a tag and never ends: the parser takes hours for many of them."""
    text = without_comments(html).replace("<!--", "")
    end = text.rfind(">") + 1
    return text[:end] + text[end:].replace("<", "&lt;")


def table_lines(html: str) -> list[str]:
    """The rows of the tables in a piece of HTML; of tables too deep in one another, none."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    _take_out_hidden(soup)
    try:
        _write_tables_out(soup)
    except RecursionError:
        return []
    return [line for paragraph in soup(["p", "div"]) if (line := _own_text(paragraph))]


def _own_text(tag: Tag) -> str:
    return " ".join(" ".join(tag.find_all(string=True, recursive=False)).split())


def _take_out_hidden(soup: BeautifulSoup) -> None:
    from bs4.element import PreformattedString
    from soupsieve import SelectorSyntaxError

    # Comments, declarations and processing instructions.
    for note in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        note.extract()
    for sheet in soup("style"):
        for selector in hiding_rules(sheet.get_text()):
            try:
                found = soup.select(selector)
            except (SelectorSyntaxError, NotImplementedError, ValueError):
                continue
            for tag in found:
                tag["hidden"] = ""
    hidden = [tag for tag in soup.find_all(_hides) if tag.name not in {"html", "body"}]
    for tag in hidden:
        if not tag.decomposed:
            tag.decompose()


def _hides(tag: Tag) -> bool:
    attributes = _attributes(tag)
    if is_hidden(attributes):
        return True
    if colour_of(attributes) is None:
        return False
    grounded = next((one for one in (tag, *tag.parents) if ground_of(_attributes(one))), tag)
    return is_white_on_white({"bgcolor": ground_of(_attributes(grounded)), **attributes})


def _attributes(tag: Tag) -> dict[str, str]:
    named = (tag.attrs or {}).items()
    return {name.lower(): value if isinstance(value, str) else " ".join(value or ()) for name, value in named}


def _flatten_white_space(soup: BeautifulSoup) -> None:
    """Line ends in a page's source mean nothing outside `pre`."""
    joiner = Joiner(soup.get_text(" "))
    for text in soup.find_all(string=True):
        if ("\n" in text or "\t" in text) and text.find_parent(["pre", "textarea"]) is None:
            plain = joiner.join(visible(text).split("\n"))
            text.replace_with(f"{' ' * text[:1].isspace()}{plain}{' ' * text[-1:].isspace()}" if plain else " ")


def _write_tables_out(soup: BeautifulSoup) -> None:
    """Each table as paragraphs, a row each, the innermost first; one around others makes a layout and is taken apart.

    Raises:
        RecursionError: They lie too deep in one another.
    """
    depth: dict[int, int] = {}
    around: set[int] = set()
    tables = soup("table")
    for table in tables:
        outer = table.find_parent("table")
        depth[id(table)] = depth[id(outer)] + 1 if outer else 0
        around.add(id(outer))
    if max(depth.values(), default=0) > _DEEPEST:
        raise RecursionError
    for table in reversed(tables):
        if id(table) in around:
            for part in [table, *table.find_all(["tbody", "thead", "tfoot", "tr", *_CELLS])]:
                part.name = "div"
            continue
        holder = soup.new_tag("div")
        for line in _rows(table):
            paragraph = soup.new_tag("p")
            paragraph.string = line
            holder.append(paragraph)
        table.replace_with(holder)


def _rows(table: Tag) -> list[str]:
    """The rows of one table, each with the headings of its columns."""
    grid = _grid(table)
    headings: list[str] = []
    while grid and all(is_heading for _, is_heading in grid[0] if _) and any(text for text, _ in grid[0]):
        headings = _beneath(headings, [text for text, _ in grid[0]])
        grid = grid[1:]
    rows = [[text for text, _ in row] for row in grid]
    if not headings and rows and looks_like_headings(rows[0], rows[1:]) and not any(row[0][1] for row in grid if row):
        headings, rows = rows[0], rows[1:]
    lines: list[str] = []
    for row, marked in zip(rows, grid[len(grid) - len(rows) :], strict=True):
        if not headings and len(row) > 1 and marked[0][1]:
            lines += row_lines([], [f"{row[0].rstrip(':')}: {'; '.join(cell for cell in row[1:] if cell)}"])
        else:
            # One cell over all columns is said once.
            lines += row_lines(headings, row) if len(set(row)) > 1 or len(row) == 1 else row_lines([], row[:1])
    return [line for line in lines if line.strip()] or [", ".join(filter(None, headings))] * bool(headings)


def _beneath(above: list[str], headings: list[str]) -> list[str]:
    """Two rows of headings as one: `Cost, Input`."""
    if not above:
        return headings
    wide = [*above, *[""] * (len(headings) - len(above))]
    return [", ".join(dict.fromkeys(filter(None, pair))) for pair in zip(wide, headings, strict=False)]


def _grid(table: Tag) -> list[list[tuple[str, bool]]]:
    """The cells by row and column, each with whether it is a heading; one that spans several stands in each."""
    taken: dict[tuple[int, int], tuple[str, bool]] = {}
    rows = _cells(table)
    widest = 0
    for number, row in enumerate(rows):
        column = 0
        for cell, text in row:
            while (number, column) in taken:
                column += 1
            down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
            said = (text, cell.name == "th")
            taken |= {(number + y, column + x): said for y in range(down) for x in range(across)}
            column += across
        widest = max(widest, column)
    grid = [
        [taken[number, column] for column in range(widest) if (number, column) in taken] for number in range(len(rows))
    ]
    return [line for line in grid if line]


def _cells(table: Tag) -> list[list[tuple[Tag, str]]]:
    """The cells of each row with their text; where the end of a cell or row is left out, the next is parsed into it."""
    texts: dict[int, list[str]] = {}
    for text in table.find_all(string=True):
        texts.setdefault(id(text.find_parent(_CELLS)), []).append(text)
    rows: dict[int, list[tuple[Tag, str]]] = {id(row): [] for row in table("tr")}
    for cell in table(_CELLS):
        if (row := cell.find_parent("tr")) is not None and id(row) in rows:
            rows[id(row)].append((cell, " ".join(" ".join(texts.get(id(cell), ())).split())))
    return list(rows.values())


def _span(value: object) -> int:
    text = str(value or "1").strip()
    return min(max(int(text), 1), _WIDEST) if text.isdecimal() and len(text) < _WIDEST else 1
