"""The facts told before that a message corrects: found by the number that it takes back, else by what its number is of, else by its unit.

"Sry 0.79 not .83" changes the score and nothing else, "the 45k is per week" the period, and "1.5k is tokens not examples" leaves no number of
examples. What fits no fact, or more than one, corrects nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.conversation.figures_told import examples_told, volume_told
from bot.conversation.targets import target_clause, with_words
from bot.decision import Criterion, Fact, volume_band
from bot.reading.evidence import plain
from bot.reading.facts_in import with_another_number, with_number
from bot.reading.numbers.counted_things import CountOf, count_of, name_of
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import adds
from bot.reading.scores.corrected_share import corrected_share, with_first_count, with_share
from bot.reading.scores.scores import is_part_of_mistakes, is_score, is_wanted, shares, wanted_in
from bot.reading.told.correction_clauses import FIGURES, corrections_in, figure_of
from bot.reading.told.techniques import examples_in_prompt
from knowledge.lexical import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.case import Case
    from bot.reading.numbers.quantities import Quantity
    from bot.reading.told.correction_clauses import Correction

#: The criteria whose answer is a number, which a bare one may be the answer to.
NUMBERED = frozenset({Criterion.EXAMPLES, Criterion.VOLUME})
_COUNTS = frozenset({QuantityKind.COUNT, QuantityKind.RATE})
_NAMES = {Criterion.EXAMPLES: "examples", Criterion.VOLUME: "volume", Criterion.BASELINE: "tests"}
#: What may stand beside a bare score that is told again.
_SAYS_NOTHING = frozenset(["it", "its", "it's", "it’s", "is", "that", "that's", "now", "we", "get", "got", "have", "are", "were", "was", "today", "currently", "actually", "sorry", "sry", "no", "wait", "make", "then", "rather", "more", "like", "about", "by", "meanwhile", "again", "the", "new", "result", "score", "count", "at", "there", "correction", "oops", "i", "meant", "they"])  # fmt: skip
#: What leads to a sum.
_PRICES = frozenset(["cost", "costs", "price", "prices", "pay", "paid", "fee", "fees", "charge", "charges", "budget", "euro", "eur", "usd", "dollars"])  # fmt: skip
#: How facts with a number are told back.
_TOLD_IN = {Criterion.EXAMPLES: examples_told, Criterion.VOLUME: volume_told}
#: A bare number corrects one that is at most so many times larger or smaller, rather than another.
ALIKE = 3
#: Numbers this near are the same one.
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a message corrects.

    Attributes:
        facts: The facts as they are now.
        withdrawn: The criteria of which nothing is known any more.
        clauses: The clauses that say so.
    """

    facts: tuple[Fact, ...] = ()
    withdrawn: frozenset[Criterion] = frozenset()
    clauses: tuple[str, ...] = ()

    @property
    def criteria(self) -> frozenset[Criterion]:
        """Every criterion that something was corrected of."""
        return frozenset(fact.criterion for fact in self.facts) | self.withdrawn

    def tells(self, fact: Fact) -> bool:
        """Whether a fact was read in the words that correct, and not told besides."""
        return fact.criterion in self.criteria or any(plain(fact.words) in plain(clause) for clause in self.clauses)


def corrected_facts(text: str, case: Case, *, supposed: bool = False) -> Corrected:
    """The facts that a message corrects, as they are by it, or as they would be by what is `supposed`; empty where it corrects none."""
    known = {fact.criterion: fact for fact in case.told_so_far.facts if fact.number is not None or _shares(fact)}
    changed: dict[Criterion, Fact] = {}
    withdrawn: set[Criterion] = set()
    clauses: list[str] = []
    for correction in corrections_in(text, supposed=supposed) if known else ():
        before = dict(known)
        for criterion, fact in list(known.items()):
            if _is_none_of_them(correction, fact):
                withdrawn.add(criterion)
                del known[criterion]
            elif (new := _by_its_number(correction, fact)) is not None:
                known[criterion] = changed[criterion] = new
        if not changed and not withdrawn and (new := _by_its_kind(correction, known, text, case)) is not None:
            known[new.criterion] = changed[new.criterion] = new
        if known != before:
            clauses.append(correction.clause)
    scored = changed.get(Criterion.BASELINE)
    clause = target_clause(text, may_be_bare=False) if scored is not None and not supposed else ""
    if scored is not None and clause and _wanted(clause) != _wanted(scored.words):
        # What is wanted may be told anew in the same breath.
        changed[Criterion.BASELINE] = with_words(clause, scored)
    return Corrected(tuple(changed.values()), frozenset(withdrawn), tuple(clauses))


def _wanted(words: str) -> float | None:
    found = wanted_in(words)
    return found.value if found is not None else None


def _is_none_of_them(correction: Correction, fact: Fact) -> bool:
    """Whether a number that was taken for that of a fact is said to be something else."""
    figure = _NAMES.get(fact.criterion, "")
    if fact.criterion is Criterion.VOLUME and correction.period:
        # "1,200 per week, not per day" denies the period alone.
        return False
    return bool(figure) and any(
        _is_number_of(correction, one, fact) and correction.is_no(one, figure)
        for one in (*correction.given, *correction.denied)
    )


