"""Fetches the pages of the built-in sources, and a person's own pages and repositories, anew, one after another, and says of each in a sentence what happened.

All or nothing for each source: a page that failed, or is not what it should be, leaves the last good version of the whole source as it was. Only one
process fetches at a time.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import structlog
from filelock import FileLock, Timeout

from bot.errors import FineTuneOrNotError, PageError, SourcesError, place_of
from knowledge.fetching.fetcher import Fetcher
from knowledge.fetching.live import LivePage, LiveSource, live_page
from knowledge.fetching.outcome import Fetched, Happened
from knowledge.fetching.own_repository import fetch_repository
from knowledge.fetching.own_site import fetch_site
from knowledge.fetching.registered_days import follow
from knowledge.fetching.soundness import check_sound
from knowledge.fetching.targets import Targets, hosts_of
from knowledge.fetching.ways import PageWay, WayTo, hosts_for, pages_of, ways_to, why_not
from knowledge.notes import read_note
from knowledge.sources import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.fetching.fetcher import Document
    from knowledge.fetching.live import LiveFolder
    from knowledge.passages import Passage
    from knowledge.sources import Source

log = structlog.get_logger()
#: Days after which a page that is not there any more counts as superseded: longer than a mistake of its publisher lasts.
GONE_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class FetchManner:
    """How a refresh is made.

    Attributes:
        private: Whether addresses of one's own network may be asked.
        dry_run: Keep nothing.
        accept: Take a page also where it is much shorter than before, or seems to be about something else.
        address: Of the one source's main page from now on; empty for what is known.
        follows: Whether the register of models follows what is certain of the pages.
        pause: Seconds between two requests to one host; the fetcher's own where it is None.
    """

    private: bool = False
    dry_run: bool = False
    accept: bool = False
    address: str = ""
    follows: bool = True
    pause: float | None = None


@contextmanager
def only_one(folder: LiveFolder) -> Iterator[None]:
    """Be the only process that fetches.

    Raises:
        SourcesError: Another one does so now, or the folder can't be written.
    """
    lock = FileLock(folder.lock)
    try:
        folder.make()
        lock.acquire(timeout=0)
    except Timeout as error:
        raise SourcesError("another process is fetching the sources just now. Wait for it to end.") from error
    except OSError as error:
        raise SourcesError(
            f"what is fetched can't be kept in {str(folder.path)!r}: {error.strerror}. Let it be written, or set FTN_DATA_DIR."
        ) from error
    try:
        yield
    finally:
        lock.release()


def fetch_sources(
    sources: Sequence[Source], folder: LiveFolder, manner: FetchManner, *, whole: bool = True
) -> Iterator[Fetched]:
    """Fetch sources one after another; each is kept before the next one is asked for.

    Args:
        sources: Built-in ones, and a person's own that are pages or repositories.
        folder: Where they are kept.
        manner: How.
        whole: Whether these are all that there are, so that the next run on schedule can wait.

    Raises:
        SourcesError: Another process fetches now, or the folder can't be written.
    """
    kept = {source.id: folder.of(source.id) for source in sources}
    hosts = hosts_for(sources) | hosts_of([manner.address, *(live.address for live in kept.values())])
    options = {} if manner.pause is None else {"pause": manner.pause, "first_wait": manner.pause}
    with only_one(folder), Fetcher(Targets(hosts, private=manner.private), **options) as fetcher:
        for source in sources:
            before = replace(kept[source.id], address=manner.address or kept[source.id].address)
            try:
                if source.kind is Kind.REPOSITORY:
                    live, outcome = fetch_repository(
                        source, before, folder, private=manner.private, dry_run=manner.dry_run
                    )
                elif source.kind is Kind.SITE:
                    # It is asked on its own host alone, wherever its pages lead.
                    with Fetcher(Targets(hosts_of([source.address]), private=manner.private), **options) as own:
                        live, outcome = fetch_site(source, before, own, accept=manner.accept)
                else:
                    live, outcome = _fetched(source, before, fetcher, manner)
            except FineTuneOrNotError:
                raise
            except Exception as error:  # noqa: BLE001 - what one source makes a library fail of, the others don't pay for
                live, outcome = _unforeseen(source, before, error)
            if not manner.dry_run and live != kept[source.id]:
                folder.keep(live)
            if manner.follows and not manner.dry_run and (followed := _followed(folder, live, source)):
                outcome = replace(outcome, said=f"{outcome.said} {followed}")
            yield outcome
        if whole and not manner.dry_run:
            folder.ran(datetime.now(tz=UTC))


def _fetched(source: Source, before: LiveSource, fetcher: Fetcher, manner: FetchManner) -> tuple[LiveSource, Fetched]:
    """What is known of a source now, and what happened."""
    if why := why_not(source, before.address):
        return before, Fetched(source.id, Happened.NOT_FETCHED, f"{why[0].upper()}{why[1:]}.")
    now = datetime.now(tz=UTC).replace(microsecond=0)
    if before.wait_until > now.isoformat():
        return before, Fetched(
            source.id,
            Happened.FAILED,
            f"Not asked: its server wants to be left alone until {_minute(before.wait_until)}. {_stays(before)}",
        )
    note = [] if manner.accept else read_note(source)
    pages: list[LivePage] = []
    lost: list[str] = []
    for address in pages_of(source, before.address):
        old = next((page for page in before.pages if page.address == address), None)
        try:
            cited = [one for one in note if one.url == address or before.address]
            pages.append(_page(address, old, fetcher, cited, accept=manner.accept))
        except PageError as error:
            if not error.gone:
                wait = (now + timedelta(seconds=error.wait)).isoformat() if error.wait else ""
                failed = replace(before, trouble=str(error), tried=now.isoformat(), wait_until=wait)
                said = f"{_sentence(str(error))} {_stays(before)}"
                return failed, Fetched(source.id, Happened.FAILED, said, str(error) if error.unreachable else "")
            lost.append(address)
            if old is not None:
                pages.append(_gone(old, now.date()))
    live = replace(
        before,
        pages=tuple(pages),
        checked=before.checked if lost else now.isoformat(),
        tried=now.isoformat(),
        wait_until="",
        trouble=f"not there any more: {', '.join(lost)}" if lost else "",
    )
    live = live.after(before, now.isoformat())
    return live, _outcome(source, before, live, lost)


def _unforeseen(source: Source, before: LiveSource, error: Exception) -> tuple[LiveSource, Fetched]:
    """A source that something failed of which nobody foresaw; what was read of it stays."""
    said = f"it can't be read ({_named(error)})"
    tried = datetime.now(tz=UTC).replace(microsecond=0).isoformat()
    live = replace(before, trouble=said, tried=tried)
    return live, Fetched(source.id, Happened.FAILED, f"{_sentence(said)} {_stays(before)}")


def _followed(folder: LiveFolder, live: LiveSource, source: Source) -> str:
    """What the register of models takes from a source's pages, in a sentence; empty where that is nothing."""
    try:
        followed = follow(folder, live, source)
    except FineTuneOrNotError:
        raise
    except Exception as error:  # noqa: BLE001 - the pages are kept all the same, and the register stays as it is
        log.warning("register not compared", source=source.id, kind=type(error).__name__, at=place_of(error))
        return f"The register of models was not compared with it ({_named(error)})."
    return f"The register of models follows it: {'; '.join(map(str, followed))}." if followed else ""


