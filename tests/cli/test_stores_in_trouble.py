"""A database that can't be used: one sentence in every command, within seconds, and the file stays as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from tests.powers import powerless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.ftn import Ftn

COMMANDS = [
    ("ask", "When does the base model gpt-4o-mini retire?"),
    ("decisions", "list"),
    ("feedback",),
]
#: Seconds of a command beside those that it waits for a lock.
A_START = 15.0
LONGEST_LOCK = 10.0


@pytest.fixture
def kept(fresh: Ftn, built_directory: Path) -> Ftn:
    """The command over an index and a database with tables."""
    data = fresh.data_dir
    data.mkdir(exist_ok=True)
    shutil.copytree(built_directory, data / "index")
    assert fresh("decisions", "list").returncode == 0
    return fresh


@pytest.fixture
def locked(kept: Ftn) -> Iterator[Ftn]:
    """The same, while another program holds the database."""
    with closing(sqlite3.connect(kept.data_dir / "ftn.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield kept


@pytest.fixture
def noise(kept: Ftn) -> Ftn:
    """The same with noise after the first page, which says that all is well."""
    file = kept.data_dir / "ftn.sqlite3"
    content = file.read_bytes()
    file.write_bytes(content[:4_096] + os.urandom(len(content) - 4_096))
    return kept


@pytest.fixture
def read_only(kept: Ftn) -> Ftn:
    """The same with a database that may not be written."""
    (kept.data_dir / "ftn.sqlite3").chmod(0o444)
    kept.before = powerless()
    return kept


def refused(ftn: Ftn, command: tuple[str, ...], said: str) -> None:
    """Run a command, which says one sentence about the file, on one line, and ends with 1."""
    begun = monotonic()
    done = ftn(*command)
    assert monotonic() - begun < A_START + LONGEST_LOCK
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("ftn: ")
    assert said in line
    assert str(ftn.data_dir / "ftn.sqlite3") in line


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_locked_database(locked: Ftn, command: tuple[str, ...]) -> None:
    """It is waited for, ten seconds at most, and who holds it is to be ended."""
    refused(locked, command, "locked. End that program (a backup, a viewer of databases), then try again.")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_damaged_database(noise: Ftn, command: tuple[str, ...]) -> None:
    """It is named and stays: nothing is deleted, nothing begun anew."""
    file = noise.data_dir / "ftn.sqlite3"
    before = file.read_bytes()
    refused(noise, command, "is damaged or is no SQLite database. Put a copy of it back in its place")
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_read_only_database(read_only: Ftn, command: tuple[str, ...]) -> None:
    """It is named, with what else to name."""
    refused(read_only, command, "can't be opened for writing. See that its folder is there")


@pytest.mark.parametrize(
    ("state", "said"), [("locked", "locked. End that program"), ("noise", "damaged"), ("read_only", "for writing")]
)
def test_doctor_names_it(state: str, said: str, request: pytest.FixtureRequest) -> None:
    """`ftn doctor` looks at the database too, goes on to the rest, and ends with 1."""
    ftn: Ftn = request.getfixturevalue(state)
    done = ftn("doctor")
    assert done.returncode == 1
    assert done.stderr == ""
    (line,) = [line for line in done.stdout.splitlines() if "database:" in line]
    assert line.startswith("broken")
    assert said in line
    assert "language model" in done.stdout
