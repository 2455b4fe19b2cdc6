"""Where the model runs, read by rule: the trained reader never learned it.

Closed lists of words (`platforms.toml`), walked once from the first word to the last, so that the time is linear in the text. A name is
stated only beside a word that says it is used, as in "on the OpenAI API"; a plan, a question or somebody else's platform is likely at
most; "not on Azure" says nothing of where it runs.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.decision import Certainty, Criterion, Fact, RunsOn
from knowledge.model_names import model_mentions

FILE = Path(__file__).with_name("platforms.toml")
#: Characters that are read, as many as the trained reader reads; and of somebody's words that are quoted.
LONGEST_TEXT, LONGEST_WORDS = 4_000, 160
#: A message of no more words says nothing beside a platform and its region.
FEW_WORDS = 6
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[.,;:!?\n()]")
#: What says that somebody has not made up their mind.
_OPEN = (
    "dunno",
    "don't know",
    "dont know",
    "do not know",
    "not sure",
    "no idea",
    "undecided",
    "not decided",
    "tbd",
    "either",
    "still open",
    "idk",
    "unclear",
    "can't say",
    "cannot say",
)
_STOPS = frozenset(".,;:!?\n()")
_BUT = "but"
#: Where a sentence ends, its end kept, and where its parts do: "4.1" and "4,000" stay whole.
_SENTENCE = re.compile(r"([.!?](?=\s|$)|\n)")
_PART = re.compile(r"[,:](?=\s|$)|[;()]|\s[-–]\s")


@dataclass(frozen=True, slots=True)
class PlatformWords:
    """The file, ready to be looked up: every name by its words, the first words of all names, and what each other word does."""

    names: dict[tuple[str, ...], tuple[str, str]]
    first: frozenset[str]
    longest: int
    leads: frozenset[str]
    negations: frozenset[str]
    between: frozenset[str]
    perhaps: frozenset[str]
    asking: frozenset[str]
    models: frozenset[str]
    other_things: frozenset[str]
    undecided: frozenset[str]
    regions: frozenset[str]
    listing: frozenset[str]
    unsure: frozenset[str]
    fillers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Mention:
    value: str
    how: str
    place: tuple[int, int]
    led: bool
    perhaps: bool
    of_models: bool
    in_region: bool = False

    @property
    def is_stated(self) -> bool:
        return not self.perhaps and (self.how == "alone" or (self.led and (self.how == "names" or self.of_models)))


@cache
def platform_words() -> PlatformWords:
    """The packaged lists, read once."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    names = {
        tuple(name.split()): (str(value), how)
        for value in RunsOn
        for how in ("names", "alone", "perhaps")
        for name in data[value][how]
    }
    lists = {name: frozenset(listed) for name, listed in data["words"].items()}
    return PlatformWords(names, frozenset(name[0] for name in names), max(map(len, names)), **lists)


def platform_in(text: str, *, asked: bool = False) -> Fact | None:
    """What a message says of the platform: stated, likely, or nothing.

    Args:
        text: The message; its first 4,000 characters are read.
        asked: Whether it replies to the question for it, so that a bare name answers.
    """
    text = text[:LONGEST_TEXT]
    found = _mentions(text.replace("’", "'").replace("-", " ").lower())
    # A platform and its region, and nothing else, say where it runs: "Azure, Sweden Central".
    is_all = len(text.split()) <= FEW_WORDS
    is_bare = is_all and "?" not in text and _says_only(text, found)
    stated = [
        one for one in found if one.is_stated or ((asked or is_bare or (is_all and one.in_region)) and not one.perhaps)
    ]
    is_short = len(text.split()) <= FEW_WORDS + 3
    if asked and is_short and "?" not in text and _is_between(text, found):
        return Fact(Criterion.PLATFORM, (RunsOn.UNDECIDED,), words=" ".join(text.split())[:LONGEST_WORDS])
    if stated:
        sure = len({one.value for one in stated}) == 1
        return _fact(stated[0], text, Certainty.STATED if sure else Certainty.LIKELY)
    if told := _told_apart(text, is_short=is_all):
        return told
    likely = [one for one in found if one.led or asked or one.how == "alone" or one.in_region]
    if likely:
        return _fact(likely[0], text, Certainty.LIKELY)
    if asked and is_short and platform_words().undecided & {word.group() for word in _WORD.finditer(text.lower())}:
        return Fact(Criterion.PLATFORM, (RunsOn.UNDECIDED,), words=" ".join(text.split())[:LONGEST_WORDS])
    return None


def _is_between(text: str, found: list[_Mention]) -> bool:
    """Whether a reply leaves it open which of several it is: "open weights or bedrock, dunno"."""
    said = text.lower().replace("’", "'")
    is_one_of = " or " in f" {said} " or len({one.value for one in found}) > 1
    return bool(found) and is_one_of and any(words in f" {said} " for words in _OPEN)


