"""How much of public pages our readers keep: `python -m tests.bench.landing FOLDER`, with a folder of Markdown as docfx repositories have it.

Each page is served by a web on this machine in the two ways in which Learn's pages come, as raw Markdown with its includes and as Learn's own Markdown
(`learn_form`), and read as a refresh reads it. What goes in is counted by another parser (markdown-it) in every file by itself, so that
nothing that our reading loses is missing on both sides. Ends with 1 if a heading, a row of a table, an alert or a tab does not land.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from markdown_it import MarkdownIt

from bot.errors import PageError
from knowledge.fetching.docfx import MOST_INCLUDES, expand
from knowledge.fetching.fetcher import Fetcher
from knowledge.fetching.targets import Targets
from knowledge.fetching.ways import PageWay, ways_to
from knowledge.own.characters import ADDRESS_LEFT_OUT
from knowledge.own.markdown_text import ELEMENTS
from tests.bench.learn_form import learn_form
from tests.web_pages import HOSTS, Answer, web_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from knowledge.fetching.page_sections import ReadPage
    from tests.web_pages import Web

#: A folder of the repository that Learn's addresses are known of; what lies there is served, whatever it is.
PREFIX: Final = "articles/foundry/"
RAW: Final = "https://raw.githubusercontent.com/MicrosoftDocs/azure-ai-docs/main/"
LEARN: Final = "https://learn.microsoft.com/en-us/azure/foundry/"
#: Each of them has to land, but for the title, in whose place Learn writes that of the front matter; code is left out on purpose, and said.
KINDS: Final = ("title", "heading", "table row", "alert", "tab", "list item", "paragraph")
MUST_LAND: Final = ("heading", "table row", "alert", "tab")
_INCLUDE = re.compile(r"\[!include\s*\[[^\]]*\]\s*\(\s*<?([^)>]+?)>?\s*\)\s*\]", re.IGNORECASE)
_BETWEEN_INCLUDES = re.compile(_INCLUDE.pattern.replace("([^)>]+?)", "[^)>]+?"), re.IGNORECASE)
_TAB = re.compile(r"\[([^\]]+)\]\(#tabs?/[^)]*\)")
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|CAUTION|WARNING)\]", re.IGNORECASE)
_FRONT = re.compile(r"\A\ufeff?---\n.*?\n---\n", re.DOTALL)
#: What docfx and HTML mark up, pictures, footnotes' marks; an address in angle brackets is its own text.
_OURS = re.compile(
    r"^[ \t>]*:::.*$|<sup>[^<]*</sup>|\{#[\w-]+\}|:::[^:\n]*:::|!\[[^\]]*\]\([^)]*\)|\[!\w+[^\]]*\]|</?(?:"
    + "|".join(sorted(ELEMENTS))
    + r")\b[^<>]*>|\$\$.*?\$\$|[¹²³⁴⁵⁶⁷⁸⁹]",
    re.DOTALL | re.MULTILINE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
#: What ends a line within a cell; each line may land in a row of its own.
_LINE_END = re.compile(r"</?(?:br|ul|ol|li)\b[^<>]*>")
_ADDRESS = re.compile(r"(?<!\]\()<?\bhttps?://(?:<[\w-]+>|[^\s<>|`)\]])*>?")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\([^)]*\)")


@dataclass(slots=True)
class Landed:
    """How much went in and how much landed, by kind; what did not, with its file; and the files that were not read, with the reason."""

    went_in: Counter[str] = field(default_factory=Counter)
    landed: Counter[str] = field(default_factory=Counter)
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    code: int = 0
    pages: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether everything that must land has landed."""
        return all(self.went_in[kind] == self.landed[kind] for kind in MUST_LAND)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that stands in a file: its kind, and its words, of a row those of each line of a cell; `begins` is how a row's text has to begin."""

    kind: str
    words: tuple[str, ...]
    begins: str = ""


def parts_of(markdown: str) -> Iterator[Part]:
    """What stands in a file, by markdown-it."""
    text = _FRONT.sub("", markdown.replace("\r\n", "\n"))
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    row: list[str] | None = None
    first = ""
    within: list[str] = []
    for number, token in enumerate(tokens):
        if token.type in {"fence", "code_block"}:
            yield Part("code", ())
        elif token.type == "tr_open":
            row = [] if "thead" not in within else None
            first = bare(tokens[number + 2].content) if row is None else first
        elif token.type == "tr_close" and row is not None:
            lined = [[bare(line) for line in _LINE_END.split(cell)] for cell in row]
            said = tuple(word for lines in lined for word in lines if word)
            if said:
                yield Part("table row", said, first + lined[0][0] if len(lined[0]) == 1 and lined[0][0] else "")
            row = None
        elif token.type in {"thead_open", "blockquote_open", "list_item_open"}:
            within.append(token.type.removesuffix("_open"))
        elif token.type in {"thead_close", "blockquote_close", "list_item_close"}:
            within.pop()
        elif token.type == "inline":
            if row is not None and tokens[number - 1].type == "td_open":
                row.append(token.content)
            else:
                yield from _inline(token, tokens[number - 1], within, is_code=_holds_code_alone(tokens[number + 1 :]))


def _holds_code_alone(tokens: Sequence[Token]) -> bool:
    """Whether nothing but code and pictures stands before the next heading or rule."""
    for token in tokens:
        if token.type in {"heading_open", "hr"}:
            return True
        if token.type == "inline" and bare(token.content):
            return False
    return True


