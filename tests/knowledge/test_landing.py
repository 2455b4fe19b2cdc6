"""Constructs of public docfx pages: each heading, row, alert and tab lands, by both ways, counted by another parser (`tests.bench.landing`)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from knowledge.fetching.docfx import Expanded, front_matter, read_docfx
from knowledge.fetching.pages import read_html
from tests.bench.landing import KINDS, MUST_LAND, Landed, compare, measure

from .test_page_readers import html

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web_pages import Web

#: Twins of what stands in public pages: tables in alerts and in lists, placeholders in angle brackets, code in cells, rows that are longer than a text.
PAGE = """---
title: Names and tables
ms.date: 9/8/2026
---

# Names and tables

<a id="of-old"></a>

Words before the first section, at the [first place](other.md).

[!INCLUDE [Models](../includes/models.md)]

## What changed {#what-changed}

| Before | After |
| --- | --- |
| `ReadOptions<TRecord>` | **ReadMany&lt;TRecord&gt;** |
| IRead\\<TRecord> | `ft:<base-model>:<suffix>` |
| `a|b` | c \\| d |
| [Linked](/azure/some-page?tabs=global#here) | one<br/>two |

> [!NOTE]
> Limits of a preview:
>
> | Kind | Most |
> | --- | ---: |
> | Files | 100 |
> | Jobs | 3 |
>
> They can change.

1. Choose a model.

   | Field | Tokens |
   |-------|--------|
   | "title" | 128 |

    ### Below an item

    Words below the item's heading.

## Tools

# [Bash](#tab/bash)

Run it in a shell.

# [PowerShell](#tab/powershell)

Run it in a console.

---

::: zone pivot="rest-api"

### By hand

| Long | Words |
| --- | --- |
| row | LONG |

::: zone-end

```console
| no | row |
|----|-----|
# no heading
```

> [!div class="checklist"]
> * Prepared
> * Uploaded
"""
MODELS = """---
ms.date: 10/06/2026
---

Model | Regions | State
--- | --- | ---
gpt-one<sup>1</sup> | East US <br> Sweden Central | ✅
gpt-two | Not supported | ❌

<sup>1</sup> For those who asked for it.

#### Below the table

Words of the include.
"""
LONG = "; ".join(f"clause {number} of a long cell that goes on for a while" for number in range(20))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page in a folder, and its include in another."""
    for path, text in (("concepts/page.md", PAGE.replace("LONG", LONG)), ("includes/models.md", MODELS)):
        (tmp_path / "docs" / path).parent.mkdir(parents=True)
        (tmp_path / "docs" / path).write_text(text, encoding="utf-8")
    return tmp_path / "docs"


def test_everything_lands(web: Web, folder: Path) -> None:
    """By both ways, all kinds, the include's too; code alone is left out."""
    for landed in measure(folder, web).values():
        assert (landed.pages, landed.unread, landed.lost) == (1, [], [])
        assert landed.landed == landed.went_in
        assert {kind: landed.went_in[kind] for kind in KINDS} == {
            "title": 1, "heading": 5, "table row": 10, "alert": 1, "tab": 2, "list item": 4, "paragraph": 6,
        }  # fmt: skip
        assert (landed.code, landed.is_whole) == (1, True)


def test_each_row_says_what_it_says() -> None:
    """A row out of a quote begins with its own heading, names in angle brackets stay, and nothing of the table is left in the prose."""
    page = read_docfx(Expanded(PAGE))
    texts = {section.path[-1]: section.texts for section in page.sections}
    assert texts["What changed"] == (
        "Before: ReadOptions<TRecord>; After: ReadMany<TRecord>",
        "Before: IRead<TRecord>; After: ft:<base-model>:<suffix>",
        "Before: a|b; After: c | d",
        "Before: Linked; After: one, two",
        "Limits of a preview:",
        "Kind: Files; Most: 100",
        "Kind: Jobs; Most: 3",
        "They can change.\n1. Choose a model.",
        'Field: "title"; Tokens: 128',
        "Below an item\nWords below the item's heading.",
    )
    assert {"of-old", "what-changed", "by-hand"} <= page.anchors
    assert not [text for section in page.sections for text in section.texts if "no row" in text or "---" in text]


def test_what_does_not_land_is_told(folder: Path) -> None:
    """The figures are none of our reading's: a page that lacks a row, a heading and an alert has them named, with the file."""
    lacking = read_docfx(Expanded(PAGE[: PAGE.index("> [!NOTE]")]))
    found = Landed()
    compare(lacking, folder, ["concepts/page.md", "includes/models.md"], found)
    assert not found.is_whole
    assert all(found.landed[kind] < found.went_in[kind] for kind in MUST_LAND)
    assert ("concepts/page.md", "table row", "files | 100") in found.lost
    assert ("includes/models.md", "heading", "belowthetable") in found.lost


BLANKS = 60_000
CELL = "a \xa0<br>"
SLOW = [
    ("a value of front matter", lambda: front_matter("---\nkey: a" + " " * BLANKS + "b\n---\n")),
    ("a title", lambda: read_docfx(Expanded("Words.", {"title": "a" + " " * BLANKS + "b"}))),
    ("names of old", lambda: read_docfx(Expanded('<a id="b"></a>' * 20_000 + "Words."))),
    ("a cell of HTML", lambda: read_html(html(f"<table><tr><th>A</th></tr><tr><td>{CELL * 5_000}</td></tr></table>"))),
    ("an open cell of HTML", lambda: read_html(html(f"<table><tr><th>A</th></tr><tr><td>{CELL[:-1] * 20_000}</td></tr></table>"))),
    ("a cell of Markdown", lambda: read_docfx(Expanded(f"| A | B |\n|---|---|\n| {CELL * 20_000} | b |\n"))),
    ("a table in a quote", lambda: read_docfx(Expanded("> | a |\n" * 20_000))),
]  # fmt: skip


@pytest.mark.parametrize(("what", "read"), SLOW, ids=[what for what, _ in SLOW])
def test_long_runs_take_no_time(what: str, read: object) -> None:
    """Each is read in about a second of one processor at most; where a pattern tried each blank anew it was ten to sixty."""
    began = time.process_time()
    assert callable(read), what
    read()
    assert time.process_time() - began < 6
