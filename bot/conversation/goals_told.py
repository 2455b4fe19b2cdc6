"""How goals that have changed are told back: "you also want it to sound different", "you want it to be more accurate, no longer to be cheaper or faster"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, clause

if TYPE_CHECKING:
    from collections.abc import Sequence

_WANTED: Final = "you want it "


def goals_changed(new: Sequence[str], old: Sequence[str]) -> str:
    """What is wanted now, of goals that are in part those of before."""
    added, dropped, kept = (
        [value for value in new if value not in old],
        [value for value in old if value not in new],
        [value for value in new if value in old],
    )
    if not dropped:
        return f"you also want it {_in_a_row(added)}"
    return f"{_WANTED}{_in_a_row([*kept, *added])}, no longer {_in_a_row(dropped)}"


def _in_a_row(values: Sequence[str]) -> str:
    return " and ".join(clause(Criterion.GOAL, value).removeprefix(_WANTED) for value in values)