def _inline(token: Token, opened: Token, within: Sequence[str], *, is_code: bool) -> Iterator[Part]:
    if opened.type in {"th_open", "td_open"}:
        return
    if opened.type == "heading_open":
        if tab := _TAB.fullmatch(token.content.strip()):
            if not is_code:
                yield Part("tab", (bare(tab[1]),))
        elif words := bare(token.content):
            yield Part("title" if opened.tag == "h1" else "heading", (words,))
        return
    kind = (
        "alert"
        if "blockquote" in within and _ALERT.match(token.content)
        else "list item"
        if "list_item" in within
        else "paragraph"
    )
    # Another file's words stand between those before and after its include.
    between = tuple(filter(None, map(bare, _BETWEEN_INCLUDES.split(token.content))))
    if between:
        yield Part(kind, between)


def bare(text: str) -> str:
    """Letters and digits alone, without what docfx and HTML mark up, as small letters."""
    # Addresses are left out on purpose: an answer leads to none that its source only names.
    text = _ADDRESS.sub(" ", text.replace(ADDRESS_LEFT_OUT, " "))
    text = _OURS.sub(" ", text)
    for _ in range(3):
        text = _LINK.sub(r"\1", text)
    return re.sub(r"[\W_]+", "", re.sub(r"&\w+;", "", text)).lower()


def files_of(folder: Path, path: str, above: tuple[str, ...] = ()) -> list[str]:
    """A page and its includes, as paths in the folder."""
    found = [path]
    text = _COMMENT.sub("", text_of(folder, path))
    for target in _INCLUDE.findall(text):
        there = os.path.normpath(os.path.join(os.path.dirname(path), target))  # noqa: PTH118, PTH120 - of addresses
        if (folder / there).is_file() and there not in above and len(found) < MOST_INCLUDES:
            found += files_of(folder, there, (*above, path))
    return found


def compare(page: ReadPage, folder: Path, files: Sequence[str], into: Landed) -> None:
    """Count what went into a page and what of it landed."""
    into.pages += 1
    texts = [bare(text) for section in page.sections for text in section.texts]
    headings = {bare(name) for section in page.sections for name in section.path} | {bare(page.title)}
    anchors = {bare(name) for name in page.anchors}
    everything = "\n".join(texts)
    for file in dict.fromkeys(files):
        for part in parts_of(_COMMENT.sub("", text_of(folder, file))):
            if part.kind == "code":
                into.code += 1
                continue
            into.went_in[part.kind] += 1
            if part.kind == "table row":
                # A long row is several texts, each of which begins alike.
                rows = "".join(text for text in texts if text.startswith(part.begins))
                is_there = all(word in rows for word in part.words)
            elif part.kind in {"title", "heading"}:
                is_there = part.words[0] in headings or part.words[0] in everything or part.words[0] in anchors
            elif part.kind == "tab":
                is_there = any(part.words[0] in name for name in headings)
            else:
                # Of long ones a piece is a passage of its own.
                is_there = all(words[:60] in everything and words[-60:] in everything for words in part.words)
            into.landed[part.kind] += is_there
            if not is_there:
                into.lost.append((file, part.kind, " | ".join(part.words)))


def measure(folder: Path, web: Web) -> dict[PageWay, Landed]:
    """Put a folder's pages on a web that the environment leads to, read each in both ways, and compare."""
    paths = sorted(str(file.relative_to(folder)) for file in folder.rglob("*.md"))
    included = {file for path in paths for file in files_of(folder, path)[1:]}
    found = {PageWay.REPOSITORY: Landed(), PageWay.MARKDOWN: Landed()}
    for path in paths:
        web.pages[RAW + quote(PREFIX + path)] = Answer((folder / path).read_bytes(), kind="text/plain; charset=utf-8")
    with Fetcher(Targets(frozenset(HOSTS)), pause=0.0, first_wait=0.0) as fetcher:
        for path in paths:
            if path in included:
                continue
            address = LEARN + quote(path.removesuffix(".md"))
            try:
                whole = expand(text_of(folder, path), path, lambda one: text_of(folder, one))
                markdown = Answer(learn_form(whole))
            except (PageError, OSError) as error:
                markdown = Answer(str(error), status=404)
            web.pages[f"{address}?accept=text/markdown"] = markdown
            for way in ways_to(address):
                if landed := found.get(way.way):
                    try:
                        compare(way.read(lambda one: fetcher.get(one, {})), folder, files_of(folder, path), landed)
                    except PageError as error:
                        landed.unread.append((path, str(error)))
    return found


def text_of(folder: Path, path: str) -> str:
    """A file of the folder."""
    return (folder / path).read_text(encoding="utf-8")


def told(way: PageWay, landed: Landed, most: int) -> Iterator[str]:
    """The figures of one way in lines, and as many as that of what was not read and of what did not land."""
    yield f"{way.value}: {landed.pages:,} pages read, {len(landed.unread):,} not; {landed.code:,} blocks of code, which are left out on purpose"
    for kind in KINDS:
        yield f"  {kind:10} {landed.went_in[kind]:7,} in {landed.landed[kind]:7,} landed"
    yield from (f"  not read: {file}: {reason}" for file, reason in landed.unread[:most])
    yield from (f"  lost: {kind} of {file}: {words[:160]}" for file, kind, words in landed.lost[:most])


def main() -> int:
    """Print the figures, and what did not land."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lost", type=int, default=20, help="how many that did not land are shown")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as certificates, web_pages(Path(certificates)) as web:
        os.environ |= web.environment
        found = measure(given.folder, web)
    for way, landed in found.items():
        sys.stdout.write("\n".join([*told(way, landed, given.lost), ""]))
    return 0 if all(landed.is_whole for landed in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
