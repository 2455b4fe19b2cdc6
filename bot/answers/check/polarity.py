"""What a claim denies the evidence denies, and what it asserts the evidence does not deny.

Each rule gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answers.check.alignment import Alignment

#: One of so many words behind a negator is what it denies.
_TARGETS = 2
#: So near to each other two words stand together, in content tokens.
_TOGETHER = 2


def polarity_is_the_same(found: Alignment) -> str:
    """What the claim denies the evidence denies, and what the evidence denies the claim does not assert."""
    denied = {place: one.kind for one in found.evidence.negations for place in one.scope}
    denying = {place: one.kind for one in found.claim.negations for place in one.scope}
    for one in found.claim.negations:
        there = [place for each in one.scope if (place := found.at[each]) is not None and place >= 0]
        if not any(denied.get(place) == one.kind for place in there[:_TARGETS]):
            return f"denies {one.kind}"
    for one in found.evidence.negations:
        reached = [found.said[place] for place in one.scope if place in found.said]
        if not reached:
            continue
        if not any(denying.get(place) == one.kind for place in reached):
            return "asserts what is denied"
        target = found.said.get(one.scope[0])
        if target is not None and denying.get(target) != one.kind:
            return "asserts what is denied"
    return ""


def negators_are_in_place(found: Alignment) -> str:
    """Between two words that stand together in both, a negator stands in both or in neither."""
    own = {(one.before, one.scope[0]): one.kind for one in found.evidence.negations if one.scope}
    said = {(one.before, one.scope[0]): one.kind for one in found.claim.negations if one.scope}
    for (before, after), kind in said.items():
        first, second = found.at.get(before), found.at.get(after)
        if first is None or second is None or min(first, second) < 0 or not 0 < second - first <= _TOGETHER:
            continue
        if not any(first <= one < two <= second and own_kind == kind for (one, two), own_kind in own.items()):
            return "denies in another place"
    for (before, after), kind in own.items():
        first, second = found.said.get(before), found.said.get(after)
        if first is None or second is None or not 0 < second - first <= _TOGETHER:
            continue
        if not any(first <= one < two <= second and said_kind == kind for (one, two), said_kind in said.items()):
            return "asserts in place of a denial"
    return ""
