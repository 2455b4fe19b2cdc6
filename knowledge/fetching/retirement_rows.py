"""Reads the rows of the vendors' tables of retirements: which field of which registered model each gives, and what leaves that open.

A row is read only where nothing has to be guessed: its columns have the headings that the tables had when this was written, and it names a model of
the register with its version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from knowledge.model_status import End, Platform, Stage
from knowledge.page_values import LONGEST_ROW, STAGE, PageValue, said_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from knowledge.fetching.live import LivePage, LiveSource
    from knowledge.fetching.texts import LiveText
    from knowledge.model_status import ModelRegister, ModelStatus

_NAMING: Final = ("model", "model / system", "model snapshot", "models affected", "deprecated model")
_VERSION: Final = "version"
_NO_VERSION: Final = {"—", "-"}
_LIFECYCLE: Final = "lifecycle"
_TUNED_UNTIL: Final = "deployment retirement date"
#: The pages with such tables, whose platform each is, and which column of theirs is which day. Microsoft's headings are those of
#: MicrosoftDocs/azure-ai-docs@00bb554 (2026-07-07), OpenAI's those of its page of November 2026.
TABLES: Final[Mapping[str, tuple[Platform, Mapping[str, End]]]] = {
    "S16": (
        Platform.AZURE,
        {
            "retirement date": End.BASE,
            "training retirement date": End.TRAINING_EXISTING,
            _TUNED_UNTIL: End.TUNED,
        },
    ),
    "S23": (Platform.OPENAI, {"shutdown date": End.BASE}),
}
#: How far from the page's day a believable end lies: vendors announce up to 18 months ahead (S16), and don't correct what ended long ago.
EARLIEST: Final = timedelta(days=366)
LATEST: Final = timedelta(days=3 * 366)
#: The one footnote that qualifies nothing which is read: the table of tuned models has it at every row (S16).
_KNOWN_NOTE = re.compile(
    r" \(For existing customers only[;.] Otherwise, training retirement occurs at base model retirement\.?\)$",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"\s*[,|/]\s*|\s+and\s+")
_NOTICE = re.compile(r"20\d\d-\d\d-\d\d(?=: )")
_STAGES_IN_ORDER: Final = tuple(Stage)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*\w")
#: A day in either form that the tables use; hyphens may be ones that don't break.
_DAY = re.compile(
    r"\b(20\d\d)[-\u2010\u2011](\d\d)[-\u2010\u2011](\d\d)\b|\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (20\d\d)\b"
)
_STAGES: Final = {stage.value: stage for stage in Stage}
#: What OpenAI calls a model that the register calls as Azure does.
_AS_OPENAI_SAYS: Final = {"gpt-35-turbo": "gpt-3.5-turbo"}


@dataclass(frozen=True, slots=True)
class RowReading:
    """One field of a row of the register as one row of a page has it; `doubt` is what that row itself leaves open."""

    status: ModelStatus
    value: PageValue
    doubt: str

    @property
    def differs(self) -> bool:
        """Whether the register says something else."""
        return said_of(self.status, self.value.field) != self.value.value


@dataclass(frozen=True, slots=True)
class TableRow:
    """What one row of a page says of registered models, and which others it names.

    Attributes:
        text: The row as it is kept.
        readings: What it says, field by field.
        strangers: The models that the register lacks, with their versions; none where the row can't be read for certain.
        tuned: Of a tuned model that the register lacks its label, its field, no day and the row's day.
    """

    text: LiveText
    readings: tuple[RowReading, ...]
    strangers: tuple[str, ...]
    tuned: tuple[str, str, str, str] | None


def table_rows(live: LiveSource, register: ModelRegister) -> Iterator[TableRow]:
    """The rows of a source's pages, in their order; none of a source without such tables.

    Args:
        live: What was fetched of the source.
        register: The register as it is packed.
    """
    if live.source_id not in TABLES:
        return
    platform, columns = TABLES[live.source_id]
    known = {name: one for one in register.model if one.platform is platform for name in _names(one)}
    for page in live.pages:
        for text in page.texts:
            cells = _cells(text.text)
            named, strange = _named(cells, known)
            is_of_ends = any(heading in cells for heading in (*columns, _LIFECYCLE))
            place = _RowPlace(live, page, text)
            readings = tuple(reading for status in named for reading in _read(cells, columns, status, place))
            yield TableRow(text, readings, strange if is_of_ends else (), None if named else _tuned(cells))


@dataclass(frozen=True, slots=True)
class _RowPlace:
    """Where a row stands."""

    live: LiveSource
    page: LivePage
    text: LiveText

    @property
    def came(self) -> str:
        """When the page last came, changed or not; ISO."""
        # Where another page of the source is gone, only what has changed is known to have come.
        return max(self.live.checked, self.live.fetched)

    @property
    def day(self) -> date | None:
        """The day of the page; where it has none, that of the notice under whose heading the row stands."""
        notice = next((found[0] for heading in self.text.path if (found := _NOTICE.match(heading))), "")
        return _day_of(self.page.date or notice)


def _cells(text: str) -> dict[str, str]:
    """The cells of a row by their headings in small letters; empty for what is no row, or longer than one can be."""
    if len(text) > LONGEST_ROW:
        return {}
    parts = [part.partition(": ") for part in _KNOWN_NOTE.sub("", text).split("; ")]
    return {heading.strip().lower(): value.strip() for heading, divider, value in parts if divider}


def _names(status: ModelStatus) -> tuple[str, ...]:
    name = _AS_OPENAI_SAYS.get(status.name, status.name) if status.platform is Platform.OPENAI else status.name
    return (f"{name}-{status.version}" if status.version else name,)


def _named(cells: Mapping[str, str], known: Mapping[str, ModelStatus]) -> tuple[list[ModelStatus], tuple[str, ...]]:
    """The rows of the register that a row of a page names, and what else it names for certain."""
    naming, version = _naming(cells), cells.get(_VERSION, "")
    label = naming if version in _NO_VERSION else f"{naming} ({version})"
    names = {f"{naming}-{version}": label} if version else {one: one for one in _NAME.findall(naming)}
    strange = tuple(said for name, said in names.items() if not _is_known(name, naming, known))
    return [known[name] for name in names if name in known], strange if _is_plain(cells) else ()


def _is_known(name: str, naming: str, known: Mapping[str, ModelStatus]) -> bool:
    """Whether the register has a model: so, without a version, or, where the page gives none, with one."""
    return name in known or naming in known or (name == naming and any(one.startswith(f"{name}-") for one in known))


def _naming(cells: Mapping[str, str]) -> str:
    return next((cells[heading] for heading in _NAMING if heading in cells), "")


def _is_plain(cells: Mapping[str, str]) -> bool:
    """Whether a row names one model and its version, or one or more by their whole names, and says nothing that could limit that."""
    naming = _naming(cells)
    names = [naming] if cells.get(_VERSION) else _BETWEEN_NAMES.split(naming)
    return all(_NAME.fullmatch(name) for name in names)


def _read(
    cells: Mapping[str, str], columns: Mapping[str, End], status: ModelStatus, place: _RowPlace
) -> Iterator[RowReading]:
    """Each field that a row has, with what leaves it open."""
    dated = place.day
    doubt = _doubt_of_page(status, place, dated) or _doubt_of_row(cells, place.text)
    for heading, end in columns.items():
        cell = cells.get(heading, "")
        if day := _day(cell):
            is_same = status.ends.get(end) == day
            yield _reading(
                status, end.value, day.isoformat(), place, doubt or ("" if is_same else _doubt_of_day(cell, day, dated))
            )
    if stage := _STAGES.get(cells.get(_LIFECYCLE, "").lower()):
        is_back = status.stage is not None and _STAGES_IN_ORDER.index(stage) < _STAGES_IN_ORDER.index(status.stage)
        backwards = "a model does not go back to an earlier stage" if is_back else ""
        yield _reading(status, STAGE, stage.value, place, doubt or backwards)


def _reading(status: ModelStatus, what: str, said: str, place: _RowPlace, doubt: str) -> RowReading:
    value = PageValue(
        platform=status.platform, name=status.name, version=status.version, field=what, value=said,
        instead_of=said_of(status, what), source=place.live.source_id, page_date=place.day or date.min,
        read=_day_of(place.came) or date.min, url=place.page.landed, passage="", row=place.text.text,
    )  # fmt: skip
    return RowReading(status, value, doubt)


def _doubt_of_page(status: ModelStatus, place: _RowPlace, dated: date | None) -> str:
    """What of a page leaves open all that it says of a model; empty where nothing does."""
    if place.page.gone_since:
        return "the page is not there any more"
    if dated is None:
        return "the page has no date"
    if dated.isoformat() > place.came:
        return "the page is dated later than it was read"
    if dated <= status.date:
        return f"the page is not newer than what the register rests on ({status.source} of {status.date})"
    return ""


def _doubt_of_row(cells: Mapping[str, str], text: LiveText) -> str:
    """What of a row leaves all of its fields open; empty where nothing does."""
    if not _is_plain(cells):
        return "the row does not name the model alone"
    if cells.get(_LIFECYCLE, "").lower() not in {"", *_STAGES}:
        return "the row's cells are not what its columns are called"
    bare = _KNOWN_NOTE.sub("", text.text)
    if bare.endswith(")") or any(": " not in part for part in bare.split("; ")):
        return "the row has a footnote or a remark"
    return ""


def _doubt_of_day(cell: str, day: date, dated: date | None) -> str:
    if not _DAY.fullmatch(cell):
        return "the page does not give it as a plain day"
    if dated is not None and not dated - EARLIEST <= day <= dated + LATEST:
        return "the day is too far from the page's own to be believed"
    return ""


def _tuned(cells: Mapping[str, str]) -> tuple[str, str, str, str] | None:
    """A tuned model that the register lacks, with its field, no day and the row's; base models that nobody tunes may be missing."""
    naming, version = cells.get(_NAMING[0], ""), cells.get(_VERSION, "")
    day = _day(cells.get(_TUNED_UNTIL, ""))
    return (f"{naming} ({version})", End.TUNED.value, "", day.isoformat()) if naming and version and day else None


def _day(cell: str) -> date | None:
    """The one day that a cell names; None where it names none, or several, or one that is no day."""
    days = list(_DAY.finditer(cell.partition(" (")[0]))
    if len(days) != 1:
        return None
    year, month, day, named, of_month, of_year = days[0].groups()
    try:
        if named:
            return datetime.strptime(f"{named} {of_month} {of_year}", "%b %d %Y").date()  # noqa: DTZ007 - a whole day
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _day_of(text: str) -> date | None:
    """The day of an ISO day or moment, or None."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
