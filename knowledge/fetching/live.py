"""What was fetched of each source, a file a source in the data directory: the last good version, what it was made of, and the version before.

A file is written whole or not at all. What is kept here is taken into the index by `knowledge.refresh`; a note that stands beside it is not changed.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.errors import SourcesError
from knowledge.fetching.fetcher import Document
from knowledge.fetching.texts import LiveText, changes_between
from knowledge.made_questions import MadeQuestions
from knowledge.passages import Passage, Status, digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.fetching.page_sections import ReadPage
    from knowledge.sources import Source

#: Raised whenever what is kept, or what a reader makes of the same documents, changes its form; a file of another form is not used.
FORM: Final = 3
FOLDER: Final = "live"
#: `ways.PageWay.HTML`; that module is above this one.
_SHOWS_ANCHORS: Final = "HTML"
_PENDING: Final = "not-in-the-index"
_LAST_RUN: Final = "last-run"
_STATES: Final = "states.json"


@dataclass(frozen=True, slots=True)
class LivePage:
    """One page of a source as it was last read; `gone_since` is the ISO day on which it was first not there any more, if it is not.

    One that is gone for long is `superseded`: its text stays, and is said to be old.
    """

    address: str
    landed: str
    way: str
    title: str
    date: str
    texts: tuple[LiveText, ...]
    anchors: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    gone_since: str = ""
    superseded: bool = False

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(one.text.split()) for one in self.texts)


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of a source, for the sake of what is different now."""

    fetched: str
    date: str
    texts: tuple[LiveText, ...]


@dataclass(frozen=True, slots=True)
class LiveState:
    """How current a source's pages are, in short; those fields that are not explained here are `LiveSource`'s.

    Attributes:
        way: How its pages were had: "Markdown", "HTML", "API", "repository", or several of them.
        passages: How many there are in its pages.
        changed: When their words last changed, ISO; empty where they never did.
        added: How many passages were new then, and how many were `removed`.
    """

    date: str
    fetched: str
    checked: str
    trouble: str
    way: str = ""
    passages: int = 0
    changed: str = ""
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class LiveSource:
    """What is known of a source's pages.

    Attributes:
        source_id: Which source.
        address: What an operator named as the main page's address; empty for the register's.
        pages: The last good version; empty where none has come yet.
        fetched: When that came, ISO, in UTC.
        checked: When the pages were last asked for and came, changed or not.
        before: The version before.
        trouble: Why the last try failed, in a sentence; empty where it did not.
        tried: When the last try was.
        wait_until: Before when the server does not want to be asked again; empty where it has not said.
        changed_under: When the text under a heading last changed, ISO, by the innermost heading in small letters.
    """

    source_id: str
    address: str = ""
    pages: tuple[LivePage, ...] = ()
    fetched: str = ""
    checked: str = ""
    before: Version | None = None
    trouble: str = ""
    tried: str = ""
    wait_until: str = ""
    changed_under: dict[str, str] = field(default_factory=dict)

    @property
    def date(self) -> str:
        """The newest day of its pages, or empty."""
        return max((page.date for page in self.pages), default="")

    @property
    def texts(self) -> tuple[LiveText, ...]:
        """All texts in order."""
        return tuple(text for page in self.pages for text in page.texts)

    @property
    def way(self) -> str:
        """How its pages were had, each way once; empty where none was, or it is a repository of a person's own."""
        return ", ".join(dict.fromkeys(page.way for page in self.pages))

    @property
    def state(self) -> LiveState:
        """How current it is, in short."""
        found = changes_between(self.before.texts, self.texts) if self.before else []
        added, removed = (
            sum(map(len, texts)) for texts in ([one.added for one in found], [one.removed for one in found])
        )
        # Before it was kept when each heading changed, only the day of the version was.
        changed = max(self.changed_under.values(), default=self.fetched) if found else ""
        return LiveState(
            self.date, self.fetched, self.checked, self.trouble, self.way, len(self.texts), changed, added, removed
        )

    def after(self, before: LiveSource, now: str) -> LiveSource:
        """What was read at a moment (ISO), with that moment where it is another than before, and the version before where its words are."""
        if self.fingerprint == before.fingerprint:
            return self
        if not before.pages or self.texts == before.texts:
            return replace(self, fetched=now)
        changed = {change.path[-1].lower(): now for change in changes_between(before.texts, self.texts) if change.path}
        return replace(
            self,
            fetched=now,
            before=Version(before.fetched, before.date, before.texts),
            changed_under={**before.changed_under, **changed},
        )

    @property
    def fingerprint(self) -> str:
        """Changes with what the index makes of it; empty where there is nothing."""
        if not self.pages:
            return ""
        kept = [
            (page.landed, page.date, page.superseded, [(one.path, one.anchor, one.text) for one in page.texts])
            for page in self.pages
        ]
        return digest(str(FORM), json.dumps(kept))


def live_page(page: ReadPage, *, address: str, landed: str, way: str, documents: Sequence[Document]) -> LivePage:
    """A page that was read, as it is kept."""
    texts = tuple(LiveText(section.path, section.anchor, text) for section in page.sections for text in section.texts)
    return LivePage(address, landed, way, page.title, page.date, texts, tuple(sorted(page.anchors)), tuple(documents))


