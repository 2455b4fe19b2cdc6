"""Whether a stored sentence answers a yes/no question: the question is turned into a claim and its negation, and both are checked.

A wrong "Yes" is the worst an answer can begin with, so the sentence has to speak of every word of the question.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.answers.check.alignment import Alignment
from bot.answers.check.follows import StoredSentence, follows_word_by_word
from bot.answers.check.imperatives import imperatives
from bot.answers.check.plain import plain
from bot.answers.check.sentence import read
from bot.answers.check.terms import terms
from knowledge.lexical import overlap, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What a yes/no question begins with. What says more than that something is so stays in the claim.
_OPENINGS = frozenset({"is", "are", "was", "were", "does", "do", "did", "has", "have", "had", "will", "would"})
_FORCES = frozenset({"can", "could", "may", "might", "must", "should", "shall"})
#: What people say before they ask.
_GREETINGS = frozenset({"and", "so", "but", "hi", "hello", "hey", "ok", "okay", "please", "then", "well", "also"})
#: Words by which a question asks for more than yes or no, or for one of two.
_OTHERWISE = frozenset(
    {"or", "how", "what", "which", "why", "when", "where", "who", "whom", "whose", "vs", "versus", "there"}
)
#: Opposites that leave nothing between them when two things are compared: what costs more does not cost less.
_COMPARED = (
    ("cheaper", "dearer"), ("more", "less"), ("more", "fewer"), ("higher", "lower"), ("larger", "smaller"),
    ("longer", "shorter"), ("faster", "slower"), ("better", "worse"), ("newer", "older"), ("before", "after"),
)  # fmt: skip
#: How a model's lead begins, and what it comes to.
_LEADS = {"yes": "Yes", "no": "No", "not yet": "No", "nope": "No", "sure": "Yes", "it depends": "It depends"}
_LEAD_ENDS = ".,:;!-–—"
#: What makes an answer hold under a condition only.
_CONDITIONS = frozenset({"@only", "@except", "@unless", "@if", "@whether"})
#: Words of a sentence that leave it open where or when it holds.
_UNSETTLED = frozenset({"where", "depends", "depending", "unless", "otherwise"})
#: What bounds a denial in time: "cannot be deleted while it has a deployment" is no "no".
_CONDITIONAL = frozenset({"while", "until", "before"})
#: The share of the question's words for which the sentence may have a synonym.
_SYNONYMS = 0.25
#: The share of the question's words that stand in the sentence's order.
_IN_ORDER = 0.6
#: The share of a question's words that what a model cites must have for its yes or no to be shown: of 11 that a capable model gave to
#: questions for development all were right, and their words met in a fifth to a half.
ABOUT = 0.2
#: The longest question that is looked at, in words.
LONGEST = 30


def lead(question: str, sentence: str) -> str:
    """Say "Yes" if what is asked follows from the sentence, "No" if its negation does, else "".

    Args:
        question: What was asked, in English; anything but one plain yes/no question gives "".
        sentence: One stored sentence of a source, verbatim.
    """
    claim = _claim(question)
    if not claim or sentence.rstrip().endswith("?") or _UNSETTLED & set(sentence.lower().replace(",", " ").split()):
        return ""
    if 0 in imperatives(read(sentence)) or ("than" in claim and " than " not in sentence):
        return ""
    evidence = StoredSentence(sentence)
    if not _speaks_of_all(claim, evidence):
        return ""
    said = " ".join(claim)
    if follows_word_by_word(said, evidence):
        # That something can be done is said by the sentence, not by the question.
        is_possible = all(read(sentence).find(token.keys) for token in read(said).content if token.text in _FORCES)
        return "Yes" if is_possible and _is_settled(said, evidence) else ""
    if _CONDITIONAL & set(sentence.lower().split()) - set(claim) or not _denies_what_is_said(said, evidence):
        return ""
    return (
        "No"
        if any(follows_word_by_word(denied, evidence) and _is_settled(denied, evidence) for denied in _denials(claim))
        else ""
    )


def _denies_what_is_said(claim: str, evidence: StoredSentence) -> bool:
    """Whether a sentence with a denial denies a word of the claim: "deleting the deployment does not affect the model" does not deny deleting."""
    own, asked = read(evidence.sentence), read(claim)
    denied = [own.content[one.scope[0]] for one in own.negations if one.scope]
    return not denied or any(asked.find(token.keys) for token in denied)


def _is_settled(claim: str, evidence: StoredSentence) -> bool:
    """Whether a claim that follows keeps the sentence's order, with as much denied and no condition."""
    found = Alignment(read(claim), read(evidence.sentence), frozenset())
    clauses = {found.evidence.content[place].clause for place in found.said}
    content = found.evidence.content
    denials = [one for one in found.evidence.negations if any(content[place].clause in clauses for place in one.scope)]
    conditions = [
        one for one in found.evidence.markers if one[0] in _CONDITIONS and content[max(one[1:])].clause in clauses
    ]
    is_in_order = len(found.in_order()) >= _IN_ORDER * len(found.claim.content)
    return is_in_order and not conditions and len(denials) == len(found.claim.negations)


