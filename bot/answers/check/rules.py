"""The rules that a claim must keep beside a stored sentence. Each gives "" or, in a word or two, what is wrong."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.answers.check.alignment import Alignment, are_rivals
from bot.answers.check.sentence import Kind, Sentence, Token
from bot.answers.check.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A plain statement's force; below it is weaker, above it is stronger.
PLAIN = 5
#: What only weakens a statement needs no evidence.
_WEAKENING = frozenset({
    "can", "could", "may", "might", "possibly", "perhaps", "sometimes", "often", "usually", "typically", "generally",
    "normally", "likely", "probably", "tends", "tend", "frequently", "commonly", "example", "mean", "means",
})  # fmt: skip
#: By how much a claim with another term in a place has to be closer to the evidence to count as changed.
_SUBSTITUTED = 0.3
_EXCHANGED = 0.25
#: The same for two numbers, dates or names.
_EXCHANGED_FIGURES = 0.1
#: The same for two words of no common kind, which stand elsewhere in many a true paraphrase.
_EXCHANGED_WORDS = 1.2
#: The share of a claim's words that stand in the evidence's order in what is nearly a copy.
_NEARLY_A_COPY = 0.75
#: The furthest that a number's object stands from it, in content tokens.
_OBJECT = 2
#: What a number counts stands at most so far behind it where the evidence puts other words between.
_NEAR = 4
#: How many words may say next to nothing, and the share of the evidence's words that must be said beside them.
_LIGHT, _LIGHT_SAID = 2, 0.6
#: One of so many words behind a negator is what it denies.
_TARGETS = 2
#: So near to each other two words stand together, in content tokens.
_TOGETHER = 2
#: The largest gaps between two words in common, in the claim and in the evidence, that are compared as one place.
_GAP_SAID, _GAP_OWN = 2, 3


def every_word_is_covered(found: Alignment) -> str:
    """Every content word stands in the evidence or its heading; numbers in the evidence itself.

    A few words that say next to nothing are let through, but only beside enough of the evidence's own words.
    """
    light = 0
    for token in found.claim.content:
        there = found.at[token.place]
        if there == -1 and token.kind is Kind.NUMBER:
            return f"number {token.text}"
        if there is not None or _needs_no_evidence(token, found):
            continue
        has_kin = any(are_rivals(token, one) for one in found.evidence.content)
        if token.kind is not Kind.WORD or token.stem not in terms().light or has_kin:
            return f"word {token.text}"
        light += 1
    if light > _LIGHT or (light and len(found.said) < _LIGHT_SAID * len(found.evidence.content)):
        return "words too light"
    return ""


def _needs_no_evidence(token: Token, found: Alignment) -> bool:
    if token.kind is not Kind.WORD:
        return False
    if token.text in _WEAKENING:
        return True
    if token.stem == "should":
        return bool(_imperatives(found.evidence) or found.evidence.find(("must", "need", "requir")))
    # "You don't need any X" denies X and no more.
    return token.stem in {"need", "ani"} and any(token.place in one.scope[:2] and len(one.scope) > 1 for one in found.claim.negations)


def quantities_are_the_same(found: Alignment) -> str:
    """Unit and comparator of every number, and the role of every date, are those of the evidence."""
    for said, own in found.found():
        if said.kind is Kind.WORD:
            continue
        options = [found.evidence.content[there] for there in found.candidates(said)]
        if not any(_same_comparator(said, one, found) for one in options):
            return f"comparator {said.comparator or 'none'} {said.text}"
        if not _same_comparator(said, own, found):
            return f"comparator {said.comparator or 'none'} {said.text}"
    return _objects(found)


def _same_comparator(said: Token, own: Token, found: Alignment) -> bool:
    if said.kind is Kind.DATE and said.keys[0] in found.context and said.comparator in {"@from", "@on", "@by", ""}:
        return True
    mine, theirs = _comparator(said, found.claim), _comparator(own, found.evidence)
    if mine == theirs:
        return True
    if said.kind is Kind.DATE:
        return False
    soft = {mine, theirs}
    return soft in ({"@le", "limit"}, {"@ge", "floor"}, {"", "limit"}, {"", "floor"}, {"", "@eq"})


def _comparator(token: Token, sentence: Sentence) -> str:
    """The comparator, or `limit` or `floor` where the words before it make it one."""
    if token.kind is Kind.DATE:
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
        counted = _counted(said, found.claim) if said.kind is Kind.NUMBER else None
        if counted is None:
            continue
        places = found.candidates(counted)
        if _counted(own, found.evidence) is not None:
            behind = range(own.place + 1, own.place + 1 + _NEAR)
            is_by = any(place in behind for place in places)
        else:
            is_by = any(not _is_parted(found.evidence, own.place, place) for place in places)
        if places and not is_by:
            return f"object {counted.text} of {said.text}"
    return ""


def _counted(number: Token, sentence: Sentence) -> Token | None:
    """The next content word after a number in its segment."""
    for token in sentence.content[number.place + 1 : number.place + 1 + _OBJECT]:
        if token.kind is Kind.NUMBER:
            return None
        if token.segment == number.segment and token.kind is Kind.WORD and not token.text.startswith("@"):
            return token
    return None


def _is_parted(evidence: Sentence, number: int, place: int) -> bool:
    low, high = sorted((number, place))
    return any(
        token.kind is Kind.NUMBER and token.keys != evidence.content[number].keys
        for token in evidence.content[low + 1 : high]
    )


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
        return kind == "duty" and any(token.place in one.scope for one in found.claim.negations)
    own_kind, own = terms().force.get(found.evidence.content[there].stem, ("", level))
    return own >= level or own_kind not in {"", kind}


def _is_superlative(token: Token, sentence: Sentence) -> bool:
    """Whether `most` belongs to the adjective behind it."""
    after = sentence.content[token.place + 1 : token.place + 2]
    endings = ("ent", "ant", "ful", "ive", "al", "ous", "able", "ible", "ic", "ed", "ely")
    return token.text == "most" and bool(after) and after[0].text.endswith(endings)


def _is_said(marker: Token, found: Alignment) -> bool:
    """Whether the claim speaks of what a weak word of the evidence stands before."""
    for token in found.evidence.content[marker.place + 1 : marker.place + 3]:
        if token.segment != marker.segment:
            return False
        if token.place in found.said:
            return True
        if token.stem not in terms().force:
            return False
    return False


def _keeps(kind: str, level: int, found: Alignment) -> bool:
    for token in found.claim.content:
        own_kind, own = terms().force.get(token.stem, ("", PLAIN))
        if own_kind == kind and own <= level:
            return True
        if kind == "certainty" and (token.comparator == "@le" or token.stem in {"allow", "permit", "let", "limit"}):
            return True
    if kind == "duty":
        return bool(_imperatives(found.claim))
    return False


def _imperatives(sentence: Sentence) -> list[int]:
    """The places of words that begin a segment and tell the reader to do something."""
    found = []
    segment = -1
    for token in sentence.tokens:
        if token.segment != segment and token.place >= 0:
            segment = token.segment
            if token.text in terms().imperatives:
                found.append(token.place)
        elif token.segment != segment and token.kind not in {Kind.BOUNDARY, Kind.MARKER} and token.text not in {"and", "but", "then", "please"}:
            segment = token.segment
    return found


def orders_are_the_evidences(found: Alignment) -> str:
    """What the reader is told to do is what the evidence tells or advises."""
    own = set(_imperatives(found.evidence))
    for place in _imperatives(found.claim):
        if place and found.claim.content[place].segment == found.claim.content[place - 1].segment:
            continue
        there = found.at[place]
        if there in own or place != 0:
            continue
        if there is not None and there >= 0 and any(
            terms().force.get(token.stem, ("", 0))[0] == "duty" for token in found.evidence.content[max(0, there - 4) : there + 3]
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
            place is not None and place >= 0 and place in (one[1], one[2])
            for place in (found.at.get(before), found.at.get(after))
            for one in same
        ):
            return "only of another thing"
    return ""


def restrictions_are_kept(found: Alignment) -> str:
    """What narrows a statement is not left out: conditions, exceptions, `only`, `preview`, `existing` and their like."""
    for name, before, after in found.evidence.markers:
        if name not in {"@only", "@except", "@unless", "@if"}:
            continue
        if not _stands_by(found, before, after, name):
            continue
        if not any(one[0] == name for one in found.claim.markers):
            return f"without {name}"
    content = found.evidence.content
    for token in content:
        if token.place in found.said or token.stem not in terms().restrictions:
            continue
        beside = [place for place in (token.place - 1, token.place + 1) if 0 <= place < len(content)]
        if any(place in found.said and _is_near(content[place], token) for place in beside):
            return f"without {token.text}"
    return ""


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
    if after < 0:
        return False
    clause = content[after].clause
    return any(content[place].clause == clause for place in found.said)


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
        moved = [place for place in between if (there := found.at[place]) is not None and there not in instead]
        left = [place for place in instead if place not in found.said]
        content, own_content = found.claim.content, found.evidence.content
        if (moved and left and is_copy) or any(are_rivals(content[one], own_content[two]) for one in moved for two in left):
            return f"{found.claim.content[moved[0]].text} in another's place"
    return ""


def nothing_is_exchanged(found: Alignment) -> str:
    """No two terms of the claim have changed places, and no term stands where the evidence has one of its kind."""
    pairs = [(said, own) for said, own in found.found()]
    for said, own in pairs:
        if said.text.startswith("@"):
            continue
        here = found.likeness(said.place, own.place)
        for rival in found.evidence.content:
            if rival.place != own.place and are_rivals(said, rival):
                if found.likeness(said.place, rival.place) > here + _SUBSTITUTED:
                    return f"{said.text} for {rival.text}"
    for one, two in _exchangeable(pairs):
        here = found.likeness(one[0].place, one[1].place, two[0].place) + found.likeness(two[0].place, two[1].place, one[0].place)
        there = found.likeness(one[0].place, two[1].place, two[0].place) + found.likeness(two[0].place, one[1].place, one[0].place)
        margin = _EXCHANGED_WORDS
        if one[0].kind is not Kind.WORD:
            margin = _EXCHANGED_FIGURES
        elif are_rivals(one[0], two[0]):
            margin = _EXCHANGED
        if there > here + margin:
            return f"{one[0].text} and {two[0].text} exchanged"
    return ""


def _exchangeable(pairs: list[tuple[Token, Token]]) -> Iterator[tuple[tuple[Token, Token], tuple[Token, Token]]]:
    for at, one in enumerate(pairs):
        for two in pairs[at + 1 :]:
            is_one_list = abs(one[1].place - two[1].place) == 1 and abs(one[0].place - two[0].place) == 1
            is_same = one[1].place == two[1].place or one[0].keys[0] == two[0].keys[0]
            if not is_same and not is_one_list and one[0].kind is two[0].kind:
                yield one, two


def sides_are_the_same(found: Alignment) -> str:
    """What does something in the evidence does it in the claim, and to the same: active and passive are told apart."""
    content = found.claim.content
    for verb in content:
        there = found.at[verb.place]
        if verb.kind is not Kind.WORD or there is None or there < 0 or verb.text.startswith("@"):
            continue
        left = _sides(found, verb, range(verb.place - 1, max(-1, verb.place - 3), -1))
        right = _sides(found, verb, range(verb.place + 1, min(len(content), verb.place + 3)))
        if not left or not right:
            continue
        turned = all(place > there for place in left) and all(place < there for place in right)
        straight = all(place < there for place in left) and all(place > there for place in right)
        passive = _is_passive(found.claim, verb) != _is_passive(found.evidence, found.evidence.content[there])
        if (turned and not passive) or (straight and passive):
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


RULES = (
    every_word_is_covered,
    quantities_are_the_same,
    polarity_is_the_same,
    negators_are_in_place,
    force_is_no_stronger,
    orders_are_the_evidences,
    markers_are_the_evidences,
    restrictions_are_kept,
    no_kin_is_meant,
    no_place_is_filled_otherwise,
    nothing_is_exchanged,
    sides_are_the_same,
)
