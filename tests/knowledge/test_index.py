"""The index: what it holds after a sync, whose it is, and what happens when its files are damaged."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from bot.errors import EmbedderUnavailableError, IndexLockedError, IndexUnusableError
from knowledge import directory_store
from knowledge.entries import LONGEST_SECTION, NEIGHBOURS
from knowledge.index import STEP, Index, Synced
from knowledge.passages import Passage, Status
from knowledge.stores import FORM

from .embedders import FailingEmbedder, HashEmbedder
from .making import passage, quiet

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TEN = passage("Ten training examples are enough.", asked=("how many rows?", "how few rows?"))
HOST = passage("Hosting is billed by the hour.", heading="Costs", asked=("what does hosting cost?",))
KEEPS_LOCK = """
import sys
from pathlib import Path
from knowledge.index import Index
with Index(Path(sys.argv[1]), None):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where the index of a test lies."""
    return tmp_path / "index"


@pytest.fixture
def index(directory: Path) -> Iterator[Index]:
    """An open index that holds two passages."""
    with Index(directory, HashEmbedder()) as opened:
        opened.sync("a", [TEN, HOST], "first", quiet)
        yield opened


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed index large enough for Chroma to have written its vector files."""
    directory = tmp_path_factory.mktemp("sound") / "index"
    with Index(directory, HashEmbedder()) as index:
        index.sync("a", [passage(f"Fact {number}.", heading=f"H{number}") for number in range(1_100)], "first", quiet)
        assert len(index) == 1_100
    return directory


@pytest.fixture
def copied(sound: Path, directory: Path) -> Path:
    """A copy of it to damage."""
    shutil.copytree(sound, directory)
    return directory


def embedded(index: Index) -> list[str]:
    """What the index's embedder was given."""
    assert isinstance(index.embedder, HashEmbedder)
    return index.embedder.embedded


def stored(index: Index) -> set[str]:
    """The texts of all passages the index holds."""
    return {found.text for found in index.passages(index.lexical.ids)}


