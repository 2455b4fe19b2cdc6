"""The second look at how something is measured: what is no score, what is one of something else, and what is a test set although it is not called so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import affirmed, affirms, as_written, clauses, listed, names, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.scores.partly_measured import of_a_part
from bot.reading.scores.score_words import counted_for_sure, scored_in_context
from bot.reading.told.techniques import rests_on_denied_retrieval

if TYPE_CHECKING:
    from bot.reading.encoder import Encoded
    from bot.reading.numbers.quantities import Quantity


#: Longer texts may tell what people do without the model.
_SHORT: Final = 14
#: Who reads which of the answers: "he reads them himself", "a pharmacist looks at samples", "no test set. our editors check each one".
_READS: Final = re.compile(
    r"\b(?:(?:a|an|the|our|my|one|some|two|three|his|her) (?:[\w-]{3,16} )?[\w-]{3,16}|he|she|i|we|they|somebody|someone|people|colleagues|humans) "
    r"(?:still |always |just |only |then |usually |sometimes )?"
    r"(?:reads?|checks?|reviews?|proofreads?|skims?|eyeballs?|spot-?checks?|(?:looks?|goes|go|glances?) (?:at|through|over)) "
    r"(?:them|those|these|every|each|all|most|some|samples?|random|a (?:few|sample|handful|couple)|the (?:answers|outputs?|drafts?|replies|results?|texts))\b"
)
#: Samples of answers, and none to learn from.
_OF_ANSWERS: Final = re.compile(r"\b(?:at |through |over )?(?:random )?samples?\b")


def look_at_baseline(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """A score is no size: "1500 in, 100 out" measures nothing."""
    found = quantities(encoded.text)
    sizes = [one for one in found if one.kind is QuantityKind.SIZE]
    if fact.values == ("none",) and rests_on_denied_retrieval(fact.words, encoded.text):
        return None
    if fact.values == ("none",) and not is_asked and (part := of_a_part(fact, encoded.text)):
        return part
    if fact.values == ("none",) and (seen := judged_by_eye(encoded.text)):
        # "No test set. A pharmacist reads samples".
        return seen
    if fact.values == ("informal",) and affirmed(encoded.text, "baseline", "by_eye"):
        return replace(fact, certainty=Certainty.STATED)
    is_only_size = bool(sizes) and len(sizes) == len(found) and fact.values == ("measured",)
    if (
        is_only_size
        or _holds_no_score(fact, encoded.text)
        or _is_of_search(fact, encoded.text)
        or _is_of_labels(fact, encoded.text)
    ):
        return None
    scored = scored_in_context(fact, encoded.text)
    return counted_for_sure(_with_size(scored, found), encoded.text) if scored is not None else None


def _with_size(fact: Fact, found: list[Quantity]) -> Fact:
    """A score with the one size of a test that a text tells, wherever it does: "yes, tested 300 emails. few-shot, that's the 71"."""
    sizes = {one.value for one in found if count_of(one) is CountOf.TEST_CASES}
    is_without = fact.values == ("measured",) and fact.number is None
    return replace(fact, number=sizes.pop()) if is_without and len(sizes) == 1 else fact


def _holds_no_score(fact: Fact, text: str) -> bool:
    """Whether words that were taken for a score hold numbers, and none that a test could have: tokens, calls, "250 out"."""
    at = text.find(fact.words)
    held = [one for one in quantities(text) if at >= 0 and one.start < at + len(fact.words) and at < one.end]
    none = {QuantityKind.SIZE, QuantityKind.RATE}
    is_of_a_call = any(one.kind in none for one in held)
    is_none = all(
        one.kind in none or one.counted in {("out",), ("in",)} or (is_of_a_call and _counts_no_cases(one))
        for one in held
    )
    return fact.values == ("measured",) and bool(held) and is_none and not names(fact.words, "baseline", "of_tests")


def _counts_no_cases(number: Quantity) -> bool:
    """Whether a number stands for no cases, and for no share of them: "2.9 is with 3,100 tok prompt"."""
    return number.kind is QuantityKind.COUNT and not number.value.is_integer()


def _is_of_search(fact: Fact, text: str) -> bool:
    """Whether a score says how often the search finds the right passage, and nothing of the answers."""
    said = sentence_of(fact, text)
    return names(said, "baseline", "of_search") and not names(said, "baseline", "answers")


def _is_of_labels(fact: Fact, text: str) -> bool:
    """Whether a share says how many labels are right: "the labels are ok. we audited 500, 97% right"."""
    said = sentence_of(fact, text)
    is_checked = names(said, "baseline", "of_labels") and not names(said, "baseline", "answers")
    return is_checked and names(text, "baseline", "labels") and not names(fact.words, "baseline", "of_tests")


def sentence_of(fact: Fact, text: str) -> str:
    """The sentence of a text that a fact's words begin in, or the words where they do not stand in it."""
    whole, words = plain(text), plain(fact.words)
    at = whole.find(words)
    if at < 0 or not words:
        return words
    begin = max(whole.rfind(mark, 0, at) for mark in (". ", "; ", "? ", "! ", "\n")) + 1
    ends = [end for mark in (". ", "; ", "? ", "! ", "\n") if (end := whole.find(mark, at + len(words))) >= 0]
    return whole[begin : min(ends, default=len(whole))]


def test_set_in(text: str) -> Fact | None:
    """The test set of so many cases that a text says something runs over by itself: "300 tasks, run nightly in CI"."""
    if not any(affirms(clause, listed("baseline", "automatic")) for clause in clauses(text)):
        return None
    tests = listed("baseline", "tests")
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    sets = [one for one in counts if tests.search(" ".join(one.counted[:2]))]
    if len(sets) != 1:
        return None
    # What runs every night may be anything, what runs in CI is a test.
    certainty = Certainty.STATED if names(text, "baseline", "of_tests") else Certainty.LIKELY
    words = " ".join(text.split())[:LONGEST_WORDS]
    return Fact(Criterion.BASELINE, ("measured",), certainty, words, sets[0].value)


def judged_by_eye(text: str) -> Fact | None:
    """That somebody looks at the answers, where a text says so of no examples: "the partners judge it by eye"."""
    by_eye = affirmed(text, "baseline", "by_eye")
    words = by_eye if by_eye and not names(text, "data_quality", "examples") else _read_by_people(text)
    return Fact(Criterion.BASELINE, ("informal",), words=words[:LONGEST_WORDS]) if words else None


def _read_by_people(text: str) -> str:
    """The clause of a short text that says that people read what comes out; empty where none does."""
    if len(text.split()) > _SHORT or "?" in text or names(_OF_ANSWERS.sub("", plain(text)), "data_quality", "examples"):
        return ""
    return next((as_written(one, text) for one in clauses(text) if affirms(one, _READS)), "")
