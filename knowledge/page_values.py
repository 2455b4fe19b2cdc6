"""What vendors' pages say for certain otherwise than the packaged register of models: kept beside the pages, and put over the register.

`knowledge.fetching.registered_days` reads it from the pages; nobody edits it, and the packaged file is never changed. A value goes by itself once the
packaged register says the same, or follows a newer text. Whoever shares the data directory reads the same file.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, replace
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from knowledge.fetching.live import LiveFolder
from knowledge.model_status import Checked, End, Platform, Stage, hold, model_register, packaged_register

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from knowledge.model_status import ModelRegister, ModelStatus

FILE: Final = "model-status.json"
#: What a damaged file is called from then on.
SET_ASIDE: Final = f"{FILE}.damaged"
STAGE: Final = "stage"
#: Whose page it is.
PUBLISHERS: Final[Mapping[Platform, str]] = {Platform.AZURE: "Microsoft", Platform.OPENAI: "OpenAI"}
#: What moves with the end of a base model where it was the same day: training of new customers on Azure (S16: "training retirement occurs at
#: base model retirement"), calls to tuned models at OpenAI (S23: until their base model is shut down).
_FOLLOWS: Final[Mapping[Platform, End]] = {Platform.AZURE: End.TRAINING_NEW, Platform.OPENAI: End.TUNED}
_STRICT: Final = ConfigDict(extra="forbid")
_Text = Annotated[str, Field(max_length=1_000)]
#: Characters of a row of a table; a longer one is none of a vendor's.
LONGEST_ROW: Final = 10_000


@dataclass(frozen=True, slots=True, config=_STRICT)
class PageValue:
    """One field of one row of the register as a page has it.

    Attributes:
        platform, name, version: The row.
        field: An `End`'s value, or `STAGE`.
        value: What the page says: an ISO day, or a `Stage`'s value.
        instead_of: What the packaged register said when this was read; empty where it said nothing.
        source: The id of the source whose page it is.
        page_date: The day of the page, or of its notice.
        read: The day on which the page was looked at.
        url: Where it is.
        passage: The id of the passage with the row.
        row: The row's text.
    """

    platform: Platform
    name: _Text
    version: _Text
    field: Annotated[str, Field(pattern=rf"^({'|'.join([*End, STAGE])})$")]
    value: _Text
    instead_of: _Text
    source: _Text
    page_date: dt.date
    read: dt.date
    url: str
    passage: _Text
    row: Annotated[str, Field(max_length=LONGEST_ROW)]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Which field of which row."""
        return self.platform.value, self.name, self.version, self.field

    @property
    def label(self) -> str:
        """The model with its version."""
        return f"{self.name} ({self.version})" if self.version else self.name

    @property
    def parsed(self) -> dt.date | Stage:
        """The value as the register has it.

        Raises:
            ValueError: It is none.
        """
        return Stage(self.value) if self.field == STAGE else dt.date.fromisoformat(self.value)

    def __str__(self) -> str:
        """In a line, with its source and its date."""
        before = self.instead_of or "nothing"
        return f"{self.label}: {self.field} is {self.value} by {self.source} of {self.page_date}, in place of {before}"


def said_of(status: ModelStatus, field: str) -> str:
    """What a row says of a field, as text; empty where it says nothing."""
    value = getattr(status, field)
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def holds(value: PageValue, packaged: ModelRegister) -> bool:
    """Whether a value is still needed: the packaged row says something else, and rests on an older text."""
    row = _row(value, packaged)
    return row is not None and said_of(row, value.field) != value.value and row.date < value.page_date


def with_values(status: ModelStatus, values: Sequence[PageValue]) -> ModelStatus:
    """A row with what pages say of it, which is cited to the newest of them.

    Raises:
        ValueError: The row would contradict itself.
    """
    changed: dict[str, Any] = {value.field: value.parsed for value in values}
    follower = _FOLLOWS[status.platform].value
    if End.BASE.value in changed and status.base_ends is not None and getattr(status, follower) == status.base_ends:
        changed.setdefault(follower, changed[End.BASE.value])
    if End.TRAINING_EXISTING.value in changed:
        # A page that allows itself a later day is not followed.
        changed["not_before"] = False
    newest = max(values, key=lambda value: value.page_date)
    return replace(
        status,
        **changed,
        source=newest.source,
        date=newest.page_date,
        checked=Checked.PAGE,
        read=newest.read,
        passages=tuple(dict.fromkeys(value.passage for value in values if value.passage)),
    )


def put_over(packaged: ModelRegister, values: Iterable[PageValue]) -> ModelRegister:
    """The register with what pages say of it; a row that would contradict itself stays as it is packed."""
    rows = {(row.platform.value, row.name, row.version): row for row in packaged.model}
    for key, of_row in groupby(sorted((v for v in values if holds(v, packaged)), key=_by_key), lambda v: v.key[:3]):
        try:
            rows[key] = with_values(rows[key], list(of_row))
        except ValueError:
            continue
    checked = max([packaged.checked, *(row.read for row in rows.values())])
    return replace(packaged, checked=checked, model=tuple(rows.values()))


def kept_values(folder: LiveFolder, *, look_only: bool = False) -> tuple[tuple[PageValue, ...], str]:
    """What is kept of pages and is still needed, and in a sentence what was wrong with the file.

    A damaged file is set aside, unless this is to look only.
    """
    file = folder.path / FILE
    try:
        found = TypeAdapter(tuple[PageValue, ...]).validate_python(json.loads(file.read_text(encoding="utf-8")))
        for value in found:
            _ = value.parsed
    except FileNotFoundError:
        return (), ""
    except OSError as error:
        return (), f"{str(file)!r} can't be read ({error.strerror}): models have the packaged register's days."
    except (ValueError, RecursionError):
        if look_only:
            return (
                (),
                f"{str(file)!r} is damaged: models have the packaged register's days. The next start sets it aside.",
            )
        return (), _set_aside(file)
    return tuple(value for value in found if holds(value, packaged_register())), ""


def keep_values(folder: LiveFolder, values: Iterable[PageValue]) -> None:
    """Keep these and no others; without any there is no file.

    Raises:
        SourcesError: The folder can't be written.
    """
    written = [asdict(value) for value in sorted(values, key=_by_key)]
    if written:
        folder.write(FILE, json.dumps(written, indent=1, default=str, ensure_ascii=False))
    else:
        folder.remove(FILE)


def follow_pages(data_dir: Path, *, wanted: bool) -> str:
    """Have the register hold in this process as pages say it, or as it is packed where that is not wanted; a sentence where a file was damaged."""
    values, trouble = kept_values(LiveFolder(data_dir)) if wanted else ((), "")
    register = put_over(packaged_register(), values) if values else packaged_register()
    if register != model_register():
        hold(register)
    return trouble


def _set_aside(file: Path) -> str:
    try:
        file.replace(file.with_name(SET_ASIDE))
    except OSError as error:
        return f"{str(file)!r} is damaged and can't be set aside ({error.strerror}): models have the packaged register's days. Delete it."
    return (
        f"{str(file)!r} was damaged and is set aside as {SET_ASIDE!r}: models have the packaged register's days until "
        "`ftn knowledge refresh` reads the pages again."
    )


def _row(value: PageValue, register: ModelRegister) -> ModelStatus | None:
    wanted = value.key[:3]
    return next((row for row in register.model if (row.platform.value, row.name, row.version) == wanted), None)


def _by_key(value: PageValue) -> tuple[str, str, str, str]:
    return value.key
