"""Figures, names and comparisons of a claim in other words: they stand in the evidence, of the same things and the same way round.

Each rule gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.answers.check.coverage import counted_by
from bot.answers.check.sentence import TokenKind
from bot.answers.check.strength import force_kind
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from bot.answers.check.alignment import Alignment

#: How far from a number what it counts may stand, in content tokens.
_NEAR = 4
_ONE = frozenset({"one", "single", "sole"})
#: How far before "than" the word stands by which two things are compared, and how many content tokens each of them has.
_THAN, _SUBJECT = 3, 3


def figures_and_names_stand_there(found: Alignment) -> str:
    """Every number, date and name of the claim stands in the evidence, numbers not in its heading only."""
    for token in found.claim.content:
        there = found.at[token.place]
        if there == -1 and token.kind is TokenKind.NUMBER:
            return f"number {token.text}"
        is_name = token.kind is not TokenKind.WORD or (token.is_capital and token is not found.claim.tokens[0])
        if there is None and is_name and not token.text.startswith("@"):
            return f"{token.text} stands nowhere"
    return ""


def figures_count_the_same(found: Alignment) -> str:
    """What a number counts stands near it in the evidence, and a span runs the same way."""
    for said, own in found.found():
        if said.kind is not TokenKind.NUMBER:
            continue
        counted = counted_by(said, found.claim)
        places = found.candidates(counted) if counted is not None else []
        if places and not any(abs(place - own.place) <= _NEAR for place in places):
            return f"{said.text} of another thing"
        after = found.claim.content[said.place + 1 : said.place + 2]
        there = found.at[after[0].place] if after and after[0].kind is TokenKind.NUMBER else None
        if there is not None and 0 <= there < own.place and after[0].segment == said.segment and there == own.place - 1:
            return f"{said.text} and {after[0].text} turned round"
    return ""


def one_is_not_another_number(found: Alignment) -> str:
    """No "one" stands where the evidence has another number, and nothing is of several that is of one there."""
    said = [token.text for token in found.claim.tokens]
    for before, figure in pairwise(found.evidence.tokens):
        is_left = figure.kind is TokenKind.NUMBER and figure.place not in found.said
        if is_left and (before.text, "one") in pairwise(said):
            return f"one for {figure.text}"
    own = {token.text for token in found.evidence.tokens}
    if own & _ONE and not _ONE & set(said):
        for token in found.claim.content:
            if found.at[token.place] is None and force_kind(token) == "amount":
                return f"{token.text} for one"
    return ""


def comparisons_are_the_same(found: Alignment) -> str:
    """What is more than another in the evidence is so in the claim: it does not stand behind "than"."""
    tokens = found.claim.tokens
    at = next((at for at, token in enumerate(tokens) if token.text == "than"), 0)
    known = terms().rising | terms().falling
    for token in tokens[max(0, at - _THAN) : at]:
        there = found.at.get(token.place)
        if there is None or there < 0 or not (token.text.endswith("er") or token.stem in known):
            continue
        own = found.evidence.content
        compared = [one for one in own[max(0, there - _SUBJECT) : there] if one.segment == own[there].segment]
        places = [place for one in compared for place in found.claim.find(one.keys[:1])]
        if places and min(places) > token.place:
            return f"{token.text} of the other"
    return ""
