"""A person's own documents: what is read of them, and what is said of those that can't be read."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from bot.errors import DocumentError
from knowledge.documents import LARGEST_FILE, LONGEST_PASSAGE, folder_fingerprint, read_document, read_folder
from knowledge.own.skipped import Skipped
from knowledge.passages import Passage

from .making import folder_source
from .pdfs import pdf

if TYPE_CHECKING:
    from pathlib import Path


def read(folder: Path, name: str, content: str | bytes) -> list[Passage]:
    """Write a file and read it as a document."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(file, folder_source(folder))


def test_markdown_is_cut_at_its_headings(tmp_path: Path) -> None:
    """Headings become the path and the anchor; front matter, comments and heading anchors are no text."""
    text = "---\nowner: x\n---\n# Guide\nStart.\n<!-- a\nsecret -->\n## Data {#d}\nTen rows.\n## Costs\nMuch.\n"
    found = read(tmp_path, "our_guide.md", text)
    assert [(p.heading_path, p.text) for p in found] == [
        (("Guide",), "Start."),
        (("Guide", "Data"), "Ten rows."),
        (("Guide", "Costs"), "Much."),
    ]
    assert found[1].title == "our guide"
    assert found[1].anchor == "data"
    assert found[1].url == ""


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    """A Markdown file from Windows is read like any other."""
    (found,) = read(tmp_path, "a.md", b"\xef\xbb\xbf# Guide\r\nTen rows.\r\n")
    assert (found.heading_path, found.text) == (("Guide",), "Ten rows.")


def test_html_leaves_out_what_is_not_text(tmp_path: Path) -> None:
    """Scripts, styles, navigation and footers are left out; headings and tables stay."""
    html = """<html><head><title>t</title><style>p{color:red}</style></head><body>
    <nav>Home | About</nav><h1>Guide</h1><p>Ten <b>rows</b>, see <a href="https://a.example">here</a>.</p>
    <script>alert("x")</script><h2>Costs</h2><table><tr><th>Hour</th></tr><tr><td>$1.70</td></tr></table>
    <footer>Imprint</footer></body></html>"""
    found = read(tmp_path, "a.html", html)
    assert [p.heading_path for p in found] == [("Guide",), ("Guide", "Costs")]
    text = " ".join(p.text for p in found)
    assert "rows" in text
    assert "$1.70" in text
    assert not [word for word in ("alert", "Home", "Imprint", "color", "a.example") if word in text]


def test_pdf_pages_are_sections(tmp_path: Path) -> None:
    """A PDF's pages are its headings, and a page without text is left out."""
    found = read(tmp_path, "a.pdf", pdf(["Ten rows are enough.", "", "Hosting costs money."]))
    assert [(p.heading, p.text) for p in found] == [
        ("Page 1", "Ten rows are enough."),
        ("Page 3", "Hosting costs money."),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Größe – 5 €".encode("cp1252"), "Größe – 5 €"),
        ("Größe 🙂".encode(), "Größe 🙂"),
    ],
)
def test_text_in_two_encodings(tmp_path: Path, content: bytes, expected: str) -> None:
    """Text is UTF-8, and else what Windows calls ANSI."""
    (found,) = read(tmp_path, "a.txt", content)
    assert found.text == expected


def test_control_characters_do_not_get_through(tmp_path: Path) -> None:
    """Escape sequences in a file's text or headings, or in its name, reach no passage."""
    found = read(tmp_path, "na\x1b[31mme.md", "# Head\x1b[2Jing\nText\x07 with \x1b]8;;x\x1b\\ in it.\n")
    assert found
    assert all(p.text.replace("\n", "").isprintable() and p.header.isprintable() for p in found)


def test_long_text_is_cut_with_overlap(tmp_path: Path) -> None:
    """A long text becomes passages of bounded length that cover all of it."""
    words = [f"word{number}" for number in range(2_000)]
    found = read(tmp_path, "a.txt", " ".join(words))
    assert len(found) > 10
    assert all(len(p.text) <= LONGEST_PASSAGE for p in found)
    assert {word for p in found for word in p.text.split()} == set(words)


def test_the_date_is_the_file_s(tmp_path: Path) -> None:
    """A document is dated by its last change."""
    file = tmp_path / "a.txt"
    file.write_text("Ten rows.")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert read_document(file, folder_source(tmp_path))[0].date == "2023-11-14"


