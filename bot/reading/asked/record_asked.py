"""Whether somebody wants the verdict as a record, or as something to pass on: "I need a paper for my boss", "export", "send me the record".

A message that holds any other word asks or tells something of its own. The words are data in `verdict_asked.toml`, [record].
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.reading.asked.verdict_asked import FILE
from bot.reading.sayings import plain

#: Longer messages say something of their own.
_MOST_WORDS: Final = 20
_LONGEST: Final = 200
#: "It needs a document" may be said of anything.
_BACK: Final = frozenset({"it", "this", "that", "everything"})


@dataclass(frozen=True, slots=True)
class _RecordWords:
    every: frozenset[str]
    handing: frozenset[str]
    keeping: frozenset[str]
    records: frozenset[str]
    papers: frozenset[str]
    people: frozenset[str]
    pointing: frozenset[str]
    tells: tuple[str, ...]


@cache
def _words() -> _RecordWords:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))["record"]
    parts = {name: frozenset(data[name]) for name in ("handing", "keeping", "records", "papers", "people", "pointing")}
    every = frozenset(data["words"]).union(*parts.values())
    return _RecordWords(every=every, tells=tuple(data["tells"]), **parts)


#: What asks for something in a clause beside which another one tells.
_ASKS: Final = frozenset({"can", "could", "need", "want", "give", "make", "may"})


def record_asked(text: str) -> bool:
    """Whether a message wants what was found out as a record, or as something to pass on to others; beside that it may tell why, in a clause of its own."""
    if _is_only_that(text):
        return True
    first, comma, _ = text.partition(",")
    return (
        bool(comma)
        and len(plain(text).split()) <= _MOST_WORDS
        and bool(_ASKS & set(plain(first).split()))
        and _is_only_that(first)
    )


#: What stands between handing on and whoever it is for: "send to my sister", "forward it to our notary".
_TO: Final = frozenset({"to", "for", "with"})
_OWN: Final = frozenset({"my", "our"})
#: Who gets what the model wrote, and no verdict.
_SERVED: Final = frozenset(
    ["customers", "clients", "users", "patients", "guests", "members", "readers", "visitors", "pupils", "students", "citizens", "buyers"]
)  # fmt: skip


def _is_only_that(text: str) -> bool:
    words, known = plain(text).split(), _words()
    said = set(words)
    if said & known.handing:
        said = {word for at, word in enumerate(words) if not _is_who_it_is_for(words, at)}
        said |= {"somebody"} if len(said) < len(set(words)) else set()
    if len(text) > _LONGEST or not 0 < len(words) <= _MOST_WORDS or not known.every.issuperset(said):
        return False
    if f"{' '.join(words)} ".startswith(known.tells):
        return False
    passes_on = bool(said & known.handing) and (len(words) == 1 or bool(said & (known.pointing | known.people)))
    keeps = bool(said & known.keeping) and bool(said & known.pointing)
    on_paper = bool(said & known.papers) and bool(said & (known.people | known.pointing - _BACK))
    return passes_on or keeps or on_paper or bool(said & known.records)


def _is_who_it_is_for(words: list[str], at: int) -> bool:
    """Whether a word says who something is handed on to, whoever that is."""
    return at > 1 and words[at - 1] in _OWN and words[at - 2] in _TO and words[at] not in _SERVED
