"""A claim may not leave out a phrase that narrows what it says: `for DPO`, `per region`, `in preview`.

Each rule gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.check.sentence import TokenKind
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answers.check.alignment import Alignment
    from bot.answers.check.sentence import Sentence, Token

#: The share of a segment's other words that must be said for a claim to be about it.
_MOSTLY = 0.4
_LISTING = frozenset({"and", "or", "plus"})


def phrases_are_kept(found: Alignment) -> str:
    """No phrase that narrows is left out whole where the claim says most of what stands with it."""
    content = found.evidence.content
    for preposition, phrase in _phrases(found.evidence):
        if any(_is_said(token, found) for token in phrase) or not _narrows(preposition, phrase, found):
            continue
        inside = {token.place for token in phrase}
        beside = [one for one in content if one.segment == phrase[0].segment and one.place not in inside]
        said = sum(one.place in found.said for one in beside)
        if said and said >= _MOSTLY * len(beside):
            return f"without {preposition} {phrase[0].text}"
    return ""


def _is_said(token: Token, found: Alignment) -> bool:
    """Whether the claim speaks of a token, or of the same term where the evidence has it twice: `fine-tuning (SFT)`."""
    has_kind = token.kind is TokenKind.NAME or token.stem in terms().siblings
    return token.place in found.said or (has_kind and bool(found.claim.find(token.keys[:1])))


def heads_are_kept(found: Alignment) -> str:
    """What is said of `the training of X` is not said of X: the word before `of` is not left out."""
    content = found.evidence.content
    for preposition, phrase in _phrases(found.evidence):
        before = phrase[0].place - 1
        if preposition != "of" or before < 0 or before in found.said:
            continue
        head = content[before]
        bears = head.kind is TokenKind.WORD and head.stem not in terms().light and head.stem not in terms().sources
        listed = [*phrase, *_goes_on(content[phrase[-1].place + 1 :])]
        if bears and head.segment == phrase[0].segment and any(token.place in found.said for token in listed):
            return f"without {head.text}"
    return ""


def _goes_on(behind: Sequence[Token]) -> Iterator[Token]:
    """The further names of a list that has begun, what stands in brackets between them left out."""
    for token in behind:
        if token.kind is TokenKind.NAME:
            yield token
        elif not token.in_brackets:
            return


def _phrases(sentence: Sentence) -> Iterator[tuple[str, list[Token]]]:
    """Every preposition with the content tokens up to the next one, or to the end of its segment."""
    known = terms()
    preposition = before = ""
    phrase: list[Token] = []
    for token in sentence.tokens:
        begins = token.text in known.narrowing or token.text in known.narrowing_by_kind
        ends = (
            begins or token.kind is TokenKind.BOUNDARY or token.text in {"and", "or", "but", "is", "are", "was", "were"}
        )
        if ends:
            if preposition and phrase:
                yield preposition, phrase
            # One of several ways, such as "or in the portal", may be left out.
            preposition, phrase = (token.text if begins and before not in _LISTING else ""), []
        elif preposition and token.place >= 0:
            phrase.append(token)
        before = token.text
    if preposition and phrase:
        yield preposition, phrase


def _narrows(preposition: str, phrase: list[Token], found: Alignment) -> bool:
    """Whether a phrase narrows: what only names the source does not, and after `of` and `to` only what has a kind does."""
    known = terms()
    if any(token.stem in known.sources for token in phrase) or phrase[0].in_brackets:
        return False
    if all(token.stem in known.platforms for token in phrase):
        return False
    if all(token.kind is TokenKind.DATE for token in phrase):
        return not (found.is_current and phrase[0].keys[0] in found.context)
    if preposition in known.narrowing:
        return True
    return any(token.kind is not TokenKind.WORD or token.stem in known.siblings for token in phrase)
