"""What is too old is marked when it is given to anybody, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from knowledge.fetching.live import LiveFolder, LivePage, LiveSource, passages_of
from knowledge.fetching.texts import LiveText
from knowledge.notes import read_note
from knowledge.sources import load_sources
from knowledge.staleness import Staleness, is_past

from .making import passage

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = next(source for source in load_sources() if source.id == "S05")
PAGE = LivePage(SOURCE.address, SOURCE.address, "Markdown", SOURCE.title, "2026-10-30", (LiveText(("Live",), "live", "Words of the page."),))  # fmt: skip


def days_ago(days: int) -> str:
    """That moment, as it is kept."""
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        ("2026-10-30", 30, False),
        ("2026-10-29", 30, True),
        ("2026-10-29T23:59:59+00:00", 30, True),
        ("2026-10-29", 0, False),
        ("", 30, False),
    ],
)
def test_what_is_past(day: str, days: int, expected: bool) -> None:  # noqa: FBT001
    """More than so many days ago; 0 days is never, and so is no day at all."""
    assert is_past(day, days, date(2026, 11, 29)) is expected


@pytest.mark.parametrize(("age", "bound", "is_stale"), [(31, 30, True), (29, 30, False), (400, 0, False)])
def test_a_page_that_nobody_has_looked_at(tmp_path: Path, age: int, bound: int, is_stale: bool) -> None:  # noqa: FBT001
    """Its passages say since when, and the note beside it does not: it is as old as it says."""
    live, folder = LiveSource("S05", pages=(PAGE,), fetched=days_ago(age), checked=days_ago(age)), LiveFolder(tmp_path)
    folder.keep(live)
    (fetched,), noted = passages_of(live, SOURCE), read_note(SOURCE)
    marked = Staleness(folder, bound, 365).marked([fetched, *noted])
    assert marked == [fetched, *noted]
    assert (marked[0].unread_since, marked[0].is_stale) == (days_ago(age)[:10] if is_stale else "", is_stale)
    assert not [one for one in marked[1:] if one.is_stale]


def test_it_is_looked_up_each_time(tmp_path: Path) -> None:
    """Once the page was looked at, the mark is gone, though nothing was indexed."""
    live, folder = LiveSource("S05", pages=(PAGE,), fetched=days_ago(60), checked=days_ago(60)), LiveFolder(tmp_path)
    folder.keep(live)
    staleness, passages = Staleness(folder, 30, 365), passages_of(live, SOURCE)
    assert staleness.marked(passages)[0].is_stale
    folder.keep(replace(live, checked=days_ago(0)))
    assert not staleness.marked(passages)[0].is_stale


def test_old_documents_of_one_s_own(tmp_path: Path) -> None:
    """Those whose day is too long ago; a built-in source as old is superseded or it is not, and an undated document is no older than anything."""
    built_in = passage("Anything.", "S01")
    dates = ("2020-01-01", days_ago(1)[:10], "")
    own = [replace(built_in, source_id="mine", is_own=True, date=each) for each in dates]
    marked = Staleness(LiveFolder(tmp_path), 30, 365).marked([replace(built_in, date="2020-01-01"), *own])
    assert [one.is_old for one in marked] == [False, True, False, False]
    assert not any(one.is_old for one in Staleness(LiveFolder(tmp_path), 30, 0).marked(own))
