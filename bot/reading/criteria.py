"""From words to criteria, without a language model: what one message states about a use case.

Numbers and precise patterns find most; light classifiers over the local embedder weigh what was found together with what
the sentence means, and find more. What is not sure enough is left unread: a wrong value is worse than none. Every finding
quotes the words it came from. Judging the findings is `bot.decision`'s business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.decision import Assessment, Criterion, Standing, Stated, encode, likeliest_reading
from bot.reading.clauses import pieces
from bot.reading.evidence import find
from bot.reading.findings import SURE, Finding, record
from bot.reading.short_answers import is_unsure, short_answer
from bot.reading.stretches import Remembering, stretch_features, stretches_of
from bot.reading.weighing import NOTHING, weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.clauses import Piece
    from bot.reading.evidence import Found
    from bot.reading.numbers import Counted
    from bot.reading.patterns import Hit
    from bot.reading.stretches import Embedder
    from bot.reading.weighing import Matrix, Weighed

#: A message that answers a question says something about it far more likely than any message does; own estimate.
ASKED_ODDS = 100.0
#: How probable a value of the criterion asked must be among all its values and "nothing".
ASKED_THRESHOLD = 0.45
#: A second goal beside the first must be this probable: most messages have one.
SECOND_GOAL = 0.6
#: Retrieval this probable makes prompting with samples "both".
HALF_LIKELY = 0.3
#: A value that a pattern or a number also found needs only this probability.
BACKED_THRESHOLD = 0.6
#: "Not sure" in a message of no more words than this is all it says.
FEW_WORDS = 6
#: A number counts as an amount of something where its stretch says anything about that at least this likely.
COUNT_THRESHOLD = 0.5
#: A goal below its threshold is still taken where nothing else was found and it is this probable.
ONLY_GOAL = 0.6

_CORRECTION = re.compile(
    r"(?:^|[.!?;,\n]\s*)(?:no,? )?(?:(?:actually|correction|sorry|wait|oops|scrap that|i meant|my mistake|on second thought|hold on|i was wrong)\b[,:.!]?\s*)+",
    re.IGNORECASE,
)
_IMPLIED_BY_FAILURE = {
    "missing_knowledge": "new_facts",
    "bad_retrieval": "new_facts",
    "hallucination": "new_facts",
    "ignores_context": "new_facts",
    "format_drift": "format_structure",
    "style_drift": "tone_style",
    "slow_or_costly": "cost_latency",
}
_IMPLIED_BY_KNOWLEDGE = {
    Criterion.KNOWLEDGE_HOME: ("large_corpus", "live_system"),
    Criterion.CITATIONS: ("yes",),
    Criterion.PERMISSIONS: ("per_user",),
    Criterion.EXAMPLES: ("raw_docs_only",),
    Criterion.VOLATILITY: ("frequent", "realtime"),
}


def read_criteria(message: str, embedder: Embedder | None, asked: Criterion | None = None) -> tuple[Finding, ...]:
    """Return what a message states, one finding a criterion, in the rubric's order; `quick_findings` also says what is likely.

    Args:
        message: What the person wrote.
        embedder: The local embedder the classifiers were trained on; without one only patterns and numbers count.
        asked: The criterion of the question the message answers, if one was open.
    """
    found: dict[Criterion, Finding] = {}
    for part, correction in _corrected(message):
        for finding in _read(part, embedder, asked):
            found[finding.criterion] = replace(finding, correction=correction)
    return tuple(found[criterion] for criterion in Criterion if criterion in found)


def quick_findings(message: str, embedder: Embedder | None) -> tuple[Finding, ...]:
    """Return what a message states and, marked `assumed`, what it likely means, for a quick verdict that names its assumptions.

    In a conversation nothing is assumed: there a question settles it.
    """
    embedder = Remembering(embedder) if embedder else None
    stated = read_criteria(message, embedder)
    parts = pieces(message)
    if not embedder or not parts:
        return stated
    stretches = stretches_of(message, parts)
    weighed = weights().weigh(stretch_features(stretches, find(parts, None), embedder))
    known = {finding.criterion for finding in stated if finding.stated.standing is Standing.STATED}
    likely = {criterion: values for criterion, values in weighed.overall.items() if criterion not in known}
    if goals := likely.get(Criterion.GOAL):
        # A description has a goal, so one is assumed.
        whole = sum(goals.values())
        likely[Criterion.GOAL] = {value: probability / whole for value, probability in goals.items()}
    bits = encode(record(Assessment(), stated))
    assumed = [
        Finding(
            criterion,
            Stated((value,), words=_words_for(criterion, value, stretches, weighed)),
            weighed.overall[criterion][value],
            assumed=True,
        )
        for criterion, value in likeliest_reading(bits, likely)
    ]
    return (*(finding for finding in stated if finding.criterion in known), *assumed)


def _corrected(message: str) -> list[tuple[str, bool]]:
    """The message in parts, each of which corrects those before it."""
    marks = list(_CORRECTION.finditer(message))
    starts = [0, *(mark.start() for mark in marks if mark.start() > 0)]
    parts = [message[first:last] for first, last in zip(starts, [*starts[1:], len(message)], strict=True)]
    return [(part, bool(_CORRECTION.match(part))) for part in parts if part.strip()]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a stretch of the message may state."""

    value: str
    probability: float
    words: str
    number: float | None = None


