"""Compares the register of models with the vendors' tables of retirements, as they were last fetched.

A row is read only where nothing has to be guessed: its columns have the headings that the tables had when this was written, and it names a model of
the register with its version. The register is not changed by it; a person looks at what differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from knowledge.model_status import End, Platform, Stage, model_register

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from knowledge.fetching.live import LiveSource
    from knowledge.model_status import ModelRegister, ModelStatus

_NAMING: Final = ("model", "model / system", "models affected", "deprecated model")
_VERSION: Final = "version"
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
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*\w")
#: A day in either form that the tables use; hyphens may be ones that don't break.
_DAY = re.compile(
    r"\b(20\d\d)[-\u2010\u2011](\d\d)[-\u2010\u2011](\d\d)\b|\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}), (20\d\d)\b"
)
_STAGES: Final = {stage.value: stage for stage in Stage}
#: What OpenAI calls a model that the register calls as Azure does.
_AS_OPENAI_SAYS: Final = {"gpt-35-turbo": "gpt-3.5-turbo"}


@dataclass(frozen=True, slots=True)
class Differing:
    """A field of the register of which a page says otherwise; days are ISO, and `registered` is empty where the register has none."""

    model: str
    field: str
    registered: str
    said: str
    row: str

    def __str__(self) -> str:
        """In a line."""
        return (
            f"{self.model}: {self.field} is {self.registered or 'not known'} in the register, {self.said} on the page"
        )


def differing_days(live: LiveSource, register: ModelRegister | None = None) -> list[Differing]:
    """What the tables of a source's pages say otherwise than the register, in the order of the pages.

    Args:
        live: What was fetched of the source; of one without such tables nothing differs.
        register: The register; the packaged one if left out.
    """
    if live.source_id not in TABLES:
        return []
    platform, columns = TABLES[live.source_id]
    known = {
        name: one for one in (register or model_register()).model if one.platform is platform for name in _names(one)
    }
    found: dict[tuple[str, str], Differing | None] = {}
    for text in live.texts:
        cells = _cells(text.text)
        named = _named(cells, known)
        if not named and (tuned := _tuned(cells)):
            found.setdefault((tuned[0], tuned[1]), Differing(*tuned, text.text))
        for status in named:
            for what, registered, said in _read(cells, columns, status):
                # OpenAI's newest notice of a model stands first, and holds.
                key = (status.label, what)
                found.setdefault(key, Differing(*key, registered, said, text.text) if registered != said else None)
    return [one for one in found.values() if one]


def _cells(text: str) -> dict[str, str]:
    """The cells of a row by their headings in small letters; empty for what is no row."""
    parts = [part.partition(": ") for part in text.split("; ")]
    return {heading.strip().lower(): value.strip() for heading, divider, value in parts if divider}


def _names(status: ModelStatus) -> tuple[str, ...]:
    name = _AS_OPENAI_SAYS.get(status.name, status.name) if status.platform is Platform.OPENAI else status.name
    return (f"{name}-{status.version}" if status.version else name,)


def _named(cells: Mapping[str, str], known: Mapping[str, ModelStatus]) -> list[ModelStatus]:
    naming = next((cells[heading] for heading in _NAMING if heading in cells), "")
    version = cells.get(_VERSION, "")
    names = [f"{name}-{version}" for name in [naming] if version] or _NAME.findall(naming)
    return [known[name] for name in dict.fromkeys(names) if name in known]


def _read(cells: Mapping[str, str], columns: Mapping[str, End], status: ModelStatus) -> Iterator[tuple[str, str, str]]:
    """Each field that a row has, with what the register and what the row says of it."""
    for heading, end in columns.items():
        if day := _day(cells.get(heading, "")):
            registered = status.ends.get(end)
            yield end.value, registered.isoformat() if registered else "", day.isoformat()
    if stage := _STAGES.get(cells.get(_LIFECYCLE, "").lower()):
        yield "stage", status.stage.value if status.stage else "", stage.value


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
