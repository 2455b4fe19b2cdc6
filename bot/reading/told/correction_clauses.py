"""What a message corrects of what was told before: "sry 0.79 not .83", "the 45k is per week", "1.5k is tokens, not examples".

A correction names what it takes back by its number, or by what the number is of, or says only that something was wrong. Here it is told apart,
clause by clause; which of the facts that are known it is about is found by `bot.conversation.updates.corrections`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import listed
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.numbers.rates import ADVERBS, PERIODS
from bot.reading.sayings import denies, names_another_number, takes_back
from bot.reading.told.disputes import statements_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reading.numbers.quantities import Quantity

#: A message that corrects is no longer than this; a longer one tells a case, and its numbers are its own.
LONGEST: Final = 400
#: Characters between a number and the words that say what it is not.
NEAR: Final = 40
#: What a number may be of, as `evidence.toml` lists the words for it, and the criterion whose number it is.
FIGURES: Final = {
    "score": Criterion.BASELINE,
    "examples": Criterion.EXAMPLES,
    "volume": Criterion.VOLUME,
    "tests": Criterion.BASELINE,
}
_CLAUSE = re.compile(r"[.;!?\n](?=\s|$)|,?\s(?:and|but also|also)\s(?=(?:the|that|those|our|it'?s|its)\s)")
_FIGURE = re.compile(r"(?:\d+(?:[.,]\d+)*|\.\d+)\s?(?:k|m|mio|mil|thousand|million)?(?![^\W_])%?", re.IGNORECASE)
_PERIOD = re.compile(
    rf"(?<!\w)(?:(?:per|a|an|each|every|/|(?:is|are|for|in) (?:the|one))\s?(?P<unit>{'|'.join(sorted(PERIODS, key=len, reverse=True))})s?|(?P<adverb>{'|'.join(ADVERBS)}))(?!\w)",
    re.IGNORECASE,
)
#: What may stand before a period where a clause says only by which period it was: "that was per week", "sorry, i meant a week not a day".
_BEFORE_A_PERIOD = frozenset(
    ["no", "nope", "sorry", "sry", "wait", "oops", "correction", "actually", "typo", "my", "bad", "and", "oh", "that", "thats", "that's", "this", "it", "its", "it's",
     "those", "these", "they", "the", "is", "are", "was", "were", "i", "we", "meant", "mean", "all", "rather", "really", "figure", "number", "count", "volume", "traffic",
     "calls", "requests", "queries", "questions", "messages", "not", "per", "a", "day", "week", "month", "year"]
)  # fmt: skip
MOST_BEFORE: Final = 8
#: What a number that was taken for something is said to be instead, where nobody could have so many examples or calls of it.
_OF_ANOTHER_KIND = re.compile(
    r"\s?(?:(?:is|are|was|were|means?|'s)\s)(?:only |just |the |about |all |our |a |number of |count of )*"
    r"(?:tok(?:en)?s?|characters|chars|words|pages|fields|columns|labels|classes|categories|intents|users|people|employees|agents|customers|dollars|euros?|bucks|usd|eur|seconds|minutes|hours|ms)\b",
    re.IGNORECASE,
)
#: "I wrote 900, it is 9000".
_WROTE = re.compile(r"\b(?:i|we) (?:wrote|typed|put|entered) (?:down )?$", re.IGNORECASE)
_IN_ITS_PLACE = re.compile(r"\b(?:it'?s|it is|it was|is|was|meant|mean|be|but)\b[^.;]{0,20}\d", re.IGNORECASE)
_DENIED_AFTER = re.compile(
    r"\s?(?:(?:is|was|were|are)\s(?:wrong|a typo|incorrect|too (?:high|low|much|many)|a mistake|an error|not right|the (?:old|wrong|previous|earlier|first) (?:one|run|number|figure|score|result|test|version)|outdated"
    r"|(?:only |just |more |rather )?(?:at |the |a |our |in |on )?(?:peak|maximum|max|high season|pre[\s-]?\w{4,12}|raw|gross|uncleaned|unfiltered|with (?:the |all )?(?:dup\w+|doubles)|including (?:the )?(?:dup\w+|doubles)|record|worst|best|busiest|rush hour|last year|before)))\b",
    re.IGNORECASE,
)
#: "The 71 was 91", "the 400 should be 40", "make the 71 a 91": what a number that is named again was meant to be.
_MEANT_AFTER = re.compile(
    r"\s(?:was|were|is|are|should (?:be|have been|read)|must be|has to be|meant|to|into|->|→|=)\s(?:actually |really |meant to be |in fact |supposed to be |rather )?(?:a |an )?[\d.]|\s(?:a|an)\s\d"
)
#: "97 is schema validity": what a number is of that was taken for the score.
_IS_OF = re.compile(r"%?\s(?:is|was|are|were)\s[^,.;!?\n]{1,40}")
_NAMED_AGAIN = re.compile(r"\b(?:the|that|those|my)\s$", re.IGNORECASE)
#: How the part that counts is told from the whole that was named before: "640 is all cases, only 38 are suspicious".
_WHOLE = re.compile(
    r"\s?(?:is|are|was|were)\s(?:all|the (?:total|whole|sum|full)|everything|in total|altogether|the number of all)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:\bonly|\bjust|\bmerely|\bof which(?: only)?|\bthe \w{3,12} (?:ones )?are|\bbut)\s{1,2}$", re.IGNORECASE
)
_CHANGE = re.compile(
    r"\W{0,3}(?:please |pls |can you |could you )*(?:change|correct|edit|fix|update|set|make)[\s:]", re.IGNORECASE
)
_LEADING_NO = re.compile(
    r"\W{0,3}(?:no|nope|nah|nein)(?:\s?[,.:;!–-]|\s(?=(?:wait|its?|that|those|the|i|we)\b))\s{0,2}(?P<rest>\S.+)",
    re.IGNORECASE | re.DOTALL,
)
_NO = re.compile(r"\W{0,3}(?:no|nope|nah|nein)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?:i|we|it|that|this|they|he|she|there|nobody|no one|none|not|never|don't|dont|can't|cant|still|just|only)\b",
    re.IGNORECASE,
)
_IS_NOT = re.compile(r"^(?:\w[\w'-]*\s){1,4}(?:is|are|was|were) (?:not|still not|never)\b|^(?:\w[\w'-]*\s){1,4}(?:isn|aren|wasn|weren)'?t\b")  # fmt: skip
_NOT = re.compile(r"\b(?:not|instead of|rather than|isn'?t|aren'?t|wasn'?t|weren'?t)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """A clause that may correct something.

    Attributes:
        clause: Its words.
        marked: Whether the message says that it corrects.
        given: The numbers that hold by it.
        denied: The numbers that it takes back.
        figures: What it names that its numbers are of, by the names in `FIGURES`.
        period: The period that it names, as it was written; empty where it names none.
        a_day: Uses a day of one use in that period.
        is_only_period: Whether it gives a period alone, for a number that was told.
    """

    clause: str
    marked: bool
    given: tuple[Quantity, ...]
    denied: tuple[Quantity, ...]
    figures: frozenset[str]
    period: str = ""
    a_day: float = 0.0
    is_only_period: bool = False

    def figure(self, number: Quantity) -> float:
        """A number of the clause without its period or unit: 45,000 of "45k a week"."""
        return figure_of(self.clause[number.start : number.end])[1]

    def written(self, number: Quantity) -> str:
        """A number of the clause as it was written, without its period or unit: "45k"."""
        return figure_of(self.clause[number.start : number.end])[0]

    def is_no(self, number: Quantity, figure: str) -> bool:
        """Whether the clause says that a number is not of such things: "1.5k is tokens", "the 200 are no examples"."""
        after = self.clause[number.end : number.end + NEAR]
        denied = re.search(
            rf"\b(?:not|no|aren'?t|isn'?t|never)\s(?:\w+\s){{0,2}}{_words(figure)}", after, re.IGNORECASE
        )
        return bool(denied) or bool(_OF_ANOTHER_KIND.match(after))

    def part_of(self, whole: float) -> Quantity | None:
        """The part that counts of a number that was the whole of something, as in "640 is all cases, only 38 are suspicious"."""
        wholes = [
            one for one in self.given if one.value == whole and _WHOLE.match(self.clause[one.end : one.end + NEAR])
        ]
        parts = [
            one
            for one in self.given
            if one.kind is QuantityKind.COUNT and one.value < whole and _PART.search(self.clause[: one.start])
        ]
        return parts[0] if wholes and len(parts) == 1 else None


def corrections_in(text: str, *, supposed: bool = False) -> Iterator[Correction]:
    """The clauses of a message that may correct something, in order; none of a long one, or of a question. What is `supposed` corrects for once."""
    if text.rstrip().endswith("?"):
        # What is told beside a question may correct as well.
        text = statements_in(text)
    if len(text) > LONGEST:
        return
    marked = supposed or says_it_corrects(text)
    for clause in _clauses(text.replace("’", "'")):
        found = quantities(clause)
        # "If 3 of 200 were wrong" takes nothing back.
        denied = () if supposed else tuple(one for one in found if is_taken_back(clause, one))
        given = tuple(one for one in found if one not in denied)
        figures = frozenset(name for name in FIGURES if listed("figures", name).search(clause.lower()))
        period = _period(clause)
        before = clause[: period.start()].lower().split() if period and not found else None
        is_only = (
            before is not None
            and len(before) <= MOST_BEFORE
            and {one.strip(",:;-–") for one in before} <= {*_BEFORE_A_PERIOD, ""}
        )
        a_day = (PERIODS.get((period["unit"] or "").lower()) or ADVERBS[period["adverb"].lower()]) if period else 0.0
        yield Correction(clause, marked, given, denied, figures, _named(period) if period else "", a_day, is_only)


def says_it_corrects(text: str) -> bool:
    """Whether a message says that it corrects something: "sorry, …", "wait", "wrong: …", "change the score to 0.79"."""
    return takes_back(text) or names_another_number(text) or bool(_CHANGE.match(text))


def says_what_numbers_are(text: str) -> bool:
    """Whether a message says of a number only that it is of something else: "1.5k is tokens not examples"."""
    return any(
        correction.is_no(number, name)
        for correction in corrections_in(text)
        for number in (*correction.given, *correction.denied)
        for name in FIGURES
    )


def begins_with_no(text: str) -> bool:
    """Whether a text begins by saying no, whatever follows."""
    return bool(_NO.match(text))


def contrasts(text: str) -> bool:
    """Whether a message begins with a "no" that goes on to put one thing in another's place: "no, we run on bedrock not openai"."""
    found = _LEADING_NO.match(text)
    return bool(found and _NOT.search(found["rest"]))


