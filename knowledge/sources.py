"""The register of sources: what `sources.toml` lists, typed and checked.

Two files have the same form: the packaged one with the built-in sources, and one in the data directory to which
`ftn knowledge add` appends a person's own folders. This module reads and writes them; it opens no document.
"""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.errors import SourcesError
from knowledge.kept_files import is_laid, read_kept
from knowledge.passages import Status, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PACKAGED = Path(__file__).parent
#: The catalogue of what the sources do not say is indexed like a note and never cited.
GAPS_ID = "GAPS"
#: The bot's own account of itself is a source that only questions about the bot are answered from.
ABOUT_ID = "S44"
#: No white space and no control characters: an address and a title are printed in terminals and sent to Slack.
_ADDRESS = r"^https://[^\s\x00-\x1f\x7f-\x9f]+$"
#: Pages of one's own network may be plain http, where a setting allows that.
_ADDRESS_OR_NONE = r"^$|^https?://[^\s\x00-\x1f\x7f-\x9f]+$"
_PRINTED = r"^[^\x00-\x1f\x7f-\x9f]*$"
_LONGEST_TITLE = 200
#: Characters of a path that an error shows.
_LONGEST_SHOWN = 200


class Kind(StrEnum):
    """What sort of document a source is."""

    ARTICLE = "article"
    PRICING = "pricing"
    DOCUMENTATION = "documentation"
    TUTORIAL = "tutorial"
    TRAINING = "training"
    PAPER = "paper"
    FOLDER = "folder"
    SITE = "site"
    REPOSITORY = "repository"


#: Kinds of a person's own: files, a page or a sitemap, a Git repository.
OWN_KINDS = frozenset({Kind.FOLDER, Kind.SITE, Kind.REPOSITORY})


class AddressStatus(StrEnum):
    """How sure the address is."""

    SEEN = "seen"
    DERIVED = "derived"
    SEARCH = "search"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bound:
    """Where documents are read: in these channels, of these workspaces, by their ids; everywhere if there are none."""

    channels: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In words: "channels C0123, C0456"; empty where that is everywhere."""
        named = (("channel", self.channels), ("workspace", self.workspaces))
        return " of ".join(f"{noun}{'s' if len(ids) > 1 else ''} {', '.join(ids)}" for noun, ids in named if ids)


class Page(BaseModel):
    """Another page of the same source: an older version by date, or where some of its headings stand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: Annotated[str, Field(pattern=_ADDRESS)]
    anchors: bool = True
    dates: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


class Source(BaseModel):
    """One entry of `sources.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    title: Annotated[str, Field(min_length=1, max_length=_LONGEST_TITLE, pattern=_PRINTED)]
    publisher: Annotated[str, Field(pattern=_PRINTED)] = ""
    kind: Kind
    address: Annotated[str, Field(pattern=_ADDRESS_OR_NONE)] = ""
    address_status: AddressStatus = AddressStatus.UNKNOWN
    anchors: bool = True
    status: Status = Status.CURRENT
    superseded_by: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    repository: str = ""
    path: str = ""
    commit: str = ""
    #: Where a person's own documents are read: in these channels, of these workspaces; everywhere if there are none.
    channels: tuple[Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,20}$")], ...] = ()
    workspaces: tuple[Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{2,20}$")], ...] = ()

    @model_validator(mode="after")
    def _path_can_be_kept(self) -> Source:
        if self.kind is Kind.FOLDER and not self.path:
            raise ValueError(f"source {self.id!r} is of kind 'folder' and needs a path")
        if self.path != self.path.encode(errors="replace").decode():
            raise ValueError(f"the path {self.path!r} is not UTF-8")
        if self.is_fetched and not self.address:
            raise ValueError(f"source {self.id!r} is of kind {self.kind.value!r} and needs an address")
        if self.built_in and self.address.startswith("http:"):
            raise ValueError(f"the address {self.address!r} of source {self.id!r} is not https")
        if self.built_in and (self.channels or self.workspaces):
            raise ValueError(f"source {self.id!r} is built in, and only documents of one's own are bound")
        return self

    def landing(self, date: str, heading_path: Sequence[str], anchor: str) -> tuple[str, str]:
        """The address and the anchor on which a citation of this heading, at this date, lands."""
        for page in self.pages:
            if date in page.dates or (heading_path and heading_path[0] in page.headings):
                return page.address, anchor if page.anchors else ""
        return self.address, anchor if self.anchors else ""

    @property
    def cited_as(self) -> str:
        """The title in a citation; where the link is only a search for it, who published it and that it is a search."""
        if self.address_status is not AddressStatus.SEARCH:
            return self.title
        return f"{self.title} ({self.publisher}; search link)"

    @property
    def bound(self) -> Bound:
        """Where the source is read."""
        return Bound(self.channels, self.workspaces)

    @property
    def built_in(self) -> bool:
        """Whether the source's passages come from a note in this package."""
        return self.kind not in OWN_KINDS

    @property
    def is_fetched(self) -> bool:
        """Whether it is a person's own and has to be fetched before it can be read."""
        return self.kind in {Kind.SITE, Kind.REPOSITORY}


