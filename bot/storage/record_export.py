"""A stored decision as a Markdown record: resolves what the pure core leaves open, which is links and dates."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from bot.conversation.case_costs import comparison_of
from bot.costs.as_markdown import as_markdown
from bot.decision import Occasion, Reference, SourceLink, decision_record
from bot.storage.rests_on import Registers
from knowledge.model_status import model_register
from knowledge.notes import read_note
from knowledge.prices.book import PriceBook
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.storage.cases import StoredCase
    from knowledge.passages import Passage


def record(stored: StoredCase, prices: PriceBook | None = None) -> str:
    """The decision's record as Markdown, with dated links to its sources and a review date; with `prices` and known calls a day its costs too."""
    decided = stored.decided.date()
    occasion = Occasion(
        opening=stored.case.opening,
        decided=decided,
        sources=source_links(),
        retirement=Registers(model_register(), prices or PriceBook(())).ends_next(stored.case, decided),
    )
    made = comparison_of(stored.case, prices) if prices else None
    told = decision_record(stored.case.assessment, occasion)
    return f"{told.rstrip()}\n\n{as_markdown(made)}" if made else told


def source_links() -> dict[str, SourceLink]:
    """Where each built-in source leads, and each heading in it, with the date of the newest text there."""
    links = {}
    for source in load_sources():
        passages = read_note(source)
        links[source.id] = SourceLink(source.cited_as, source.address, newest(passages))
        for path, under in groupby(passages, lambda passage: passage.heading_path):
            section = list(under)
            # The newest passage's address: an older one may lead to an earlier version of the page.
            link = max(section, key=lambda passage: passage.date).link or source.address
            links[str(Reference(source.id, " > ".join(path)))] = SourceLink(source.cited_as, link, newest(section))
    return links


def newest(passages: Iterable[Passage]) -> date | None:
    """The date of the newest of some passages, or None where none has one."""
    return max((date.fromisoformat(passage.date) for passage in passages if passage.date), default=None)
