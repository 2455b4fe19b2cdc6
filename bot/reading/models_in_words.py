"""Which models a text names, as people write them: "GPT 4.1 mini", "4o-mini", "Claude Sonnet 4.5", "llama 3.3"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

#: The most words of a name.
_LONGEST = 6
#: Short for one model of a family.
_SHORT = {
    "llama-3.3": "llama-3.3-70b",
    "ministral": "ministral-3b",
    "gpt-oss": "gpt-oss-20b",
    "oss-20b": "gpt-oss-20b",
}
#: What may follow "gpt-4" in the name of a model, whether it is known or not.
_SUFFIXES = frozenset(["turbo", "mini", "nano", "pro", "codex", "chat", "realtime", "audio"])
_GPT = "gpt"


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation but for points within: `what`, `does`, `gpt`, `4.1`, `cost`."""
    kept = "".join(each if each.isalnum() or each == "." else " " for each in text.lower())
    return [word for each in kept.split() if (word := each.strip("."))]


def models_in_words(words: Sequence[str], known: Collection[str]) -> list[tuple[str, int, int]]:
    """The models that some words name, each with the place of its first word and of the word after it, in order.

    Args:
        words: What `plain_words` gives.
        known: The names of all models that are known, lower case with hyphens.
    """
    found, place = [], 0
    while place < len(words):
        if named := _known_at(words, place, known) or _unknown_at(words, place):
            found.append((named[0], place, named[1]))
            place = named[1]
        else:
            place += 1
    return found


def _known_at(words: Sequence[str], place: int, known: Collection[str]) -> tuple[str, int] | None:
    for after in range(min(len(words), place + _LONGEST), place, -1):
        for name in _spellings("-".join(words[place:after])):
            if name in known:
                return name, after
    return None


def _spellings(name: str) -> Iterator[str]:
    """What a name as it is written may stand for."""
    name = _apart(name)
    yield name
    yield name.replace(".", "-")
    if name in _SHORT:
        yield _SHORT[name]
    # "4o-mini" and "4.1" are models; "5" is a number.
    if name[0].isdigit() and (any(each.isalpha() for each in name) or name == "4.1"):
        yield f"{_GPT}-{name}"


def _apart(name: str) -> str:
    """A name with a hyphen where its family and its number touch: "gpt4.1", "llama3.3"."""
    for family in (_GPT, "llama", "claude", "gemini"):
        rest = name.removeprefix(family)
        if rest != name and rest[:1].isdigit():
            return f"{family}-{rest}"
    return name


def _unknown_at(words: Sequence[str], place: int) -> tuple[str, int] | None:
    """A model of OpenAI's that nobody listed: "gpt-3.5-turbo"."""
    first, after = _apart(words[place]), place + 1
    if first == _GPT and after < len(words) and words[after][0].isdigit():
        first, after = f"{_GPT}-{words[after]}", after + 1
    if not first.startswith(f"{_GPT}-"):
        return None
    while after < len(words) and words[after] in _SUFFIXES:
        first, after = f"{first}-{words[after]}", after + 1
    return first, after
