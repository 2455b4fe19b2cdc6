"""What is missing: the questions that the sources held no answer to, in groups by what they ask.

What was about something else altogether is left out, and so is what a pointer answers by now. Whose words a surface may show is said here, too:
those of a public channel everybody there could read; those of private channels and direct messages nobody else is shown. Of a group that was asked in
private alone others learn no more than the words that three people have used, each for themselves.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.grouping import grouped
from knowledge.lexical import STOP_WORDS, stem

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.storage.conversations import DeclinedQuestion
    from knowledge.pointers import PointerVectors
    from knowledge.question_vectors import QuestionEncoder

#: Questions that are grouped at once, the newest ones: 20 seconds of one processor and 30 MB.
MOST_QUESTIONS = 2_000
#: So many people have to have used a word in private before others are shown it.
FEWEST_PEOPLE = 3
#: Words by which a group is called that was asked in private.
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """One group of declined questions, the most central one first."""

    questions: tuple[DeclinedQuestion, ...]

    @property
    def times(self) -> int:
        """How often it was asked."""
        return len(self.questions)

    @property
    def people(self) -> int:
        """By how many."""
        return len({(one.team, one.user) for one in self.questions})

    @property
    def latest(self) -> datetime:
        """When it was asked last."""
        return max(one.at for one in self.questions)

    def in_public(self, channels: Collection[str]) -> tuple[DeclinedQuestion, ...]:
        """The questions of it that were asked in one of these public channels, the most central one first."""
        return tuple(one for one in self.questions if one.channel in channels)

    def shown_as(self, channels: Collection[str]) -> str:
        """What it is called where people read it who did not ask: a question from a public channel, or words of three people; empty if neither is there."""
        if public := self.in_public(channels):
            return public[0].question
        return " · ".join(self._words_of_several())

    def _words_of_several(self) -> list[str]:
        """The words that enough people have used, the commonest first, each as it was written first."""
        people: dict[str, set[tuple[str, str]]] = defaultdict(set)
        written: dict[str, str] = {}
        for one in self.questions:
            for word in one.question.lower().split():
                bare = word.strip("\"'“”‘’.,;:!?()[]<>*_`~")
                if bare and bare not in STOP_WORDS:
                    people[stem(bare)].add((one.team, one.user))
                    written.setdefault(stem(bare), bare)
        common = [word for word, by in people.items() if len(by) >= FEWEST_PEOPLE]
        return [written[word] for word in sorted(common, key=lambda word: -len(people[word]))[:MOST_WORDS]]


def find_gaps(
    declined: Sequence[DeclinedQuestion], encoder: QuestionEncoder, answered: PointerVectors | None = None
) -> list[Gap]:
    """The groups that no pointer answers yet: those of most questions first, of these the one asked last. It blocks, 5 ms a question."""
    asked = [one for one in declined if one.passages and one.question.strip()][:MOST_QUESTIONS]
    open_ones = [one for one in asked if answered is None or answered.nearest(one.question) is None]
    vectors = encoder.encode([one.question for one in open_ones])
    gaps = [Gap(tuple(open_ones[place] for place in members)) for members in grouped(vectors)]
    return sorted(gaps, key=lambda gap: (-gap.times, -gap.latest.timestamp()))
