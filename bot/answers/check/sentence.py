"""Reads a sentence into tokens: words by stem, numbers with unit and comparator, dates with their role, names, markers.

The claim and the evidence are read the same way, so that the rules compare like with like. Everything is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.answers.check import figures
from bot.answers.check.plain import plain
from bot.answers.check.terms import root, terms
from knowledge.model_names import named_models, replace_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PIECE = re.compile(r"(?<![\w.)-])-(?=\d)\d[\d.,]*|\w[\w.,'’+/&-]*|[$€£%]|[,;:()\[\]\"“”—–?!]")
_SPAN = re.compile(r"(?<=[\d%])\s?[–—]\s?(?=\d)")
_HYPHEN = re.compile(r"[-/_&]")
_BOUNDARIES = frozenset(',;:()[]"“”—–?!.')
_SEGMENT_ENDS = frozenset(",;:([—–?!.")
_JOINING = frozenset({"and", "but", "while", "whereas", "although", "though", "which", "who", "yet", "plus"})
_NEGATORS = frozenset({"@not", "@rare"})
#: Markers that end what a negation reaches.
_TURNS = frozenset({"@because", "@if", "@unless", "@except"})
#: Verbs that are denied by what they have behind them, by their stems.
_TAKES_NO = frozenset(
    {"need", "requir", "have", "has", "give", "contain", "show", "offer", "provid", "make", "includ", "take"}
)
COMPARATORS = frozenset({"@ge", "@le", "@gt", "@lt", "@about", "@eq"})
#: Words that compare only where they stand before a number.
_PLAIN_COMPARATORS = {
    "about": "@about", "near": "@about", "some": "@about", "under": "@lt", "below": "@lt", "over": "@gt", "above": "@gt", "within": "@le",
    "exceeding": "@gt", "beyond": "@gt", "max": "@le", "min": "@ge", "just": "@eq",
}  # fmt: skip
_AFTER_NUMBER = frozenset({"@ge+", "@le+", "@by+", "@from+"})
ROLES = frozenset({"@until", "@by", "@before", "@after", "@from", "@on"})
#: How far before a number its comparator may stand, and behind it, in tokens.
_BEFORE, _BEHIND = 3, 4


class TokenKind(Enum):
    """What a token is."""

    WORD = auto()
    NUMBER = auto()
    DATE = auto()
    NAME = auto()
    MARKER = auto()
    FUNCTION = auto()
    BOUNDARY = auto()


CONTENT = frozenset({TokenKind.WORD, TokenKind.NUMBER, TokenKind.DATE, TokenKind.NAME})


@dataclass(slots=True)
class Token:
    """One token; `keys` are what it is compared by: its stem first, then the families of its synonyms."""

    text: str
    kind: TokenKind
    keys: tuple[str, ...] = ()
    unit: str = ""
    comparator: str = ""
    is_capital: bool = False
    segment: int = 0
    clause: int = 0
    in_brackets: bool = False
    #: Its place among the content tokens; -1 where it is none.
    place: int = -1

    @property
    def stem(self) -> str:
        """What stands for the token in the lists of words."""
        return self.keys[0] if self.keys else self.text


@dataclass(frozen=True, slots=True)
class Negation:
    """A negator, the places of the content tokens that it reaches (the first one is its target), and the one before it."""

    kind: str
    scope: tuple[int, ...]
    before: int


@dataclass(slots=True)
class Sentence:
    """A sentence as it was read. Places count content tokens only."""

    text: str
    tokens: list[Token]
    content: list[Token] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    negations: list[Negation] = field(default_factory=list)
    #: Markers such as `@only`: the name, the place of the content token before it (-1 if none) and of the one after it.
    markers: list[tuple[str, int, int]] = field(default_factory=list)

    def find(self, keys: Sequence[str]) -> list[int]:
        """The places at which something stands that may be meant by one of these keys."""
        found = self.places.get(keys[0], []) if keys else []
        if len(keys) > 1:
            found = sorted({*found, *(place for key in keys[1:] for place in self.places.get(key, ()))})
        return found


@lru_cache(maxsize=4_096)
def read(text: str) -> Sentence:
    """Read one sentence; the result is shared and must not be changed."""
    tokens = list(_numbers(_tokens(text)))
    sentence = Sentence(text, tokens)
    _lay_out(sentence)
    _attach_comparators(sentence)
    _index(sentence)
    _find_negations(sentence)
    return sentence


def _tokens(text: str) -> list[Token]:
    shown = plain(text)
    for model in named_models(shown):
        shown = replace_model(shown, model, model)
    pieces = list(_pieces(_SPAN.sub("-", figures.spell_dates(shown))))
    found: list[Token] = []
    at = 0
    while at < len(pieces):
        length, stand_in = _phrase(pieces, at)
        if length:
            found.extend(_token(word, is_capital=False) for word in stand_in)
        else:
            length = 1
            found.append(_token(pieces[at], is_capital=pieces[at][0].isupper()))
        at += length
    return _negators_first(found)


def _negators_first(tokens: list[Token]) -> list[Token]:
    """`needs no key` and `has no key` as `does not need a key`, so that both ways of denying are one."""
    for at in range(len(tokens) - 1):
        if tokens[at].stem in _TAKES_NO and tokens[at + 1].text == "@not":
            tokens[at], tokens[at + 1] = tokens[at + 1], tokens[at]
    return tokens


def _phrase(pieces: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    """How many pieces from here on are read as other words, and as which."""
    for said, stand_in in terms().phrases.get(pieces[at].lower(), ()):
        if len(said) == 1 or [piece.lower() for piece in pieces[at : at + len(said)]] == list(said):
            return len(said), stand_in
    return 0, ()


def _pieces(text: str) -> Iterator[str]:
    """Words, numbers, names and punctuation one by one."""
    for piece in _PIECE.findall(text):
        body = piece.rstrip(".,'’/&+-") or piece
        yield from filter(None, _taken_apart(body))
        if piece[len(body) :] == "+" and figures.is_number(body):
            yield "@ge+"
        for end in piece[len(body) :]:
            if end in _BOUNDARIES:
                yield end


def _taken_apart(body: str) -> Iterator[str]:
    lower = body.lower()
    if figures.is_date(body) or figures.is_number(body) or body in _BOUNDARIES:
        yield body
    elif lower.endswith(("n't", "n’t")):
        yield from {"ca": ("cannot",), "wo": ("will", "not"), "sha": ("shall", "not")}.get(
            lower[:-3], (lower[:-3], "not")
        )
    elif "'" in body or "’" in body:
        yield from _taken_apart(body.replace("’", "'").partition("'")[0] or "s")
    elif any(character.isdigit() for character in body):
        yield from _with_digits(body)
    else:
        yield from (part for part in re.split(r"[-/_&.,+]", body) if part)


def _with_digits(body: str) -> Iterator[str]:
    """`24-hour`, `512MB` and `80-90` in parts; names such as `gpt-4o-mini` and `1.22.1` whole."""
    parts = _HYPHEN.split(body)
    if all(figures.is_number(part) for part in parts) and len(parts) == 2:  # noqa: PLR2004 - a span has two ends
        yield from (parts[0], "to", parts[1])
    elif figures.is_number(parts[0]) and len(parts) > 1 and all(part.isalpha() for part in parts[1:]):
        yield from parts
    else:
        digits = body.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        ending = body[len(digits) :].lower()
        if figures.is_number(digits) and (ending in figures.UNITS or ending in figures.SCALES):
            yield from (digits, ending)
        elif "," in body:
            yield from (inner for part in body.split(",") if part for inner in _with_digits(part))
        else:
            yield body


@lru_cache(maxsize=20_000)
def _keys(word: str) -> tuple[str, ...]:
    stem = root(word)
    return (stem, *terms().synonyms.get(stem, ()))


def _token(piece: str, *, is_capital: bool) -> Token:
    word = piece.lower()
    if word in _BOUNDARIES or word.startswith("@"):
        return Token(word, TokenKind.BOUNDARY if word in _BOUNDARIES else TokenKind.MARKER)
    return _figure(word) or _word(word, is_capital=is_capital)


def _figure(word: str) -> Token | None:
    """A date, a number or a name with digits in it; None for a word."""
    if figures.is_date(word):
        return Token(word, TokenKind.DATE, (f"#{word}", *_coarser(word)))
    if (digits := figures.in_digits(word)) and not (len(word) > 1 and word[0] == "0" and word.isdigit()):
        return Token(digits, TokenKind.NUMBER, (f"#{digits}",))
    # A name, or a version such as 0613.
    has_digit = any(character.isdigit() for character in word)
    return Token(word, TokenKind.NAME, (word,), is_capital=True) if has_digit else None


def _word(word: str, *, is_capital: bool) -> Token:
    if word in terms().connectives and word not in figures.UNITS:
        return Token(word, TokenKind.FUNCTION)
    return Token(word, TokenKind.WORD, _keys(word), is_capital=is_capital)


def _coarser(date: str) -> tuple[str, ...]:
    """A day is in its month, and both are in their year."""
    parts = date.split("-")
    return tuple(f"#{'-'.join(parts[:length])}" for length in range(len(parts) - 1, 0, -1))


def _numbers(tokens: Sequence[Token]) -> Iterator[Token]:
    """Join numbers with the scale and the unit that belong to them."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text in "$€£" and after is not None and after.kind is TokenKind.NUMBER:
            after.unit = token.text
            at += 1
            continue
        if token.kind is TokenKind.NUMBER:
            at = _take_scale_and_unit(tokens, at, token)
        yield token
        at += 1


