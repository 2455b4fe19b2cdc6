"""Brings the index up to date with the sources: the built-in notes and a person's own folders.

A source whose fingerprint has not changed is not even read. Fetching is `knowledge.fetching`; what it has kept of a built-in source stands beside the
note's passages here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.documents import folder_fingerprint, newest_date, read_folder
from knowledge.embedder import LocalEmbedder
from knowledge.fetching.live import LiveFolder, passages_of
from knowledge.index_state import Step, keep_step
from knowledge.notes import GAPS, note_file, read_note
from knowledge.own.skipped import Skipped, SourceSkipped, keep_in, kept_in
from knowledge.packaged_vectors import packaged_as
from knowledge.passages import digest
from knowledge.sources import Kind, Source, load_sources, require_unique

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.index import Index, Synced
    from knowledge.passages import Passage


class RefreshStoppedError(Exception):
    """Bringing a source up to date was stopped in the middle by whoever asked for it."""


@dataclass(slots=True)
class Refreshed:
    """What a refresh did, by source, and what of a person's own sources is not read, whether or not that is new."""

    synced: dict[str, Synced] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    skipped: dict[str, tuple[Skipped, ...]] = field(default_factory=dict)
    later: list[Source] = field(default_factory=list)
    """A person's own sources that are left to be brought up to date later, by `refresh_source`."""

    @property
    def added(self) -> int:
        """How many passages were embedded and added."""
        return sum(report.added for report in self.synced.values())

    @property
    def unread(self) -> list[Skipped]:
        """What should have been read and was not; folders of dependencies and the like are left out on purpose."""
        return [one for skipped in self.skipped.values() for one in skipped if not one.meant]


def registered_sources(register: Path) -> list[Source]:
    """The built-in sources, then a person's own, if the register in the data directory lists any.

    Raises:
        SourcesError: A register is not well-formed, or a person's own entry has a built-in source's id.
    """
    own = load_sources(register, may_be_missing=True)
    sources = [*load_sources(), *own]
    require_unique([*sources, GAPS], register)
    return sources


def refresh(
    index: Index, register: Path, progress: Callable[[str, int, int], None], *, own_later: bool = False
) -> Refreshed:
    """Make the index hold what the sources hold now.

    Args:
        index: An open index.
        register: A person's own register in the data directory; it need not exist. What was fetched lies beside it.
        progress: Called with a source's title, entries done and entries to do.
        own_later: Leave a person's own sources that have changed for later, and only say which; what was there of them stays.

    Raises:
        SourcesError: A register or a built-in note is not well-formed.
    """
    sources = [*registered_sources(register), GAPS]
    live = LiveFolder(register.parent)
    with index.refreshing():
        pending = live.pending
        done = _refresh(index, sources, live, progress, own_later=own_later)
        live.taken_in(pending)
    return done


def take_in_fetched(index: Index, data_dir: Path, stopped: Callable[[], bool]) -> int:
    """Make an open index hold what was fetched of the built-in sources, and of a person's own pages and repositories, since it was brought up to date; how many passages were embedded.

    Args:
        index: An open index, which may be searched meanwhile.
        data_dir: Where what was fetched is kept.
        stopped: Asked again and again; true ends it in the middle, and the next time goes on from there.

    Raises:
        RefreshStoppedError: It was stopped.
    """

    def step(_done: int, _total: int) -> None:
        if stopped():
            raise RefreshStoppedError

    live, added = LiveFolder(data_dir), 0
    with index.refreshing():
        pending = live.pending
        own = load_sources(register_in(data_dir), may_be_missing=True)
        for source in [*load_sources(), *(one for one in own if one.is_fetched)]:
            fingerprint = _fingerprint(source, live)
            if index.fingerprints.get(source.id) != live.questions.marked(source.id, fingerprint):
                step(0, 0)
                passages, skipped = (_read_built_in(source, live), ()) if source.built_in else _read(source, live)
                added += _synced(index, source, live, fingerprint, passages, step).added
                if not source.built_in:
                    keep_in(
                        index.directory, kept_in(index.directory) | {source.id: SourceSkipped(fingerprint, skipped)}
                    )
        live.taken_in(pending)
    return added


def refresh_source(
    index: Index,
    source: Source,
    live: LiveFolder,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool] = lambda: False,
) -> Refreshed:
    """Make an open index hold what one of a person's own sources holds now.

    Args:
        index: An open index, which may be searched meanwhile.
        source: The source.
        live: Where what was fetched of it is kept.
        progress: Called with entries done and entries to do.
        stopped: Asked again and again; true ends it in the middle, and the next time goes on from there.

    Raises:
        RefreshStoppedError: It was stopped.
    """

    def step(done: int, total: int) -> None:
        """Keep how far it is, tell it, and end here where it is to be stopped."""
        keep_step(index.directory, Step(source.id, done, total))
        progress(done, total)
        if stopped():
            raise RefreshStoppedError

    with index.refreshing():
        fingerprint = _fingerprint(source, live)
        passages, skipped = _read(source, live, stopped)
        report = _synced(index, source, live, fingerprint, passages, step)
        keep_in(index.directory, kept_in(index.directory) | {source.id: SourceSkipped(fingerprint, skipped)})
        keep_step(index.directory, None)
    return Refreshed({source.id: report}, skipped={source.id: skipped})


