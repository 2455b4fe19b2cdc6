"""Pages of a person's own: one page, or all that a sitemap lists, within the bounds of every other page.

What is fetched lies on the host that was named, and nowhere else. A page that did not come stays as it was last read; one that is gone goes, unless
half of them would: then somebody has taken the site down, and not the rules.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.errors import PageError
from knowledge.fetching.live import LivePage, live_page
from knowledge.fetching.outcome import Fetched, Happened
from knowledge.fetching.page_sections import PageSection
from knowledge.fetching.pages import read_html, read_markdown
from knowledge.fetching.soundness import check_own
from knowledge.fetching.ways import PageWay
from knowledge.own.characters import plain_line

if TYPE_CHECKING:
    from knowledge.fetching.fetcher import Document, Fetcher
    from knowledge.fetching.live import LiveSource
    from knowledge.fetching.page_sections import ReadPage
    from knowledge.sources import Source

#: Pages of one sitemap, and sitemaps that one lists. With a pause between two requests a thousand pages take five minutes.
MOST_PAGES: Final = 1_000
MOST_SITEMAPS: Final = 50
#: Fewer pages than this share of those before are a site in trouble; own estimate.
LEAST_LEFT: Final = 0.5
#: Pages that are named where they could not be read.
_MOST_NAMED: Final = 3
_LOCATION = re.compile(
    r"<(?:\w{1,20}:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})\s*(?:\]\]>)?\s*</(?:\w{1,20}:)?loc>"
)
_SITEMAPS = re.compile(r"<(?:\w{1,20}:)?sitemapindex[\s>]")
_SITEMAP = re.compile(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]")
_ACCEPT: Final = "text/html, text/markdown;q=0.9, application/xml;q=0.8, text/plain;q=0.7, */*;q=0.1"
_TEXTS: Final = frozenset({"text/markdown", "text/plain", "text/x-markdown"})


def fetch_site(source: Source, before: LiveSource, fetcher: Fetcher, *, accept: bool) -> tuple[LiveSource, Fetched]:
    """What is known of a person's own page or site now, and what happened.

    Args:
        source: Of the kind `site`.
        before: What was known.
        fetcher: Who may ask its host.
        accept: Take it also where much fewer pages are there than before.
    """
    now = datetime.now(tz=UTC).replace(microsecond=0)
    if before.wait_until > now.isoformat():
        return before, _failed(
            source, before, f"not asked: its server wants to be left alone until {before.wait_until[:16]} UTC"
        )
    try:
        addresses, first = _pages_at(source.address, before, fetcher)
    except PageError as error:
        return _troubled(before, str(error), now, error.wait), _failed(
            source, before, str(error), str(error) if error.unreachable else ""
        )
    read = _read_all(addresses[:MOST_PAGES], before, first, fetcher)
    pages, troubles = read.pages, read.troubles
    if not pages or (len(pages) < len(before.pages) * LEAST_LEFT and not accept):
        said = troubles[0] if troubles else f"{read.gone or len(before.pages):,} of its pages are not there any more"
        shown = f"{said}; --accept takes it all the same" if pages else said
        return _troubled(before, said, now, read.wait), _failed(source, before, shown)
    if len(addresses) > MOST_PAGES:
        troubles.append(f"it lists {len(addresses):,} pages, of which the first {MOST_PAGES:,} are read")
    live = replace(
        before,
        pages=tuple(pages),
        checked=now.isoformat(),
        tried=now.isoformat(),
        wait_until=_until(now, read.wait),
        trouble="; ".join(troubles[:_MOST_NAMED]),
    )
    live = live.after(before, now.isoformat())
    return live, _outcome(source, before, live, troubles)


@dataclass(slots=True)
class _PagesRead:
    """The pages that are there, those of before where one did not come; why, how many are gone, and the seconds a server wants to be left alone."""

    pages: list[LivePage] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    gone: int = 0
    wait: float = 0.0


def _read_all(addresses: list[str], before: LiveSource, first: Document | None, fetcher: Fetcher) -> _PagesRead:
    read = _PagesRead()
    known = {page.address: page for page in before.pages}
    for address in addresses:
        old = known.get(address)
        if not read.wait:
            try:
                read.pages.append(_page(address, old, first if first and first.address == address else None, fetcher))
                continue
            except PageError as error:
                if error.gone:
                    read.gone += 1
                    continue
                read.wait = error.wait
                read.troubles.append(str(error))
        read.pages += [old] if old else []
    return read


def _pages_at(address: str, before: LiveSource, fetcher: Fetcher) -> tuple[list[str], Document | None]:
    """The addresses of the pages, and the page itself where the address is one.

    Raises:
        PageError: What is there can't be had, or lists no page of its host.
    """
    known = {one.address: one for page in before.pages for one in page.documents if page.address == address}
    document = fetcher.get(address, known, _ACCEPT)
    if document.unchanged or not _SITEMAP.search(document.text[:5_000]):
        return [address], document
    maps = _listed(document) if _SITEMAPS.search(document.text[:5_000]) else [address]
    found: dict[str, None] = {}
    for one in maps[:MOST_SITEMAPS]:
        listed = document if one == address else fetcher.get(one, {}, _ACCEPT)
        if _SITEMAPS.search(listed.text[:5_000]) and one != address:
            continue
        found |= dict.fromkeys(_listed(listed))
        if len(found) > MOST_PAGES:
            break
    host = urlsplit(address).hostname
    pages = [one for one in found if urlsplit(one).hostname == host]
    if not pages:
        raise PageError(f"the sitemap {address} lists no page of {host}")
    return pages, None


def _listed(document: Document) -> list[str]:
    found = (html.unescape(one).partition("#")[0] for one in _LOCATION.findall(document.text))
    return [one for one in dict.fromkeys(found) if _is_plain(one)]


def _is_plain(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _page(address: str, old: LivePage | None, document: Document | None, fetcher: Fetcher) -> LivePage:
    """One page; read anew only where it has changed.

    Raises:
        PageError: It can't be had, or is none.
    """
    known = {one.address: one for one in old.documents} if old else {}
    found = document or fetcher.get(address, known, _ACCEPT)
    if found.unchanged and old is not None:
        return old
    if not found.is_html and found.content_type not in _TEXTS:
        raise PageError(f"{address} is {found.content_type or 'of no kind'!r}, and no page or Markdown")
    page = _plain(read_html(found) if found.is_html else read_markdown(found))
    check_own(page)
    # Its text need not be kept: what was made of it is.
    kept = replace(found, text="", unchanged=False)
    way = PageWay.HTML if found.is_html else PageWay.MARKDOWN
    return live_page(page, address=address, landed=found.landed, way=way, documents=[kept])


def _plain(page: ReadPage) -> ReadPage:
    """The page without marks and addresses in its text, which could pass for those of an answer: it is nobody's whom we know."""
    sections = (
        PageSection(
            tuple(map(plain_line, section.path)), section.anchor, tuple(filter(None, map(_without, section.texts)))
        )
        for section in page.sections
    )
    return replace(page, title=plain_line(page.title), sections=tuple(sections))


