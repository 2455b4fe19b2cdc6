"""What to say about the age of what an answer leans on: superseded documents, retired models, stale pages and old documents, with dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.answers.marks import parse
from knowledge.notes import read_note
from knowledge.passages import Status, sentences
from knowledge.sources import load_sources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.replies import Citation
    from knowledge.passages import Passage
    from knowledge.sources import Source


#: Something said to happen on a day.
_PLANNED = re.compile(
    r"\b(?:retires?|ends?|expires?|closes?|stops?|will \w+|(?:is|are|was|were)(?: itself)? (?:scheduled|due|planned) to \w+)\b"
    r"[^.;]{0,60}?\b(?P<day>20\d\d-\d\d-\d\d)\b"
)


def caveats(citations: Iterable[Citation], text: str = "", today: date | None = None) -> tuple[str, ...]:
    """One sentence a superseded, stale or old source or retired-model passage that is cited, in order of the marks, and one a day gone by.

    Args:
        citations: What the marks lead to.
        text: The answer with its marks: what it speaks of as yet to come may have come since its source was written.
        today: The day it is read on; today if left out.
    """
    register = _register()
    found: dict[str, str] = {}
    for citation in citations:
        passage = citation.passage
        dated = f" of {passage.date}" if passage.date else " (undated)"
        if passage.status is Status.SUPERSEDED:
            found.setdefault(
                f"{passage.source_id} {passage.date}",
                f"[{citation.number}] is {_superseded(passage, register)}.",
            )
        elif passage.status is Status.RETIRED_MODEL:
            found.setdefault(
                f"{passage.source_id} {passage.date}",
                f"[{citation.number}], the text{dated}, speaks of models that are retired by now.",
            )
        elif passage.unread_since:
            found.setdefault(
                f"{passage.source_id} {passage.url}",
                f"[{citation.number}]'s page was last looked at on {passage.unread_since}: it may have changed since.",
            )
        elif passage.is_old:
            found.setdefault(
                f"{passage.source_id} {passage.title} {passage.date}",
                f"[{citation.number}] is your document{dated}: check whether it still holds.",
            )
    return (*found.values(), *_passed(text, today or datetime.now(UTC).date()))


def _passed(text: str, today: date) -> list[str]:
    """One sentence for each day that the text calls the future and that is past."""
    found: dict[str, str] = {}
    for sentence in sentences(text):
        numbers = "".join(f"[{number}]" for number in parse(sentence).marks)
        for planned in _PLANNED.finditer(sentence):
            day = planned["day"]
            if numbers and day < today.isoformat():
                said = f"{numbers} speaks of {day} as yet to come; that day has passed, so check whether it went as planned."
                found.setdefault(day, said)
    return list(found.values())


@lru_cache(maxsize=1)
def _register() -> dict[str, Source]:
    return {source.id: source for source in load_sources()}


def _superseded(passage: Passage, register: dict[str, Source]) -> str:
    """Of when a superseded passage is, and what has taken its place: other sources, or the same page as it was later."""
    dated = f"from {passage.date}" if passage.date else "undated"
    source = register.get(passage.source_id)
    if source is not None and source.superseded_by:
        titles = [f"“{register[source_id].title}”" for source_id in source.superseded_by]
        return f"{dated}; {' and '.join(titles)} {'has' if len(titles) == 1 else 'have'} replaced it"
    newest = _newest(passage.source_id) if source is not None else ""
    if newest > passage.date:
        # Other passages of the same day may stand as they were.
        return f"{dated}; the page's version of {newest} has replaced it"
    return f"{dated}; a newer version of the page has replaced it"


@lru_cache(maxsize=64)
def _newest(source_id: str) -> str:
    """The day of the newest passage of a source's note that still stands, in ISO form."""
    note = read_note(_register()[source_id])
    return max((one.date or "" for one in note if one.status is Status.CURRENT), default="")
