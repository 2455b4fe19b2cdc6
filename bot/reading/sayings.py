"""What a short message says as a whole: a command, yes or no, "not sure", an answer's own name. The sayings are data in `sayings.toml`.

A message is compared whole, never searched: "back" is a command and "can we go back to retrieval?" is none.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.decision import VALUES, Criterion, button, rubric
from bot.reading.asked.objections import only_objects
from bot.reading.kinds import MessageKind

if TYPE_CHECKING:
    from collections.abc import Collection

T = TypeVar("T")
FILE = Path(__file__).with_name("sayings.toml")
#: Longer messages say something of their own.
LONGEST = 80
#: "Not sure" in a message of no more words than this is all that it says.
FEW_WORDS = 5
#: Characters in which a correction says that it is one.
_TAKEN_BACK_WITHIN = 40
# What is within a word never begins one in the middle of others like it, so that no run of them is gone over again and again.
_CHANGE_TO = re.compile(
    r"(?P<verb>\w{3,10}) (?P<name>[\w '’-]{3,40}?)(?: to |: ?| = ?)(?P<value>[^\n]{1,100}?)[.!]?", re.IGNORECASE
)
_GOES_ON = re.compile(r"[,;:.!?\n]|\b(?:it's|is|only|but|we)\b")
_FIRST_WORD = re.compile(r"\W{0,5}(?P<word>\w{1,12})\b(?P<stop>\s{0,3}(?:[,.;:!–-]|$))?")
_PLAIN_YES = frozenset({"yes", "yeah", "yep", "yup"})
_WORD = re.compile(r"(?<!['’/&.-])['’/&.-]*[\w%+]+(?:['’/&.-]+[\w%+]+)*|\?+")
#: "Is 2 thousand emails each day": told as languages do that need no subject, and asked with more words, as in "is 40 enough".
_TELLS_WITHOUT_SUBJECT = re.compile(
    r"(?:is|are|was|were|have|has)\s(?:about\s|around\s|like\s|only\s)?(?:\d[\d.,]{0,9}k?|two|three|four|five|six|seven|eight|nine|ten|some)(?:\s(?:thousand|hundred|million|mil|k))?"
    r"(?:\s[a-z-]{2,16}){0,2}?\s(?:(?:each|per|a|every|in\sthe|in\sa)\s(?:day|week|month|year)|daily|weekly|monthly|examples|pairs|samples|e-?mails|mails|letters|tickets|calls|documents)\W{0,2}"
)
_LETTER = re.compile(r"\W{0,3}(?:option )?([a-z])\W{0,3}", re.IGNORECASE)
#: No "i", which is somebody: "I, too, …".
_LETTER_FIRST = re.compile(
    r"\(?(?:option )?([a-hj-m])(?:[.):,]|(?= (?:but|maybe|mostly|probably|i think|i guess|and also)\b))\s(?=\S)",
    re.IGNORECASE,
)


class Command(StrEnum):
    """What a person can say at any point besides answering; its members are the names in `sayings.toml`."""

    BACK = "back"
    START_OVER = "start_over"
    VERDICT = "verdict"
    STOP = "stop"
    WALK = "walk"
    CHANGE = "change"
    MORE = "more"
    SOURCES = "sources"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Sayings:
    """The file, ready to be looked up."""

    fillers: tuple[tuple[str, ...], ...]
    yes: frozenset[str]
    no: frozenset[str]
    unsure: frozenset[str]
    commands: dict[str, Command]
    about: dict[str, MessageKind]
    asking: frozenset[str]
    before_asking: frozenset[str]
    asking_within: frozenset[str]
    reservations: frozenset[str]
    dropping: tuple[str, ...]
    own_data: frozenset[str]
    telling: tuple[str, ...]
    text_work: tuple[str, ...]
    why_not_begins: tuple[str, ...]
    why_not: dict[str, tuple[str, ...]]
    change_verbs: frozenset[str]
    change_between: frozenset[str]
    taking_back: tuple[str, ...]
    taking_back_within: tuple[str, ...]
    denying: tuple[str, ...]
    another_number: tuple[str, ...]
    asking_meaning: tuple[str, ...]
    after_meaning: tuple[str, ...]
    own_words: dict[str, str]
    bare: dict[Criterion, dict[str, str]]
    answers: dict[Criterion, dict[str, str]]


@cache
def sayings() -> Sayings:
    """The sayings, read once.

    Raises:
        KeyError: The file names a criterion or value the rubric does not know.
    """
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    answers = {}
    for criterion in Criterion:
        entry = rubric().criteria[criterion]
        listed = data["answers"].get(criterion.value, {})
        if unknown := set(listed) - set(map(str, VALUES[criterion])):
            raise KeyError(f"sayings.toml: [answers.{criterion}] has unknown {sorted(unknown)}")
        own = {plain(text): value for value, texts in listed.items() for text in texts}
        labels = {
            plain(name): value for value, row in entry.values.items() for name in (button(criterion, value), row.label)
        }
        answers[criterion] = own | labels
    return Sayings(
        fillers=tuple(sorted((tuple(text.split()) for text in data["fillers"]), key=len, reverse=True)),
        yes=frozenset(map(plain, data["yes"])),
        no=frozenset(map(plain, data["no"])),
        unsure=frozenset(map(plain, data["unsure"])),
        about={plain(text): MessageKind(name) for name, texts in data["about"].items() for text in texts},
        commands={plain(text): Command(name) for name, texts in data["commands"].items() for text in texts},
        asking=frozenset(data["asking"]),
        before_asking=frozenset(data["before_asking"]),
        asking_within=frozenset(data["asking_within"]),
        reservations=frozenset(data["reservations"]),
        dropping=tuple(data["dropping"]),
        own_data=frozenset(data["own_data"]),
        telling=tuple(data["telling"]),
        text_work=tuple(data["text_work"]),
        why_not_begins=tuple(sorted(data["why_not"].pop("begins"), key=len, reverse=True)),
        why_not={outcome: tuple(stems) for outcome, stems in data["why_not"].items()},
        change_verbs=frozenset(data["change"]["verbs"]),
        change_between=frozenset(data["change"]["between"]),
        taking_back=tuple(data["correction"]["begins"]),
        taking_back_within=tuple(data["correction"]["within"]),
        denying=tuple(data["correction"]["denies"]),
        another_number=tuple(data["correction"]["another_number"]),
        asking_meaning=tuple(sorted(data["asking_meaning"], key=len, reverse=True)),
        after_meaning=tuple(sorted(data["after_meaning"], key=len, reverse=True)),
        own_words={plain(text): name for name, texts in data["own_words"].items() for text in texts},
        bare={Criterion(name): entry for name, entry in data["questions"].items()},
        answers=answers,
    )


def stripped(text: str) -> str:
    """A short message in lower case without punctuation and without fillers at its ends; empty for a long one."""
    if len(text) > LONGEST:
        return ""
    words = plain(text).split()
    known = sayings().fillers
    begins, ends = _filler_ends()
    changed = True
    # Nearly every message has none, and is looked at for many sayings.
    while changed and len(words) > 1 and (words[0] in begins or words[-1] in ends):
        changed = False
        for filler in known:
            size = len(filler)
            if len(words) > size and tuple(words[:size]) == filler:
                words, changed = words[size:], True
            if len(words) > size and tuple(words[-size:]) == filler:
                words, changed = words[:-size], True
    return " ".join(words)


@cache
def _filler_ends() -> tuple[frozenset[str], frozenset[str]]:
    """The first words of all fillers, and the last ones."""
    known = sayings().fillers
    return frozenset(filler[0] for filler in known), frozenset(filler[-1] for filler in known)


def command_in(text: str) -> Command | None:
    """The command that a message is, if it is one and nothing else."""
    return _among(sayings().commands, text)


def kind_named(text: str) -> MessageKind | None:
    """The kind of message that a short one is by its words alone, such as "why?" or "thanks"."""
    if is_yes(text) or is_no(text):
        return None
    return _among(sayings().about, text)


def own_word_asked(text: str) -> str:
    """Which word of ours somebody asks the meaning of, as in "what does provisional mean?"; empty where it is none of them."""
    said = stripped(text)
    begun = next((begin for begin in sayings().asking_meaning if said.startswith(f"{begin} ")), "")
    word = said.removeprefix(begun).strip() if begun else ""
    ended = next((end for end in sayings().after_meaning if word.endswith(f" {end}")), "")
    word = word.removesuffix(ended).strip()
    share = word.removeprefix("the ").removesuffix(" percent").removesuffix("%").strip()
    if share.isdecimal() and word != share:
        return "confidence"
    return sayings().own_words.get(word, "")


def why_not_asked(text: str) -> str | None:
    """The outcome that "why not retrieval?" is about; None where nothing like it is asked."""
    if len(text) > 3 * LONGEST:
        return None
    said = plain(text)
    begun = next((begin for begin in sayings().why_not_begins if said.startswith(begin)), None)
    return technique_in(said.removeprefix(begun).split()) if begun else None


def techniques_named(text: str) -> tuple[str, ...]:
    """The outcomes whose techniques a message names, in its order, as in "but our vendor says tuning fixes it"."""
    if len(text) > 3 * LONGEST:
        return ()
    return tuple(dict.fromkeys(outcome for word in plain(text).split() if (outcome := technique_in([word]))))


def takes_back(text: str) -> bool:
    """Whether a message begins like a correction of something said before."""
    beginning = text.lower().replace("’", "'")[:_TAKEN_BACK_WITHIN]
    return any(words in beginning for words in sayings().taking_back)


def names_another_number(text: str) -> bool:
    """Whether a short message gives another number for what was said: "it's more like 30"."""
    said = stripped(text)
    return any(said.startswith(f"{begin} ") for begin in sayings().another_number)


def adds(text: str) -> bool:
    """Whether a message says that what it tells holds too."""
    return bool({"also", "too", "additionally"} & {word.strip(".,;:!?") for word in text.lower().split()[:LONGEST]})


def drops(text: str) -> bool:
    """Whether a message only names what no longer counts: "scratch the tone thing", and nothing after it."""
    said = text.lower().strip().rstrip(".!")
    begins = next((begin for begin in sayings().dropping if said.startswith(f"{begin} ")), "")
    return bool(begins) and not _GOES_ON.search(said[len(begins) :])


def denies(before: str) -> bool:
    """Whether the words right before something deny it."""
    return before[-_TAKEN_BACK_WITHIN:].lower().replace("’", "'").rstrip().endswith(sayings().denying)


@lru_cache(maxsize=64)
def asks(text: str) -> bool:
    """Whether a message has the form of a question: a question mark, or a word that begins one."""
    words = plain(text[: 2 * LONGEST]).split()
    if only_objects(text):
        return False
    first = next((word for word in words if word.strip(",") not in sayings().before_asking), "")
    return "?" in text or (first in sayings().asking and not tells_a_number(text))


def tells_a_number(text: str) -> bool:
    """Whether a message tells so many of something, and nothing else, as languages do that need no subject: "is 2 thousand emails each day"."""
    words = " ".join(plain(text[: 2 * LONGEST]).split())
    return "?" not in text and _TELLS_WITHOUT_SUBJECT.fullmatch(words) is not None


@lru_cache(maxsize=64)
def may_ask(text: str) -> bool:
    """Whether a message asks something anywhere in it, as far as its form tells."""
    words = text.lower().replace("’", "'").split()[:LONGEST]
    found = {word.strip('.,;:!?()"') for word in words} | {" ".join(pair) for pair in pairwise(words)}
    return asks(text) or bool(found & sayings().asking_within)


#: How a statement of one's own work begins, and within how many of its words the work is named.
_OWN, _WORK_WITHIN = (["we"], ["we're"], ["we've"], ["our"]), 5


def begins_a_case(text: str) -> bool:
    """Whether a message begins as people begin to tell what they want of a model."""
    return f"{text.lower().lstrip().replace('’', chr(39))} ".startswith(
        tuple(f"{begin} " for begin in sayings().telling)
    )


def tells_of_work(text: str) -> bool:
    """Whether a message is a statement of what somebody's people do: "we write tenders, mostly from templates"."""
    return text.lower().replace("’", "'").split()[:1] in _OWN and not may_ask(text)