def _take_scale_and_unit(tokens: Sequence[Token], at: int, number: Token) -> int:
    """The place of the last token that belongs to the number."""
    while at + 1 < len(tokens) and tokens[at + 1].text in figures.SCALES:
        number.text = figures.times(number.text, tokens[at + 1].text)
        at += 1
    if not number.unit and at + 1 < len(tokens) and tokens[at + 1].text in figures.UNITS:
        number.unit = figures.UNITS[tokens[at + 1].text]
        at += 1
    number.keys = (f"#{number.text}{number.unit}",)
    return at


def _lay_out(sentence: Sentence) -> None:
    """Say of every token in which segment and clause it stands, and whether in brackets; behind them the segment goes on."""
    segment = last = clause = 0
    outside: list[int] = []
    for token, after in zip_longest(sentence.tokens, sentence.tokens[1:]):
        goes_on = token.text in {",", "and"} and after is not None and after.kind is TokenKind.NAME
        if token.text in "([":
            outside.append(segment)
        if token.text in ")]" and outside:
            segment = outside.pop()
        elif goes_on:
            pass
        elif token.text in _SEGMENT_ENDS or token.text in _JOINING or token.text in _TURNS:
            last += 1
            segment = last
            clause += token.text in {";", ":", "but", "while", "whereas"}
        token.segment, token.clause, token.in_brackets = segment, clause, bool(outside)


