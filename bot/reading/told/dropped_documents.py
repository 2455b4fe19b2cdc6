"""Whether a message takes the documents of a case away: "forget the lore", "drop the wiki", "without the handbook then?".

Who drops a collection of documents says that the task is to be done without what stands in it. That the documents themselves are bad, missing or
hard to search takes nothing away, nor does a part of a longer sentence: only a short clause that is nothing else counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import as_written, clauses

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Collections of what is known, by the last word or two of their names.
_COLLECTIONS: Final = frozenset(
    [
        "wiki",
        "wikis",
        "lore",
        "handbook",
        "handbooks",
        "manual",
        "manuals",
        "document",
        "documents",
        "docs",
        "documentation",
        "rulebook",
        "rulebooks",
        "guidebook",
        "guidebooks",
        "kb",
        "faq",
        "faqs",
        "library",
        "archive",
        "archives",
        "catalog",
        "catalogs",
        "catalogue",
        "catalogues",
        "intranet",
        "sharepoint",
        "confluence",
        "policies",
        "datasheet",
        "datasheets",
        "brochures",
        "articles",
        "files",
        "pdfs",
        "regulations",
        "retrieval",
        "rag",
        "lookup",
        "lookups",
        "look-up",
        "glossary",
        "glossaries",
        "textbook",
        "textbooks",
        "encyclopedia",
        "encyclopaedia",
        "playbook",
        "playbooks",
        "standards",
        "statutes",
        "factsheets",
    ]
)
_OF_TWO_WORDS: Final = frozenset(
    [
        ("rule", "book"), ("rule", "books"), ("guide", "book"), ("guide", "books"), ("hand", "book"), ("knowledge", "base"), ("knowledge", "bases"),
        ("share", "point"), ("price", "list"), ("price", "lists"), ("data", "sheets"), ("case", "law"), ("recipe", "books"), ("fact", "sheets"),
        ("look", "up"), ("look", "ups"),
    ]
)  # fmt: skip
_LEADS: Final = frozenset(
    [
        "and",
        "ok",
        "okay",
        "so",
        "then",
        "but",
        "now",
        "well",
        "actually",
        "please",
        "pls",
        "let's",
        "lets",
        "just",
        "what",
        "if",
        "we",
        "suppose",
        "imagine",
        "can",
        "could",
        "you",
        "i'd",
        "we'd",
        "we'll",
        "i'll",
        "will",
        "would",
        "do",
        "it",
    ]
)
_DROPS: Final = frozenset(
    [
        "forget",
        "drop",
        "dropped",
        "ignore",
        "disregard",
        "scratch",
        "scrap",
        "skip",
        "leave",
        "took",
        "take",
        "remove",
        "throw",
        "nevermind",
        "without",
        "cut",
    ]
)
#: What goes on from a verb of dropping before what is dropped; "leave" and "take" need one of them, before or after.
_PARTICLES: Final = frozenset(["out", "away", "aside", "about", "off"])
_NEED_ONE: Final = frozenset(["leave", "take", "took", "throw", "cut"])
_ENDS: Final = frozenset(
    [
        "then",
        "for",
        "now",
        "completely",
        "entirely",
        "altogether",
        "please",
        "pls",
        "at",
        "all",
        "thing",
        "stuff",
        "part",
        "instead",
        "anyway",
    ]
)
_NAMING: Final = frozenset(["the", "our", "all", "any", "that", "this", "those", "these", "whole", "entire"])
#: What belongs to the one who writes is what they gave to be read here.
_OWN: Final = frozenset(["my", "mine", "uploaded", "own", "what", "how", "when", "which"])
#: "The documents are out", "the wiki is gone".
_GONE: Final = frozenset(["out", "gone", "dropped"])
_MOST_NAMED, _MOST_WORDS = 5, 14
_IMAGINES: Final = re.compile(r"\b(?:what if|suppose|imagine)\b")


def documents_dropped(text: str) -> str:
    """The clause of a message that takes the documents away, as it is written; empty where none does. One pass over the text."""
    said = next((clause for clause in clauses(text) if _drops(clause.strip(" \"'!").split())), "")
    return as_written(said, text) if said else ""


def is_imagined(text: str) -> bool:
    """Whether it is asked what would be without the documents, rather than said that they are dropped."""
    return text.rstrip().endswith("?") or bool(_IMAGINES.search(text.lower()))


def _drops(words: Sequence[str]) -> bool:
    if not 1 < len(words) <= _MOST_WORDS:
        return False
    first = next((place for place, word in enumerate(words) if word not in _LEADS), len(words))
    last = next((place for place in range(len(words), first, -1) if words[place - 1] not in _ENDS), first)
    said = words[first:last]
    if said[-2:-1] in (["is"], ["are"]) and said[-1] in _GONE:
        return said[0] in _NAMING and _is_collection(said[:-2])
    if not said or said[0] not in _DROPS:
        return False
    rest, verb = list(said[1:]), said[0]
    has_particle = False
    if rest[:1] and rest[0] in _PARTICLES:
        rest, has_particle = rest[1:], True
    elif rest[-1:] and rest[-1] in _PARTICLES:
        rest, has_particle = rest[:-1], True
    return (has_particle or verb not in _NEED_ONE) and _is_collection(rest)


def _is_collection(words: Sequence[str]) -> bool:
    """Whether some words name a collection of documents and nothing else: "the old product wiki"."""
    is_named = words[-1:] and (words[-1] in _COLLECTIONS or tuple(words[-2:]) in _OF_TWO_WORDS)
    return bool(is_named) and len(words) <= _MOST_NAMED and not _OWN & set(words)
