"""From words to criteria, without a language model: what one message states about a use case.

Numbers and precise patterns find most; light classifiers over the local embedder weigh what was found together with what
the sentence means, and find more. What is not sure enough is left unread: a wrong value is worse than none. Every finding
quotes the words it came from. Judging the findings is `bot.decision`'s business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.decision import Criterion, Standing, Stated
from bot.reading.clauses import Piece, pieces
from bot.reading.evidence import Found, features, find
from bot.reading.findings import SURE, Finding
from bot.reading.short_answers import is_unsure, short_answer
from bot.reading.weighing import NOTHING, weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.numbers import Counted
    from bot.reading.patterns import Hit
    from bot.reading.weighing import Matrix

#: Stretches that are embedded, longest first: half of the labelled messages are read within 45 ms, 95% within 90 (2 cores, shared).
MOST_EMBEDDED = 6
#: Characters of a stretch that are embedded, for the same reason.
LONGEST_EMBEDDED = 400
#: Only a sentence longer than this is also read clause by clause; a short one says one thing.
LONG_SENTENCE = 60
#: A message that answers a question says something about it far more likely than any message does; own estimate.
ASKED_ODDS = 30.0
#: How probable a value of the criterion asked must be among all its values and "nothing".
ASKED_THRESHOLD = 0.45
#: A second goal beside the first must be this probable: most messages have one.
SECOND_GOAL = 0.6
#: A goal below its threshold is still taken where nothing else was found and it is this probable.
ONLY_GOAL = 0.35

#: Retrieval this probable makes prompting with samples "both".
HALF_LIKELY = 0.3
#: A value that a pattern also found needs only this probability.
BACKED_THRESHOLD = 0.4

#: From which probability on a quick verdict assumes a value that nobody clearly stated; the card names it as an assumption.
ASSUMED = {
    Criterion.GOAL: 0.03,
    Criterion.TRIED: 0.25,
    Criterion.FAILURE: 0.25,
    Criterion.BASELINE: 0.25,
    Criterion.EXAMPLES: 0.25,
    Criterion.KNOWLEDGE_HOME: 0.3,
}
_PRAISE = "works_ok"
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
    "edge_cases": "task_accuracy",
}
_IMPLIED_BY_KNOWLEDGE = {
    Criterion.KNOWLEDGE_HOME: ("large_corpus", "live_system"),
    Criterion.CITATIONS: ("yes",),
    Criterion.PERMISSIONS: ("per_user",),
    Criterion.EXAMPLES: ("raw_docs_only",),
    Criterion.VOLATILITY: ("frequent", "realtime"),
}


class Embedder(Protocol):
    """What turns texts into vectors; the knowledge base's embedder is one."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in order."""
        ...


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
    stretches = _stretches(message, parts)
    likely = _weighed(stretches, find(parts, None), embedder)
    known = {finding.criterion for finding in stated if finding.stated.standing is Standing.STATED}
    assumed = [
        Finding(criterion, Stated((best.value,), words=best.words), best.probability, assumed=True)
        for criterion, threshold in ASSUMED.items()
        if criterion not in known and (best := _best(stretches, likely[criterion])) and best.probability >= threshold
    ]
    return (
        *(finding for finding in stated if finding.criterion in known),
        *assumed,
        *_assumed_prompting(stated, assumed),
    )


def _assumed_prompting(stated: Sequence[Finding], assumed: Sequence[Finding]) -> list[Finding]:
    """Serious prompting, assumed of who has both a score and enough examples: nobody measures before having tried."""
    by = {finding.criterion: finding for finding in (*stated, *assumed) if finding.stated.values}
    score, pairs = by.get(Criterion.BASELINE), by.get(Criterion.EXAMPLES)
    if Criterion.TRIED in by or not score or not pairs:
        return []
    if score.stated.values != ("measured",) or pairs.stated.values[0] not in {"50_499", "500_4999", "5000_plus"}:
        return []
    return [Finding(Criterion.TRIED, Stated(("few_shot_prompt",), words=score.stated.words), 0.5, assumed=True)]


