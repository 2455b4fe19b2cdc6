"""What to say about the age of what an answer leans on: superseded documents and retired models, with dates."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.passages import Status
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.replies import Citation
    from knowledge.sources import Source


def caveats(citations: Iterable[Citation]) -> tuple[str, ...]:
    """One sentence a superseded source or retired-model passage that is cited, in order of the marks."""
    register = _register()
    found: dict[str, str] = {}
    for citation in citations:
        passage = citation.passage
        dated = f" of {passage.date}" if passage.date else " (undated)"
        if passage.status is Status.SUPERSEDED:
            newer = _newer(register.get(passage.source_id), register)
            found.setdefault(
                f"{passage.source_id} {passage.date}",
                f"[{citation.number}] is the text{dated}, superseded since{newer}.",
            )
        elif passage.status is Status.RETIRED_MODEL:
            found.setdefault(
                f"{passage.source_id} {passage.date}",
                f"[{citation.number}], the text{dated}, speaks of models that are retired by now.",
            )
    return tuple(found.values())


@lru_cache(maxsize=1)
def _register() -> dict[str, Source]:
    return {source.id: source for source in load_sources()}


def _newer(source: Source | None, register: dict[str, Source]) -> str:
    titles = [f"“{register[source_id].title}”" for source_id in (source.superseded_by if source else ())]
    return f" by {' and '.join(titles)}" if titles else " by a newer version of the same page"
