"""Data folders of older versions: each dump in `older/` was written by the code of the commit it is named after, and is readable today."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.conversation.case import Case
from bot.slack.handlers.engaged_threads import Threads
from bot.slack.install.store import Installations, cipher_of
from bot.storage.cases import Cases
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.feedback import Feedback, Opinion
from bot.storage.schema import CURRENT
from bot.turn import LOCAL_TEAM, Place, Surface

DUMPS = sorted((Path(__file__).parent / "older").glob("*.sql"))
#: The schema of each, as it is recognised without a number.
SCHEMAS = {
    "28fc5af": 1, "f3b408b": 2, "e60c2d9": 3, "85be1ad": 4, "eed54e1": 4, "c7c8dd9": 4, "ec3316f": 4, "1712b58": 4,
    "7aa6f37": 5, "bac277f": 5, "6c761d8": 6, "386f173": 6, "895c403": 7, "b85113a": 8,
}  # fmt: skip
#: What the dumps' tokens are encrypted with; it opens nothing else.
KEY = "bm90IGEgc2VjcmV0LCBvbmx5IGZvciB0aGUgdGVzdHM="
EVER = 36_500


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.stem)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, int]:
    """The database's file, in the folder as the older version left it under its name of then, and its schema."""
    dump: Path = request.param
    commit, name = dump.stem.split(".")
    file = tmp_path / f"{name}.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(dump.read_text(encoding="utf-8"))
    return file, SCHEMAS[commit]


def test_every_schema_is_there() -> None:
    """Ten commits and more, and among them one of every schema up to the last."""
    assert len(DUMPS) >= 10
    assert {SCHEMAS[dump.stem.split(".")[0]] for dump in DUMPS} == set(range(1, CURRENT))


def of_today(older: Path) -> str:
    """The address of a data folder's database."""
    return f"sqlite:///{older.parent / 'ftn.sqlite3'}"


async def test_it_is_recognised_upgraded_and_copied(older: tuple[Path, int]) -> None:
    """It comes to today's schema, a copy of what it was lies beside it, and the file's old name is gone."""
    file, schema = older
    before = f"SQLite, schema {schema}; the next start brings it to {CURRENT}, after a copy is made beside it"
    assert str(await Database(of_today(file)).look()) == before
    async with Database(of_today(file)):
        pass
    assert str(await Database(of_today(file)).look()) == f"SQLite, schema {CURRENT} (current)"
    (copy,) = [found for found in file.parent.iterdir() if ".schema-" in found.name]
    assert copy.name.startswith(f"ftn.sqlite3.schema-{schema}.")
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(of_today(file)[10:])) as upgraded:
        counted = [database.execute("SELECT count(*) FROM turns").fetchone() for database in (kept, upgraded)]
        assert counted == [(2,), (2,)]
    assert not (file.parent / "conversations.sqlite3").exists()


async def test_what_it_remembers_is_read_and_forgotten(older: tuple[Path, int]) -> None:
    """The turns of a thread come back, and are their speaker's to delete."""
    place = Place(Surface.TERMINAL, LOCAL_TEAM, "terminal", "older")
    async with Database(of_today(older[0])) as database:
        store = await Conversations(database, 12, EVER).open()
        assert [turn.text for turn in await store.recall(place)] == ["Does tuning teach facts?", "And for tone?"]
        assert await store.forget_person(LOCAL_TEAM, "you") == 2


async def test_its_cases_are_read_and_gone_on_with(older: tuple[Path, int]) -> None:
    """The decision is listed with its review, the open case is found in its thread and kept anew."""
    file, schema = older
    async with Database(of_today(file)) as database:
        store = await Cases(database, EVER).open()
        if schema == 1:
            assert await store.recent(LOCAL_TEAM, open_too=True) == []
            return
        (decision,) = await store.recent(LOCAL_TEAM)
        assert decision.case.opening == "Our decided bot should sound like us. Should we fine-tune?"
        assert [fact.words for fact in decision.case.assessment.facts] == ["sound like us"]
        place = Place(Surface.TERMINAL, LOCAL_TEAM, "terminal", "open")
        case = await store.case_in(place)
        assert isinstance(case, Case)
        assert case.question() is not None
        await store.save(place, "you", case, decided=True)
        assert len(await store.recent(LOCAL_TEAM)) == 2


async def test_what_slack_needs_is_read(older: tuple[Path, int]) -> None:
    """Feedback, threads, answers and the encrypted token of a workspace are there where they were, and can be kept where not."""
    file, schema = older
    had = schema >= 4
    async with Database(of_today(file)) as database:
        opinion = Opinion("T1", "U1", "r1", good=False, reason="wrong", remark="The price is old")
        feedback = await Feedback(database, EVER).open()
        assert await feedback.latest("T1") == [opinion] * had
        await feedback.keep(opinion)
        threads = await Threads(database, EVER).open()
        assert await threads.is_engaged("T1", "C1", "1.0") is had
        assert [sent.ts for sent in await threads.take_answers("T1", "C1", "1.0")] == ["1.1"] * had
        async with Installations(database, "1000.2000", cipher_of(KEY)) as installations:
            assert await installations.bot_token("T1") == ("xoxb-older" if had else None)