def _named(error: Exception) -> str:
    return f"{type(error).__name__}, {place_of(error)}"


def _outcome(source: Source, before: LiveSource, live: LiveSource, lost: Sequence[str]) -> Fetched:
    if lost:
        left = (
            " What was read of it counts as superseded from now on."
            if any(page.superseded for page in live.pages)
            else f" {_stays(before)}"
        )
        where = ", ".join(lost)
        return Fetched(
            source.id,
            Happened.GONE,
            f"Not there any more: {where}.{left} Name the new address with `ftn knowledge refresh {source.id} --address https://…`.",
        )
    count = len(live.texts)
    has = f"{count:,} passage{'s' * (count != 1)} of {live.date or 'an undated page'}, by {live.way}"
    if not before.pages:
        return Fetched(source.id, Happened.NEW, f"Read: {has}.")
    if live.fingerprint == before.fingerprint:
        return Fetched(source.id, Happened.UNCHANGED, f"As it was: {has}.")
    if live.texts == before.texts:
        return Fetched(source.id, Happened.CHANGED, f"The words are the same, the date or the address is new: {has}.")
    old, new = set(before.texts), set(live.texts)
    return Fetched(
        source.id,
        Happened.CHANGED,
        f"{len(new - old):,} passages are new and {len(old - new):,} are gone: {has}. `ftn knowledge diff {source.id}` shows them.",
    )


