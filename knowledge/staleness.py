"""How old is too old: pages that nobody has looked at for long, and documents of one's own that were written long ago.

Nothing of it is in the index, so that it holds from one question to the next: what passages are given to anybody are marked as they are given.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from knowledge.notes import read_note
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from knowledge.fetching.live import LiveFolder
    from knowledge.passages import Passage


def is_past(day: str, days: int, today: date | None = None) -> bool:
    """Whether an ISO day or moment is more than so many days ago; never where there is none, or `days` is 0."""
    return bool(day and days) and day[:10] < ((today or datetime.now(UTC).date()) - timedelta(days=days)).isoformat()


class Staleness:
    """Marks passages that are too old; safe to share between threads."""

    def __init__(self, live: LiveFolder, page_days: int, document_days: int) -> None:
        """Count pages as stale that were last looked at so many days ago, and documents of one's own that are so many days old; 0 for never."""
        self._live = live
        self._page_days = page_days
        self._document_days = document_days
        self._lock = threading.Lock()
        self._of_notes: dict[str, frozenset[str]] = {}

    def marked(self, passages: Iterable[Passage]) -> list[Passage]:
        """The same passages; those of stale pages say when they were last looked at, and those of old documents that they are."""
        given = list(passages)
        checked = {
            source_id: state.checked[:10]
            for source_id, state in (self._live.states() if self._page_days else {}).items()
            if is_past(state.checked, self._page_days)
        }
        return [self._marked(one, checked.get(one.source_id, "")) for one in given]

    def _marked(self, passage: Passage, last_read: str) -> Passage:
        unread = last_read if last_read and not self._is_of_a_note(passage) else ""
        is_old = passage.is_own and is_past(passage.date, self._document_days)
        return replace(passage, unread_since=unread, is_old=is_old) if unread or is_old else passage

    def _is_of_a_note(self, passage: Passage) -> bool:
        """Whether it comes with the package: a note stands beside its page and is no older than it says."""
        with self._lock:
            if passage.source_id not in self._of_notes:
                found = [
                    one.id for source in load_sources() if source.id == passage.source_id for one in read_note(source)
                ]
                self._of_notes[passage.source_id] = frozenset(found)
            return passage.id in self._of_notes[passage.source_id]
