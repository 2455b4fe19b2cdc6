"""Whether a claim follows from one stored sentence: verbatim, or claim by claim by the rules of the modules beside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.answers.check.alignment import Alignment
from bot.answers.check.counts import one_is_not_another_number
from bot.answers.check.coverage import enough_is_said, every_word_is_covered, quantities_are_the_same, subject_is_named
from bot.answers.check.denials import nothing_more_is_denied
from bot.answers.check.force import (
    conditions_are_kept,
    force_is_no_stronger,
    markers_are_the_evidences,
    orders_are_the_evidences,
    restrictions_are_kept,
)
from bot.answers.check.narrowing import heads_are_kept, phrases_are_kept
from bot.answers.check.order import (
    clauses_are_not_mixed,
    no_kin_is_meant,
    no_place_is_filled_otherwise,
    nothing_is_exchanged,
    pairs_are_the_same,
    sides_are_the_same,
    sides_of_verbs_are_the_same,
    words_are_moved_at_joints,
)
from bot.answers.check.plain import plain, same_text
from bot.answers.check.polarity import negators_are_in_place, polarity_is_the_same
from bot.answers.check.rewordings import REWORDED, sentence_is_whole
from bot.answers.check.sentence import CONTENT, read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answers.check.sentence import Token

    Rule = Callable[[Alignment], str]

#: The longest claim that is looked at, in characters (grounding.md, "Bounds").
LONGEST_CLAIM = 400
#: Where a clause may end that stands for itself; what gives a reason stays with what it is the reason of.
_CLAUSE_END = re.compile(r"; |, (?:and|but|while|whereas) | (?:whereas|while) ")
_SHORTEST_CLAUSE = 2
#: Word by word, as far as a question may be turned into it. Each gives "" or what is wrong; the cheap ones that refuse most come first.
RULES = (
    sentence_is_whole,
    every_word_is_covered,
    enough_is_said,
    subject_is_named,
    quantities_are_the_same,
    one_is_not_another_number,
    nothing_more_is_denied,
    polarity_is_the_same,
    negators_are_in_place,
    force_is_no_stronger,
    orders_are_the_evidences,
    markers_are_the_evidences,
    conditions_are_kept,
    restrictions_are_kept,
    phrases_are_kept,
    heads_are_kept,
    no_kin_is_meant,
    no_place_is_filled_otherwise,
    nothing_is_exchanged,
    clauses_are_not_mixed,
    pairs_are_the_same,
    sides_are_the_same,
)
#: A question turned into a claim keeps the order of a question; whatever else is said has one of its own.
WORD_BY_WORD = (*RULES, words_are_moved_at_joints, sides_of_verbs_are_the_same)
_DETERMINERS = frozenset({"a", "an", "the", "each", "every", "all", "both", "no", "some", "any"})


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A stored sentence, and what stands above it: its title and headings, and the ISO date of its document.

    A document that is not current speaks of its own time: the date that a sentence of it gives may not be left out.
    """

    sentence: str
    header: str = ""
    date: str = ""
    is_current: bool = True


def follows(claim: str, evidence: StoredSentence) -> bool:
    """Whether a claim is the stored sentence itself or follows from it alone, in whatever words."""
    return not why_not(claim, evidence)


def follows_word_by_word(claim: str, evidence: StoredSentence) -> bool:
    """Whether a claim follows by the words of the stored sentence, in their order: what a yes or no has to."""
    return not _why_not(claim, evidence, RULES)


def follows_from(claim: str, evidence: Sequence[StoredSentence]) -> bool:
    """Whether a claim follows from one of some stored sentences, or each of its clauses from one of them."""
    if any(follows(claim, one) for one in evidence):
        return True
    clauses = _clauses(claim)
    return len(clauses) > 1 and len(evidence) > 1 and _each_follows(clauses, evidence)


def _each_follows(clauses: Sequence[str], evidence: Sequence[StoredSentence]) -> bool:
    """Whether each clause follows from one sentence, and a clause without a subject of its own from one that has the first's."""
    subject = next(iter(read(clauses[0]).content), None)
    for clause in clauses:
        able = [one for one in evidence if follows(clause, one)]
        if clause is not clauses[0] and not _has_own_subject(clause):
            able = [one for one in able if subject is not None and _speaks_of(one, subject)]
        if not able:
            return False
    return True


def _has_own_subject(clause: str) -> bool:
    first = clause.split(maxsplit=1)[0]
    return first.lower() in _DETERMINERS or first[:1].isupper() or first[:1].isdigit()


def _speaks_of(evidence: StoredSentence, subject: Token) -> bool:
    keys = _context(evidence.header, "")
    return bool(read(evidence.sentence).find(subject.keys)) or any(key in keys for key in subject.keys)


def _clauses(claim: str) -> list[str]:
    """The parts of a sentence between semicolons and joining words; one part where any would be too short to say something."""
    parts = [part.strip(" ,;") for part in _CLAUSE_END.split(claim)]
    return parts if all(len(read(part).content) >= _SHORTEST_CLAUSE for part in parts) else [claim]


def why_not(claim: str, evidence: StoredSentence) -> str:
    """What keeps a claim from following, in a few words; "" if it follows word by word or as a rewording."""
    return _why_not(claim, evidence, WORD_BY_WORD, REWORDED)


def _why_not(claim: str, evidence: StoredSentence, *ways: Sequence[Rule]) -> str:
    """What the last of some ways of following refuses, "" where one of them lets the claim pass."""
    if len(claim) > LONGEST_CLAIM:
        return "too long"
    if same_text(claim, evidence.sentence):
        return ""
    if claim.rstrip(" \"'”’)").endswith("?"):
        return "a question"
    said = read(plain(claim))
    if not said.content:
        return "empty"
    found = Alignment(said, read(evidence.sentence), _context(evidence.header, evidence.date), evidence.is_current)
    wrong = ""
    for rules in ways:
        wrong = next((wrong for rule in rules if (wrong := rule(found))), "")
        if not wrong:
            return ""
    return wrong


@lru_cache(maxsize=2_048)
def _context(header: str, date: str) -> frozenset[str]:
    """The keys of what stands above a sentence."""
    keys = {key for token in read(header).content if token.kind in CONTENT for key in token.keys}
    parts = date.split("-") if date else []
    return frozenset(keys | {f"#{'-'.join(parts[: length + 1])}" for length in range(len(parts))})
