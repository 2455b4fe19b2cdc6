"""The one reader of model names: which models a text names, as people write them, and their siblings.

"GPT 4.1 mini", "4o-mini", "gpt5mini", "Claude Sonnet 4.5", "llama 3.3". The vocabulary is `models.toml`, to which a caller adds names that it
knows, such as those of a price list. Names that differ by one word (`gpt-4o`, `gpt-4o-mini`) look alike to vectors and to BM25 and mean
different things. Every text is walked once, so that the time is linear in it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_WORD = re.compile(r"[^\W_.]+(?:\.+[^\W_.]+)*")
#: What may stand between the words of a name, once; all but a space hold them together, so that a name within is none.
_JOINS, _SPACE = "- _\u2010\u2011", " "
#: The most words of a name.
_LONGEST = 6
#: Short for one model of a family, where that one is known.
_SHORT = {
    "llama-3.3": "llama-3.3-70b",
    "ministral": "ministral-3b",
    "gpt-oss": "gpt-oss-20b",
    "oss-20b": "gpt-oss-20b",
}
#: What may follow "gpt-4" in the name of a model that nobody listed.
_SUFFIXES = frozenset(["turbo", "mini", "nano", "pro", "codex", "chat", "realtime", "audio"])
#: What may hang on a name without being a part of it: "our gpt-4.1-based bot".
_HANGS_ON = frozenset(["based", "powered", "like", "style", "class", "only"])
_GPT = "gpt"
#: Digits of a year, a month and a day.
_DAY = (4, 2, 2)


@dataclass(frozen=True, slots=True)
class Mention:
    """One model as a text names it; `words` are the places of its first word and of the word after it, `span` those of its characters."""

    name: str
    is_known: bool
    words: tuple[int, int]
    span: tuple[int, int]


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation but for points within: `what`, `does`, `gpt`, `4.1`, `cost`."""
    return list(_plain_words(text))


#: Some forty rules read the same message, one after another.
@lru_cache(maxsize=64)
def _plain_words(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(text))


def words_with_gaps(text: str) -> list[tuple[str, str]]:
    """The words of `plain_words`, each with what stands before it: `("", "vs")`, `(" ", "4.1")`, `(", ", "tuned")`."""
    found, end = [], 0
    for word in _WORD.finditer(text):
        found.append((text[end : word.start()], word.group().lower()))
        end = word.end()
    return found


def model_mentions(text: str, known: Collection[str] = ()) -> list[Mention]:
    """The models that a text names, in order; a model of OpenAI's that nobody listed, "gpt-3.7-turbo", is one that is not known.

    Args:
        text: What somebody wrote.
        known: Names of models besides those of `models.toml`, in lower case with hyphens.
    """
    return list(_model_mentions(text, tuple(known)))


#: A message is asked for its models by everybody who reads it.
@lru_cache(maxsize=64)
def _model_mentions(text: str, known: tuple[str, ...]) -> tuple[Mention, ...]:
    spellings = _spellings(known)
    lowered = text.lower()
    if _GPT not in lowered and _first_words(known).isdisjoint(_WORD.findall(lowered)):
        return ()
    read = _Text(text, spellings)
    found, place = [], 0
    while place < len(read.words):
        mention = read.mention_at(place)
        if mention:
            found.append(mention)
        place = mention.words[1] if mention else place + 1
    return tuple(found)


def named_models(text: str) -> list[str]:
    """The models of `models.toml` that a text names, in order of first mention; `4o-mini` means `gpt-4o-mini`."""
    return list(models_named(text))


#: The same sentences come up again and again, in answers to different questions.
@lru_cache(maxsize=8_192)
def models_named(text: str) -> tuple[str, ...]:
    """The same as `named_models`, to be shared."""
    return tuple(dict.fromkeys(mention.name for mention in model_mentions(text) if mention.is_known))


def replace_model(text: str, old: str, new: str) -> str:
    """The text with every mention of one model, however spelled, turned into another's name."""
    parts, end = [], 0
    for mention in model_mentions(text):
        if mention.name == old and mention.is_known:
            parts += [text[end : mention.span[0]], new]
            end = mention.span[1]
    return "".join([*parts, text[end:]])


def sibling(model: str, step: int) -> str | None:
    """The next larger (+1) or smaller (-1) model of the same family, or None."""
    for family in _register()["families"]:
        if model in family and 0 <= family.index(model) + step < len(family):
            return str(family[family.index(model) + step])
    return None


