"""Whether a page that came may take the place of the last good one. A wrong page is worse than an old one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.errors import PageError
from knowledge.passages import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.fetching.page_sections import ReadPage
    from knowledge.passages import Passage

#: A page of fewer words is empty; the shortest of the built-in sources has 250 (own count on the copies that were read).
FEWEST_WORDS: Final = 40
#: A page with less than this part of the words that it had is cut off, or another one.
LEAST_PART: Final = 0.6
#: The part of a note's longer words that its page has at least, where none of the note's headings is on the page. It keeps out what is about something
#: else altogether: a page had 0.42 of its own note's words, two notes of this field share 0.13 at the median and 0.28 at the 90th percentile (measured).
LEAST_SHARED: Final = 0.3
#: Headings that say nothing of a page's subject, as anchors.
_ON_ANY_PAGE: Final = frozenset(
    [
        "next-steps",
        "next-step",
        "related-content",
        "prerequisites",
        "overview",
        "introduction",
        "summary",
        "see-also",
        "notifications",
        "notes",
        "limitations",
    ]
)
_ENGLISH: Final = frozenset(
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
        "be",
        "by",
        "can",
        "from",
        "it",
        "on",
        "as",
        "not",
        "use",
        "when",
        "which",
        "have",
    ]
)
#: The commonest words of German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Turkish, Swedish, Hungarian and Indonesian that are not English.
_FOREIGN: Final = frozenset(
    [
        "der",
        "und",
        "das",
        "ist",
        "nicht",
        "mit",
        "für",
        "von",
        "auf",
        "ein",
        "eine",
        "sie",
        "werden",
        "les",
        "des",
        "une",
        "est",
        "pour",
        "dans",
        "avec",
        "que",
        "vous",
        "sur",
        "pas",
        "aux",
        "el",
        "los",
        "las",
        "una",
        "para",
        "con",
        "por",
        "del",
        "como",
        "está",
        "os",
        "uma",
        "não",
        "você",
        "são",
        "com",
        "il",
        "di",
        "che",
        "per",
        "della",
        "sono",
        "een",
        "het",
        "van",
        "niet",
        "wordt",
        "met",
        "voor",
        "nie",
        "jest",
        "się",
        "na",
        "oraz",
        "že",
        "jsou",
        "pro",
        "ve",
        "bir",
        "için",
        "olarak",
        "och",
        "att",
        "för",
        "är",
        "inte",
        "hogy",
        "az",
        "és",
        "nem",
        "dan",
        "yang",
        "untuk",
        "dengan",
    ]
)
#: Fewer foreign words are names and examples.
_FEW_FOREIGN: Final = 8
_LEAST_ASCII: Final = 0.9
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


def check_sound(page: ReadPage, *, words_before: int = 0, note: Sequence[Passage] = ()) -> None:
    """Refuse a page that is empty, a challenge, in another language, of another subject, or much shorter than it was.

    Args:
        page: What was read.
        words_before: Of the last good version; 0 where there is none.
        note: What the built-in note cites to this page; without any the subject is not looked at.

    Raises:
        PageError: Says what is wrong; gone where the page says that it is not there.
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
    if note and not is_about(page, note):
        raise PageError("the page is about something else: it has neither a heading of the note nor many of its words")
    if words < words_before * LEAST_PART:
        raise PageError(f"the page has {words:,} words, where it had {words_before:,}: it may be cut off")


def check_own(page: ReadPage) -> None:
    """Refuse a page of a person's own that is empty or a challenge; its language and its subject are its owner's affair.

    Raises:
        PageError: Says what is wrong; gone where the page says that it is not there.
    """
    whole = "\n".join([page.title, *(text for section in page.sections for text in (*section.path, *section.texts))])
    if page.words < _LONGEST_CHALLENGE and _CHALLENGE.search(whole):
        raise PageError("the server asks whether a person is there, or who it is, instead of showing the page")
    if page.words < FEWEST_WORDS and _LOST.search(whole):
        raise PageError("the server says that the page is not there", gone=True)
    if not page.words:
        raise PageError("the page is empty")


def is_english(text: str) -> bool:
    """Whether a text, which may be tables for the most part, is in English: by its letters and by the commonest words of languages."""
    words = [word.lower() for word in _WORD.findall(text)]
    letters = sum(map(len, words))
    if sum(character.isascii() for word in words for character in word) < _LEAST_ASCII * letters:
        return False
    foreign = sum(word in _FOREIGN for word in words)
    return foreign <= max(_FEW_FOREIGN, sum(word in _ENGLISH for word in words) // 2)


def is_about(page: ReadPage, note: Sequence[Passage]) -> bool:
    """Whether a page is the one that a note was written from: it has one of the note's headings, or many of its words."""
    headings = (
        {slug(heading) for section in page.sections for heading in section.path} | page.anchors | {slug(page.title)}
    )
    if headings & ({slug(passage.heading) for passage in note if passage.heading_path} - _ON_ANY_PAGE):
        return True
    wanted = set(_LONG_WORD.findall("\n".join(passage.text for passage in note).lower()))
    there = set(_LONG_WORD.findall("\n".join(text for section in page.sections for text in section.texts).lower()))
    return len(wanted & there) >= LEAST_SHARED * len(wanted)
