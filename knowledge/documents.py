"""Reads a person's own documents into passages: Markdown, HTML, PDF, Word, PowerPoint, Excel and plain text.

What each kind of file holds as text is found in `knowledge.own`; here it is cut at 800 characters
(langchain-text-splitters). Text in these files is data: nothing in it is executed or followed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import DocumentError
from knowledge.own.bounded import sections
from knowledge.own.encodings import decoded
from knowledge.own.files import HTML, LARGEST_FILE, MARKDOWN, OFFICE, PDF, READABLE, content, listed, name_within
from knowledge.own.markdown_text import markdown_sections
from knowledge.own.plain_text import text_sections
from knowledge.own.skipped import Skipped
from knowledge.passages import Passage, digest, slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.sources import Source

__all__ = [
    "LARGEST_FILE",
    "LONGEST_PASSAGE",
    "folder_fingerprint",
    "newest_date",
    "pieces",
    "read_document",
    "read_folder",
]

#: Characters a passage; above 800 more than one in twenty exceeds the embedder's 256 tokens (measured on 1,071).
LONGEST_PASSAGE = 800
OVERLAP = 150
#: Raised whenever the same files give other passages, so that an index made before is brought up to date.
READING = 2


def folder_fingerprint(source: Source) -> str:
    """Changes when a file of the folder appears, goes, is written, gets other permissions or is skipped; reads no content."""
    found = listed(Path(source.path))
    stats = ((str(path), path.stat()) for path in found.files if path.exists())
    seen = (f"{name} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}" for name, stat in stats)
    return digest(str(READING), *seen, *map(str, found.skipped))


def newest_date(root: Path) -> str:
    """The ISO day of the newest file that is read of a folder, or empty where none is; opens none."""
    days = (_day(file) for file in listed(root).files if file.exists())
    return max(days, default="")


def read_folder(source: Source) -> Iterator[Passage | Skipped]:
    """All passages of a folder source, and what is not read of it; a file that can't be read does not stop the others."""
    root = Path(source.path)
    if not root.exists():
        yield Skipped(source.path, f"is gone. Put it back, or `ftn knowledge remove {source.id}`.")
        return
    found = listed(root)
    yield from found.skipped
    for file in found.files:
        try:
            yield from read_document(file, source)
        except DocumentError as error:
            yield Skipped.of(error)


def read_document(file: Path, source: Source) -> list[Passage]:
    """The passages of one file.

    Raises:
        DocumentError: The file is too large, damaged, encrypted, not text, no file at all, or has an ending that is not read
            here.
    """
    name = name_within(Path(source.path), file)
    found = _sections(file, name)
    date = _day(file)
    return [
        Passage(
            text=piece,
            source_id=source.id,
            title="".join(character for character in file.stem if character.isprintable()).replace("_", " "),
            heading_path=path,
            anchor=slug(path[-1]) if path else "",
            date=date,
            is_own=not source.built_in,
        )
        for path, text in found
        for piece in pieces(text)
    ]


def _day(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()


def _sections(file: Path, name: str) -> list[tuple[tuple[str, ...], str]]:
    ending = file.suffix.lower()
    if ending not in READABLE:
        raise DocumentError(name, f"is not read: its ending is none of {', '.join(sorted(READABLE))}.")
    raw = content(file, name)
    if ending in PDF:
        return sections("pdf", raw, name)
    if ending in OFFICE:
        return sections(OFFICE[ending], raw, name)
    if ending in HTML:
        return sections("html", raw, name)
    text = decoded(raw, name)
    return markdown_sections(text) if ending in MARKDOWN else text_sections(text)


def pieces(text: str, overlap: int = OVERLAP) -> list[str]:
    """The text in passages that end with a paragraph, a row or a sentence where they can, and share so many characters with the next one."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=LONGEST_PASSAGE,
        chunk_overlap=overlap,
        separators=["\n\n", "\n", ". ", " ", ""],
        keep_separator="end",
    )
    return [piece for piece in splitter.split_text(text.replace("\t", " ")) if re.search(r"\w", piece)]
