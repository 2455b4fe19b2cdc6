"""What `ftn knowledge status` says of the questions that a language model has written for passages: for how many of each source, and how many wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from knowledge.made_questions import MadeQuestions, QuestionCount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from bot.settings import Settings


class QuestionCounts:
    """The counts of one data directory, as the running bot has left them."""

    def __init__(self, settings: Settings) -> None:
        """Read them."""
        self._counts = MadeQuestions(settings.data_dir).counts()

    def of(self, source_id: str) -> dict[str, int]:
        """The figures of a source, for programs."""
        count = self._counts.get(source_id, QuestionCount())
        return {"questions": count.made, "questions_waiting": count.waiting, "questions_given_up": count.given_up}

    def show(self, console: Console, source_ids: Sequence[str]) -> None:
        """A line for each of some sources that any passage of is asked about."""
        for source_id in source_ids:
            if count := self._counts.get(source_id):
                console.print(Text(f"{source_id}: {count}"), soft_wrap=True)
