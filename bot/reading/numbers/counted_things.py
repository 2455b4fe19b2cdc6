"""What a number counts, by the words around it: the one place that tells examples and test cases from labels, people, work, pages and the rest.

A number with a noun is an example, a test case or a score only where its noun says so or may say so: "12 labels", "5 agents", "6 prompt
versions" and "71 means that …" never do. The nouns are data in `counted_things.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bot.reading.numbers.named_scores import LEAST
from bot.reading.numbers.quantities import QuantityKind

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

FILE = Path(__file__).with_name("counted_things.toml")
#: How many words after a number may name what it counts, and how many may stand between a prompt and what is in it.
NAME_WORDS, BETWEEN_WORDS = 4, 4
#: What stands before "have" where somebody has something, and not what was named before.
OTHER_HOLDERS = frozenset({"and", "we", "i", "they", "you", "but"})
#: More examples than this do not stand in a prompt.
MOST_IN_A_PROMPT = 200
#: So few examples that are told after "in the prompt and" stand in it, or so many of each kind.
FEW_IN_A_PROMPT = 20
_OF_EACH, _AND = frozenset({"each", "per", "every"}), frozenset({"and", "plus", "also"})
#: Words right after a number that say it counts test cases, and no examples to learn from.
FOR_TESTS = frozenset({"test", "tests", "eval", "evals", "held", "heldout", "benchmark"})
#: Words that lead to a number of test cases: "the test set is 350 reports", "tested on 80 mails", "eval: 400 gold".
TEST_SETS = frozenset({"testset", "holdout", "benchmark", "evalset"})
TEST_KINDS = frozenset({"test", "eval", "evaluation", "validation", "held", "heldout", "blind", "benchmark"})
TESTING = frozenset({"tested", "evaluated", "measured", "scored", "validated", "eval", "tests"})
_SETS = frozenset({"set", "sets", "sample", "suite", "out", "split"})
_TRAINS = frozenset({"train", "training", "trained", "tune", "tuned", "finetune", "learn"})
#: What says right before a number of things that a test was made of them: "yes, tested 300 emails"; and what a test "is".
TRIED_ON = frozenset({"tested", "evaluated", "validated"})
_TRIED = frozenset(
    {"prompts", "models", "times", "ways", "approaches", "options", "settings", "llms", "vendors", "tools", "bots"}
)
#: "We looked at 60 chats", "60 chats we looked": so many answers were read.
_LOOKED_AT = ("looked", "at")
_WE_LOOKED = frozenset({("we", "looked"), ("i", "looked"), ("we", "sampled"), ("i", "sampled")})
_IS_OF = frozenset({"is", "was", "has", "had", "of", "with", "contains", "are", "were", "holds", "have", "w"})
#: A name that leads to its number with a colon ends what leads to it: "eval: 400 gold".
_NAMES_A_TEST = frozenset({"eval", "evals", "test", "tests", "benchmark", "validation", "holdout", "evaluation"})
_MARKS = frozenset({"star", "stars", "point", "points"})
#: What leads to a score that is wanted, and to no cases.
_WANTED = frozenset(
    {
        "need",
        "needs",
        "needed",
        "target",
        "targets",
        "goal",
        "want",
        "wants",
        "wanted",
        "aim",
        "reach",
        "must",
        "should",
        "require",
        "requires",
    }
)
#: What says of a number right after it that it is wanted.
_ASKS_FOR = frozenset(
    {("ask", "for"), ("asks", "for"), ("insist", "on"), ("insists", "on"), ("hope", "for"), ("hopes", "for")}
)
_WANTED_AFTER = frozenset({"needed", "wanted", "required", "expected", "demanded"})
#: How many of the words that lead to a number may say that it is wanted.
LED_WORDS = 3
#: "n=500", "n was 200": the statistician's letter for the size of a test, and what may stand between it and its number.
_N_LEADS, N_WORDS = frozenset({"n", "is", "was", "of", "about", "only", "actually", "really", "sorry"}), 3
#: What a use case has one of: "one tone for everybody".
_ONE_OF = frozenset(
    {
        "tone",
        "style",
        "voice",
        "way",
        "format",
        "line",
        "prompt",
        "model",
        "language",
        "system",
        "bot",
        "task",
        "person",
        "standard",
        "wording",
    }
)
#: What says that somebody has what is counted.
_HAD = frozenset({"have", "has", "had", "got", "collected", "with", "own"})
#: What a lone word after a number says of calls, and not of examples or cases.
_WAYS = frozenset({("in",), ("out",), ("input",), ("output",)})


class CountOf(StrEnum):
    """What a count counts, where its words say so."""

    TEST_CASES = "test cases"
    SHOWN = "examples in the prompt"
    LABELS = "labels"
    PEOPLE = "people"
    WORK = "work on a prompt"
    THINGS = "things"
    PAGES = "pages"
    MISTAKES = "mistakes"
    CALL = "what goes into a call or comes out of it"
    NOTHING = "nothing"


#: What neither examples nor test cases are counted by.
NO_CASES = frozenset(CountOf) - {CountOf.TEST_CASES}


@dataclass(frozen=True, slots=True)
class _Nouns:
    labels: frozenset[str]
    label: frozenset[str]
    few: dict[str, int]
    heads: dict[str, CountOf]
    shown: frozenset[str]
    prompts: frozenset[str]
    holding: frozenset[str]
    between: frozenset[str]
    ends: frozenset[str]
    told_again: frozenset[str]
    annotated: frozenset[str]
    set_of: frozenset[str]
    went_wrong: frozenset[str]
    differing: frozenset[str]


@cache
def _nouns() -> _Nouns:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    listed = {
        "people": CountOf.PEOPLE,
        "work": CountOf.WORK,
        "things": CountOf.THINGS,
        "pages": CountOf.PAGES,
        "mistakes": CountOf.MISTAKES,
    }
    return _Nouns(
        labels=frozenset(data["labels"]),
        label=frozenset(data["label"]),
        few=data["few"],
        heads={noun: what for name, what in listed.items() for noun in data[name]},
        shown=frozenset(data["shown"]),
        prompts=frozenset(data["prompts"]),
        holding=frozenset(data["holding"]),
        between=frozenset(data["between"]),
        ends=frozenset(data["ends"]),
        told_again=frozenset(data["told_again"]),
        annotated=frozenset(data["annotated"]),
        set_of=frozenset(data["set_of"]),
        went_wrong=frozenset(data["went_wrong"]),
        differing=frozenset(data["differing"]),
    )


def count_of(number: Quantity) -> CountOf | None:
    """What a count counts as far as the words around it say; None where they leave it open, as "3,000 tickets" does."""
    if number.kind is not QuantityKind.COUNT:
        return None
    if (plainly := _by_its_next_words(number)) is not None:
        return plainly
    if _is_shown(number):
        return CountOf.SHOWN
    if (named := _by_its_noun(number)) is not None:
        return named
    return CountOf.TEST_CASES if _is_for_tests(number) else None


def names_people(noun: str) -> bool:
    """Whether a noun names people: "agents", "staff"."""
    return _nouns().heads.get(noun) is CountOf.PEOPLE


def _by_its_next_words(number: Quantity) -> CountOf | None:
    """What the one or two words after a number say that it counts, whatever stands around them."""
    if number.counted[:1] and number.counted[0] in _nouns().told_again:
        return CountOf.NOTHING
    if (
        number.counted[:1] == ("different",)
        and set(number.counted[1:2]) & _nouns().differing
        and not _HAD & set(number.led)
    ):
        return CountOf.THINGS
    if number.value == 1 and set(number.counted[:1]) & _ONE_OF:
        return CountOf.THINGS
    if number.counted in _WAYS:
        return CountOf.CALL
    name = name_of(number)
    return CountOf.MISTAKES if len(name) == 1 and name[0] in _nouns().went_wrong else None


def may_be_cases(number: Quantity) -> bool:
    """Whether a count may be one of what a score was measured on: "0.83 on 1.2k labelled" is, and "F1 0.91 on 12 labels" is not.

    People may be, where the score is said to be one on so many: "AUC 0.9 on 240 patients".
    """
    what = count_of(number)
    if what is None and _is_told_again(number):
        return False
    is_wanted = (
        set(number.led[-1:]) & _WANTED or number.led[-2:] in _ASKS_FOR or set(number.counted[:1]) & _WANTED_AFTER
    )
    if what is None and is_wanted:
        # "82%, need 95", "81 %, 90 needed".
        return False
    if not number.value.is_integer() and number.value < LEAST:
        # "6.1 major errors per 1,000 words"; nobody has 91.2 cases either, but that is a score.
        return False
    return what not in NO_CASES or (what is CountOf.PEOPLE and is_led_on(number))


def _is_told_again(number: Quantity) -> bool:
    """Whether a number counts nothing that is named, but is one that was told before: "that's the 71", "97 is schema validity"."""
    if FOR_TESTS & set(number.counted):
        return False
    is_pointed_at = number.led[-1:] in {("the",), ("that",), ("this",)} and not name_of(number)
    return number.counted[:1] in {("is",), ("was",)} or (is_pointed_at and "on" not in number.led[-LED_WORDS:])


def _is_of_inputs(number: Quantity) -> bool:
    """Whether a number that was tested counts what a test is made of, rather than what was tried on it: "3 prompts on 90 mails"."""
    name = name_of(number)
    return any(word.endswith("s") for word in name) and not _TRIED & set(name) and "on" not in number.counted


def counts_labelled(number: Quantity) -> bool:
    """Whether a number of labels is so large that it counts what was labelled, and none that an input may get."""
    few = _nouns().few
    return any(word in few and number.value >= few[word] for word in name_of(number)[-1:])


def is_mark(share: Quantity) -> bool:
    """Whether a share is a mark on a scale and no part of so many cases: "4 out of 5 stars"."""
    return bool(_MARKS & set(share.counted[:1]))


def is_led_on(number: Quantity) -> bool:
    """Whether "on" leads to a number of what something was measured on, rather than trained on: "on about 200 chats"."""
    led = number.led
    if "on" not in led or not number.value.is_integer() or _TRAINS & set(led):
        return False
    between = set(led[len(led) - led[::-1].index("on") :])
    return bool(between & _SETS) or not between - _nouns().set_of


def _by_its_noun(number: Quantity) -> CountOf | None:
    nouns, name = _nouns(), name_of(number)
    plurals = [word for word in name if word.endswith("s") or word in nouns.heads]
    head = plurals[-1] if plurals else name[0] if name and name[0] in nouns.label else ""
    what = CountOf.LABELS if head in nouns.labels | nouns.label else nouns.heads.get(head)
    if what not in {CountOf.PEOPLE, CountOf.WORK} and nouns.annotated & set(number.counted):
        return None
    return None if number.value >= nouns.few.get(head, number.value + 1) else what


def name_of(number: Quantity) -> tuple[str, ...]:
    """The words that name what a number counts, up to a verb, a preposition or a conjunction."""
    # "4 of our people" goes on.
    ends = (place for place, word in enumerate(number.counted) if word in _nouns().ends and (place or word != "of"))
    return number.counted[: min(next(ends, NAME_WORDS), NAME_WORDS)]


def _is_shown(number: Quantity) -> bool:
    """Whether a number counts examples that stand in a prompt: "a prompt with 10 examples", "40 example replies in the prompt"."""
    nouns = _nouns()
    if number.value > MOST_IN_A_PROMPT or not nouns.shown & set(number.counted[:NAME_WORDS]):
        return False
    named = list(number.counted)
    at = next((place for place, word in enumerate(named) if word in {"in", "inside", "into"}), len(named))
    if at <= NAME_WORDS and nouns.prompts & set(named[at + 1 :]):
        return True
    led = list(number.led)
    is_of_few = number.value <= FEW_IN_A_PROMPT or bool(_OF_EACH & set(number.counted))
    if led[-1:] and led[-1] in _AND and nouns.prompts & set(led[-2:-1]) and "in" in led[-4:-2] and is_of_few:
        # "The rules in the prompt and 3 examples of each class."
        return True
    while led and led[-1] in nouns.between:
        led.pop()
    before = led[-1 - BETWEEN_WORDS : -1]
    if before and before[-1] in OTHER_HOLDERS:
        # "We wrote a prompt and have 15 replies": they do, and not the prompt.
        return False
    return bool(led) and led[-1] in nouns.holding and bool((nouns.prompts | {"shot", "fewshot"}) & set(before))


def is_led_by_need(number: Quantity) -> bool:
    """Whether the words that lead to a number say that it is wanted: "target 98/98", "must be 49 of 50"."""
    return bool(_WANTED & set(number.led[-LED_WORDS:]))


def _is_for_tests(number: Quantity) -> bool:
    """Whether the words around a number say that it counts test cases: "350 test reports", "the test set is 350 reports", "n=500"."""
    led = number.led
    if _N_LEADS.issuperset(led[-N_WORDS:]) and "n" in led[-N_WORDS:]:
        # "n=90k labels" may all be there to learn from.
        return not counts_labelled(number)
    if FOR_TESTS & set(number.counted[:2]) or TEST_SETS & set(led) or _NAMES_A_TEST & set(led[-1:]):
        return True
    if _NAMES_A_TEST & set(led[-2:-1]) and led[-1] in _IS_OF:
        # "The test is 300 emails."
        return True
    is_tried_on = bool(led) and (led[-1] in TRIED_ON or led[-2:] == _LOOKED_AT)
    if (is_tried_on or number.counted[1:3] in _WE_LOOKED) and _is_of_inputs(number):
        return True
    is_of_both = bool({"train", "training"} & set(led))
    names_a_set = any(first in TEST_KINDS and second in _SETS for first, second in pairwise(led))
    is_tested_on = led[-2:-1] and any(word in TESTING for word in led[:-1]) and "on" in led[-3:]
    return (names_a_set and not is_of_both) or bool(is_tested_on)
