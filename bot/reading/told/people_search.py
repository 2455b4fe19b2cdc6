"""Where people look things up by themselves, or work fast or slowly: "agents search the answers in an 800 page PDF, is slow".

No look-up was built for a model there, and no model is slow; what a text says of how long it takes is what the assistant is wanted for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import as_written, clauses, names, plain
from bot.reading.facts_in import LONGEST_WORDS, stand_in
from bot.reading.numbers.counted_things import names_people

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHO: Final = frozenset(["we", "i", "they", "support", "team", "staff", "someone", "somebody", "everybody", "everyone", "reps", "helpdesk", "nurses", "technicians", "salespeople", "sellers", "recruiters", "accountants", "advisors", "advisers"])  # fmt: skip
_LOOK_UP: Final = re.compile(
    r"\b(?:search(?:es|ing|ed)?|look(?:s|ing|ed)?\s(?:[\w-]{1,14}\s){0,3}?(?:up|for|in|into|through)|dig(?:s|ging)?\s(?:through|in|into)|brows\w{1,4}|scroll\w{0,5}|find|finding|read(?:ing)?\sthrough|go(?:es|ing)?\sthrough|leaf\w{0,4}|flip\w{0,5})\b"
)
_DO: Final = re.compile(
    r"\b(?:put|puts|type|types|enter|enters|fill|fills|write|writes|label|labels|tag|tags|choose|chooses|pick|picks|select|selects|click|clicks|assign|assigns|set|sets|do|does|did)\b"
)
_FAST: Final = re.compile(r"\b(?:fast|quick|quickly|rapidly|in a hurry|hurried|slow|slowly)\b")
#: Words between who does something and what they do.
BETWEEN: Final = 3
_SLOW: Final = frozenset({"slow_or_costly"})
_LOOKED_UP: Final = frozenset({"rag", "prompt_and_rag"})


def take_people_search(kept: dict[Criterion, Fact], text: str) -> None:
    """Take out of facts what was read in people's own looking things up: a look-up, a slow model, how fast it must answer."""
    said = list(clauses(text))
    searched = next((place for place, clause in enumerate(said) if _is_searched_by_people(clause)), None)
    by_hand = [clause for clause in said if _is_done_by_people(clause)]
    tried, failure = kept.get(Criterion.TRIED), kept.get(Criterion.FAILURE)
    if searched is None and not by_hand:
        return
    is_theirs = searched is not None and tried is not None and plain(tried.words) in said[searched]
    if is_theirs and tried is not None and _LOOKED_UP.issuperset(tried.values):
        del kept[Criterion.TRIED]
    slow = [] if searched is None else [one for one in said[searched:] if not names(one, "people_search", "machines")]
    if failure is not None and _SLOW.issuperset(failure.values) and _rests_on(failure, [*slow, *by_hand]):
        del kept[Criterion.FAILURE]
        kept.pop(Criterion.LATENCY, None)
    if searched is not None and Criterion.TRIED not in kept and (words := _nothing_tried(said)):
        kept[Criterion.TRIED] = Fact(Criterion.TRIED, ("nothing",), words=as_written(words, text)[:LONGEST_WORDS])


def _rests_on(fact: Fact, said: list[str]) -> bool:
    """Whether the words of a fact begin or end in one of some clauses."""
    told = list(clauses(fact.words))
    return any(stand_in(part, clause) for part in told for clause in said)


def _nothing_tried(said: list[str]) -> str:
    return next((clause for clause in said if names(clause, "people_search", "nothing_tried")), "")


def _is_searched_by_people(clause: str) -> bool:
    """Whether people look something up in a clause, with no machine that does it for them: "staff dig through sharepoint"."""
    if names(clause, "people_search", "machines") or not names(clause, "people_search", "looked_into"):
        return False
    return any(_LOOK_UP.search(rest) for rest in _after_people(clause))


def _is_done_by_people(clause: str) -> bool:
    """Whether people are said to do something fast or slowly in a clause: "the agents put it fast"."""
    if names(clause, "people_search", "machines") or not _FAST.search(clause):
        return False
    return any(_DO.search(" ".join(rest.split()[:BETWEEN])) for rest in _after_people(clause))


def _after_people(clause: str) -> Iterator[str]:
    """What a clause says of people: the words after each word for them."""
    words = clause.split()
    for place, word in enumerate(words):
        if word.strip(",'\"") in _WHO or names_people(word.strip(",'\"")):
            yield " ".join(words[place + 1 :])
