"""Whether a text says that some of the examples are no good, without saying how many: "the 8,000 emails: not all good, 3 agents write badly"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import as_written, names, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.numbers.quantities import QuantityKind, quantities

#: So many characters of a text are looked at: a longer one tells a case.
LONGEST: Final = 400
_END: Final = re.compile(r"[.!?;\n](?=\s|$)")
_GOOD: Final = (
    r"(?:good|ok|okay|right|correct|correctly|fine|usable|great|perfect|clean|useful|nice|well written|of good quality)"
)
_BAD: Final = r"(?:bad|badly|crap|crappy|junk|garbage|rubbish|trash|useless|unusable|poor|poorly|messy|wrong|wrongly|sloppy|sloppily|terrible|horrible|awful|not (?:so |very |really )?(?:good|great|ok|well|right|usable))"
_NOT_ALL: Final = re.compile(rf"(?:\bnot|n't|\b\w{2, 5}nt) (?:all|every|each)\b(?:\s[\w'-]{{1,12}}){{0,5}}?\s{_GOOD}\b")
_SOME: Final = re.compile(
    rf"\b(?:some|half|many|most|several|a (?:few|lot|third|quarter|part|fraction)|part|parts|few|lots|a bit|others)\b(?:\s[\w'-]{{1,14}}){{0,6}}?\s{_BAD}\b"
)
#: Who wrote them, and how: "3 agents write bad".
_WRITERS: Final = re.compile(
    r"\b(?:agents?|people|persons?|colleagues?|guys|girls|ladies|clerks?|team(?: members?)?|staff|employees?|juniors?|newbies|operators?|lawyers?|adjusters?|doctors?|nurses?|editors?|translators?|reps?|workers?|of (?:them|us))\b"
    rf"(?:\s(?:always|often|sometimes|just|only|really|who|do|does|did|have|has|had)){{0,3}}\s(?:writ\w+|wrote|answer\w*|label\w*|tag\w*|draft\w*|repl(?:y|ies|ied)|translat\w*|work\w*)(?:\s[\w'-]{{1,12}}){{0,3}}?\s{_BAD}\b"
)
#: What makes them answers of the bot.
_ANSWERS: Final = re.compile(r"\b(?:bot|model|ai|assistant|gpt\S*|output|outputs|its|prompt|test(?:ed|s)?|results?)\b")
#: Whether it counts, as somebody asks it in passing.
_MATTERS: Final = re.compile(
    r"\b(?:does|do|will|would|is|are|can)\s(?:it|this|that|they|these)\s(?:\w+\s){0,3}?(?:matter|matters|count|problem|issue|bad|important|hurt|harm|disturb|make a difference|a difference|spoil|damage)\b"
    r"|\bis (?:it|this|that) (?:a |an |any )?(?:big |real )?(?:problem|issue|trouble)\b|\bmatters?\s?\?|\b(?:problem|issue)\s?\?"
)


def partly_bad(text: str, known: float | None) -> str:
    """The words in which a text says that some of the examples are no good; empty where it says so of something else, or only asks.

    Args:
        text: What was said.
        known: How many examples there are; None where that was not told.
    """
    if len(text) > LONGEST:
        return ""
    whole = plain(text)
    ends = [*(one.start() for one in _END.finditer(whole)), len(whole)]
    is_of_them, found = False, ""
    for begin, end in zip([0, *(end + 1 for end in ends)], ends, strict=False):
        said = whole[begin:end]
        is_of_them = is_of_them or _is_of_examples(said, known)
        asks_it = whole[end : end + 1] == "?" and not _MATTERS.search(whole[begin : end + 1])
        if asks_it or _ANSWERS.search(said) or found:
            continue
        told = _WRITERS.search(said) or (is_of_them and (_NOT_ALL.search(said) or _SOME.search(said)))
        found = said.strip() if told else ""
    return as_written(found, text)[:LONGEST_WORDS] if found else ""


def tells_of_bad_ones(words: str) -> bool:
    """Whether the words of what is known of the examples say that some of them are no good."""
    said = plain(words)
    return any(one.search(said) for one in (_WRITERS, _NOT_ALL, _SOME))


def asks_if_it_matters(text: str) -> bool:
    """Whether a text asks, of what it has just told, whether that counts: "does it matter?"."""
    return "?" in text and _MATTERS.search(plain(text)) is not None


def _is_of_examples(said: str, known: float | None) -> bool:
    is_number = known is not None and any(
        one.kind is QuantityKind.COUNT and one.value == known for one in quantities(said)
    )
    return is_number or names(said, "data_quality", "examples")