def tells_of_text_work(text: str) -> bool:
    """Whether it is one of what they do with texts: "our desk drafts replies"."""
    first = text.lower().split()[1:_WORK_WITHIN]
    return tells_of_work(text) and any(word.startswith(sayings().text_work) for word in first)


def names_own_data(text: str) -> bool:
    """Whether a message names what is kept of its writer."""
    return bool(sayings().own_data & {word.strip(".,;:!?") for word in text.lower().split()})


def change_named(text: str) -> Criterion | None:
    """The criterion whose answer "change …" names, if a message says no more than that."""
    words = stripped(text).split()
    if len(words) < 2 or words[0] not in sayings().change_verbs:  # noqa: PLR2004 - a verb and a name
        return None
    return _names().get(_name(words[1:]))


def change_to(text: str) -> tuple[Criterion, str] | None:
    """The criterion whose answer "change … to …" names, and what it is to be; None where a message says something else."""
    found = _CHANGE_TO.fullmatch(text.strip()[: 2 * LONGEST])
    words = found["name"].lower().split() if found else []
    if found is None or found["verb"].lower() not in sayings().change_verbs:
        return None
    criterion = _names().get(_name(words))
    return (criterion, found["value"].strip()) if criterion else None


def is_yes(text: str) -> bool:
    """Whether a message says yes and nothing else."""
    return _is_in(sayings().yes, text)


