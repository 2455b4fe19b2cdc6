"""What no rewording may change: figures and names, what is denied, how strongly, under which condition, and of which kind.

The rules that compare a claim word by word with the evidence let few rewordings pass. These ask less of its words and order and as much of
what it claims; what is left over has to be words that state nothing of the field. Each gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.answers.check.alignment import are_rivals
from bot.answers.check.counts import (
    comparisons_are_the_same,
    figures_and_names_stand_there,
    figures_count_the_same,
    one_is_not_another_number,
)
from bot.answers.check.coverage import (
    needs_no_evidence,
    quantities_have_the_same_bounds,
    share_said,
    subject_is_no_other,
)
from bot.answers.check.denials import as_much_is_denied, nothing_more_is_denied
from bot.answers.check.force import restrictions_are_kept
from bot.answers.check.narrowing import phrases_are_kept
from bot.answers.check.order import (
    figures_and_kin_are_not_exchanged,
    no_kin_is_meant,
    pairs_are_the_same,
    sides_of_verbs_are_the_same,
)
from bot.answers.check.sentence import TokenKind
from bot.answers.check.strength import force_is_not_raised, force_kind
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from bot.answers.check.alignment import Alignment
    from bot.answers.check.sentence import Sentence, Token

#: The share of what the evidence states that has to be said in words of its own, or in synonyms.
_SHARE = 0.5
#: How many words may state nothing of the field, and the share of a long claim's words that may.
_LEFT, _LEFT_SHARE = 1, 0.3
#: The share of a claim's words, function words included, from which on it is made of the evidence's own.
_COPIED = 0.9
#: What may be said of an order in time or of a place where the evidence has one of these.
_INSTEAD = {
    "@after": frozenset({"@if", "@after", "follow", "first", "second", "subsequ", "done", "complet"}),
    "@before": frozenset({"@before", "first", "preced", "prior", "advanc", "beforehand"}),
    "@until": frozenset({"@until", "end", "stop", "expir", "last", "complet", "to"}),
    "inside": frozenset({"within", "in"}),
    "against": frozenset({"versus", "to"}),
}
#: What can't be the last word of a sentence.
_JOINING = frozenset(
    {"and", "or", "nor", "either", "even", "but", "the", "a", "an", "@if", "@because", "@whether", "@unless"}
)
_PARTING = frozenset({",", ";", ":"})
#: What stands for something said before, or goes on from it, where it opens a sentence.
_PRONOUNS = frozenset(
    {"but", "nor", "it", "its", "they", "their", "this", "that", "these", "those", "such", "he", "she"}
)
#: "It is possible to …" and "it can be that …" name what they speak of within so many tokens.
_EXPLETIVE = 10
_BE = frozenset({"is", "isn't", "isn’t", "was", "can", "could", "may", "might", "would", "will"})
#: What is left out of a claim only with what it bears on, by the marker.
_KEPT = frozenset({"@only", "@except", "@unless"})
#: Words and markers that state a condition, in whatever form.
_CONDITIONAL = frozenset({"@if", "@whether", "@unless", "@until", "@after", "@before"})
_CONDITIONAL_WORDS = frozenset({"?", "where", "once", "soon", "while", "whose"})
_NEGATING_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "mis")
#: The shortest word that a prefix may turn round.
_SHORTEST = 3


def is_in_other_words(found: Alignment) -> str:
    """What says the evidence over again is no rewording: what differs in it is its message, and the rules beside judge that."""
    own, said = (
        Counter(token.text for token in sentence.tokens if token.kind is not TokenKind.BOUNDARY)
        for sentence in (found.evidence, found.claim)
    )
    return "nearly a copy" if (own & said).total() >= _COPIED * said.total() else ""


def nothing_is_turned_round(found: Alignment) -> str:
    """No word that the evidence lacks is the opposite of one that it has, or of one kind with it."""
    own = {token.text for token in found.evidence.content}
    said = {token.text for token in found.claim.content}
    for token in found.claim.content:
        if found.at[token.place] is None and any(are_rivals(token, one) for one in found.evidence.content):
            return f"{token.text} for its like"
        if token.text not in own and _is_turned(token.text, own):
            return f"{token.text} for its opposite"
    for token in found.evidence.content:
        if token.text not in said and _is_turned(token.text, said):
            return f"opposite of {token.text}"
    return ""


def what_is_left_over_says_nothing(found: Alignment) -> str:
    """Words that stand nowhere in the evidence are few, and state nothing of the field."""
    own = {token.stem for token in found.evidence.content}
    own |= {token.text for token in found.evidence.tokens} | {name for name, _, _ in found.evidence.markers}
    free = 0
    for token in found.claim.content:
        is_word = token.kind is TokenKind.WORD
        if found.at[token.place] is not None or not is_word or _is_said_otherwise(token, own, found):
            continue
        if token.text.startswith("@") or token.stem not in terms().plain | terms().light:
            return f"word {token.text}"
        free += 1
    return "too many words of its own" if free > max(_LEFT, _LEFT_SHARE * len(found.claim.content)) else ""


def _is_said_otherwise(token: Token, own: set[str], found: Alignment) -> bool:
    """Whether the evidence says the same by other means, or another gate looks at the word."""
    if (
        needs_no_evidence(token, found)
        or force_kind(token)
        or (token.stem in terms().denying and found.evidence.negations)
    ):
        return True
    if _INSTEAD.get(token.text, frozenset()) & own:
        return True
    unsaid = {one.stem for one in found.evidence.content if one.place not in found.said}
    rising, falling = unsaid & terms().rising, unsaid & terms().falling
    return bool(
        (token.stem in terms().rising and rising and not falling)
        or (token.stem in terms().falling and falling and not rising)
    )


def _is_turned(word: str, others: set[str]) -> bool:
    return any(
        word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST and word[len(prefix) :] in others
        for prefix in _NEGATING_PREFIXES
    )


def restricting_markers_are_the_same(found: Alignment) -> str:
    """`only`, `except` and `unless` stand in both or in neither, and where the evidence states a condition the claim has one."""
    own = {name for name, _, _ in found.evidence.markers}
    said = {name for name, _, _ in found.claim.markers}
    for name in _KEPT & (said - own):
        return f"marker {name}"
    if "just" in found.claim.text.lower().split():
        said.add("@only")
    content = found.evidence.content
    spoken_of = {content[place].clause for place in found.said}
    conditions = 0
    for name, before, after in found.evidence.markers:
        bears_on = content[max(before, after)].clause in spoken_of if content else False
        if name in _KEPT and name not in said and bears_on:
            return f"without {name}"
        conditions += bears_on and name in {"@if", "@whether"}
    conditions += sum(token.text == "@after" and token.clause in spoken_of for token in content)
    return "without a condition" if conditions > _conditions(found.claim) else ""


def _conditions(claim: Sentence) -> int:
    """How many conditions a claim states, in whatever form."""
    markers = [name for name, _, _ in claim.markers if name in _CONDITIONAL]
    texts = [token for token in claim.tokens if token.text in _CONDITIONAL | _CONDITIONAL_WORDS]
    return len(markers) + len(texts)


def speaks_for_itself(found: Alignment) -> str:
    """A claim opens with no pronoun for what another sentence may be about, and has some of the evidence's own words."""
    if share_said(found) < _SHARE:
        return "too little of it"
    first = next(iter(found.claim.text.lower().split()), "")
    own = next((token.text for token in found.evidence.tokens), "")
    opening = found.claim.text.lower().split()[:_EXPLETIVE]
    is_expletive = first == "it" and set(opening[1:2]) <= _BE and {"that", "to", "whether"} & set(opening)
    return f"who is {first}" if first in _PRONOUNS and own not in _PRONOUNS and not is_expletive else ""


