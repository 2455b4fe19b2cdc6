"""Lines of a paragraph made one, and words that were divided at their ends made whole.

So a text that is wrapped at 60 columns and the same text in one line give the same passages.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\w+(?:-\w+)*")
#: After a hyphen that stands for a part left out: "short- and long-term".
_AND = {"and", "or", "to", "nor", "und", "oder", "bis", "et", "ou", "y", "o", "e", "och", "en", "of"}
#: Beginnings that English joins without a hyphen, though they are words of the vocabulary too.
_PREFIXES = frozenset(
    [
        "ab",
        "ac",
        "ad",
        "an",
        "be",
        "com",
        "con",
        "de",
        "dis",
        "em",
        "en",
        "ex",
        "im",
        "in",
        "inter",
        "ir",
        "mis",
        "ob",
        "per",
        "pre",
        "pro",
        "re",
        "sub",
        "super",
        "sup",
        "sur",
        "trans",
        "un",
        "con",
        "syn",
        "sym",
        "tele",
        "hyper",
        "hypo",
        "micro",
        "macro",
        "mega",
        "meta",
        "mono",
        "poly",
        "para",
        "peri",
        "photo",
        "bio",
        "geo",
        "auto",
        "anti",
        "over",
        "under",
        "out",
        "up",
        "fore",
    ]
)
#: In text without markup: bullets, numbers and letters that begin an item.
_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪–]\s+\S|\(?\d{1,3}[.)]\s+\S|\(?[a-z]\)\s+\S)")
#: Lines shorter than this are no wrapped text: an address, a poem, a list without bullets.
NARROWEST = 25
#: How much of the width a line fills that was broken for want of room; own estimate, for ragged and hand-broken text.
FULL = 0.8
_MOST_KEY_WORDS = 3


class Joiner:
    """Joins the lines of one document's paragraphs; knows its words."""

    def __init__(self, text: str) -> None:
        """Learn the words of the document, from which a divided one is told from a compound."""
        self._text = text

    def join(self, lines: Sequence[str]) -> str:
        """One line; white space within it is single."""
        parts: list[str] = []
        for line in lines:
            plain = " ".join(line.split())
            if not plain:
                continue
            if parts:
                before, between = self._end(parts[-1], plain)
                parts[-1] = before
                parts.append(between)
            parts.append(plain)
        return "".join(parts)

    def paragraphs(self, lines: Sequence[str]) -> list[str]:
        """The lines of one block of text without markup, joined where they were broken for want of room."""
        width = max((len(line.strip()) for line in lines), default=0)
        found: list[list[str]] = []
        for line in lines:
            if found and self._goes_on(found[-1][-1], line, width):
                found[-1].append(line)
            else:
                found.append([line])
        return [joined for block in found if (joined := self.join(block))]

    def _end(self, before: str, after: str) -> tuple[str, str]:
        """How a line ends that another follows, and what comes between."""
        if _is_without_spaces(before[-1]) and _is_without_spaces(after[0]):
            return before, ""
        if not before.endswith("-") or len(before) == 1 or not before[-2].isalnum() or not after[0].isalnum():
            return before, " "
        head = before.rsplit(" ", 1)[-1][:-1].strip("\"'“‘([*_`").lower()
        tail = _first_word(after).lower()
        if tail in _AND:
            return before, " "
        if (
            after[0].isupper()
            or not head.isalpha()
            or not tail.partition("-")[0].isalpha()
            or self._is_compound(head, tail)
        ):
            return before, ""
        return before[:-1], ""

    def _is_compound(self, head: str, tail: str) -> bool:
        """Whether the hyphen belongs to the word: the document says so, or else the English vocabulary."""
        whole, compound = head + tail, f"{head}-{tail}"
        if compound in self._words or whole in self._words:
            return compound in self._words
        if is_english(whole):
            return False
        return head in self._first_parts or (head not in _PREFIXES and is_english(head) and is_english(tail))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word.lower() for word in _WORD.findall(self._text))

    @cached_property
    def _first_parts(self) -> frozenset[str]:
        return frozenset(word.partition("-")[0] for word in self._words if "-" in word)

    def _goes_on(self, before: str, after: str, width: int) -> bool:
        """Whether a line goes on in the next one."""
        start, end = after.strip(), before.strip()
        if not start or _ITEM.match(after) or (_is_pair(end) and _is_pair(start)):
            return False
        if start[0].islower() or end[-1] in ",;-–—(/" or _ITEM.match(before):
            return True
        if _is_without_spaces(end[-1]) and _is_without_spaces(start[0]):
            return width >= NARROWEST // 3
        # In the middle of a sentence, or after its end.
        if end[0].islower() or end[-1] in '.!?:”"…':
            return width >= NARROWEST
        return width >= NARROWEST and len(end) + 1 + len(_first_word(start)) > width * FULL


def _is_without_spaces(character: str) -> bool:
    """Whether a letter or a sign is of a script that puts no spaces between words: Chinese or Japanese."""
    return (
        character >= "\u2e80"
        and unicodedata.east_asian_width(character) in {"W", "F"}
        and not "가" <= character <= "힣"
    )


def is_item(line: str) -> bool:
    """Whether a line of text without markup begins an item of a list."""
    return bool(_ITEM.match(line))


def are_pairs(lines: Sequence[str]) -> bool:
    """Whether each of several lines is a key and its value, which are kept apart."""
    return len(lines) > 1 and all(_is_pair(line.strip()) for line in lines)


def _is_pair(line: str) -> bool:
    key, colon, value = line.partition(":")
    return bool(colon and value.strip() and value[0].isspace() and key) and len(key.split()) <= _MOST_KEY_WORDS


def _first_word(text: str) -> str:
    found = _WORD.match(text)
    return found.group() if found else ""


@lru_cache(maxsize=4_096)
def is_english(word: str) -> bool:
    """Whether a word is one of the 30,000 pieces of the packaged tokenizer that begin a word; without it, none is."""
    from knowledge.minilm import tokenizer

    try:
        return tokenizer().token_to_id(word) is not None
    except (ImportError, ValueError, OSError):
        return False