class TestSync:
    """Bringing one source up to date."""

    def test_adds(self, index: Index) -> None:
        """New passages and their ways of being asked for are embedded once, and can be found by either."""
        assert len(embedded(index)) == 5
        assert len(index) == 2
        assert index.fingerprints == {"a": "first"}
        for text in (TEN.indexed_text, "how many rows?"):
            assert index.nearest(HashEmbedder().embed_query(text), 1)[0].passage_id == TEN.id
        assert index.lexical.search("rows", 5)[0][0] == TEN.id

    def test_gives_back_what_it_was_given(self, directory: Path) -> None:
        """A passage comes back whole, whatever characters its fields hold."""
        given = Passage(
            "Two\nlines, “quotes”, a\ttab and 🙂.",
            "a",
            "Title > with arrow",
            ("One > two", 'Say "no"\\', "ünï"),
            "anchor",
            "https://a.example/?x=1&y=2",
            "2026-02-17",
            Status.RETIRED_MODEL,
            ("why\\n?", "wozu, 'bitte'?"),
        )
        with Index(directory, HashEmbedder()) as index:
            index.sync("a", [given], "first", quiet)
            (found,) = index.passages([given.id])
        assert found == given
        assert found.asked == given.asked
        assert found.siblings == (given.id,)

    def test_keeps_what_is_there(self, index: Index) -> None:
        """A second sync of the same passages embeds nothing and changes nothing."""
        before = len(embedded(index))
        assert index.sync("a", [TEN, HOST], "second", quiet) == Synced(kept=2)
        assert len(embedded(index)) == before
        assert index.fingerprints == {"a": "second"}

    def test_relabels_without_embedding(self, index: Index) -> None:
        """Another date, status or link is stored with the passage, and the vector stays."""
        before = len(embedded(index))
        done = index.sync("a", [replace(TEN, date="2020-01-01", status=Status.SUPERSEDED), HOST], "second", quiet)
        assert done == Synced(kept=2, relabelled=1)
        assert len(embedded(index)) == before
        (found,) = index.passages([TEN.id])
        assert (found.date, found.status) == ("2020-01-01", Status.SUPERSEDED)

    def test_what_was_read_before_a_change_is_read_again(self, index: Index) -> None:
        """Passages and their number are kept in memory once read, and not beyond the next change."""
        question = HashEmbedder().embed_query("hosting")
        assert index.passages([TEN.id, HOST.id]) == index.passages([TEN.id, HOST.id])
        assert len(index.nearest(question, 5)) == 2
        index.sync("a", [replace(TEN, date="2020-01-01")], "second", quiet)
        (found,) = index.passages([TEN.id, HOST.id])
        assert (found.id, found.date) == (TEN.id, "2020-01-01")
        index.sync("a", [TEN, HOST, passage("A judge compares answers.", heading="Judging")], "third", quiet)
        assert len(index.nearest(question, 5)) == 3
        assert [found.date for found in index.passages([TEN.id])] == [TEN.date]

    def test_no_more_is_kept_in_memory_than_fits(self, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
        """However many passages are read, each comes back whole."""
        monkeypatch.setattr("knowledge.index.MOST_KEPT", 1)
        for _ in range(3):
            assert [found.text for found in index.passages([TEN.id, HOST.id])] == [TEN.text, HOST.text]
            assert [found.text for found in index.passages([HOST.id])] == [HOST.text]

    def test_embeds_a_new_way_of_asking_only(self, index: Index) -> None:
        """A way of asking that is added is the only thing embedded, and one that is taken out is not found again."""
        before = len(embedded(index))
        index.sync("a", [replace(TEN, asked=("how many rows?", "smallest dataset?")), HOST], "second", quiet)
        assert embedded(index)[before:] == ["smallest dataset?"]
        assert index.lexical.search("dataset", 5)[0][0] == TEN.id
        assert index.nearest(HashEmbedder().embed_query("how few rows?"), 1)[0].similarity < 0.99

    def test_removes(self, index: Index) -> None:
        """A passage that is no longer wanted is found by neither search, nor read by its id."""
        assert index.sync("a", [TEN], "second", quiet) == Synced(kept=1, removed=1)
        assert index.passages([HOST.id]) == []
        assert index.lexical.search("hosting", 5) == []
        assert [found.passage_id for found in index.nearest(HashEmbedder().embed_query("hosting"), 5)] == [TEN.id]

    def test_keeps_a_passage_that_stands_twice_once(self, directory: Path) -> None:
        """The same passage twice, and the same question twice, are one entry each."""
        with Index(directory, HashEmbedder()) as index:
            doubled = replace(TEN, asked=("how many?", "how many?"))
            assert index.sync("a", [doubled, doubled], "first", quiet) == Synced(added=1)
            assert index.passages([TEN.id])[0].siblings == (TEN.id,)

    def test_leaves_other_sources_alone(self, index: Index) -> None:
        """Syncing or removing one source touches no passage of another."""
        index.sync("b", [replace(TEN, source_id="b")], "first", quiet)
        index.remove("a")
        assert index.fingerprints == {"b": "first"}
        assert [found.source_id for found in index.passages(index.lexical.ids)] == ["b"]

    def test_reports_progress_to_the_end(self, directory: Path) -> None:
        """Progress runs in steps to the number of entries."""
        seen: list[tuple[int, int]] = []
        with Index(directory, HashEmbedder()) as index:
            many = [passage(f"Fact {number}.", heading=f"H{number}") for number in range(STEP + 10)]
            index.sync("a", many, "first", lambda done, total: seen.append((done, total)))
        assert seen == [(STEP, STEP + 10), (STEP + 10, STEP + 10)]


class TestSections:
    """What a passage knows of its neighbours."""

    def test_siblings_are_the_section_in_order(self, directory: Path) -> None:
        """Every passage of a section names all of it, in the document's order."""
        section = [passage(f"Fact {number}.") for number in range(LONGEST_SECTION)]
        with Index(directory, None) as index:
            index.sync("a", [*section, HOST], "first", quiet)
            found = index.passages([section[-1].id, section[0].id])
        assert [one.siblings for one in found] == [tuple(one.id for one in section)] * 2

    def test_long_section_names_neighbours_only(self, directory: Path) -> None:
        """In a section too long to be shown a passage names those beside it, so that storage grows with the text only."""
        section = [passage(f"Fact {number}.") for number in range(LONGEST_SECTION + 1)]
        ids = [one.id for one in section]
        with Index(directory, None) as index:
            index.sync("a", section, "first", quiet)
            first, middle = index.passages([ids[0], ids[10]])
        assert first.siblings == tuple(ids[: NEIGHBOURS + 1])
        assert middle.siblings == tuple(ids[10 - NEIGHBOURS : 10 + NEIGHBOURS + 1])


class TestReading:
    """What can be asked of an index."""

    def test_passages_in_the_order_asked_for(self, index: Index) -> None:
        """Passages come in the order of their ids, and unknown ids are left out."""
        assert [found.id for found in index.passages([HOST.id, "unknown", TEN.id])] == [HOST.id, TEN.id]
        assert index.passages([]) == []

    def test_nearest_counts_a_passage_once(self, index: Index) -> None:
        """A passage that is near in several ways is there once, with its best similarity, best first."""
        found = index.nearest(HashEmbedder().embed_query("how few rows?"), 10)
        assert [one.passage_id for one in found] == [TEN.id, HOST.id]
        assert found[0].similarity == pytest.approx(1.0, abs=1e-5)

    def test_empty_index(self, directory: Path) -> None:
        """An index without passages finds nothing and does not fail."""
        with Index(directory, HashEmbedder()) as index:
            assert len(index) == 0
            assert index.nearest(HashEmbedder().embed_query("x"), 5) == []
            assert index.lexical.search("x", 5) == []

    def test_closed_index_says_so(self, directory: Path) -> None:
        """Using an index that is not open is a programming error with a clear message."""
        with pytest.raises(RuntimeError, match="not open"):
            Index(directory, None).passages(["x"])

    def test_without_an_embedder_words_are_found(self, directory: Path) -> None:
        """Without an embedder BM25 finds passages, now and after opening again."""
        for _ in range(2):
            with Index(directory, None) as index:
                index.sync("a", [TEN, HOST], "first", quiet)
                assert index.lexical.search("billed by the hour", 5)[0][0] == HOST.id


class TestReopening:
    """What is kept between two starts."""

    def test_everything_is_kept(self, directory: Path) -> None:
        """After closing and opening the index holds the same, and nothing is embedded."""
        with Index(directory, HashEmbedder()) as index:
            index.sync("a", [TEN, HOST], "first", quiet)
            ranked = index.lexical.search("rows", 5)
        with Index(directory, HashEmbedder()) as index:
            assert not index.set_aside
            assert index.fingerprints == {"a": "first"}
            assert stored(index) == {TEN.text, HOST.text}
            assert index.lexical.search("rows", 5) == ranked
            assert embedded(index) == []

    def test_interrupted_sync_is_completed(self, directory: Path) -> None:
        """When the embedder fails half-way the source counts as not up to date, and the next sync embeds the rest only."""
        many = [passage(f"Fact {number}.", heading=f"H{number}") for number in range(STEP * 2 + 5)]
        with Index(directory, FailingEmbedder(batches=1)) as index:
            with pytest.raises(EmbedderUnavailableError):
                index.sync("a", many, "first", quiet)
            assert index.fingerprints == {"a": ""}
        with Index(directory, HashEmbedder()) as index:
            assert not index.set_aside
            index.sync("a", many, "first", quiet)
            assert len(embedded(index)) == len(many) - STEP
            assert stored(index) == {one.text for one in many}
            assert index.fingerprints == {"a": "first"}

    def test_killed_sync_is_completed(self, directory: Path) -> None:
        """A process that is killed in the middle of a sync leaves an index that opens and is completed."""
        code = (
            "import os, sys\nfrom pathlib import Path\nfrom knowledge.index import Index\n"
            "from knowledge.passages import Passage\n"
            "many = [Passage(f'Fact {n}.', 'a', 'T', (f'H{n}',)) for n in range(600)]\n"
            "index = Index(Path(sys.argv[1]), None)\nindex.open()\n"
            "index.sync('a', many, 'first', lambda done, total: os._exit(9))\n"
        )
        killed = subprocess.run([sys.executable, "-c", code, str(directory)], cwd=ROOT, check=False)  # noqa: S603 - our own code
        assert killed.returncode == 9
        with Index(directory, None) as index:
            assert not index.set_aside
            many = [Passage(f"Fact {number}.", "a", "T", (f"H{number}",)) for number in range(600)]
            assert index.sync("a", many, "first", quiet).added == 600 - STEP
            assert len(index) == 600

    def test_another_embedder_has_vectors_of_its_own(self, directory: Path) -> None:
        """Switching the embedder embeds anew, and switching back finds the old vectors and nothing to do."""
        for name, expected in (("one", 5), ("two", 5), ("one", 0)):
            with Index(directory, HashEmbedder(name)) as index:
                index.sync("a", [TEN, HOST], "first", quiet)
                assert len(embedded(index)) == expected
                assert index.nearest(HashEmbedder(name).embed_query("how many rows?"), 1)[0].passage_id == TEN.id

    def test_each_embedder_s_sources_are_remembered(self, directory: Path) -> None:
        """A source that went while another embedder was in use is known to be there when the first one is back."""
        with Index(directory, HashEmbedder("one")) as index:
            index.sync("a", [TEN], "first", quiet)
        with Index(directory, HashEmbedder("two")) as index:
            assert index.fingerprints == {}
        with Index(directory, HashEmbedder("one")) as index:
            assert index.fingerprints == {"a": "first"}


class TestOwnership:
    """One process owns a directory."""

    def test_second_process_is_refused(self, directory: Path) -> None:
        """While another process has the index open it can't be opened here; afterwards it can."""
        with subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-c", KEEPS_LOCK, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"open\n"
            with pytest.raises(IndexLockedError, match="FTN_DATA_DIR"):
                Index(directory, None).open()
            process.communicate()
        with Index(directory, None) as index:
            assert not index.set_aside

    def test_second_opening_in_one_process_is_refused(self, index: Index) -> None:
        """One process can't open a directory twice either, and the first opening goes on working."""
        with pytest.raises(IndexLockedError):
            Index(index.directory, HashEmbedder()).open()
        assert stored(index) == {TEN.text, HOST.text}

    def test_closing_one_index_leaves_another_open(self, index: Index, tmp_path: Path) -> None:
        """Two indexes in two directories do not get in each other's way."""
        with Index(tmp_path / "other" / "index", None) as other:
            other.sync("a", [TEN], "first", quiet)
        assert index.nearest(HashEmbedder().embed_query("rows"), 5)

    def test_closing_twice_is_nothing(self, directory: Path) -> None:
        """Closing what is closed, or was never opened, does nothing."""
        index = Index(directory, None)
        index.close()
        index.open()
        index.close()
        index.close()
        with Index(directory, None) as again:
            assert not again.set_aside


#: Files of an index by pattern, and what is done to them.
DAMAGE = [
    ("manifest.json", b""),
    ("manifest.json", b"\xff\x00 rubbish"),
    ("manifest.json", b"[]"),
    ("manifest.json", b'{"form": %d, "collections": []}' % FORM),
    ("manifest.json", b'{"form": %d, "collections": {"hash-8": 3}}' % FORM),
    ("manifest.json", b'{"form": 999, "collections": {}}'),
    ("manifest.json", None),
    ("chroma/chroma.sqlite3", b""),
    ("chroma/chroma.sqlite3", b"this is no database " * 1_000),
    ("chroma/chroma.sqlite3", None),
    ("chroma/*/header.bin", None),
    ("chroma/*/data_level0.bin", None),
    ("chroma/*/length.bin", None),
    ("chroma/*/index_metadata.pickle", None),
    ("chroma/*/index_metadata.pickle", b"no pickle"),
]
#: Opens an index as a start does; what is printed says whether the old one was set aside.
STARTS = """
import sys
from pathlib import Path
from knowledge.index import Index
from tests.knowledge.embedders import HashEmbedder
with Index(Path(sys.argv[1]), HashEmbedder()) as index:
    print(bool(index.set_aside))
"""


class TestDamage:
    """An index that is corrupt, or not ours, is set aside and begun anew."""

    @pytest.mark.parametrize(("pattern", "content"), DAMAGE)
    def test_damaged_file(self, copied: Path, pattern: str, content: bytes | None) -> None:
        """Whichever file is damaged or missing, opening succeeds with an empty index that can be filled."""
        (file,) = copied.glob(pattern)
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        with Index(copied, HashEmbedder()) as index:
            assert index.set_aside
            assert (Path(index.set_aside) / "chroma").exists()
            assert index.fingerprints == {}
            index.sync("a", [TEN, HOST], "first", quiet)
            assert stored(index) == {TEN.text, HOST.text}
        with Index(copied, HashEmbedder()) as index:
            assert not index.set_aside
            assert stored(index) == {TEN.text, HOST.text}

    @pytest.mark.parametrize("part", [0.0, 0.5])
    @pytest.mark.parametrize("name", ["header.bin", "data_level0.bin"])
    def test_vectors_cut_off(self, copied: Path, name: str, part: float) -> None:
        """Vector files that were cut off may bring a process down with them once; the next start is sound."""
        (file,) = copied.glob(f"chroma/*/{name}")
        file.write_bytes(file.read_bytes()[: int(file.stat().st_size * part)])
        command = [sys.executable, "-c", STARTS, str(copied)]
        start = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
        if start.returncode < 0:
            start = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own code
        assert (start.stdout, start.returncode) == ("True\n", 0)

    def test_an_opening_that_was_not_finished(self, copied: Path) -> None:
        """Where a process was ended while it opened an index, that one is looked at, and used if it is sound."""
        (copied / "opening").touch()
        with Index(copied, HashEmbedder()) as index:
            assert not index.set_aside
            assert len(index) == 1_100
        assert not (copied / "opening").exists()

    def test_an_unfinished_opening_of_a_damaged_index(self, copied: Path) -> None:
        """What ends the process that looks at it is set aside, by a process that lives on."""
        (copied / "opening").touch()
        (file,) = copied.glob("chroma/*/data_level0.bin")
        file.write_bytes(file.read_bytes()[:1_000])
        with Index(copied, HashEmbedder()) as index:
            assert index.set_aside

    @pytest.mark.parametrize("left", [b"rubbish " * 50_000, None])
    def test_damaged_while_it_is_open(self, copied: Path, left: bytes | None) -> None:
        """Whoever asks then is told what to do, and the next start is sound."""
        with Index(copied, HashEmbedder()) as index:
            file = copied / "chroma" / "chroma.sqlite3"
            with file.open("r+b") as database:
                if left:
                    database.write(left)
                else:
                    database.truncate(20_000)
            with pytest.raises(IndexUnusableError, match="damaged while it was open"):
                index.nearest(HashEmbedder().embed_query("rows"), 5)
        with Index(copied, HashEmbedder()) as index:
            assert index.set_aside

    def test_one_copy_is_kept(self, copied: Path) -> None:
        """Of what was set aside one after another, the last stays."""
        for content in ("first", "second"):
            (copied / "manifest.json").write_text(content)
            with Index(copied, HashEmbedder()) as index:
                kept = Path(index.set_aside)
        assert list(copied.parent.glob("*.damaged-*")) == [kept]
        assert (kept / "manifest.json").read_text() == "second"

    def test_damaged_words_are_built_again(self, copied: Path) -> None:
        """BM25's files are made from the collection again, and nothing is set aside."""
        for file in (copied / "bm25").iterdir():
            file.write_bytes(b"rubbish")
        with Index(copied, HashEmbedder()) as index:
            assert not index.set_aside
            assert len(index) == 1_100
            assert embedded(index) == []

    def test_foreign_directory_is_left_whole(self, directory: Path) -> None:
        """Files of somebody else in the index's place are moved aside, not deleted."""
        directory.mkdir()
        (directory / "thesis.txt").write_text("ten years of work")
        with Index(directory, HashEmbedder()) as index:
            assert index.set_aside
            assert (Path(index.set_aside) / "thesis.txt").read_text() == "ten years of work"

    def test_empty_directory_is_not_foreign(self, directory: Path) -> None:
        """An empty directory, such as a fresh mount, is used as it is."""
        directory.mkdir()
        with Index(directory, HashEmbedder()) as index:
            assert not index.set_aside


class TestTrouble:
    """What is wrong around an index is said, and the index is left as it is."""

    def test_locked(self, copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Another program holds the database: after a bounded time that is said, and once it is gone the index is there."""
        monkeypatch.setattr(directory_store, "LONGEST_LOCK", 0.2)
        with closing(sqlite3.connect(copied / "chroma" / "chroma.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(
                IndexUnusableError, match=r"'.*' can't be used: another program holds .* then try again\.$"
            ):
                Index(copied, HashEmbedder()).open()
        with Index(copied, HashEmbedder()) as index:
            assert not index.set_aside
            assert len(index) == 1_100

    @pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system")
    def test_read_only(self, copied: Path) -> None:
        """On a file system that can't be written that is said, and nothing is set aside."""
        with mounted(copied.parent) as folder:
            shutil.copytree(copied, folder / "index")
            (folder / "index.lock").touch()
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)  # noqa: S603, S607 - for root alone
            with pytest.raises(IndexUnusableError, match=r"it can't be written\. Make it writable"):
                Index(folder / "index", HashEmbedder()).open()
            assert sorted(one.name for one in folder.iterdir()) == ["index", "index.lock"]

    @pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system")
    def test_full(self, copied: Path) -> None:
        """A disk that fills up while the index is brought up to date is said; with room again, it goes on."""
        with mounted(copied.parent) as folder:
            shutil.copytree(copied, folder / "index")
            with Index(folder / "index", HashEmbedder()) as index:
                ballast = folder / "ballast"
                with suppress(OSError), ballast.open("wb", buffering=0) as full:
                    while True:
                        full.write(b"0" * 4096)
                more = [passage(f"Another fact, number {number}.") for number in range(500)]
                with pytest.raises(IndexUnusableError, match=r"can't be used: the disk is full\."):
                    index.sync("b", more, "first", quiet)
                ballast.unlink()
                index.sync("b", more, "first", quiet)
                assert len(index) == 1_600
            with Index(folder / "index", HashEmbedder()) as index:
                assert not index.set_aside
                assert len(index) == 1_600


def test_several_threads_that_ask_first(copied: Path) -> None:
    """BM25 that has to be built is built once, by the first that wants it; nobody finds the files of another half written."""
    threads = 6
    at_once = Barrier(threads)

    def asked(index: Index) -> int:
        at_once.wait()
        return id(index.lexical)

    for _ in range(3):
        shutil.rmtree(copied / "bm25")
        with Index(copied, HashEmbedder()) as index, ThreadPoolExecutor(threads) as pool:
            assert len(set(pool.map(asked, [index] * threads))) == 1


@contextmanager
def mounted(beside: Path) -> Iterator[Path]:
    """A small file system of its own."""
    folder = beside / "mounted"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], check=True)  # noqa: S603, S607 - for root alone
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 - same
