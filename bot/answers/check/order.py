"""Who does what to whom: the terms of a claim stand where the evidence has them.

Each rule gives "" or, in a word or two, what is wrong.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.answers.check.alignment import Alignment, are_rivals
from bot.answers.check.sentence import Sentence, Token, TokenKind
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    _Pairs = tuple[tuple[Token, Token], tuple[Token, Token]]

#: By how much a claim with another term in a place has to be closer to the evidence to count as changed.
_SUBSTITUTED = 0.3
_EXCHANGED = 0.25
#: The same for two numbers, dates or names.
_EXCHANGED_FIGURES = 0.1
#: The same for two words of no common kind, which stand elsewhere in many a true paraphrase.
_EXCHANGED_WORDS = 1.2
#: The share of a claim's words that stand in the evidence's order in what is nearly a copy.
_NEARLY_A_COPY = 0.75
#: The largest gaps between two words in common, in the claim and in the evidence, that are compared as one place.
_GAP_SAID, _GAP_OWN = 2, 3
#: Numbers and dates, and how far from one what it belongs to stands, in content tokens.
_FIGURES = frozenset({TokenKind.NUMBER, TokenKind.DATE})
_PAIRED = 4
#: How many content tokens before "which" may be what it stands for.
_ANTECEDENT = 3
_CONJUNCTIONS = frozenset(
    {"and", "or", "but", "while", "whereas", "which", "who", "that", "because", "so", "as", "than"}
)
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})


def no_kin_is_meant(found: Alignment) -> str:
    """No term comes from the heading, or more often than in the evidence, where the evidence speaks of one of its kind."""
    content = found.evidence.content
    unsaid = [token for token in content if token.place not in found.said]
    uses: dict[int, int] = {}
    for token in found.claim.content:
        there = found.at[token.place]
        if there == -1 and any(are_rivals(token, one) for one in content):
            return f"{token.text} of the heading"
        if there is not None and there >= 0:
            uses[there] = uses.get(there, 0) + 1
    for token in found.claim.content:
        there = found.at[token.place]
        if there is not None and there >= 0 and uses[there] > 1 and any(are_rivals(token, one) for one in unsaid):
            return f"{token.text} twice"
    return ""


def no_place_is_filled_otherwise(found: Alignment) -> str:
    """Between the same two words the claim has no word of elsewhere where the evidence has one that the claim leaves out."""
    order = found.in_order()
    is_copy = len(order) >= _NEARLY_A_COPY * len(found.claim.content)
    anchors = [(-1, -1), *order, (len(found.claim.content), len(found.evidence.content))]
    for (said, own), (said_next, own_next) in pairwise(anchors):
        between, instead = range(said + 1, said_next), range(own + 1, own_next)
        if not 0 < len(between) <= _GAP_SAID or not 0 < len(instead) <= _GAP_OWN:
            continue
        content, own_content = found.claim.content, found.evidence.content
        moved = [place for place in between if (there := found.at[place]) is not None and there not in instead]
        left = [place for place in instead if place not in found.said]
        light = [place for place in between if found.at[place] is None and content[place].stem in terms().light]
        if light and any(own_content[place].stem not in terms().light for place in left):
            return f"{content[light[0]].text} in another's place"
        if (moved and left and is_copy) or any(
            are_rivals(content[one], own_content[two]) for one in moved for two in left
        ):
            return f"{found.claim.content[moved[0]].text} in another's place"
    return ""


def nothing_is_exchanged(found: Alignment) -> str:
    """No two terms of the claim have changed places, and no term stands where the evidence has one of its kind."""
    return _exchanged(found, _exchangeable)


def figures_and_kin_are_not_exchanged(found: Alignment) -> str:
    """No figures, names or terms of one kind have changed places; other words may."""
    return _exchanged(found, _exchangeable_kin)


def _exchanged(found: Alignment, exchangeable: Callable[[list[tuple[Token, Token]]], Iterator[_Pairs]]) -> str:
    pairs = [(said, own) for said, own in found.found()]
    for said, own in pairs:
        if said.text.startswith("@"):
            continue
        here = found.likeness(said.place, own.place)
        for rival in found.evidence.content:
            is_kin = rival.place != own.place and are_rivals(said, rival)
            if is_kin and found.likeness(said.place, rival.place) > here + _SUBSTITUTED:
                return f"{said.text} for {rival.text}"
    for one, two in exchangeable(pairs):
        here = found.likeness(one[0].place, one[1].place, two[0].place) + found.likeness(
            two[0].place, two[1].place, one[0].place
        )
        there = found.likeness(one[0].place, two[1].place, two[0].place) + found.likeness(
            two[0].place, one[1].place, one[0].place
        )
        margin = _EXCHANGED_WORDS
        if one[0].kind is not TokenKind.WORD:
            margin = _EXCHANGED_FIGURES
        elif are_rivals(one[0], two[0]):
            margin = _EXCHANGED
        if there > here + margin:
            return f"{one[0].text} and {two[0].text} exchanged"
    return ""


def _exchangeable(pairs: list[tuple[Token, Token]]) -> Iterator[_Pairs]:
    for at, one in enumerate(pairs):
        for two in pairs[at + 1 :]:
            is_listed = one[1].in_brackets == two[1].in_brackets and one[0].in_brackets == two[0].in_brackets
            is_one_list = is_listed and abs(one[1].place - two[1].place) == abs(one[0].place - two[0].place) == 1
            is_same = one[1].place == two[1].place or one[0].keys[0] == two[0].keys[0]
            if not is_same and not is_one_list and one[0].kind is two[0].kind:
                yield one, two


def _exchangeable_kin(pairs: list[tuple[Token, Token]]) -> Iterator[_Pairs]:
    for one, two in _exchangeable(pairs):
        if one[0].kind is not TokenKind.WORD or are_rivals(one[0], two[0]):
            yield one, two


def pairs_are_the_same(found: Alignment) -> str:
    """A name and the figure beside it stand together in the evidence: no other figure of that kind stands between."""
    content, own = found.claim.content, found.evidence.content
    for figure in content:
        there = found.at[figure.place]
        if figure.kind not in _FIGURES or there is None or there < 0:
            continue
        for name in content[max(0, figure.place - _PAIRED) : figure.place + _PAIRED + 1]:
            at = found.at[name.place]
            has_kin = name.kind is TokenKind.NAME or name.stem in terms().siblings
            if not has_kin or at is None or at < 0 or name.segment != figure.segment:
                continue
            between = own[min(at, there) + 1 : max(at, there)]
            if any(_is_other(one, own[there]) and one.place not in found.said for one in between):
                return f"{name.text} with {figure.text}"
    return ""


def _is_other(one: Token, figure: Token) -> bool:
    """Whether a token is a figure as well, of the same kind and unit, and another."""
    is_kind = one.kind is figure.kind and one.unit == figure.unit and one.in_brackets == figure.in_brackets
    return is_kind and one.keys[0] != figure.keys[0]


def clauses_are_not_mixed(found: Alignment) -> str:
    """No subject of one clause has another clause's predicate: who does one thing in the evidence does not do the other."""
    content, own = found.claim.content, found.evidence.content
    for one, two in pairwise(content):
        here, there = found.at[one.place], found.at[two.place]
        if here is None or there is None or min(here, there) < 0 or one.segment != two.segment:
            continue
        if own[here].segment == own[there].segment or own[here].in_brackets or own[there].in_brackets:
            continue
        behind = [token for token in own[here + 1 :] if token.segment == own[here].segment and not token.in_brackets]
        before = [token for token in own[:there] if token.segment == own[there].segment and not token.in_brackets]
        if _is_unsaid(behind, found) and (_is_unsaid(before, found) or _is_of_another(own[there], found)):
            return f"{one.text} with {two.text} of another clause"
    return ""