def _without(text: str) -> str:
    return "\n".join(filter(None, map(plain_line, text.split("\n"))))


def _troubled(before: LiveSource, said: str, now: datetime, wait: float) -> LiveSource:
    return replace(before, trouble=said, tried=now.isoformat(), wait_until=_until(now, wait))


def _until(now: datetime, wait: float) -> str:
    return (now + timedelta(seconds=wait)).isoformat() if wait else ""


def _failed(source: Source, before: LiveSource, said: str, unreachable: str = "") -> Fetched:
    stays = f"What was read on {before.fetched[:10]} stays." if before.pages else "Nothing is read of it."
    return Fetched(source.id, Happened.FAILED, f"{said[:1].upper()}{said[1:].rstrip('.')}. {stays}", unreachable)


def _outcome(source: Source, before: LiveSource, live: LiveSource, troubles: list[str]) -> Fetched:
    count, texts = len(live.pages), len(live.texts)
    has = f"{count:,} page{'s' * (count != 1)}, {texts:,} passage{'s' * (texts != 1)}"
    if troubles:
        named = "; ".join(troubles[:_MOST_NAMED])
        more = f"; and {len(troubles) - _MOST_NAMED:,} more" if len(troubles) > _MOST_NAMED else ""
        return Fetched(source.id, Happened.FAILED, f"Not all of it could be read ({has}): {named}{more}.")
    if not before.pages:
        return Fetched(source.id, Happened.NEW, f"Read: {has}.")
    if live.fingerprint == before.fingerprint:
        return Fetched(source.id, Happened.UNCHANGED, f"As it was: {has}.")
    old, new = set(before.texts), set(live.texts)
    return Fetched(
        source.id, Happened.CHANGED, f"{len(new - old):,} passages are new and {len(old - new):,} are gone: {has}."
    )
