"""How many of the kept answers and decisions cite a source: counts and days, and nothing of whose they are or what they are on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.settings import Settings
    from bot.storage.leaning import LeansOn, TextsNow


@dataclass(frozen=True, slots=True)
class CitedBy:
    """What cites one source.

    Attributes:
        answers: How many answers that are still kept; None where that is not known.
        answered: The ISO day of the newest of them, or empty.
        decisions: How many decisions lean on it, each as it was last given.
        decided: The ISO day of the newest of them, or empty.
        older: How many of them lean on a text of it that is another one now.
    """

    answers: int | None
    answered: str
    decisions: int
    decided: str
    older: int

    def __str__(self) -> str:
        """In words: "3 answers, the newest of 2026-11-29; 1 decision, the newest of 2026-11-28"; empty where nothing cites it."""
        counts = ((self.answers or 0, "answer", self.answered), (self.decisions, "decision", self.decided))
        return "; ".join(
            f"{count:,} {noun}{'s' * (count != 1)}, the newest of {day}" for count, noun, day in counts if count
        )


@dataclass(frozen=True, slots=True)
class Citing:
    """All that cites any source: each answer with its moment and the ids of its passages, each decision with its own and what it leans on."""

    answers: Sequence[tuple[datetime, frozenset[str]]]
    decisions: Sequence[tuple[datetime, tuple[LeansOn, ...]]]
    now: TextsNow

    def of(self, source_id: str, passages: AbstractSet[str] | None) -> CitedBy:
        """What cites a source that has these passages; None where they are not known."""
        answered = [at for at, ids in self.answers if passages and not ids.isdisjoint(passages)]
        leaning = [(at, its) for at, leans in self.decisions if (its := [one for one in leans if one.is_of(source_id)])]
        return CitedBy(
            answers=None if passages is None else len(answered),
            answered=_newest(answered),
            decisions=len(leaning),
            decided=_newest([at for at, _ in leaning]),
            older=sum(bool(self.now.older(its, at)) for at, its in leaning),
        )


async def read_citing(settings: Settings) -> Citing:
    """What is kept of all workspaces; nothing where nothing was ever kept."""
    from bot.storage.cases import Cases
    from bot.storage.conversations import Conversations
    from bot.storage.database import Database
    from bot.storage.leaning import TextsNow

    now = TextsNow(settings.data_dir, settings.index_dir)
    if settings.database is None and not (settings.data_dir / "ftn.sqlite3").exists():
        return Citing((), (), now)
    async with Database(settings.database_url) as database:
        answers = await (await Conversations(database, settings.turns_kept, settings.days_kept).open()).cited()
        return Citing(answers, await (await Cases(database, settings.days_kept).open()).leaning(), now)


def _newest(moments: Sequence[datetime]) -> str:
    return max(moments).date().isoformat() if moments else ""