def _read(message: str, embedder: Embedder | None, asked: Criterion | None) -> list[Finding]:
    parts = pieces(message)
    if not parts:
        unsure = _unsure(asked, message) if asked else None
        return [replace(unsure, asked=True)] if unsure else []
    found = find(parts, asked)
    stretches = stretches_of(message, parts)
    weighed = weights().weigh(stretch_features(stretches, found, embedder)) if embedder else None
    findings = {}
    for criterion in Criterion:
        finding = (
            _goals(stretches, weighed, found, parts)
            if criterion is Criterion.GOAL
            else _settled(criterion, asked, stretches, weighed, found, parts)
        )
        if finding:
            findings[criterion] = finding
    _add_vague(findings, found, parts)
    if asked:
        known = findings.get(asked)
        if not known or known.stated.standing is not Standing.STATED:
            likely = weighed.by_stretch[asked] if weighed else {}
            answer = _answer(asked, parts, found, likely) or known or _unsure(asked, message)
            findings |= {asked: answer} if answer else {}
    if Criterion.GOAL not in findings and (asked is None or asked is Criterion.GOAL):
        _imply_goal(findings, stretches, weighed)
    return [replace(finding, asked=finding.criterion is asked) for finding in findings.values()]


def _settled(
    criterion: Criterion,
    asked: Criterion | None,
    stretches: Sequence[Piece],
    weighed: Weighed | None,
    found: Found,
    parts: Sequence[Piece],
) -> Finding | None:
    counts = [one for one in found.counted if one.criterion is criterion]
    if weighed and criterion is not asked:
        counts = [one for one in counts if _likely_at(one, stretches, weighed) >= COUNT_THRESHOLD]
    hits = [hit for hit in found.hits if hit.criterion is criterion and hit.value]
    if any(count.number for count in counts) and criterion is not Criterion.KNOWLEDGE_HOME:
        return _counted(criterion, counts, parts)
    if counts and not hits and criterion is not Criterion.KNOWLEDGE_HOME:
        # "No pairs" is none, unless it goes on with what there is instead.
        return _counted(criterion, counts, parts)
    if criterion is Criterion.TRIED and (both := _both_tried(hits, weighed, parts)):
        return both
    best = _best(criterion, stretches, weighed) if weighed else _first_hit(hits, parts)
    if best is None:
        return None
    backed = any(one.value == best.value for one in (*hits, *counts))
    threshold = weights().thresholds[criterion]
    if weighed and best.probability < (min(threshold, BACKED_THRESHOLD) if backed else threshold):
        return None
    number = next((one.number for one in counts if one.value == best.value), None)
    stated = Stated((best.value,), words=_shortest_words(best, hits, parts), number=number)
    return Finding(criterion, stated, best.probability)


