"""Which files of a folder are read: no link leads out, nothing special is opened, no build is indexed, and all of it is named."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from bot.errors import DocumentError, SourcesError
from knowledge.documents import folder_fingerprint, read_folder
from knowledge.own.files import BUILT, content
from knowledge.own.skipped import Skipped, SourceSkipped, keep_in, kept_in, told
from knowledge.passages import Passage
from knowledge.sources import add_folder

from .making import folder_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document, beside which lies a secret."""
    (tmp_path / "secret.md").write_text("The key is 1234.")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "deep.md").write_text("The password is swordfish.")
    made = tmp_path / "handbook"
    made.mkdir()
    (made / "a.md").write_text("Ten rows.")
    return made


def read(folder: Path) -> tuple[list[str], dict[str, Skipped]]:
    """The texts that are read, and by name what is not."""
    found = list(read_folder(folder_source(folder)))
    texts = [one.text for one in found if isinstance(one, Passage)]
    return texts, {one.name: one for one in found if isinstance(one, Skipped)}


def test_links_out_of_the_folder_are_refused(folder: Path) -> None:
    """Neither a file nor a folder outside is read through a link, whatever way the link goes, and each is named."""
    (folder / "file.md").symlink_to(folder.parent / "secret.md")
    (folder / "relative.md").symlink_to("../secret.md")
    (folder / "other").symlink_to(folder.parent / "outside")
    (folder / "up").symlink_to("..")
    (folder / "nowhere.md").symlink_to("nothing.md")
    texts, skipped = read(folder)
    assert texts == ["Ten rows."]
    assert skipped.keys() == {"file.md", "relative.md", "other", "up", "nowhere.md"}
    assert [name for name, one in skipped.items() if "leads out of the folder" not in one.reason] == ["nowhere.md"]
    assert not any(one.meant for one in skipped.values())


def test_links_that_lead_round_in_a_circle(folder: Path) -> None:
    """They are named and stop nothing, also where one is added itself."""
    (folder / "self.md").symlink_to("self.md")
    (folder / "there").symlink_to("back")
    (folder / "back").symlink_to("there")
    texts, skipped = read(folder)
    assert texts == ["Ten rows."]
    assert skipped.keys() == {"self.md", "there", "back"}
    with pytest.raises(SourcesError):
        add_folder(folder.parent / "sources.toml", folder / "self.md")


def test_links_within_the_folder_are_read_once(folder: Path) -> None:
    """A link to what is read anyway adds nothing; one to a hidden file, as in a volume of Kubernetes, is read; a loop ends."""
    (folder / "again.md").symlink_to("a.md")
    (folder / "loop").symlink_to(".")
    hidden = folder / "..2026_11_28"
    hidden.mkdir()
    (hidden / "b.md").write_text("Twenty rows.")
    (folder / "..data").symlink_to("..2026_11_28")
    (folder / "b.md").symlink_to("..data/b.md")
    assert read(folder) == (["Twenty rows.", "Ten rows."], {})


