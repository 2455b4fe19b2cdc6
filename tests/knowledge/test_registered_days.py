"""The register of models beside the vendors' tables as they come: what differs is named, and what can't be read for sure is not guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from knowledge.fetching.registered_days import differing_days
from knowledge.fetching.ways import ways_to
from knowledge.model_status import End, Platform, model_register
from tests.source_pages import page_of
from tests.web_pages import Answer

from .test_live_sources import SOURCES, fetched, folder

if TYPE_CHECKING:
    from knowledge.fetching.live import LiveFolder
    from knowledge.fetching.registered_days import Differing
    from knowledge.model_status import ModelStatus
    from tests.web_pages import Web

__all__ = ["folder"]
BASE = ["| Model | Version | Lifecycle | Retirement date | Replacement |", "|---|---|---|---|---|"]
TUNED = ["| Model | Version | Training retirement date | Deployment retirement date |", "|---|---|---|---|"]
OPENAI = ["| Shutdown date | Model / system | Recommended replacement |", "| --- | --- | --- |"]
NOTE = "<sup>1</sup> For existing customers only. Otherwise, training retirement occurs at base model retirement."
AZURE = [one for one in model_register().model if one.platform is Platform.AZURE and one.version and one.base_ends]


def day(status: ModelStatus, end: End) -> str:
    """As the tables write it."""
    return str(status.ends.get(end, "—"))


def base_row(status: ModelStatus, ends: str = "", stage: str = "") -> str:
    """A row of the table of base models."""
    said = stage or (status.stage.value if status.stage else "—").capitalize()
    return (
        f"| {status.name} | {status.version} | {said} | {ends or day(status, End.BASE)} | {status.replacement or '—'} |"
    )


def tuned_row(status: ModelStatus, training: str = "", tuned: str = "") -> str:
    """A row of the table of tuned models."""
    by = f"No earlier than {training or day(status, End.TRAINING_EXISTING)}<sup>1</sup>"
    return f"| {status.name} | {status.version} | {by} | {tuned or day(status, End.TUNED)} |"


def differing(web: Web, folder: LiveFolder, source_id: str, *lines: str) -> list[Differing]:
    """What differs once a page with these lines was fetched and read."""
    source = SOURCES[source_id]
    web.pages[ways_to(source.address)[0].address] = Answer(page_of(source, more="\n".join(["", *lines])))
    fetched(folder, source_id)
    live = folder.of(source_id)
    assert live.pages, live.trouble
    return differing_days(live)


def test_a_page_that_says_what_the_register_says(web: Web, folder: LiveFolder) -> None:
    """Nothing differs, whatever the table has besides; the register is what was read, so each of its rows has to be found."""
    tuned = [one for one in AZURE if one.tuned_ends and one.training_ends_existing]
    lines = ["#### Azure OpenAI", "", *BASE, *map(base_row, AZURE), "| gpt-77 | 1 | GA | 2029-01-01 | — |", ""]
    lines += ["#### Fine-tuned models", "", *TUNED, *map(tuned_row, tuned), "", NOTE]
    assert differing(web, folder, "S16", *lines) == []
    moved = [line.replace("2027-04-14", "2027-05-15") for line in lines]
    found = differing(web, folder, "S16", *moved)
    wanted = {(one.label, "base_ends") for one in AZURE if day(one, End.BASE) == "2027-04-14"}
    wanted |= {
        (one.label, end.value)
        for one in tuned
        for end in (End.TRAINING_EXISTING, End.TUNED)
        if day(one, end) == "2027-04-14"
    }
    assert {(one.model, one.field) for one in found} == wanted
    assert len(wanted) > 4


def test_what_is_said_of_it(web: Web, folder: LiveFolder) -> None:
    """The model with its version, the field, both days, and a stage that has moved."""
    first = next(one for one in AZURE if one.label == "gpt-4.1 (2025-04-14)")
    rows = [*BASE, base_row(first, "2026-10-14", "Retired"), "", *TUNED, tuned_row(first, tuned="2027-12-01"), "", NOTE]
    said = [str(one) for one in differing(web, folder, "S16", "## Azure OpenAI", "", *rows)]
    assert said == [
        f"gpt-4.1 (2025-04-14): base_ends is {first.base_ends} in the register, 2026-10-14 on the page",
        "gpt-4.1 (2025-04-14): stage is deprecated in the register, retired on the page",
        f"gpt-4.1 (2025-04-14): tuned_ends is {first.tuned_ends} in the register, 2027-12-01 on the page",
    ]


@pytest.mark.parametrize(
    "row",
    [
        "| gpt-4.1 | 2025-04-14 | Deprecated | — | — |",
        "| gpt-4.1 | 2025-04-14 | Deprecated | between 2026-10-14 and 2026-11-14 | — |",
        "| gpt-4.1 | 2025-04-14 | Deprecated | 2026-13-44 | — |",
        "| gpt-4.1 | 2099-01-01 | Deprecated | 2026-10-14 | — |",
        "| gpt-4.1-something | 2025-04-14 | Deprecated | 2026-10-14 | — |",
        "| gpt-4.1, gpt-4o | — | Deprecated | 2026-10-14 | — |",
    ],
)
def test_what_is_not_certain_is_not_read(web: Web, folder: LiveFolder, row: str) -> None:
    """No day, two days, none that there is, another version, another model, several without a version."""
    assert differing(web, folder, "S16", "## Azure OpenAI", "", *BASE, row) == []


def test_a_tuned_model_that_the_register_lacks(web: Web, folder: LiveFolder) -> None:
    """It is named, since nothing else would say that it can be tuned."""
    row = "| gpt-9 | 2028-01-01 | No earlier than 2030-01-01<sup>1</sup> | 2031-01-01 |"
    said = [str(one) for one in differing(web, folder, "S16", "## Fine-tuned models", "", *TUNED, row, "", NOTE)]
    assert said == ["gpt-9 (2028-01-01): tuned_ends is not known in the register, 2031-01-01 on the page"]


def test_openai_s_own_table(web: Web, folder: LiveFolder) -> None:
    """Months in words, several names in a cell, and the newest notice of a model, which stands first."""
    rows = [
        *OPENAI,
        "| Jan 14, 2027 | `gpt-4.1-2025-04-14` | `gpt-6-luna` |",
        "| March 3, 2028 | `gpt-4o-2024-08-06`, `gpt-3.5-turbo-0125` | |",
    ]
    older = [*OPENAI, "| 2025\u201101\u201101 | `gpt-4o-2024-08-06` | |", "| 2025-01-01 | `gpt-4.1-2025-04-14` | |"]
    found = differing(web, folder, "S23", "## 2026-10-14: GPT-4", "", *rows, "", "## 2025-01-01: older", "", *older)
    assert [(one.model, one.field, one.said) for one in found] == [
        ("gpt-4o (2024-08-06)", "base_ends", "2028-03-03"),
        ("gpt-35-turbo (0125)", "base_ends", "2028-03-03"),
    ]


def test_of_other_sources_nothing_is_read(web: Web, folder: LiveFolder) -> None:
    """A table that looks the same on another page is not the register's."""
    assert differing(web, folder, "S05", "## Azure OpenAI", "", *BASE, base_row(AZURE[0], "2029-01-01")) == []
