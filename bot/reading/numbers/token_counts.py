"""Which numbers of a text are tokens that go into a call or come out of it, although nobody says "tokens": "6k in (5k retrieved), 250 out".

A way alone decides nothing, since "12 in, 3 out" is said of many things only in pairs; so both ways have to stand near each other, each beside
a number of its own, with nothing after them that they would belong to: "3 in 10 of them" and "90 out of 100" are shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How many words apart what goes in and what comes out may stand, and how near a lone word for the other way may.
NEAR_WORDS, BESIDE = 14, 5
#: How many words after a number may say that it is part of what goes in.
PART_WORDS = 5
#: Words on either side of a number that are looked at.
AROUND = 16
IN = frozenset({"in", "input", "inputs", "prompt"})
OUT = frozenset({"out", "output", "outputs", "completion"})
TOKENS = frozenset({"token", "tokens", "tok", "toks"})
#: What may follow a way that is complete.
_ENDS = frozenset(
    ["", ",", "/", "and", "+", ".", ";", "-", "–", "—", "(", ")", "|", "&", "?", "!", "→", ">", "plus", "per", "on", "tokens", "token", "tok", "avg",
     "average", "average.", "with", "then", "total", ":"]
)  # fmt: skip
#: What may stand between a way and its number where the way comes first, "in: 800", and of it what shows that it does.
_TOKENS_TO = frozenset(
    ["out", "in", "about", "around", "roughly", "approx", "is", "are", "of", "to", ":", "=", "~", "-"]
)
_NAMING = frozenset({"input", "output", "prompt"})
_TO_NUMBER = frozenset({":", "=", "~", "≈", "about", "around", "roughly", "is", "approx"})
_SHOWN = frozenset({":", "="})
#: Ways that lead to their number without a sign: "input 800, output 90".
_LEADING = frozenset({"input", "output"})
#: What goes into a call besides the question, and what may stand between it and its number.
_PARTS = frozenset(
    ["retrieved", "static", "cached", "context", "boilerplate", "instructions", "system", "passages", "chunks"]
)
#: What stands in a prompt as well, and is a part of its tokens only where it is said to be one: "2,400 of which are few-shots".
_SHOWN_IN_A_PROMPT = frozenset(
    ["few", "fewshot", "fewshots", "shots", "examples", "demos", "demonstrations", "schema", "tools", "history"]
)
_TO_PART = frozenset(["of", "it", "that", "them", "this", "is", "are", "which", "the", "from", "rag"])
_SCALES = frozenset({"k", "thousand"})


def are_tokens(words: Sequence[str], first: int, after: int, free: int) -> bool:
    """Whether a number is one of tokens that are not named right after it.

    Args:
        words: The words of a text, in lower case.
        first: Where the number begins.
        after: The word after it.
        free: The first word that does not belong to the quantity before.
    """
    return (
        _is_named(words, first, after)
        or _is_beside(words, first, after)
        or is_way(words, first, after)
        or is_part(words, after, free)
    )


def _is_named(words: Sequence[str], first: int, after: int) -> bool:
    """Whether a number stands behind what names tokens, "tokens out about 150", or before such a name, "800 prompt tokens"."""
    before = first - 1
    while _word(words, before) in _TOKENS_TO:
        before -= 1
    if _word(words, before) in TOKENS and before < first - 1 and _word(words, after) in _ENDS:
        return True
    return _word(words, after) in _NAMING and _word(words, after + 1) in TOKENS


def _is_beside(words: Sequence[str], first: int, after: int) -> bool:
    """Whether a number of one way stands close to a word for the other: "1500 in, 100 out"."""
    unit, near = _word(words, after), words[max(0, first - BESIDE) : after + BESIDE]
    is_way_out = unit == "out" and ("in" in near or "input" in near)
    return ((unit == "in" and "out" in near) or is_way_out) and _word(words, after + 1) in _ENDS


def is_way(words: Sequence[str], first: int, after: int) -> bool:
    """Whether the number from one word of a text up to another is of one way, while one of the other way stands near.

    Args:
        words: The words of a text, in lower case.
        first: Where the number begins.
        after: The word after it.
    """
    own = _way_of(words, first, after)
    if not own:
        return False
    other = OUT if own <= IN else IN
    if own <= OUT and TOKENS & set(words):
        return True
    around = range(max(0, first - NEAR_WORDS), min(len(words), after + NEAR_WORDS))
    return any(words[at] in other and (_follows_a_number(words, at) or _leads_to_one(words, at)) for at in around)


def is_part(words: Sequence[str], after: int, free: int) -> bool:
    """Whether the number before a word is a part of the tokens that were counted right before it: "(5k retrieved)", "5k of it static".

    Args:
        words: The words of a text, in lower case.
        after: The word after the number.
        free: The first word that does not belong to the quantity before.
    """
    at = after
    while at < after + PART_WORDS and _word(words, at) in _TO_PART:
        at += 1
    is_shown = at > after and "of" in words[after:at] and _word(words, at) in _SHOWN_IN_A_PROMPT
    if (_word(words, at) not in _PARTS and not is_shown) or not free:
        return False
    counted = words[max(0, free - PART_WORDS) : free + 1]
    return bool(set(counted) & (TOKENS | IN)) and after - free <= PART_WORDS + len(_SCALES)


def _way_of(words: Sequence[str], first: int, after: int) -> frozenset[str]:
    """The way that stands beside a number, alone in a set; an empty one where none does."""
    if _word(words, after) in IN | OUT and _word(words, after + 1) in _ENDS:
        return frozenset({words[after]})
    at = first - 1
    while _word(words, at) in _TO_NUMBER:
        at -= 1
    is_led = _word(words, at) in IN | OUT and _leads_to_one(words, at)
    return frozenset({words[at]}) if is_led else frozenset()


def _follows_a_number(words: Sequence[str], at: int) -> bool:
    before = _word(words, at - 1)
    is_number = before[:1].isdecimal() or (before in _SCALES and _word(words, at - 2)[:1].isdecimal())
    return is_number and _word(words, at + 1) in _ENDS


def _leads_to_one(words: Sequence[str], at: int) -> bool:
    to = at + 1
    while _word(words, to) in _TO_NUMBER:
        to += 1
    return _word(words, to)[:1].isdecimal() and (words[at] in _LEADING or bool(_SHOWN & set(words[at + 1 : to])))


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""
