"""Tables carry their headings; marks, addresses and what nobody can see are no text."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bot.errors import DocumentError
from knowledge.documents import LONGEST_PASSAGE, read_document

from .making import folder_source
from .pdfs import drawn, shown

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.passages import Passage


#: Seconds of the processor for a hundred thousand characters; what grew with the square took 8 to 30, what does not takes one at most.
LONGEST_READING = 5.0


def read(folder: Path, name: str, content: str | bytes) -> list[Passage]:
    """Write a file and read it as a document."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(file, folder_source(folder))


def lines(folder: Path, name: str, content: str | bytes) -> list[str]:
    """All lines of all passages."""
    return [line for passage in read(folder, name, content) for line in passage.text.split("\n") if line]


ROWS = ["Region: Sweden Central; Training: Global", "Region: North Central US; Training: Standard"]
MARKDOWN_TABLES = (
    "| Region | Training |\n|---|---|\n| Sweden Central | Global |\n| North Central US | Standard |\n",
    "Region | Training\n:-- | --:\nSweden Central | Global\nNorth Central US | Standard\n",
    "Text before.\n\n|Region|Training|\n|-|-|\n|Sweden Central|Global|\n|North Central US|Standard|\nText after.\n",
)
HTML_TABLES = (
    (
        "<table><tr><th>Region</th><th>Training</th></tr><tr><td>Sweden Central</td><td>Global</td></tr>"
        "<tr><td>North Central US</td><td>Standard</td></tr></table>"
    ),
    "<table><tr><th>Region<th>Training<tr><td>Sweden Central<td>Global<tr><td>North\n  Central US<td>Standard</table>",
    (
        "<table><thead><tr><td><b>Region</b></td><td>Training</td></tr></thead><tbody><tr><td>Sweden Central</td><td>Global</td></tr>"
        "<tr><td>North Central US</td><td>Standard</td></tr></tbody></table>"
    ),
    (
        "<table><tr><td><table><tr><th>Region</th><th>Training</th></tr><tr><td>Sweden Central</td><td>Global</td></tr>"
        "<tr><td>North Central US</td><td>Standard</td></tr></table></td></tr></table>"
    ),
)


@pytest.mark.parametrize("table", MARKDOWN_TABLES)
@pytest.mark.parametrize("ending", ["md", "txt"])
def test_rows_of_a_drawn_table_carry_their_headings(tmp_path: Path, table: str, ending: str) -> None:
    """Each row of a table with bars says its headings, in Markdown and in text."""
    assert [line for line in lines(tmp_path, f"a.{ending}", table) if not line.startswith("Text")] == ROWS


@pytest.mark.parametrize("table", HTML_TABLES)
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_rows_of_an_html_table_carry_their_headings(tmp_path: Path, table: str, name: str) -> None:
    """Each row of an HTML table says its headings, in a page and in Markdown, closed or not, and inside another one."""
    assert lines(tmp_path, name, table) == ROWS


def test_cells_over_several_rows_and_columns(tmp_path: Path) -> None:
    """A cell that spans counts for each row and column; two rows of headings are one; a key beside its value is one line."""
    prices = (
        "<table><tr><th rowspan=2>Model</th><th colspan=2>Price</th></tr><tr><th>Input</th><th>Output</th></tr>"
        "<tr><td rowspan=2>gpt-4.1</td><td>$2</td><td>$8</td></tr><tr><td>$1</td><td>$4</td></tr><tr><td colspan=3>All per million</td></tr></table>"
    )
    assert lines(tmp_path, "a.html", prices) == [
        "Model: gpt-4.1; Price, Input: $2; Price, Output: $8",
        "Model: gpt-4.1; Price, Input: $1; Price, Output: $4",
        "All per million",
    ]
    keys = "<table><tr><th>Owner</th><td>Alice</td></tr><tr><th>Budget</th><td>300 EUR</td></tr></table>"
    assert lines(tmp_path, "b.html", keys) == ["Owner: Alice", "Budget: 300 EUR"]


def test_long_table_keeps_its_headings_in_every_passage(tmp_path: Path) -> None:
    """Rows after the first passage have their headings too, and a row that is too long begins each of its parts alike."""
    rows = "".join(f"| Region {number} | Global {number} |\n" for number in range(200))
    found = read(tmp_path, "a.md", f"# Regions\n\n| Region | Training |\n|---|---|\n{rows}")
    assert len(found) > 5
    assert all(
        line.startswith("Region: Region ") and "; Training: Global " in line
        for p in found
        for line in p.text.split("\n")
    )
    wide = [f"Column {number}" for number in range(60)]
    table = f"| {' | '.join(wide)} |\n|{'---|' * 60}\n| {' | '.join(f'value {number} of the row' for number in range(60))} |\n"
    found = read(tmp_path, "b.md", table)
    assert len(found) > 1
    assert all(line.startswith("Column 0: value 0 of the row; ") for p in found for line in p.text.split("\n"))
    assert all(len(p.text) <= LONGEST_PASSAGE for p in found)


