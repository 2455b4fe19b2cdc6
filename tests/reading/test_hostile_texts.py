"""Texts made to take long: whatever is sent, reading takes no longer than its length explains."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

import bot.answers
import bot.conversation
import bot.reading
from bot.decision import Criterion, Fact
from bot.reading import sayings
from bot.reading.language import language_of
from bot.reading.numbers.quantities import quantities
from bot.reading.read_message import read_message
from bot.reading.told.reservations import reserved
from bot.reading.windows import windows
from knowledge.minilm import tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LENGTH = 4_000
#: What one look at a text may take, in seconds, at the best of some tries: many times what is measured on a busy machine, and far below
#: what an expression needs that goes over all that it has read again and again.
A_LOOK, TRIES = 0.2, 3
#: What reading a whole message may take, in seconds.
READING = 1.0
BEGINNINGS = ("", "why not ", "and ", "what is ", "we have ", "actually ", "/")
ENDINGS = ("", "!", "?", "\n", " examples a day", "\x00")
REPEATED = {
    "letters": "a",
    "digits": "1",
    "numbers": "1,",
    "prices": "$1.",
    "ranges": "1-",
    "ways of counting": "a few hundred ",
    "number words": "twenty-",
    "articles": "a ",
    "noes": "no ",
    "fillers": "please ok so ",
    "open brackets": "(",
    "brackets": "()",
    "dashes": "-",
    "points": ".",
    "apostrophes": "o'",
    "blanks": " ",
    "breaks": "\n",
    "question marks": "?",
    "slashes": "/a",
    "marks": "[1]",
    "emoji": "👍🏽",
    "joined emoji": "👩‍👩‍👧",
    "zero width": "\u200b",
    "combining": "e\u0301",
    "right to left": "\u202ea",
    "surrogates": "\ud800",
    "capital dotted i": "İ",
    "Chinese": "微调",
    "Arabic digits": "٣",
    "a model": "gpt-4.1-mini ",
    "a sentence": "what about it and why not, so then ",
    "a mix": "(1,-no 👍\u200b'",
}
HOSTILE = {
    f"{name}, {beginning!r} before, {ending!r} after": (beginning + piece * LENGTH)[: LENGTH - len(ending)] + ending
    for name, piece in REPEATED.items()
    for beginning, ending in (*((one, "!") for one in BEGINNINGS), *(("", one) for one in ENDINGS))
}
TOKENIZER = tokenizer()


def modules() -> Iterator[Any]:
    """Every module that reads messages, answers questions or talks about a case."""
    for package in (bot.reading, bot.answers, bot.conversation):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def expressions_in(value: object) -> Iterator[re.Pattern[str]]:
    """The compiled expressions that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from expressions_in(one)
    elif isinstance(value, dict):
        yield from expressions_in(list(value.values()))


EXPRESSIONS = {
    f"{module.__name__}.{name}[{number}]": expression
    for module in modules()
    for name, value in vars(module).items()
    for number, expression in enumerate(expressions_in(value))
}
LOOKS: dict[str, Callable[[str], object]] = {
    "quantities": quantities,
    "language_of": language_of,
    "command_in": sayings.command_in,
    "kind_named": sayings.kind_named,
    "change_named": sayings.change_named,
    "why_not_asked": sayings.why_not_asked,
    "asks": sayings.asks,
    "may_ask": sayings.may_ask,
    "change_to": sayings.change_to,
    "begins_with_yes": sayings.begins_with_yes,
    "begins_a_case": sayings.begins_a_case,
    "names_own_data": sayings.names_own_data,
    "adds": sayings.adds,
    "drops": sayings.drops,
    "reserved": lambda text: reserved(Fact(Criterion.TRIED, ("rag",), words=text[:40]), text),
    "is_yes": sayings.is_yes,
    "is_no": sayings.is_no,
    "is_unsure": sayings.is_unsure,
    "letter_in": sayings.letter_in,
    "stripped": sayings.stripped,
    "answer_named": lambda text: sayings.answer_named(text, Criterion.TRIED),
    "bare_answer": lambda text: sayings.bare_answer(text, Criterion.TRIED),
    "windows": lambda text: windows(TOKENIZER, text, Criterion.TRIED),
}


def too_slow(look: Callable[[str], object]) -> list[str]:
    """The names of the hostile texts that a look takes too long for, each time it is tried."""
    return [name for name, text in HOSTILE.items() if all(timed(look, text) >= A_LOOK for _ in range(TRIES))]


def timed(look: Callable[[str], object], text: str) -> float:
    """The seconds that one look takes."""
    begun = time.perf_counter()
    look(text)
    return time.perf_counter() - begun


def test_there_are_expressions_to_look_at() -> None:
    """The walk through the modules finds those that are known, in containers too."""
    assert {
        "bot.reading.numbers.numbers._TOKEN[0]",
        "bot.reading.sayings._WORD[0]",
        "bot.answers.answerable._FIGURES[1]",
    } <= set(EXPRESSIONS)


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
@pytest.mark.parametrize("use", ["findall", "fullmatch"])
def test_no_expression_goes_back_over_what_it_has_read(expression: re.Pattern[str], use: str) -> None:
    """Each way of using each expression takes a moment at most; `match` and `search` make no attempt at a place that `findall` does not make."""
    assert too_slow(getattr(expression, use)) == []


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_look_is_quick(look: Callable[[str], object]) -> None:
    """So does each function that looks at the words alone."""
    assert too_slow(look) == []


@pytest.mark.parametrize("name", REPEATED)
@pytest.mark.parametrize("asked", [None, Criterion.EXAMPLES])
def test_a_whole_message_is_read_in_time(name: str, asked: Criterion | None) -> None:
    """Reading with everything there is takes less than a second, and never raises."""
    text = (REPEATED[name] * LENGTH)[:LENGTH]
    read_message(text, asked)
    assert timed(lambda message: read_message(message, asked), text) < READING


def test_beyond_the_bound_nothing_grows() -> None:
    """A text ten times as long as what is read takes about as long."""
    for text in ("1, a few ", "we have 300 examples "):
        once = min(timed(read_message, (text * LENGTH)[:LENGTH]) for _ in range(3))
        often = min(timed(read_message, (text * 10 * LENGTH)[: 10 * LENGTH]) for _ in range(3))
        assert often < 3 * once + 0.1