def _refresh(
    index: Index,
    sources: list[Source],
    live: LiveFolder,
    progress: Callable[[str, int, int], None],
    *,
    own_later: bool,
) -> Refreshed:
    done = Refreshed()
    known, before = index.fingerprints, kept_in(index.directory)
    kept: dict[str, SourceSkipped] = {}
    for source in sources:
        fingerprint = _fingerprint(source, live)
        told = before.get(source.id)
        mark = live.questions.marked(source.id, fingerprint)
        if known.get(source.id) == mark and (source.built_in or (told and told.fingerprint == fingerprint)):
            pass
        elif own_later and not source.built_in:
            done.later.append(source)
        else:
            passages, skipped = (_read_built_in(source, live), ()) if source.built_in else _read(source, live)
            # What was skipped can be all that changed, or be unknown to this process alone.
            report = _synced(index, source, live, fingerprint, passages, partial(_step, index, source, progress))
            if report.changed or known.get(source.id) != mark:
                done.synced[source.id] = report
            told = SourceSkipped(fingerprint, skipped)
        if told and not source.built_in:
            kept[source.id] = told
    keep_in(index.directory, kept)
    keep_step(index.directory, None)
    done.skipped = {source_id: told.skipped for source_id, told in kept.items() if told.skipped}
    for source_id in known.keys() - {source.id for source in sources}:
        _take_out(index, live, source_id)
        done.removed.append(source_id)
    # Also of what was removed while there was no index.
    live.questions.keep_only_sources({source.id for source in sources})
    return done


def take_out(index: Index, live: LiveFolder, source_id: str) -> None:
    """Leave nothing of a source: what was made for it, its passages, what was fetched of it."""
    with index.refreshing():
        _take_out(index, live, source_id)


def _take_out(index: Index, live: LiveFolder, source_id: str) -> None:
    live.questions.forget(source_id)
    if source_id in index.fingerprints:
        index.remove(source_id)
    live.forget(source_id)


def _synced(  # noqa: PLR0913, PLR0917 - what is brought where
    index: Index,
    source: Source,
    live: LiveFolder,
    fingerprint: str,
    passages: list[Passage],
    progress: Callable[[int, int], None],
) -> Synced:
    """Make the index hold a source's passages with the questions that were made for them, of which the others go."""
    ids, made = {passage.id for passage in passages}, live.questions
    made.keep_only(source.id, ids)
    # Read first: questions that are made meanwhile must not count as being in the index.
    mark = made.marked(source.id, fingerprint)
    report = index.sync(source.id, made.added_to(source.id, passages), mark, progress)
    # Once more, because a question may have been made for a passage until it was gone.
    made.keep_only(source.id, ids)
    return report


def _step(index: Index, source: Source, progress: Callable[[str, int, int], None], done: int, total: int) -> None:
    keep_step(index.directory, Step(source.id, done, total))
    progress(source.title, done, total)


def register_in(data_dir: Path) -> Path:
    """Where a person's own register lies."""
    return data_dir / "sources.toml"


def newest_day(source: Source, live: LiveFolder) -> str:
    """The ISO day of the newest document of one of a person's own sources, or empty. It looks through the folder."""
    if source.kind is Kind.SITE:
        return state.date if (state := live.states().get(source.id)) else ""
    return newest_date(Path(_located(source, live).path))


def _located(source: Source, live: LiveFolder) -> Source:
    """The source with the folder that its files lie in; a repository's is where it was cloned."""
    if source.kind is not Kind.REPOSITORY:
        return source
    return source.model_copy(update={"path": str(live.clone_of(source.id))})


def _fingerprint(source: Source, live: LiveFolder) -> str:
    """Changes with what a source's passages are made of, with what was fetched of it, and of the notes with the vectors that are packaged for them."""
    if source.kind is Kind.SITE:
        return digest("site", source.title, live.of(source.id).fingerprint, live.of(source.id).trouble)
    if source.kind is Kind.REPOSITORY:
        return digest("repository", folder_fingerprint(_located(source, live)), live.of(source.id).trouble)
    if not source.built_in:
        return folder_fingerprint(source)
    note = note_file(source)
    content = hashlib.sha256(note.read_bytes()).hexdigest() if note.exists() else ""
    fetched = live.of(source.id).fingerprint
    return digest(content, source.model_dump_json(), packaged_as(LocalEmbedder.id), *filter(None, [fetched]))


def _read_built_in(source: Source, live: LiveFolder) -> list[Passage]:
    return [*read_note(source), *passages_of(live.of(source.id), source)]


def _read(
    source: Source, live: LiveFolder, stopped: Callable[[], bool] = lambda: False
) -> tuple[list[Passage], tuple[Skipped, ...]]:
    """The passages of a person's own source, and what of it is not read."""
    known = live.of(source.id)
    why = (
        f"was not read: {known.trouble.rstrip('.')}."
        if known.trouble
        else f"was not fetched yet: `ftn knowledge refresh {source.id}`."
    )
    never = (Skipped(source.address, why),)
    if source.kind is Kind.SITE:
        partly = (
            (Skipped(source.address, f"was not read whole: {known.trouble.rstrip('.')}."),) if known.trouble else ()
        )
        return passages_of(known, source), partly if known.pages else never
    if source.kind is Kind.REPOSITORY and not live.clone_of(source.id).exists():
        return [], never
    passages: list[Passage] = []
    skipped: list[Skipped] = []
    for found in read_folder(_located(source, live)):
        if stopped():
            raise RefreshStoppedError
        if isinstance(found, Skipped):
            skipped.append(found)
        else:
            passages.append(found)
    return passages, tuple(skipped)
