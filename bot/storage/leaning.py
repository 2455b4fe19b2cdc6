"""Which texts of the sources a decision leans on, and which of them are others by now.

A decision leans on what its reasons cite, and on the rules of a company's documents that stand in it. Kept are no words: of a built-in source the heading,
which the rubric names, and a digest of the note's text under it; of a document of one's own a digest of its id, and the passage's id, which is one too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING

from bot.conversation.grounding import passages_by_heading
from bot.conversation.policies import held, passages_with_rules
from bot.conversation.reasons import reasons_of
from bot.decision import judge
from knowledge.fetching.live import LiveFolder
from knowledge.passages import digest
from knowledge.sources import built_in_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from bot.conversation.case import Case


@dataclass(frozen=True, slots=True)
class LeansOn:
    """One place that a decision leans on.

    Attributes:
        source: A built-in source's id, or a digest of the id of a person's own.
        heading: The headings in it, as the rubric names them; empty for a person's own.
        text: A digest of the note's text there, or the id of the passage in a person's own document.
    """

    source: str
    heading: str
    text: str

    def is_of(self, source_id: str) -> bool:
        """Whether this place is in a source."""
        return self.source == _named(source_id)


def leaning(case: Case) -> tuple[LeansOn, ...]:
    """What a case that is decided now leans on, each place once."""
    references = [reference for _, sources in reasons_of(judge(case.assessment)) for reference in sources]
    noted = (LeansOn(one.source_id, one.heading, _noted(one.source_id, one.heading)) for one in references)
    ruled = (
        LeansOn(_named(policy.passage.source_id), "", policy.passage.id)
        for policy in held(case.assessment, case.policies)
    )
    return tuple(dict.fromkeys([*noted, *ruled]))


class TextsNow:
    """The texts of the sources as they are now, to be compared with those that decisions lean on; the index is not opened."""

    def __init__(self, data_dir: Path, index_dir: Path) -> None:
        """Read the pages in this data directory, and the rules of own documents beside this index."""
        self._live = LiveFolder(data_dir)
        self._rules = {_named(source_id): ids for source_id, ids in passages_with_rules(index_dir).items()}
        self._changed: dict[str, Mapping[str, str]] = {}

    def older(self, leans: Iterable[LeansOn], decided: datetime) -> list[LeansOn]:
        """The places that have another text now than at the moment of a decision; of what can't be compared nothing is said."""
        return [one for one in leans if self._is_older(one, decided.astimezone(UTC).isoformat())]

    def _is_older(self, place: LeansOn, decided: str) -> bool:
        if place.source not in built_in_ids():
            rules = self._rules.get(place.source)
            return rules is not None and place.text not in rules
        if place.text != _noted(place.source, place.heading):
            return True
        innermost = place.heading.rpartition(" > ")[2].lower()
        return self._changed_under(place.source).get(innermost, "") > decided

    def _changed_under(self, source_id: str) -> Mapping[str, str]:
        """When the text under each heading of a source's pages last changed."""
        if source_id not in self._changed:
            self._changed[source_id] = self._live.of(source_id).changed_under
        return self._changed[source_id]


def _named(source_id: str) -> str:
    """How a source is named in what is kept: the name of a person's own folder may say what it holds."""
    return source_id if source_id in built_in_ids() else digest(source_id)


def _noted(source_id: str, heading: str) -> str:
    return _texts_of_notes().get((source_id, heading), "")


@cache
def _texts_of_notes() -> Mapping[tuple[str, str], str]:
    """A digest of the built-in notes' text by source and heading."""
    return {place: digest(*ids) for place, ids in passages_by_heading().items()}
