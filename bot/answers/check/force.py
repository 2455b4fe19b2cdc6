"""A claim may weaken what the evidence says, never strengthen or widen it.

Each rule gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.check.imperatives import imperatives
from bot.answers.check.sentence import TokenKind
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from bot.answers.check.alignment import Alignment
    from bot.answers.check.sentence import Sentence, Token

#: A plain statement's force; below it is weaker, above it is stronger.
PLAIN = 5
_CONDITIONS = frozenset({"@only", "@except", "@unless", "@if", "@whether"})
#: How far apart two of one list stand, in content tokens.
_LIST = 4
#: How many content tokens behind a word of reporting stand under it, and how many an opening has.
_BEHIND, _OPENING = 3, 3
#: What tells at a sentence's beginning that it speaks of what was said before.
_OLDER = frozenset({"older", "old", "earlier", "former", "previous", "formerly", "previously", "originally"})
#: The share of a segment's words that must be said for a claim to be about it.
_MOSTLY = 0.4


def force_is_no_stronger(found: Alignment) -> str:
    """A claim may weaken, never strengthen: what is said to be possible, usual, advised or of some stays so."""
    for token in found.evidence.content:
        kind, level = terms().force.get(token.stem, ("", PLAIN))
        if level >= PLAIN or token.stem == "suggest" or _is_superlative(token, found.evidence):
            continue
        if not _is_said(token, found):
            continue
        if not _keeps(kind, level, found):
            return f"stronger than {token.text}"
    for token in found.claim.content:
        kind, level = terms().force.get(token.stem, ("", PLAIN))
        if level > PLAIN and not _is_as_strong(token, kind, level, found):
            return f"force {token.text}"
    return ""


def _is_as_strong(token: Token, kind: str, level: int, found: Alignment) -> bool:
    """Whether a strong word of the claim speaks of one that is as strong, or of one that is no matter of force."""
    there = found.at[token.place]
    if there is None or there < 0:
        return any(token.place in one.scope for one in found.claim.negations)
    own_kind, own = terms().force.get(found.evidence.content[there].stem, ("", level))
    return own >= level or own_kind not in {"", kind}


def _is_superlative(token: Token, sentence: Sentence) -> bool:
    """Whether `most` belongs to the adjective behind it."""
    after = sentence.content[token.place + 1 : token.place + 2]
    endings = ("ent", "ant", "ful", "ive", "al", "ous", "able", "ible", "ic", "ed", "ely")
    return token.text == "most" and bool(after) and after[0].text.endswith(endings)


def _is_said(marker: Token, found: Alignment) -> bool:
    """Whether the claim speaks of what a weak word of the evidence stands by."""
    content = found.evidence.content
    beside = content[max(0, marker.place - 1) : marker.place] + content[marker.place + 1 : marker.place + 4]
    return any(one.place in found.said for one in beside if one.segment == marker.segment)


def _keeps(kind: str, level: int, found: Alignment) -> bool:
    for token in found.claim.content:
        own_kind, own = terms().force.get(token.stem, ("", PLAIN))
        if own_kind == kind and own <= level:
            return True
        if kind == "certainty" and (token.comparator == "@le" or token.stem in {"allow", "permit", "let", "limit"}):
            return True
    if kind == "duty":
        return bool(imperatives(found.claim))
    return False


def orders_are_the_evidences(found: Alignment) -> str:
    """What the reader is told to do is what the evidence tells or advises."""
    own = set(imperatives(found.evidence))
    for place in imperatives(found.claim):
        if place and found.claim.content[place].segment == found.claim.content[place - 1].segment:
            continue
        there = found.at[place]
        if there in own or place != 0:
            continue
        if (
            there is not None
            and there >= 0
            and any(
                terms().force.get(token.stem, ("", 0))[0] == "duty"
                for token in found.evidence.content[max(0, there - 4) : there + 3]
            )
        ):
            continue
        return f"order {found.claim.content[place].text}"
    return ""


def markers_are_the_evidences(found: Alignment) -> str:
    """`only`, `except`, `unless`, `if` and `because` stand in the evidence, by the same words."""
    own = found.evidence.markers
    for name, before, after in found.claim.markers:
        if name in {"@on", "@from", "@eq", "@about", "@ge+", "@le+", "@by+", "@from+"}:
            continue
        # A condition that is added only weakens.
        if name == "@if":
            continue
        same = [one for one in own if one[0] == name]
        if not same:
            return f"marker {name}"
        if name == "@only" and not any(
            place is not None and place >= 0 and place in (one[1], one[2], one[2] + 1)
            for place in (found.at.get(before), found.at.get(after))
            for one in same
        ):
            return "only of another thing"
    return ""


def conditions_are_kept(found: Alignment) -> str:
    """No condition, exception or `only` is left out where what it bears on is said."""
    kept = {name for name, _, _ in found.claim.markers}
    for name, before, after in found.evidence.markers:
        if name in _CONDITIONS and name not in kept and _stands_by(found, before, after, name):
            return f"without {name}"
    return ""


def restrictions_are_kept(found: Alignment) -> str:
    """Nothing is left out that narrows the word beside it, that makes it hearsay, or that puts it into another time."""
    for token in found.evidence.content:
        if token.place not in found.said and (
            _is_reported(token, found) or _speaks_of_another_time(token, found) or _restricts(token, found)
        ):
            return f"without {token.text}"
    return ""


def _is_reported(token: Token, found: Alignment) -> bool:
    """Whether what stands behind a word such as `claims` is said as a fact."""
    behind = found.evidence.content[token.place + 1 : token.place + 1 + _BEHIND]
    is_said = any(one.place in found.said and one.segment == token.segment for one in behind)
    return is_said and token.stem in terms().reported


def _restricts(token: Token, found: Alignment) -> bool:
    """Whether a word such as `existing` stands beside one that is said, and is not one of a list of which another is."""
    if token.text not in terms().restrictions:
        return False
    content = found.evidence.content
    around = content[max(0, token.place - _LIST) : token.place + _LIST + 1]
    kin = terms().siblings.get(token.stem, frozenset())
    if any(one.stem in kin and one.place in found.said for one in around):
        return False
    beside = [place for place in (token.place - 1, token.place + 1) if 0 <= place < len(content)]
    return any(place in found.said and _is_near(content[place], token) for place in beside)


def _speaks_of_another_time(token: Token, found: Alignment) -> bool:
    """Whether a date that is left out is not the document's own, or a text is older, and the claim says what stands with it."""
    is_own = found.is_current and token.keys[0] in found.context
    if token.in_brackets or (token.kind is TokenKind.DATE and is_own):
        return False
    is_older = token.text in _OLDER and token.place < _OPENING
    if token.kind is not TokenKind.DATE and not is_older:
        return False
    # An opening such as "In October 2023," is a segment of its own and belongs to what follows.
    opens = token.place < _OPENING
    content = found.evidence.content
    beside = [
        one
        for one in content
        if one is not token and (one.segment == token.segment or (opens and one.clause == token.clause))
    ]
    return bool(beside) and sum(one.place in found.said for one in beside) >= _MOSTLY * len(beside)


def _is_near(one: Token, restriction: Token) -> bool:
    return one.segment == restriction.segment or restriction.in_brackets


def _stands_by(found: Alignment, before: int, after: int, name: str) -> bool:
    """Whether the claim speaks of what stands beside a marker of the evidence."""
    if name == "@only":
        content = found.evidence.content
        sides = [place for place in (before, after) if place >= 0]
        return any(place in found.said for place in sides) and len(content) > 0
    # A condition bears on the clause that it stands in: before it, or behind it where it opens the sentence.
    content = found.evidence.content
    if max(before, after) < 0:
        return False
    clause = content[after if after >= 0 else before].clause
    return any(content[place].clause == clause for place in found.said)
