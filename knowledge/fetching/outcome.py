"""What came of fetching one source, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Happened(StrEnum):
    """What came of one source."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"
    FAILED = "failed"
    NOT_FETCHED = "not fetched"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What happened to one source, and that in a sentence with the next step."""

    source_id: str
    happened: Happened
    said: str

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look at it."""
        return self.happened in {Happened.FAILED, Happened.GONE}
