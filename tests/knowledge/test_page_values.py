"""The register of models follows what a vendor's page says for certain, and nothing else; what is packaged is never changed."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.errors import SourcesError
from knowledge.fetching.registered_days import compared
from knowledge.fetching.ways import pages_of, ways_to
from knowledge.model_status import Checked, End, Openness, Platform, hold, model_register, packaged_register, trainable
from knowledge.page_values import (
    FILE,
    LONGEST_ROW,
    SET_ASIDE,
    follow_pages,
    keep_values,
    kept_values,
    put_over,
)
from tests.source_pages import page_of
from tests.web_pages import Answer

from .test_live_sources import SOURCES, fetched, folder
from .test_registered_days import AZURE, BASE, NOTE, OPENAI, TUNED, base_row, tuned_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.fetching.live import LiveFolder
    from knowledge.model_status import ModelStatus
    from tests.web_pages import Web

__all__ = ["folder"]
NANO = next(one for one in AZURE if one.label == "gpt-4.1-nano (2025-04-14)")
LATER = "2027-04-14"
TUNABLE = [one for one in AZURE if one.tuned_ends and one.training_ends_existing]
DAY = "11/20/2026"


@pytest.fixture(autouse=True)
def _packaged_afterwards() -> Iterator[None]:
    """Whatever a test has hold, the next one begins with the packaged register."""
    yield
    hold(None)


def table(*rows: str, without: ModelStatus | None = NANO) -> list[str]:
    """The table of base models as the register has it, with these rows in place of one model's."""
    return ["## Azure OpenAI", "", *BASE, *(base_row(one) for one in AZURE if one is not without), *rows, ""]


def refreshed(web: Web, folder: LiveFolder, *lines: str, source_id: str = "S16", day: str = DAY) -> str:
    """Fetch a page with these lines; what the report says."""
    source = SOURCES[source_id]
    for address in pages_of(source):
        more = "\n".join(["", *lines]) if address == source.address else ""
        web.pages[ways_to(address)[0].address] = Answer(page_of(source, day, more))
    (outcome,) = fetched(folder, source_id)
    assert not outcome.is_trouble, outcome.said
    return outcome.said


def row_of(status: ModelStatus) -> ModelStatus:
    """The row that holds now."""
    return next(
        one
        for one in model_register().model
        if (one.name, one.platform, one.version) == (status.name, status.platform, status.version)
    )


def doubts(folder: LiveFolder, source_id: str = "S16") -> dict[tuple[str, str], str]:
    """Why what differs is only reported."""
    return {(one.model, one.field): one.doubt for one in compared(folder.of(source_id)).differing}


def test_a_certain_day_holds(web: Web, folder: LiveFolder) -> None:
    """It is followed with its source and date, and what hangs on it with it; a start keeps it, and the setting goes back."""
    said = refreshed(web, folder, *table(base_row(NANO, LATER)))
    assert said.endswith(
        "The register of models follows it: gpt-4.1-nano (2025-04-14): base_ends is 2027-04-14 by S16 of 2026-11-20, in place of 2026-10-14."
    )
    assert model_register() is packaged_register()
    assert follow_pages(folder.path.parent, wanted=True) == ""
    row = row_of(NANO)
    assert (row.base_ends, row.training_ends_new) == (date(2027, 4, 14), date(2027, 4, 14))
    assert (row.training_ends_existing, row.not_before) == (NANO.training_ends_existing, True)
    assert (row.source, row.date, row.checked) == ("S16", date(2026, 11, 20), Checked.PAGE)
    assert len(row.passages) == 1
    assert trainable("gpt-4.1-nano", Platform.AZURE, date(2026, 11, 29), existing=False).answer is Openness.UNKNOWN
    # Looked at again, nothing is new, and nothing else of the register is other than it was.
    assert "follows" not in refreshed(web, folder, *table(base_row(NANO, LATER)))
    others = [one for one in model_register().model if one.label != NANO.label or one.platform is not Platform.AZURE]
    assert all(one in packaged_register().model for one in others)
    assert follow_pages(folder.path.parent, wanted=False) == ""
    assert model_register() == packaged_register()
    assert trainable("gpt-4.1-nano", Platform.AZURE, date(2026, 11, 29), existing=False).answer is Openness.NO