def _is_unsaid(tokens: Sequence[Token], found: Alignment) -> bool:
    """Whether there are some of these and the claim speaks of none of them."""
    return bool(tokens) and not any(token.place in found.said for token in tokens)


def _is_of_another(token: Token, found: Alignment) -> bool:
    """Whether a token opens a relative clause about something that is not said."""
    tokens = found.evidence.tokens
    at = next(place for place, one in enumerate(tokens) if one is token)
    opens = next(
        (place for place in range(at - 1, max(-1, at - 4), -1) if tokens[place].text in {"which", "who"}), None
    )
    if opens is None:
        return False
    behind_it = [one for one in tokens[:opens] if one.place >= 0][-_ANTECEDENT:]
    return _is_unsaid(behind_it, found)


def sides_are_the_same(found: Alignment) -> str:
    """What does something in the evidence does it in the claim, and to the same: active and passive are told apart."""
    return _turned(found, found.claim.content)


def sides_of_verbs_are_the_same(found: Alignment) -> str:
    """The same of words that are verbs wherever they stand, in other words nouns change their sides as well.

    What is done to something (`four are named in the guide`) is not what that does (`four name the guide`).
    """
    active = []
    for verb in found.claim.content:
        there = found.at[verb.place]
        if verb.stem not in terms().transitive or there is None or there < 0 or verb.text.endswith("ing"):
            continue
        is_done = _is_participle(found.claim, verb)
        if is_done and not _is_passive(found.claim, verb):
            continue
        if not _is_participle(found.evidence, found.evidence.content[there]):
            active.append(verb)
        elif not is_done and not verb.text.endswith(("ed", "en")) and _is_straight(found, verb, there):
            return f"sides of {verb.text}"
    return _turned(found, active)


