"""Readers on pages shaped as the real ones are: every heading and every row lands, and nothing that a reader of the page would not see."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import PageError
from knowledge.fetching.docfx import expand, formula, iso_date, plain_markdown, read_docfx, resolve, zone_name
from knowledge.fetching.fetcher import Document
from knowledge.fetching.learning_path import read_learning_path
from knowledge.fetching.page_sections import PageSection, ReadPage, read_sections
from knowledge.fetching.pages import read_forem, read_html, read_markdown
from knowledge.fetching.robots import Robots
from knowledge.fetching.soundness import check_sound, is_english
from knowledge.fetching.ways import repository_of

PAGE = """---
title: Tune a model in the Foundry (temp)
ms.date: 9/6/2026
zone_pivot_groups: foundry-tuning
---

# Tune a model in the Foundry

<a id="when-to-tune"></a>

Tuning adapts a *pretrained* model, see [the costs](cost-management.md).
A line goes on here.

<!-- CLASSIC-ONLY: [!INCLUDE [Classic](../includes/classic.md)] -->

## What isn’t working with prompts?

> [!NOTE]
> Interactive training is in **preview** and needs `azd` 1.22.

> [!div class="checklist"]
> * Check one
> * Check two

::: zone pivot="programming-language-python,rest-api"

### Create a job

Send the request with the SDK.

# [Bash](#tab/bash)

Run curl.

# [PowerShell](#tab/powershell)

Run Invoke-RestMethod.

---

After the tabs.

:::zone-end

### Create a job

$$ \\text{price} = \\frac{\\text{tokens}}{1000} \\times 2 $$

:::image type="content" source="media/a.png" alt-text="Screenshot of a portal." lightbox="b.png":::

:::image type="complex" source="x.png" alt-text="y":::
   A long description.
:::image-end:::

Select [!UICONTROL Save] now.

## Supported models

[!INCLUDE [Models](../includes/models.md)]
[!include[](~/reusable-content/skilling.md)]
"""

MODELS = """---
ms.date: 10/06/2026
---
All are available unless a legend says otherwise.

| Model ID | Approach | Training types | Deployment |
| --- | --- | --- |
| `gpt-4.1`<br>(2025-04-14)<sup>3</sup> | Managed: ✅ (SFT, DPO)<br>Interactive: ❌ | Standard: ✅ | Serverless: ✅<sup>2</sup> |
`qwen-8` | ✅ | Global \\| Developer |

**Legend**

- <sup>2</sup> Only Global Standard is supported.
- <sup>3</sup> By [invitation](https://aka.ms/x) only. Ask your team.

```python
# [!INCLUDE [Not one](../includes/none.md)]
# Not a heading
```
"""

FILES = {"articles/foundry/includes/models.md": MODELS}


def read(page: str = PAGE) -> ReadPage:
    """The page as it is read from its repository."""
    return read_docfx(expand(page, "articles/foundry/tuning/overview.md", FILES.__getitem__))


def test_a_page_of_a_repository() -> None:
    """Headings, zones, tabs, alerts, formulas, an include with a table: each lands where a reader sees it, with Learn's anchors."""
    page = read()
    job = ("What isn’t working with prompts?", "Create a job")
    assert (page.title, page.date) == ("Tune a model in the Foundry", "2026-10-06")
    assert page.sections == (
        PageSection(("Tune a model in the Foundry",), "tune-a-model-in-the-foundry", ("Tuning adapts a pretrained model, see the costs. A line goes on here.",)),
        PageSection(job[:1], "what-isnt-working-with-prompts", ("Interactive training is in preview and needs azd 1.22.\n- Check one\n- Check two",)),
        PageSection((*job, "Python, REST"), "create-a-job", ("Send the request with the SDK.",)),
        PageSection((*job, "Python, REST, Bash"), "create-a-job", ("Run curl.",)),
        PageSection((*job, "Python, REST, PowerShell"), "create-a-job", ("Run Invoke-RestMethod.",)),
        PageSection((*job, "Python, REST"), "create-a-job", ("After the tabs.",)),
        PageSection(job, "create-a-job-1", ("price = (tokens) / (1000) × 2\n\nSelect Save now.",)),
        PageSection(
            ("Supported models",),
            "supported-models",
            (
                "All are available unless a legend says otherwise.",
                "Model ID: gpt-4.1 (2025-04-14); Approach: Managed: Yes (SFT, DPO), Interactive: No; Training types: Standard: Yes; Deployment: Serverless: Yes (By invitation only; Ask your team; Only Global Standard is supported)",
                "Model ID: qwen-8; Approach: Yes; Training types: Global | Developer",
            ),
        ),
    )  # fmt: skip
    assert {"when-to-tune", "create-a-job", "create-a-job-1"} <= page.anchors


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("../includes/models.md", "articles/foundry/includes/models.md"),
        ("a b.md", "articles/foundry/tuning/a b.md"),
        ("~/reusable/x.md", ""),
        ("/azure/x.md", ""),
        ("https://example.com/x.md", ""),
        ("../../../../x.md", ""),
    ],
)
def test_what_an_include_means(target: str, found: str) -> None:
    """An include is a file of the same repository, and nothing else."""
    assert resolve("articles/foundry/tuning/overview.md", target) == found


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("[!INCLUDE [x](overview.md)]", "includes itself"),
        ("[!INCLUDE [x](deep.md)]", "deeper"),
        ("[!INCLUDE [x](many.md)]" * 61, "more files"),
    ],
)
def test_includes_have_an_end(page: str, reason: str) -> None:
    """A page that includes itself, too deep or too much is refused."""

    def text_of(path: str) -> str:
        return "" if "many" in path else f"[!INCLUDE [x]({'d' * path.count('d')}deep.md)]" if "deep" in path else page

    with pytest.raises(PageError, match=reason):
        expand(page, "overview.md", text_of)


