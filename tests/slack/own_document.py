"""An index with the notes and one document of somebody's own, for the tests of who may read it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from knowledge.index import Index
from knowledge.refresh import refresh
from knowledge.sources import add_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.settings import Settings
    from knowledge.embedder import LocalEmbedder


@contextmanager
def index_with(text: str, settings: Settings, embedder: LocalEmbedder, folder: Path) -> Iterator[Index]:
    """The open index of these settings, with a document "Counsel's clauses" of this Markdown in `folder / "legal"`."""
    legal = folder / "legal"
    legal.mkdir()
    (legal / "Clauses.md").write_text(text, encoding="utf-8")
    add_folder(settings.register, legal, "Counsel's clauses")
    with Index(settings.index_dir, embedder) as index:
        refresh(index, settings.register, lambda *_: None)
        yield index
