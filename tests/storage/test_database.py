"""Opening a database: by several at the same moment, up to date in no time, and in a sentence where it can't be used."""

from __future__ import annotations

import asyncio
import json
import sys
from time import perf_counter
from traceback import format_exception
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.errors import OperatorError, SettingsError, StorageError, StoreUnavailableError
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.turn import Place, RememberedTurn, Surface, Turn
from tests.postgres import PASSWORD, QUOTED, PostgresServer, free_port
from tests.sql import changed, rows

if TYPE_CHECKING:
    from pathlib import Path

AT_ONCE = 6
#: What one process does in the next test; it says how many turns it sees afterwards.
PROCESS = """
import asyncio, sys
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.turn import Place, RememberedTurn, Surface, Turn

async def main(url, name):
    async with Database(url) as database:
        store = await Conversations(database, 12, 90).open()
        place = Place(Surface.TERMINAL, "local", "terminal", name)
        await store.remember(Turn("you", place, name), RememberedTurn(name, name, name, (), True))
        print(len(await store.recall(place)))

asyncio.run(main(*sys.argv[1:]))
"""
#: Says what a start on an up-to-date database loads, and how long it takes, in seconds.
START = """
import asyncio, json, sys
from time import perf_counter
from bot.storage.database import Database

async def main(url):
    taken = []
    for _ in range(20):
        begun = perf_counter()
        async with Database(url):
            taken.append(perf_counter() - begun)
    print(json.dumps([min(taken), "alembic" in sys.modules]))

asyncio.run(main(sys.argv[1]))
"""


async def ran(program: str, *arguments: str) -> str:
    """What a process of its own prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return said.decode().splitlines()[-1]


async def test_several_processes_make_it_at_once(empty_url: str) -> None:
    """Whoever comes first makes the tables, once; nobody is refused, and what each writes is there."""
    names = [str(number) for number in range(AT_ONCE)]
    assert await asyncio.gather(*(ran(PROCESS, empty_url, name) for name in names)) == ["1"] * AT_ONCE
    found = await rows(empty_url, "SELECT place FROM turns ORDER BY place")
    assert [row.place for row in found] == [f"local/terminal/{name}" for name in names]
    assert len(await rows(empty_url, "SELECT * FROM ftn_schema")) == 1


async def test_several_in_one_process_make_it_at_once(empty_url: str) -> None:
    """The same within one process, whose Alembic can run one upgrade at a time."""

    async def opened() -> int:
        async with Database(empty_url) as database, database.reading() as connection:
            return len((await connection.execute(text("SELECT * FROM ftn_schema"))).all())

    assert await asyncio.gather(*(opened() for _ in range(AT_ONCE))) == [1] * AT_ONCE


async def test_a_start_without_an_upgrade_is_quick(url: str) -> None:
    """One number is compared: less than 30 ms, and nothing of Alembic is loaded."""
    async with Database(url):
        pass
    taken, is_loaded = json.loads(await ran(START, url))
    assert not is_loaded
    assert taken < 0.03


async def test_a_newer_database_is_refused(url: str) -> None:
    """One sentence says which schema it has; it is left as it is, and looking says the same."""
    async with Database(url):
        pass
    await changed(url, "UPDATE ftn_schema SET version_num = '99'")
    for use in (Database(url).__aenter__, Database(url).look):
        with pytest.raises(StorageError, match=r"^The database has schema 99, and this version .* knows \d+ at most"):
            await use()
    assert (await rows(url, "SELECT version_num FROM ftn_schema"))[0][0] == "99"


async def test_looking_changes_nothing(empty_url: str, tmp_path: Path) -> None:
    """An empty database is said to be empty, and stays so; a file that is not there is not made."""
    kind = "SQLite" if empty_url.startswith("sqlite") else "PostgreSQL"
    assert str(await Database(empty_url).look()) == f"{kind}, empty; the next start makes its tables"
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240 - nothing else runs meanwhile
    async with Database(empty_url):
        pass
    assert str(await Database(empty_url).look()).endswith("(current)")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong"}, "refuses the user 'ftn' or the password. Correct DATABASE_URL."),
        ({"user": "nobody"}, "refuses the user 'nobody' or the password. Correct DATABASE_URL."),
        ({"database": "absent"}, "There is no database 'absent' on the PostgreSQL server at 127.0.0.1:"),
        ({"database": "postgres?sslmode=require"}, "takes no encrypted connection, which DATABASE_URL asks for"),
        ({"port": free_port()}, "No answer from the PostgreSQL server at 127.0.0.1:"),
    ],
)
async def test_a_server_that_refuses(postgres_server: PostgresServer, changes: dict[str, str | int], said: str) -> None:
    """What is wrong is one sentence with what to do, and shows no password, in no part of the traceback."""
    address = postgres_server.address(**({"database": "postgres"} | changes))  # type: ignore[arg-type]  # of both kinds
    for use in (Database(address).__aenter__, Database(address).look):
        with pytest.raises(StorageError) as caught:
            await use()
        assert said in str(caught.value)
        shown = "".join(format_exception(caught.value))
        assert not [secret for secret in (PASSWORD, QUOTED, "wrong@", ":wrong") if secret in shown]


async def test_a_user_who_may_not_make_tables(postgres_server: PostgresServer) -> None:
    """The operator is told whom to make the owner."""
    address = await postgres_server.fresh()
    await postgres_server.admin("DROP ROLE IF EXISTS guest")
    await postgres_server.admin(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    guest = address.replace("//ftn:", "//guest:")
    with pytest.raises(StorageError, match="The user 'guest' may not make tables in the database"):
        await Database(guest).__aenter__()


@pytest.mark.parametrize("is_seen", [True, False])
async def test_a_server_that_was_restarted(
    postgres_server: PostgresServer, url: str, monkeypatch: pytest.MonkeyPatch, *, is_seen: bool
) -> None:
    """Connections that were cut meanwhile are replaced before anybody meets them, also where only asking tells that they were."""
    if url.startswith("sqlite"):
        pytest.skip("a file has no server")
    place = Place(Surface.TERMINAL, "local", "terminal", "1")
    async with Database(url) as database:
        store = await Conversations(database, 12, 90).open()
        await store.remember(Turn("you", place, "one"), RememberedTurn("one", "one", "one"))
        if is_seen:
            await asyncio.to_thread(postgres_server.stop)
            await asyncio.to_thread(postgres_server.start)
        else:
            monkeypatch.setattr("bot.storage.engines.QUIET_SECONDS", -1.0)
            postgres_server.stop()
            postgres_server.start()
        await store.remember(Turn("you", place, "two"), RememberedTurn("two", "two", "two"))
        assert [turn.text for turn in await store.recall(place)] == ["one", "two"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://me:secret@host/db", "begins with 'mysql', and only sqlite and postgresql are known"),
        ("postgresql://me:an@secret@host/db", "can't be read as postgresql://user:password@host:port/name"),
        ("postgresql://me:secret@host:port/db", "can't be read as postgresql://user:password@host:port/name"),
        ("postgresql://me:secret@host/db?speed=high", "an option that is not known, 'speed'; sslmode is"),
        (
            "postgresql://me:secret@host/db?sslmode=high",
            "sslmode=high; it can be allow, disable, prefer, require, verify",
        ),
        ("secret-of-mine", "can't be read as"),
    ],
)
def test_an_address_that_cannot_be_used(address: str, said: str) -> None:
    """What is wrong with it is said without the password."""
    with pytest.raises(SettingsError) as caught:
        Database(address)
    assert said in str(caught.value)
    # The tests' own lines, which the traceback quotes, hold none.
    assert "secret" not in "".join(format_exception(caught.value))


def test_the_driver_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that installs it is named."""
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(SettingsError, match=r"pip install 'fine-tune-or-not\[postgres\]'"):
        Database("postgresql://me:secret@host/db")


