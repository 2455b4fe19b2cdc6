"""Whether search finds an acceptable section, and how far up: hybrid search beside its two control arms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.search import Arm

from .runs import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.search import Found, Searcher

    from .cases import Case

VERSION = 1
#: As many sections as there can be hits: a search's whole list counts.
WHOLE_LIST = 24
#: How many sections a person or a model is shown, and so where a section counts as found.
SHOWN = 5


def reciprocal_rank_of(arm: Arm) -> str:
    """Names the evaluator of one arm."""
    return f"reciprocal rank, {arm.value}"


async def evaluate(cases: Iterable[Case], searcher: Searcher) -> list[Result]:
    """Ask all three arms every question that has an acceptable section; an arm without an embedder is skipped."""
    results: list[Result] = []
    for case in cases:
        for arm in Arm:
            found = await searcher.search(case.said, arm=arm)
            if case.headings and (found.vector or arm is Arm.LEXICAL):
                results.append(rank(case, found, arm))
    return results


def rank(case: Case, found: Found, arm: Arm = Arm.HYBRID) -> Result:
    """One over the place of the first acceptable section, or 0 where there is none."""
    sections = [hits[0].passage for hits in found.sections(WHOLE_LIST)]
    place = next((number for number, passage in enumerate(sections, 1) if case.accepts(passage)), None)
    reason = ""
    if place is None or place > SHOWN:
        wanted = f"{'/'.join(case.sources)} {' | '.join(case.headings)}"
        shown = "; ".join(f"{passage.source_id} {passage.heading}" for passage in sections[:SHOWN])
        reason = f"wanted {wanted}; found {shown or 'nothing'}"
    return Result(case.id, reciprocal_rank_of(arm), 1 / place if place else 0.0, reason, VERSION)