def test_stages_and_tuned_versions(web: Web, folder: LiveFolder) -> None:
    """A later stage, and the end of tuned versions beside a footnote that is known; the training day that is only "no earlier than" is not."""
    first = TUNABLE[0]
    rows = [
        *table(base_row(NANO, stage="Retired")),
        *("## Fine-tuned models", "", *TUNED, tuned_row(first, training="2027-06-01", tuned="2027-12-01")),
        *(*map(tuned_row, TUNABLE[1:]), "", NOTE),
    ]
    refreshed(web, folder, *rows)
    follow_pages(folder.path.parent, wanted=True)
    assert (row_of(NANO).stage, row_of(first).tuned_ends) == ("retired", date(2027, 12, 1))
    assert row_of(first).training_ends_existing == first.training_ends_existing
    assert doubts(folder)[first.label, End.TRAINING_EXISTING.value] == "the page does not give it as a plain day"


NANO_ROW = "| gpt-4.1-nano | 2025-04-14 | Deprecated | {} | — |"


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([NANO_ROW.format(LATER), NANO_ROW.format("2027-05-14")], "several rows"),
        ([NANO_ROW.format(f"No earlier than {LATER}")], "plain day"),
        ([NANO_ROW.format(f"{LATER} or later")], "plain day"),
        ([NANO_ROW.format(f"{LATER}; to be confirmed")], "footnote or a remark"),
        ([NANO_ROW.format(f"{LATER}<sup>2</sup>"), "", "<sup>2</sup> Unless extended."], "footnote or a remark"),
        ([NANO_ROW.format(LATER) + " more |"], "footnote or a remark"),
        ([NANO_ROW.replace("Deprecated", "2026").format(LATER)], "cells are not"),
        ([NANO_ROW.format("2035-01-01")], "too far"),
        ([NANO_ROW.format("2019-01-01")], "too far"),
        ([NANO_ROW.replace("Deprecated", "GA").format("2026-10-14")], "earlier stage"),
        ([NANO_ROW.replace("Deprecated", "Retired").format(LATER)], "contradicts"),
    ],
)
def test_what_leaves_a_doubt_is_reported(web: Web, folder: LiveFolder, rows: list[str], why: str) -> None:
    """The register stays, and a person is told why."""
    refreshed(web, folder, *table(*rows))
    assert not (folder.path / FILE).exists()
    found = doubts(folder)
    assert {model for model, _ in found} == {NANO.label}
    assert all(why in said for said in found.values()), found


@pytest.mark.parametrize("cell", ["TBD", "—", "", "2026-11-01 to 2027-04-14"])
def test_no_day_says_nothing(web: Web, folder: LiveFolder, cell: str) -> None:
    """Where no day stands, none is read."""
    refreshed(web, folder, *table(NANO_ROW.format(cell)))
    assert (doubts(folder), (folder.path / FILE).exists()) == ({}, False)


def test_merged_cells(web: Web, folder: LiveFolder) -> None:
    """A cell over several rows, or with several models of one version, names none of them."""
    rows = [
        "| gpt-4.1-nano, gpt-4.1-mini | 2025-04-14 | Deprecated | 2027-09-14 | — |",
        "| | 2025-04-14 | | 2027-08-14 | — |",
    ]
    refreshed(web, folder, *table(*rows))
    assert (doubts(folder), (folder.path / FILE).exists()) == ({}, False)


@pytest.mark.parametrize("day", ["10/05/2026", "09/01/2026"])
def test_an_older_page(web: Web, folder: LiveFolder, day: str) -> None:
    """A page that is not newer than what the row rests on changes nothing."""
    refreshed(web, folder, *table(base_row(NANO, LATER)), day=day)
    assert "not newer than what the register rests on (S16 of 2026-10-05)" in doubts(folder)[NANO.label, "base_ends"]
    assert not (folder.path / FILE).exists()