def begins_with_yes(text: str) -> bool:
    """Whether a message begins by saying yes, whatever follows: "yes it is", "right, both of us" and not "right department"."""
    found = _FIRST_WORD.match(text)
    if found is None:
        return False
    following = plain(text[: 2 * LONGEST]).split()[1:3]
    if following[:1] == ["but"] or following == ["and", "no"]:
        return False
    word, ends = found["word"].lower(), bool(found["stop"])
    return word in sayings().yes if ends else word in _PLAIN_YES


def is_no(text: str) -> bool:
    """Whether a message says no and nothing else."""
    return _is_in(sayings().no, text)


def is_unsure(text: str) -> bool:
    """Whether a message says that its writer does not know, and hardly anything else."""
    if _is_in(sayings().unsure, text):
        return True
    words = plain(text[: 2 * LONGEST]).split()
    if len(words) > FEW_WORDS:
        return False
    runs = {" ".join(words[at : at + size]) for size in range(2, 5) for at in range(len(words) - size + 1)}
    return bool(runs & sayings().unsure)


def answer_named(text: str, criterion: Criterion) -> str:
    """The value that a message names as the answer to a question, by its label or another word for it; empty where it names none."""
    return _among(sayings().answers[criterion], text) or ""


def names_an_answer(text: str) -> bool:
    """Whether a message is the name of an answer to any of the questions, and nothing else."""
    return any(answer_named(text, criterion) for criterion in Criterion)


