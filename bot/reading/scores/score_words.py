"""The words of a score with what belongs to them: the clause that says what went right or wrong, what must not happen, and what is wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact, Goal
from bot.reading.evidence import clause_around, names
from bot.reading.facts_in import LONGEST_WORDS, tested_on
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.named_scores import PER_CENT
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.scores.allowed_mistakes import allowed_in, is_limit
from bot.reading.scores.peoples_scores import is_of_people
from bot.reading.scores.scores import (
    Went,
    clause_of,
    is_of_another_model,
    is_part_of_mistakes,
    is_wanted,
    scale_of,
    score_in,
    shares,
    unwanted_before,
    wanted_in,
)
from bot.reading.told.denied_topics import named_topics

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity


#: Characters between a score and the size of its test, or what is wanted of it.
BESIDE: Final = 40


def scored_in_context(fact: Fact, text: str) -> Fact | None:
    """A fact of how something is measured with the words that its score needs to be understood; None where its shares are all wanted ones."""
    start = text.find(fact.words)
    numbers = quantities(text)
    every = [one for one in numbers if one.kind is QuantityKind.SHARE]
    # "95% | of 200 test cases" belongs together.
    held = [one for one in every if start >= 0 and one.start < start + len(fact.words) and start <= one.end + 1]
    if not held:
        return fact
    if all(is_part_of_mistakes(text, one) or _is_anothers(text, one) for one in held):
        return _another_score(fact, text) if any(_is_anothers(text, one) for one in held) else None
    begin, end = _clause(text, (start, start + len(fact.words)), held, every)
    if end - begin > LONGEST_WORDS:
        return fact
    is_of_them = fact.number in {None, *(one.of for one in held)}
    is_told = any(not is_wanted(text, one) and not is_limit(text, one) and not _is_anothers(text, one) for one in held)
    if is_of_them and score_in(text[begin:end]) is None and not is_told:
        return None
    begin, end = _with_target(text, begin, end)
    unwanted = unwanted_before(text[begin:end], text[:begin])
    if unwanted is not None and end - unwanted <= LONGEST_WORDS:
        begin = unwanted
    words = " ".join(text[begin:end].split()).strip(" ,;:").rstrip(".")
    is_counted = fact.number is None and fact.values == ("measured",)
    number = tested_on((begin, end), numbers) if is_counted else fact.number
    return replace(fact, words=words, number=number) if len(words) <= LONGEST_WORDS else fact


def _is_anothers(text: str, share: Quantity) -> bool:
    """Whether a share is what people reach, or a model that is no language model."""
    return is_of_people(text, share) or is_of_another_model(text, share)


def _another_score(fact: Fact, text: str) -> Fact | None:
    """The same fact in the words of the score that a text tells beside what people reach; None where it tells none."""
    score = score_in(text)
    if score is None or score.share not in quantities(text):
        return None
    start, end = clause_of(text, score.share.start)
    words = " ".join(text[start : max(end, score.share.end)].split()).strip(" ,;:").rstrip(".")
    return replace(fact, words=words) if len(words) <= LONGEST_WORDS else None


def counted_for_sure(fact: Fact, text: str) -> Fact:
    """A score that is told with its test set is stated, however bare the list that it stands in: "eval: 400 gold, F1 0.93"."""
    is_counted = fact.values == ("measured",) and fact.number is not None and score_in(fact.words) is not None
    is_sure = fact.is_likely and is_counted and names(text, "baseline", "of_tests")
    return replace(fact, certainty=Certainty.STATED) if is_sure else fact


def told_beside(text: str) -> Fact | None:
    """A score that stands beside the size of its test, or beside what is wanted: "few-shot 93.2% (n=2k)", "87% now, target 95%"; None where none does."""
    score, numbers = score_in(text), quantities(text)
    share = score.share if score is not None else None
    if share is None or share not in numbers:
        return None
    start, end = clause_around(text, share.start)
    end = max(end, share.end)
    if names(text[start:end], "baseline", "of_money") or names(text[start:end], "baseline", "labels"):
        return None
    sizes = [
        one
        for one in numbers
        if count_of(one) is CountOf.TEST_CASES and one.led and 0 <= one.start - share.end <= BESIDE
    ]
    wanted = wanted_in(text)
    is_near = wanted is not None and max(wanted.start - share.end, share.start - wanted.end) <= BESIDE
    is_told = is_near and (names(text[start:end], "baseline", "there_is") or not text[start : share.start].strip())
    if not sizes and not is_told:
        return None
    last = max([end, *(one.end for one in sizes[:1]), *([wanted.end] if wanted is not None and is_near else [])])
    first = min([start, *([clause_around(text, wanted.start)[0]] if wanted is not None and is_near else [])])
    words = " ".join(text[first:last].split()).strip(" ,;:").rstrip(".")
    number = sizes[0].value if sizes else tested_on((start, end), numbers)
    return Fact(Criterion.BASELINE, ("measured",), words=words, number=number) if len(words) <= LONGEST_WORDS else None


def failing(baseline: Fact | None, goal: Fact | None) -> Fact | None:
    """That the task itself goes wrong, as far as a count of what does says so; None where it counts no such thing, or where another goal is named."""
    if goal is not None and not set(goal.values) & {Goal.TASK_ACCURACY, Goal.NEW_SKILL}:
        return None
    score = score_in(baseline.words) if baseline is not None and baseline.is_stated else None
    if baseline is None or score is None or score.went is not Went.WRONG:
        return None
    return Fact(Criterion.FAILURE, ("edge_cases",), Certainty.LIKELY, baseline.words)


def is_lukewarm(words: str, text: str) -> bool:
    """Whether "it was okay" is all that a text says of how well something works: nobody counted, and nobody calls it good enough."""
    if not names(words, "failure", "lukewarm") or names(text, "failure", "enough"):
        return False
    return all(one.kind is not QuantityKind.SHARE for one in quantities(text))


def wanting_more(baseline: Fact | None, goal: Fact | None, failure: Fact | None, text: str) -> Fact | None:
    """That the task is to be done right more often, as far as a score below what is wanted says so; None where another goal is named.

    A goal that was only guessed is another one where the text names what it is about.
    """
    if failure is not None and failure.values != ("edge_cases",):
        return None
    is_named = goal is not None and (goal.is_stated or any(one.goal in goal.values for one in named_topics(text)))
    score = score_in(baseline.words) if baseline is not None and baseline.is_stated else None
    if is_named or baseline is None or score is None or score.went is not Went.RIGHT:
        return None
    wanted = wanted_in(baseline.words)
    if wanted is None or scale_of(baseline.words, score.share):
        return None
    share = wanted.value if wanted.kind is QuantityKind.SHARE else wanted.value / PER_CENT
    return (
        Fact(Criterion.GOAL, (str(Goal.TASK_ACCURACY),), Certainty.LIKELY, baseline.words)
        if score.share.value < share <= 1
        else None
    )


def tells_only_a_wish(words: str, text: str) -> bool:
    """Whether the shares among some words of a text are all wanted ones: "58 of 60 are" of "we need that 58 of 60 are good"."""
    start = text.find(words)
    held = [one for one in shares(text) if 0 <= start < one.end and one.start < start + len(words)]
    return bool(held) and all(is_wanted(text, one) for one in held)


def counted_failure(fact: Fact, text: str) -> Fact:
    """What goes wrong as a fact that is stated, where most of the mistakes were counted to be of that kind: "failures are mostly misses: 61 of 79"."""
    if not fact.is_likely:
        return fact
    most = [one for one in shares(text) if one.value > 1 / 2 and is_part_of_mistakes(text, one)]
    return replace(fact, certainty=Certainty.STATED) if most else fact


def _clause(text: str, place: tuple[int, int], held: list[Quantity], every: list[Quantity]) -> tuple[int, int]:
    """Where the clauses of the first and the last share at a place begin and end, as far as they belong to no other share."""
    start, end = place
    first, last = held[0], held[-1]
    begin = max([clause_of(text, first.start)[0], *(one.end for one in every if one.end <= first.start)])
    ends = min([clause_around(text, last.start)[1], *(one.start for one in every if one.start >= last.end)])
    return min(start, begin), max(end, ends)


def _with_target(text: str, start: int, end: int) -> tuple[int, int]:
    """The same with the clause beside it that says what is wanted, where one does and it is near."""
    if wanted_in(text[start:end]) is not None or allowed_in(text[start:end]) is not None:
        return start, end
    found = wanted_in(text) or allowed_in(text)
    if found is None:
        return start, end
    begins, ends = clause_around(text, found.start)
    both = min(start, begins), max(end, ends, found.end)
    return both if both[1] - both[0] <= LONGEST_WORDS else (start, end)
