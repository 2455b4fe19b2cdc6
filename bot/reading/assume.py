"""What a description likely means where it does not say, for a quick verdict that names its assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.decision import Assessment, Criterion, Standing, Stated, encode, likeliest_reading
from bot.reading.look import look
from bot.reading.read_criteria import read_criteria
from bot.reading.reading import Finding, record
from bot.reading.stretches import Remembering

if TYPE_CHECKING:
    from bot.reading.stretches import DocumentEmbedder


def quick_findings(message: str, embedder: DocumentEmbedder | None) -> tuple[Finding, ...]:
    """Return what a message states and, marked `assumed`, what it likely means.

    In a conversation nothing is assumed: there a question settles it.
    """
    embedder = Remembering(embedder) if embedder else None
    stated = read_criteria(message, embedder)
    seen = look(message, embedder)
    if seen is None or seen.weighed is None:
        return stated
    overall = seen.weighed.overall
    known = {finding.criterion for finding in stated if finding.stated.standing is Standing.STATED}
    likely = {criterion: values for criterion, values in overall.items() if criterion not in known}
    if goals := likely.get(Criterion.GOAL):
        # A description has a goal, so one is assumed.
        whole = sum(goals.values())
        likely[Criterion.GOAL] = {value: probability / whole for value, probability in goals.items()}
    assumed = [
        Finding(
            criterion,
            Stated((value,), words=seen.words_for(criterion, value)),
            overall[criterion][value],
            assumed=True,
        )
        for criterion, value in likeliest_reading(encode(record(Assessment(), stated)), likely)
    ]
    return (*(finding for finding in stated if finding.criterion in known), *assumed)