def sentence_is_whole(found: Alignment) -> str:
    """A claim does not break off: at "and", before a full stop, or with a word that only weighs what is missing."""
    tokens = found.claim.tokens
    ends = [at for at, one in enumerate(tokens) if one.kind is not TokenKind.BOUNDARY]
    if not ends or tokens[ends[-1]].text in _JOINING or any(one.text in _PARTING for one in tokens[ends[-1] + 1 :]):
        return "breaks off"
    for one, after in pairwise(tokens):
        if one.text in {"and", "or", "nor"} and after.text in {";", ":", "?"}:
            return "breaks off"
    last = tokens[ends[-1]]
    is_alone = len(ends) > 1 and ends[-1] - ends[-2] > 1 and tokens[ends[-1] - 1].text in _PARTING
    weighs = last.kind in {TokenKind.FUNCTION, TokenKind.MARKER} or bool(force_kind(last))
    return "breaks off" if is_alone and weighs else ""


REWORDED = (
    sentence_is_whole,
    nothing_more_is_denied,
    is_in_other_words,
    figures_and_names_stand_there,
    speaks_for_itself,
    subject_is_no_other,
    nothing_is_turned_round,
    what_is_left_over_says_nothing,
    quantities_have_the_same_bounds,
    figures_count_the_same,
    one_is_not_another_number,
    comparisons_are_the_same,
    as_much_is_denied,
    force_is_not_raised,
    restricting_markers_are_the_same,
    restrictions_are_kept,
    phrases_are_kept,
    no_kin_is_meant,
    figures_and_kin_are_not_exchanged,
    pairs_are_the_same,
    sides_of_verbs_are_the_same,
)
