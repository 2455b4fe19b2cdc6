"""The texts of a source's pages, and what is different between two versions of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class LiveText:
    """A passage of a page: the path of headings, the anchor of the innermost one, and the text."""

    path: tuple[str, ...]
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class PageChange:
    """What was taken out and what was put in under one heading."""

    path: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


def changes_between(old: Sequence[LiveText], new: Sequence[LiveText]) -> list[PageChange]:
    """What is different, heading by heading in the order of the page, those that went last; what moved is no change."""
    before, after = _by_heading(old), _by_heading(new)
    found: list[PageChange] = []
    for path in dict.fromkeys([*after, *before]):
        was, now = before.get(path, []), after.get(path, [])
        change = PageChange(
            path, tuple(text for text in was if text not in now), tuple(text for text in now if text not in was)
        )
        if change.removed or change.added:
            found.append(change)
    return found


def _by_heading(texts: Sequence[LiveText]) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for one in texts:
        found.setdefault(one.path, []).append(one.text)
    return found
