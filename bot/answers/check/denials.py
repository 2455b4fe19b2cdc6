"""What is denied, in whatever words: as often, by the same kinds of words, and of the same things.

Each rule gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.answers.check.polarity import negators_are_in_place, polarity_is_the_same
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from bot.answers.check.alignment import Alignment
    from bot.answers.check.sentence import Sentence


#: How far from a word such as `fails` stands what it denies, in content tokens.
_BESIDE = 2
#: The stems of what stands for "nothing", "nobody" and "none": what these deny stands before them.
_NOTHING = frozenset({"thing", "person", "ani"})


def nothing_more_is_denied(found: Alignment) -> str:
    """The claim denies nothing once more than the evidence does."""
    own, said = _denials(found), _denials(found, of_claim=True)
    return "denies more" if any(said[kind] > own[kind] for kind in said) else ""


def as_much_is_denied(found: Alignment) -> str:
    """The claim denies what the evidence denies, word by word, or as often, by the same kinds of words, and of the same things."""
    if not polarity_is_the_same(found) and not negators_are_in_place(found):
        return _denying_words(found)
    spoken_of = {found.evidence.content[place].clause for place in found.said}
    if _denials(found, of_claim=True) not in (_denials(found), _denials(found, spoken_of)):
        return "denies more or less"
    return "" if _denies_the_same(found) else "denies another thing"


def _denies_the_same(found: Alignment) -> bool:
    """Whether what each denial of the claim reaches is, in part, what one of the evidence reaches, and the other way round."""
    own, said = _denied(found.evidence), _denied(found.claim)
    for one in found.claim.negations:
        there = {at for place in one.scope if (at := found.at[place]) is not None and at >= 0}
        if there and not own & there:
            return False
    for one in found.evidence.negations:
        reached = [found.said[place] for place in one.scope if place in found.said]
        if reached and not said & set(reached):
            return False
    return True


def _denied(sentence: Sentence) -> set[int]:
    """The places that some denial of a sentence reaches."""
    content = sentence.content
    found = {place for one in sentence.negations for place in one.scope}
    found |= {one.before for one in sentence.negations if one.scope and content[one.scope[0]].stem in _NOTHING}
    for token in content:
        if token.stem in terms().denying:
            found.update(range(max(0, token.place - 1), min(len(content), token.place + _BESIDE + 1)))
    return found


def _denying_words(found: Alignment) -> str:
    """Whether a word such as `fails` is left out of what is said, or brought in."""
    segments = {found.evidence.content[place].segment for place in found.said}
    for token in found.evidence.content:
        is_left = token.place not in found.said and token.segment in segments and not token.in_brackets
        if is_left and token.stem in terms().denying:
            return f"without {token.text}"
    for token in found.claim.content:
        if found.at[token.place] is None and token.stem in terms().denying:
            return f"denies by {token.text}"
    return ""


def _denials(found: Alignment, clauses: set[int] | None = None, *, of_claim: bool = False) -> Counter[str]:
    """How often something is denied, in these clauses, by the kind of the word; a denying word that both have in some form counts in neither."""
    sentence = found.claim if of_claim else found.evidence
    content = sentence.content
    common = {place for place, there in found.at.items() if there is not None} if of_claim else set(found.said)
    kinds = [
        one.kind
        for one in sentence.negations
        if clauses is None or any(content[place].clause in clauses for place in one.scope)
    ]
    kinds += [
        "@not"
        for one in content
        if one.stem in terms().denying and one.place not in common and (clauses is None or one.clause in clauses)
    ]
    return Counter(kinds)
