"""Reads a note into passages.

A note is a Markdown file with front matter. Under each heading stand blocks: an `asked` comment with ways a person
would ask, then one paragraph that answers them. One block is one passage. The form is described in CONTRIBUTING.md.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import SourcesError
from knowledge.passages import Lead, Passage, Status, Told, sentences, slug
from knowledge.sources import GAPS_ID, PACKAGED, AddressStatus, Kind, Source

if TYPE_CHECKING:
    from pathlib import Path

NOTES = PACKAGED / "notes"
#: The catalogue of gaps is not among the sources people see, so it has its entry here.
GAPS = Source(
    id=GAPS_ID, title="What the sources do not say", kind=Kind.DOCUMENTATION, address_status=AddressStatus.UNKNOWN
)

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_HEADING = re.compile(r"^(#{1,4})\s+(.*?)(?:\s+\{#([\w-]+)\})?\s*$")
_ASKED = re.compile(r"<!--\s*asked\b([^\n]*)\n(.*?)-->", re.DOTALL)
_TOLD = re.compile(r"(?P<lead>yes|no|depends)?\s*(?P<sentence>\d+)?")
#: The longest block, in characters: above it the local embedder starts to cut (256 tokens; retrieval notes, section 0).
LONGEST_BLOCK = 900


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the note the reader stands."""

    path: tuple[str, ...] = ()
    anchor: str = ""


def note_file(source: Source) -> Path:
    """Where a built-in source's note lies."""
    return NOTES / ("gaps.md" if source.id == GAPS_ID else f"{source.id}.md")


def read_note(source: Source) -> list[Passage]:
    """All passages of a built-in source's note, in order.

    Raises:
        SourcesError: The note is missing, names another source, or has a block that can't be used.
    """
    file = note_file(source)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise SourcesError(
            f"source {source.id!r} has no note at {str(file)!r}. Write it or remove the entry."
        ) from error
    return parse_note(text, source)


def parse_note(text: str, source: Source) -> list[Passage]:
    """All passages of a note's text, in order.

    Raises:
        SourcesError: The front matter names another source, or a block can't be used.
    """
    front = _front_matter(text, source)
    passages: list[Passage] = []
    place = _Place()
    body = _FRONT_MATTER.sub("", text)
    cursor = 0
    for asked in [*_ASKED.finditer(body), None]:
        chunk = body[cursor : asked.start() if asked else len(body)]
        place = _follow_headings(chunk, place, source)
        if asked is None:
            break
        end = _block_end(body, asked.end())
        block_text = " ".join(body[asked.end() : end].split())
        passages.append(_passage(block_text, asked, place, source, front))
        cursor = end
    if not passages:
        raise SourcesError(f"the note of {source.id!r} holds no block: a block is an 'asked' comment and a paragraph.")
    return passages


def _front_matter(text: str, source: Source) -> dict[str, str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise SourcesError(f"the note of {source.id!r} does not start with front matter between two '---' lines.")
    pairs = (line.partition(":") for line in match.group(1).splitlines() if line.strip())
    front = {key.strip(): value.strip() for key, _, value in pairs}
    if front.get("source") != source.id:
        raise SourcesError(f"the note of {source.id!r} says source: {front.get('source')!r}. Make both the same.")
    return front


def _follow_headings(chunk: str, place: _Place, source: Source) -> _Place:
    """The heading path after a stretch that holds headings only."""
    for line in chunk.splitlines():
        if not line.strip():
            continue
        match = _HEADING.match(line)
        if match is None:
            raise SourcesError(
                f"the note of {source.id!r} has text outside a block: {line[:60]!r}. Put an 'asked' comment before it."
            )
        depth = len(match.group(1)) - 1
        heading = match.group(2)
        path = (*place.path[: max(depth - 1, 0)], heading) if depth else ()
        place = _Place(path, match.group(3) or slug(heading))
    return place


def _block_end(body: str, start: int) -> int:
    """Where the paragraph that starts here ends: at the next comment or heading."""
    following = re.compile(r"^(?:#{1,4}\s|<!--)", re.MULTILINE).search(body, start)
    return following.start() if following else len(body)


def _passage(text: str, asked: re.Match[str], place: _Place, source: Source, front: dict[str, str]) -> Passage:
    if not text or len(text) > LONGEST_BLOCK:
        raise SourcesError(
            f"the note of {source.id!r} has a block of {len(text)} characters under {' > '.join(place.path)!r}: "
            f"a block has 1 to {LONGEST_BLOCK}. Split it."
        )
    attributes = dict(pair.split("=", 1) for pair in asked.group(1).split() if "=" in pair)
    date = _iso_date(attributes.get("date", front.get("date", "")), source)
    ways = [_way(line, text, source) for line in asked.group(2).splitlines() if line.strip()]
    address, anchor = source.landing(date, place.path, place.anchor)
    return Passage(
        text=text,
        source_id=source.id,
        title=source.cited_as,
        heading_path=place.path,
        anchor=anchor,
        url=address,
        date=date,
        status=_status(attributes.get("status", front.get("status", "current")), source),
        asked=tuple(question for question, _ in ways),
        told=tuple(told for _, told in ways),
    )


def _way(line: str, text: str, source: Source) -> tuple[str, Told]:
    """A way of asking and how it is answered: `is it free? => no 2` begins with no, and with the second sentence."""
    question, _, answered = (part.strip() for part in line.partition("=>"))
    match = _TOLD.fullmatch(answered)
    sentence = int(match["sentence"] or 1) if match else 0
    if match is None or not 0 < sentence <= len(sentences(text)):
        raise SourcesError(
            f"the note of {source.id!r} has the way of asking {line.strip()!r}: after '=>' stand yes, no or depends, the number of the "
            "sentence that answers, or both."
        )
    return question, Told(Lead(match["lead"] or ""), sentence - 1)


def _iso_date(value: str, source: Source) -> str:
    if value in {"", "unknown"}:
        return ""
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise SourcesError(f"the note of {source.id!r} has the date {value!r}. Write it as YYYY-MM-DD.") from error


def _status(value: str, source: Source) -> Status:
    try:
        return Status(value)
    except ValueError as error:
        known = ", ".join(status.value for status in Status)
        raise SourcesError(f"the note of {source.id!r} has the status {value!r}. Use one of: {known}.") from error
