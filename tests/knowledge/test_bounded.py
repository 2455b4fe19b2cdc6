"""Files that keep a parser for long, or take memory without end: they are refused in a sentence, and the rest is read."""

from __future__ import annotations

import zlib

import pytest

from bot.errors import DocumentError
from knowledge.own import bounded, pdf_pages
from knowledge.own.bounded import LARGE, bounded_sections, sections

PAGE = b"<html><body><h1>Budget</h1><p>The budget of the assistant is 40,000 euros a year.</p>%b</body></html>"


def pdf(content: bytes, pages: int) -> bytes:
    """A PDF whose pages all show the same content, compressed."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(b"%d 0 R" % (5 + n) for n in range(pages)), pages),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed),
        *[
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents 4 0 R >>"
        ] * pages,
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        out
        + head
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )


def test_a_large_file_is_read_as_a_small_one() -> None:
    """In a process of its own, with the same text, and refused with the same reason."""
    small, large = PAGE % b"", PAGE % (b"<script>" + b" " * LARGE + b"</script>")
    assert sections("html", large, "a.html") == sections("html", small, "a.html")
    text = b"BT /F1 12 Tf 72 700 Td (The budget of the assistant is 40,000 euros a year.) Tj ET"
    assert bounded_sections("pdf", pdf(text, 1), "a.pdf") == sections("pdf", pdf(text, 1), "a.pdf")
    reasons = []
    for read in (bounded_sections, sections):
        with pytest.raises(DocumentError) as caught:
            read("pdf", b"%PDF-1.4 nothing", "a.pdf")
        reasons.append(str(caught.value))
    assert reasons[0] == reasons[1]


def test_what_takes_too_long_is_ended() -> None:
    """With its process; nothing is left running."""
    with pytest.raises(DocumentError, match=r"'a.html' could not be read in 0.5 seconds. Divide it"):
        bounded_sections("html", PAGE % (b"<div>" * 200_000), "a.html", seconds=0.5)


def test_what_takes_too_much_memory_is_refused() -> None:
    """The process of its own is over, and this one has lost nothing."""
    with pytest.raises(DocumentError, match="takes more memory to read than it may"):
        bounded_sections("html", PAGE % (b"<p>&amp;</p>" * 1_000_000), "a.html", memory=300_000_000)


@pytest.mark.parametrize(
    "content",
    [b" " * 300_000_000, b"[" * 2_000_000, b"BT /F1 12 Tf " + b"(a) Tj " * 3_000_000 + b"ET"],
    ids=["blown up", "nested", "endless"],
)
def test_a_bomb_of_a_few_kilobytes_is_refused(content: bytes) -> None:
    """Before it fills the memory or the stack."""
    with pytest.raises(DocumentError, match="is not a PDF that can be read"):
        sections("pdf", pdf(content, 1), "a.pdf")


def test_pages_have_their_time_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of them that all show the same are a small file."""
    monkeypatch.setattr(pdf_pages, "MOST_SECONDS", 0.3)
    content = b"BT /F1 12 Tf " + b"(word word word) Tj 0 -14 Td " * 5_000 + b"ET"
    raw = pdf(content, 1_000)
    assert len(raw) < LARGE
    with pytest.raises(DocumentError, match="could not be read in"):
        sections("pdf", raw, "a.pdf")


def test_pages_are_given_less_than_the_whole() -> None:
    """So that it is they who say what is wrong."""
    assert pdf_pages.MOST_SECONDS < bounded.MOST_SECONDS