def passages_of(live: LiveSource, source: Source) -> list[Passage]:
    """The passages of a source's pages, cited to where they stand today."""
    is_named = live.address or source.address in {page.address for page in live.pages}
    return [
        Passage(
            text=one.text,
            source_id=source.id,
            # A site of one's own has pages of many titles.
            title=(page.title or source.title)
            if not source.built_in
            else source.title
            if is_named
            else source.cited_as,
            heading_path=one.path,
            # Anchors that a site makes of headings are known of Learn; elsewhere they are what its page says.
            anchor=one.anchor if source.anchors or page.way == _SHOWS_ANCHORS else "",
            url=page.landed,
            date=page.date,
            status=Status.SUPERSEDED if page.superseded else source.status,
            is_own=not source.built_in,
        )
        for page in live.pages
        for one in page.texts
    ]


class LiveFolder:
    """The files of one data directory."""

    def __init__(self, data_dir: Path) -> None:
        """Name the data directory; nothing is read yet."""
        self.path = data_dir / FOLDER
        self.questions = MadeQuestions(data_dir)

    @property
    def lock(self) -> Path:
        """The file that whoever fetches holds."""
        return self.path / "fetching.lock"

    def of(self, source_id: str) -> LiveSource:
        """What is kept of a source; nothing where nothing is, or it is of another form or damaged."""
        try:
            kept = json.loads(self._file(source_id).read_text(encoding="utf-8"))
            return _from_json(kept) if kept.get("form") == FORM else LiveSource(source_id)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return LiveSource(source_id)

    @property
    def pending(self) -> str:
        """Names the last change that the index may not have taken in; empty where it has all of them."""
        try:
            return (self.path / _PENDING).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def taken_in(self, pending: str) -> None:
        """The index has taken in all up to this change."""
        if pending and self.pending == pending:
            (self.path / _PENDING).unlink(missing_ok=True)

    @property
    def last_run(self) -> datetime | None:
        """When all sources were last gone through, by whichever process."""
        try:
            return datetime.fromisoformat((self.path / _LAST_RUN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def ran(self, now: datetime) -> None:
        """All sources were gone through just now.

        Raises:
            SourcesError: The folder can't be written.
        """
        self.write(_LAST_RUN, now.isoformat())

    def keep(self, live: LiveSource) -> None:
        """Keep it, whole or not at all.

        Raises:
            SourcesError: The folder can't be written.
        """
        if live.fingerprint != self.of(live.source_id).fingerprint:
            # First: a process that dies in between makes the index look once too often, and never once too seldom.
            self.changed()
        self.write(self._file(live.source_id).name, json.dumps({"form": FORM, **asdict(live)}, ensure_ascii=False))
        states = {**self.states(), live.source_id: live.state}
        self.write(_STATES, json.dumps({source_id: asdict(one) for source_id, one in states.items()}))

    def clone_of(self, source_id: str) -> Path:
        """Where a repository of a person's own lies once it is fetched."""
        return self.path / "repositories" / source_id

    def changed(self) -> None:
        """Something was fetched that the index has not taken in.

        Raises:
            SourcesError: The folder can't be written.
        """
        self.write(_PENDING, secrets.token_hex(8))

    def forget(self, source_id: str) -> None:
        """Leave nothing of a source."""
        self._file(source_id).unlink(missing_ok=True)
        shutil.rmtree(self.clone_of(source_id), ignore_errors=True)
        states = self.states()
        if states.pop(source_id, None):
            self.write(_STATES, json.dumps({one: asdict(state) for one, state in states.items()}))

    def states(self) -> dict[str, LiveState]:
        """How current the sources are, by id; of those that were never asked for nothing. It reads one small file."""
        try:
            kept = json.loads((self.path / _STATES).read_text(encoding="utf-8"))
            return {source_id: LiveState(**one) for source_id, one in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def write(self, name: str, text: str) -> None:
        """Write a file of the folder, whole or not at all, for its owner alone.

        Raises:
            SourcesError: It can't be written.
        """
        try:
            self.make()
            handle, temporary = tempfile.mkstemp(dir=self.path, prefix=f".{name}.")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).replace(self.path / name)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise SourcesError(
                f"what was fetched can't be kept in {str(self.path)!r}: {error.strerror}. Make room, or let it be written."
            ) from error

    def remove(self, name: str) -> None:
        """Remove a file of the folder, if it is there.

        Raises:
            SourcesError: It can't be removed.
        """
        try:
            (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise SourcesError(
                f"{name!r} can't be removed from {str(self.path)!r}: {error.strerror}. Let the folder be written."
            ) from error

    def make(self) -> None:
        """Make the folder where it is missing."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _file(self, source_id: str) -> Path:
        return self.path / f"{source_id}.json"


def _from_json(kept: dict[str, Any]) -> LiveSource:
    before = kept["before"]
    return LiveSource(
        **{key: kept[key] for key in ("source_id", "address", "fetched", "checked", "trouble", "tried", "wait_until")},
        pages=tuple(_page(page) for page in kept["pages"]),
        before=Version(before["fetched"], before["date"], _texts(before["texts"])) if before else None,
        # Not there in files of before it was kept.
        changed_under=dict(kept.get("changed_under", {})),
    )


def _page(kept: dict[str, Any]) -> LivePage:
    found = LivePage(**{**kept, "texts": _texts(kept["texts"]), "anchors": tuple(kept["anchors"]), "documents": ()})
    return replace(found, documents=tuple(Document(**one) for one in kept["documents"]))


def _texts(kept: list[dict[str, Any]]) -> tuple[LiveText, ...]:
    return tuple(LiveText(tuple(one["path"]), one["anchor"], one["text"]) for one in kept)
