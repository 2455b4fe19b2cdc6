"""Documents to pages: Markdown as a site serves it, HTML, and dev.to's JSON. Pure: what is read is passed in."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from bot.errors import DocumentError, PageError
from knowledge.fetching.docfx import Expanded, front_matter, iso_date, plain_markdown, read_docfx
from knowledge.fetching.learn_markdown import as_in_repository, is_from_learn, plain_title
from knowledge.fetching.page_sections import ReadPage, marker, read_sections
from knowledge.own.characters import without_comments
from knowledge.own.html_page import html_to_markdown, table_lines
from knowledge.own.markdown_text import without_markup

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

    from knowledge.fetching.fetcher import Document

#: Keys of front matter that hold a page's day, best first.
_DAYS: Final = ("ms.date", "updated_at", "lastmod", "last_updated", "date")
#: Where a page's own text stands, best first; what none of them has is read whole.
_MAIN: Final = ("#main .content", "main article", "article", "main", "[role=main]", "#main-content", "#main")
#: What stands there and is no part of the text: on Learn feedback, dates, lists of headings and what asks to sign in.
_BESIDE: Final = (
    "#article-header, #user-feedback, #site-user-feedback-footer, #ms--additional-resources, #ms--inline-notifications, .feedback-section,"
    " .page-metadata, .page-metadata-container, #center-doc-outline, [role=navigation], [role=complementary], .breadcrumb, .awsdocs-page-utilities,"
    " devsite-toc, devsite-feedback, devsite-thumb-rating, .devsite-article-meta, form, button, aside"
)
_SIGN_IN: Final = "access to this page requires authorization"
_ALERT_NAMES: Final = "div > p:first-child"
_ALERTS: Final = frozenset({"note", "tip", "important", "caution", "warning"})
#: Elements that a page's scripts show one of at a time; here all of them are read.
_PANELS: Final = "[role=tabpanel], div.zone.has-pivot"
_ANCHOR = re.compile(r"[\w.:-]{1,200}")
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
#: A day of a page's heading that comes from its server's clock says nothing.
_DATED_META: Final = (
    ("name", "ms.date"),
    ("name", "updated_at"),
    ("property", "article:modified_time"),
    ("name", "last-modified"),
)


def read_markdown(document: Document) -> ReadPage:
    """A page that its site serves as Markdown, with includes in it already.

    Raises:
        PageError: It is a page for browsers, or has includes that nobody expanded.
    """
    if document.is_html:
        raise PageError(f"{document.address} is a page for browsers, and not Markdown")
    if "[!INCLUDE" in document.text.upper():
        raise PageError(f"{document.address} has includes that are not expanded")
    front, body = front_matter(document.text)
    day = next((found for key in _DAYS if (found := iso_date(front.get(key, "")))), "")
    body = without_comments(body)
    if is_from_learn(title := front.get("title", "")):
        body, front = as_in_repository(body), {**front, "title": plain_title(title)}
    return read_docfx(Expanded(body, front, [day or modified(document)]))


def read_html(document: Document) -> ReadPage:
    """A page for browsers: its main part, with all tabs and zones.

    Raises:
        PageError: It can't be read as one.
    """
    from bs4 import BeautifulSoup

    if not document.is_html:
        raise PageError(f"{document.address} is no page for browsers")
    try:
        soup = BeautifulSoup(without_comments(document.text), "html.parser")
        title = _title(soup)
        day = _day(soup) or modified(document)
        main = next((found for selector in _MAIN if (found := soup.select_one(selector))), soup.body or soup)
        for beside in main.select(_BESIDE):
            beside.decompose()
        for named in main.select(_ALERT_NAMES):
            if named.get_text(strip=True).lower() in _ALERTS:
                named.decompose()
        _show_panels(main, soup)
        _name_headings(main)
        rows = _take_tables(main, soup)
        markdown = html_to_markdown(f"<body>{main}</body>", document.address)
    except (DocumentError, RecursionError) as error:
        raise PageError(f"{document.address} nests its elements too deeply to be read") from error
    kept = "\n".join(_unescaped(line) for line in markdown.split("\n") if _SIGN_IN not in line.lower())
    return read_sections(kept, title=title, date=day, rows=rows)


def read_forem(document: Document) -> ReadPage:
    """An article as dev.to's API gives it (developers.forem.com/api).

    Raises:
        PageError: It is no article.
    """
    try:
        article: Any = json.loads(document.text)
        markdown, title = str(article["body_markdown"]), str(article["title"])
        day = iso_date(str(article.get("edited_at") or article.get("published_at") or ""))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PageError(f"{document.address} gave no article") from error
    _, body = front_matter(markdown)
    kept = [line for line in without_comments(body).split("\n") if not line.strip().startswith("{%")]
    return read_sections(plain_markdown("\n".join(kept)), title=title, date=day)


def modified(document: Document) -> str:
    """The day on which a server says that it last changed a document, as far as that says anything; ISO, or empty."""
    try:
        return parsedate_to_datetime(document.last_modified).date().isoformat()
    except (ValueError, TypeError):
        return ""


def _title(soup: BeautifulSoup) -> str:
    named = soup.select_one("h1") or soup.title
    return " ".join(named.get_text(" ").split()) if named else ""


def _day(soup: BeautifulSoup) -> str:
    for attribute, name in _DATED_META:
        for meta in soup.find_all("meta", attrs={attribute: name}):
            if day := iso_date(str(meta.get("content") or "")):
                return day
    time = soup.select_one("time[datetime]")
    return iso_date(str(time.get("datetime") or "")) if time else ""


def _show_panels(main: Tag, soup: BeautifulSoup) -> None:
    """Tabs and zones that wait to be chosen are shown, each under its name."""
    labels = {
        str(tab.get("aria-controls")): " ".join(tab.get_text(" ").split())
        for tab in soup.select("[role=tab][aria-controls]")
    }
    for tab in main.select("[role=tablist]"):
        tab.decompose()
    for panel in main.select(_PANELS):
        for attribute in ("hidden", "aria-hidden", "style"):
            panel.attrs.pop(attribute, None)
        label = labels.get(str(panel.get("id"))) or str(panel.get("data-pivot") or panel.get("data-tab") or "").replace(
            "-", " "
        )
        if label:
            panel.insert(0, _paragraph(soup, marker("label", label.replace("@", ""))))
            panel.append(_paragraph(soup, marker("end")))


def _name_headings(main: Tag) -> None:
    """The anchor that a page gives a heading, or what stands around it, is written into the heading."""
    for heading in main.find_all(_HEADINGS):
        holder = (
            heading if heading.get("id") else heading.find(id=True) or heading.find_parent(["section", "div"], id=True)
        )
        name = str(holder.get("id") or "") if holder else ""
        is_first = holder is heading or holder is None or holder.find(_HEADINGS) in {heading, None}
        text = " ".join(heading.get_text(" ").split())
        heading.clear()
        heading.append(f"{text} {{#{name}}}" if is_first and _ANCHOR.fullmatch(name) else text)


def _take_tables(main: Tag, soup: BeautifulSoup) -> list[list[str]]:
    """The rows of the page's tables, in whose place a marker is put; a table within a table is read with the outer one."""
    found: list[list[str]] = []
    for table in main.find_all("table"):
        if table.decomposed or table.find_parent("table"):
            continue
        rows = table_lines(str(table))
        table.replace_with(_paragraph(soup, marker("rows", str(len(found)))))
        found.append([without_markup(row) for row in rows])
    return found


def _paragraph(soup: BeautifulSoup, text: str) -> Tag:
    made = soup.new_tag("p")
    made.string = text
    return made


def _unescaped(line: str) -> str:
    """A heading's anchor and a marker as they were before they were written as Markdown."""
    bare = line.replace("\\", "")
    return bare if line.lstrip().startswith("#") or bare.startswith("@@") else line