def _corrected(message: str) -> list[tuple[str, bool]]:
    """The message in parts, each of which corrects those before it."""
    marks = list(_CORRECTION.finditer(message))
    starts = [0, *(mark.start() for mark in marks if mark.start() > 0)]
    parts = [message[first:last] for first, last in zip(starts, [*starts[1:], len(message)], strict=True)]
    return [(part, bool(_CORRECTION.match(part))) for part in parts if part.strip()]


class Remembering:
    """An embedder that embeds no text twice, for the reading of one message."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors |= dict(zip(new, self._embedder.embed_documents(new) if new else [], strict=True))
        return [self._vectors[text] for text in texts]


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
    stretches = _stretches(message, parts)
    likely = _weighed(stretches, found, embedder) if embedder else {}
    findings = {}
    for criterion in Criterion:
        finding = (
            _goals(stretches, likely.get(criterion, {}), found, parts)
            if criterion is Criterion.GOAL
            else _settled(criterion, stretches, likely.get(criterion, {}), found, parts)
        )
        if finding:
            findings[criterion] = finding
    _add_vague(findings, found, parts)
    if asked:
        known = findings.get(asked)
        if not known or known.stated.standing is not Standing.STATED:
            answer = _answer(asked, parts, found, likely.get(asked, {})) or known or _unsure(asked, message)
            findings |= {asked: answer} if answer else {}
    if Criterion.GOAL not in findings and (asked is None or asked is Criterion.GOAL):
        _imply_goal(findings, stretches, likely.get(Criterion.GOAL, {}))
    return [replace(finding, asked=finding.criterion is asked) for finding in findings.values()]


def _stretches(message: str, parts: Sequence[Piece]) -> list[Piece]:
    """The message as a whole, its sentences and its clauses, no more than can be embedded in time."""
    start, end = parts[0].start, max(part.end for part in parts)
    whole = Piece(message[start:end], start, sentence=True, question=all(part.question for part in parts))
    long = [part for part in parts if part.sentence and len(part.text) > LONG_SENTENCE]
    rest = [
        part
        for part in parts
        if part.text != whole.text and (part.sentence or any(one.start <= part.start < one.end for one in long))
    ]
    rest.sort(key=lambda part: (not part.sentence, -len(part.text)))
    return [whole, *rest[: MOST_EMBEDDED - 1]]


def _weighed(stretches: Sequence[Piece], found: Found, embedder: Embedder) -> dict[Criterion, dict[str, Matrix]]:
    vectors = embedder.embed_documents([stretch.text[:LONGEST_EMBEDDED] for stretch in stretches])
    rows = [
        features(stretch.text, vector, found.within(stretch.start, stretch.end), question=stretch.question)
        for stretch, vector in zip(stretches, vectors, strict=True)
    ]
    return weights().probabilities(np.array(rows))


def _settled(
    criterion: Criterion,
    stretches: Sequence[Piece],
    likely: dict[str, Matrix],
    found: Found,
    parts: Sequence[Piece],
) -> Finding | None:
    counts = [one for one in found.counted if one.criterion is criterion]
    if counts and criterion is not Criterion.KNOWLEDGE_HOME:
        return _counted(criterion, counts, parts)
    hits = [hit for hit in found.hits if hit.criterion is criterion and hit.value]
    if criterion is Criterion.TRIED and (both := _both_tried(hits, likely, parts)):
        return both
    likely = _without_overruled(criterion, likely, hits)
    best = _best(stretches, likely) if likely else _first_hit(hits, parts)
    if best is None:
        return None
    backed = any(hit.value == best.value for hit in hits)
    if best.probability < (BACKED_THRESHOLD if backed else weights().thresholds[criterion]):
        return None
    number = next((one.number for one in counts if one.value == best.value), None)
    stated = Stated((best.value,), words=_shortest_words(best, hits, parts), number=number)
    return Finding(criterion, stated, best.probability)


def _without_overruled(criterion: Criterion, likely: dict[str, Matrix], hits: Sequence[Hit]) -> dict[str, Matrix]:
    """Praise counts only where no complaint stands beside it: "quality is fine, the bill is not" is a complaint."""
    complaint = any(hit.value != _PRAISE for hit in hits)
    if criterion is Criterion.FAILURE and complaint:
        return {value: row for value, row in likely.items() if value != _PRAISE}
    return likely


def _counted(criterion: Criterion, counts: Sequence[Counted], parts: Sequence[Piece]) -> Finding:
    # Where several are named, the largest is what there is: "12 from us, another 3,000 from the archive".
    most = max(counts, key=lambda one: one.number)
    stated = Stated((most.value,), words=_clause_at(parts, most.start, most.end), number=most.number)
    return Finding(criterion, stated, 1.0)


def _both_tried(hits: Sequence[Hit], likely: dict[str, Matrix], parts: Sequence[Piece]) -> Finding | None:
    """Prompting with samples in one place and retrieval in another is both; a training run beside them counts alone."""
    values = {hit.value for hit in hits}
    retrieval = "rag" in values or any(
        likely[name].max() >= HALF_LIKELY for name in ("rag", "prompt_and_rag") if name in likely
    )
    if "few_shot_prompt" not in values or not retrieval or "fine_tuning" in values:
        return None
    place = next(hit for hit in hits if hit.value == "few_shot_prompt")
    stated = Stated(("prompt_and_rag",), words=_clause_at(parts, place.start, place.end))
    return Finding(Criterion.TRIED, stated, SURE)


def _best(stretches: Sequence[Piece], likely: dict[str, Matrix]) -> Candidate | None:
    rows = {value: probabilities for value, probabilities in likely.items() if value != NOTHING}
    value = max(rows, key=lambda name: float(rows[name].max()))
    place = int(rows[value].argmax())
    return Candidate(value, float(rows[value][place]), stretches[place].text)


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


def _goals(
    stretches: Sequence[Piece], likely: dict[str, Matrix], found: Found, parts: Sequence[Piece]
) -> Finding | None:
    hits = [hit for hit in found.hits if hit.criterion is Criterion.GOAL]
    if not likely:
        hit = _first_hit(hits, parts)
        return Finding(Criterion.GOAL, Stated((hit.value,), words=hit.words), SURE) if hit else None
    peaks = {value: (float(row.max()), int(row.argmax())) for value, row in likely.items()}
    ranked = sorted(peaks, key=lambda value: -peaks[value][0])
    first = ranked[0]
    threshold = weights().thresholds[Criterion.GOAL]
    if peaks[first][0] < threshold:
        return None
    backed = {hit.value for hit in hits}
    values = [
        first,
        *(
            value
            for value in ranked[1:]
            if peaks[value][0] >= (BACKED_THRESHOLD if value in backed else max(SECOND_GOAL, threshold))
        ),
    ]
    # A named goal beside "make it better" is the goal.
    named = [value for value in values if value != "unclear"] or values
    best = Candidate(named[0], peaks[named[0]][0], stretches[peaks[named[0]][1]].text)
    return Finding(Criterion.GOAL, Stated(tuple(named), words=_shortest_words(best, hits, parts)), best.probability)


def _imply_goal(findings: dict[Criterion, Finding], stretches: Sequence[Piece], likely: dict[str, Matrix]) -> None:
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
    best = _best(stretches, likely) if likely else None
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
    if place := next((hit for hit in found.hits if hit.criterion is asked and hit.value), None):
        words = _clause_at(parts, place.start, place.end)
        return Finding(asked, Stated((place.value or "",), words=words), SURE)
    if any(hit.criterion is asked for hit in found.hits):
        return None
    first = parts[0]
    if short := short_answer(first.text, asked):
        value, standing = short
        return Finding(asked, Stated((value,) if value else (), words=first.text, standing=standing), SURE)
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