def _by_its_number(correction: Correction, fact: Fact) -> Fact | None:
    """A fact as it is where a clause takes its number back and gives another, or gives the same with another period, or a part of it."""
    if fact.criterion is Criterion.BASELINE and (new := corrected_share(fact.words, correction.clause)):
        return replace(fact, words=new)
    if fact.number is None:
        return None
    if fact.criterion is Criterion.VOLUME and (rate := _another_period(correction, fact)):
        return rate
    if fact.criterion is Criterion.EXAMPLES and (part := correction.part_of(fact.number)):
        return with_number(Criterion.EXAMPLES, part, correction.clause)
    old = [one for one in correction.denied if _is_number_of(correction, one, fact)]
    new_ones = [one for one in correction.given if old and one.kind in _COUNTS]
    return _with_another(correction, new_ones[0], fact) if len(new_ones) == 1 else None


def _by_its_kind(correction: Correction, known: Mapping[Criterion, Fact], text: str, case: Case) -> Fact | None:
    """The one fact that a clause which says that it corrects gives another number for, by what that is of or by its unit."""
    if (again := _counted_again(correction, known.get(Criterion.BASELINE), case)) is not None:
        return again
    # "I forgot a zero."
    given = [one for one in correction.given if one.value] or list(correction.given)
    # "Actually tried, prompt with 3 examples" tells of a prompt.
    is_of_a_prompt = "examples" in correction.figures and bool(examples_in_prompt(correction.clause))
    if not correction.marked or correction.denied or len(given) != 1 or adds(text) or is_of_a_prompt:
        return None
    number = given[0]
    if (
        _is_money(number, case)
        or is_part_of_mistakes(correction.clause, number)
        or any(correction.is_no(number, name) for name in FIGURES)
    ):
        return None
    if number.kind is QuantityKind.SHARE or (number.kind is QuantityKind.COUNT and "score" in correction.figures):
        return _another_score(correction, number, known.get(Criterion.BASELINE))
    if number.kind is QuantityKind.RATE:
        fact = known.get(Criterion.VOLUME)
        return _with_another(correction, number, fact) if fact and fact.number is not None else None
    # What is wanted is no size of a test.
    is_a_count = number.kind is QuantityKind.COUNT and not is_wanted(correction.clause, number)
    return _another_count(correction, number, known, case) if is_a_count else None


def _is_money(number: Quantity, case: Case) -> bool:
    """Whether a number is a sum, by its cents, by the word that leads to it, or because it was told as one: "the 38.000, you never said if that's much"."""
    if number.kind is not QuantityKind.COUNT:
        return False
    told = {one.value for one in quantities(case.opening) if one.kind is QuantityKind.MONEY}
    return number.value in told or not number.value.is_integer() or bool(_PRICES & set(number.led[-3:]))


def _counted_again(correction: Correction, fact: Fact | None, case: Case) -> Fact | None:
    """A score of two counts that a bare one like it takes the place of, whatever they count: "it's 12 of 100" after "14 of 100 wrong"."""
    if (
        fact is None
        or correction.denied
        or len(correction.given) != 1
        or case.pending in {Criterion.EXAMPLES, Criterion.DATA_QUALITY}
    ):
        return None
    (share,) = correction.given
    if is_part_of_mistakes(correction.clause, share):
        return None
    rest = correction.clause[: share.start] + correction.clause[share.end :]
    if share.of is None or not _SAYS_NOTHING.issuperset(
        {one.strip(".,;:!-–()") for one in rest.lower().split()} - {""}
    ):
        return None
    told = [one for one in _shares(fact) if one.of is not None and is_score(fact.words, one)]
    new = with_share(fact.words, told[0], share, correction.clause) if len(told) == 1 else ""
    return replace(fact, words=new, number=share.of) if new and new != fact.words else None


def _another_count(
    correction: Correction, number: Quantity, known: Mapping[Criterion, Fact], case: Case
) -> Fact | None:
    """The one fact that a count fits, by what it is of, with that count."""
    named = {FIGURES[name] for name in correction.figures - {"score"}}
    if count_of(number) is CountOf.TEST_CASES:
        named = {Criterion.BASELINE}
    # Both in the forms of the same reader: "mails" and "mail" are one word.
    said = set(words(" ".join(name_of(number))))
    fitting = [
        fact
        for fact in known.values()
        if fact.number is not None
        and (fact.criterion in named if named else bool(said) and bool(said & set(words(fact.words))))
    ]
    if not named and not said and case.pending not in NUMBERED:
        fitting = _meant_by_a_bare_one(correction.figure(number), known)
    if len(fitting) != 1 or fitting[0].number == number.value:
        return None
    return _right_of_all(number, fitting[0]) or _with_another(correction, number, fitting[0])


