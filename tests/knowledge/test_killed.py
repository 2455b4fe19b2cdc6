"""Commands that are killed: the index is there all the same. `python -m tests.bench.index_kills 50` kills more."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.embedder import LocalEmbedder
from knowledge.index import Index
from knowledge.index_state import look_at
from knowledge.stores import FORM
from tests.bench.index_kills import kill_at_random

KILLS = 3
#: A writer that is killed when half of it has reached the file: what it leaves can't be read by who may not write.
KILLED_WRITER = """
import os, signal, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA cache_size = 2")
database.execute("BEGIN")
database.execute("UPDATE filler SET text = upper(text)")
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_a_kill_costs_no_index(tmp_path: Path, built_directory: Path) -> None:
    """At random points of a build with nothing to do, a start and a refresh, by SIGKILL and SIGTERM: nothing is lost, nothing set aside.

    `tests.bench.index_kills` kills first builds as well.
    """
    data = tmp_path / "data"
    data.mkdir()
    shutil.copytree(built_directory, data / "index")
    result = await kill_at_random(data, KILLS)
    assert result.kills == KILLS
    assert result.faults == []


@pytest.mark.parametrize(
    "left",
    [
        ["opening"],
        ["manifest.tmp"],
        ["manifest.json", "opening"],
        ["manifest.json", "opening", "chroma"],
        ["opening", "progress.tmp"],
    ],
    ids=" ".join,
)
def test_a_first_start_that_was_killed(left: list[str], tmp_path: Path, embedder: LocalEmbedder) -> None:
    """Whatever it left before anything was indexed, the next one goes on with it and sets nothing aside."""
    directory = tmp_path / "index"
    directory.mkdir()
    for name in left:
        if name == "chroma":
            (directory / name).mkdir()
        else:
            (directory / name).write_text(
                json.dumps({"form": FORM, "collections": {}}) if name == "manifest.json" else ""
            )
    with Index(directory, embedder) as index:
        assert index.set_aside == ""
        assert len(index) == 0
    assert not (directory / "opening").exists()


def test_an_index_whose_writer_was_killed_is_looked_at(tmp_path: Path, embedder: LocalEmbedder) -> None:
    """What it held before is counted, and the look itself writes nothing."""
    directory = tmp_path / "index"
    with Index(directory, embedder):
        pass
    file = directory / "chroma" / "chroma.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE filler (text)")
        database.executemany("INSERT INTO filler VALUES (?)", [("filler" * 150,)] * 2_000)
        database.commit()
    before = look_at(directory, embedder.id, [])
    assert before is not None
    killed = subprocess.run([sys.executable, "-c", KILLED_WRITER, str(file)], check=False)  # noqa: S603 - our own code
    assert killed.returncode == -signal.SIGKILL
    journal = file.with_name("chroma.sqlite3-journal")
    left = file.read_bytes(), journal.read_bytes()
    with (
        closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        database.execute("SELECT COUNT(*) FROM filler")
    assert look_at(directory, embedder.id, []) == before
    assert (file.read_bytes(), journal.read_bytes()) == left