def test_special_files_are_refused(folder: Path) -> None:
    """A pipe that nobody writes to does not hold up the start, and a socket is no document."""
    os.mkfifo(folder / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(".", os.O_RDONLY)
        # The path of a socket may not be long.
        os.chdir(folder)
        try:
            listening.bind("socket.md")
        finally:
            os.chdir(here)
            os.close(here)
        texts, skipped = read(folder)
    assert texts == ["Ten rows."]
    assert {name: one.reason for name, one in skipped.items()} == {
        "pipe.md": "is a pipe and not a file.",
        "socket.md": "is a socket and not a file.",
    }


def test_what_took_a_file_s_place_is_not_opened(folder: Path) -> None:
    """Between looking and opening a file may become a link or a pipe: neither is followed or waited for."""
    file = folder / "a.md"
    file.unlink()
    file.symlink_to(folder.parent / "secret.md")
    with pytest.raises(DocumentError, match="can't be read"):
        content(file, "a.md")
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(DocumentError, match="is a pipe"):
        content(file, "a.md")
    file.unlink()
    file.mkdir()
    with pytest.raises(DocumentError, match="directory"):
        content(file, "a.md")


@pytest.mark.parametrize("special", ["pipe", "/dev/zero"])
def test_special_file_is_no_source(tmp_path: Path, special: str) -> None:
    """What is neither a folder nor a file is not even added."""
    path = tmp_path / special
    if special == "pipe":
        os.mkfifo(path)
    register = tmp_path / "sources.toml"
    with pytest.raises(SourcesError, match="a pipe, a socket or a device"):
        add_folder(register, path)
    assert not register.exists()


@pytest.mark.parametrize("name", [*sorted(BUILT), ".git", ".venv", ".tox", "x.egg-info"])
def test_dependencies_and_builds_are_left_out(folder: Path, name: str) -> None:
    """Folders of dependencies and of builds are left out at any depth, and that is said and is no fault."""
    inside = folder / "service" / name / "package"
    inside.mkdir(parents=True)
    (inside / "README.md").write_text("A package.")
    (folder / "service" / "b.md").write_text("Twenty rows.")
    texts, skipped = read(folder)
    assert texts == ["Ten rows.", "Twenty rows."]
    (only,) = skipped.values()
    assert only.name == f"service/{name}/"
    assert only.meant


def test_a_folder_so_named_can_be_added_itself(folder: Path) -> None:
    """Whoever names a folder of such a name means it."""
    (folder / "build").mkdir()
    (folder / "build" / "b.md").write_text("Twenty rows.")
    assert read(folder / "build") == (["Twenty rows."], {})


def test_other_endings_are_said(folder: Path) -> None:
    """A document of an ending that is not read is named with the next step; pictures and code are counted."""
    for name in ("plan.odt", "budget.ODS", "logo.png", "b.png", "run.py", "LICENSE"):
        (folder / name).write_bytes(b"x")
    texts, skipped = read(folder)
    assert texts == ["Ten rows."]
    assert "Save it as PDF" in skipped["plan.odt"].reason
    assert not skipped["budget.ODS"].meant
    (other,) = (one for name, one in skipped.items() if name not in {"plan.odt", "budget.ODS"})
    assert (other.meant, other.reason) == (
        True,
        "holds 4 files of endings that are not read (.png 2, .py 1, no ending 1).",
    )


def test_a_folder_that_can_not_be_opened_is_said(folder: Path) -> None:
    """A folder without permission is named, and the others are read; root may open all."""
    (folder / "closed").mkdir()
    (folder / "closed" / "b.md").write_text("Twenty rows.")
    (folder / "closed").chmod(0)
    try:
        texts, skipped = read(folder)
    finally:
        (folder / "closed").chmod(0o755)
    allowed = os.geteuid() == 0
    assert texts == ["Ten rows.", *(["Twenty rows."] if allowed else [])]
    assert allowed or "can't be read" in skipped["closed/"].reason


def test_fingerprint_follows_what_is_skipped(folder: Path) -> None:
    """A link or a pipe that appears or goes is noticed, though no document changed."""
    source = folder_source(folder)
    before = folder_fingerprint(source)
    (folder / "file.md").symlink_to(folder.parent / "secret.md")
    assert folder_fingerprint(source) != before
    (folder / "file.md").unlink()
    assert folder_fingerprint(source) == before


def test_what_was_skipped_is_kept(tmp_path: Path) -> None:
    """It comes back as it was kept; a file that is cut off or of another form counts as none."""
    skipped = {
        "mine": SourceSkipped("print", (Skipped("a.pdf", "is empty."), Skipped("dist/", "is left out.", meant=True)))
    }
    keep_in(tmp_path, skipped)
    assert kept_in(tmp_path) == skipped
    keep_in(tmp_path, {})
    assert kept_in(tmp_path) == {}
    for broken in (
        "",
        "{",
        "[1]",
        '{"mine": {"fingerprint": "x", "skipped": [{"name": 1, "colour": 2}]}}',
        '{"mine": 3}',
    ):
        (tmp_path / "skipped.json").write_text(broken)
        assert kept_in(tmp_path) == {}
    assert kept_in(tmp_path / "nowhere") == {}


def test_a_long_list_is_cut_with_what_matters_first() -> None:
    """What should have been read stands before what is left out on purpose; the rest is counted."""
    many = [
        Skipped("dist/", "is left out.", meant=True),
        *(Skipped(f"{number}.pdf", "is empty.") for number in range(5)),
    ]
    assert told(many, 2) == ["'0.pdf' is empty.", "'1.pdf' is empty.", "and 4 more"]
    assert told(many[:1], 2) == ["'dist/' is left out."]
