"""A count with a question mark behind it, "loads. 200k?", which says that its writer is not sure of it and asks for nothing."""

from __future__ import annotations

import re

from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import asks, may_ask

#: Longer messages are read as they stand.
_LONGEST = 400
#: A count with its hedges and what it counts: "maybe 3,000 pairs or so".
_MOST_WORDS = 6
_CLAUSE = re.compile(r"[,;:.!?…\n](?=\s)|\s[-–—]\s")
#: What a clause with a count asks or tells of besides.
_MORE = frozenset(["in", "out", "enough", "ok", "okay", "tokens", "calls", "too", "and", "with", "at", "for", "if", "or", "right", "possible", "cost", "usd"])  # fmt: skip
_OR_SO = ("or so", "or more", "or less")


def without_its_doubt(text: str) -> str:
    """The message with a full stop for the question mark of a count that is doubted; as it is where that asks for something.

    It does where the message asks before, and where the count is a rate, tokens or money: "and 50k a day?" asks for a sum.
    """
    said = text.rstrip()
    if len(said) > _LONGEST or not said.endswith("?"):
        return text
    body = said.rstrip("? ")
    ends = [cut.end() for cut in _CLAUSE.finditer(body)]
    if not ends or not body or "?" in body:
        return text
    before, count = body[: ends[-1]], body[ends[-1] :]
    given = quantities(count)
    if len(given) != 1 or given[0].kind is not QuantityKind.COUNT or asks(before) or may_ask(before):
        return text
    words = count.lower()
    for ending in _OR_SO:
        words = words.replace(ending, "")
    said_with_it = [word.strip(".,;:()") for word in words.split()]
    if len(said_with_it) > _MOST_WORDS or set(said_with_it) & _MORE or asks(count) or may_ask(count):
        return text
    return f"{body}."