def _meant_by_a_bare_one(figure: float, known: Mapping[Criterion, Fact]) -> list[Fact]:
    """The facts that a bare number may correct: the one that is as large as it, where only one is, else those without a period."""
    numbered = [fact for fact in known.values() if fact.number is not None]
    times = {fact.criterion: figure / (_told(fact) or SAME) for fact in numbered}
    alike = [fact for fact in numbered if 1 / ALIKE <= times[fact.criterion] <= ALIKE]
    # A zero too many or too few.
    alike = alike or [fact for fact in numbered if any(_is_same(times[fact.criterion], one) for one in (10, 1 / 10))]
    without_period = [fact for fact in numbered if fact.criterion is not Criterion.VOLUME]
    return alike if len(alike) == 1 else without_period or numbered


def _told(fact: Fact) -> float:
    """The number of a fact as it was told: of a rate without its period."""
    told = figure_of(fact.words)[1] if fact.criterion is Criterion.VOLUME else fact.number
    return told or fact.number or 0.0


def _right_of_all(number: Quantity, fact: Fact) -> Fact | None:
    """A score told as two counts with another first one, where a bare number is nearer to that: "sorry 78" after "80 of 100"."""
    told = [one for one in _shares(fact) if one.of is not None and one.of == fact.number and is_score(fact.words, one)]
    if len(told) != 1 or name_of(number) or not told[0].of:
        return None
    every = told[0].of
    if number.value > every or abs(number.value - told[0].value * every) >= abs(number.value - every):
        return None
    new = with_first_count(fact.words, told[0], number.value)
    return replace(fact, words=new) if new else None


def _another_score(correction: Correction, number: Quantity, fact: Fact | None) -> Fact | None:
    """A score, or the one that is wanted, with another figure; None where several were told, or none."""
    if fact is None:
        return None
    is_target = is_wanted(correction.clause, number)
    told = [
        one
        for one in _shares(fact)
        if is_wanted(fact.words, one) is is_target and (is_target or is_score(fact.words, one))
    ]
    if len(told) != 1:
        return None
    new = with_share(fact.words, told[0], number, correction.clause)
    is_of_others = number.of is not None or (told[0].of is not None and fact.number == told[0].of)
    size = number.of if is_of_others else fact.number
    return replace(fact, words=new, number=size) if new and new != fact.words else None


def _another_period(correction: Correction, fact: Fact) -> Fact | None:
    """The same number of uses in another period: "the 45k is per week", "that was per month"."""
    written, figure = figure_of(fact.words)
    said = set(correction.clause.lower().replace(",", " ").split())
    is_told_apart = bool(correction.a_day) and (correction.marked or "not" in said)
    told = {QuantityKind.RATE, *([QuantityKind.COUNT] if is_told_apart else [])}
    given = [one for one in correction.given if one.kind in told and _is_same(correction.figure(one), figure)]
    says_so = correction.marked or bool({"was", "were", "meant", "not"} & said)
    if not figure or not (given or (correction.is_only_period and says_so)):
        return None
    number = figure * correction.a_day if correction.a_day else given[0].value
    if _is_same(number, fact.number or 0.0):
        return None
    return _uses(f"{written} {correction.period}", number, fact)


def _with_another(correction: Correction, number: Quantity, fact: Fact) -> Fact:
    """A fact with another number, told in its own words where they hold the number that is taken back."""
    if fact.criterion is Criterion.BASELINE or number.kind is QuantityKind.RATE:
        return with_another_number(fact, number, correction.clause)
    written, figure = figure_of(fact.words)
    if fact.criterion is Criterion.VOLUME and correction.period:
        return _uses(f"{correction.written(number)} {correction.period}", number.value * correction.a_day, fact)
    if fact.criterion is Criterion.VOLUME and figure:
        told = fact.words.replace(written, correction.written(number), 1)
        return _never_quoted(_uses(told, number.value * (fact.number or 0.0) / figure, fact))
    new = with_another_number(fact, number, correction.clause)
    if not _is_same(figure, fact.number or 0.0):
        return new
    return _never_quoted(replace(new, words=fact.words.replace(written, correction.written(number), 1)))


def _never_quoted(fact: Fact) -> Fact:
    """A fact whose words nobody wrote so, cut down to what it is told back in, which is shown without quotes."""
    said = _TOLD_IN.get(fact.criterion)
    spoken = fact.words.split()
    while said and len(spoken) > 1 and " ".join(spoken).lower() not in said(fact).lower():
        spoken = spoken[:-1]
        fact = replace(fact, words=" ".join(spoken).rstrip(" ,;:("))
    return fact


def _uses(told: str, a_day: float, fact: Fact) -> Fact:
    return replace(fact, values=(str(volume_band(a_day)),), words=told, number=a_day)


def _is_number_of(correction: Correction, one: Quantity, fact: Fact) -> bool:
    """Whether a number of a clause is that of a fact, with its period or without."""
    if fact.number is None or one.kind not in _COUNTS | {QuantityKind.SIZE}:
        return False
    figure = figure_of(fact.words)[1] if fact.criterion is Criterion.VOLUME else fact.number
    return _is_same(one.value, fact.number) or _is_same(correction.figure(one), figure)


def _shares(fact: Fact) -> list[Quantity]:
    return shares(fact.words) if fact.criterion is Criterion.BASELINE else []


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(1.0, abs(one), abs(other))
