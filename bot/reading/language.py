"""Which language a message is in, as far as that can be told without a language model: enough not to read it as English.

The languages, their little words and the line each gets are data in `languages.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("languages.toml")
ENGLISH = "en"
#: Characters that are looked at.
LONGEST = 2_000
#: This share of a text's letters in another script, or of its words in another language's little words, makes it one in that language.
FOREIGN_LETTERS, FOREIGN_WORDS = 0.3, 0.2
#: A text needs this many of another language's little words, more of them than of English ones.
FEWEST_WORDS = 2
#: English little words; those that other languages have too ("in", "was", "die", "on", "me") are left out on both sides.
_ENGLISH = frozenset(
    [
        "the",
        "a",
        "and",
        "of",
        "to",
        "is",
        "it",
        "we",
        "our",
        "you",
        "i",
        "my",
        "for",
        "with",
        "that",
        "this",
        "are",
        "be",
        "have",
        "has",
        "not",
        "but",
        "or",
        "as",
        "at",
        "by",
        "from",
        "they",
        "them",
        "their",
        "what",
        "how",
        "should",
        "can",
        "do",
        "does",
        "would",
        "if",
        "when",
        "which",
        "there",
        "so",
        "no",
        "yes",
        "us",
        "your",
        "an",
        "were",
        "been",
        "all",
        "any",
        "some",
        "more",
        "only",
        "just",
        "than",
        "then",
        "who",
        "why",
        "one",
        "per",
        "each",
        "into",
        "out",
        "up",
    ]
)
#: Little words of other languages that are English words too, and tell nothing by themselves.
_ENGLISH_TOO = frozenset(["was", "die", "hat", "den", "no", "pour", "son", "or", "me", "men", "come", "due", "par", "an", "on", "met", "had", "we", "is", "over", "per", "van", "of", "era", "for", "vale", "test", "model", "data", "so", "as", "do", "use", "long", "tag", "est", "fall", "sin", "con", "a"])  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Language:
    """One language other than English."""

    code: str
    name: str
    line: str
    words: frozenset[str]
    signs: str
    letters: re.Pattern[str] | None


@cache
def languages() -> dict[str, Language]:
    """Every language that is told apart, by its code."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        code: Language(
            code,
            entry["name"],
            entry["line"],
            frozenset(entry.get("words", ())) - _ENGLISH,
            entry.get("signs", ""),
            re.compile(f"[{''.join(entry['letters'])}]") if "letters" in entry else None,
        )
        for code, entry in data.items()
    }


def language_of(text: str) -> str:
    """The code of the language a text is most likely in; English unless there is good reason for another."""
    text = text[:LONGEST]
    letters = sum(character.isalpha() for character in text)
    if not letters:
        return ENGLISH
    by_script = {
        code: len(language.letters.findall(text)) for code, language in languages().items() if language.letters
    }
    # Japanese is written with Chinese characters too; its own letters tell.
    if by_script["ja"]:
        by_script["ja"] += by_script["zh"]
    code = max(by_script, key=lambda each: by_script[each])
    if by_script[code] >= FOREIGN_LETTERS * letters:
        return code
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    told = frozenset(words) - _ENGLISH_TOO
    foreign = {
        code: sum(word in language.words for word in words) + sum(text.count(sign) for sign in language.signs)
        for code, language in languages().items()
        if language.words
    }
    code = max(foreign, key=lambda each: foreign[each])
    language = languages()[code]
    # "F1 was .84, .81 was older" is English, however often it says so.
    is_its_own = bool(told & language.words) or any(sign in text for sign in language.signs)
    enough = foreign[code] >= max(FEWEST_WORDS, FOREIGN_WORDS * len(words)) and foreign[code] > english
    return code if enough and is_its_own else ENGLISH


def english_only(code: str) -> str:
    """The line that somebody who writes in this language gets where only English is read; empty for English."""
    language = languages().get(code)
    return language.line if language else ""