def may_lead(opening: str, question: str, evidence: Sequence[StoredSentence]) -> bool:
    """Whether a model's yes, no or "it depends" may stand before what it says: not where a stored sentence settles it otherwise.

    Few sentences settle a question by their words (`lead`), so one that settles nothing leaves the word to the model; but it must be about the
    question.
    """
    settled = {found for one in evidence if (found := lead(question, one.sentence))}
    if settled or opening not in _LEADS.values():
        return opening in settled
    asked = [word for word in words(question) if word not in _GREETINGS]
    return bool(asked) and overlap(asked, words(" ".join(f"{one.header} {one.sentence}" for one in evidence))) >= ABOUT


def split_lead(said: str) -> tuple[str, str]:
    """The "Yes", "No" or "It depends" that a sentence begins with, and what is left; "" and the whole where it begins otherwise."""
    lower = said.lower()
    for opening, stands_for in _LEADS.items():
        rest = said[len(opening) :]
        if lower.startswith(opening) and not rest[:1].isalnum() and (not rest or rest.lstrip()[:1] in _LEAD_ENDS):
            return stands_for, rest.lstrip(_LEAD_ENDS + " ")
    return "", said


#: One question is asked of every sentence that was found.
@lru_cache(maxsize=64)
def _claim(question: str) -> tuple[str, ...]:
    """The question's words as a statement, its opening left out; empty where it is no plain yes/no question."""
    text = " ".join(plain(question).replace("’", "'").split())
    if any(mark in text[:-1] for mark in "?;!") or text.endswith("."):
        return ()
    words = text.rstrip("? ").replace(",", " ").split()
    while words and words[0].lower() in _GREETINGS:
        words.pop(0)
    lower = [word.lower() for word in words]
    if not 3 <= len(words) <= LONGEST or _OTHERWISE & set(lower) or "not" in lower or "n't" in text:  # noqa: PLR2004 - "is it ready?" is the shortest
        return ()
    if lower[0] in _OPENINGS:
        return tuple(words[1:])
    return tuple(words) if lower[0] in _FORCES else ()


def _speaks_of_all(claim: tuple[str, ...], evidence: StoredSentence) -> bool:
    """Whether the sentence has every content word of the claim, or the opposite of one, and few of them as synonyms."""
    own, known = read(evidence.sentence), terms()
    said = [token for token in read(" ".join(claim)).content if token.text not in _FORCES]
    missing = [token for token in said if not own.find(token.keys)]
    other = [token for token in said if not own.find(token.keys[:1])]
    opposed = all(own.find(tuple(known.opposites.get(token.stem, ()))) for token in missing)
    return len(said) > 1 and opposed and len(other) <= max(_SYNONYMS * len(said), len(missing))


def _denials(claim: tuple[str, ...]) -> Iterator[str]:
    """The claim denied: with `not` at each place, and with the opposite of each comparison."""
    for at in range(1, len(claim)):
        yield " ".join((*claim[:at], "not", *claim[at:]))
    for pair in _COMPARED:
        for word, opposite in (pair, pair[::-1]):
            if word in claim:
                yield " ".join(opposite if one == word else one for one in claim)
