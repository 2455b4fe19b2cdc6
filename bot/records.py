"""A stored decision as a Markdown record: resolves what the pure core leaves open, which is links and dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.decision import Occasion, SourceLink, decision_record
from knowledge.model_names import next_retirement
from knowledge.notes import read_note
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from bot.decisions import Decision


def record(decision: Decision) -> str:
    """The decision's record as Markdown, with dated links to its sources and a review date."""
    decided = decision.decided.date()
    occasion = Occasion(
        opening=decision.walk.opening,
        decided=decided,
        sources=source_links(),
        retirement=next_retirement(decided),
    )
    return decision_record(decision.walk.assessment, occasion)


def source_links() -> dict[str, SourceLink]:
    """Where each built-in source leads, and the date of its newest text."""
    links = {}
    for source in load_sources():
        newest = max((passage.date for passage in read_note(source) if passage.date), default="")
        links[source.id] = SourceLink(source.title, source.address, date.fromisoformat(newest) if newest else None)
    return links
