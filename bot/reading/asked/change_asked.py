"""Whether a message asks if the verdict changes for a reason that it gives, when to look at it again, or how sure it is beside something else.

"Would the verdict be different if legal agreed?" supposes something; "the board has approved the budget, does that change the verdict?" tells what is
no evidence. The words are data in `verdict_asked.toml`, [changing].
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.reading.asked.verdict_asked import FILE
from bot.reading.evidence import any_of, plain
from bot.reading.kinds import MessageKind
from bot.reading.sayings import asks, kind_named

#: Longer messages say something of their own.
_LONGEST: Final = 300
_NOUN: Final = r"(?:verdict|recommendation|advice|decision|assessment|conclusion|opinion|answer|result|outcome|lean)"
_DIFFERS: Final = r"(?:change|changes|differ|differs|flip|flips|stand|hold|be (?:any )?different|look (?:any )?different|be another(?: one)?|stay the same|be the same|different|the same)"
#: "Does the verdict change", "is your answer still the same".
_OF_THE_VERDICT: Final = re.compile(
    rf"\b(?:does|do|would|will|should|could|can|might|is|did) (?:the|your|our|this|that) {_NOUN} (?:(?:then|still|now|also|not) )?{_DIFFERS}\b"
)
#: "Does the budget change your advice".
_BY_SOMETHING: Final = re.compile(
    rf"\b(?:does|do|would|will|did|can|could|should) [^.?!,;:]{{1,80}}? (?:change|affect|alter|influence|flip|move) "
    rf"(?P<what>(?:(?:the|your|our) )?{_NOUN}|your mind|anything|something)(?=\s*(?:[.?!,;]|$|if |because |when |now |since |once |or |then|at all))"
)
#: "Would it be different".
_WOULD_BE: Final = re.compile(r"\bwould (?:it|that|things) (?:be|look) (?:any )?different(?= (?:if|when|once)\b)")
_BARE: Final = frozenset({"anything", "something"})
_BECAUSE: Final = re.compile(r"(?:because|now that|given|since|as|due to)\b")
#: So few words before the question give no reason.
_FEWEST_TOLD: Final = 3
_SUPPOSES: Final = re.compile(r"(?:also )?(?:if|when|once|in case) ")
_ENDS: Final = re.compile(r"[?!]|\.(?:\s|$)")
_NAMED: Final = re.compile(r"\b(?:verdict|decision|recommendation|case|this|it|that)\b")
_PARTS: Final = re.compile(r"[?!.]\s+|,?\s\band\s|,\s")


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """What somebody asks whether it changes the verdict.

    Attributes:
        supposed: What is supposed, as a statement; empty where nothing is.
        is_no_evidence: Whether what is told is approved, promised or wished by somebody, which shows nothing of what works.
    """

    supposed: str
    is_no_evidence: bool


@cache
def _list(name: str) -> re.Pattern[str]:
    return any_of(tomllib.loads(FILE.read_text(encoding="utf-8"))["changing"][name])


def change_asked(text: str) -> ChangeAsked | None:
    """What a message asks whether it changes the verdict; None where it asks no such thing."""
    said = " ".join(plain(text).split())
    if len(said) > _LONGEST or not asks(text):
        return None
    found = _OF_THE_VERDICT.search(said) or _WOULD_BE.search(said) or _BY_SOMETHING.search(said)
    if found is None:
        return None
    rest = said[found.end() :].lstrip()
    begun, ended = _SUPPOSES.match(rest), _ENDS.search(rest)
    supposed = rest[begun.end() : ended.start() if ended else len(rest)].strip(" ,;") if begun else ""
    is_no_evidence = bool(_list("no_evidence").search(supposed or said))
    is_bare = found.groupdict().get("what") in _BARE or not (supposed or _tells(said[: found.start()], rest))
    # "Does the temperature change anything?" asks of training, and "is the verdict still the same?" for the verdict.
    return None if is_bare and not is_no_evidence else ChangeAsked(supposed, is_no_evidence)


def _tells(before: str, after: str) -> bool:
    """Whether there is a reason beside the question: in the sentence before it, or after a "because"."""
    return len(before.split()) >= _FEWEST_TOLD or _BECAUSE.match(after) is not None


def review_asked(text: str) -> bool:
    """Whether a message asks when the verdict is to be looked at again, and says nothing else."""
    said = " ".join(plain(text).split())
    if len(said) > _LONGEST // 2 or not asks(text):
        return False
    is_of_it = bool(_NAMED.search(said)) or len(said.split()) <= _SHORT
    return bool(_list("when").search(said) and _list("again").search(said)) and is_of_it


#: More words than this suppose something of their own.
_MOST_WORDS: Final = 12
#: A question of so few words needs not name what is looked at.
_SHORT: Final = 7


def asks_if_it_fails(text: str) -> bool:
    """Whether a short message asks what follows if the first step does not help: "and if still broken after that?"."""
    said = " ".join(plain(text[:_LONGEST]).split())
    is_short = len(said.split()) <= _MOST_WORDS and not any(sign.isdigit() for sign in said)
    begins = bool(_list("if_begins").match(said)) or said.startswith(("what then", "then what"))
    return is_short and begins and "?" in said and bool(_list("fails").search(said))


def asks_how_sure(text: str) -> bool:
    """Whether one of several questions in a message is how sure the verdict is: "how sure are you, and what would you do?"."""
    if len(text) > _LONGEST:
        return False
    return any(kind_named(part) is MessageKind.ABOUT_CERTAINTY for part in _PARTS.split(text) if part.strip())


def asks_what_next(text: str) -> bool:
    """Whether a message, or a part of one, asks what its writer is to do: "what would you do this week if you were me?"."""
    said = " ".join(plain(text[:_LONGEST]).replace("?", " ").split())
    begun = _list("next").search(said)
    if begun is None or len(text) > _LONGEST:
        return False
    return not _list("next_within").sub(" ", said[begun.end() :]).strip(" .,;!?")


def asks_only_what_next(text: str) -> bool:
    """Whether a message asks what its writer is to do and says nothing besides but thanks: "thx! what's the first thing we do monday"."""
    said = " ".join(plain(text[:_LONGEST]).replace("?", " ").split())
    begun = _list("next").search(said)
    if begun is None or len(said.split()) > 2 * _MOST_WORDS or not asks_what_next(text):
        return False
    return not _list("next_before").sub(" ", said[: begun.start()]).strip(" .,;!-")
