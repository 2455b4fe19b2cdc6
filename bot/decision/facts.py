"""One thing known about a use case, and how far it can be relied on.

Responsible for the shape of a fact. How facts are read from words is `bot.reading`'s business, which of two facts stands is
`bot.conversation.case`'s, and what follows from them is the rest of this package's.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.decision.criteria import Criterion

#: What stands in place of the turn's id where no turn said a fact, but the register of models gave it.
BY_REGISTER = "register"
#: The same where a score that reaches what is wanted says that it works.
BY_SCORE = "score"


class Certainty(StrEnum):
    """How far a fact can be relied on; only what is `stated` opens a gate, ends an interview or makes a verdict final."""

    STATED = "stated"  # in the person's own words, picked, or confirmed
    LIKELY = "likely"  # a reader would guess it and ask; it colours the lean and chooses the next question
    VAGUE = "vague"  # claimed without the number that decides, as in "we have evals"; unknown to the verdict
    UNSURE = "unsure"  # the person said "not sure"; unknown to the verdict


@dataclass(frozen=True, slots=True)
class Fact:
    """What one criterion is, who said so, and in which words.

    Attributes:
        criterion: What it is about.
        values: Members of the criterion's closed set; none where the fact is vague or unsure, several for a goal at most.
        certainty: How far it can be relied on.
        words: Verbatim from the message, or the label of what was picked.
        number: The exact number behind a band, in the criterion's own unit: pairs for examples, calls a day for volume.
        by: Who said it, by the surface's id; empty where nobody did.
        message: The id of the turn it was said in, `BY_REGISTER` or `BY_SCORE`.
        at: When.
        document: The place of an own document that lays it down, as people see it; empty where it comes from elsewhere.
    """

    criterion: Criterion
    values: tuple[str, ...] = ()
    certainty: Certainty = Certainty.STATED
    words: str = ""
    number: float | None = None
    by: str = ""
    message: str = field(default="", compare=False)
    at: datetime | None = None
    document: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether a verdict may rest on it."""
        return self.certainty is Certainty.STATED

    @property
    def is_likely(self) -> bool:
        """Whether it has values that were guessed and not said."""
        return self.certainty is Certainty.LIKELY

    @property
    def is_from_register(self) -> bool:
        """Whether the register of models gave it, and no person."""
        return self.message == BY_REGISTER

    @property
    def is_from_score(self) -> bool:
        """Whether it follows from a score and what is wanted, and no person said it."""
        return self.message == BY_SCORE
