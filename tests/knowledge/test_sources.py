"""The register of sources: the built-in one, a person's own, and what is wrong with bad ones."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.errors import SourcesError
from knowledge.notes import NOTES, read_note
from knowledge.sources import AddressStatus, Kind, Source, add_folder, load_sources, remove_folder

if TYPE_CHECKING:
    from pathlib import Path

BUILT_IN = [f"S{number:02}" for number in range(1, 65)]


def test_built_in_register_lists_all_sources() -> None:
    """The packaged register lists its sources in order, and each is of a kind that has a note."""
    sources = load_sources()
    assert [source.id for source in sources] == BUILT_IN
    assert all(source.built_in for source in sources)


def test_every_source_has_a_note_and_every_note_a_source() -> None:
    """No note lies around without an entry, and no entry lacks its note."""
    assert sorted(file.stem for file in NOTES.glob("*.md")) == [*BUILT_IN, "gaps"]


@pytest.mark.parametrize("source", load_sources(), ids=lambda source: source.id)
def test_address_and_its_status_agree(source: Source) -> None:
    """A source without an address says that it is unknown, and one with an address does not."""
    assert (source.address == "") == (source.address_status is AddressStatus.UNKNOWN)


def test_superseding_sources_exist() -> None:
    """Whatever supersedes a source is itself in the register."""
    assert {by for source in load_sources() for by in source.superseded_by} <= set(BUILT_IN)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[source]]\nid = "X1"\ntitle = "X"\nkind = "novel"', "novel"),
        ('[[source]]\nid = "../X"\ntitle = "X"\nkind = "article"', "../X"),
        ('[[source]]\nid = "X1"\nkind = "article"', "title"),
        ('[[source]]\nid = "X1"\ntitle = ""\nkind = "article"', "title"),
        ('[[source]]\nid = "X1"\ntitle = "a\\u001b[2Jb"\nkind = "article"', r"\x1b"),
        ('[[source]]\nid = "X1"\ntitle = "X"\nkind = "article"\naddress = "http://plain.example"', "plain.example"),
        ('[[source]]\nid = "X1"\ntitle = "X"\nkind = "article"\naddress = "https://a.example/\\u001b]8"', r"\x1b"),
        ('[[source]]\nid = "X1"\ntitle = "X"\nkind = "article"\naddress = "https://a.example/\\u0000"', r"\x00"),
        ('[[source]]\nid = "X1"\ntitle = "X"\nkind = "article"\naddress = "https://a.example/ b"', "a.example/ b"),
        ('[[source]]\nid = "X1"\ntitle = "X"\nkind = "article"\ncolour = "red"', "colour"),
        ('[[source]]\nid = "X1"\ntitle = "X"\nkind = "folder"', "needs a path"),
        ('[[source]]\nid = "X1"\ntitle = "X"\nkind = "article"\npages = [{address = "ftp://a"}]', "ftp://a"),
        ('[[sources]]\nid = "X1"', "sources"),
        ("source = 3", "3"),
        ("[[source]", "can't read"),
    ],
)
def test_bad_register_names_the_value(tmp_path: Path, text: str, named: str) -> None:
    """An entry that can't be used is refused with the file and the value in the message."""
    register = tmp_path / "sources.toml"
    register.write_text(text, encoding="utf-8")
    with pytest.raises(SourcesError) as caught:
        load_sources(register)
    assert named in str(caught.value)
    assert str(register) in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe[", b'[[source]]\nid = "\xe9"'])
def test_register_that_is_not_utf8_is_refused(tmp_path: Path, content: bytes) -> None:
    """A register in another encoding is a foreseen error."""
    register = tmp_path / "sources.toml"
    register.write_bytes(content)
    with pytest.raises(SourcesError, match="can't read the register"):
        load_sources(register)


def test_missing_register_is_refused(tmp_path: Path) -> None:
    """Reading a register that is not there names it."""
    with pytest.raises(SourcesError, match=r"nowhere\.toml"):
        load_sources(tmp_path / "nowhere.toml")


def test_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Two entries of one id are refused, naming the id."""
    entry = '[[source]]\nid = "X1"\ntitle = "X"\nkind = "article"\n'
    register = tmp_path / "sources.toml"
    register.write_text(entry * 2, encoding="utf-8")
    with pytest.raises(SourcesError, match="'X1' twice"):
        load_sources(register)


@pytest.mark.parametrize(
    "name",
    [
        "plain",
        "with space",
        'double"quote',
        "single'quote",
        "back\\slash",
        "trailing\\",
        "new\nline",
        "tab\tand\x7fdelete",
        "übung",
        "🙂",
        "_leading",
        "-",
        "a" * 255,
        "percent%20",
        "#hash = [1]",
    ],
)
def test_folder_round_trip(tmp_path: Path, name: str) -> None:
    """A folder of any name that is added is read back with the same path, found again, and can be removed."""
    folder = tmp_path / "documents" / name
    folder.mkdir(parents=True)
    register = tmp_path / "sources.toml"
    added = add_folder(register, folder)
    assert load_sources(register) == [added]
    assert added.path == str(folder)
    assert added.kind is Kind.FOLDER
    assert add_folder(register, folder) == added
    assert remove_folder(register, added.id) == added
    assert load_sources(register) == []


def test_folders_of_one_name_get_ids_of_their_own(tmp_path: Path) -> None:
    """Folders that are called the same, or like a built-in source, are told apart."""
    register = tmp_path / "sources.toml"
    folders = [tmp_path / parent / "S01" for parent in "abc"]
    for folder in folders:
        folder.mkdir(parents=True)
    ids = [add_folder(register, folder).id for folder in folders]
    assert len({*ids, *BUILT_IN}) == len(ids) + len(BUILT_IN)


def test_what_a_person_wrote_by_hand_survives(tmp_path: Path) -> None:
    """Adding a folder keeps every field of the entries that are there, lists and tables included."""
    register = tmp_path / "sources.toml"
    register.write_text(
        f'[[source]]\nid = "hand"\ntitle = "By \\"hand\\""\nkind = "folder"\npath = "{tmp_path.as_posix()}"\n'
        'superseded_by = ["S04", "S05"]\nanchors = false\n'
        'pages = [{address = "https://a.example/x", anchors = false, dates = ["2026-01-01"]}]\n',
        encoding="utf-8",
    )
    (before,) = load_sources(register)
    (tmp_path / "more").mkdir()
    add_folder(register, tmp_path / "more")
    assert load_sources(register)[0] == before


def test_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """A path that is not there is refused and nothing is written."""
    register = tmp_path / "sources.toml"
    with pytest.raises(SourcesError, match="does not exist"):
        add_folder(register, tmp_path / "nowhere")
    assert not register.exists()


@pytest.mark.parametrize("title", ["x" * 201, "escape\x1b[31m", "two\nlines"])
def test_title_that_cannot_be_used_is_refused(tmp_path: Path, title: str) -> None:
    """A title that is too long or holds control characters is refused and nothing is written."""
    register = tmp_path / "sources.toml"
    with pytest.raises(SourcesError, match="can't be added: title"):
        add_folder(register, tmp_path, title)
    assert not register.exists()


def test_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """A folder whose name is no UTF-8 can't stand in the register, and the message says to rename it."""
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    with pytest.raises(SourcesError, match="Rename it"):
        add_folder(tmp_path / "sources.toml", folder)


def test_removing_what_is_not_there_names_what_is(tmp_path: Path) -> None:
    """An unknown id is refused with the ids that could have been meant."""
    register = tmp_path / "sources.toml"
    (tmp_path / "handbook").mkdir()
    add_folder(register, tmp_path / "handbook")
    with pytest.raises(SourcesError, match=r"'S01'.*handbook"):
        remove_folder(register, "S01")


def test_a_link_that_only_searches_is_marked() -> None:
    """The article's own address isn't known: its citation names the publisher and says that the link is a search."""
    article = load_sources()[0]
    assert article.address_status is AddressStatus.SEARCH
    assert article.address.startswith("https://dev.to/search?q=Fine-Tuning")
    passage = read_note(article)[0]
    assert passage.title == "Fine-Tuning or Not, That Is the Question (dev.to, Pablito Piova; search link)"
    assert passage.link == article.address
    assert [source.id for source in load_sources() if "search link" in source.cited_as] == ["S01"]


def test_a_path_that_may_not_be_looked_at_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence: it lies in a folder of somebody else's."""

    def refuse(_path: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    folder = tmp_path / "rules"
    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.stat", refuse)
        patched.setattr("pathlib.Path.exists", refuse)
        patched.setattr("pathlib.Path.resolve", lambda path: path)
        with pytest.raises(SourcesError, match=r"rules' can't be read: Permission denied\. Name a folder or a file"):
            add_folder(tmp_path / "sources.toml", folder)
