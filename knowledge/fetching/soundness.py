"""Whether a page that came may take the place of the last good one. A wrong page is worse than an old one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.fetching.page_sections import Page

#: A page of fewer words is empty; the shortest of the built-in sources has 250 (own count on the copies that were read).
FEWEST_WORDS: Final = 40
#: A page with less than this part of the words that it had is cut off, or another one.
LEAST_PART: Final = 0.6
#: The part of a note's longer words that its page has at least; a page of another subject has a fifth (measured, see `fetching` in the tests).
LEAST_SHARED: Final = 0.35
#: The part of English text that these words make: 0.2 and more in prose, 0.06 in pages of tables; other languages have 0.03 and less.
_COMMON: Final = frozenset(
    [
        "the",
        "of",
        "to",
        "and",
        "is",
        "for",
        "you",
        "with",
        "that",
        "are",
        "your",
        "this",
        "or",
        "be",
        "by",
        "can",
        "from",
        "it",
        "on",
        "as",
        "not",
        "use",
    ]
)
LEAST_ENGLISH: Final = 0.045
_CHALLENGE: Final = re.compile(
    r"just a moment|checking your browser|verify (?:that )?you are (?:a )?human|enable javascript and cookies|attention required!|are you a robot"
    r"|unusual traffic|request (?:was )?blocked|access denied|captcha|pardon our interruption|ddos protection",
    re.IGNORECASE,
)
#: A longer page that speaks of captchas is about them.
_LONGEST_CHALLENGE: Final = 250
_LOST: Final = re.compile(
    r"page (?:was |is |could )?not (?:be )?found|can'?t find (?:the|that) page|\b404\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONG_WORD = re.compile(r"[a-z]{6,}")


def check_sound(page: Page, *, words_before: int = 0, note: str = "") -> None:
    """Refuse a page that is empty, a challenge, in another language, of another subject, or much shorter than it was.

    Args:
        page: What was read.
        words_before: Of the last good version; 0 where there is none.
        note: The text of the source's note, without which the subject is not looked at.

    Raises:
        PageError: Says what is wrong.
    """
    text = "\n".join(text for section in page.sections for text in (*section.path, *section.texts))
    words = page.words
    whole = f"{page.title}\n{text}"
    if words < _LONGEST_CHALLENGE and _CHALLENGE.search(whole):
        raise PageError("the server asks whether a person is there, instead of showing the page")
    if words < _LONGEST_CHALLENGE and _LOST.search(whole):
        raise PageError("the server says that the page is not there", gone=True)
    if words < FEWEST_WORDS:
        raise PageError(f"the page is empty: it has {words} words")
    if not is_english(text):
        raise PageError("the page is not in English")
    if note and (shared := shared_words(note, text)) < LEAST_SHARED:
        raise PageError(f"the page is about something else: it has {shared:.0%} of the words of the note")
    if words < words_before * LEAST_PART:
        raise PageError(f"the page has {words:,} words, where it had {words_before:,}: it may be cut off")


def is_english(text: str) -> bool:
    """Whether a text is in English, by its commonest words and its letters."""
    words = [word.lower() for word in _WORD.findall(text[:200_000])]
    letters = sum(map(len, words))
    if not words or sum(character.isascii() for word in words for character in word) < 0.9 * letters:
        return False
    return sum(word in _COMMON for word in words) >= LEAST_ENGLISH * len(words)


def shared_words(note: str, page: str) -> float:
    """The part of a note's longer words that stand on a page."""
    wanted = set(_LONG_WORD.findall(note.lower()))
    return len(wanted & set(_LONG_WORD.findall(page.lower()))) / len(wanted) if wanted else 1.0


def words_in(texts: Iterable[str]) -> int:
    """How many words some texts have."""
    return sum(len(text.split()) for text in texts)