def _likely_at(count: Counted, stretches: Sequence[Piece], weighed: Weighed) -> float:
    """How likely the shortest stretch around a number says anything about the criterion it was counted for."""
    around = [place for place, one in enumerate(stretches) if one.start <= count.start and count.end <= one.end]
    place = min(around, key=lambda each: len(stretches[each].text), default=0)
    return 1 - float(weighed.by_stretch[count.criterion][NOTHING][place])


def _counted(criterion: Criterion, counts: Sequence[Counted], parts: Sequence[Piece]) -> Finding:
    # Where several are named, the largest is what there is: "12 from us, another 3,000 from the archive".
    most = max(counts, key=lambda one: one.number)
    stated = Stated((most.value,), words=_clause_at(parts, most.start, most.end), number=most.number)
    return Finding(criterion, stated, 1.0)


def _both_tried(hits: Sequence[Hit], weighed: Weighed | None, parts: Sequence[Piece]) -> Finding | None:
    """Prompting with samples in one place and retrieval in another is both; a training run beside them counts alone."""
    values = {hit.value for hit in hits}
    likely = weighed.by_stretch[Criterion.TRIED] if weighed else {}
    retrieval = "rag" in values or any(
        likely[name].max() >= HALF_LIKELY for name in ("rag", "prompt_and_rag") if name in likely
    )
    if "few_shot_prompt" not in values or not retrieval or "fine_tuning" in values:
        return None
    place = next(hit for hit in hits if hit.value == "few_shot_prompt")
    stated = Stated(("prompt_and_rag",), words=_clause_at(parts, place.start, place.end))
    return Finding(Criterion.TRIED, stated, SURE)


def _best(criterion: Criterion, stretches: Sequence[Piece], weighed: Weighed) -> Candidate:
    """The likeliest value of the message as a whole, in the words of the stretch that says it most."""
    values = weighed.overall[criterion]
    value = max(values, key=lambda name: values[name])
    return Candidate(value, values[value], _words_for(criterion, value, stretches, weighed))


def _words_for(criterion: Criterion, value: str, stretches: Sequence[Piece], weighed: Weighed) -> str:
    row = weighed.by_stretch[criterion].get(value)
    return stretches[int(row.argmax()) if row is not None else 0].text


def _first_hit(hits: Sequence[Hit], parts: Sequence[Piece]) -> Candidate | None:
    """What the first pattern says; only where there is no embedder."""
    hit = next((hit for hit in hits if hit.value), None)
    return Candidate(hit.value or "", SURE, _clause_at(parts, hit.start, hit.end)) if hit else None


def _shortest_words(best: Candidate, hits: Sequence[Hit], parts: Sequence[Piece]) -> str:
    """The clause of a pattern for the same value, which is shorter than the stretch that was weighed."""
    place = next((hit for hit in hits if hit.value == best.value), None)
    if place is None:
        return best.words
    return min(best.words, _clause_at(parts, place.start, place.end), key=len)


def _clause_at(parts: Sequence[Piece], start: int, end: int) -> str:
    holding = [part.text for part in parts if part.start <= start and end <= part.end]
    if holding:
        return min(holding, key=len)
    return next((part.text for part in parts if part.sentence and part.start <= start < part.end), parts[0].text)


def _goals(stretches: Sequence[Piece], weighed: Weighed | None, found: Found, parts: Sequence[Piece]) -> Finding | None:
    hits = [hit for hit in found.hits if hit.criterion is Criterion.GOAL and hit.value]
    if weighed is None:
        first = _first_hit(hits, parts)
        return Finding(Criterion.GOAL, Stated((first.value,), words=first.words), SURE) if first else None
    likely = weighed.overall[Criterion.GOAL]
    ranked = sorted(likely, key=lambda value: -likely[value])
    if likely[ranked[0]] < weights().thresholds[Criterion.GOAL]:
        return None
    values = [ranked[0], *(value for value in ranked[1:] if likely[value] >= SECOND_GOAL)]
    # A named goal beside "make it better" is the goal.
    named = [value for value in values if value != "unclear"] or values
    best = Candidate(named[0], likely[named[0]], _words_for(Criterion.GOAL, named[0], stretches, weighed))
    return Finding(Criterion.GOAL, Stated(tuple(named), words=_shortest_words(best, hits, parts)), best.probability)


