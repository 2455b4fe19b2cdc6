"""Whether a message asks if a test tells a difference from chance: "is 3 points on 100 cases significant?", "how many cases to see 4% vs 6%?".

What yes means hangs on the word: "is it just noise?" and "is it significant?" ask the same thing the other way round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.named_scores import AFTER_A_SCORE
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import asks, may_ask
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

#: Longer messages tell a case.
_MOST_WORDS: Final = 34
_CHANCE: Final = re.compile(
    r"\b(?:statistical(?:ly)?|significan\w+|by chance|chance|noise|luck|random|coincidence|p.?value|error bars?|margin of error|confidence interval"
    r"|real (?:difference|gain|improvement)|(?:be|is|are|that|it) real|real(?=\s?\?))\b",
    re.IGNORECASE,
)
#: What says that a difference is none, and what says that it is one, or that it is not only chance.
_LUCK: Final = re.compile(r"\b(?:chance|noise|luck|lucky|random(?:ness)?|coincidence|fluke)\b", re.IGNORECASE)
_REAL: Final = re.compile(
    r"\b(?:statistical(?:ly)?|significan\w+|real|reliable|conclusive|better|worse|prov(?:e|es|en|ing)|(?:more|other|larger|bigger) than (?:just |pure |mere )?(?:by )?(?:chance|noise|luck)"
    r"|(?:beyond|above|outside) (?:the )?(?:chance|noise|luck)|(?:not|no|isn['’]t|never) (?:just |only |simply |mere(?:ly)? |pure )?(?:by )?(?:chance|noise|luck|random|a coincidence|a fluke|coincidence))\b",
    re.IGNORECASE,
)
#: Words that may ask for other proof, and ask for this one where the test is named.
_PROOF: Final = re.compile(
    r"\b(?:reliable|trustworthy|conclusive|really (?:better|worse)|prov(?:e|es|en|ing)|(?:can|could|may) (?:i|we) (?:claim|say|conclude|state)"
    r"|enough (?:to|for) (?:(?:a|the|some) )?(?:say\w*|claim\w*|statement|conclu\w+|tell\w*|show\w*)|(?:tell|distinguish|separate)\w* (?:them|the two|these|those) apart"
    r"|how (?:sure|certain|exact|precise))\b",
    re.IGNORECASE,
)
_BETTER: Final = re.compile(r"\b(?:better|worse|different|difference)\b", re.IGNORECASE)
_HOW_MANY: Final = re.compile(r"\b(?:how (?:many|big|large)|what (?:sample )?size|sample size)\b", re.IGNORECASE)
_SEES: Final = re.compile(
    r"\b(?:difference|see|detect|tell|show|prove|distinguish|notice|significan\w+|measure|confirm|spot)\b",
    re.IGNORECASE,
)
#: What the cases of a test are called.
CASES: Final = frozenset(
    ["case", "cases", "test", "tests", "question", "questions", "item", "items", "sample", "samples", "mails", "emails", "tickets", "documents", "answers", "runs", "rows",
     "evals", "eval", "gold", "labelled", "labeled", "held-out", "prompts", "records"]
)  # fmt: skip
#: What a number of points is of: "3 points", "2 percentage points", "3pp".
POINTS: Final = re.compile(
    r"(?<![\w.])(?P<number>\d{1,2}(?:[.,]\d)?)[\s-]?(?:%|percent(?:age)?)?[\s-]?(?:points?|pts?|pp|percentage points?)\b",
    re.IGNORECASE,
)
#: What makes a single share a difference: "a 2% lift", "5% better", "is the gain of 4 percent".
_A_GAIN: Final = re.compile(
    r"\b(?:difference|lift|gain|improvement|increase|drop|better|worse|more|less|higher|lower|gap)\b", re.IGNORECASE
)
#: What makes points a loss: "dropped 2 points from 0.90".
_LOWER: Final = re.compile(
    r"\b(?:dropp?(?:ed|s)?|lower|worse|loss|lost|loses?|decrease[ds]?|fell|fall|less|down)\b", re.IGNORECASE
)
#: What is worth its money is another question, and what is wanted is no measured score.
_WORTH: Final = re.compile(
    r"\b(?:worth|pays? off|pays? for itself|justif\w+|cost\w*|cheaper|price\w*|caching|cached)\b", re.IGNORECASE
)
_NOT_ASKED: Final = re.compile(
    rf"{_WORTH.pattern}|\b(?:target|goal|want(?:ed)?|need(?:ed|s)? \d+|(?<!be )(?<!are )(?<!is )required|example(?:s)? (?:is|are) enough)\b",
    re.IGNORECASE,
)
#: "84 vs 81 percent": the unit stands once.
_ONE_UNIT: Final = re.compile(
    r"(?<![\w.])(?P<one>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:vs\.?|versus|against|or|to|and|->|→)\s?(?P<other>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|percent|per cent)"
    # Without a unit two numbers against each other are scores only where they look like some: "is 93.2 vs 97 significant".
    r"|(?<![\w.])(?P<bare>[2-9]\d(?:[.,]\d{1,2})?)\s?(?:vs\.?|versus|against|->|→)\s?(?P<than>[2-9]\d(?:[.,]\d{1,2})?)(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
#: "41 vs 54 of 60": how many there are stands once.
_ONE_WHOLE: Final = re.compile(
    r"(?<![\w.,])(?P<one>\d{1,6})\s?(?:vs\.?|versus|against|or|to|and|->|→)\s?(?P<other>\d{1,6})\s?(?:/|of|out of)\s?(?P<all>\d{1,6})(?![\w%])",
    re.IGNORECASE,
)
#: What a question on chance without a number stands for: "is that just noise?", "could the gap be luck".
_OF_WHAT_WAS_TOLD: Final = frozenset(
    [
        "that",
        "this",
        "it",
        "these",
        "they",
        "those",
        "gap",
        "difference",
        "score",
        "scores",
        "result",
        "results",
        "gain",
        "improvement",
        "test",
    ]
)
_MOST_WORDS_OF_IT: Final = 12
#: Counts, which may be none: "0 of 20 wrong".
_COUNTED: Final = re.compile(
    r"(?<![\w.,])(?P<some>\d{1,6})\s?(?:/|of|out of)\s?(?P<all>\d{1,6})(?![\w%])", re.IGNORECASE
)
#: How the cases of a test are told in a letter: "n=150".
_LETTER_FOR_SIZE: Final = re.compile(r"\bn\s{0,2}[=:~≈]{1,2}\s{0,2}$", re.IGNORECASE)
#: What stands before a size that names no things: "on 150".
_BEFORE_SIZE: Final = re.compile(r"\b(?:on|over|with|of)\s$", re.IGNORECASE)
#: Two scores of one that look like a range: "0.81 to 0.84".
_DECIMALS: Final = re.compile(
    r"(?<![\w.])(?P<one>0?\.\d{1,3})\s?(?:to|and|or|-|–|vs\.?|->|→)\s?(?P<other>0?\.\d{1,3})(?![\w%.])", re.IGNORECASE
)
_SIGNS_BEFORE_SIZE: Final = 8
#: How sure a test should be, which is no score: "at 95%", "95% confidence".
_LEVEL: Final = re.compile(
    r"\b(?:at|with)\s(?:a\s)?9[059]\s?(?:%|percent)(?=\s?(?:$|[.,;?!)]))|(?:\b(?:at|with)\s)?(?:a\s)?\b9[059]\s?(?:%|percent)[\s-](?:confiden\w+|sure|certain\w*|ci\b|significan\w+|level)",
    re.IGNORECASE,
)
_NEAR: Final = 24
_POINTS_IN_ONE, _TWO = 100, 2


class Meant(StrEnum):
    """What yes would say."""

    REAL = "real"  # "is that significant?"
    LUCK = "luck"  # "is that just noise?"
    EITHER = "either"  # "a real difference or noise?"


@dataclass(frozen=True, slots=True)
class ChanceAsked:
    """What is held against chance.

    Attributes:
        scores: None, one or two shares from 0 to 1.
        gap: The difference of two scores, from 0 to 1; 0 where it is not told as one.
        cases: How many cases each score rests on, one for both where only one is told; empty where none is.
        wants_size: Whether it asks how many cases it takes.
        meant: What yes would say.
    """

    scores: tuple[float, ...] = ()
    gap: float = 0.0
    cases: tuple[float, ...] = ()
    wants_size: bool = False
    meant: Meant = Meant.REAL


def chance_asked(text: str) -> ChanceAsked | None:
    """The scores, or the difference, of which a message asks whether a test tells them from chance, or how large one must be; None for all else."""
    if not 0 < len(plain_words(text)) <= _MOST_WORDS or not may_ask(text) or not _may_be_of_chance(text):
        return None
    meant = meant_by(text)
    text, given, scores, own = _without_the_level(text)
    asks_size = bool(_HOW_MANY.search(text) and _SEES.search(text) and CASES & set(plain_words(text)))
    cases = () if asks_size else own or _cases(text, given)
    wants = asks_size or bool(_CHANCE.search(text) or (cases and _PROOF.search(text)))
    if points := POINTS.search(text):
        both, gap = _by_points(text, scores, own, _share(points["number"]))
        is_asked = wants and (bool(both) or 0 < gap < 1)
        return ChanceAsked(both, gap, cases, wants_size=asks_size, meant=meant) if is_asked else None
    if len(scores) == _TWO:
        is_asked = (wants or (bool(own) and bool(_BETTER.search(text)))) and scores[0] != scores[1]
        return ChanceAsked(scores, cases=cases, wants_size=asks_size, meant=meant) if is_asked else None
    only = next((one for one in given if one.kind is QuantityKind.SHARE), None)
    if len(scores) != 1 or only is None or not wants:
        return None
    if not own and _A_GAIN.search(text[max(0, only.start - _NEAR) : only.end + _NEAR]):
        is_gap = 0 < only.value < 1
        return ChanceAsked(gap=only.value, cases=cases, wants_size=asks_size, meant=meant) if is_gap else None
    return ChanceAsked(scores, cases=cases, meant=meant) if cases else None


def chance_named(text: str) -> bool:
    """Whether a short message asks whether something is chance, whatever else it says: "41 of 60, and we need 54: is that just bad luck?"."""
    is_short = 0 < len(plain_words(text)) <= _MOST_WORDS // _TWO
    return is_short and may_ask(text) and bool(_CHANCE.search(text)) and not _WORTH.search(text)


def chance_of_it_asked(text: str) -> bool:
    """Whether a message asks whether something that was told is chance, and names no number: "is that just noise?"."""
    words = plain_words(text)
    is_bare = (
        len(words) <= _MOST_WORDS_OF_IT and not any(map(str.isdigit, text)) and bool(_OF_WHAT_WAS_TOLD & set(words))
    )
    is_named = bool(_LUCK.search(text)) or "significan" in text.lower() or "margin of error" in text.lower()
    return is_bare and is_named and chance_named(text)


def meant_by(text: str) -> Meant:
    """What yes would say to a question on chance."""
    is_real = bool(_REAL.search(text))
    if not _LUCK.search(_REAL.sub(" ", text)):
        return Meant.REAL
    return Meant.EITHER if is_real else Meant.LUCK


def _may_be_of_chance(text: str) -> bool:
    """Whether a text has any of the words without which nothing is asked here: every message is looked at, and reading its numbers takes longest."""
    is_asking = any(words.search(text) for words in (_CHANCE, _PROOF, _BETTER))
    return bool(is_asking or (_HOW_MANY.search(text) and _SEES.search(text))) and not _NOT_ASKED.search(text)


def asks_of_chance(text: str) -> bool:
    """Whether a message in the form of a question asks if scores differ by more than chance; what such a question names is no fact of a case."""
    return chance_asked(text) is not None and asks(text)


def counted_pair(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Two scores in counts, each as (some, of all): "33/60, tuned 41/60", "41 vs 54 of 60"; None where a text holds no such two."""
    counted = [(int(one["some"]), int(one["all"])) for one in _COUNTED.finditer(text)]
    if (both := _ONE_WHOLE.search(text)) and len(counted) == 1:
        counted = [(int(both[name]), int(both["all"])) for name in ("one", "other")]
    if len(counted) != _TWO or not all(some <= every and every > 1 for some, every in counted):
        return None
    return counted[0], counted[1]