def test_too_many_at_once(web: Web, folder: LiveFolder) -> None:
    """A page most of whose rows are other than they were changes nothing; what it changed before stays, and what is followed does not count."""
    refreshed(web, folder, *table(base_row(NANO, LATER)))
    kept = (folder.path / FILE).read_bytes()
    many = [base_row(one, "2027-08-08") for one in AZURE]
    assert "follows" not in refreshed(web, folder, *BASE, *many)
    assert (folder.path / FILE).read_bytes() == kept
    assert all(doubts(folder).values())
    assert "known rows differ at once" in doubts(folder)[TUNABLE[0].label, "base_ends"]
    third = len(AZURE) // 3
    moved = [one for one in AZURE if one is not NANO and one.base_ends != date(2027, 8, 8)][:third]
    rows = [base_row(one, "2027-08-08") if one in moved else base_row(one) for one in AZURE if one is not NANO]
    assert "2027-08-08" in refreshed(web, folder, *BASE, *rows, base_row(NANO, LATER))
    values, _ = kept_values(folder)
    assert {value.label for value in values if value.field == "base_ends"} == {
        NANO.label,
        *(one.label for one in moved),
    }


def test_the_page_takes_it_back(web: Web, folder: LiveFolder) -> None:
    """A page that says again what is packaged has the register go back; one that says nothing more of it does not."""
    refreshed(web, folder, *table(base_row(NANO, LATER)))
    refreshed(web, folder, *table())
    assert [value.value for value in kept_values(folder)[0]] == [LATER]
    refreshed(web, folder, *table(base_row(NANO)))
    assert not (folder.path / FILE).exists()


@pytest.mark.parametrize(
    "caught_up",
    [
        {"base_ends": date(2027, 4, 14), "training_ends_new": date(2027, 4, 14)},
        {"date": date(2026, 11, 20)},
        {"date": date(2026, 11, 25), "base_ends": date(2027, 2, 1)},
    ],
)
def test_the_packaged_register_catches_up(web: Web, folder: LiveFolder, caught_up: dict[str, date]) -> None:
    """What a page said goes once the packaged row says the same, or rests on a text as new."""
    refreshed(web, folder, *table(base_row(NANO, LATER)))
    values, _ = kept_values(folder)
    packaged = packaged_register()
    newer = replace(packaged, model=tuple(replace(one, **caught_up) if one is NANO else one for one in packaged.model))  # type: ignore[arg-type]  # days only
    assert put_over(newer, values) == newer
    assert put_over(packaged, values) != packaged