def _imply_goal(findings: dict[Criterion, Finding], stretches: Sequence[Piece], weighed: Weighed | None) -> None:
    """Add the goal that the complaint or the kind of knowledge implies, or the only one that is half likely."""
    failure = findings.get(Criterion.FAILURE)
    value = _IMPLIED_BY_FAILURE.get(failure.stated.values[0]) if failure and failure.stated.values else None
    because = failure if value else None
    for criterion, implying in _IMPLIED_BY_KNOWLEDGE.items():
        finding = findings.get(criterion)
        if not because and finding and finding.stated.values and finding.stated.values[0] in implying:
            value, because = "new_facts", finding
    if because and value:
        stated = Stated((value,), words=because.stated.words)
        findings[Criterion.GOAL] = Finding(Criterion.GOAL, stated, because.probability, implied=True)
        return
    best = _best(Criterion.GOAL, stretches, weighed) if weighed else None
    if best and best.probability >= ONLY_GOAL:
        stated = Stated((best.value,), words=best.words)
        findings[Criterion.GOAL] = Finding(Criterion.GOAL, stated, best.probability, implied=True)


def _add_vague(findings: dict[Criterion, Finding], found: Found, parts: Sequence[Piece]) -> None:
    for hit in found.hits:
        if hit.standing is Standing.VAGUE and hit.criterion not in findings:
            claim = Stated(words=_clause_at(parts, hit.start, hit.end), standing=Standing.VAGUE)
            findings[hit.criterion] = Finding(hit.criterion, claim, SURE)


def _answer(asked: Criterion, parts: Sequence[Piece], found: Found, likely: dict[str, Matrix]) -> Finding | None:
    """The message in the light of the question: patterns first, then yes and no, then the likeliest value."""
    own = [hit for hit in found.hits if hit.criterion is asked and hit.value]
    if own:
        # The longest says most: "no pairs, only the PDFs" is more than "no pairs".
        place = max(own, key=lambda hit: hit.end - hit.start)
        words = _clause_at(parts, place.start, place.end)
        return Finding(asked, Stated((place.value or "",), words=words), SURE)
    if any(hit.criterion is asked for hit in found.hits):
        return None
    first = parts[0]
    if short := short_answer(first.text, asked):
        value, standing = short
        return Finding(asked, Stated((value,) if value else (), words=first.text, standing=standing), SURE)
    whole = " ".join(part.text for part in parts if part.sentence)
    if len(whole.split()) <= FEW_WORDS and (unsure := _unsure(asked, whole)):
        return unsure
    value, probability = _likeliest(likely) if likely and not first.question else (None, 0.0)
    return Finding(asked, Stated((value,), words=first.text), probability) if value else None


def _unsure(asked: Criterion, message: str) -> Finding | None:
    said = is_unsure(message)
    if said is None:
        return None
    return Finding(asked, Stated(words=said.group().strip(), standing=Standing.UNSURE), SURE)


def _likeliest(likely: dict[str, Matrix]) -> tuple[str | None, float]:
    """The likeliest value of the criterion asked, given that the message answers the question."""
    odds = {value: ASKED_ODDS * float(row.max()) for value, row in likely.items() if value != NOTHING}
    nothing = float(likely[NOTHING].min()) if NOTHING in likely else 1.0
    value = max(odds, key=lambda name: odds[name])
    probability = odds[value] / (sum(odds.values()) + nothing)
    return (value, probability) if probability >= ASKED_THRESHOLD else (None, probability)