def test_bars_that_make_no_table(tmp_path: Path) -> None:
    """A bar in prose, in code or escaped makes no cell."""
    assert lines(tmp_path, "a.md", "Either a | b or c.\nAnd so on.\n") == ["Either a | b or c. And so on."]
    table = "| Sign | Means |\n|---|---|\n| `a|b` | or |\n| a\\|b | bar |\n"
    assert lines(tmp_path, "b.md", table) == ["Sign: `a|b`; Means: or", "Sign: a|b; Means: bar"]


def test_lines_within_a_cell(tmp_path: Path) -> None:
    """They stay in their cell: a row with two lines in its last cell is one row, and no line goes to another column."""
    table = "| Model | Regions |\n|---|---|\n| a <br> | US <br> Sweden |\n| b | Such as: <ul><li>US</li><li>EU</li></ul> |\n"
    assert lines(tmp_path, "a.md", table) == ["Model: a; Regions: US, Sweden", "Model: b; Regions: Such as: US, EU"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tuning pays[3] off [1][2].", "Tuning pays off."),
        ("Tuning [1, 2] pays [3–5] off [12;13].", "Tuning pays off."),
        ("Tuning pays【3】 off［4］.", "Tuning pays off."),
        ("Tuning pays [[1]](https://evil.example) off [3](https://evil.example/a_(b)).", "Tuning pays off."),
        ("See \\[3\\] and [^1] here.", "See and here."),
        ('See [the guide](https://evil.example "t") and ![a picture](x.png) now.', "See the guide and now."),
        (
            "See [the guide][1] and [this one][] now.\n\n[1]: https://evil.example\n[this one]: https://evil.example",
            "See the guide and this one now.",
        ),
        (
            "Go to <https://evil.example/x>, http://evil.example. Done.",
            "Go to (address left out), (address left out). Done.",
        ),
        (
            "**No cost data:** Ask. **Kept file:** It stays. _See data:_ all.",
            "**No cost data:** Ask. **Kept file:** It stays. _See data:_ all.",
        ),
        (
            "Ask **https://evil.example/x**. Or data:text/html,x now.",
            "Ask **(address left out)**. Or (address left out) now.",
        ),
        (
            "Call `https://<account>.evil.example/v1/<job-id>`. Or <https://evil.example>.",
            "Call `(address left out)`. Or (address left out).",
        ),
        ("A list [of] words [a1] stays.", "A list [of] words [a1] stays."),
        ("Costs &lt; 5&nbsp;EUR &amp; more.", "Costs < 5 EUR & more."),
        ("Write `ftn remove <ID>` for <name>; a < b > c.", "Write `ftn remove <ID>` for <name>; a < b > c."),
    ],
)
def test_marks_and_addresses_are_no_text(tmp_path: Path, text: str, expected: str) -> None:
    """References of a document's own would pass for ours, and nobody has listed the hosts of its addresses."""
    assert lines(tmp_path, "a.md", text) == [expected]


HIDDEN = (
    '<p style="display:none">SECRET</p>', '<p style="display : NONE !important;">SECRET</p>', '<div style="visibility:hidden"><p>SECRET</p></div>',
    "<p hidden>SECRET</p>", '<p aria-hidden="true">SECRET</p>', '<span style="font-size:0">SECRET</span>', '<span style="font-size:0.5px">SECRET</span>',
    '<p style="opacity:0">SECRET</p>', '<p style="color:#fff">SECRET</p>', '<p style="color:white;background:#fefefe">SECRET</p>',
    '<div style="background:#123456"><p style="color:rgb(18,52,86)">SECRET</p></div>', '<font color="#FFFFFF">SECRET</font>',
    '<p style="position:absolute;left:-9999px">SECRET</p>', "<!-- SECRET -->", '<style>.x, #y > b{color:red;display:none}</style><p class="x">SECRET</p>',
    "<template>SECRET</template>", "<script>SECRET</script>", "<noscript>SECRET</noscript>", "<?php SECRET ?>", "<![CDATA[SECRET]]>",
)  # fmt: skip


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_a_page_hides_is_not_read(tmp_path: Path, hidden: str) -> None:
    """Whatever takes a text out of sight takes it out of what is read."""
    html = f"<html><body><p>Ten rows.</p>{hidden}<p>More rows.</p></body></html>"
    assert lines(tmp_path, "a.html", html) == ["Ten rows.", "More rows."]


