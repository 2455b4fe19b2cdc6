"""The verdict as a text to hand on: who was not there reads the case with its figures, the day, the verdict, the first step, and what would change it."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Final

from bot import phrases
from bot.citations import Citations
from bot.conversation import own_words
from bot.conversation.compose import checks, is_guess, lean_so_far, listed
from bot.decision import flips, judge
from bot.replies import Notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.conversation.case import Case
    from bot.conversation.reasons import Reasons
    from bot.turn import Surface

#: Characters of the case's own first words, and how many clauses of it are told besides.
_OPENING: Final = 240
_TOLD: Final = 7


class HandOn:
    """Writes the text to hand on."""

    def __init__(self, reasons: Reasons, on_costs: Callable[[Case], str]) -> None:
        """Word reasons with this; `on_costs` gives the first words about a case whose costs decide."""
        self._reasons, self._on_costs = reasons, on_costs

    async def text(self, case: Case, day: date, surface: Surface) -> Notice:
        """The text for a case of which something is known, as of a day, and how the whole record is had where the case is talked of."""
        verdict, cited = judge(case.assessment), Citations()
        decides = self._on_costs(case)
        step = verdict.next_steps[0]
        lines = [
            *_told(case),
            f"Verdict: {decides or lean_so_far(verdict, case.assessment)} {await self._reasons.one('', verdict, cited)}",
            f"First step: {await self._reasons.marked(step.text.removeprefix('Today: '), step.sources, cited)}",
        ]
        turning = checks(flips(case.assessment)[:2])
        lines += [f"It would change if: {check}" for check in turning]
        told = listed(phrases.to_hand_on(day), lines)
        is_given = case.given is not None
        return Notice(f"{told}\n{phrases.whole_record(case.decision_id, surface, is_given=is_given)}", tuple(cited))


def _told(case: Case) -> list[str]:
    """The case in its own first words, then in clauses with the person's figures, what was only taken to be so apart, a line each."""
    opening = shorten(case.opening, _OPENING, placeholder=" …")
    facts = case.told_so_far.valued.facts
    lines = [f"Case: “{opening}”"] if opening else []
    for heading, chosen in (
        ("Understood", [fact for fact in facts if not is_guess(fact)]),
        ("Not confirmed", [fact for fact in facts if is_guess(fact)]),
    ):
        clauses = own_words.together(own_words.said(fact) for fact in chosen[:_TOLD])
        lines += [f"{heading}: {clauses}."] if clauses else []
    return lines
