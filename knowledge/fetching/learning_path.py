"""A learning path of Microsoft Learn, read from its repository: path → modules → units → the text that each unit includes.

A path and a module are YAML with lists of ids; which file a unit's id means is said by the unit's file alone, so the folder of a module is listed by
GitHub's API. Only the few keys that are needed are read, line by line. The text of a unit is docfx Markdown.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from bot.errors import PageError
from knowledge.fetching.docfx import expand, iso_date, plain_markdown
from knowledge.fetching.page_sections import PageSection, ReadPage, read_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from knowledge.fetching.fetcher import Document

REPOSITORY: Final = "MicrosoftDocs/learn"
API: Final = "https://api.github.com"
RAW: Final = "https://raw.githubusercontent.com"
_BRANCH: Final = "main"
_PATHS: Final = "learn-pr/paths"
#: Where modules of the id `learn.wwl.<name>` lie, likeliest first.
_FOLDERS: Final = ("learn-pr/wwl-data-ai", "learn-pr/wwl-azure", "learn-pr/wwl")
MOST_MODULES, MOST_UNITS = 20, 40
_INCLUDE = re.compile(r"\[!include\[[^\]\[]{0,200}\]\(([^()]{1,300})\)\]", re.IGNORECASE)


def read_learning_path(get: Callable[[str], Document], name: str) -> ReadPage:
    """The whole path as one page: a heading for each unit, under the name of its module.

    Args:
        get: Fetches a document.
        name: The path's folder, the last part of its address.

    Raises:
        PageError: A part of it can't be read, or it has no units.
    """
    index = get(_raw(f"{_PATHS}/{name}/index.yml")).text
    dates = [_day(index)]
    sections: list[PageSection] = []
    for uid in _listed(index, "modules")[:MOST_MODULES]:
        folder, module = _module(get, uid)
        dates.append(_day(module))
        for title, day, unit in _units(get, folder, _listed(module, "units")):
            dates.append(day)
            for section in unit.sections:
                path = tuple(dict.fromkeys((_title(module), title, *section.path)))
                sections.append(PageSection(path, "", section.texts))
    if not sections:
        raise PageError(f"the learning path {name} has no units")
    return ReadPage(_title(index), max(dates), tuple(sections))


def _module(get: Callable[[str], Document], uid: str) -> tuple[str, str]:
    """The folder of a module and its index."""
    trouble = PageError(f"the module {uid} is not where modules lie", gone=True)
    for folder in _FOLDERS:
        here = f"{folder}/{uid.rpartition('.')[2]}"
        try:
            found = get(_raw(f"{here}/index.yml")).text
        except PageError as error:
            if not error.gone:
                raise
            continue
        if _value(found, "uid") == uid:
            return here, found
    raise trouble


def _units(get: Callable[[str], Document], folder: str, wanted: list[str]) -> Iterator[tuple[str, str, ReadPage]]:
    """The title, the day and the text of each unit that has text, in the module's order."""
    units: dict[str, str] = {}
    for file in _files(get, folder):
        text = get(_raw(f"{folder}/{file}")).text
        units[_value(text, "uid")] = text
    for uid in wanted:
        unit = units.get(uid, "")
        if included := _INCLUDE.search(unit):
            file = posixpath.normpath(f"{folder}/{included[1].strip()}")
            whole = expand(get(_raw(file)).text, file, lambda path: get(_raw(path)).text)
            yield _title(unit), max(_day(unit), whole.date), read_sections(plain_markdown(whole.text))


def _files(get: Callable[[str], Document], folder: str) -> list[str]:
    listing = get(f"{API}/repos/{REPOSITORY}/contents/{quote(folder)}?ref={_BRANCH}")
    try:
        entries: Any = json.loads(listing.text)
        names = [str(entry["name"]) for entry in entries]
    except (ValueError, TypeError, KeyError) as error:
        raise PageError(f"{listing.address} is no list of files") from error
    return [name for name in names if name.endswith(".yml") and name != "index.yml"][:MOST_UNITS]


def _raw(path: str) -> str:
    return f"{RAW}/{REPOSITORY}/{_BRANCH}/{quote(path)}"


def _value(yaml: str, key: str) -> str:
    """What stands after a key that is not indented."""
    found = re.search(rf"^{key}:[ \t]*(.*?)[ \t]*$", yaml, re.MULTILINE)
    return found[1].strip("\"'") if found else ""


def _title(yaml: str) -> str:
    return _value(yaml, "title")


def _day(yaml: str) -> str:
    found = re.search(r"^[ \t]+ms\.date:[ \t]*(\S+)", yaml, re.MULTILINE)
    return iso_date(found[1]) if found else ""


def _listed(yaml: str, key: str) -> list[str]:
    """The items of a list that is not indented."""
    found: list[str] = []
    lines = iter(yaml.split("\n"))
    for line in lines:
        if line.rstrip() == f"{key}:":
            break
    for line in lines:
        item = re.match(r"[ \t]*-[ \t]+([\w.-]+)[ \t]*$", line)
        if not item and line.strip():
            break
        if item:
            found.append(item[1])
    return found
