"""What a message wants to know of a sum: what is cheapest, whether a way is cheaper, from when it pays, what it costs or saves, or one number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise, product, takewhile
from typing import TYPE_CHECKING

from bot.reading.costs.models_in_costs import DISTILS, TUNED
from bot.reading.costs.words_on_money import breaks_even
from knowledge.model_names import model_mentions, plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping


class SumForm(StrEnum):
    """What is wanted of a sum."""

    OVERVIEW = "overview"
    WHETHER = "whether"  # "is a tuned mini cheaper?"
    BREAK_EVEN = "break_even"  # "from when does it pay?"
    COST = "cost"  # "what does the tuned one cost?"
    SAVING = "saving"
    BUDGET = "budget"  # "are 500 a month enough?"


class Subject(StrEnum):
    """The way that is asked about."""

    ANY = "any"
    TUNED = "tuned"
    TUNED_OR_UNTUNED = "tuned_or_untuned"  # one model both ways
    SMALLER = "smaller"  # another model, untuned
    RETRIEVAL = "retrieval"
    TUNED_OR_RETRIEVAL = "tuned_or_retrieval"
    BATCH = "batch"


_TUNED = frozenset(["tuning", "finetuning", "finetune", "tune", "training", "train"]) | TUNED | DISTILS
_RETRIEVAL = frozenset(["rag", "retrieval"])
_UNTUNED = frozenset(
    ["untuned", "untrained", "base", "vanilla", "stock", "prompted", "plain", "standard", "normal", "raw", "without"]
)
#: What "not" or "without" after it says of the same model: "finetuned vs not", "tuned or not".
_OR_NOT = tuple(product(("vs", "versus", "or", "and", "against"), ("not", "without", "untrained")))
_SIZES = frozenset(["mini", "nano"])
#: What makes "tuned" its contrary: "un-tuned", "not tuned".
_APART = frozenset(["un", "non", "not"])
#: How many words apart a model tuned and untuned are held against each other.
_NEAR = 6
_SAVES = frozenset(["save", "saves", "saving", "savings"])
_WHETHER = frozenset(["cheaper", "pay", "pays", "less", "worth"])
_SUFFICES = frozenset(["enough", "suffice", "suffices", "sufficient", "afford", "affordable", "budget"])
_BEGINS_WHETHER = frozenset(["is", "are", "would", "does", "do", "will", "could", "can"])
_VERSUS = frozenset(["vs", "versus", "against", "compared"])
_FILLERS = frozenset(["so", "and", "ok", "hey", "hi", "but", "also", "then"])
_ONE = (
    ("one", "number"),
    ("single", "number"),
    ("one", "figure"),
    ("single", "figure"),
    ("just", "the", "number"),
    ("a", "number"),
)


#: Longer messages want more than one number.
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class SumAsked:
    """What is wanted of a sum, of which way, and whether as one number alone."""

    form: SumForm = SumForm.OVERVIEW
    subject: Subject = Subject.ANY
    is_alone: bool = False

    def __str__(self) -> str:
        """As it is kept: "break_even tuned"."""
        return f"{self.form} {self.subject}"

    @classmethod
    def kept(cls, text: str) -> SumAsked:
        """As it was kept; the overview for what says nothing."""
        form, _, subject = text.partition(" ")
        known = form in SumForm.__members__.values() and subject in Subject.__members__.values()
        return cls(SumForm(form), Subject(subject)) if known else cls()


def asks_one_number(text: str) -> bool:
    """Whether a short message wants one number: "my cfo wants one number"."""
    words = plain_words(text)
    wanted = any(tuple(words[at : at + len(one)]) == one for one in _ONE for at in range(len(words)))
    return 0 < len(words) <= _MOST_WORDS and wanted


@dataclass(frozen=True, slots=True)
class Period:
    """Another period than a month: its name, how many months it has, how that is told, and whether what is paid once counts in it."""

    name: str
    months: Decimal
    told: str
    has_training: bool = False


_PERIODS = {
    "year": Period("year", Decimal(12), "twelve months"),
    "quarter": Period("quarter", Decimal(3), "three months"),
    "week": Period("week", Decimal(12) / Decimal(52), "twelve months in 52 weeks"),
    "day": Period("day", 1 / Decimal(30), "a month in 30 days"),
}
_NAMES_OF_PERIODS = {
    "year": "year", "years": "year", "yearly": "year", "annual": "year", "annually": "year", "annum": "year", "yr": "year", "pa": "year", "12": "year", "twelve": "year",
    "quarter": "quarter", "quarterly": "quarter", "week": "week", "weekly": "week", "day": "day", "daily": "day",
}  # fmt: skip
#: What else a message says that asks for nothing but another period.
_AROUND_A_PERIOD = frozenset(
    ["and", "per", "a", "an", "the", "in", "for", "over", "whole", "full", "one", "what", "whats", "is", "s", "that", "it", "this", "how", "much", "would", "be", "does", "do", "cost",
     "costs", "sum", "total", "pls", "please", "so", "ok", "then", "months", "each", "every", "makes", "make", "come", "to", "about", "we", "pay", "all", "together", "basis", "on", "as"]
)  # fmt: skip


def period_asked(text: str) -> Period | None:
    """The period for which a short message asks the sum before: "and per year?", "what is that a week"; None where it says anything besides."""
    words = plain_words(text.replace("'", " ").replace("’", " "))
    named = {_NAMES_OF_PERIODS[word] for word in words if word in _NAMES_OF_PERIODS}
    others = {word for word in words if word not in _NAMES_OF_PERIODS}
    is_bare = 0 < len(words) <= _MOST_WORDS and others <= _AROUND_A_PERIOD
    return _PERIODS[named.pop()] if is_bare and len(named) == 1 else None


#: What a period is named with: "per year", "each quarter", "a year", "the first year".
_BY_PERIOD = frozenset(["per", "a", "each", "every", "whole", "full", "first", "by", "one"])
_BY_ITSELF = frozenset(["yearly", "annual", "annually", "annum", "p.a", "quarterly"])
_LONG_PERIODS = frozenset(["year", "yr", "quarter"])
_INCLUDED = frozenset(["incl", "including", "included", "includes", "with", "plus"])
#: So many words before a period may hold the number that it belongs to: "40k letters a year".
_OF_A_NUMBER = 4


def period_wanted(text: str) -> Period | None:
    """The year or the quarter for which a message that may say more wants its sum: "what will it cost per year at 2k a day"; None for a month."""
    words = plain_words(text.replace("/", " per "))
    of_models = {place for one in model_mentions(text.replace("/", " per ")) for place in range(*one.words)}
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if word not in _BY_ITSELF and not (word in _LONG_PERIODS and before in _BY_PERIOD):
            continue
        near = range(max(0, place - _OF_A_NUMBER), place)
        if any(words[one].lstrip("$")[:1].isdigit() and one not in of_models for one in near):
            continue
        period = _PERIODS["quarter" if word.startswith("quarter") else "year"]
        has_training = period.name == "year" and (before == "first" or _includes_training(words))
        return replace(period, name="first year", has_training=True) if has_training else period
    return None


def _includes_training(words: list[str]) -> bool:
    return any(first in _INCLUDED and second in _TUNED for first, second in pairwise(words))


def sum_wanted(text: str, said: Mapping[str, str], before: SumAsked | None = None) -> SumAsked:
    """What a message wants of a sum; what it leaves open is as it was asked before.

    Args:
        text: What somebody wrote.
        said: The numbers and models that it names.
        before: What was wanted of the sum before, where this goes on from one.
    """
    words = [word for word in plain_words(text) if word not in _FILLERS]
    subject = _subject(words, said)
    form = _form(words, subject, said_budget="budget" in said)
    if before is None:
        return SumAsked(form, subject)
    if subject in {Subject.BATCH, Subject.RETRIEVAL, Subject.TUNED_OR_RETRIEVAL}:
        return SumAsked(form, subject)
    if form is SumForm.OVERVIEW and not (set(words) & {"cheapest", "overview"}):
        form = before.form
    return SumAsked(form, before.subject if subject is Subject.ANY else subject)


def _subject(words: list[str], said: Mapping[str, str]) -> Subject:
    is_tuned = "tuned" in said or bool(set(words) & _TUNED)
    if set(words) & _RETRIEVAL:
        return Subject.TUNED_OR_RETRIEVAL if is_tuned else Subject.RETRIEVAL
    if is_tuned:
        model = said.get("tuned", said.get("model", ""))
        return Subject.TUNED_OR_UNTUNED if _is_both_ways(words, model) else Subject.TUNED
    if set(words) & {"batch", "batches", "batched"}:
        return Subject.BATCH
    return Subject.SMALLER if "smaller" in said else Subject.ANY


def _is_both_ways(words: list[str], tuned: str) -> bool:
    """Whether one model is named tuned and untuned: "mini untuned vs tuned", and not "a tuned mini against untuned gpt-4.1"."""
    parted = {place for place, word in enumerate(words) if word in _APART}
    places = [place for place, word in enumerate(words) if word in _TUNED and place - 1 not in parted]
    untuned = [place for place, word in enumerate(words) if word in _UNTUNED or (word in TUNED and place - 1 in parted)]
    untuned += [place + 1 for place, pair in enumerate(pairwise(words)) if pair in _OR_NOT]
    own = set(plain_words(tuned))
    for first, second in product(places, untuned):
        between = words[min(first, second) : max(first, second)]
        is_one = all(word in own for word in between if _is_of_a_model(word)) and _is_the_same(words[second + 1 :], own)
        if abs(first - second) <= _NEAR and is_one:
            return True
    return False


def _is_the_same(after: list[str], own: set[str]) -> bool:
    """Whether the model that some words begin with, if they do, is the one of its `own` words: "prompted 4.1" is no "4.1-nano"."""
    named = set(takewhile(_is_of_a_model, after))
    return not named or (named <= own and named & _SIZES == own & _SIZES)


def _is_of_a_model(word: str) -> bool:
    return word in _SIZES or word == "gpt" or word[:1].isdigit()


def _form(words: list[str], subject: Subject, *, said_budget: bool = False) -> SumForm:
    if breaks_even(words):
        return SumForm.BREAK_EVEN
    if set(words) & _SUFFICES or said_budget:
        return SumForm.BUDGET
    if set(words) & _SAVES:
        return SumForm.SAVING
    begins = any(word in _BEGINS_WHETHER for word in words)
    if set(words) & _WHETHER and begins and not set(words) & {"what", "how", "whats"}:
        return SumForm.WHETHER
    return SumForm.OVERVIEW if subject is Subject.ANY else SumForm.COST


def holds_both_against(text: str, said: Mapping[str, str]) -> bool:
    """Whether a message holds a model tuned and untuned against each other: "tuned gpt-4.1-mini vs plain gpt-4.1-mini"."""
    words = plain_words(text)
    is_against = bool(_VERSUS & set(words)) or any(pair in _OR_NOT for pair in pairwise(words))
    return is_against and _subject(words, said) is Subject.TUNED_OR_UNTUNED
