"""The second look at the examples there are: those that were checked, may be used, or are left of what is no good."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Fact, examples_band
from bot.reading.evidence import affirmed, affirms, clause_around, clauses, listed, names, names_undenied, plain
from bot.reading.examples.unusable_part import permitted_part
from bot.reading.facts_in import LONGEST_WORDS, counting, with_number
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.scores.baseline_look import judged_by_eye
from bot.reading.scores.peoples_scores import AGREES, peoples_score
from bot.reading.scores.scores import is_bare_wish

if TYPE_CHECKING:
    from bot.reading.encoder import Encoded
    from bot.reading.numbers.quantities import Quantity

#: What excepts a number from what was denied before it: "no data, except 40", "none. well, maybe 30".
_BUT = re.compile(
    r"(?:[.,;:!?)–—-]\s{0,2}(?:well|but|only|just|ok|okay)|\b(?:except|apart from|besides|other than|unless|count))\b,?\s{0,2}(?:(?:for|you|the|our|my|those|these|about|maybe|perhaps|only|some|we|i|have|there|are|like|around|got|did|make|made|a),?\s){0,4}$"
)
#: "We have not tried structured outputs": a way that is open, and no word on examples.
_NOT_TRIED = re.compile(
    r"\b(?:not|never|n't|nt|yet) (?:yet |really |even |ever )?(?:tried|tested|used|looked)\b|\btried no"
)

#: "Treat them as reviewed", "you can take all pairs as checked".
_TAKE_AS = re.compile(
    r"^(?:please |you can |you may |kindly |just |so ){0,2}(?:treat|regard|consider|take|count|assume)(?: [\w-]{2,14}){1,4}? (?:as |to be |are )(?:all |fully |being )?(?:reviewed|checked|approved|verified|correct|curated|proofread|vetted|clean)\b"
)


#: Characters of a noun with a word before it; the kind between two counts, and the kind with its noun after the second.
NOUN = 20
_KIND_AND = re.compile(r"^\s[a-z-]{3,16}\s(?:and|plus|&|\+)\s(?:about |some |around |~)?$")
_KIND_OF = re.compile(r"^\s[a-z-]{3,16}\s[a-z-]{3,18}\b")
#: Kinds that are no more examples, or are counted apart.
_SET_APART = re.compile(
    r"\b(?:tests?|testing|eval\w*|held|holdout|validation|train|training|bad|wrong|good|right|negative|positive|unlabell?ed|old|new|pages?|people|users|a|per|in|of|from|days?|weeks?|months?|other)\b"
)


def look_at_examples(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:  # noqa: ARG001, PLR0911 - one form for all looks
    """How many examples there are: those that were checked, where the others are said to be no good."""
    if fact.values == ("none",) and (some := _none_but(fact, encoded.text)):
        return some
    if fact.values == ("none",) and _says_nothing_of_examples(fact, encoded.text):
        return None
    if fact.number and _is_only_wanted(fact.number, encoded.text):
        return None
    if fact.number and (permitted := permitted_part(fact.number, _after_number(fact, encoded.text))):
        return permitted
    if fact.number and (both := _of_two_kinds(fact.number, encoded.text)):
        return both
    part = _checked_part(encoded.text)
    if part is None or fact.number is None or fact.number <= part.value:
        return fact
    return with_number(Criterion.EXAMPLES, part, encoded.text)


def _of_two_kinds(number: float, text: str) -> Fact | None:
    """All the examples of which two kinds are counted with one noun: "1,200 polish and 900 turkish replies"; None where a kind is kept for a test."""
    for one, other in pairwise(quantities(text)):
        between, after = (plain(part) for part in (text[one.end : other.start], text[other.end : other.end + 2 * NOUN]))
        is_pair = one.kind is other.kind is QuantityKind.COUNT and number in {one.value, other.value}
        if not is_pair or not _KIND_AND.match(between) or not (found := _KIND_OF.match(after)):
            continue
        if _SET_APART.search(between) or _SET_APART.search(found[0]):
            return None
        total, words = one.value + other.value, " ".join(text[one.start : other.end + found.end()].split())
        return Fact(Criterion.EXAMPLES, (str(examples_band(total)),), words=words[:LONGEST_WORDS], number=total)
    return None


def _says_nothing_of_examples(fact: Fact, text: str) -> bool:
    """Whether words that were taken for having no examples say that nothing was tried, or answer another question: "stands still"."""
    is_untried = _NOT_TRIED.search(plain(fact.words)) and not names(fact.words, "data_quality", "examples")
    is_of_another = fact.is_likely and listed("task_stability", "alone").fullmatch(plain(text).strip(" .,!"))
    return bool(is_untried or is_of_another)


def _is_only_wanted(number: float, text: str) -> bool:
    """Whether a number counts nothing by name, and is what somebody wants: "maybe 85 we want", "the target is 90"."""
    return any(one.value == number and is_bare_wish(text, one) for one in quantities(text))


def _after_number(fact: Fact, text: str) -> str:
    """What a text says after the number of a fact; nothing where that does not stand in it."""
    return next((text[one.end :] for one in quantities(text) if one.value == fact.number), "")


def _none_but(fact: Fact, text: str) -> Fact | None:
    """The examples that a text excepts after it said that there are none: "zero training data. well, 40 invoices i made by hand"."""
    whole = plain(text)
    counts = [one for one in counting(Criterion.EXAMPLES, quantities(text)) if one.value > 0]
    if len(counts) != 1 or names(" ".join(counts[0].counted[:2]), "data_quality", "no_examples"):
        return None
    (one,) = counts
    denied = whole.find(plain(fact.words))
    if denied < 0 or one.start < denied or not _BUT.search(whole[: one.start]):
        return None
    is_made = affirms(next(clauses(whole[one.end :]), ""), listed("data_quality", "made"))
    return with_number(Criterion.EXAMPLES, one, text, Certainty.STATED if is_made else Certainty.LIKELY)


def _checked_part(text: str) -> Quantity | None:
    """The number of examples that somebody checked of a larger number that is in trouble: "9,000, half are crap. 2,500 reviewed by us"."""
    whole = plain(text)
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    for larger, one in pairwise(counts):
        is_larger = larger.value > one.value
        # Many numbers are looked at, so what is short comes first.
        if not is_larger or not names(whole[larger.end : one.start], "data_quality", "no_good"):
            continue
        said = next(clauses(whole[one.end :]), "")
        rest = whole[one.end :][len(said) + 1 :]
        is_checked = affirms(said, listed("data_quality", "checked"))
        if is_checked and not names(f"{said} {rest}", "data_quality", "no_good"):
            return one
    return None


def _is_read_in_a_share(fact: Fact, text: str) -> bool:
    """Whether a guess rests on a share that counts answers, and on no word on examples: "60 chats we looked, 1 of 4 wrong"."""
    if not fact.is_likely or names(text, "data_quality", "examples"):
        return False
    at = text.find(fact.words)
    end = at + len(fact.words)
    return any(
        one.kind is QuantityKind.SHARE and one.start < end and at < one.end for one in quantities(text) if at >= 0
    )


def look_at_quality(fact: Fact, encoded: Encoded, *, is_asked: bool) -> Fact | None:
    """How good the examples are; what the answers get wrong, and who looks at these, says nothing of it."""
    text = encoded.text
    seen = _as_cleaned(fact, text)
    fact, value = seen or fact, seen.values[0] if seen and seen.values else ""
    if seen is None or (value == "curated" and not is_asked and judged_by_eye(text)):
        # That somebody looks at the answers says nothing of the examples.
        return None
    if value in {"poor", "raw_logs"} and (part := _checked_part(text)):
        return replace(fact, values=("curated",), words=text[part.start : part.end + LONGEST_WORDS].split(".")[0])
    is_of_another = (
        names(text, "data_quality", "wrong_on") or names(text, "barred", "lets_use") or _is_read_in_a_share(fact, text)
    )
    if value == "poor" and is_of_another and not names(text, "data_quality", "of_data"):
        # What goes wrong on the rare classes are the answers, and consent for a half says nothing of how good it is.
        return None
    is_denied = names(fact.words, "data_quality", "checked") and not _names_checked(text)
    if value == "curated" and is_denied:
        return replace(fact, values=("raw_logs",))
    checked = affirmed(text, "data_quality", "checked")
    is_no_trouble = bool(checked) and not names(text, "data_quality", "trouble")
    if value == "poor" and (is_no_trouble or _agree(text)):
        # That some were checked says nothing against them.
        return None
    excepted = value == "raw_logs" and _excepted(text)
    return replace(fact, values=("curated",), certainty=Certainty.LIKELY, words=excepted) if excepted else fact


def taken_as_checked(text: str) -> Fact | None:
    """That examples are good, where somebody says to take them so: "please treat the segments as reviewed"; None where a text says no such thing."""
    said = next((clause for clause in clauses(text) if _TAKE_AS.search(clause)), "")
    return Fact(Criterion.DATA_QUALITY, ("curated",), words=said[:LONGEST_WORDS]) if said else None


def _as_cleaned(fact: Fact, text: str) -> Fact | None:
    """A guess that examples are poor, where they were cleaned, as one that they are good; None where nobody is named who answers for them."""
    if fact.values != ("poor",) or not fact.is_likely or not _is_cleaned(text):
        return fact
    if not names(text, "data_quality", "by_experts"):
        return None
    return replace(fact, values=("curated",), words=" ".join(text.split())[:LONGEST_WORDS])


def _is_cleaned(text: str) -> bool:
    """Whether a text says that examples were cleaned, and nothing against them besides: "deduped, ties dropped"."""
    rest = listed("data_quality", "cleaned").sub(" ", plain(text))
    return (
        rest != plain(text)
        and not names(rest, "data_quality", "trouble")
        and not names(rest, "data_quality", "no_good")
    )


def _agree(text: str) -> bool:
    """Whether a text says that people agree mostly, and nothing against the examples besides: "our agents agree 91%"."""
    theirs = peoples_score(text)
    if theirs is None or theirs.right < AGREES:
        return False
    start, end = clause_around(text, theirs.share.start)
    return not names(f"{text[:start]} {text[max(end, theirs.share.end) :]}", "data_quality", "trouble")


def _names_checked(text: str) -> bool:
    """Whether a text speaks of a check without denying it."""
    return any(names_undenied(clause, listed("data_quality", "checked")) for clause in clauses(text))


def _excepted(text: str) -> str:
    """The examples that somebody checked where the others were not, as in "not reviewed, except 2000 the editors corrected"."""
    whole = plain(text)
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    for one in counts:
        before, after = whole[max(0, one.start - 20) : one.start], whole[one.end : one.end + 60].split(".")[0]
        if names(before, "data_quality", "except") and names(after, "data_quality", "checked"):
            return text[one.start : one.end + 60].split(".", maxsplit=1)[0].strip()
    return ""
