"""Includes within sentences, items and quotes, and tabs around headings, as Learn's pages have them."""

from __future__ import annotations

import pytest

from knowledge.fetching.docfx import Expanded, expand, read_docfx

MATTER = "---\nms.date: 05/11/2026\n---\n\n"
FILES = {
    "includes/link.md": f"{MATTER}[The portal](https://ai.example)\n",
    "includes/sign-in.md": f'{MATTER}Sign in to [!INCLUDE [link](link.md)]. Then look.\n\n:::image type="icon" source="x.png":::\n',
    "includes/step.md": f"{MATTER}[!INCLUDE [sign-in](../includes/sign-in.md)]",
    "includes/tip.md": f"{MATTER}> [!TIP]\n> To open it:\n> 1. [!INCLUDE [step](../includes/step.md)]\n> 1. Select **Admin**.",
    "includes/note.md": f"{MATTER}> [!NOTE]\n> Roles were renamed.\n",
    "includes/rows.md": f"{MATTER}| A | B |\n| --- | --- |\n| a | b |\n",
}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "Read it in the [!INCLUDE [link](includes/link.md)] portal or\nelsewhere.",
            ["Read it in the The portal portal or elsewhere."],
        ),
        (
            "1. [!INCLUDE [step](includes/step.md)]\n1. Go on.",
            ["1. Sign in to The portal. Then look.\n1. Go on."],
        ),
        (
            "1. View costs.\n\n    [!INCLUDE [tip](includes/tip.md)]\n\n1. Go on.",
            ["1. View costs.\n\nTo open it:\n1. Sign in to The portal. Then look.\n1. Select Admin.\n1. Go on."],
        ),
        (
            "* Assign a role.\n\n  [!INCLUDE [note](./includes/note.md)]\n* Go on.",
            ["- Assign a role.\n\nRoles were renamed.\n- Go on."],
        ),
        ("- [!INCLUDE [rows](includes/rows.md)]\n\nAfter.", ["A: a; B: b", "After."]),
        ("Before.\n\n[!INCLUDE [rows](includes/rows.md)]\n\nAfter.", ["Before.", "A: a; B: b", "After."]),
    ],
    ids=["in a sentence", "in an item", "below an item", "a quote below an item", "a table in an item", "alone"],
)
def test_an_include_reads_on_where_it_stands(page: str, said: list[str]) -> None:
    """A sentence goes on over it, an item keeps its number, and what it brings in several lines stays in the item or the quote."""
    whole = expand(page, "page.md", FILES.__getitem__)
    assert whole.date == "2026-05-11"
    assert [text for section in read_docfx(whole).sections for text in section.texts] == said


TABS = """## Content

#### [Warning](#tab/warning)

Take care.

#### [Definitions](#tab/definitions)

### Fairness

Words on fairness.

---

After the group.

### [Never ended](#tab/never)

Open.

## Next section

Words.
"""


def test_headings_within_a_tab() -> None:
    """A heading that is deeper than the section stays in its tab, however deep the tabs' own headings are; the next section ends a group that nobody ended."""
    found = [(section.path, section.texts) for section in read_docfx(Expanded(TABS)).sections]
    assert found == [
        (("Content", "Warning"), ("Take care.",)),
        (("Content", "Fairness", "Definitions"), ("Words on fairness.",)),
        (("Content", "Fairness"), ("After the group.",)),
        (("Content", "Fairness", "Never ended"), ("Open.",)),
        (("Next section",), ("Words.",)),
    ]