@pytest.mark.parametrize("broken", [b"", b"[{", b'{"a": 1}', b'[{"field": "base_ends"}]', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file(web: Web, folder: LiveFolder, broken: bytes) -> None:
    """It is set aside with a sentence, the packaged register holds, and the next look at the pages makes it anew."""
    refreshed(web, folder, *table(base_row(NANO, LATER)))
    (folder.path / FILE).write_bytes(broken)
    assert "is damaged" in kept_values(folder, look_only=True)[1]
    assert (folder.path / FILE).read_bytes() == broken
    said = follow_pages(folder.path.parent, wanted=True)
    assert ("set aside as" in said, "\n" in said, (folder.path / SET_ASIDE).read_bytes()) == (True, False, broken)
    assert model_register() == packaged_register()
    assert follow_pages(folder.path.parent, wanted=True) == ""
    assert "follows it" in refreshed(web, folder, *table(base_row(NANO, LATER)))


def test_a_value_that_no_register_can_have(web: Web, folder: LiveFolder) -> None:
    """A row that would contradict itself stays as it is packed, whatever the file says; the others are followed."""
    refreshed(web, folder, *table(base_row(NANO, LATER)))
    file = folder.path / FILE
    (value,) = kept_values(folder)[0]
    bad = replace(value, name="gpt-4.1", field="tuned_ends", value="2026-12-01")
    folder.write(FILE, json.dumps([json.loads(file.read_text())[0], asdict(bad)], default=str))
    follow_pages(folder.path.parent, wanted=True)
    assert row_of(NANO).base_ends == date(2027, 4, 14)
    assert row_of(TUNABLE[0]) == TUNABLE[0]


def test_openai_s_notices(web: Web, folder: LiveFolder) -> None:
    """Several names in a cell by their whole names; words beside them are a doubt. Without a page's day, that of the notice counts."""
    known = [
        one for one in packaged_register().model if one.platform is Platform.OPENAI and one.version and one.base_ends
    ]
    rows = [f"| {one.base_ends} | `{one.name.replace('35', '3.5')}-{one.version}` | |" for one in known]
    new = [
        *(
            "## 2026-11-20: GPT-4.1",
            "",
            *OPENAI,
            "| Feb 14, 2027 | `gpt-4.1-2025-04-14` \\| `gpt-4.1-mini-2025-04-14` | |",
        ),
        "| Feb 15, 2027 | `gpt-4o-mini-2024-07-18` fine-tunes | |",
    ]
    rest = [row for row in rows if not any(name in row for name in ("gpt-4.1-2025", "gpt-4.1-mini-", "gpt-4o-mini-"))]
    refreshed(web, folder, *new, "", "## 2026-10-14: older", "", *OPENAI, *rest, source_id="S23", day="")
    follow_pages(folder.path.parent, wanted=True)
    tunable = next(one for one in known if one.name == "gpt-4.1-mini")
    row = row_of(tunable)
    assert (row.base_ends, row.tuned_ends, row.date) == (date(2027, 2, 14), date(2027, 2, 14), date(2026, 11, 20))
    assert row.training_ends_existing == tunable.training_ends_existing
    assert doubts(folder, "S23") == {
        ("gpt-4.1 (2025-04-14)", "base_ends"): "",
        ("gpt-4.1-mini (2025-04-14)", "base_ends"): "",
        ("gpt-4o-mini (2024-07-18)", "base_ends"): "the row does not name the model alone",
    }


def test_models_that_the_register_lacks(web: Web, folder: LiveFolder) -> None:
    """They are named with their versions; a model that the register has without a version is not lacking."""
    rows = [
        "| gpt-77 | 1 | GA | 2028-01-01 | — |",
        "| gpt-oss-20b | 1 | GA | — | — |",
        "| sora (gated) | 2 | GA | — | — |",
    ]
    refreshed(web, folder, *table(base_row(NANO), *rows, "| Phi-4 | — | GA | — | — |"))
    assert compared(folder.of("S16")).lacking == ("gpt-77 (1)", "Phi-4")


def test_where_the_register_is_not_to_follow(web: Web, folder: LiveFolder) -> None:
    """Nothing is kept, and a certain day is reported like any other."""
    refreshed(web, folder, *table(base_row(NANO)))
    source = SOURCES["S16"]
    web.pages[ways_to(source.address)[0].address] = Answer(
        page_of(source, "11/21/2026", "\n".join(["", *table(base_row(NANO, LATER))]))
    )
    (outcome,) = fetched(folder, "S16", follows=False)
    assert ("follows" in outcome.said, (folder.path / FILE).exists()) == (False, False)
    assert doubts(folder) == {(NANO.label, "base_ends"): ""}


def test_a_row_or_an_address_without_end_ends_nothing(web: Web, folder: LiveFolder) -> None:
    """What is too long for a row of a table is not read as one; the rest of the page is."""
    lines = [
        "## Notes", "", "| Notes | Model | Version | Lifecycle | Retirement date |", "| - | - | - | - | - |",
        f"| {'word ' * 3_000} | gpt-4.1-nano | 2025-04-14 | Deprecated | {LATER} |", "",
    ]  # fmt: skip
    assert "follows" in refreshed(web, folder, *lines, *table(base_row(NANO, LATER)))
    live = folder.of("S16")
    assert max(len(text.text) for text in live.texts) > LONGEST_ROW
    far = replace(
        live, pages=tuple(replace(page, landed=f"https://learn.microsoft.com/{'a' * 2_000}") for page in live.pages)
    )
    assert [value.value for value in compared(far).certain.values()] == [LATER]


def test_a_value_that_can_not_be_removed_is_said(folder: LiveFolder) -> None:
    """One sentence, as where it can't be written."""
    (folder.path / FILE / "in the way").mkdir(parents=True)
    with pytest.raises(SourcesError, match="can't be removed"):
        keep_values(folder, ())
