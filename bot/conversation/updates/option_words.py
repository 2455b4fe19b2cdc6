"""A value told in the words of an option, of whichever question: "it will run on Azure", "the texts have the wrong tone", "it fits into the prompt".

People repeat what they were offered, now or earlier. A short statement that holds the words of an option and next to nothing else is that value,
however the trained reader takes it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from bot.conversation.what_stands import UNSPECIFIED
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
BESIDE: Final = 1
#: Clauses of a statement in which an option is looked for, and words of a clause.
CLAUSES: Final = 4
LONGEST: Final = 14
#: Words of a clause in which another word for an option is one.
SHORT: Final = 5
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
    if case.pending is None and len(text.split()) <= OFF_QUESTION:
        # "Nothing yet" answers nothing that was asked.
        return None
    likely = tuple(likely)
    parts = [part for part in clauses(text) if len(part.split()) <= LONGEST][:CLAUSES]
    if case.pending is not None:
        # What tells something else may name an option in passing.
        least = OFF_QUESTION if likely else 1
        if (value := _one_of(case.pending, parts, least=least, listed=True)) is not None:
            return _fact(case.pending, value, text)
    guessed = {fact.criterion: fact.values for fact in likely if fact.is_likely}
    found = {}
    for criterion in (one for one in Criterion if one is not case.pending):
        value = _one_of(criterion, parts, least=OFF_QUESTION)
        if value is None and criterion is Criterion.PLATFORM and criterion in guessed:
            # The name of a platform is one word, as often as not.
            value = _one_of(criterion, parts, least=1, listed=True)
            value = value if (value,) == guessed[criterion] else None
        if value is not None:
            found[criterion] = value
    if len(found) > 1:
        # "The wrong tone" names what goes wrong, and what should be different by a part of it.
        found = {criterion: value for criterion, value in found.items() if criterion in guessed}
    return _fact(*next(iter(found.items())), text) if len(found) == 1 else None


def _fact(criterion: Criterion, value: str, text: str) -> Fact:
    return Fact(criterion, (value,), Certainty.STATED, " ".join(text.split())[:LONGEST_WORDS])


def _one_of(criterion: Criterion, parts: Iterable[str], *, least: int, listed: bool = False) -> str | None:
    """The one value of a criterion that clauses name in so many words at least, and deny not; short ones by other words for it too where `listed`."""
    if criterion in _WITHOUT_WORDS:
        return None
    found: dict[str, int] = {}
    for part in parts:
        said = frozenset(words(part))
        is_short = len(part.split()) <= SHORT
        names_of = (*_names(criterion), *(_listed(criterion) if listed and is_short else ()))
        for value, named, denies in names_of if said else ():
            if len(named) < least or not named <= said or len(said - named) > BESIDE + listed:
                continue
            single = {word for one, row, _ in names_of if one == value and len(row) == 1 for word in row}
            if len(named) == 1 and not said <= single and criterion is not Criterion.PLATFORM:
                # "She has the paid ChatGPT" tells more than the name of a thing.
                continue
            if names(part, "negations") is denies:
                found[value] = max(found.get(value, 0), len(named))
    best = max(found.values(), default=0)
    longest = [value for value, size in found.items() if size == best]
    return longest[0] if len(longest) == 1 else None


@cache
def _names(criterion: Criterion) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """The values of a criterion, each with the words of a name that the assistant gives it and whether that denies something."""
    known = rubric().criteria[criterion].values.items()
    told = [
        (str(value), one)
        for value, entry in known
        if value != UNSPECIFIED
        for name in (entry.label, button(criterion, value), clause(criterion, value))
        for one in _either(name)
    ]
    return _in_words(told)


@cache
def _listed(criterion: Criterion) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """The same by the other words that answer its question."""
    return _in_words([(value, name) for name, value in sayings().answers[criterion].items()])


def _in_words(told: Iterable[tuple[str, str]]) -> tuple[tuple[str, frozenset[str], bool], ...]:
    found = ((value, frozenset(words(name)), names(name, "negations")) for value, name in told)
    return tuple(dict.fromkeys(one for one in found if one[1]))


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