@pytest.mark.parametrize("content", [b"this is no database " * 1_000, b"SQLite format 3\0" + b"\xff" * 8_000])
def test_a_file_that_is_no_database(file: Path, file_url: str, content: bytes) -> None:
    """It is named, and left as it is."""
    file.write_bytes(content)
    with pytest.raises(StorageError, match=r"ftn\.sqlite3' is damaged or is no SQLite database"):
        asyncio.run(Database(file_url).__aenter__())
    assert file.read_bytes() == content


async def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The file is named, and what to look at."""
    with pytest.raises(OperatorError, match=r"absent/ftn\.sqlite3' can't be opened for writing"):
        await Database(f"sqlite:///{tmp_path / 'absent' / 'ftn.sqlite3'}").__aenter__()
    assert not (tmp_path / "absent").exists()


async def test_a_locked_file_is_waited_for(url: str) -> None:
    """Who comes while another writes waits, and reads what was written."""
    place = Place(Surface.TERMINAL, "local", "terminal", "1")
    async with Database(url) as one, Database(url) as other:
        async with one.writing() as connection:
            await connection.execute(text("UPDATE walks SET open = true"))
            begun = perf_counter()
            store = Conversations(other, 12, 90)
            writing = asyncio.create_task(
                store.remember(Turn("you", place, "a"), RememberedTurn("a", "a", "a", answered=False))
            )
            await asyncio.sleep(0.05)
        await writing
        assert perf_counter() - begun >= 0.05
        assert len(await store.recall(place)) == 1


async def test_closing_waits_for_what_goes_on_alone(url: str) -> None:
    """What nobody waits for any more is written before the connections are closed; none is left, and none is opened later."""
    place = Place(Surface.TERMINAL, "local", "terminal", "1")
    async with Database(url) as other:
        async with Database(url) as one:
            store = Conversations(one, 12, 90)
            async with other.writing() as connection:
                await connection.execute(text("LOCK TABLE turns" if other.is_shared else "DELETE FROM turns"))
                remembered = RememberedTurn("a", "a", "a", answered=False)
                writing = asyncio.create_task(store.remember(Turn("you", place, "a"), remembered))
                async with asyncio.timeout(20):
                    while not one.is_in_use:  # noqa: ASYNC110 - a database tells nobody
                        await asyncio.sleep(0.005)
                writing.cancel()
                await asyncio.gather(writing, return_exceptions=True)
                closing = asyncio.create_task(one.close())
                await asyncio.sleep(0)
                assert not closing.done()
            await closing
            with pytest.raises(StoreUnavailableError, match="closed"):
                await store.recall(place)
        assert len(await Conversations(other, 12, 90).recall(place)) == 1
