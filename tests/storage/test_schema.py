"""The chain of schemas: it leads to what the stores declare, whole or not at all, and copies are kept on the way."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from bot.errors import StorageError
from bot.slack.handlers import engaged_threads
from bot.slack.install.oauth import States
from bot.slack.install.store import Installations, cipher_of
from bot.storage import case_rows, conversations, feedback, forgotten, pointers, schema
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.file_copies import COPIES_KEPT, DAYS_KEPT, copies_of, keep_copy
from bot.storage.retention import expire_all, expiring
from bot.storage.schema import CURRENT, VERSION_TABLE, SchemaState
from bot.turn import Place, RememberedTurn, Surface, Turn
from bot.turns import metered_model
from bot.turns import tables as turns
from tests.sql import changed, rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATIONS = Path(schema.__file__).parent / "migrations"
OLDER = Path(__file__).parent / "older"
#: The modules that declare tables of ours.
DECLARED = (case_rows, conversations, feedback, forgotten, pointers, engaged_threads, metered_model, turns)


def bases() -> list[MetaData]:
    """What the modules with tables of ours declare."""
    return [
        kind.metadata
        for module in DECLARED
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, DeclarativeBase) and DeclarativeBase in kind.__bases__
    ]


def declared(database: Database) -> MetaData:
    """All tables that the stores declare, in one."""
    installations = Installations(database, "1", cipher_of(Fernet.generate_key().decode()))
    whole = MetaData()
    for one in (*bases(), installations.metadata, States(installations).metadata):
        for table in one.sorted_tables:
            table.to_metadata(whole)
    return whole


async def test_the_chain_leads_to_what_the_stores_declare(empty_url: str) -> None:
    """Every table, column, type and index of the stores is made by the migrations, and nothing else."""
    async with Database(empty_url) as database:
        wanted = declared(database)

        def differences(connection: Connection) -> Any:
            options = {"version_table": VERSION_TABLE, "compare_type": True}
            return compare_metadata(MigrationContext.configure(connection, opts=options), wanted)

        async with database.writing() as connection:
            assert await connection.run_sync(differences) == []
    assert {"turns", "walks", "opinions", "slack_threads", "slack_bots"} <= wanted.tables.keys()


def test_the_chain_has_no_gap() -> None:
    """The schemas are numbered without a gap up to the one that the code names, each in a module that says its number."""
    script = ScriptDirectory(str(MIGRATIONS))
    numbers = [int(one.revision) for one in script.walk_revisions()]
    assert numbers == list(range(CURRENT, 0, -1))
    for one in script.walk_revisions():
        assert Path(one.path).name.startswith(f"schema_{one.revision}_")
        assert one.doc.startswith(f"Schema {one.revision}, of ")


def test_the_documents_name_the_schema() -> None:
    """The example of docs/deployment.md is what the doctor says today."""
    document = Path(__file__).parents[2] / "docs" / "deployment.md"
    assert f"`database: {SchemaState('SQLite', CURRENT, is_numbered=True)}`" in document.read_text("utf-8")


def older(file: Path, dump: str = "1712b58.ftn.sql") -> None:
    """An older version's database."""
    with closing(sqlite3.connect(file)) as database:
        database.executescript((OLDER / dump).read_text(encoding="utf-8"))


def content(file: Path) -> list[str]:
    """All that a database file holds."""
    with closing(sqlite3.connect(file)) as database:
        return sorted(database.iterdump())


@pytest.mark.parametrize(
    ("name", "dump"),
    [("ftn.sqlite3", "1712b58.ftn.sql"), ("conversations.sqlite3", "f3b408b.conversations.sql")],
)
async def test_several_processes_upgrade_it_once(file: Path, file_url: str, name: str, dump: str) -> None:
    """One of them upgrades it, under whichever name it lies there, and one copy is made."""
    older(file.with_name(name), dump)
    before = content(file.with_name(name))
    program = (
        "import asyncio, sys; from bot.storage.database import Database; "
        "asyncio.run(Database(sys.argv[1]).__aenter__()); sys.stdout.flush(); import os; os._exit(0)"
    )
    started = [await asyncio.create_subprocess_exec(sys.executable, "-c", program, file_url) for _ in range(4)]
    assert [await process.wait() for process in started] == [0] * 4
    (copy,) = copies_of(file)
    assert content(copy) == before
    assert {found.name.partition(".")[0] for found in file.parent.iterdir()} == {"ftn"}
    assert str(await Database(file_url).look()) == f"SQLite, schema {CURRENT} (current)"


