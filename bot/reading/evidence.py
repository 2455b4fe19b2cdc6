"""The words that a value needs, or that take it away, as data in `evidence.toml`, and what they make of a clause.

A trained reader of single facts sees a word and not who denies it. So what rests on a word asks here whether its clause states it: "we never
fine-tuned", "not the format" and "few-shot comes next" name a thing and state nothing of it. One pass over the text for each question.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILE = Path(__file__).with_name("evidence.toml")
#: Characters that are read, as many as the trained reader reads.
LONGEST_TEXT = 4_000
#: What ends a clause; a comma within a number and a point within one do not.
_END = re.compile(r"[,.;!?](?=\s|$)|:(?=\s)(?!\s+(?:0|no|none|zero)\b)|[\n()]|\s[-–—]\s|\b(?:but|although|though)\b")
_JOINED = r"[\s-]{0,2}"


@cache
def evidence() -> dict[str, Any]:
    """The packaged lists, read once."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def listed(*path: str) -> re.Pattern[str]:
    """What finds any of the words of one list: `listed("tried", "training")`."""
    return _listed(path)


@cache
def _listed(path: tuple[str, ...]) -> re.Pattern[str]:
    found: Any = evidence()
    for name in path:
        found = found[name]
    return any_of(found)


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """What finds any of some words in plain text; one ending in * stands for all that begin with it."""
    expressions = sorted(((_expression(word), word) for word in words), key=lambda pair: len(pair[0]), reverse=True)
    of_words = "|".join(one for one, word in expressions if word[0].isalnum())
    of_signs = "|".join(one for one, word in expressions if not word[0].isalnum())
    # What must not stand before a word is looked at once for all of them, so that a letter within a word costs one look and not a hundred.
    parts = (rf"(?<![^\W_])(?:{of_words})" if of_words else "", of_signs)
    return re.compile(f"(?:{'|'.join(part for part in parts if part)})")


def _expression(word: str) -> str:
    bare = word.removesuffix("*")
    inner = _JOINED.join(re.escape(part) for part in re.split(r"[\s-]", bare))
    ends = r"\w*" if word.endswith("*") else r"(?![^\W_])" if bare[-1].isalnum() else ""
    return f"{inner}{ends}"


def plain(text: str) -> str:
    """What is read of a text, in lower case and with straight apostrophes."""
    return text[:LONGEST_TEXT].replace("’", "'").lower()


def clauses(text: str) -> Iterator[str]:
    """The clauses of a text, plain, as its punctuation and "but" part them."""
    whole, start = plain(text), 0
    for mark in _END.finditer(whole):
        if part := whole[start : mark.start()].strip():
            yield part
        start = mark.end()
    if part := whole[start:].strip():
        yield part


def parted_by(mark: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where the stretches of a text begin and end that a mark parts."""
    marks = list(mark.finditer(text))
    starts = [0, *(one.end() for one in marks)]
    return list(zip(starts, [*(one.start() for one in marks), len(text)], strict=True))


def clause_around(text: str, place: int) -> tuple[int, int]:
    """Where the clause of a text begins and ends that a place lies in, as its punctuation and "but" part them."""
    start = 0
    for mark in _END.finditer(text.lower()):
        if mark.start() >= place:
            return start, mark.start()
        start = mark.end()
    return start, len(text)


def as_written(words: str, text: str) -> str:
    """Words of a clause as the text has them, capitals and blanks included; as they are where they do not stand in it."""
    whole = plain(text)
    at = whole.find(words) if len(whole) == len(text[:LONGEST_TEXT]) else -1
    return " ".join(text[at : at + len(words)].split()) if at >= 0 else words


def names(text: str, *path: str) -> bool:
    """Whether a text holds any of the words of a list, whoever says what of them."""
    return bool(listed(*path).search(plain(text)))


def affirmed(text: str, *path: str) -> str:
    """The first clause of a text that states one of the words of a list: it neither denies nor plans it; empty where none does."""
    named = listed(*path)
    return next((clause for clause in clauses(text) if affirms(clause, named)), "")


def affirms(clause: str, named: re.Pattern[str]) -> bool:
    """Whether a clause states something that it names, rather than denies or plans it."""
    return names_undenied(clause, named) and not listed("plans").search(clause)


def names_undenied(clause: str, named: re.Pattern[str]) -> bool:
    """Whether a clause names something without denying it, before it or right after, as in "few-shot not yet"."""
    return any(not _is_denied(clause, found) for found in named.finditer(clause))


def _is_denied(clause: str, found: re.Match[str]) -> bool:
    before = " ".join(clause[: found.start()].split()[-evidence()["reach"] :])
    before = listed("no_denial").sub("", before)
    after = clause[found.end() :].lstrip(" -:=")
    within = listed("negations").search(found[0])
    return bool(within or listed("negations").search(before)) or bool(listed("denied_after").match(after))
