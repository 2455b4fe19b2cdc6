"""A value told in the words of an option, of whichever question: "it will run on Azure", "the texts have the wrong tone", "it fits into the prompt".

People repeat what they were offered, now or earlier. A short statement that holds the words of an option and next to nothing else is that value,
however the trained reader takes it.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact, button, clause, rubric
from bot.reading.evidence import clauses, names
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.numbers.quantities import quantities
from bot.reading.sayings import may_ask, sayings
from knowledge.lexical import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.conversation.case import Case

#: Words that a clause may hold besides an option's.
BESIDE: Final = 2
#: Clauses of a statement in which an option is looked for, and words of a clause.
CLAUSES: Final = 4
LONGEST: Final = 14
#: What is told by yes and no, or by a number, has no words of its own.
_WITHOUT_WORDS: Final = frozenset(
    {Criterion.CITATIONS, Criterion.TUNABLE_MODEL, Criterion.UPKEEP, Criterion.EXAMPLES, Criterion.VOLUME, Criterion.LATENCY}
)  # fmt: skip
#: An option of one word answers its own question only.
OFF_QUESTION: Final = 2


def told_in_option_words(text: str, case: Case, likely: Iterable[Fact] = ()) -> Fact | None:
    """The one value that a statement tells in an option's words; None where it asks, or holds those of none, or of several.

    Where a question is open its options come first, by any of their names; those of other questions need two words, or a reader that finds the
    value `likely` besides.
    """
    if may_ask(text) or any(one.value != 1 for one in quantities(text)):
        return None
    likely = tuple(likely)
    parts = [part for part in clauses(text) if len(part.split()) <= LONGEST][:CLAUSES]
    if case.pending is not None:
        # What tells something else may name an option in passing.
        least = OFF_QUESTION if likely else 1
        if (value := _one_of(case.pending, parts, least=least)) is not None:
            return _fact(case.pending, value, text)
    guessed = {fact.criterion: fact for fact in likely if fact.is_likely}
    found = {}
    for criterion in (one for one in Criterion if one is not case.pending):
        least = 1 if criterion in guessed else OFF_QUESTION
        value = _one_of(criterion, parts, least=least)
        if value is not None and (
            least > 1 or guessed[criterion].values == (value,) or _one_of(criterion, parts, least=OFF_QUESTION)
        ):
            found[criterion] = value
    if len(found) > 1:
        # "The wrong tone" names what goes wrong, and what should be different by a part of it.
        found = {criterion: value for criterion, value in found.items() if criterion in guessed}
    return _fact(*next(iter(found.items())), text) if len(found) == 1 else None


def _fact(criterion: Criterion, value: str, text: str) -> Fact:
    return Fact(criterion, (value,), Certainty.STATED, " ".join(text.split())[:LONGEST_WORDS])


def _one_of(criterion: Criterion, parts: Iterable[str], *, least: int) -> str | None:
    """The one value of a criterion that clauses name in so many words at least, and deny not."""
    if criterion in _WITHOUT_WORDS:
        return None
    found: dict[str, int] = {}
    for part in parts:
        said = frozenset(words(part))
        if not said:
            continue
        for value, named, denies in _names(criterion):
            if len(named) < least or not named <= said or len(said - named) > BESIDE:
                continue
            if names(part, "negations") is denies:
                found[value] = max(found.get(value, 0), len(named))
    best = max(found.values(), default=0)
    longest = [value for value, size in found.items() if size == best]
    return longest[0] if len(longest) == 1 else None


@cache
def _names(criterion: Criterion) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """The values of a criterion, each with the words of a name of it and whether that denies something."""
    found: dict[tuple[str, frozenset[str], bool], None] = {}
    for value, entry in rubric().criteria[criterion].values.items():
        listed = (name for name, meant in sayings().answers[criterion].items() if meant == value)
        for name in chain((entry.label, button(criterion, value), clause(criterion, value)), listed):
            told = ((frozenset(words(one)), names(one, "negations")) for one in _either(name))
            found |= {(str(value), said, denies): None for said, denies in told if said}
    return tuple(found)


def _either(name: str) -> Iterator[str]:
    """A name, and both that an "or" at its end leaves, as "wrong tone" and "wrong style"; and the parts of a list."""
    yield name
    before, mark, after = name.partition(" or ")
    if mark:
        led = before.rsplit(" ", 1)[0] if " " in before else ""
        yield before
        yield f"{led} {after}".strip()
    if "," in name:
        yield from name.split(",")