def _is_straight(found: Alignment, verb: Token, there: int) -> bool:
    """Whether what stands to each side of a verb stands there in the evidence as well."""
    left = _sides(found, verb, range(verb.place - 1, max(-1, verb.place - 3), -1))
    right = _sides(found, verb, range(verb.place + 1, min(len(found.claim.content), verb.place + 3)))
    return bool(left and right) and all(place < there for place in left) and all(place > there for place in right)


def _turned(found: Alignment, verbs: Iterable[Token]) -> str:
    content = found.claim.content
    for verb in verbs:
        there = found.at[verb.place]
        if verb.kind is not TokenKind.WORD or there is None or there < 0 or verb.text.startswith("@"):
            continue
        left = _sides(found, verb, range(verb.place - 1, max(-1, verb.place - 3), -1))
        right = _sides(found, verb, range(verb.place + 1, min(len(content), verb.place + 3)))
        if not left or not right:
            continue
        turned = all(place > there for place in left) and all(place < there for place in right)
        straight = all(place < there for place in left) and all(place > there for place in right)
        passive = _is_passive(found.claim, verb) != _is_passive(found.evidence, found.evidence.content[there])
        if (turned and not passive and not _is_participle(found.claim, verb)) or (straight and passive):
            return f"sides of {verb.text}"
    return ""


def _sides(found: Alignment, verb: Token, places: Iterable[int]) -> list[int]:
    """Where in the evidence the words to one side of a verb stand, as far as both are in one clause there."""
    own = found.evidence.content
    there = found.at[verb.place] or 0
    found_at = [found.at[place] for place in places if found.claim.content[place].segment == verb.segment]
    return [place for place in found_at if place is not None and place >= 0 and own[place].clause == own[there].clause]


def _is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb is followed by the one who acts: `is read by`."""
    at = next(place for place, token in enumerate(sentence.tokens) if token is verb)
    return any(token.text == "by" for token in sentence.tokens[at + 1 : at + 3])


def _is_participle(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb follows a form of "to be", as in `ten examples are needed for a job`."""
    at = next(place for place, token in enumerate(sentence.tokens) if token is verb)
    is_after_be = any(token.text in _BE for token in sentence.tokens[max(0, at - 2) : at])
    return is_after_be and verb.text.endswith(("ed", "en", "n", "t"))


def words_are_moved_at_joints(found: Alignment) -> str:
    """What only puts the evidence's words in another order moves whole parts of it, cut at a comma, a preposition or a joining word."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(found.evidence.tokens):
        places.setdefault(token.text, []).append(place)
    said = [token for token in found.claim.tokens if not token.text.startswith("@")]
    if not all(token.text in places or token.kind is TokenKind.BOUNDARY for token in said):
        return ""
    last, is_joint = -1, True
    for token in said:
        if token.kind is not TokenKind.BOUNDARY:
            following = next((place for place in places[token.text] if place > last), None)
            if following is None and not is_joint and not _joins(token):
                return f"{token.text} moved"
            last = places[token.text][0] if following is None else following
        is_joint = token.kind is TokenKind.BOUNDARY or (is_joint and token.kind is TokenKind.FUNCTION)
    return ""


def _joins(token: Token) -> bool:
    known = terms()
    return token.text in known.narrowing or token.text in known.narrowing_by_kind or token.text in _CONJUNCTIONS
