"""From words to criteria, without a language model: what one message states about a use case.

Numbers and precise patterns find most; light classifiers over the local embedder weigh what was found together with what
the message means, and find more. What is not sure enough is left unread: a wrong value is worse than none. Every finding
quotes the words it came from. Judging the findings is `bot.decision`'s business.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Criterion, Standing, Stated
from bot.reading.classifier import weights
from bot.reading.direct_answer import answer, unsure
from bot.reading.look import look
from bot.reading.reading import SURE, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.look import Seen
    from bot.reading.numbers import Counted
    from bot.reading.stretches import DocumentEmbedder

#: A second goal beside the first must be this probable: most messages have one.
SECOND_GOAL = 0.6
#: A goal below its threshold is still taken where nothing else was found and it is this probable.
ONLY_GOAL = 0.6
#: Retrieval this probable makes prompting with samples "both".
HALF_LIKELY = 0.3
#: A value that a pattern or a number also found needs only this probability.
BACKED_THRESHOLD = 0.6
#: A number counts as an amount of something where its stretch says anything about that at least this likely.
COUNT_THRESHOLD = 0.35

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


def read_criteria(
    message: str, embedder: DocumentEmbedder | None, asked: Criterion | None = None
) -> tuple[Finding, ...]:
    """Return what a message states, one finding a criterion, in the rubric's order.

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


def _corrected(message: str) -> list[tuple[str, bool]]:
    """The message in parts, each of which corrects those before it."""
    marks = list(_CORRECTION.finditer(message))
    starts = [0, *(mark.start() for mark in marks if mark.start() > 0)]
    parts = [message[first:last] for first, last in zip(starts, [*starts[1:], len(message)], strict=True)]
    return [(part, bool(_CORRECTION.match(part))) for part in parts if part.strip()]


def _read(message: str, embedder: DocumentEmbedder | None, asked: Criterion | None) -> list[Finding]:
    seen = look(message, embedder, asked)
    if seen is None:
        said = unsure(asked, message) if asked else None
        return [replace(said, asked=True)] if said else []
    findings = {}
    for criterion in Criterion:
        finding = _goals(seen) if criterion is Criterion.GOAL else _settled(criterion, asked, seen)
        if finding:
            findings[criterion] = finding
    _add_vague(findings, seen)
    if asked:
        known = findings.get(asked)
        if not known or known.stated.standing is not Standing.STATED:
            told = answer(asked, seen) or known or unsure(asked, message)
            findings |= {asked: told} if told else {}
    if Criterion.GOAL not in findings and asked in {None, Criterion.GOAL}:
        _imply_goal(findings, seen)
    return [replace(finding, asked=finding.criterion is asked) for finding in findings.values()]


def _settled(criterion: Criterion, asked: Criterion | None, seen: Seen) -> Finding | None:
    """The value of a criterion that has one."""
    hits, counts = seen.hits(criterion), seen.counts(criterion)
    if criterion is not asked:
        counts = [one for one in counts if seen.likely_at(one) >= COUNT_THRESHOLD]
    # "No pairs" is none, unless it goes on with what there is instead.
    is_amount = any(count.number for count in counts) or (counts and not hits)
    if is_amount and criterion is not Criterion.KNOWLEDGE_HOME:
        return _counted(criterion, counts, seen)
    if criterion is Criterion.TRIED and (both := _both_tried(seen)):
        return both
    best = seen.best(criterion)
    if best is None:
        return None
    threshold = weights().thresholds[criterion]
    if any(value == best.value for value in (*(hit.value for hit in hits), *(one.value for one in counts))):
        threshold = min(threshold, BACKED_THRESHOLD)
    if best.probability < threshold:
        return None
    number = next((one.number for one in counts if one.value == best.value), None)
    return Finding(criterion, Stated((best.value,), words=best.words, number=number), best.probability)


def _counted(criterion: Criterion, counts: Sequence[Counted], seen: Seen) -> Finding:
    # Where several are named, the largest is what there is: "12 from us, another 3,000 from the archive".
    most = max(counts, key=lambda one: one.number)
    stated = Stated((most.value,), words=seen.words_at(most.start, most.end), number=most.number)
    return Finding(criterion, stated, 1.0)


def _both_tried(seen: Seen) -> Finding | None:
    """Prompting with samples in one place and retrieval in another is both; a training run beside them counts alone."""
    hits = seen.hits(Criterion.TRIED)
    values = {hit.value for hit in hits}
    likely = seen.weighed.by_stretch[Criterion.TRIED] if seen.weighed else {}
    retrieval = "rag" in values or any(
        likely[name].max() >= HALF_LIKELY for name in ("rag", "prompt_and_rag") if name in likely
    )
    if "few_shot_prompt" not in values or not retrieval or "fine_tuning" in values:
        return None
    place = next(hit for hit in hits if hit.value == "few_shot_prompt")
    return Finding(Criterion.TRIED, Stated(("prompt_and_rag",), words=seen.words_at(place.start, place.end)), SURE)


def _goals(seen: Seen) -> Finding | None:
    """The goal, of which there may be several."""
    best = seen.best(Criterion.GOAL)
    if best is None or seen.weighed is None:
        return Finding(Criterion.GOAL, Stated((best.value,), words=best.words), SURE) if best else None
    likely = seen.weighed.overall[Criterion.GOAL]
    if best.probability < weights().thresholds[Criterion.GOAL]:
        return None
    ranked = sorted(likely, key=lambda value: -likely[value])
    values = [best.value, *(value for value in ranked[1:] if likely[value] >= SECOND_GOAL)]
    # A named goal beside "make it better" is the goal.
    named = [value for value in values if value != "unclear"] or values
    stated = Stated(tuple(named), words=seen.words_for(Criterion.GOAL, named[0]))
    return Finding(Criterion.GOAL, stated, likely[named[0]])


def _imply_goal(findings: dict[Criterion, Finding], seen: Seen) -> None:
    """Add the goal that the complaint or the kind of knowledge implies, or the only one that is likely enough."""
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
    best = seen.best(Criterion.GOAL) if seen.weighed else None
    if best and best.probability >= ONLY_GOAL:
        stated = Stated((best.value,), words=best.words)
        findings[Criterion.GOAL] = Finding(Criterion.GOAL, stated, best.probability, implied=True)


def _add_vague(findings: dict[Criterion, Finding], seen: Seen) -> None:
    for hit in seen.found.hits:
        if hit.standing is Standing.VAGUE and hit.criterion not in findings:
            claim = Stated(words=seen.words_at(hit.start, hit.end), standing=Standing.VAGUE)
            findings[hit.criterion] = Finding(hit.criterion, claim, SURE)
