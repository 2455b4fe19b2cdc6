"""Refreshing: what changed is brought up to date, what did not is not even read."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.errors import SourcesError
from knowledge.index import Index, Synced
from knowledge.refresh import Refreshed, refresh
from knowledge.sources import add_folder, load_sources, remove_folder

from .embedders import HashEmbedder
from .making import quiet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed index of the built-in notes, with made-up vectors."""
    directory = tmp_path_factory.mktemp("refresh") / "index"
    with Index(directory, HashEmbedder()) as index:
        done = refresh(index, directory / "no-register.toml", quiet)
        assert done.synced.keys() == {*(source.id for source in load_sources()), "GAPS"}
        assert done.added == len(index)
    return directory


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Iterator[Index]:
    """A copy of it, open."""
    shutil.copytree(built, tmp_path / "index")
    with Index(tmp_path / "index", HashEmbedder()) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A person's own folder with two documents."""
    made = tmp_path / "handbook"
    made.mkdir()
    (made / "a.md").write_text("# Tone\nWe sound friendly.\n")
    (made / "b.md").write_text("# Data\nWe have fifty replies.\n")
    return made


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Where a person's own register lies, if there is one."""
    return tmp_path / "sources.toml"


def embedded(index: Index) -> list[str]:
    """What the index's embedder was given."""
    assert isinstance(index.embedder, HashEmbedder)
    return index.embedder.embedded


def test_nothing_changed_nothing_done(index: Index, register: Path) -> None:
    """A refresh with nothing changed embeds nothing, reads no source and says so."""
    assert refresh(index, register, quiet) == Refreshed()
    assert embedded(index) == []


def test_own_folder_is_read_once(index: Index, register: Path, folder: Path) -> None:
    """A folder that was added is embedded once, and not again by the next refresh."""
    source = add_folder(register, folder)
    done = refresh(index, register, quiet)
    assert done.synced == {source.id: Synced(added=2)}
    assert len(embedded(index)) == 2
    assert refresh(index, register, quiet) == Refreshed()
    assert index.lexical.search("friendly fifty replies", 2)


def test_changed_document_only(index: Index, register: Path, folder: Path) -> None:
    """Of a folder in which one document changed only that one's passages are embedded."""
    source = add_folder(register, folder)
    refresh(index, register, quiet)
    before = len(embedded(index))
    (folder / "b.md").write_text("# Data\nWe have five hundred replies by now.\n")
    done = refresh(index, register, quiet)
    assert done.synced == {source.id: Synced(added=1, kept=1, removed=1)}
    assert len(embedded(index)) - before == 1
    assert "fifty" not in " ".join(
        found.text for found in index.passages(index.lexical.ids) if found.source_id == source.id
    )


def test_removed_folder_disappears(index: Index, register: Path, folder: Path) -> None:
    """When a folder is taken out of the register its passages go."""
    before = len(index)
    source = add_folder(register, folder)
    refresh(index, register, quiet)
    remove_folder(register, source.id)
    done = refresh(index, register, quiet)
    assert done.removed == [source.id]
    assert len(index) == before
    assert source.id not in index.fingerprints


def test_unreadable_file_is_reported_every_time(index: Index, register: Path, folder: Path) -> None:
    """A file that can't be read is reported by name at every refresh until it can; the rest of the folder is indexed once."""
    (folder / "broken.pdf").write_bytes(b"rubbish")
    (folder / "node_modules").mkdir()
    source = add_folder(register, folder)
    done = refresh(index, register, quiet)
    assert done.synced == {source.id: Synced(added=2)}
    for _ in range(2):
        assert [one.name for one in done.skipped[source.id]] == ["node_modules/", "broken.pdf"]
        assert [one.name for one in done.unread] == ["broken.pdf"]
        done = refresh(index, register, quiet)
        assert done.synced == {}
    assert len(embedded(index)) == 2
    (folder / "broken.pdf").unlink()
    assert refresh(index, register, quiet).unread == []


def test_what_was_skipped_is_found_again_where_it_was_lost(index: Index, register: Path, folder: Path) -> None:
    """Without the list of what was skipped, as in a second process at one server, the folder is read again and not embedded."""
    (folder / "broken.pdf").write_bytes(b"rubbish")
    add_folder(register, folder)
    refresh(index, register, quiet)
    (index.directory / "skipped.json").unlink()
    done = refresh(index, register, quiet)
    assert [one.name for one in done.unread] == ["broken.pdf"]
    assert done.synced == {}
    assert len(embedded(index)) == 2


def test_passages_of_a_folder_are_marked_as_own(index: Index, register: Path, folder: Path) -> None:
    """What comes out of the index knows whether a person added it, whatever the document calls itself."""
    (folder / "Microsoft Learn.md").write_text(
        "---\nsource: S01\ntitle: Microsoft Learn\n---\n# Fine-tuning\nWe have three regions."
    )
    source = add_folder(register, folder, "Microsoft Learn")
    refresh(index, register, quiet)
    passages = index.passages(index.lexical.ids)
    assert {one.source_id for one in passages if one.is_own} == {source.id}
    (found,) = (one for one in passages if "three regions" in one.text)
    assert found.place == "your document: Microsoft Learn › Fine-tuning"
    assert (found.link, found.source_id) == ("", source.id)
    assert not any(one.place.startswith("your document") for one in passages if one.source_id != source.id)


def test_folder_that_is_gone_is_reported_every_time(index: Index, register: Path, folder: Path) -> None:
    """A registered folder that was deleted is reported at every refresh, and nothing else suffers."""
    add_folder(register, folder)
    shutil.rmtree(folder)
    for _ in range(2):
        done = refresh(index, register, quiet)
        assert [str(folder) in str(one) for one in done.unread] == [True]
    assert len(index) > 100


def test_interrupted_source_is_done_again(index: Index, register: Path) -> None:
    """A source that a crash left unfinished is brought up to date by the next refresh, alone."""
    index.sync("S01", [], "", quiet)
    done = refresh(index, register, quiet)
    assert list(done.synced) == ["S01"]
    assert done.synced["S01"].added > 0


def test_source_that_left_the_register_is_taken_out(index: Index, register: Path) -> None:
    """What the index holds of a source that no register lists is removed."""
    index.sync("retired", [], "print", quiet)
    assert refresh(index, register, quiet).removed == ["retired"]


@pytest.mark.parametrize("source_id", ["S01", "GAPS"])
def test_built_in_id_can_not_be_taken(index: Index, register: Path, folder: Path, source_id: str) -> None:
    """A person's own entry under a built-in source's id is refused, naming the id."""
    register.write_text(
        f'[[source]]\nid = "{source_id}"\ntitle = "Mine"\nkind = "folder"\npath = "{folder.as_posix()}"\n',
        encoding="utf-8",
    )
    with pytest.raises(SourcesError, match=f"'{source_id}' twice"):
        refresh(index, register, quiet)


def test_progress_names_the_source(index: Index, register: Path, folder: Path) -> None:
    """Progress is told by the title a person knows."""
    seen: list[tuple[str, int, int]] = []
    add_folder(register, folder, "Team handbook")
    refresh(index, register, lambda *step: seen.append(step))
    assert seen == [("Team handbook", 2, 2)]
