"""Which texts a decision leans on, which of them are others by now, and that nothing of it outlives whoever decided."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.cli.cited_by import CitedBy, Citing
from bot.conversation.case import Case
from bot.decision import Criterion, Fact, judge
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.storage.leaning import LeansOn, TextsNow, leaning
from knowledge.fetching.live import LiveFolder, LivePage, LiveSource
from knowledge.fetching.texts import LiveText
from knowledge.passages import digest
from tests.sql import changed, rows
from tests.storage.threads import ANN, BOB, TEAM, place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

OPENING = "Our quibblefrost bot should sound like us. Should we fine-tune?"
CASE = Case().take([Fact(Criterion.TRIED, ("basic_prompt",), words="one quibblefrost prompt")], by=ANN).begin(OPENING)
#: What it leans on first: the heading that the deciding rule cites.
FIRST = judge(CASE.assessment).because.sources[0]
DECIDED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
async def cases(url: str) -> AsyncIterator[Cases]:
    """An empty store."""
    async with Database(url) as database:
        yield await Cases(database, 90).open()


def page(*texts: tuple[str, str]) -> LivePage:
    """A page with a text under each heading."""
    kept = tuple(LiveText((heading,), "", text) for heading, text in texts)
    return LivePage("https://x.example/a", "https://x.example/a", "Markdown", "x", "2026-11-19", kept)


def read(folder: LiveFolder, at: datetime, *texts: tuple[str, str]) -> None:
    """The first source's page was read with these texts at a moment."""
    before = folder.of(FIRST.source_id)
    live = LiveSource(FIRST.source_id, pages=(page(*texts),), checked=at.isoformat(), before=before.before)
    folder.keep(live.after(before, at.isoformat()))


async def test_what_a_decision_leans_on_is_kept_as_it_was_last_given(cases: Cases) -> None:
    """With its moment, once a case, whoever it is of; an open case leans on nothing yet."""
    await cases.save(place(), ANN, CASE, decided=True)
    await cases.save(place("2", team="T2"), BOB, CASE.copied(), decided=False)
    ((at, leans),) = await cases.leaning()
    assert leans == leaning(CASE)
    assert (leans[0].source, leans[0].heading) == (FIRST.source_id, FIRST.heading)
    assert datetime.now(UTC) - at < timedelta(minutes=1)
    more = CASE.take([Fact(Criterion.GOAL, ("tone_style",), words="sound like us")], by=ANN)
    await cases.save(place(), ANN, more, decided=True)
    await cases.save(place("3", team="T2"), BOB, CASE.copied(), decided=True)
    assert {leans for _, leans in await cases.leaning()} == {leaning(more), leaning(CASE)}
    (stored,) = await cases.recent(TEAM)
    assert stored.leans == leaning(more)


async def test_it_goes_with_the_decision_and_holds_no_words(cases: Cases, url: str) -> None:
    """Deleted with the person, and before that without a trace of them."""
    await cases.save(place(), ANN, CASE, decided=True)
    await cases.save(place("2"), BOB, CASE.copied(), decided=True)
    for (kept,) in await rows(url, "SELECT rests_on FROM walks"):
        assert [
            word for word in ("quibblefrost", ANN, BOB, TEAM) if word in json.dumps(json.loads(kept)["leans"])
        ] == []
    await cases.forget_person(TEAM, ANN)
    assert len(await cases.leaning()) == 1
    await cases.forget_team(TEAM)
    assert await cases.leaning() == []


async def test_a_decision_of_before(cases: Cases, url: str) -> None:
    """One that was kept without it leans on nothing that is known; one that is damaged is left aside."""
    await cases.save(place(), ANN, CASE, decided=True)
    (kept,) = [json.loads(one) for (one,) in await rows(url, "SELECT rests_on FROM walks")]
    del kept["leans"]
    await changed(url, "UPDATE walks SET rests_on = :kept", kept=json.dumps(kept))
    assert [leans for _, leans in await cases.leaning()] == [()]
    await changed(url, "UPDATE walks SET rests_on = :kept", kept=json.dumps({**kept, "leans": [["S01"]]}))
    assert await cases.leaning() == []
    assert [stored.leans for stored in await cases.recent(TEAM)] == [()]


def test_a_page_that_has_changed_since(tmp_path: Path) -> None:
    """Under the heading that is leaned on, after the decision: then it is an older text, until it is decided anew."""
    folder = LiveFolder(tmp_path)
    (place, *_) = leans = leaning(CASE)

    def older(at: datetime = DECIDED) -> list[LeansOn]:
        return TextsNow(tmp_path, tmp_path / "index").older(leans, at)

    innermost = FIRST.heading.rpartition(" > ")[2]
    assert older() == []
    read(folder, DECIDED + timedelta(days=1), (innermost, "One."), ("Else", "Two."))
    # It came for the first time: the note is what was there before, and is as it was.
    assert older() == []
    read(folder, DECIDED + timedelta(days=2), (innermost, "One."), ("Else", "Three."))
    assert older() == []
    read(folder, DECIDED + timedelta(days=3), (innermost, "Another."), ("Else", "Three."))
    assert older() == [place]
    read(folder, DECIDED + timedelta(days=4), (innermost, "Another."), ("Else", "Four."))
    assert (older(), older(DECIDED + timedelta(days=3, hours=1))) == ([place], [])


def test_a_note_that_is_another_now(tmp_path: Path) -> None:
    """With a new version of the program the note may say something else; what is of no source that is known is not compared."""
    before, gone = LeansOn(FIRST.source_id, FIRST.heading, digest("before")), LeansOn(digest("handbook"), "", "p1")
    assert TextsNow(tmp_path, tmp_path / "index").older([before, gone], DECIDED) == [before]


def test_counts_of_a_source(tmp_path: Path) -> None:
    """Each answer and decision once, with the newest day of each; decisions on an older text among them."""
    old = LeansOn("S05", "Live models", digest("before"))
    answers = [(DECIDED, frozenset({"a", "b"})), (DECIDED - timedelta(days=9), frozenset({"b"}))]
    decisions = [(DECIDED - timedelta(days=2), (old, old)), (DECIDED, leaning(CASE))]
    citing = Citing(answers, decisions, TextsNow(tmp_path, tmp_path / "index"))
    found = citing.of("S05", {"b", "c"})
    assert found == CitedBy(2, "2026-11-20", 1, "2026-11-18", 1)
    assert str(found) == "2 answers, the newest of 2026-11-20; 1 decision, the newest of 2026-11-18"
    assert citing.of(FIRST.source_id, None) == CitedBy(None, "", 1, "2026-11-20", 0)
    assert (citing.of("S19", {"z"}), str(citing.of("S19", {"z"}))) == (CitedBy(0, "", 0, "", 0), "")