class _Text:
    """A text as words, and what stands between them."""

    def __init__(self, text: str, spellings: Mapping[str, str]) -> None:
        places = [match.span() for match in _WORD.finditer(text)]
        self.words = [text[start:end].lower() for start, end in places]
        self._spans = places
        # Before the first word, and between words that no name goes across, there is nothing that joins.
        between = ["", *(text[before[1] : after[0]] for before, after in pairwise(places))]
        self._joins = [gap if len(gap) == 1 and gap in _JOINS else "" for gap in between]
        self._spellings = spellings

    def mention_at(self, place: int) -> Mention | None:
        """The model whose name begins with a word, if one does."""
        if self._is_tight(place):
            return None
        after, named = self._known_at(place), True
        if not after:
            after, named = self._unknown_at(place), False
        if not after:
            return None
        written = "-".join(self.words[place:after])
        name = self._spellings[written] if named else _apart(written)
        after = self._after_a_day(after)
        return Mention(name, named, (place, after), (self._spans[place][0], self._spans[after - 1][1]))

    def _known_at(self, place: int) -> int:
        """The place after the longest known name that begins here; 0 where none does."""
        most = place + 1
        while most < min(len(self.words), place + _LONGEST) and self._joins[most]:
            most += 1
        written = ("-".join(self.words[place:after]) for after in range(most, place, -1))
        fits = (most - shorter for shorter, name in enumerate(written) if name in self._spellings)
        return next((after for after in fits if self._ends(after)), 0)

    def _unknown_at(self, place: int) -> int:
        """The place after a name that only looks like one of OpenAI's; 0 where there is none."""
        first, after = self.words[place], place + 1
        if first == _GPT and after < len(self.words) and self._joins[after] and self.words[after][0].isdigit():
            after += 1
        elif not _apart(first).startswith(f"{_GPT}-"):
            return 0
        while after < len(self.words) and self._goes_on(after):
            after += 1
        return after

    def _goes_on(self, place: int) -> bool:
        """Whether a word belongs to an unknown name before it."""
        word = self.words[place]
        return (bool(self._joins[place]) and word in _SUFFIXES) or (self._is_tight(place) and word not in _HANGS_ON)

    def _ends(self, after: int) -> bool:
        """Whether a name may end before a word: "gpt-4" does not within "gpt-4-32k"."""
        if after == len(self.words) or not self._is_tight(after) or self.words[after] in _HANGS_ON:
            return True
        return self._after_a_day(after) > after

    def _after_a_day(self, place: int) -> int:
        """The place after the day of a version that hangs on the word before, "-2025-04-14"; the same where none does."""
        day = self.words[place : place + len(_DAY)]
        is_day = all(map(str.isdecimal, day)) and tuple(map(len, day)) == _DAY and day[0].startswith("20")
        return place + len(_DAY) if is_day and all(map(self._is_tight, range(place, place + len(_DAY)))) else place

    def _is_tight(self, place: int) -> bool:
        """Whether a word hangs on the one before it."""
        return self._joins[place] not in {"", _SPACE}


def _apart(name: str) -> str:
    """An unknown name with a hyphen where its family and its number touch: "gpt4.6"."""
    rest = name.removeprefix(_GPT)
    return f"{_GPT}-{rest}" if rest != name and rest[:1].isdigit() else name


@lru_cache(maxsize=1)
def _register() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "models.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def _spellings(known: tuple[str, ...]) -> Mapping[str, str]:
    """Every way to write a name, words with hyphens between them, and the name it stands for; the vocabulary's own come first."""
    own = {name: name for family in _register()["families"] for name in family}
    added = {name: name for name in known}
    dotted = {_dotted(name): name for name in known}
    # "5-mini" is a model; "5" is a number.
    short = {
        rest: name
        for name in known
        if (rest := name.removeprefix(f"{_GPT}-")) != name and rest[:1].isdigit() and any(map(str.isalpha, rest))
    }
    families = {spelling: name for spelling, name in _SHORT.items() if name in known}
    found: dict[str, str] = {}
    for spelling, name in [
        *own.items(),
        *_register()["spellings"].items(),
        *added.items(),
        *dotted.items(),
        *families.items(),
    ]:
        for way in _ways(re.split("[- ]", spelling)):
            found.setdefault(way, name)
    for spelling, name in short.items():
        found.setdefault(spelling, name)
    return found


@lru_cache(maxsize=16)
def _first_words(known: tuple[str, ...]) -> frozenset[str]:
    """The words that names begin with; most texts hold none of them."""
    return frozenset(spelling.partition("-")[0] for spelling in _spellings(known))


def _dotted(name: str) -> str:
    """A name whose version is written with hyphens, with a point in it: "claude-sonnet-4.5"."""
    head, _, last = name.rpartition("-")
    return f"{head}.{last}" if head[-1:].isdigit() and last.isdigit() and not head[:-1][-1:].isdigit() else name


def _ways(parts: Sequence[str]) -> list[str]:
    """The parts of a name, each with the next one or apart from it."""
    return [
        "".join(piece for pair in zip(parts, (*joins, ""), strict=True) for piece in pair)
        for joins in product(("-", ""), repeat=len(parts) - 1)
    ]
