"""Learn's own Markdown: what it makes of a page is read as the page in its repository is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from knowledge.fetching.docfx import expand, read_docfx
from knowledge.fetching.fetcher import Document
from knowledge.fetching.learn_markdown import plain_title
from knowledge.fetching.pages import read_markdown
from tests.bench.learn_form import learn_form

if TYPE_CHECKING:
    from knowledge.fetching.page_sections import ReadPage

#: Twins of what stands in public copies of 2026, as the head of `knowledge.fetching.learn_markdown` lists them.
SERVED = """---
layout: Conceptual
title: Retirement schedule - Microsoft Foundry | Microsoft Learn
ms.date: 2026-09-02T00:00:00.0000000Z
updated_at: 2026-09-03T22:17:00.0000000Z
---

# Retirement schedule - Microsoft Foundry | Microsoft Learn

Words before the first section.

#### Tuned models

| Model | Training ends^2^ | Deployment ends |
| --- | --- | --- |
| m-1 | No earlier than 2027-04-14^1^ | 2027-10-14 |

^1^ For existing customers only.

^2^ Two phases.

| Router | Format | Model |
| --- | --- | --- |
| v1 | A  A  B | `m-1`  `m-2`  `m-3`^1^ |
| v0  (old) | A  B | `m-1``m-3` |

## Roles

- **Access control (RBAC):**One of these roles:
    - [**User**](https://learn.microsoft.com/en-us/azure/x#y) – View data.

        Important

        The roles were renamed.
- **View data:**[Reader](../x/y).

Warning

**Stay private.**[Don't share](x) **Note** or Tip.

# **Python**
```python
# Note
raised = 2 ^1^ 3
```

Run it in Python.

# **JavaScript**
Run it in JavaScript.

---

Each decides alone.

1. Sign in to **The portal (new)**.![](https://learn.microsoft.com/en-us/azure/m/new.png)
2. Open it.

    [![Screenshot of a workbook.](media/a.png)](media/a.png#lightbox)
3. Go to **A** &gt; **B**.

# [Tier 1](#tab/tier1)
### Tier 1

| Model | Calls |
| --- | --- |
| m-1 | 2 |

---

::: zone pivot="rest-api"

## By hand

Call it.

::: zone-end
"""

TUNED = "Model: m-1; Training ends: No earlier than 2027-04-14; Deployment ends: 2027-10-14 (Two phases; For existing customers only)"
ROLES = """- Access control (RBAC): One of these roles:
- User – View data.

The roles were renamed.
- View data: Reader.

Stay private. Don't share Note or Tip."""


def served(markdown: str) -> ReadPage:
    """A page as Learn serves it, read."""
    return read_markdown(Document("https://learn.microsoft.com/p?accept=text/markdown", "", markdown, "text/markdown"))


def test_a_page_as_learn_serves_it() -> None:
    """No name of the site, no kind of alert and no picture is text; raised numbers are footnotes, and bold titles the names of tabs."""
    page = served(SERVED)
    assert (page.title, page.date) == ("Retirement schedule", "2026-09-02")
    assert [(section.path, section.texts) for section in page.sections] == [
        (("Retirement schedule",), ("Words before the first section.",)),
        (
            ("Tuned models",),
            (
                TUNED,
                "Router: v1; Format: A; Model: m-1",
                "Router: v1; Format: A; Model: m-2",
                "Router: v1; Format: B; Model: m-3 (For existing customers only)",
                "Router: v0 (old); Format: A, B; Model: m-1, m-3",
            ),
        ),
        (
            ("Roles",),
            (ROLES,),
        ),
        (("Roles", "Python"), ("Run it in Python.",)),
        (("Roles", "JavaScript"), ("Run it in JavaScript.",)),
        (("Roles",), ("Each decides alone.\n1. Sign in to The portal (new).\n2. Open it.\n3. Go to A > B.",)),
        (("Roles", "Tier 1", "Tier 1"), ("Model: m-1; Calls: 2",)),
        (("By hand", "REST"), ("Call it.",)),
    ]


def test_both_forms_say_the_same() -> None:
    """The twin that the benchmark serves is read as the page in the repository, which it was made of."""
    page = """---
title: Limits
ms.date: 9/2/2026
---

# Limits

## Quotas

> [!NOTE]
> They can change.

| Limit<sup>1</sup> | Value |
| --- | --- |
| Jobs | 3;<br> 5 |

<sup>1</sup> For each resource.

- **Reference:** [Calls](calls.md).

# [Bash](#tab/bash)

Run it.

---

Done.
"""
    whole = expand(page, "page.md", str)
    assert served(learn_form(whole)) == read_docfx(whole)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Quotas and limits - Microsoft Foundry | Microsoft Learn", "Quotas and limits"),
        ("Errors - Azure OpenAI - Microsoft Foundry | Microsoft Learn", "Errors - Azure OpenAI"),
        ("Parsers for Sentinel | Microsoft Learn", "Parsers for Sentinel"),
        ("Quotas - and limits", "Quotas - and limits"),
    ],
)
def test_titles(title: str, plain: str) -> None:
    """The names of the site and of the product go; a title that isn't Learn's stays."""
    assert served(f"---\ntitle: {title}\n---\n\nWords.\n").title == plain


def test_marks_of_learn_stay_elsewhere() -> None:
    """What another site serves as Markdown is not rewritten."""
    page = served("---\ntitle: A guide\n---\n\nNote\n\nTwo^1^ words.\n")
    assert page.sections[0].texts == ("Note\n\nTwo^1^ words.",)
    assert plain_title("A | Microsoft Learn") == "A"
