"""The built-in sources' pages as their servers would send them, with what the notes say; to be put on the web of `tests.web_pages`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.fetching.ways import pages_of, ways_to
from knowledge.notes import read_note
from knowledge.sources import load_sources
from tests.web_pages import Answer

if TYPE_CHECKING:
    from knowledge.sources import Source
    from tests.web_pages import Web

#: Where pages are read as browsers have them.
_FOR_BROWSERS = ("aws.amazon", "cloud.google", "training/paths")


def page_of(source: Source, day: str = "11/20/2026", more: str = "") -> str:
    """A page as Learn would serve it, with what the source's note says and a table."""
    lines = ["---", f"title: {source.title}", f"ms.date: {day}", "---", "", f"# {source.title}", ""]
    heading: tuple[str, ...] = ()
    for passage in read_note(source):
        if passage.heading_path != heading:
            heading = passage.heading_path
            lines += ["", f"## {passage.heading}", ""]
        lines += [passage.text, ""]
    table = [
        "## Live models",
        "",
        "| Model | Training | Ends |",
        "| --- | --- | --- |",
        "| gpt-4.1 | Global | 2027-04-14 |",
    ]
    return "\n".join([*lines, *table, *([more] if more else []), ""])


def publish(web: Web, more: str = "") -> None:
    """Put every source's pages on a web, as the first way to each asks for them; `more` is a row of their tables."""
    for source in load_sources():
        for address in pages_of(source):
            asked, page = ways_to(address)[0].address, page_of(source, more=more)
            if any(part in asked for part in _FOR_BROWSERS):
                web.pages[asked] = Answer(_for_browsers(page), kind="text/html")
            else:
                web.pages[asked] = Answer(page)


def _for_browsers(page: str) -> str:
    """Markdown as a plain page for browsers."""
    lines = [line for line in page.split("---\n", 2)[2].split("\n") if line]
    shown = "".join(f"<h2>{line.lstrip('# ')}</h2>" if line.startswith("#") else f"<p>{line}</p>" for line in lines)
    return f"<!DOCTYPE html><html><body><main>{shown}</main></body></html>"
