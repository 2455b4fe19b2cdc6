"""What came of fetching one source, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Of so many sources nothing comes for one reason, and not for one each.
SEVERAL: Final = 2


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
    unreachable: str = ""
    """Why nothing at all came, where no host of it could be reached."""

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look at it."""
        return self.happened in {Happened.FAILED, Happened.GONE}

    @property
    def was_heard(self) -> bool:
        """Whether a server said something."""
        return self.happened is not Happened.NOT_FETCHED and not self.unreachable


def nothing_reached(outcomes: Sequence[Fetched]) -> str:
    """What to say, once, where several sources were asked for and no host could be reached; nothing where one was."""
    unreachable = [outcome for outcome in outcomes if outcome.unreachable]
    if len(unreachable) < SEVERAL or any(outcome.was_heard for outcome in outcomes):
        return ""
    return f"none of {len(unreachable):,} sources could be reached ({unreachable[0].unreachable}). What was read before, and the built-in notes, are used."
