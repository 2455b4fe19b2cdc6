"""Made-up sources, notes and passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.passages import Passage
from knowledge.sources import Kind, Source

if TYPE_CHECKING:
    from pathlib import Path

NOTE = Source(id="T01", title="A made-up guide", kind=Kind.DOCUMENTATION, address="https://guide.example/page")


def folder_source(path: Path, source_id: str = "mine") -> Source:
    """A person's own folder."""
    return Source(id=source_id, title="My documents", kind=Kind.FOLDER, path=str(path))


def note(blocks: str, front: str = "source: T01\ndate: 2026-02-17\nstatus: current") -> str:
    """The text of a note."""
    return f"---\n{front}\n---\n\n# A made-up guide\n\n{blocks}"


def passage(text: str, source_id: str = "a", heading: str = "Section", asked: tuple[str, ...] = ()) -> Passage:
    """A passage of the made-up guide."""
    return Passage(text, source_id, "A made-up guide", (heading,), date="2026-02-17", asked=asked)


def quiet(*_: object) -> None:
    """Progress that nobody watches."""
