"""What a claim speaks of stands in the evidence: every word, and every number with its unit, comparator and object.

Each rule gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.check.alignment import Alignment, are_rivals
from bot.answers.check.imperatives import imperatives
from bot.answers.check.sentence import Sentence, Token, TokenKind
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What only weakens a statement needs no evidence.
_WEAKENING = frozenset({
    "can", "could", "may", "might", "possibly", "perhaps", "sometimes", "often", "usually", "typically", "generally",
    "normally", "likely", "probably", "tends", "tend", "frequently", "commonly", "example", "mean", "means",
})  # fmt: skip
#: The furthest that a number's object stands from it, in content tokens.
_OBJECT = 2
#: What a number counts stands at most so far behind it where the evidence puts other words between.
_NEAR = 4
#: How many words may say next to nothing, and the share of the evidence's words that must be said beside them.
_LIGHT, _LIGHT_SAID = 2, 0.6
#: The share of what the evidence states that every claim has to say.
_SHARE = 0.5
#: What stands for something said before, and how many content tokens a clause's subject has.
_PRONOUNS = frozenset({"it", "its", "they", "their", "this", "that", "these", "those", "such", "he", "she"})
_SUBJECT = 2
#: "It is recommended by X that …" names what it speaks of within so many tokens.
_EXPLETIVE = 8


def every_word_is_covered(found: Alignment) -> str:
    """Every content word stands in the evidence or its heading; numbers in the evidence itself.

    A few words that say next to nothing are let through, but only beside enough of the evidence's own words.
    """
    light = 0
    for token in found.claim.content:
        there = found.at[token.place]
        if there == -1 and token.kind is TokenKind.NUMBER:
            return f"number {token.text}"
        if there is not None or needs_no_evidence(token, found):
            continue
        has_kin = any(are_rivals(token, one) for one in found.evidence.content)
        if token.kind is not TokenKind.WORD or token.stem not in terms().light or has_kin:
            return f"word {token.text}"
        light += 1
    return "words too light" if light > _LIGHT or (light and share_said(found) < _LIGHT_SAID) else ""


def enough_is_said(found: Alignment) -> str:
    """The claim says enough of what the evidence states, not two of its words put together anew, and nothing denying less."""
    if share_said(found) < _SHARE:
        return "too little of it"
    segments = {found.evidence.content[place].segment for place in found.said}
    for token in found.evidence.content:
        is_left = token.place not in found.said and token.segment in segments and not token.in_brackets
        if is_left and token.stem in terms().denying:
            return f"without {token.text}"
    return ""


def subject_is_named(found: Alignment) -> str:
    """A claim names what it speaks of: no pronoun stands for what another sentence may be about, and no subject is left out."""
    first = next((token.text for token in found.claim.tokens), "")
    first = "such" if found.claim.text.lower().startswith("such ") else first
    own = next((token.text for token in found.evidence.tokens), "")
    said = [token.text for token in found.claim.tokens[:_EXPLETIVE]]
    is_expletive = said[:1] == ["it"] and said[1:2] in (["is"], ["was"]) and "that" in said
    if first in _PRONOUNS and own not in _PRONOUNS and not is_expletive:
        return f"who is {first}"
    opening = _opening(found)
    if not opening:
        return ""
    # A subject that stands in the heading only may be another than the clause's own.
    opens = found.claim.content[0]
    is_named_above = found.at[0] == -1 and (opens.is_capital or opens.stem in terms().siblings)
    if not any(token.place in found.said for token in opening[: 1 if is_named_above else _SUBJECT]):
        return "no subject"
    return subject_is_no_other(found)


def subject_is_no_other(found: Alignment) -> str:
    """What the evidence says of a name, or of doing something, is said of that name or doing."""
    opening = _opening(found)
    return "another subject" if opening and _is_bound(opening, found) else ""


def _opening(found: Alignment) -> list[Token]:
    """The content tokens of the clause that the claim speaks of most; dates, sources and what is in brackets left out."""
    content = found.evidence.content
    clauses = [content[place].clause for place in found.said]
    main = max(set(clauses), key=clauses.count, default=None)
    return [
        token
        for token in content
        if token.clause == main
        and not token.in_brackets
        and token.kind is not TokenKind.DATE
        and (token.stem not in terms().sources or token.text.endswith("ing"))
    ]


def _is_bound(opening: Sequence[Token], found: Alignment) -> bool:
    """Whether a clause is about a name or a doing, as `listing checkpoints`, that the claim leaves out with all its like."""
    first = opening[0]
    is_direction = first.stem in terms().rising | terms().falling
    if first.place in found.said or found.claim.find(first.keys[:1]) or is_direction:
        return False
    names = [token for token in opening if token.kind is TokenKind.NAME]
    is_name = first.kind is TokenKind.NAME and not any(token.place in found.said for token in names)
    return is_name or (first.text.endswith("ing") and first.text != "training")


def share_said(found: Alignment) -> float:
    """The share that is said of the segments of the evidence that the claim speaks of; brackets, dates and sources left out."""
    content = found.evidence.content
    segments = {content[place].segment for place in found.said}
    own = [
        token
        for token in content
        if token.place in found.said
        or not (
            token.segment not in segments
            or token.in_brackets
            or token.kind is TokenKind.DATE
            or token.stem in terms().sources
        )
    ]
    return sum(token.place in found.said for token in own) / len(own) if own else 0.0


def needs_no_evidence(token: Token, found: Alignment) -> bool:
    """Whether a word only weakens, is what a name beside it is, or belongs to a denial."""
    if token.kind is not TokenKind.WORD:
        return False
    if token.text in _WEAKENING:
        return True
    if token.stem == "should":
        return bool(imperatives(found.evidence) or found.evidence.find(("must", "need", "requir")))
    if token.stem in terms().kinds and _is_beside_a_name(token, found):
        return True
    # "You don't need any X" denies X and no more.
    return token.stem in {"need", "ani"} and any(
        token.place in one.scope[:2] and len(one.scope) > 1 for one in found.claim.negations
    )


def _is_beside_a_name(token: Token, found: Alignment) -> bool:
    beside = found.claim.content[max(0, token.place - 1) : token.place + 2]
    return any(one is not token and one.is_capital and found.at[one.place] is not None for one in beside)


def quantities_are_the_same(found: Alignment) -> str:
    """Unit, comparator and object of every number, and the role of every date, are those of the evidence."""
    return quantities_have_the_same_bounds(found) or _objects(found)


def quantities_have_the_same_bounds(found: Alignment) -> str:
    """Unit and comparator of every number, and the role of every date, are those of the evidence."""
    for said, own in found.found():
        if said.kind is TokenKind.WORD:
            continue
        options = [found.evidence.content[there] for there in found.candidates(said)]
        if not any(_same_comparator(said, one, found) for one in options):
            return f"comparator {said.comparator or 'none'} {said.text}"
        if not _same_comparator(said, own, found):
            return f"comparator {said.comparator or 'none'} {said.text}"
    return ""


def _same_comparator(said: Token, own: Token, found: Alignment) -> bool:
    if said.kind is TokenKind.DATE and said.keys[0] in found.context and said.comparator in {"@from", "@on", "@by", ""}:
        return True
    mine, theirs = _comparator(said, found.claim), _comparator(own, found.evidence)
    if mine == theirs:
        return True
    if said.kind is TokenKind.DATE:
        return False
    soft = {mine, theirs}
    return soft in ({"@le", "limit"}, {"@ge", "floor"}, {"", "limit"}, {"", "floor"}, {"", "@eq"})


def _comparator(token: Token, sentence: Sentence) -> str:
    """The comparator, or `limit` or `floor` where the words before it make it one."""
    if token.kind is TokenKind.DATE:
        return "" if token.comparator in {"@on", "@from", ""} and token.comparator != "@from" else token.comparator
    if token.comparator:
        return token.comparator
    for before in sentence.content[max(0, token.place - 3) : token.place]:
        if before.stem in {"limit", "cap", "maximum", "largest", "ceil", "longest"}:
            return "limit"
        if before.stem in {"minimum", "floor", "smallest", "least"}:
            return "floor"
    return ""


def _objects(found: Alignment) -> str:
    """What a number counts stands by it in the evidence: behind it where it counts something there, with no number between."""
    for said, own in found.found():
        counted = counted_by(said, found.claim) if said.kind is TokenKind.NUMBER else None
        if counted is None:
            continue
        places = found.candidates(counted)
        if counted_by(own, found.evidence) is not None:
            behind = range(own.place + 1, own.place + 1 + _NEAR)
            is_by = any(place in behind for place in places)
        else:
            is_by = any(not _is_parted(found.evidence, own.place, place) for place in places)
        if places and not is_by:
            return f"object {counted.text} of {said.text}"
    return ""


def counted_by(number: Token, sentence: Sentence) -> Token | None:
    """The next content word after a number in its segment."""
    for token in sentence.content[number.place + 1 : number.place + 1 + _OBJECT]:
        if token.kind is TokenKind.NUMBER:
            return None
        if token.segment == number.segment and token.kind is TokenKind.WORD and not token.text.startswith("@"):
            return token
    return None


def _is_parted(evidence: Sentence, number: int, place: int) -> bool:
    low, high = sorted((number, place))
    return any(
        token.kind is TokenKind.NUMBER and token.keys != evidence.content[number].keys
        for token in evidence.content[low + 1 : high]
    )