@pytest.mark.parametrize("content", ["", "   \n\n", "<!-- only a comment -->", "---\na: b\n---\n", "***\n---\n"])
def test_document_without_words_has_no_passage(tmp_path: Path, content: str) -> None:
    """An empty document, or one of decoration only, is no error and no passage."""
    assert read(tmp_path, "a.md", content) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"PK\x03\x04", "is broken"),
        ("a.odt", b"PK\x03\x04", "ending"),
        ("a", b"text", "ending"),
        ("a.txt", b"\x00\x01\xff\xfe", "not a text file"),
        ("a.pdf", b"", "not a PDF"),
        ("a.pdf", b"%PDF-1.7 and nothing", "not a PDF"),
        ("a.pdf", bytes(range(256)) * 20, "not a PDF"),
        ("a.pdf", pdf(["Ten rows."])[:400], "not a PDF"),
        ("a.pdf", pdf(["", ""]), "only images"),
        ("a.pdf", pdf(["Ten rows."], password="secret"), "encrypted"),  # noqa: S106 - the test's own
        ("a.html", "<div>" * 20_000 + "deep", "too deeply"),
    ],
)
def test_unreadable_document_names_the_file_and_the_reason(
    tmp_path: Path, name: str, content: bytes | str, said: str
) -> None:
    """A document that can't be read is a foreseen error with the file's name and what is wrong."""
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, name, content)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"'{name}' ")


def test_pdf_with_an_empty_password_is_read(tmp_path: Path) -> None:
    """A PDF that opens without asking for a password counts as readable."""
    assert read(tmp_path, "a.pdf", pdf(["Ten rows."], password=""))[0].text == "Ten rows."


@pytest.mark.parametrize("seed", range(40))
def test_damaged_pdf_never_breaks_the_reading(tmp_path: Path, seed: int) -> None:
    """Whatever is wrong inside a PDF, it is read or refused."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    raw = bytearray(pdf(["Ten rows.", "More rows."]))
    for _ in range(8):
        at = chance.randrange(len(raw))
        raw[at : at + 1] = chance.choice([b"<<", b">>", b"[", b"/Kids", b"null", b"-1", b"99999", b"endobj"])
    (tmp_path / "a.pdf").write_bytes(raw)
    found = list(read_folder(folder_source(tmp_path)))
    assert {type(one) for one in found} in ({Passage}, {Skipped})


def test_too_large_a_file_is_not_opened(tmp_path: Path) -> None:
    """A file above the limit is refused by its size alone."""
    file = tmp_path / "a.txt"
    with file.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    with pytest.raises(DocumentError, match="Split it"):
        read_document(file, folder_source(tmp_path))


def test_unfinished_comments_take_no_time(tmp_path: Path) -> None:
    """A megabyte of comments that never end is read like text."""
    assert read(tmp_path, "a.md", "words " + "<!--" * 250_000)


def test_folder_is_read_in_order_and_without_hidden_files(tmp_path: Path) -> None:
    """All readable files of a folder are read, deep ones too; hidden ones and other endings are left alone."""
    for name in ("b.md", "a.txt", "deep/er/c.MD", ".hidden.md", ".git/d.md", "e.png", "f.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# H\nText of {file.name}")
    found = [p.title for p in read_folder(folder_source(tmp_path)) if isinstance(p, Passage)]
    assert found == ["a", "b", "c"]


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """A file that can't be read yields its error in its place, and the others are read."""
    (tmp_path / "a.md").write_text("Good.")
    (tmp_path / "b.pdf").write_bytes(b"rubbish")
    (tmp_path / "c.md").write_text("Good too.")
    kinds = [type(found) for found in read_folder(folder_source(tmp_path))]
    assert kinds == [Passage, Skipped, Passage]


def test_a_single_file_is_a_source_too(tmp_path: Path) -> None:
    """A source may be one file."""
    file = tmp_path / "a.md"
    file.write_text("Good.")
    assert [p.text for p in read_folder(folder_source(file)) if isinstance(p, Passage)] == ["Good."]


def test_empty_folder_has_no_passage(tmp_path: Path) -> None:
    """A folder without documents is no error."""
    assert list(read_folder(folder_source(tmp_path))) == []


def test_folder_that_is_gone_says_what_to_do(tmp_path: Path) -> None:
    """A folder that was moved away is an error with the command that ends it."""
    (found,) = read_folder(folder_source(tmp_path / "gone"))
    assert isinstance(found, Skipped)
    assert "ftn knowledge remove mine" in str(found)


def test_name_that_is_not_utf8_does_no_harm(tmp_path: Path) -> None:
    """A file whose name is no UTF-8 is read, and its passages can be named and stored."""
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("Good.")
    source = folder_source(tmp_path)
    assert folder_fingerprint(source)
    (found,) = read_folder(source)
    assert isinstance(found, Passage)
    assert found.indexed_text.encode()


def test_fingerprint_follows_the_files(tmp_path: Path) -> None:
    """The fingerprint changes when a file comes, changes, is allowed or goes, and only then."""
    source = folder_source(tmp_path)
    file = tmp_path / "a.md"
    seen = [folder_fingerprint(source)]
    file.write_text("Good.")
    seen.append(folder_fingerprint(source))
    file.write_text("Better.")
    seen.append(folder_fingerprint(source))
    file.chmod(0o600)
    seen.append(folder_fingerprint(source))
    assert len(set(seen)) == 4
    assert folder_fingerprint(source) == seen[-1]
    file.unlink()
    assert folder_fingerprint(source) == seen[0]
