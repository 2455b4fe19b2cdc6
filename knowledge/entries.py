"""What the collection holds: an entry for each passage, and one for each way of asking that points at it and is found no other way.

Turns passages into entries and back. Entries are named by a digest of their content, so that unchanged ones keep their
name; storing and finding them is `index.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from knowledge.passages import Lead, Passage, Status, Told, digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

#: A section of more passages is too long to be shown whole: each of them knows only so many neighbours on either side.
LONGEST_SECTION, NEIGHBOURS = 32, 3
_PASSAGE, _ASKED = "passage", "asked"
#: In the id of a way of asking, between the passage's id and the rest.
_POINTS_AT = "/"


@dataclass(slots=True)
class Entry:
    """One record of the collection."""

    id: str
    document: str
    metadata: dict[str, Any] = field(default_factory=dict)


def entries_of(passages: Sequence[Passage], without: Collection[str] = ()) -> dict[str, Entry]:
    """The records a source's passages make, by id; none for these ways of asking."""
    entries: dict[str, Entry] = {}
    # Dictionaries for their order: a passage that stands twice has one place.
    sections: dict[str, dict[str, int]] = {}
    for passage in passages:
        section = sections.setdefault(passage.section_id, {})
        section.setdefault(passage.id, len(section))
    ordered = {section_id: list(section) for section_id, section in sections.items()}
    for passage in passages:
        siblings = ordered[passage.section_id]
        if len(siblings) > LONGEST_SECTION:
            place = sections[passage.section_id][passage.id]
            siblings = siblings[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1]
        metadata = _to_metadata(passage, siblings)
        entries.setdefault(passage.id, Entry(passage.id, passage.indexed_text, metadata))
        for entry in _ways(passage.id, passage.source_id, passage.asked, without):
            entries.setdefault(entry.id, entry)
    return entries


def asked_anew(entry: Entry, asked: Sequence[str], without: Collection[str]) -> tuple[Entry, list[Entry], list[str]]:
    """A passage's entry with other ways of asking, the entries of those but some, and the ids of the entries of ways that it has no more."""
    label = json.loads(entry.metadata["label"])
    before = [way_id(entry.id, way) for way in label["asked"]]
    label["asked"] = list(asked)
    ways = _ways(entry.id, entry.metadata["source_id"], asked, without)
    changed = Entry(entry.id, entry.document, {**entry.metadata, "label": json.dumps(label, ensure_ascii=False)})
    return changed, ways, sorted(set(before) - {way.id for way in ways})


def stored_passages(collection: Any, page_size: int) -> Iterator[tuple[str, str, str, list[str]]]:
    """Each passage of a Chroma collection: its id, its source, its text with its header, and the ways it is asked for."""
    offset = 0
    while True:
        page = collection.get(limit=page_size, offset=offset, include=["documents", "metadatas"])
        for entry_id, document, metadata in zip(page["ids"], page["documents"], page["metadatas"], strict=True):
            if is_passage(metadata):
                yield entry_id, metadata["source_id"], document, json.loads(metadata["label"])["asked"]
        offset += len(page["ids"])
        if len(page["ids"]) < page_size:
            return


def _ways(own: str, source_id: str, asked: Iterable[str], without: Collection[str]) -> list[Entry]:
    """The entries of the ways of asking for a passage, each once."""
    pointer = {"kind": _ASKED, "source_id": source_id, "passage": own}
    return [Entry(way_id(own, way), way, dict(pointer)) for way in dict.fromkeys(asked) if way not in without]


def _to_metadata(passage: Passage, siblings: Sequence[str]) -> dict[str, Any]:
    """What is kept beside a passage's text; in one value, since Chroma reads many small ones half as fast."""
    label = {
        "title": passage.title,
        "headings": passage.heading_path,
        "anchor": passage.anchor,
        "url": passage.url,
        "date": passage.date,
        "status": passage.status.value,
        **({"own": True} if passage.is_own else {}),
        "siblings": siblings,
        "asked": passage.asked,
        "told": [(told.lead.value, told.sentence) for told in passage.told],
    }
    return {"kind": _PASSAGE, "source_id": passage.source_id, "label": json.dumps(label, ensure_ascii=False)}


def to_passage(document: str, metadata: dict[str, Any]) -> Passage:
    """The passage that an entry was made of."""
    label = json.loads(metadata["label"])
    return Passage(
        text=document.split("\n", 1)[1],
        source_id=metadata["source_id"],
        title=label["title"],
        heading_path=tuple(label["headings"]),
        anchor=label["anchor"],
        url=label["url"],
        date=label["date"],
        status=Status(label["status"]),
        is_own=label.get("own", False),
        asked=tuple(label["asked"]),
        told=tuple(Told(Lead(lead), sentence) for lead, sentence in label.get("told", ())),
        siblings=tuple(label["siblings"]),
    )


def split_id(entry_id: str) -> tuple[str, str]:
    """The passage that an entry belongs to, and the name of the way of asking that it is; empty for the passage itself."""
    own, _, way = entry_id.partition(_POINTS_AT)
    return own, way


def way_id(own: str, asked: str) -> str:
    """The id of the entry of a way of asking for a passage, whether or not the collection holds it."""
    return f"{own}{_POINTS_AT}{way_name(asked)}"


@lru_cache(maxsize=16_384)
def way_name(asked: str) -> str:
    """What a way of asking is called among the entries of its passage."""
    return digest(asked)


def is_passage(metadata: dict[str, Any]) -> bool:
    """Whether an entry is a passage, and not a way of asking for one."""
    return bool(metadata["kind"] == _PASSAGE)


def passages_among(entries: Iterable[Entry]) -> int:
    """How many of the entries are passages."""
    return sum(is_passage(entry.metadata) for entry in entries)
