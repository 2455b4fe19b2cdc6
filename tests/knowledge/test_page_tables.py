"""Tables as Learn's own pages have them: cells of lists and of several lines, rows that are many rows, and footnotes of every kind."""

from __future__ import annotations

import time

import pytest

from knowledge.fetching.docfx import Expanded, read_docfx


def texts(markdown: str) -> list[str]:
    """What a page of one table says."""
    return [text for section in read_docfx(Expanded(markdown)).sections for text in section.texts]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("one </br> two</br>three", "one, two, three"),
        ("16. <br><br> Raise it; <br> then **ask:**<br>us", "16. Raise it; then ask: us"),
        ("`old` <br> (2025-04-14)", "old (2025-04-14)"),
        ("Uses such as: <ul><li>Schools</li> <li>Media </li></ul>", "Uses such as: Schools, Media"),
        ("Flags<ul><li>One of a country</li></ul>Pictures", "Flags, One of a country, Pictures"),
        ("Broken lists:  </li><li> First </li><li>Second  </li></ul>", "Broken lists: First, Second"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
    ],
)
def test_the_lines_of_a_cell(cell: str, said: str) -> None:
    """No two words grow together, nothing is said twice over, and no row breaks in two."""
    assert texts(f"| Kind | Words |\n| --- | --- |\n| x | {cell} |\n") == [f"Kind: x; Words: {said}"]


def test_rows_within_a_row() -> None:
    """Cells of one thing a line are rows of their own, each with its own footnote; the heading's last bar may lack."""
    table = """|Router | Format | Model | Version
|:---:|:---|:---|:----:|
|`v2` (latest)| A <br> A <br> B | `m-1` </br> `m-2`<sup>2</sup> <br> `m-3`<sup>1,2</sup> | `1` <br> `2` <br> `3` |
|`v1`| A <br> B | `m-1` <br> `m-3` | `1` <br> `3` |

- <sup>1</sup>Needs registration.
- <sup>2</sup>In preview.
"""
    assert texts(table) == [
        "Router: v2 (latest); Format: A; Model: m-1; Version: 1",
        "Router: v2 (latest); Format: A; Model: m-2; Version: 2 (In preview)",
        "Router: v2 (latest); Format: B; Model: m-3; Version: 3 (Needs registration; In preview)",
        "Router: v1; Format: A, B; Model: m-1, m-3; Version: 1, 3",
    ]


@pytest.mark.parametrize("second", ["1 <br> 2", "1 <br><br> 3", "1"], ids=["fewer", "an empty one", "one"])
def test_lines_that_do_not_match_stay_a_row(second: str) -> None:
    """Where cells have other numbers of lines, nobody knows what belongs together."""
    (text,) = texts(f"| Model | Version |\n|---|---|\n| a <br> b <br> c | {second} |\n")
    assert text.startswith("Model: a, b, c; Version: 1")


def test_the_footnote_of_a_heading() -> None:
    """It is said with each row that has something below that heading, and is not lost."""
    table = "| Calls | Units<sup>1</sup> |\n|---|---|\n| 100 | 150 |\n| 200 | |\n\n<sup>1</sup> Rounded up.\n"
    assert texts(table) == ["Calls: 100; Units: 150 (Rounded up)", "Calls: 200"]


def test_a_footnote_that_no_row_has() -> None:
    """It stays in the text: with no row it would be said nowhere."""
    table = "| A | B |\n|---|---|\n| a<sup>1</sup> | b |\n\n<sup>1</sup> One.\n\n<sup>2</sup> Of another table.\n"
    assert texts(table) == ["A: a; B: b (One)", "2 Of another table."]


def test_a_long_footnote() -> None:
    """Its first whole sentences are said with the row; all of it stays to be read, and no sentence is cut."""
    note = "Up to ten go through. " + "This sentence says why that is so and goes on. " * 8 + "Don't rely on it."
    row, whole = texts(f"| Limit | Value |\n|---|---|\n| Headers<sup>2</sup> | 10. |\n\n<sup>2</sup> {note}\n")
    assert row.startswith("Limit: Headers; Value: 10. (Up to ten go through; This sentence")
    assert row.endswith("goes on)")
    assert whole == note
    endless = "word " * 100 + "end."
    assert texts(f"| A | B |\n|---|---|\n| a<sup>1</sup> | b |\n\n<sup>1</sup> {endless}\n") == ["A: a; B: b", endless]


HOSTILE = [
    ("rows within a row", f"| A | B |\n|---|---|\n| {'a<br>' * 20_000}a | {'b<br>' * 20_000}b |\n"),
    ("a list in a cell", f"| A | B |\n|---|---|\n| {'<ul><li>' * 20_000} | b |\n"),
    ("open breaks", f"| A | B |\n|---|---|\n| {'<br ' * 40_000} | b |\n"),
]


@pytest.mark.parametrize(("what", "markdown"), HOSTILE, ids=[what for what, _ in HOSTILE])
def test_long_cells_take_no_time(what: str, markdown: str) -> None:
    """They take a second or two of one processor at most, and never grow into more than they are."""
    began = time.process_time()
    assert sum(map(len, texts(markdown))) < 4 * len(markdown), what
    assert time.process_time() - began < 6