def test_days() -> None:
    """Days as pages write them; what is none is none."""
    assert [
        iso_date(said) for said in ("10/06/2026", "12/6/2025", "2026-10-06T00:00:00Z", "13/13/2026", "soon", "")
    ] == ["2026-10-06", "2025-12-06", "2026-10-06", "", "", ""]


def test_names_and_formulas() -> None:
    """Zones by their names for people; formulas in a line."""
    assert zone_name("programming-language-studio, rest-api,azd") == "Portal, REST, azd"
    assert formula(r"\text{cost} = \$1.70 \times 24 \cdot \frac{a}{b}") == "cost = $1.70 × 24 · (a) / (b)"


def html(main: str, head: str = "") -> Document:
    """A page for browsers."""
    text = f"<!DOCTYPE html><html lang='en-us'><head><title>Page | Learn</title>{head}</head><body><nav>Menu</nav><main id='main'><div class='content'>{main}</div></main><footer>Foot</footer></body></html>"
    return Document("https://learn.microsoft.com/page", "https://learn.microsoft.com/page", text, "text/html")


def test_a_page_for_browsers() -> None:
    """Its main part alone, with its own anchors, hidden tabs, a row a text; without what asks to sign in."""
    page = read_html(
        html(
            """<h1 id="tune">Tune a model</h1><div id="article-header">Edit</div>
            <div class="NOTE"><p>Note</p><p>Access to this page requires authorization. You can try signing in.</p></div>
            <p>Tuning <em>adapts</em> a <a href="/x">model</a>.</p><h2 id="models_x">Supported models</h2>
            <table><thead><tr><th>Model</th><th>Region</th></tr></thead><tbody><tr><td><code>gpt-4.1</code></td><td>Sweden Central</td></tr>
            <tr><td>gpt-5</td><td>East US 2<br>North Central US</td></tr></tbody></table><p>After.</p>
            <div class="tabGroup"><ul role="tablist"><li><a role="tab" aria-controls="p1">Bash</a></li><li><a role="tab" aria-controls="p2">PowerShell</a></li></ul>
            <section id="p1" role="tabpanel"><p>Run curl.</p></section><section id="p2" role="tabpanel" aria-hidden="true" hidden="hidden"><p>Run Invoke.</p></section></div>
            <script>alert(1)</script><h3>Next steps</h3><ul><li>One</li></ul>""",
            "<meta name='ms.date' content='2026-10-06T00:00:00Z'><meta name='updated_at' content='2026-11-01'>",
        )
    )
    assert (page.title, page.date) == ("Tune a model", "2026-10-06")
    assert [(section.path, section.anchor, section.texts) for section in page.sections] == [
        (("Tune a model",), "tune", ("Tuning adapts a model.",)),
        (
            ("Supported models",),
            "models_x",
            ("Model: gpt-4.1; Region: Sweden Central", "Model: gpt-5; Region: East US 2 North Central US", "After."),
        ),
        (("Supported models", "Bash"), "models_x", ("Run curl.",)),
        (("Supported models", "PowerShell"), "models_x", ("Run Invoke.",)),
        (("Supported models", "Next steps"), "next-steps", ("- One",)),
    ]


