"""What is stored, searched and cited: the `Passage`.

A passage is a few sentences under one heading of one source. This module defines it, derives its identity from its
content, and splits text into sentences. Reading files into passages is `notes.py` and `documents.py`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

#: Where a sentence may end: punctuation, closing quotes or brackets, white space, then something that starts one.
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")
#: Endings that look like a sentence's and are not.
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|no|fig|dr|mr|ms|st)|\b[A-Z])\.$", re.IGNORECASE)


#: Stands before the title of a document that a person added, wherever it is cited.
OWN = "your document: "
#: Hexadecimal digits of a passage's id.
ID_LENGTH = 32


class Status(StrEnum):
    """How far a passage can be leaned on today."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETIRED_MODEL = "retired-model"


class Lead(StrEnum):
    """The word that an answer to a yes/no question begins with; `NONE` where the question is no such one."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a way of asking wants to hear first: yes or no, if it asks for that, and the place of the sentence that answers, from 0."""

    lead: Lead = Lead.NONE
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences under one heading of one source, with all that a citation needs.

    `date` is the document's ISO date (YYYY-MM-DD), or empty where the document has none. `is_own` tells a document that a
    person added from the built-in sources; it follows from the kind of the source, never from what a document says. `asked` holds ways a
    person asks for this passage: they are indexed with it and never shown; `told` says of each how it is answered. `siblings` names the
    passages of the same section
    in order (of a long section the nearest ones), and is known of passages that come out of the index. `unread_since` is the ISO day on which its page
    was last looked at, where that is too long ago, and it `is_old` where a person's own document is: `knowledge.staleness` says of both what is too long.
    """

    text: str
    source_id: str
    title: str
    heading_path: tuple[str, ...]
    anchor: str = ""
    url: str = ""
    date: str = ""
    status: Status = Status.CURRENT
    asked: tuple[str, ...] = field(default=(), compare=False)
    told: tuple[Told, ...] = field(default=(), compare=False)
    siblings: tuple[str, ...] = field(default=(), compare=False)
    is_own: bool = field(default=False, compare=False)
    unread_since: str = field(default="", compare=False)
    is_old: bool = field(default=False, compare=False)
    id: str = field(init=False, compare=False, repr=False)
    """A digest of what is embedded and where it belongs: the same content keeps its id."""

    def __post_init__(self) -> None:
        """Name it, once: it is compared and looked up by its id all the time."""
        object.__setattr__(self, "id", digest(self.source_id, self.indexed_text))

    @property
    def heading(self) -> str:
        """The innermost heading, or the title where the document has none."""
        return self.heading_path[-1] if self.heading_path else self.title

    @property
    def header(self) -> str:
        """`title > heading > subheading`, embedded and indexed along with the text."""
        return " > ".join((self.title, *self.heading_path))

    @property
    def place(self) -> str:
        """`title › heading › subheading` as people see it; a person's own document is always called that."""
        named = " › ".join(dict.fromkeys((self.title, *self.heading_path)))
        return f"{OWN}{named}" if self.is_own else named

    @property
    def indexed_text(self) -> str:
        """What is embedded and stored: the header line, then the text."""
        return f"{self.header}\n{self.text}"

    @property
    def is_stale(self) -> bool:
        """Whether it may be out of date by its age alone."""
        return bool(self.unread_since) or self.is_old

    @property
    def section_id(self) -> str:
        """Names the section: the source, the document in it and the heading path."""
        return f"{self.source_id}#{self.header}"

    @property
    def link(self) -> str:
        """The address that lands on the heading, or an empty string."""
        return f"{self.url}#{self.anchor}" if self.url and self.anchor else self.url


def digest(*parts: str) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of the parts."""
    # File names that are not UTF-8 reach this as lone surrogates.
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:ID_LENGTH]


def slug(heading: str) -> str:
    """A heading's anchor as Microsoft Learn makes it: lower case, hyphens for spaces, other punctuation dropped."""
    plain = unicodedata.normalize("NFKD", heading).replace("’", "").lower()
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", plain).strip())


def sentences(text: str) -> list[str]:
    """Split prose into sentences, verbatim; list items and lines apart from running text count as sentences too."""
    return list(_sentences(text))


#: The same passages come up again and again, in answers to different questions; the built-in ones fit twice.
@lru_cache(maxsize=2_048)
def _sentences(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for line in text.splitlines():
        start = 0
        for match in _SENTENCE_END.finditer(line):
            if _ABBREVIATION.search(line[start : match.start()]):
                continue
            found.append(line[start : match.start() + len(match.group().rstrip())].strip())
            start = match.end()
        found.append(line[start:].strip())
    return tuple(sentence for sentence in found if sentence)
