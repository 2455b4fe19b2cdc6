"""The labelled cases: what is asked, whether the sources hold the answer, where, and which key facts belong in it.

README.md beside the files says where each comes from. Reading and comparing labels happens here; running them does not.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.notes import GAPS, read_note
from knowledge.sources import load_sources
from tests.training import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.passages import Passage

YES_OR_NO = ("yes", "no", "depends")
CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing said, and what is expected of it; an empty expectation is one that nobody has.

    A section is acceptable if its source is among `sources` and its heading among `headings`: the files do not say
    which heading belongs to which source. Of a fact such as `RAG|retrieval` either word will do. `first` is what the first sentence must
    say: yes, no, depends, or one of some words; empty where nobody has said.
    """

    id: str
    said: str
    answerable: bool
    sources: tuple[str, ...]
    headings: tuple[str, ...]
    facts: tuple[str, ...]
    first: str = ""

    def accepts(self, passage: Passage) -> bool:
        """Whether a passage stands in an acceptable section.

        A heading counts with all that stands below it. One that is the source's title means the passages directly
        under the title, or else it would mean the whole source.
        """
        if passage.source_id not in self.sources:
            return False
        wanted = {normalised(heading) for heading in self.headings}
        title = normalised(passage.title)
        path = [normalised(heading) for heading in passage.heading_path]
        if path in ([], [title]):
            return title in wanted
        return any(heading in wanted for heading in path if heading != title)

    def says_first(self, text: str) -> bool:
        """Whether a sentence says what must come first, or, where that is yes or no, a key fact."""
        wanted = self.first.split("|") if self.first and self.first not in YES_OR_NO else ()
        if wanted:
            return any(word.strip().casefold() in text.casefold() for word in wanted)
        return len(self.missing(text)) < len(self.facts)

    def missing(self, text: str) -> list[str]:
        """The key facts that a text does not mention; upper and lower case are the same."""
        plain = text.casefold()
        return [fact for fact in self.facts if not any(word.casefold() in plain for word in fact.split("|"))]


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: what is said in it, turn by turn."""

    id: str
    turns: tuple[Case, ...]


def load_questions(name: str) -> list[Case]:
    """The questions of one file."""
    return [_case(row["id"], row["question"], row) for row in _rows(CASES / f"{name}.jsonl")]


def load_talks(name: str) -> list[Talk]:
    """The conversations of one file; the turns of `fu-01` are `fu-01.1`, `fu-01.2` and so on."""
    return [
        Talk(
            row["id"],
            tuple(
                _case(f"{row['id']}.{number}", turn["say"], {"answerable": True, **turn})
                for number, turn in enumerate(row["turns"], 1)
            ),
        )
        for row in _rows(CASES / f"{name}.jsonl")
    ]


@cache
def normalised(text: str) -> str:
    """Words only, in lower case: typographic quotes, dashes and brackets make no difference."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def unreachable(cases: Iterable[Case]) -> list[str]:
    """The ids of cases whose acceptable headings no passage of the notes stands under: no search can find them."""
    passages = [passage for source in load_sources() for passage in read_note(source)]
    return [case.id for case in cases if case.headings and not any(case.accepts(passage) for passage in passages)]


def known_beforehand(cases: Iterable[Case]) -> list[str]:
    """The ids of cases that stand word for word among the notes' ways of asking or the training messages."""
    known = {normalised(row["text"]) for row in _rows(SENTENCES / "messages.jsonl")}
    for source in [*load_sources(), GAPS]:
        known.update(normalised(asked) for passage in read_note(source) for asked in passage.asked)
    return [case.id for case in cases if normalised(case.said) in known]


def _case(case_id: str, said: str, row: dict[str, Any]) -> Case:
    answerable: bool = row["answerable"]
    # Of a question that can't be answered `must_mention` is only a label (the evidence's README).
    facts: Sequence[str] = row["must_mention"] if answerable else ()
    # What can't be answered has no acceptable section, though it may name the gap that says so.
    headings = tuple(row["headings"]) if answerable else ()
    first = row.get("first", "") if answerable else ""
    return Case(case_id, said, answerable, tuple(row["sources"]), headings, tuple(facts), first)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
