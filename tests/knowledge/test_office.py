"""Word, PowerPoint and Excel files: what people see in them is read, with headings and tables; the rest is refused by name."""

from __future__ import annotations

import io
import resource
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bot.errors import DocumentError
from knowledge.documents import read_folder
from knowledge.own import bounded, office_package
from knowledge.own.bounded import sections
from knowledge.own.files import OFFICE
from knowledge.own.skipped import Skipped
from knowledge.passages import Passage

from . import office
from .making import folder_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAKERS = {"word": office.word, "slides": office.slides, "workbook": office.workbook}
#: What a file of the formats before 2007 begins with.
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


def test_word() -> None:
    """Headings are the path; paragraphs, items and rows are lines; merged cells say the same in each row; changes and hidden text as Word shows them."""
    assert sections("word", office.word(), "a.docx") == [
        (("Tarragon guide",), "Tarragon answers customers. See (address left out) for it."),
        (("Tarragon guide", "Retraining"), "It is retrained every quarter.\n\nCounsel signs off."),
        (
            ("Tarragon guide", "Retraining", "Regions"),
            (
                "Region: Sweden Central; Kind: Global; Price: $25\nRegion: Sweden Central; Kind: Regional; Price: $27\n"
                "Region: Poland; Kind: Global\n\nAdded on review.\n\nStands in a content control."
            ),
        ),
    ]


def test_slides() -> None:
    """A section for each slide that is shown, under its title or its number, with tables and notes."""
    assert sections("slides", office.slides(), "a.pptx") == [
        (
            ("Rollout",),
            "Pilot in May.\n\nAll teams in June.\n\nTeam: Support; Budget: 40,000 euros\n\nAsk the works council first.",
        ),
        (("Slide 2",), "Only a box."),
    ]


def test_workbook() -> None:
    """Rows carry their headings, values look as the sheet shows them, and a hidden sheet is not read."""
    assert sections("workbook", office.workbook(), "a.xlsx") == [
        (
            ("Rules",),
            (
                "Who may train\nTeam: Support; Share: 5%; Since: 2026-05-01; Cost: $1,422; Allowed: yes\n"
                "Team: Legal; Share: 30%; Cost: 0.3; Allowed: no\nContact; counsel@acme.example"
            ),
        )
    ]


def test_a_folder_of_office_files_is_read(tmp_path: Path) -> None:
    """They come as passages of one's own, under their own names; what Office keeps beside an open file is no document."""
    for ending, kind in OFFICE.items():
        (tmp_path / f"Guide{ending}").write_bytes(MAKERS[kind]())
    (tmp_path / "~$Guide.docx").write_bytes(b"who has it open")
    found = list(read_folder(folder_source(tmp_path)))
    passages = [one for one in found if isinstance(one, Passage)]
    assert len(passages) == len(found)
    assert {one.title for one in passages} == {"Guide"}
    assert all(one.is_own for one in passages)
    assert {"Tarragon guide", "Rollout", "Rules"} <= {one.heading_path[0] for one in passages}


REFUSED: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("cut", lambda raw: raw[: len(raw) // 2], "is broken"),
    ("noise", lambda _: bytes(range(256)) * 40, "is broken"),
    ("empty", lambda _: b"", "is broken"),
    ("old", lambda _: COMPOUND, "is of the format before 2007. Save it as"),
    ("encrypted", lambda _: COMPOUND + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
    ("macros", lambda raw: office.with_part(raw, "word/vbaProject.bin", b"x"), "holds macros"),
    ("another zip", lambda _: office.packed(readme=b"<x/>"), "is not what its ending says"),
    ("entities", lambda raw: office.with_part(raw, "docProps/app.xml", b'<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'), "defines entities"),
]  # fmt: skip


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize(("make", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_such_file_is_refused_by_name(kind: str, make: Callable[[bytes], bytes], said: str) -> None:
    """In one sentence with the file and the next step."""
    with pytest.raises(DocumentError, match=f"'plan.x' {said}.*[.]$"):
        sections(kind, make(MAKERS[kind]()), "plan.x")


@pytest.mark.parametrize("kind", MAKERS)
def test_a_broken_part_is_refused(kind: str) -> None:
    """Each part that is XML, broken in turn, is refused in a sentence or isn't needed: nothing else comes out."""
    raw = MAKERS[kind]()
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".rels")) and "ayout" not in name]
    said = []
    for name in names:
        with suppress(DocumentError):
            sections(kind, office.with_part(raw, name, b"<a><b></a>"), "plan.x")
            said.append(name)
    assert len(said) < len(names) - 2


def test_a_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """By what it says of itself; what lies about that is cut there by the zip's reader."""
    monkeypatch.setattr(office_package, "MOST_UNPACKED", 1_000_000)
    raw = office.packed(word__document=b"<x>" + b" " * 2_000_000 + b"</x>")
    assert len(raw) < 10_000
    with pytest.raises(DocumentError, match=r"'bomb[.]docx' unpacks to more than 1,000,000 bytes"):
        sections("word", raw, "bomb.docx")


def test_a_file_that_unpacks_to_much_is_read_in_a_process_of_its_own() -> None:
    """However small it is."""
    raw = office.with_part(office.word(), "docProps/filling.xml", b"<x>" + b" " * 6_000_000 + b"</x>")
    assert len(raw) < bounded.LARGE

    def others() -> float:
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    before = others()
    small = sections("word", office.word(), "a.docx")
    assert others() == before
    assert sections("word", raw, "a.docx") == small
    assert others() > before


@pytest.mark.parametrize(
    ("name", "said"),
    [("a.doc", "older format. Save it as .docx"), ("a.PPT", "Save it as .pptx"), ("a.xls", "Save it as .xlsx"), ("a.xlsm", "macros")],
)  # fmt: skip
def test_older_formats_and_macros_are_named(tmp_path: Path, name: str, said: str) -> None:
    """By their endings, before anything is opened."""
    (tmp_path / name).write_bytes(COMPOUND)
    (only,) = read_folder(folder_source(tmp_path))
    assert isinstance(only, Skipped)
    assert only.name == name
    assert said in only.reason