def _says_only(text: str, found: list[_Mention]) -> bool:
    """Whether a text names platforms, and models on them, and says nothing else: "Azure, gpt-4.1", "it's all on bedrock"."""
    rest = text.lower().replace("’", "'")
    for model in model_mentions(rest):
        start, end = model.span
        rest = f"{rest[:start]}{' ' * (end - start)}{rest[end:]}"
    for one in reversed(found):
        rest = f"{rest[: one.place[0]]} {rest[one.place[1] :]}"
    return bool(found) and {word.group() for word in _WORD.finditer(rest)} <= platform_words().fillers | _STOPS


def _told_apart(text: str, *, is_short: bool) -> Fact | None:
    """What a sentence, or a part of one between commas, says of the platform that names nothing else: "… need 94. azure.", "routing, azure, gpt-4.1".

    It does so as a sentence of its own, in a message of few words, or beside a part that names a model or a figure; who only thinks so makes it
    likely. A question says nothing of it, and neither does a list of what a case is about: "tickets on vpn, azure, printers".
    """
    if not _PART.search(text) and not _SENTENCE.search(text):
        return None
    told: list[tuple[_Mention, str, bool]] = []
    unsure = platform_words().unsure | platform_words().perhaps
    cut = _SENTENCE.split(text)
    for sentence, end in zip(cut[::2], [*cut[1::2], ""], strict=True):
        if "?" in sentence + end or platform_words().listing & set(_WORD.findall(sentence.lower())):
            continue
        parts = [part for part in _PART.split(sentence) if part.strip()]
        for place, part in enumerate(parts):
            found = _named_alone(part)
            if len({one.value for one in found}) != 1 or found[0].perhaps:
                continue
            beside = [*parts[max(0, place - 1) : place], *parts[place + 1 : place + 2]]
            if not beside or is_short or any(model_mentions(one) or any(map(str.isdigit, one)) for one in beside):
                # In a long list what is far away is of something else: "VP wants FT, 45k labels, azure".
                told.append((found[0], part, not unsure & set(_WORD.findall(" ".join([*beside, part]).lower()))))
    if len({one.value for one, _, _ in told}) != 1:
        return None
    mention, part, is_sure = told[0]
    return _fact(mention, part, Certainty.STATED if is_sure else Certainty.LIKELY)


def _named_alone(part: str) -> list[_Mention]:
    """The platforms of a part of a sentence that says nothing besides."""
    if not platform_words().first & set(_WORD.findall(part.replace("-", " ").lower())):
        return []
    found = _mentions(part.replace("’", "'").replace("-", " ").lower())
    return found if _says_only(part, found) else []


def _fact(mention: _Mention, text: str, certainty: Certainty) -> Fact:
    words = " ".join(text[mention.place[0] : mention.place[1]].split())
    return Fact(Criterion.PLATFORM, (mention.value,), certainty, words[:LONGEST_WORDS])


@dataclass(slots=True)
class _Clause:
    """What the words of a clause so far mean for the next name in it."""

    led_from: int | None = None
    negated: bool = False
    perhaps: bool = False
    of_models: bool = False
    begun: bool = False

    def hear(self, word: str, start: int) -> None:
        """Take in one word that is no platform in use."""
        known = platform_words()
        self.perhaps = self.perhaps or word in known.perhaps or (not self.begun and word in known.asking)
        self.of_models = self.of_models or word in known.models
        self.begun = True
        if word in known.negations:
            self.negated = True
        elif word in known.leads:
            self.led_from = start if self.led_from is None else self.led_from
        elif word not in known.between:
            self.led_from, self.negated = None, False


def _mentions(text: str) -> list[_Mention]:
    """Every platform that is named and not denied, in the text's order."""
    known = platform_words()
    words = [(word.group(), word.start(), word.end()) for word in _WORD.finditer(text)]
    found: list[_Mention] = []
    clause, at = _Clause(), 0
    while at < len(words):
        word, start, _ = words[at]
        size = _name_at(words, at)
        if not size:
            if word in _STOPS or word == _BUT:
                clause = _Clause()
            else:
                clause.hear(word, start)
            at += 1
            continue
        value, how = known.names[tuple(one for one, _, _ in words[at : at + size])]
        after = words[at + size][0] if at + size < len(words) else ""
        following = [word for word, _, _ in words[at + size : at + size + 2] if word not in {",", "("}]
        if not clause.negated and after not in known.other_things:
            place = (start if clause.led_from is None else clause.led_from, words[at + size - 1][2])
            in_region = following[:1] != [] and following[0] in known.regions
            found.append(
                _Mention(value, how, place, clause.led_from is not None, clause.perhaps, clause.of_models, in_region)
            )
        for name, begin, _ in words[at : at + size] if after in known.other_things else ():
            clause.hear(name, begin)
        clause.begun = True
        at += size
    return found


def _name_at(words: list[tuple[str, int, int]], at: int) -> int:
    """Of how many words the longest name is that begins at a place; 0 where none does."""
    known = platform_words()
    if words[at][0] not in known.first:
        return 0
    for size in range(min(known.longest, len(words) - at), 0, -1):
        if tuple(one for one, _, _ in words[at : at + size]) in known.names:
            return size
    return 0