def contradicts(text: str) -> bool:
    """Whether a message begins with a "no" that denies something else than what was asked: "no, 1.5k is tokens not examples", "no, mini not nano"."""
    found = _LEADING_NO.match(text)
    rest = found["rest"] if found else ""
    return bool(_NOT.search(rest)) and (bool(quantities(rest)) or bool(re.fullmatch(r"[\w' -]{1,40}? not [\w' -]{1,30}\W*", rest) and not _PRONOUN.match(rest) and not _IS_NOT.match(rest)))  # fmt: skip


def denies_something_named(text: str) -> bool:
    """Whether a "no" goes on about something of its own that is not so, as in "no, nano is not decided": that says of nothing else that it is unknown."""
    found = _LEADING_NO.match(text)
    rest = found["rest"] if found else ""
    return bool(rest) and not _PRONOUN.match(rest) and bool(_IS_NOT.match(rest))


def figure_of(words: str) -> tuple[str, float]:
    """The first number of some words as it is written, without what it counts or its period, and its value; empty and 0 where there is none."""
    found = _FIGURE.search(words)
    if found is None:
        return "", 0.0
    written = found[0].strip()
    given = quantities(written)
    return written, given[0].value if given else 0.0


def _clauses(text: str) -> Iterator[str]:
    start = 0
    for mark in _CLAUSE.finditer(text):
        if clause := text[start : mark.start()].strip():
            yield clause
        start = mark.end()
    if clause := text[start:].strip():
        yield clause


def is_taken_back(clause: str, number: Quantity) -> bool:
    """Whether the words right beside a number take it back: "not 900", "900 was wrong", "i wrote 900 but"."""
    before, after = clause[: number.start], clause[number.end :]
    if _WROTE.search(before) and _IN_ITS_PLACE.search(after):
        return True
    if _NAMED_AGAIN.search(before) and _MEANT_AFTER.match(after.lower()):
        return True
    beside = _IS_OF.match(after)
    if beside and listed("baseline", "beside").search(beside[0].lower()):
        return True
    return denies(before) or bool(_DENIED_AFTER.match(clause[number.end : number.end + NEAR]))


def _period(clause: str) -> re.Match[str] | None:
    """The period that a clause names and does not deny."""
    found = [one for one in _PERIOD.finditer(clause) if not denies(clause[: one.start()])]
    return found[0] if len(found) == 1 else None


def _named(period: re.Match[str]) -> str:
    """A period as it was written, "per week" and "weekly"; "a month" of "12k is the month"."""
    is_said = period[0].lower().startswith(("is ", "are ", "for ", "in "))
    return f"a {period['unit']}" if is_said else period[0]


def _words(figure: str) -> str:
    return listed("figures", figure).pattern
