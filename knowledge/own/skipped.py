"""What was not read of a person's own documents, and why: told every time, so kept beside the index."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.errors import DocumentError

_FILE = "skipped.json"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or a folder that was not read; `meant` where that is how it should be, as with a folder of dependencies."""

    name: str
    """Within the source's folder; for a source that is gone, or one file, its whole path."""
    reason: str
    meant: bool = False

    def __str__(self) -> str:
        return f"{self.name!r} {self.reason}"

    @property
    def in_short(self) -> Skipped:
        """The same by its last name, for those who have no business with the machine's folders."""
        return replace(self, name=PurePath(self.name).name) if PurePath(self.name).is_absolute() else self

    @classmethod
    def of(cls, error: DocumentError) -> Skipped:
        """What an error says."""
        return cls(error.file, error.reason)


@dataclass(frozen=True, slots=True)
class SourceSkipped:
    """What was skipped of one source, whose files had a fingerprint."""

    fingerprint: str
    skipped: tuple[Skipped, ...] = ()


def kept_in(directory: Path) -> dict[str, SourceSkipped]:
    """By source, what the index in a directory keeps of what was skipped; nothing where that can't be read."""
    try:
        kept = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return {
            source_id: SourceSkipped(one["fingerprint"], tuple(Skipped(**each) for each in one["skipped"]))
            for source_id, one in kept.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        # Another form, or cut off while it was written: the sources are read again.
        return {}


def keep_in(directory: Path, skipped: Mapping[str, SourceSkipped]) -> None:
    """Keep it, whole or not at all; nothing is written where nothing has changed."""
    if skipped == kept_in(directory) and (skipped or not (directory / _FILE).exists()):
        return
    directory.mkdir(parents=True, exist_ok=True)
    temporary = directory / "skipped.tmp"
    text = json.dumps({source_id: asdict(one) for source_id, one in skipped.items()}, indent=1)
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(directory / _FILE)


def told(skipped: Sequence[Skipped], most: int | None = None) -> list[str]:
    """A line each, what should have been read first; at most so many, and how many more there are."""
    ordered = [str(one) for one in sorted(skipped, key=lambda one: one.meant)]
    if most is None or len(ordered) <= most:
        return ordered
    return [*ordered[:most], f"and {len(ordered) - most:,} more"]
