"""That it is people's time that is to be saved, and no model's: "cut our handling from 11 to 4 min per case", "38 FTE work on it".

What a model costs or how fast it answers says nothing of that, and no list price bears it out or refutes it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, Goal
from bot.reading.evidence import plain

if TYPE_CHECKING:
    from bot.decision import Fact

_OF_PEOPLE: Final = re.compile(
    r"\b(?:ftes?|full[- ]time|headcount|(?:man|staff|person|working)[- ]?(?:hours?|days?|months?)|handling(?: time)?|processing time|staff time|overtime"
    r"|costs? (?:us |them |people |our \w{3,12} )?(?:about |some |around )?\d{1,3} (?:min|mins|minutes|hours?|hrs?)\b|(?:min|mins|minutes|hours?|hrs?)\s(?:per|a|each|for each|for every)\s(?:case|ticket|letter|claim|mail|email|call|file|document|dispute|order|request|report|contract)s?)\b"
)
_OF_A_MODEL: Final = re.compile(
    r"\b(?:tokens?|api|bill|invoice|latency|p9\d|hosting|inference|gpus?|per call|per 1k|per million|response time|seconds?|secs?|ms|too slow|too expensive|cheaper model|smaller model)\b|\dk?/(?:1k|1m|call)|\bcosts? (?:us )?\$|\$\s?\d"
)
_SLOW: Final = ("slow_or_costly",)


def take_staff_time(kept: dict[Criterion, Fact], text: str) -> None:
    """Take out of facts that a model is to be cheaper or faster, where a text speaks of people's time alone."""
    whole = plain(text)
    if not _OF_PEOPLE.search(whole) or _OF_A_MODEL.search(whole):
        return
    goal, failure = kept.get(Criterion.GOAL), kept.get(Criterion.FAILURE)
    if goal is not None and goal.values == (Goal.COST_LATENCY,):
        del kept[Criterion.GOAL]
    if failure is not None and failure.values == _SLOW:
        del kept[Criterion.FAILURE]
    kept.pop(Criterion.LATENCY, None)