async def test_an_upgrade_that_fails_changes_nothing(file: Path, file_url: str) -> None:
    """What stands in the way is told, the database is as it was, and once it is gone the upgrade goes through."""
    older(file)
    with closing(sqlite3.connect(file)) as database:
        database.executescript("DROP INDEX ix_turns_team; CREATE TABLE ix_turns_team (a)")
    before = content(file)
    with pytest.raises(StorageError, match="can't be used: there is already a table named ix_turns_team"):
        await Database(file_url).__aenter__()
    assert content(file) == before
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE ix_turns_team")
    async with Database(file_url):
        pass
    assert str(await Database(file_url).look()).endswith("(current)")


#: Upgrades a database, and dies without a word in the middle of it.
KILLED = """
import asyncio, os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from bot.storage.database import Database

@event.listens_for(Engine, "before_cursor_execute")
def die(connection, cursor, statement, parameters, context, executemany):
    if "rests_on" in statement:
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(Database(sys.argv[1]).__aenter__())
"""


async def test_a_process_that_is_killed_in_the_middle(empty_url: str) -> None:
    """The database is as it was before, and the next one to come goes through."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, empty_url)
    assert await process.wait() == -signal.SIGKILL
    assert "empty" in str(await Database(empty_url).look())
    async with Database(empty_url) as database:
        await Conversations(database, 12, 90).open()
    assert str(await Database(empty_url).look()).endswith("(current)")


def test_no_room_for_a_copy(file: Path, file_url: str) -> None:
    """Then nothing is changed, and the operator is told to make room."""
    older(file)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "INSERT INTO opinions VALUES ('T', 'U', 'R', 0, 'x', ?, '2026-11-29 00:00:00')", ["x" * 400_000]
        )
    before = content(file)
    program = """
import asyncio, resource, signal, sys
from bot.errors import StorageError
from bot.storage.database import Database
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    asyncio.run(Database(sys.argv[1]).__aenter__())
except StorageError as error:
    print(error, flush=True)
import os; os._exit(0)
"""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, file_url], capture_output=True, text=True, check=True, timeout=60
    )
    assert "no copy could be made before its upgrade" in done.stdout
    assert "Nothing was changed." in done.stdout
    assert content(file) == before
    assert [found.name for found in file.parent.iterdir() if "schema" in found.name] == []


async def test_the_newest_copies_are_kept_for_a_month(file: Path, file_url: str) -> None:
    """Two of them, whatever schema they have; then they go, because they hold what people have deleted since."""
    async with Database(file_url) as database:
        made = [keep_copy(file, number) for number in (9, 10, 1, 2)]
        assert copies_of(file) == made[: -COPIES_KEPT - 1 : -1]
        expired = datetime.now(UTC) - timedelta(days=DAYS_KEPT + 1)
        made[-1].rename(file.with_name(f"ftn.sqlite3.schema-2.{expired:%Y%m%dT%H%M%S%f}Z"))
        await expire_all(database)
        left = file.with_name("ftn.sqlite3.schema-2.X.unfinished")
        left.touch()
        await expire_all(database)
        assert left.exists()
        os.utime(left, (expired.timestamp(), expired.timestamp()))
        await expire_all(database)
        assert not left.exists()
    assert copies_of(file) == [made[-2]]


async def test_the_first_file_is_taken_over_once(tmp_path: Path, file: Path, file_url: str) -> None:
    """Where there is a database under the new name, one under the old name is left alone."""
    async with Database(file_url):
        pass
    older(tmp_path / "conversations.sqlite3", "28fc5af.conversations.sql")
    async with Database(file_url):
        pass
    assert (tmp_path / "conversations.sqlite3").exists()
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT count(*) FROM turns").fetchone() == (0,)


async def test_what_grows_too_old_goes_while_it_runs(url: str) -> None:
    """Not at the start alone; a store that fails does not keep the others from it, nor from the next time."""
    place = Place(Surface.TERMINAL, "local", "terminal", "1")

    class Broken:
        """A store whose server is away."""

        tries = 0

        async def forget_expired(self) -> None:
            """Fail."""
            self.tries += 1
            raise OSError("away")

    broken = Broken()
    async with Database(url) as database:
        store = await Conversations(database, 12, 90).open()
        async with expiring(broken, store, database, every=0.01):
            await store.remember(Turn("you", place, "a"), RememberedTurn("a", "a", "a"))
            await asyncio.sleep(0.05)
            assert len(await rows(url, "SELECT id FROM turns")) == 1
            await changed(url, "UPDATE turns SET at = :at", at=datetime.now(UTC) - timedelta(days=91))
            async with asyncio.timeout(5):
                while await rows(url, "SELECT id FROM turns"):  # noqa: ASYNC110 - the database tells nobody
                    await asyncio.sleep(0.01)
    assert broken.tries > 1
