"""Files that an operator lays down or moves: one sentence whatever lies there, no wait for a pipe, and nothing healthy thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import IndexDamagedError, IndexUnusableError, PricesError, SourcesError
from knowledge.embedder import NoVectors
from knowledge.index import Index
from knowledge.index_state import look_at
from knowledge.kept_files import LARGEST
from knowledge.prices.book import open_book
from knowledge.refresh import registered_sources
from tests.powers import powerless

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


def pipe(path: Path) -> None:
    """A pipe that nobody writes into."""
    os.mkfifo(path)


def link_away(path: Path) -> None:
    """A link to a volume that is not there."""
    path.symlink_to(path.with_name("away") / path.name)


def loop(path: Path) -> None:
    """A link to itself."""
    path.symlink_to(path)


def sparse(path: Path) -> None:
    """More than fits into memory, of nothing."""
    with path.open("wb") as file:
        file.truncate(2 << 30)


def folder(path: Path) -> None:
    """A folder."""
    path.mkdir()


def file(path: Path) -> None:
    """A file."""
    path.write_text("", encoding="utf-8")


ODD: dict[Callable[[Path], None], str] = {
    pipe: "it is a pipe, a socket or a device",
    link_away: "it is a link that leads nowhere",
    loop: "it is a link that leads nowhere",
    sparse: f"it has more than {LARGEST:,} bytes",
    folder: "Is a directory",
}


def named(make: Callable[[Path], None]) -> str:
    """What a test is called after."""
    return make.__name__


@pytest.mark.parametrize("make", ODD, ids=named)
def test_a_register_and_prices(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """They are named with what is wrong; a link that leads nowhere is no missing register, whose documents would be taken out of the index."""
    make(tmp_path / "sources.toml")
    make(tmp_path / "prices.toml")
    with pytest.raises(SourcesError, match=rf"sources\.toml': {ODD[make]}\. Put it right"):
        registered_sources(tmp_path / "sources.toml")
    with pytest.raises(PricesError, match=rf"prices\.toml' can't be read: {ODD[make]}\."):
        open_book(tmp_path)
    with pytest.raises(PricesError, match=ODD[make]):
        open_book(own=tmp_path / "prices.toml")


@pytest.mark.parametrize("make", [pipe, link_away, loop, file], ids=named)
def test_no_folder_where_the_index_was(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """It is said, nothing is set aside or built in its place, and `ftn doctor` says it too."""
    make(tmp_path / "index")
    before = {one.name for one in tmp_path.iterdir()}
    with pytest.raises(IndexUnusableError, match="it is no folder, or a link that leads nowhere"):
        Index(tmp_path / "index", None).open()
    assert {one.name for one in tmp_path.iterdir()} - {"index.lock"} == before
    with pytest.raises(IndexDamagedError, match="can't be read"):
        look_at(tmp_path / "index", NoVectors.id, [])


@pytest.mark.parametrize("make", [folder, link_away, loop], ids=named)
def test_no_file_where_the_lock_was(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """It is said, with what to move."""
    make(tmp_path / "index.lock")
    with pytest.raises(IndexUnusableError, match=r"its lock '.*index\.lock' can't be opened"):
        Index(tmp_path / "index", None).open()
    assert not (tmp_path / "index").exists()


def test_a_manifest_that_is_a_pipe(tmp_path: Path) -> None:
    """Nobody waits for it: what is there is kept beside and begun anew."""
    (tmp_path / "index").mkdir()
    pipe(tmp_path / "index" / "manifest.json")
    with pytest.raises(IndexDamagedError, match="it is a pipe"):
        look_at(tmp_path / "index", NoVectors.id, [])
    with Index(tmp_path / "index", None) as index:
        assert "index.damaged-" in index.store.set_aside


@pytest.mark.parametrize("closed", ["index", "index/chroma"])
def test_an_index_that_may_not_be_entered(tmp_path: Path, closed: str) -> None:
    """`ftn doctor` names what can't be read."""
    (tmp_path / "index" / "chroma").mkdir(parents=True)
    (tmp_path / closed).chmod(0)
    said = (
        "from pathlib import Path; from knowledge.index_state import look_at; from bot.errors import IndexDamagedError\n"
        "try: look_at(Path('index').absolute(), 'none', [])\n"
        "except IndexDamagedError as error: print(error)"
    )
    command = [*powerless(), sys.executable, "-c", said]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert done.stdout.startswith(f"'{tmp_path / closed}")
    assert done.stdout.endswith("can't be read: Permission denied\n")