def _attach_comparators(sentence: Sentence) -> None:
    """Give numbers and dates the comparators and roles that belong to them, and spans the unit of their end."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        if token.kind in {TokenKind.NUMBER, TokenKind.DATE} or (
            token.kind is TokenKind.NAME and token.text[0].isdigit()
        ):
            wanted = ROLES | COMPARATORS if token.kind is TokenKind.DATE else COMPARATORS
            before, behind = _taken_before(tokens, at, wanted), _taken_behind(tokens, at)
            token.comparator = f"{before}{behind}" if token.kind is TokenKind.DATE else before or behind
    for first, between, last in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if first.kind is last.kind is TokenKind.NUMBER and between.text in {"to", "and", "or"} and not first.unit:
            first.unit = last.unit
            first.keys = (f"#{first.text}{first.unit}",)


def _taken_before(tokens: Sequence[Token], at: int, wanted: frozenset[str]) -> str:
    bound = ""
    for back in range(at - 1, max(-1, at - 1 - _BEFORE), -1):
        token = tokens[back]
        if tokens[at].kind is not TokenKind.DATE and token.text in _PLAIN_COMPARATORS:
            token.kind, token.keys = TokenKind.FUNCTION, ()
            return _PLAIN_COMPARATORS[token.text]
        if token.text in wanted:
            token.kind = TokenKind.FUNCTION
            # "Until at least" bounds a date by two words.
            if tokens[at].kind is TokenKind.DATE and token.text in COMPARATORS:
                bound = token.text
                continue
            return token.text + bound
        if token.text == "by" and tokens[at].kind is TokenKind.DATE and back == at - 1:
            return "@by"
        if token.kind in {TokenKind.BOUNDARY, TokenKind.NUMBER, TokenKind.DATE, TokenKind.NAME}:
            break
    return bound


def _taken_behind(tokens: Sequence[Token], at: int) -> str:
    for place in range(at + 1, min(len(tokens), at + 1 + _BEHIND)):
        token = tokens[place]
        is_last = place + 1 == len(tokens) or tokens[place + 1].kind is TokenKind.BOUNDARY
        if token.text in _AFTER_NUMBER or (token.text in {"@ge", "@le"} and is_last):
            token.kind = TokenKind.FUNCTION
            return token.text.rstrip("+")
        if token.kind in {TokenKind.BOUNDARY, TokenKind.NUMBER, TokenKind.DATE}:
            break
    return ""


#: Markers that stand between two things and so have a place of their own among the content.
_RELATIONS = (COMPARATORS - {"@about", "@eq"}) | (ROLES - {"@on", "@from"})


def _index(sentence: Sentence) -> None:
    """Number the content tokens and note where each key stands."""
    waiting: list[tuple[str, int]] = []
    for token in sentence.tokens:
        if token.kind is TokenKind.MARKER and token.text in _RELATIONS:
            token.kind, token.keys = TokenKind.WORD, (token.text,)
        if token.kind in CONTENT:
            token.place = len(sentence.content)
            sentence.content.append(token)
            for key in token.keys:
                sentence.places.setdefault(key, []).append(token.place)
            sentence.markers.extend((name, before, token.place) for name, before in waiting)
            waiting = []
        elif token.kind is TokenKind.MARKER and token.text not in _NEGATORS:
            waiting.append((token.text, len(sentence.content) - 1))
    sentence.markers.extend((name, before, -1) for name, before in waiting)


def _find_negations(sentence: Sentence) -> None:
    before = -1
    for at, token in enumerate(sentence.tokens):
        if token.kind is TokenKind.MARKER and token.text in _NEGATORS:
            sentence.negations.append(Negation(token.text, tuple(_reach(sentence.tokens, at)), before))
        before = max(before, token.place)


def _reach(tokens: Sequence[Token], at: int) -> Iterator[int]:
    """The places that a negator reaches: up to the next boundary, but for one that follows at once."""
    begun = False
    for place, token in enumerate(tokens[at + 1 :], at + 1):
        if token.text == "and" and place + 1 < len(tokens) and tokens[place + 1].is_capital:
            # A list of names goes on.
            continue
        ends = (
            token.kind is TokenKind.BOUNDARY
            or token.text in _JOINING
            or token.text in _TURNS
            or token.text in _NEGATORS
        )
        if ends and begun:
            return
        if token.place >= 0:
            begun = True
            yield token.place
