"""What is different between a source's note and its page as it is now, and how a difference is shown.

A note is in our own words and is never rewritten here. Its sentences that may not hold any more are named: those under a heading whose text has changed,
and those with a number, a day or a model that the page does not have.
"""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.fetching.texts import changes_between
from knowledge.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.fetching.live import LiveSource
    from knowledge.fetching.texts import PageChange
    from knowledge.passages import Passage

_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
#: A number with its decimals and thousands, a version or a model's name with a digit in it.
_FIGURE = re.compile(r"\$?\b(?:[A-Za-z]+-)*\d[\w.,-]*\w\b|\b\d\b|\b[A-Za-z]\w*-\d[\w.-]*\w\b")
#: Numbers that stand in every text, also as words, and years, by which a note says of when it speaks.
_SAYS_NOTHING = re.compile(r"\d|10|(?:19|20)\d\d")


class Why(StrEnum):
    """Why a sentence of a note should be looked at."""

    FIGURE = "the page does not have"
    HEADING = "the text under this heading has changed"
    ANCHOR = "the page has no such heading to link to"


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A sentence of a note that the page may not bear any more; `what` is the figure or the anchor that is missing."""

    sentence: str
    date: str
    why: Why
    what: str = ""


def shortened(removed: str, added: str, around: int = 6) -> tuple[str, str]:
    """Two versions of a text with what is the same in them cut to a few words on either side."""
    old, new = removed.split(), added.split()
    same = [block for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks() if block.size]
    start = same[0].size if same and same[0].a == same[0].b == 0 else 0
    is_at_end = same and same[-1].a + same[-1].size == len(old) and same[-1].b + same[-1].size == len(new)
    end = same[-1].size if is_at_end and len(same) > bool(start) else 0
    first, last = max(start - around, 0), max(end - around, 0)
    return _cut(old, first, last), _cut(new, first, last)


def _cut(words: list[str], first: int, last: int) -> str:
    kept = words[first : len(words) - last]
    return " ".join([*(["…"] if first else []), *kept, *(["…"] if last else [])])


def in_doubt(note: Sequence[Passage], live: LiveSource) -> list[InDoubt]:
    """The sentences of a note to look at, in its order; none where no page was read."""
    if not live.pages:
        return []
    text = "\n".join([*(" ".join((*one.path, one.text)) for one in live.texts), *(page.title for page in live.pages)])
    figures = set(_figures(text))
    anchors = {anchor for page in live.pages for anchor in page.anchors}
    changed = {path[-1].lower() for change in _last_changes(live) for path in [change.path] if path}
    found: list[InDoubt] = []
    for passage in note:
        if passage.url not in {page.address for page in live.pages}:
            # It is cited to an older version, which stays as it is.
            continue
        for sentence in sentences(passage.text):
            missing = [
                figure for figure in _figures(sentence) if figure not in figures and not _is_day_of(figure, text)
            ]
            if missing:
                found.append(InDoubt(sentence, passage.date, Why.FIGURE, ", ".join(dict.fromkeys(missing))))
            elif passage.heading.lower() in changed:
                found.append(InDoubt(sentence, passage.date, Why.HEADING, passage.heading))
        if passage.anchor and anchors and passage.anchor not in anchors:
            found.append(InDoubt(sentences(passage.text)[0], passage.date, Why.ANCHOR, f"#{passage.anchor}"))
    return found


def _last_changes(live: LiveSource) -> list[PageChange]:
    return changes_between(live.before.texts, live.texts) if live.before else []


def _figures(text: str) -> Iterator[str]:
    for figure in _FIGURE.findall(text):
        bare = figure.lower().strip(".,-").replace(",", "").removeprefix("$")
        if not _SAYS_NOTHING.fullmatch(bare):
            yield bare


def _is_day_of(figure: str, text: str) -> bool:
    """Whether a figure is a day that the page writes in another way."""
    found = _ISO_DAY.fullmatch(figure)
    if not found:
        return False
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    month = month_name[day.month]
    forms = (
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.month}/{day.day}/{day.year}",
        f"{day:%m/%d/%Y}",
        f"{month[:3]} {day.day}, {day.year}",
    )
    return any(form.lower() in text.lower() for form in forms)
