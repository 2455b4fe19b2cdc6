"""What somebody picked in a surface's own elements: a button, a menu, a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Fact, rubric

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.turn import Choice


def picked(choices: Iterable[Choice]) -> tuple[Fact, ...]:
    """What buttons and forms say; what the rubric does not know is left out, because old messages keep their buttons."""
    found = []
    for choice in choices:
        if choice.criterion not in set(Criterion):
            continue
        criterion = Criterion(choice.criterion)
        entry = rubric().criteria[criterion]
        values = tuple(value for value in dict.fromkeys(choice.values) if value in entry.values)
        values = values if criterion is Criterion.GOAL else values[:1]
        words = ", ".join(entry.values[value].label for value in values)
        if values:
            found.append(Fact(criterion, values, words=words))
        elif not choice.values:
            found.append(Fact(criterion, certainty=Certainty.UNSURE))
    return tuple(found)
