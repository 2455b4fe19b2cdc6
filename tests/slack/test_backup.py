"""Backup, restore, upgrade and rollback as docs/deployment.md has them: what people decided and said is there again."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.storage.backup import back_up
from bot.storage.database import Database
from bot.storage.file_copies import copies_of
from bot.storage.schema import CURRENT
from bot.turns.fair import TurnLimits
from bot.turns.job import Job
from bot.turns.job_store import JobStore
from knowledge.fetching.live import LiveFolder, LiveSource
from tests.slack.interview import OPENING, case_of, decided
from tests.slack.waiting import idle
from tests.storage.test_older_databases import DUMPS

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

QUESTION = "How many training examples does fine-tuning need?"


def readable_by_others(folder: Path) -> list[Path]:
    """What of a folder others than its owner can read."""
    return [one for one in (folder, *folder.rglob("*")) if one.stat().st_mode & 0o77]


async def test_a_backup_while_turns_run(
    slack: SlackServer, ann: Person, settings: Settings, tmp_path: Path,
    start: Callable[..., AbstractAsyncContextManager[Serving]],
) -> None:  # fmt: skip
    """Restored into another folder, the decision is on Home, its thread goes on, a follow-up is understood, and what came after is not there."""
    folder = tmp_path / "backups" / "sunday"
    LiveFolder(settings.data_dir).keep(LiveSource("S05", trouble="the page answered 404"))
    settings.register.write_text("", encoding="utf-8")
    async with start() as bot:
        opening, _ = await decided(slack, ann)
        asked = await ann.says(QUESTION)
        await slack.workspace.wait_for_answer(asked)
        await idle(bot)
        before = await case_of(bot, slack.workspace, opening)
        under_way = [await ann.says(f"{QUESTION} And for {word}?") for word in ("tone", "style", "form", "terms")]
        held = await asyncio.to_thread(back_up, settings.database_url, settings.data_dir, folder)
        for each in under_way:
            await slack.workspace.wait_for_answer(each)
        later = await ann.says(OPENING.replace("support", "billing"))
        await slack.workspace.wait_for_answer(later)
        await idle(bot)
    assert held == ["ftn.sqlite3", "live", "sources.toml"]
    assert readable_by_others(folder) == []
    async with start(data_dir=folder) as restored:
        assert await case_of(restored, slack.workspace, opening) == before
        assert await case_of(restored, slack.workspace, later) is None
        await ann.opens_home()
        shown = (await slack.workspace.wait_for_home(ann, containing="Resume")).words
        assert ("support bot" in shown, "billing bot" in shown) == (True, False)
        await ann.says("And how many are too many?", thread=asked)
        await slack.workspace.wait_for_answer(asked, count=2)
        await ann.says("We have 15 examples now.", thread=opening)
        await slack.workspace.wait_for_answer(opening, containing="15")
        await idle(restored)


async def test_what_waits_in_a_backup_may_have_been_answered(tmp_path: Path) -> None:
    """A job that nobody has begun is, in the copy, one to look for first: the bot which was copied goes on and does it."""
    file, folder = tmp_path / "ftn.sqlite3", tmp_path / "backup"
    waiting = Job("message", "a", ("1",), {"team": "T1", "person": "ann"})
    async with Database(f"sqlite:///{file}") as database:
        await JobStore(database, "one").put(waiting, TurnLimits(), is_light=False)
        await asyncio.to_thread(back_up, f"sqlite:///{file}", tmp_path, folder)
        (claimed,) = await JobStore(database, "one").claim(lambda jobs: jobs)
        assert not claimed.job.is_redo
    async with Database(f"sqlite:///{folder / file.name}") as restored:
        (again,) = await JobStore(restored, "two").claim(lambda jobs: jobs)
        assert (again.job.ids, again.job.is_redo) == (waiting.ids, True)


@pytest.mark.parametrize("dump", [one for one in DUMPS if one.name.startswith("895c403.")], ids=lambda dump: dump.stem)
def test_back_to_before_an_upgrade(dump: Path, tmp_path: Path) -> None:
    """The kept copy in the database's place is, row by row, what the version before left; the upgrade can be made again."""
    file = tmp_path / "ftn.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(dump.read_text(encoding="utf-8"))
        before = list(database.iterdump())
    for _ in range(2):
        asyncio.run(upgraded(file))
        with closing(sqlite3.connect(file)) as database:
            database.execute("DELETE FROM turns")
            database.commit()
        (copy,) = copies_of(file)
        for ending in ("", "-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        copy.rename(file)
        with closing(sqlite3.connect(file)) as database:
            assert list(database.iterdump()) == before
        state = asyncio.run(Database(f"sqlite:///{file}").look())
        assert f"the next start brings it to {CURRENT}" in str(state)


async def upgraded(file: Path) -> None:
    """A start of this version over a database."""
    async with Database(f"sqlite:///{file}"):
        pass


def test_what_stands_in_the_way(tmp_path: Path) -> None:
    """A folder that is there, no database, a damaged one, no folder to write in: a sentence each, and nothing half written is left."""
    file, folder = tmp_path / "ftn.sqlite3", tmp_path / "backup"
    address = f"sqlite:///{file}"
    with pytest.raises(StorageError, match=r"There is no database at .* yet"):
        back_up(address, tmp_path, folder)
    asyncio.run(upgraded(file))
    back_up(address, tmp_path, folder)
    with pytest.raises(StorageError, match="is there already, and no backup is written over"):
        back_up(address, tmp_path, folder)
    (tmp_path / "no-folder").touch()
    with pytest.raises(StorageError, match=r"No backup was made in .* \(.+\)\. Make room"):
        back_up(address, tmp_path, tmp_path / "no-folder" / "another")
    file.write_bytes(file.read_bytes()[:8_192] + b"noise" * 9_000)
    with pytest.raises(StorageError, match=r"The database .* is damaged \(.+\), so no backup was made"):
        back_up(address, tmp_path, tmp_path / "another")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["backup", "ftn.sqlite3", "no-folder"]
