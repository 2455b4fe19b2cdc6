"""Where a source is to be had: its pages, and for each of them the ways, best first.

Learn serves its pages as Markdown; behind it lie repositories; the page for browsers is the last resort. dev.to has an API, OpenAI writes `.md` after
its addresses (all of them read in `fetching.md` of the design). A version that is pinned to a commit, a paper and a list of prices are not fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from bot.errors import PageError
from knowledge.fetching.docfx import expand, read_docfx
from knowledge.fetching.learning_path import API, RAW, read_learning_path
from knowledge.fetching.pages import read_forem, read_html, read_markdown
from knowledge.sources import AddressStatus, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from knowledge.fetching.fetcher import Document
    from knowledge.fetching.page_sections import ReadPage
    from knowledge.sources import Source

    Get = Callable[[str], Document]

DEV_TO: Final = "dev.to"
LEARN: Final = "learn.microsoft.com"
#: On Learn; the page of a path for browsers is an outline alone.
_LEARNING_PATHS: Final = "/training/paths/"
_OPENAI: Final = "developers.openai.com"
#: Learn's addresses, as far as they are known, and what lies behind them (`fetching.md`, 1a).
_REPOSITORIES: Final = (
    ("/azure/foundry-classic/", "MicrosoftDocs/azure-ai-docs", "articles/foundry-classic/"),
    ("/azure/foundry/", "MicrosoftDocs/azure-ai-docs", "articles/foundry/"),
    ("/azure/ai-foundry/", "MicrosoftDocs/azure-ai-docs", "articles/ai-foundry/"),
    ("/azure/developer/ai/", "MicrosoftDocs/azure-dev-docs", "articles/ai/"),
    ("/azure/architecture/", "MicrosoftDocs/architecture-center", "docs/"),
)
_BRANCH: Final = "main"


class PageWay(StrEnum):
    """How a page is had."""

    MARKDOWN = "Markdown"
    REPOSITORY = "repository"
    API = "API"
    HTML = "HTML"


@dataclass(frozen=True, slots=True)
class WayTo:
    """One way to one page: its name, the address asked first, and how it is read."""

    way: PageWay
    address: str
    read: Callable[[Get], ReadPage]


def pages_of(source: Source, address: str = "") -> tuple[str, ...]:
    """The addresses of a source's living pages, the main one first; none where it is not fetched.

    Args:
        source: One of the built-in ones.
        address: What an operator says the main page's address is; empty for the register's.
    """
    if why_not(source, address):
        return ()
    found = [address or source.address]
    found += [page.address for page in source.pages if not _is_pinned(page.address)]
    return tuple(dict.fromkeys(one for one in found if not _is_pinned(one)))


def why_not(source: Source, address: str = "") -> str:
    """Why a source is not fetched, and what to do instead; empty where it is."""
    if address or source.kind is Kind.SITE:
        return ""
    reasons = (
        (source.kind is Kind.PRICING, "its numbers come from `ftn prices refresh`"),
        (source.kind is Kind.PAPER, "a paper stays as it was published"),
        (source.address_status is AddressStatus.UNKNOWN, "it has no public page: it comes with the program"),
        (
            source.address_status is AddressStatus.SEARCH or not source.address,
            f"no address of its own is known: name it with `ftn knowledge refresh {source.id} --address https://…`",
        ),
        (_is_pinned(source.address), "this version stays as it is"),
    )
    return next((reason for is_so, reason in reasons if is_so), "")


def hosts_for(sources: Iterable[Source]) -> frozenset[str]:
    """The hosts that the pages of some sources, and the ways to them, lie on."""
    named = [address for source in sources for address in pages_of(source)]
    found = {host for one in named if (host := urlsplit(one).hostname)}
    return frozenset(found | {urlsplit(RAW).netloc, urlsplit(API).netloc, DEV_TO})


def ways_to(address: str) -> tuple[WayTo, ...]:
    """The ways to a page, best first."""
    parts = urlsplit(address)
    html = WayTo(PageWay.HTML, address, lambda get: read_html(get(address)))
    if parts.netloc == LEARN and _LEARNING_PATHS in parts.path:
        name = parts.path.partition(_LEARNING_PATHS)[2].strip("/")
        return WayTo(PageWay.REPOSITORY, address, lambda get: read_learning_path(get, name)), html
    if parts.netloc == LEARN:
        markdown = f"{address.partition('#')[0]}?accept=text/markdown"
        found = [WayTo(PageWay.MARKDOWN, markdown, lambda get: read_markdown(get(markdown)))]
        if lies := repository_of(address):
            raw = f"{RAW}/{lies[0]}/{_BRANCH}/"
            found.append(
                WayTo(PageWay.REPOSITORY, raw + quote(lies[1]), lambda get: _read_repository(get, raw, lies[1]))
            )
        return (*found, html)
    if parts.netloc == _OPENAI:
        return WayTo(PageWay.MARKDOWN, f"{address}.md", lambda get: read_markdown(get(f"{address}.md"))), html
    if parts.netloc == DEV_TO:
        api = f"https://{DEV_TO}/api/articles{parts.path.rstrip('/')}"
        return WayTo(PageWay.API, api, lambda get: read_forem(get(api))), html
    return (html,)


def repository_of(address: str) -> tuple[str, str] | None:
    """The repository and the file behind one of Learn's pages, or None where that is not known."""
    path = urlsplit(address).path.rstrip("/")
    language, _, rest = path.lstrip("/").partition("/")
    path = f"/{rest}" if len(language) == len("en-us") and "-" in language else path
    for prefix, repository, folder in _REPOSITORIES:
        if path.startswith(prefix):
            return repository, f"{folder}{path.removeprefix(prefix)}.md"
    return None


def _read_repository(get: Get, raw: str, path: str) -> ReadPage:
    def text_of(file: str) -> str:
        """The Markdown of a file of the repository."""
        found = get(raw + quote(file))
        if found.is_html:
            raise PageError(f"{found.address} is a page for browsers, and not Markdown")
        return found.text

    return read_docfx(expand(text_of(path), path, text_of))


def _is_pinned(address: str) -> bool:
    return urlsplit(address).netloc == "github.com"