@pytest.mark.parametrize(
    "hidden", [one for one in HIDDEN if one.startswith(("<p", "<span", "<font", "<!--", "<template", "<script"))]
)
def test_what_markdown_hides_is_not_read(tmp_path: Path, hidden: str) -> None:
    """HTML within Markdown hides as well, over several paragraphs too."""
    assert lines(
        tmp_path, "a.md", f"Ten rows.\n\n{hidden.replace('SECRET', 'SEC' + chr(10) * 2 + 'RET')}\n\nMore rows.\n"
    ) == ["Ten rows.", "More rows."]


@pytest.mark.parametrize(
    "shown_text",
    [
        '<p style="display:block;color:#333">SEEN</p>', '<table><tr style="background:#036"><td style="color:#fff">SEEN</td></tr></table>',
        "<style>@media print{.x{display:none}}</style><p class=x>SEEN</p>", '<td bgcolor="navy"><font color="white">SEEN</font></td>',
        '<p style="font-size:10px">SEEN</p>', '<p aria-hidden="false">SEEN</p>', "<details><summary>SEEN</summary></details>",
        '<p style="margin-left:-20px">SEEN</p>',
    ],
)  # fmt: skip
def test_what_a_page_shows_is_read(tmp_path: Path, shown_text: str) -> None:
    """White letters on blue, and rules for printing, hide nothing."""
    assert "SEEN" in " ".join(lines(tmp_path, "a.html", f"<html><body><p>Ten rows.</p>{shown_text}</body></html>"))


VISIBLE = shown(40, 700, "Ten rows are enough.")


@pytest.mark.parametrize(
    "hidden",
    [
        f"3 Tr {shown(40, 500, 'SECRET')} 0 Tr", f"1 1 1 rg {shown(40, 500, 'SECRET')} 0 g", f"1 g {shown(40, 500, 'SECRET')} 0 g",
        f"0 0 0 0 k {shown(40, 500, 'SECRET')} 0 g", shown(40, 500, "SECRET", 0.5), f"q 0.01 0 0 0.01 0 0 cm {shown(40, 500, 'SECRET')} Q",
        f"q 7 Tr {shown(40, 500, 'SECRET')} Q", "BT 1 g /F1 12 Tf 40 500 Td [(SEC) -20 (RET)] TJ 0 g ET",
        f"q /Clear gs {shown(40, 500, 'SECRET')} Q", f"/Clear gs {shown(40, 500, 'SECRET')} /Full gs",
        f"q 0 0 1 rg 300 300 50 50 re f 1 g {shown(40, 500, 'SECRET')} Q",
    ],
)  # fmt: skip
def test_what_a_pdf_hides_is_not_read(tmp_path: Path, hidden: str) -> None:
    """Text that is invisible, white on white or too small to be read is left out."""
    assert lines(tmp_path, "a.pdf", drawn([f"{VISIBLE}\n{hidden}\n{shown(40, 300, 'More rows.')}"])) == [
        "Ten rows are enough.",
        "More rows.",
    ]


@pytest.mark.parametrize(
    "operators",
    [
        f"{VISIBLE}\n0 0 0.5 rg 30 480 200 40 re f 1 1 1 rg {shown(40, 500, 'SEEN')}",
        f"{VISIBLE}\n0.9 g {shown(40, 500, 'SEEN')}",
        f"3 Tr {shown(40, 500, 'SEEN')}",
        f"{VISIBLE}\n0.1 0 0 0.1 0 0 cm {shown(400, 5000, 'SEEN', 120)}",
    ],
)
def test_what_a_pdf_shows_is_read(tmp_path: Path, operators: str) -> None:
    """White on blue, light grey, scaled letters, and a page that is a scan with its recognised text are read."""
    assert "SEEN" in lines(tmp_path, "a.pdf", drawn([operators]))


@pytest.mark.parametrize("ending", ["md", "txt", "html"])
@pytest.mark.parametrize(
    "unit",
    [
        "<!--",
        "<p hidden>",
        "<",
        "[",
        "[1](",
        "|",
        "`",
        "- ",
        "\x1b]",
        "word- \n",
        "![",
        "<table>",
        "\\",
        "&amp",
        "> ",
        "\n---\n",
        "a:b\n",
        "<![CDATA[",
        "<?",
        "<!",
        "<tr><td>a",
        '<a href="',
        '<p style="',
        "&#",
        "</p",
        "<style>",
        "{",
    ],
)
def test_nothing_takes_for_ever(tmp_path: Path, ending: str, unit: str) -> None:
    """A hundred thousand characters of anything are read in a time that grows with them and no faster."""
    text = (unit * (100_000 // len(unit)))[:100_000]
    begun = time.process_time()
    with suppress(DocumentError):
        read(tmp_path, f"a.{ending}", f"Ten rows.\n\n{text}\n")
    assert time.process_time() - begun < LONGEST_READING
