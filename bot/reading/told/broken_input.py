"""Whether a text says that the input is broken before a model sees it: garbled text recognition, bad scans, wrong transcripts, cut exports.

No training puts back what is not in the input. Where a text says that of a part of the failures only, it is likely and no more. A task that
mends such input ("correct the OCR errors"), and training examples that are broken, are something else.
"""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import as_written, clauses, listed, names, names_undenied, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.sayings import asks
from bot.reading.scores.scores import is_part_of_mistakes, shares

#: From this share of the mistakes on the input is what is wrong.
MOST: Final = 0.5
VALUE: Final = "broken_input"
#: What a broken input makes go wrong; a failure of another kind that is told elsewhere stays.
_SLIPS: Final = frozenset({"edge_cases", "unspecified", "hallucination"})
#: What is told of a look-up, which cuts what it was given.
_SEARCHES: Final = re.compile(r"\b(?:search|searches|retriev\w*|passages?|chunks?|hit list|vector\s\w+|index|rag)\b")
_OF_FACTS: Final = frozenset({"bad_retrieval", "missing_knowledge", "ignores_context"})
#: What may stand between an input and what is wrong with it.
_LINKS: Final = re.compile(
    r"(?:\s(?:is|are|was|were|be|gets|get|got|comes|come|came|arrives|arrive|arrived|reaches|reads|hears|writes|delivers|has|have|had|been|so|very|too|often|always|mostly|mainly|usually|already|itself|themselves|just|simply|really|quite|totally|completely|half|out|all|sometimes|some|many|quality|text|them|it|up|most|which|that|and|engine|output|software|tool|step|job|machine|process)){0,4}\s?"
)
#: What makes an input the place of something else: "it confuses dates in the pdf".
_OBLIQUE: Final = re.compile(r"\b(?:in|on|from|for|of|with|when)\s(?:the\s|our\s|a\s|an\s)?(?:\w+\s)?$")
#: "The mistakes come from the scans": what goes wrong, and why.
_FROM: Final = re.compile(
    r"\b(?:mistakes?|errors?|failures?|misses|problems?|wrong (?:ones|answers|fields|numbers|names|values)|issues?|it fails|fails)\b(?:\s\w{1,10}){0,4}?\s(?:come|comes|came|stem|stems|start|starts|are|is|were|mostly|mainly|only|always)?\s?(?:mostly |mainly |only |all )?(?:from|due to|because of|caused by)\s(?:the\s|our\s|bad\s|poor\s)?$"
)
#: "We lose half of the text in the conversion", "photos which nobody can read".
_WHERE: Final = re.compile(
    r"\b(?:lose|loses|lost|garbled|cut|dropped|drops|disappears?|vanish(?:es)?|goes? missing|gets? lost|is missing|are missing)\b(?:\s[\w'-]{1,14}){0,5}?\s(?:in|during|at|by|through)\s(?:the\s|our\s)?(?:[\w-]{2,12}\s)?(?:conversion|export|import|ocr|scanning|parsing|transcription|text extraction|upload)\b"
)
_UNREADABLE: Final = re.compile(
    r"\b(?:not|isn't|aren't|can't|cannot|can not|nobody|no one|no human|hardly)\s(?:[\w']{1,12}\s){0,3}?(?:sharp|readable|read|legible|audible|understandable|deciphered?)\b"
)
_REASON: Final = re.compile(r"\b(?:because|since|as|due to|caused by|for the reason)\b")
_OVER: Final = re.compile(
    r"\b(?:most|mostly|mainly|nearly all|almost all|all|majority|main|the problem|the issue|the cause|the reason|because|always|usually|half)\b"
)
_PART: Final = re.compile(
    r"\b(?:some|sometimes|a few|few|occasionally|rarely|seldom|partly|part of|one of|maybe|perhaps|can be|may be|might|possibly|i think|i guess|once in a while|now and then)\b"
)


def broken_input(text: str) -> Fact | None:
    """That the input is broken before the model sees it, stated or likely; None where a text says no such thing, or asks."""
    if names(text, "broken_input", "mended"):
        return None
    for clause in clauses(text):
        if not _names_it(clause):
            continue
        counted = next(iter(shares(clause)), None)
        is_few = counted is not None and counted.value <= MOST
        if counted is not None and is_few and is_part_of_mistakes(clause, counted):
            # Most of what goes wrong is something else.
            continue
        is_reason = bool(_REASON.search(clause))
        is_part = (is_few and not is_reason) or (bool(_PART.search(clause)) and not _OVER.search(clause))
        certainty = Certainty.LIKELY if is_part or "?" in text else Certainty.STATED
        return Fact(Criterion.FAILURE, (VALUE,), certainty, as_written(clause, text)[:LONGEST_WORDS])
    return None


def _names_it(clause: str) -> bool:
    """Whether a clause says so of the input: it names one that is read or heard by a machine, and what is wrong with it."""
    if listed("plans").search(clause) or asks(clause):
        return False
    if any(names(clause, "broken_input", name) for name in ("no_input", "task", "no_trouble")):
        return False
    inputs = list(listed("broken_input", "inputs").finditer(clause))
    is_plain = names_undenied(clause, listed("broken_input", "says")) or bool(_WHERE.search(clause))
    is_bad = bool(_UNREADABLE.search(clause)) or names_undenied(clause, listed("broken_input", "broken"))
    return is_plain or bool(inputs and is_bad) or any(_is_at_fault(clause, one) for one in inputs)


def _is_at_fault(clause: str, one: re.Match[str]) -> bool:
    """Whether an input is where mistakes come from, or what is wrong with it stands right after it."""
    if _FROM.search(clause[: one.start()]):
        return True
    links = _LINKS.match(clause, one.end())
    is_subject = not _OBLIQUE.search(clause[: one.start()])
    return is_subject and bool(links and listed("broken_input", "weak").match(clause, links.end()))


def take_broken_input(kept: dict[Criterion, Fact], text: str) -> None:
    """Put the failure that the input is into facts, and take out what its words were taken for besides; a guess takes no stated failure's place."""
    found, known = broken_input(text), kept.get(Criterion.FAILURE)
    if found is None or (known is not None and _stays(known, found, text)):
        return
    kept[Criterion.FAILURE] = found
    quality = kept.get(Criterion.DATA_QUALITY)
    if quality is not None and _overlap(quality, found):
        # What breaks before the model sees it are no examples.
        del kept[Criterion.DATA_QUALITY]


def _stays(known: Fact, found: Fact, text: str) -> bool:
    """Whether what is known of what fails stays: it is sure where the other is a guess, of another kind and told elsewhere, or what a search cuts."""
    is_slip = not known.values or known.values[0] in _SLIPS
    is_of_another = known.is_stated and (found.is_likely or not (is_slip or _overlap(known, found)))
    is_of_search = bool(set(known.values) & _OF_FACTS) and bool(_SEARCHES.search(plain(text)))
    return is_of_another or is_of_search


def _overlap(one: Fact, other: Fact) -> bool:
    """Whether two facts were read in the same words."""
    first, second = plain(one.words), plain(other.words)
    return first in second or second in first