def test_an_article_of_dev_to() -> None:
    """The article's Markdown, by its heading, with the day of its last edit; what embeds is left out."""
    article = {"title": "Tuning or Not", "body_markdown": "---\ntitle: x\n---\n## What is tuning?\n\n{% embed https://x %}\nTuning goes on.\n", "published_at": "2023-11-02T08:00:00Z", "edited_at": "2024-01-05T08:00:00Z"}  # fmt: skip
    document = Document("https://dev.to/api/articles/a/b", "", json.dumps(article), "application/json")
    assert read_forem(document) == ReadPage(
        "Tuning or Not",
        "2024-01-05",
        (PageSection(("What is tuning?",), "what-is-tuning", ("Tuning goes on.",)),),
        frozenset({"what-is-tuning"}),
    )
    for broken in ("", "[]", "{}", '{"title": "x"}', "<html>"):
        with pytest.raises(PageError, match="gave no article"):
            read_forem(Document("https://dev.to/api/articles/a/b", "", broken))


def learning_path() -> dict[str, str]:
    """The files of a learning path with a module of two units, one of them a quiz, and a file that no unit means."""
    folder = "https://raw.githubusercontent.com/MicrosoftDocs/learn/main/learn-pr"
    module = f"{folder}/wwl-data-ai/basics"
    return {
        f"{folder}/paths/intro/index.yml": '### YamlMime:LearningPath\nuid: learn.intro\nmetadata:\n  ms.date: 07/26/2023\ntitle: "Basics: all"\nsummary: |\n  Words.\nmodules:\n- learn.wwl.basics\ntrophy:\n  uid: t\n',
        f"{module}/index.yml": "uid: learn.wwl.basics\nmetadata:\n  ms.date: 03/21/2025\ntitle: Generative AI\nunits:\n- learn.wwl.basics.prompts\n- learn.wwl.basics.quiz\nbadge:\n  uid: b\n",
        "https://api.github.com/repos/MicrosoftDocs/learn/contents/learn-pr/wwl-data-ai/basics?ref=main": json.dumps([{"name": name} for name in ("index.yml", "6-writing prompts.yml", "7-quiz.yml", "8-old.yml", "includes")]),
        f"{module}/6-writing%20prompts.yml": "uid: learn.wwl.basics.prompts\ntitle: Writing prompts\nmetadata:\n  ms.date: 11/26/2024\ncontent: |\n  [!include[](includes/6-writing prompts.md)]\n",
        f"{module}/7-quiz.yml": "uid: learn.wwl.basics.quiz\ntitle: Quiz\nquiz:\n  questions: none\n",
        f"{module}/8-old.yml": "uid: learn.wwl.basics.old\ntitle: Old\ncontent: |\n  [!include[](includes/8-old.md)]\n",
        f"{module}/includes/6-writing%20prompts.md": "Prompts say what you want.\n\n## System messages\n\nThey set the context.\n",
    }  # fmt: skip


def test_a_learning_path() -> None:
    """Its modules' units are read in their order, each under its module and title, with the newest day of all files."""
    files = learning_path()

    def get(address: str) -> Document:
        if address not in files:
            raise PageError(address, gone=True)
        return Document(address, address, files[address])

    assert read_learning_path(get, "intro") == ReadPage(
        "Basics: all",
        "2025-03-21",
        (
            PageSection(("Generative AI", "Writing prompts"), "", ("Prompts say what you want.",)),
            PageSection(("Generative AI", "Writing prompts", "System messages"), "", ("They set the context.",)),
        ),
    )
    for address in list(files)[:4]:
        left = files.pop(address)
        with pytest.raises(PageError):
            read_learning_path(get, "intro")
        files[address] = left