def _scores(text: str, given: list[Quantity]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The shares of a text, and the cases that each was counted of."""
    if counted := counted_pair(text):
        return tuple(some / every for some, every in counted), tuple(float(every) for _, every in counted)
    if pair := _ONE_UNIT.search(text):
        return (_share(pair["one"] or pair["bare"]), _share(pair["other"] or pair["than"])), ()
    if pair := _DECIMALS.search(text):
        return (float(pair["one"]), float(pair["other"])), ()
    shares = [one for one in given if one.kind is QuantityKind.SHARE and 0 <= one.value <= 1]
    return tuple(one.value for one in shares), tuple(one.of for one in shares if one.of)


def _share(points: str) -> float:
    return float(points.replace(",", ".")) / _POINTS_IN_ONE


def _by_points(
    text: str, scores: tuple[float, ...], own: tuple[float, ...], gap: float
) -> tuple[tuple[float, ...], float]:
    """Both scores where points are told from one, "a lift of 2 points from 0.90", else the difference alone."""
    if len(scores) != 1 or own:
        return (), gap
    other = round(scores[0] - gap if _LOWER.search(text) else scores[0] + gap, 4)
    return ((scores[0], other), 0.0) if gap and 0 < other < 1 else ((), gap)


def _without_the_level(text: str) -> tuple[str, list[Quantity], tuple[float, ...], tuple[float, ...]]:
    """A text, its quantities and scores, without how sure the test should be, where scores or points are left then."""
    bare = _LEVEL.sub(" ", text)
    if bare != text:
        given = quantities(bare)
        scores, own = _scores(bare, given)
        if len(scores) == _TWO or POINTS.search(bare):
            return bare, given, scores, own
    given = quantities(text)
    return text, given, *_scores(text, given)


def _cases(text: str, given: list[Quantity]) -> tuple[float, ...]:
    """How many cases a text tells; none where it tells more than two numbers of them."""
    told = [
        one.value
        for one in given
        if one.kind is QuantityKind.COUNT
        and one.value > 1
        and (
            set(one.counted[:3]) & CASES
            or count_of(one) is CountOf.TEST_CASES
            or _LETTER_FOR_SIZE.search(text[max(0, one.start - _SIGNS_BEFORE_SIZE) : one.start])
            or _is_size(text, one)
        )
    ]
    return tuple(told) if len(told) <= _TWO else ()


def _is_size(text: str, one: Quantity) -> bool:
    """Whether a count that names no things stands where the size of a test is written: "on 150"."""
    following = " ".join(one.counted[:1])
    is_bare = not following or following in AFTER_A_SCORE or _CHANCE.fullmatch(following) is not None
    return is_bare and _BEFORE_SIZE.search(text[max(0, one.start - _SIGNS_BEFORE_SIZE) : one.start]) is not None
