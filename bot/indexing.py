"""What is told of a person's own source from when it is registered until it is in the index, to whoever added it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.own.skipped import Skipped


@dataclass(frozen=True, slots=True)
class Registered:
    """A source was registered.

    Attributes:
        source_id: Its id.
        title: Its title.
        where: Where it is read, in words; empty where that is everywhere.
        is_fetched: Whether it is fetched before it is indexed.
        takes: How long that takes, in a sentence; empty where it is not long, or where nobody knows.
    """

    source_id: str
    title: str
    where: str
    is_fetched: bool
    takes: str


@dataclass(frozen=True, slots=True)
class Indexing:
    """How far the source is that is indexed now: passages done of passages to do."""

    title: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Indexed:
    """A source is in the index.

    Attributes:
        passages: How many the whole index holds.
        added: How many of them were embedded now.
        held: How many are of this source; None where it was there already and nothing had changed.
        skipped: What is not read of it.
        fetched: What its fetching gave, in a sentence; empty where it was not fetched now.
    """

    passages: int
    added: int
    held: int | None
    skipped: tuple[Skipped, ...]
    fetched: str = ""
