"""Reads a person's own documents into passages: Markdown, HTML, PDF and plain text.

HTML is turned into Markdown (markdownify) and Markdown is cut at its headings and then at 800 characters
(langchain-text-splitters); a PDF's pages stand in for headings. Text in these files is data: nothing in it is executed
or followed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.errors import DocumentError
from knowledge.passages import Passage, digest, slug

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from knowledge.sources import Source

MARKDOWN = frozenset({".md", ".markdown"})
HTML = frozenset({".html", ".htm"})
PDF = frozenset({".pdf"})
TEXT = frozenset({".txt", ".text", ".rst"})
READABLE = MARKDOWN | HTML | PDF | TEXT
#: Characters a passage; above 800 more than one in twenty exceeds the embedder's 256 tokens (measured on 1,071).
LONGEST_PASSAGE = 800
OVERLAP = 150
#: Larger files are refused: reading one would block a start for minutes.
LARGEST_FILE = 50 * 1024 * 1024

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_ANCHOR = re.compile(r"\s*\{#[\w-]+\}\s*$")
#: Headings of the first four levels; deeper ones stay in the text.
_LEVELS = [("#", "1"), ("##", "2"), ("###", "3"), ("####", "4")]
#: What pypdf lets through, beside its own kind, from a damaged file (found with 80,000 of them).
_PDF_DAMAGE = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def readable_files(source: Source) -> list[Path]:
    """The files of a folder source, in order of name; hidden ones and unknown endings are left out."""
    from pathlib import Path

    root = Path(source.path)
    if root.is_file():
        return [root]
    found = (path for path in sorted(root.rglob("*")) if path.suffix.lower() in READABLE and path.is_file())
    return [path for path in found if not any(part.startswith(".") for part in path.relative_to(root).parts)]


def folder_fingerprint(source: Source) -> str:
    """Changes when a file of the folder appears, goes, is written or gets other permissions; reads no content."""
    stats = ((str(path), path.stat()) for path in readable_files(source))
    return digest(*(f"{name} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}" for name, stat in stats))


def read_folder(source: Source) -> Iterator[Passage | DocumentError]:
    """All passages of a folder source; a file that can't be read yields the error and the others go on."""
    from pathlib import Path

    if not Path(source.path).exists():
        yield DocumentError(
            f"{source.path!r} of the source {source.id!r} is gone. Put it back, or `ftn knowledge remove {source.id}`."
        )
        return
    for file in readable_files(source):
        try:
            yield from read_document(file, source)
        except DocumentError as error:
            yield error


def read_document(file: Path, source: Source) -> list[Passage]:
    """The passages of one file.

    Raises:
        DocumentError: The file is too large, damaged, encrypted, not text, or has an ending that is not read here.
    """
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE:
            raise DocumentError(f"{str(file)!r} has {size:,} bytes; the most is {LARGEST_FILE:,}. Split it.")
        date = datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()
        ending = file.suffix.lower()
        if ending in PDF:
            sections = _pdf_pages(file)
        elif ending in HTML:
            sections = _markdown_sections(_html_to_markdown(file))
        elif ending in MARKDOWN:
            sections = _markdown_sections(_text(file))
        elif ending in TEXT:
            sections = [((), _text(file))]
        else:
            raise DocumentError(f"{str(file)!r} is not read: its ending is none of {', '.join(sorted(READABLE))}.")
    except OSError as error:
        raise DocumentError(f"{str(file)!r} can't be read: {error.strerror}.") from error
    return [
        Passage(
            text=piece,
            source_id=source.id,
            title="".join(character for character in file.stem if character.isprintable()).replace("_", " "),
            heading_path=path,
            anchor=slug(path[-1]) if path else "",
            date=date,
        )
        for path, text in sections
        for piece in _pieces(text)
    ]


def _text(file: Path) -> str:
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            raise DocumentError(
                f"{str(file)!r} is not a text file. Convert it to UTF-8 text, Markdown, HTML or PDF."
            ) from error
        return raw.decode("cp1252", errors="replace")


def _html_to_markdown(file: Path) -> str:
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    soup = BeautifulSoup(_text(file), "html.parser")
    for tag in soup(["script", "style", "noscript", "template", "nav", "footer", "svg", "img"]):
        tag.decompose()
    try:
        markdown: str = MarkdownConverter(heading_style="ATX", strip=["a"]).convert_soup(soup.body or soup)
    except RecursionError as error:
        raise DocumentError(f"{str(file)!r} nests its elements too deeply. Save it as Markdown or text.") from error
    return markdown


def _without_comments(markdown: str) -> str:
    """Found by hand: a regular expression takes hours for a file of many unfinished comments."""
    kept: list[str] = []
    cursor = 0
    while (start := markdown.find("<!--", cursor)) >= 0 and (end := markdown.find("-->", start + 4)) >= 0:
        kept.append(markdown[cursor:start])
        cursor = end + 3
    return "".join([*kept, markdown[cursor:]])


def _markdown_sections(markdown: str) -> list[tuple[tuple[str, ...], str]]:
    from langchain_text_splitters import MarkdownHeaderTextSplitter

    body = _without_comments(_FRONT_MATTER.sub("", markdown.replace("\r\n", "\n")))
    found = MarkdownHeaderTextSplitter(_LEVELS).split_text(body)
    return [
        (
            tuple(_ANCHOR.sub("", part.metadata[level]) for _, level in _LEVELS if level in part.metadata),
            part.page_content,
        )
        for part in found
    ]


def _pdf_pages(file: Path) -> list[tuple[tuple[str, ...], str]]:
    import struct
    import zlib

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, DeprecationError, PyPdfError

    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(f"{str(file)!r} is encrypted. Save a copy without a password.")
        pages = [(f"Page {number}", page.extract_text()) for number, page in enumerate(reader.pages, 1)]
    except DependencyError as error:
        raise DocumentError(f"{str(file)!r} is encrypted. Save a copy without a password.") from error
    except (PyPdfError, DeprecationError, struct.error, zlib.error, *_PDF_DAMAGE) as error:
        raise DocumentError(f"{str(file)!r} is not a PDF that can be read: {error}.") from error
    if not any(text.strip() for _, text in pages):
        raise DocumentError(f"{str(file)!r} holds no text, only images. Run text recognition on it first.")
    return [((name,), text) for name, text in pages]


def _pieces(text: str) -> list[str]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    printable = "".join(c for c in text if c in "\n\t" or c.isprintable())
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=LONGEST_PASSAGE,
        chunk_overlap=OVERLAP,
        separators=["\n\n", "\n", ". ", " ", ""],
        keep_separator="end",
    )
    return [piece for piece in splitter.split_text(printable) if re.search(r"\w", piece)]