class _Register(BaseModel):
    """A whole register; a misspelt `[[sources]]` is an error and not an empty register."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: tuple[Source, ...] = ()


def load_sources(file: Path = PACKAGED / "sources.toml", *, may_be_missing: bool = False) -> list[Source]:
    """Read one register; one that `may_be_missing` and is lists nothing.

    Raises:
        SourcesError: The file can't be read, an entry is not well-formed, or an id stands twice.
    """
    if may_be_missing and not is_laid(file):
        return []
    try:
        found = _Register.model_validate(tomllib.loads(read_kept(file))).source
    except ValidationError as error:
        raise SourcesError(
            f"{str(file)!r} has an entry that can't be used: {_first_problem(error)}. Correct the entry and start again."
        ) from error
    except (OSError, ValueError) as error:
        # Not TOML and not UTF-8 are both ValueErrors.
        why = error.strerror if isinstance(error, OSError) else error
        raise SourcesError(
            f"can't read the register of sources {str(file)!r}: {why}. Put it right, or a copy of it in its place."
        ) from error
    require_unique(found, file)
    return list(found)


@cache
def built_in_ids() -> frozenset[str]:
    """The ids of what is packaged: the sources, and what is known to be missing."""
    return frozenset({GAPS_ID, *(source.id for source in load_sources())})


def fetched_sources(register: Path) -> list[Source]:
    """All sources that are fetched: the built-in ones, and of a person's own the pages and repositories.

    Raises:
        SourcesError: A register is not well-formed.
    """
    own = load_sources(register, may_be_missing=True)
    return [*load_sources(), *(source for source in own if source.is_fetched)]


def documents_at(path: Path) -> Path:
    """A person's folder or file as a whole path.

    Raises:
        SourcesError: It does not exist, can't be looked at, or is no folder or file.
    """
    try:
        path = path.expanduser().resolve()
    except RuntimeError as error:
        # Nobody's home, and before Python 3.13 links that lead round in a circle.
        raise SourcesError(
            f"{str(path)!r} leads nowhere. Name a folder or a file that holds your documents."
        ) from error
    try:
        is_there = path.exists()
    except OSError as error:
        # A folder on the way that may not be entered, or a name that is too long.
        raise SourcesError(
            f"{str(path)[:_LONGEST_SHOWN]!r} can't be read: {error.strerror}. Name a folder or a file that can be read."
        ) from error
    if not is_there:
        raise SourcesError(f"{str(path)!r} does not exist. Name a folder or a file that holds your documents.")
    if not path.is_dir() and not path.is_file():
        raise SourcesError(f"{str(path)!r} is a pipe, a socket or a device. Name a folder or a file.")
    return path


def add_folder(
    register: Path, folder: Path, title: str | None = None, bound: Bound | None = None, taken: Iterable[str] = ()
) -> Source:
    """Append a person's own folder or file to a register, or return the entry that already names it.

    Args:
        register: The file; it need not exist.
        folder: The folder or the file.
        title: What people see; the folder's name if left out.
        bound: Where it is read. Without it a new entry is for everyone, and one that is there stays as it is.
        taken: Ids that an index still holds passages of: those of documents that were removed must not pass for these.

    Raises:
        SourcesError: The path does not exist, is no folder or file, or is not UTF-8, the title can't be used, or the register can't be read.
    """
    folder = documents_at(folder)
    return _added(register, {"kind": Kind.FOLDER, "path": str(folder)}, folder.stem, title, bound, taken)


def add_address(
    register: Path, address: str, title: str | None = None, bound: Bound | None = None, taken: Iterable[str] = ()
) -> Source:
    """Append a page, a sitemap or a Git repository of a person's own to a register, or return the entry that already names it; see `add_folder`.

    What ends with `.git` is a repository. Nothing is fetched here.

    Raises:
        SourcesError: It is no address, or holds a name and a password.
    """
    try:
        parts = urlsplit(address)
        named, _ = parts.hostname, parts.port
    except ValueError as error:
        raise SourcesError(f"{address!r} is no address. Name it as a browser shows it, https://…") from error
    if not named or "@" in parts.netloc:
        shown = re.sub(r"//[^/]*@", "//…@", address)
        raise SourcesError(
            f"{shown!r} holds a name or a password, or no host. Name it without; Git finds yours in its credential helper."
        )
    kind = Kind.REPOSITORY if parts.path.endswith(".git") else Kind.SITE
    last = parts.path.rstrip("/").rpartition("/")[2].removesuffix(".git").removesuffix(".xml")
    if not last or last == "sitemap":
        last, title = named.replace(".", "-"), title or named
    entry = {"kind": kind, "address": address, "address_status": AddressStatus.SEEN}
    return _added(register, entry, last, title, bound, taken)


def is_address(named: str) -> bool:
    """Whether what somebody adds is an address, and no path."""
    return re.match(r"[a-z][a-z0-9+.-]{1,20}://", named, re.IGNORECASE) is not None


def _added(  # noqa: PLR0913, PLR0917 - what an entry is made of
    register: Path, entry: dict[str, Any], stem: str, title: str | None, bound: Bound | None, taken: Iterable[str]
) -> Source:
    """The entry that names the same place, with another binding where one is given, or a new one."""
    where = bound or Bound()
    named = entry.get("path") or entry["address"]
    with _changing(register) as present:
        for source in present:
            if named in {source.path, source.address}:
                return _rebound(register, present, source, bound) if bound else source
        used = {GAPS_ID, *taken, *(source.id for source in [*load_sources(), *present])}
        whole = {**entry, "channels": where.channels, "workspaces": where.workspaces}
        try:
            source = Source(id=_free_id(stem, used), title=title or _title_of(stem), **whole)
        except ValidationError as error:
            raise SourcesError(f"{named!r} can't be added: {_first_problem(error)}. Rename it or its title.") from error
        _write(register, [*present, source])
        return source


def bind(register: Path, source_id: str, bound: Bound) -> Source:
    """Say where a person's own documents are read from now on, and return their entry.

    Raises:
        SourcesError: No entry of that id is in the register.
    """
    with _changing(register) as present:
        return _rebound(register, present, _own_of(present, source_id), bound)


def remove_folder(register: Path, source_id: str) -> Source:
    """Take an entry out of a person's register and return it.

    Raises:
        SourcesError: No entry of that id is in the register.
    """
    with _changing(register) as present:
        source = _own_of(present, source_id)
        _write(register, [other for other in present if other.id != source_id])
        return source


@contextmanager
def _changing(register: Path) -> Iterator[list[Source]]:
    """What a register lists, while nobody else changes it."""
    register.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(register.with_suffix(".lock")):
        yield load_sources(register, may_be_missing=True)


def _own_of(present: Sequence[Source], source_id: str) -> Source:
    source = next((source for source in present if source.id == source_id), None)
    if source is None:
        known = ", ".join(source.id for source in present) or "none yet"
        raise SourcesError(f"no source of your own is called {source_id!r}. Yours: {known}.")
    return source


def _rebound(register: Path, present: Sequence[Source], source: Source, bound: Bound) -> Source:
    changed = source.model_copy(update={"channels": bound.channels, "workspaces": bound.workspaces})
    if changed != source:
        _write(register, [changed if one.id == source.id else one for one in present])
    return changed


def _free_id(name: str, taken: set[str]) -> str:
    stem = re.sub(r"[^A-Za-z0-9_-]", "-", slug(name))[:48].strip("-_") or "documents"
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)


def _title_of(name: str) -> str:
    """A folder's or a page's name as people read it."""
    printable = "".join(character for character in name.replace("_", " ") if character.isprintable())
    return printable[:_LONGEST_TITLE].strip() or "Documents"


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']} (got {first['input']!r})"


def require_unique(sources: Iterable[Source], file: Path) -> None:
    """Refuse a register in which an id stands twice.

    Raises:
        SourcesError: Names the id.
    """
    seen: set[str] = set()
    for source in sources:
        if source.id in seen:
            raise SourcesError(f"{str(file)!r} lists the id {source.id!r} twice. Give each source an id of its own.")
        seen.add(source.id)


def _write(register: Path, sources: Sequence[Source]) -> None:
    """Write the register whole, through a temporary file, so that a crash leaves the old one or the new one."""
    register.parent.mkdir(parents=True, exist_ok=True)
    lines = ["# Your own documents. `ftn knowledge add` and `ftn knowledge remove` keep this file."]
    for source in sources:
        lines += ["", "[[source]]"]
        lines += [
            f"{key} = {_toml(value)}" for key, value in source.model_dump(mode="json", exclude_defaults=True).items()
        ]
    temporary = register.with_suffix(".tmp")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(register)


def _toml(value: object) -> str:
    """A value as TOML writes it; JSON's strings are TOML's, save for one control character."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