def bare_answer(text: str, criterion: Criterion) -> tuple[str, bool] | None:
    """What a bare yes or no means for a question: its value, or an empty one with True where it claims what needs a number."""
    meaning = sayings().bare.get(criterion, {})
    if is_yes(text):
        if "vague" in meaning:
            return "", True
        return (meaning["yes"], False) if "yes" in meaning else None
    if is_no(text) and "no" in meaning:
        return meaning["no"], False
    return None


def is_yes_or_no(criterion: Criterion) -> bool:
    """Whether yes and no are the two answers to a question."""
    return {"yes", "no"} <= set(sayings().bare.get(criterion, ()))


def letter_in(text: str) -> str:
    """The letter of an option, in lower case, that is all a message says; empty where it says something else."""
    match = _LETTER.fullmatch(text.strip()) if len(text) <= LONGEST else None
    return match.group(1).lower() if match else ""


def letter_first(text: str) -> str:
    """The letter of an option, in lower case, that a message begins with before it says more: "b. but not so good"; empty where it begins otherwise."""
    match = _LETTER_FIRST.match(text[:LONGEST].strip())
    return match.group(1).lower() if match else ""


def technique_in(words: list[str]) -> str | None:
    """The outcome that one of some words names the technique of."""
    known = sayings().why_not.items()
    return next(
        (outcome for word in words for outcome, stems in known if any(word.startswith(stem) for stem in stems)), None
    )


@cache
def _names() -> dict[str, Criterion]:
    """The criteria by what people may call them."""
    return {
        _name(plain(name).split()): criterion
        for criterion in Criterion
        for name in (criterion.value, criterion.value.replace("_", " "), rubric().criteria[criterion].label)
    }


def _name(words: list[str]) -> str:
    """What names an answer in some words, as in "my answer about the examples"."""
    return " ".join(word for word in words if word not in sayings().change_between)


def _among(listed: dict[str, T], text: str) -> T | None:
    return listed.get(plain(text[: 2 * LONGEST])) or listed.get(stripped(text))


def _is_in(listed: Collection[str], text: str) -> bool:
    return len(text) <= LONGEST and (plain(text) in listed or stripped(text) in listed)


#: Some thirty rules read the same message, one after another.
@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """A text in lower case without punctuation; what holds nothing but question marks keeps one."""
    words: list[str] = _WORD.findall(text.lower().replace("’", "'"))
    # A question mark says something where there is nothing else.
    said = [word for word in words if not word.startswith("?")] or words[:1]
    return " ".join(said).strip(" .")