def test_markdown_of_a_site() -> None:
    """Markdown as a site serves it; a page for browsers, or includes that are left, are refused so that the next way is tried."""
    document = Document(
        "https://learn.microsoft.com/p?accept=text/markdown",
        "",
        "---\nupdated_at: 2026-10-08\n---\n# T\n\nText.\n",
        "text/markdown",
    )
    assert (read_markdown(document).date, read_markdown(document).title) == ("2026-10-08", "T")
    with pytest.raises(PageError, match="for browsers"):
        read_markdown(html("<p>x</p>"))
    with pytest.raises(PageError, match="not expanded"):
        read_markdown(Document("https://x", "", "# T\n\n[!INCLUDE [x](y.md)]"))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (
            "https://learn.microsoft.com/en-us/azure/foundry/fine-tuning/overview",
            ("MicrosoftDocs/azure-ai-docs", "articles/foundry/fine-tuning/overview.md"),
        ),
        (
            "https://learn.microsoft.com/azure/foundry-classic/x",
            ("MicrosoftDocs/azure-ai-docs", "articles/foundry-classic/x.md"),
        ),
        (
            "https://learn.microsoft.com/en-us/azure/developer/ai/x",
            ("MicrosoftDocs/azure-dev-docs", "articles/ai/x.md"),
        ),
        ("https://learn.microsoft.com/en-us/training/paths/x/", None),
    ],
)
def test_what_lies_behind_a_page(address: str, found: tuple[str, str] | None) -> None:
    """Learn's addresses lead to the files of its repositories."""
    assert repository_of(address) == found


def test_robots_rules() -> None:
    """The own group before everybody's, the longest rule, wildcards and ends."""
    robots = Robots(
        "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: us # here\nDisallow: /a*b$\nDisallow: /c\nAllow: /c/d\nDisallow:\n",
        "us",
    )
    assert [robots.allows(f"https://h{path}") for path in ("/", "/axxb", "/axxbc", "/c/e", "/c/d", "/%63/e")] == [
        True,
        False,
        True,
        False,
        True,
        False,
    ]
    assert not Robots("User-agent: *\nDisallow: /\n", "us").allows("https://h/")
    assert Robots("<html>nonsense", "us").allows("https://h/")


def test_english_and_other_languages() -> None:
    """Tables of models are English enough; pages in other languages are not, nor other scripts."""
    rows = "\n".join(f"Model: gpt-{number}; Version: 2025; Lifecycle: GA; Replacement: none" for number in range(200))
    assert is_english(rows)
    assert not is_english(
        "Le réglage fin est une méthode pour adapter un modèle avec des données qui sont les vôtres, et vous les gardez dans votre région. "
        * 3
    )
    assert not is_english("微调是使用您自己的数据进一步训练模型的方法。" * 20)


def test_a_page_about_captchas_is_a_page() -> None:
    """A word alone makes no challenge of a long page."""
    text = (
        "The model reads captcha pictures, and you are asked to keep that in mind when you use it for the work of a team. "
        * 20
    )
    check_sound(read_sections(f"# Vision\n\n{text}"))


@pytest.mark.parametrize(
    "text",
    [
        "```\n" * 20_000,
        "[!INCLUDE [" * 20_000,
        ":::image " * 20_000,
        "| a " * 20_000 + "\n" + "| - " * 20_000,
        "<!--" * 20_000,
        "$$" * 30_001,
        "<a id=" * 20_000,
        "# [x](#tab/" * 20_000,
        "**" * 40_000,
    ],
)
def test_hostile_texts_are_read_in_time(text: str) -> None:
    """Eighty kilobytes of the beginnings of something take no more than moments."""
    started = time.monotonic()
    read_docfx(expand(text, "a.md", lambda _path: ""))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "# a" + " " * 60_000 + "x",
        "# a" + "#" * 60_000 + "x",
        "# " + "`" * 60_000 + "x",
        "| M | V |\n| - | - |\n| a" + "\u00a0" * 60_000 + "x | b |",
        "| M | V |\n| - | - |\n| a <sup>" + " " * 60_000 + "x | b |",
    ],
    ids=["blanks", "hashes", "ticks", "a cell", "a footnote"],
)
def test_runs_of_one_character_are_read_in_time(text: str) -> None:
    """A regular expression holds the whole process while it looks, the bot's answers too."""
    started = time.monotonic()
    read_sections(text)
    assert time.monotonic() - started < 5


@given(st.text(alphabet="#|-:`~\n \t[]()!<>*_ab1$@\\", max_size=400))
def test_any_text_is_a_page(text: str) -> None:
    """Whatever comes is read, without an error of ours other than a page's."""
    page = read_sections(plain_markdown(text))
    assert all(part.strip() for section in page.sections for part in section.texts)