def _page(
    address: str, before: LivePage | None, fetcher: Fetcher, note: Sequence[Passage], *, accept: bool
) -> LivePage:
    """The page by the best way that gives a sound one.

    Raises:
        PageError: No way does; gone where the last one, the page that people read, is not there.
    """
    troubles: list[tuple[PageWay, PageError]] = []
    for way in ways_to(address):
        try:
            return _by(way, address, before, fetcher, note, accept=accept)
        except PageError as error:
            troubles.append((way.way, error))
        except Exception as error:  # noqa: BLE001 - another way may be read by other code
            log.warning("page not read", address=way.address, kind=type(error).__name__, at=place_of(error))
            troubles.append((way.way, PageError(f"{way.address} can't be read ({_named(error)})")))
    unreachable = all(error.unreachable for _, error in troubles)
    # A host that can't be reached is the same by every way.
    said = (
        "; ".join(dict.fromkeys(str(error) for _, error in troubles))
        if unreachable
        else "; ".join(f"{way.value}: {error}" for way, error in troubles)
    )
    wait = max(error.wait for _, error in troubles)
    raise PageError(said, gone=troubles[-1][1].gone, wait=wait, unreachable=unreachable)


def _by(  # noqa: PLR0913 - one way more than `_page`, which tries several
    way: WayTo, address: str, before: LivePage | None, fetcher: Fetcher, note: Sequence[Passage], *, accept: bool
) -> LivePage:
    """The page by one way.

    Raises:
        PageError: It can't be read, or is not sound.
    """
    known = {document.address: document for document in before.documents} if before else {}
    documents: dict[str, Document] = {}

    def get(wanted: str) -> Document:
        if wanted not in documents:
            documents[wanted] = fetcher.get(wanted, known)
        return documents[wanted]

    # A page of one document, as most are, need not be read again where that is what it was.
    is_one = before is not None and before.way == way.way and len(before.documents) == 1
    if before is not None and is_one and get(before.documents[0].address).unchanged:
        return replace(before, gone_since="", superseded=False)
    page = way.read(get)
    landed = _landed(address, next(iter(documents.values())), way.way)
    kept = live_page(
        page,
        address=address,
        landed=landed,
        way=way.way,
        documents=[replace(one, unchanged=False) for one in documents.values()],
    )
    if before is None or kept.texts != before.texts:
        check_sound(page, words_before=before.words if before and not accept else 0, note=note)
    return kept


def _landed(address: str, document: Document, way: PageWay) -> str:
    """Where a citation leads: to where the site has sent us, as long as that is a page for people."""
    if way in {PageWay.REPOSITORY, PageWay.API}:
        return address
    here = urlsplit(document.landed)
    path = here.path.removesuffix(".md") if way is PageWay.MARKDOWN else here.path
    return f"{here.scheme}://{here.netloc}{path}"


def _gone(page: LivePage, today: date) -> LivePage:
    since = page.gone_since or today.isoformat()
    return replace(page, gone_since=since, superseded=today - date.fromisoformat(since) >= timedelta(days=GONE_DAYS))


def _stays(before: LiveSource) -> str:
    return f"What was read on {before.fetched[:10]} stays." if before.pages else "The built-in note is used alone."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _minute(when: str) -> str:
    return f"{when[:16].replace('T', ' ')} UTC"
