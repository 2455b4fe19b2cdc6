"""Compares the register of models with the vendors' tables of retirements, as they were last fetched.

What a page says for certain is kept by `knowledge.page_values`, and the register follows it; the rest is for a person to look at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from knowledge.fetching.live import passages_of
from knowledge.fetching.retirement_rows import TABLES, table_rows
from knowledge.model_status import Stage, packaged_register
from knowledge.page_values import PageValue, keep_values, kept_values, said_of, with_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.fetching.live import LiveFolder, LiveSource
    from knowledge.fetching.retirement_rows import RowReading
    from knowledge.model_status import ModelRegister
    from knowledge.sources import Source

    FieldKey = tuple[str, str, str, str]

#: A row that differs from what holds is believed only while not more than this part of a page's known rows does: beyond it the page, or how it is
#: read, is not what it was.
MOST_DIFFERING: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class Differing:
    """A field of the register of which a page says otherwise; days are ISO, and `registered` is empty where the register has none.

    `doubt` says why a person has to look; where it is empty the page is certain.
    """

    model: str
    field: str
    registered: str
    said: str
    row: str
    doubt: str = ""

    def __str__(self) -> str:
        """In a line."""
        return (
            f"{self.model}: {self.field} is {self.registered or 'not known'} in the register, {self.said} on the page"
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """A source's pages beside the register.

    Attributes:
        differing: What the pages say otherwise than the packaged register, in their order.
        certain: What of it leaves no doubt, by the field it is about.
        agreeing: The fields of which they say what the packaged register says, and nothing else.
        lacking: The models that they list and the register lacks, with their versions.
    """

    differing: tuple[Differing, ...] = ()
    certain: Mapping[FieldKey, PageValue] = field(default_factory=dict)
    agreeing: frozenset[FieldKey] = frozenset()
    lacking: tuple[str, ...] = ()


def differing_days(live: LiveSource, register: ModelRegister | None = None) -> list[Differing]:
    """What the tables of a source's pages say otherwise than the register, in the order of the pages.

    Args:
        live: What was fetched of the source; of one without such tables nothing differs.
        register: The register; the packaged one if left out.
    """
    return list(compared(live, register).differing)


def compared(
    live: LiveSource,
    register: ModelRegister | None = None,
    kept: Iterable[PageValue] = (),
    source: Source | None = None,
) -> Compared:
    """A source's pages beside the register.

    Args:
        live: What was fetched of the source; of one without such tables nothing is said.
        register: The register as it is packed.
        kept: What it follows of pages already: that is no difference any more that could be too many at once.
        source: The source, where its passages are to be named.
    """
    packaged = register or packaged_register()
    passages = {(one.heading_path, one.text): one.id for one in passages_of(live, source)} if source else {}
    found: dict[FieldKey, list[RowReading]] = {}
    tuned: dict[str, Differing] = {}
    lacking: dict[str, None] = {}
    for row in table_rows(live, packaged):
        if row.tuned:
            tuned.setdefault(row.tuned[0], Differing(*row.tuned, row.text.text, "the register lacks the model"))
        else:
            lacking |= dict.fromkeys(row.strangers)
        for reading in row.readings:
            value = replace(reading.value, passage=passages.get((row.text.path, row.text.text), ""))
            found.setdefault(value.key, []).append(replace(reading, value=value))
    read = _not_too_many(_without_contradictions({key: _first(rows) for key, rows in found.items()}), kept)
    differing = [
        Differing(one.status.label, key[3], said_of(one.status, key[3]), one.value.value, one.value.row, one.doubt)
        for key, one in read.items()
        if one.differs
    ]
    return Compared(
        (*differing, *tuned.values()),
        {key: one.value for key, one in read.items() if one.differs and not one.doubt},
        frozenset(key for key, one in read.items() if not one.differs and not one.doubt),
        tuple(lacking),
    )


def follow(folder: LiveFolder, live: LiveSource, source: Source) -> list[PageValue]:
    """Keep what a source's pages say for certain, so that the register follows it; what is new of it.

    A value goes where the page says by now what the packaged register says. One that the page has no certain word on any more stays.

    Raises:
        SourcesError: The folder can't be written.
    """
    if live.source_id not in TABLES:
        return []
    values, _ = kept_values(folder)
    before = {value.key: value for value in values}
    found = compared(live, kept=values, source=source)
    after = {key: value for key, value in before.items() if key not in found.agreeing} | dict(found.certain)
    if after != before:
        keep_values(folder, after.values())
    return [value for key, value in after.items() if key not in before or before[key].value != value.value]


def _first(readings: Sequence[RowReading]) -> RowReading:
    """The first reading of a field, since OpenAI's newest notice of a model stands first; in doubt where another row says something else."""
    first = readings[0]
    if any(one.value.value != first.value.value for one in readings):
        return replace(first, doubt=first.doubt or "several rows of the page say different things")
    return first


def _without_contradictions(read: Mapping[FieldKey, RowReading]) -> dict[FieldKey, RowReading]:
    """The same; what differs is in doubt where its row of the register would not hang together with all that is certain of it."""
    certain: dict[tuple[str, ...], list[RowReading]] = {}
    for key, one in read.items():
        if one.differs and not one.doubt:
            certain.setdefault(key[:3], []).append(one)
    broken = {row for row, readings in certain.items() if not _hang_together(readings)}
    said = "it contradicts the rest of what is known of the model"
    return {
        key: replace(one, doubt=one.doubt or said) if one.differs and key[:3] in broken else one
        for key, one in read.items()
    }


def _hang_together(readings: Sequence[RowReading]) -> bool:
    try:
        row = with_values(readings[0].status, [one.value for one in readings])
    except ValueError:
        return False
    # What is retired has ended by the day of the page.
    return row.stage is not Stage.RETIRED or row.base_ends is None or row.base_ends <= row.date


def _not_too_many(read: Mapping[FieldKey, RowReading], kept: Iterable[PageValue]) -> dict[FieldKey, RowReading]:
    """The same; all that is new is in doubt where too many rows differ from what holds."""
    followed = {value.key: value.value for value in kept}
    rows = {key[:3] for key in read}
    new = {key[:3] for key, one in read.items() if one.differs and followed.get(key) != one.value.value}
    if len(new) <= MOST_DIFFERING * len(rows):
        return dict(read)
    said = f"{len(new):,} of the page's {len(rows):,} known rows differ at once"
    return {
        key: replace(one, doubt=one.doubt or said) if one.differs and key[:3] in new else one
        for key, one in read.items()
    }
