"""What an operator has deleted: beside a process that has the database open, with nothing left in its files, which nobody else can read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.conversation.case import Case
from bot.data_dir import make_data_dir
from bot.private_files import mend_folder
from bot.storage.cases import Cases
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.file_copies import drop_copies
from bot.turn import Place, RememberedTurn, Surface, Turn
from knowledge.directory_store import set_aside_beside
from tests.sql import whole_text

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings
    from tests.cli.ftn import Ftn

WORD, HERS = "quibblefrost", "tangerwick"
HERE = Place(Surface.CHANNEL, "T1", "C1", "1.5")


def holding(folder: Path, word: str) -> list[str]:
    """The files of the data folder that hold a word."""
    return [one.name for one in folder.iterdir() if one.is_file() and word.encode() in one.read_bytes()]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["person", "U1", "--team", "T1"], "Deleted of 'U1' in 'T1': messages 1, cases 1, ratings 0."),
        (["message", "C1", "1.5", "--team", "T1"], "Deleted what was kept of the message '1.5' in 'C1' of 'T1'."),
        (["team", "T1", "--yes"], "Deleted everything of 'T1'."),
    ],
)
async def test_it_goes_while_another_process_runs(
    fresh: Ftn, settings: Settings, command: list[str], said: str
) -> None:
    """Of a person, of a message, of a workspace; what is another person's stays, but for that of the whole workspace."""
    make_data_dir(settings)
    async with Database(settings.database_url) as database:
        conversations = await Conversations(database, 12, 90).open()
        turn = Turn("U1", HERE, WORD, id="T1/C1/1.5")
        await conversations.remember(turn, RememberedTurn(WORD, WORD, WORD))
        await conversations.remember(Turn("U2", HERE, HERS, id="T1/C1/2.5"), RememberedTurn(HERS, HERS, HERS))
        case = Case().begin(f"Our {WORD} bot", "U1", turn.id)
        await (await Cases(database, 90).open()).save(HERE, "U1", case, decided=True, turn=turn)
        done = await fresh.beside("forget", *command)
        assert (done.returncode, done.stdout.strip(), done.stderr) == (0, said, "")
        text = "".join([await whole_text(settings.database_url, table) for table in ("turns", "walks", "cases_before")])
        assert WORD not in text
        assert (HERS in text) is (command[0] != "team")
        assert holding(settings.data_dir, WORD) == []


def test_what_names_nobody(fresh: Ftn) -> None:
    """Nothing is deleted, and a sentence says what is missing."""
    done = fresh("forget", "person", " ")
    assert done.returncode == 1
    assert "no person is named" in done.stderr


def test_nobody_else_can_read_it(fresh: Ftn, settings: Settings) -> None:
    """The folder and all files of the bot's are their owner's alone; those of an older version are mended, and what is not the bot's is left."""
    folder = settings.data_dir
    assert fresh("decisions", "list").returncode == 0
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}
    (folder / "index").mkdir(mode=0o755)
    (folder / "index" / "manifest.json").touch(0o644)
    with closing(sqlite3.connect(folder / "ftn.sqlite3")) as database:
        database.execute("SELECT 1")
    for one, mode in ((folder, 0o755), (folder / "ftn.sqlite3", 0o644)):
        one.chmod(mode)
    assert fresh("decisions", "list").returncode == 0
    assert {one.stat().st_mode & 0o077 for one in (folder, *folder.rglob("*"))} == {0}
    (folder / "notes.txt").touch(0o644)
    folder.chmod(0o755)
    assert fresh("decisions", "list").returncode == 0
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / "notes.txt").stat().st_mode & 0o777 == 0o644


def test_what_is_nearly_called_so_is_somebody_elses(tmp_path: Path) -> None:
    """In a shared folder: it is neither taken from whoever reads it nor deleted with what was set aside, or with copies."""
    theirs = [
        "index.html",
        "index_old",
        "ftn.notes",
        "index.damaged-by-rain",
        "sources.toml.example",
        "ftn.sqlite3.schema-plan.Z",
    ]
    for name in theirs:
        (tmp_path / name).mkdir() if "rain" in name else (tmp_path / name).touch()
        (tmp_path / name).chmod(0o755)
    tmp_path.chmod(0o755)
    ours = ["index.damaged-20261129T101112131415", "index", "live"]
    for name in ours:
        (tmp_path / name).mkdir(mode=0o755)
    copy = tmp_path / "ftn.sqlite3.schema-8.20261129T101112131415Z"
    copy.touch(0o644)
    mend_folder(tmp_path)
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in [*theirs, "."]} == {0o755}
    assert {one.stat().st_mode & 0o077 for one in (copy, *(tmp_path / name for name in ours))} == {0}
    assert set_aside_beside(tmp_path / "index") == [tmp_path / ours[0]]
    drop_copies(tmp_path / "ftn.sqlite3")
    assert not copy.exists()
    assert all((tmp_path / name).exists() for name in theirs)


def test_what_a_link_leads_to_is_left(tmp_path: Path) -> None:
    """Somebody's folder that a link in the data folder leads to, by whatever name, is still read by whom it was read by."""
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    for folder in (data, elsewhere):
        folder.mkdir()
    file = elsewhere / "page.html"
    file.touch()
    for one, mode in ((elsewhere, 0o755), (file, 0o644)):
        one.chmod(mode)
    for name in ("index", "index-of-server"):
        (data / name).symlink_to(elsewhere)
    (data / "ftn.sqlite3").symlink_to(file)
    mend_folder(data)
    assert [one.stat().st_mode & 0o777 for one in (data, elsewhere, file)] == [0o700, 0o755, 0o644]
