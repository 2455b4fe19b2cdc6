"""That answers are right and only sound wrong: "answers correct but too long and boring". Then style is what is wanted, and no facts are missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact, Goal
from bot.reading.evidence import affirms, as_written, clauses, listed, names_undenied
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.sayings import sayings

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

#: What is right, in so many words: "answers correct", "the content is fine", "facts r right".
_RIGHT: Final = re.compile(
    r"\b(?:answers?|replies|responses?|content|contents|facts?|info|information|substance|summaries|drafts?|letters?|texts?|mails?|emails?|it|they|everything|all)"
    r"(?:\s(?:is|are|r|was|were|always|all|mostly|quite|pretty|factually|technically|already|it|gives|seem|seems|look|looks|content|wise)){0,4}?\s(?:correct|right|ok|okay|fine|accurate|good|true)\b(?!\s(?:for|in|on|if|when|only|enough|until)\b)"
    r"|\b(?:factually|technically) (?:correct|right|ok|fine|accurate)\b"
)
_NOT_ALL: Final = re.compile(
    r"\d|\b(?:half|some|sometimes|often|rarely|usually|partly|should|must|if|whether|need|want|make)\b"
)
#: What a model wrote, and that it is all of one kind: "the texts come out all sounding the same", "every reply reads alike".
_ALL_ALIKE: Final = re.compile(
    r"\b(?:texts?|answers?|replies|reply|responses?|descriptions?|copy|posts?|letters?|mails?|e-?mails?|outputs?|drafts?|summaries|ads?|adverts?|articles?|captions?|headlines?|newsletters?|stories|scripts?|they|it|everything|all)\b"
    r"(?: (?!that\b|which\b|who\b|if\b|when\b)(?:[\w'-]{1,12})){0,4}? (?:sound|sounds|sounding|read|reads|reading|feel|feels|feeling)(?: (?:all|just|always|so|pretty much|exactly|much|very|kind of|more or less)){0,3} (?:the same|alike|identical|interchangeable|samey|generic|boring|bland|like a [\w-]{3,16}(?: [\w-]{3,16})?)(?! as (?:the|our|a|before)\b)"
)
#: "The texts are boring", "the style is wrong", "it has the wrong tone".
_SAID_OF_STYLE: Final = re.compile(
    r"\b(?:texts?|answers?|replies|responses?|descriptions?|copy|posts?|letters?|mails?|e-?mails?|drafts?|ads?|adverts?|articles?|newsletters?|scripts?|they|it) (?:is|are|'s|'re|look|looks|sounds?|feels?|reads?) (?:all |just |so |too |really |very |quite |always ){0,2}(?:boring|bland|dull|lifeless|soulless|wooden|robotic|interchangeable|off[ -]brand)\b"
    r"|\b(?:style|tone|voice|wording|tone of voice)(?: of (?:the|our|its) \w{3,14})? (?:is|are|'s|feels|sounds|comes out) (?:all |just |so |completely |totally |still |simply ){0,2}(?:wrong|off|not right|not ours|boring|bland|generic)\b"
    r"|\b(?:have|has|got|in|with|hits?|uses?) (?:the|a) wrong (?:tone|style|voice)\b"
)
_WANTED: Final = re.compile(r"\b(?:want|wants|should|must|would|need|needs|so that|make|makes|to)\b")
#: What may follow a word for how answers sound.
_ENDS: Final = re.compile(
    r"\s{0,3}(?:$|(?:and|or|to|for|like|in tone|in style|now|sometimes|often|mostly|always|lol|as|with|when|at times|so|though|too|also|answers?|replies|texts?|letters?|tone|style|language|wording)\b|[/&+,])"
)


def style_complaint(text: str) -> str:
    """The clause that complains of how answers sound where a text says that they are right; empty where none does."""
    first = next(iter(text.lower().split()), "").strip(",.:;!?'\"")
    if first in sayings().asking:
        return ""
    parts = list(clauses(text))
    for part in parts:
        for said in (_ALL_ALIKE, _SAID_OF_STYLE):
            if (found := said.search(part)) and affirms(part, said) and not _WANTED.search(part):
                return found[0]
    is_right = any(
        (found := _RIGHT.search(part))
        and names_undenied(part, _RIGHT)
        and not _NOT_ALL.search(found[0])
        and not _NOT_ALL.search(part[: found.start()])
        for part in parts
    )
    if not is_right:
        return ""
    bad, plans = listed("style", "bad"), listed("plans")
    return next(
        (part for part in parts if names_undenied(part, bad) and _is_of_answers(part, bad) and not plans.search(part)),
        "",
    )


def _is_of_answers(part: str, bad: re.Pattern[str]) -> bool:
    """Whether a word says so of the answers, and of nothing that is named after it: "too long and boring", and no "cold start"."""
    return any(_ENDS.match(part[found.end() :]) for found in bad.finditer(part))


def take_style_complaint(kept: MutableMapping[Criterion, Fact], text: str) -> None:
    """Put the style that is complained of into facts in place of what a reader takes the rest for."""
    words = style_complaint(text)
    if not words:
        return
    for fact in _said(as_written(words, text)[:LONGEST_WORDS]):
        known = kept.get(fact.criterion)
        if (
            known is None
            or fact.criterion is Criterion.FAILURE
            or known.is_likely
            or set(known.values) <= {Goal.NEW_FACTS, Goal.TASK_ACCURACY}
        ):
            kept[fact.criterion] = fact


def _said(words: str) -> Iterator[Fact]:
    yield Fact(Criterion.GOAL, (str(Goal.TONE_STYLE),), Certainty.STATED, words)
    yield Fact(Criterion.FAILURE, ("style_drift",), Certainty.STATED, words)
