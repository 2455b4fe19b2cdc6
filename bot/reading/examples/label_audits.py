"""How many of the labels an audit found wrong, or right: "~15% wrong in a 200 sample", "we checked 300 labels, 40 were wrong".

Such a share is no score of the answers, and what was audited is no test set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import as_written, listed, names, names_undenied, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import asks

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

#: From this share of wrong labels on they are called noisy, and from this one on they may be (our own numbers).
NOISY, MAYBE_NOISY = 0.10, 0.05
#: Characters beside a share that say what it is of.
_BESIDE: Final = 60
_END: Final = re.compile(r"[.!?;\n](?=\s|$)")
_LABELS: Final = r"(?:labels?|labelling|labeling|annotations?|tags|gold|ground truth)"
_OF_LABELS: Final = re.compile(rf"^\s?(?:of (?:(?:the|our|all|these|those|my|their) ){{0,2}})?(?:\w+ )?{_LABELS}\b")
_MISLABELLED: Final = re.compile(
    r"^\s?(?:\w+ ){0,4}?(?:mislabel\w*|wrongly (?:labell?ed|tagged|annotated)|(?:labell?ed|tagged|annotated) (?:wrong\w*|incorrectly))"
    r"|^\s(?:label )?noise\b"
)
_NOISE: Final = re.compile(
    rf"\b(?:{_LABELS} (?:noise|errors?|error rate|quality|accuracy)|{_LABELS} (?:are|were|is)|noise in (?:the )?{_LABELS})[\s:=~]{{1,3}}(?:(?:is|are|of|at|about|around|roughly|only) ?){{0,2}}[~≈]?$"
)
_AUDIT: Final = re.compile(
    r"\b(?:un)?audit\w*|\bspot[ -]?check\w*|\bre-?label\w*|\b(?:double|cross)[ -]?check\w*|\bin (?:a|our|the) (?:random )?(?:sample|\d+ sample)\b"
)
#: What is done to answers as well, so that labels have to be named right after it, or before.
_LOOKED_AT: Final = re.compile(
    rf"\b(?:checked|reviewed|sampled|looked at|went through|inspected)\b(?: \S+){{0,3}}? {_LABELS}\b|\b{_LABELS} (?:were |was )?(?:checked|reviewed|sampled)\b"
)
#: What makes a share a score, or one that is wanted.
_SCORE: Final = re.compile(
    r"\b(?:need|needs|target|goal|f1|recall|precision|auc|score|scores|exact match|tested|test set)\b"
)
_WRONG: Final = re.compile(r"\b(?:noise|noisy|errors?|mislabel\w*)\b")


@dataclass(frozen=True, slots=True)
class LabelAudit:
    """What an audit of labels found.

    Attributes:
        share: The number that tells it.
        wrong: The share of wrong labels, from 0 to 1; None where the words leave it open.
        sample: How many labels were looked at; None where that is not said.
        start, end: Where its sentence stands.
    """

    share: Quantity
    wrong: float | None
    sample: float | None
    start: int
    end: int


def label_audit_in(text: str) -> LabelAudit | None:
    """What a text says an audit of labels found; None where it speaks of answers, or of none."""
    whole = plain(text)
    if "label" not in whole and "annotat" not in whole and "audit" not in whole and "gold" not in whole:
        return None
    numbers, begin = quantities(text), 0
    for end in [*(one.start() for one in _END.finditer(whole)), len(whole)]:
        held = [one for one in numbers if begin <= one.start < end]
        found = next((audit for one in held if (audit := _audit(whole, one, held, begin, end))), None)
        if found is not None:
            return found
        begin = end + 1
    return None


def _audit(whole: str, one: Quantity, held: list[Quantity], begin: int, end: int) -> LabelAudit | None:
    said = whole[begin:end]
    if one.kind is QuantityKind.SHARE:
        share, sample = (
            one.value,
            one.of or (_sample(held, one) if _AUDIT.search(said) or _LOOKED_AT.search(said) else None),
        )
    elif one.kind is QuantityKind.COUNT and (labels := _labels_before(held, one)):
        share, sample = one.value / labels, labels
    else:
        return None
    before, after = whole[max(begin, one.start - _BESIDE) : one.start], whole[one.end : min(end, one.end + _BESIDE)]
    of_answers = names(said, "baseline", "answers") or names(said, "baseline", "language_models")
    is_named = bool(_OF_LABELS.match(after) or _MISLABELLED.match(after) or _NOISE.search(before))
    of_answers = of_answers or bool(_SCORE.search(said))
    is_audit = (bool(_AUDIT.search(said)) and _names_labels(said)) or bool(_LOOKED_AT.search(said))
    is_audit = is_audit and not of_answers
    if not is_named and not is_audit:
        return None
    wrong = _wrong(before, after, share)
    return LabelAudit(one, wrong, sample, begin, end) if is_named or wrong is not None else None


def _names_labels(said: str) -> bool:
    return "label" in said or "annot" in said or "audit" in said


def _sample(held: list[Quantity], share: Quantity) -> float | None:
    counts = [one.value for one in held if one.kind is QuantityKind.COUNT and one is not share]
    return counts[0] if len(counts) == 1 else None


def _labels_before(held: list[Quantity], one: Quantity) -> float | None:
    """The count of labels before a number that is a part of them: "300 labels" before "40 were wrong"."""
    place = held.index(one)
    larger = held[place - 1] if place else None
    is_of_labels = larger is not None and any(re.match(_LABELS, noun) for noun in larger.counted[:2])
    is_part = one.counted[:1] in {("were",), ("was",), ("are",), ("wrong",), ("incorrect",), ("bad",)}
    if larger is None or not is_of_labels or not is_part or larger.value <= one.value:
        return None
    return larger.value


def _wrong(before: str, after: str, share: float) -> float | None:
    """The share of wrong labels; None where the words beside it do not say whether so many are right or wrong."""
    for said in (after.split(",", maxsplit=1)[0], before.rsplit(",", maxsplit=1)[-1]):
        if names_undenied(said, listed("baseline", "wrong")) or _WRONG.search(said) or _MISLABELLED.match(said):
            return share
        if names_undenied(said, listed("baseline", "right")):
            return 1 - share
    return None


def take_label_audit(kept: dict[Criterion, Fact], text: str) -> None:
    """Put what an audit of labels found into facts, and take out what its words were taken for besides."""
    audit = label_audit_in(text)
    if audit is None:
        return
    whole = plain(text)
    said = whole[audit.start : audit.end].strip()
    for criterion in (Criterion.BASELINE, Criterion.FAILURE, Criterion.EXAMPLES):
        fact = kept.get(criterion)
        is_sample = criterion is not Criterion.EXAMPLES or (fact is not None and fact.number == audit.sample)
        if fact is not None and is_sample and plain(fact.words) in said:
            del kept[criterion]
    is_asked = whole[audit.end : audit.end + 1] == "?" or asks(text)
    if audit.wrong is None or is_asked or listed("plans").search(said):
        return
    known = kept.get(Criterion.DATA_QUALITY)
    if audit.wrong < MAYBE_NOISY:
        if known is not None and known.values == ("poor",) and plain(known.words) in said:
            kept[Criterion.DATA_QUALITY] = replace(known, values=("curated",), certainty=Certainty.LIKELY)
        return
    certainty = Certainty.STATED if audit.wrong >= NOISY else Certainty.LIKELY
    words = as_written(said, text)[:LONGEST_WORDS]
    kept[Criterion.DATA_QUALITY] = Fact(Criterion.DATA_QUALITY, ("poor",), certainty, words)
