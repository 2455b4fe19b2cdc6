"""A score that few words tell by what it is one of: "recall is 0.7", "f1 .82", "78% agreement with our clerks", "the prompt gets 80 %".

The trained reader wants more around a score to be sure of it. What a paper or a vendor reached, what is wanted, supposed or asked, and what a
search finds is none of these.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import clause_around, listed, names, plain
from bot.reading.facts_in import LONGEST_WORDS, tested_on
from bot.reading.numbers.counted_things import CountOf, count_of
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import asks
from bot.reading.scores.allowed_mistakes import is_limit
from bot.reading.scores.peoples_scores import agrees_with_people
from bot.reading.scores.score_words import scored_in_context
from bot.reading.scores.scores import Went, is_part_of_mistakes, score_in, wanted_in

if TYPE_CHECKING:
    from bot.reading.numbers.quantities import Quantity

#: Characters before a score in which its metric stands.
NEAR: Final = 48
#: Longer texts tell something besides.
_FEW_WORDS: Final = 11
#: What says of a number that it is a rough one, and plans nothing.
_GUESSED: Final = re.compile(r"\b(?:maybe|perhaps) (?=\d|one\b)")
_NEED: Final = re.compile(r"\bneed(?:s|ed)?\b")
_OF_THEM: Final = re.compile(r"\s?of (?:the |our |all |these |those )?(?:mistakes|errors|failures|misses)\b")
_METRIC: Final = re.compile(
    r"\b(?:accuracy|acc|recall|precision|(?:micro|macro|weighted)?[\s-]?f1(?:[\s-]?score)?|exact match|em|auc|auroc)"
    r"(?:\s?(?:is|was|of|at|=|:|~|about|around|only|just|now|currently|still|stands|today|so far|comes out|came out|on (?:the|our) test(?: set)?)){0,4}\s?$"
)
_GETS: Final = re.compile(
    r"\b(?:prompt|bot|model|gpt\S{0,8}|claude|gemini|llama|mistral|assistant)\s(?:now\s|currently\s|only\s|already\s|just\s)?(?:gets|scores|reaches|hits|achieves|manages|is at|sits at|stands at)\s(?:only\s|about\s|around\s|just\s)?$"
)


def score_by_metric(text: str) -> Fact | None:
    """The score of a text that names its metric, or what gets it, right before it, or says with whom it agrees; None where none does, or where it is not told as one's own."""
    score = score_in(text)
    if score is None or score.share not in quantities(text) or not _is_named(text, score.share):
        return None
    start, end = clause_around(text, score.share.start)
    said = plain(text[start : max(end, score.share.end)])
    if (
        listed("plans").search(said)
        or names(said, "tuned", "of_others")
        or names(said, "others", "saying")
        or asks(said)
    ):
        return None
    if names(said, "baseline", "of_money") and not agrees_with_people(text, score.share):
        return None
    words = " ".join(text[start : max(end, score.share.end)].split()).strip(" ,;:").rstrip(".")
    if len(words) > LONGEST_WORDS or text[end : end + 1] == "?":
        return None
    fact = Fact(Criterion.BASELINE, ("measured",), words=words, number=tested_on((start, end), quantities(text)))
    return scored_in_context(fact, text)


def wrong_in_few_words(text: str) -> Fact | None:
    """That somebody looks at the answers, where a text in few words tells no more than how many are wrong: "wrong in about 1 of 10", "8% wrong"."""
    said, score = _GUESSED.sub("", plain(text)), score_in(text)
    if score is None or score.went is not Went.WRONG or len(said.split()) > _FEW_WORDS or "?" in text:
        return None
    if not counts_answers(score.share) or _NEED.search(said):
        # "6 of 10 need rewriting" names a need, which is read elsewhere.
        return None
    is_of_another = (
        names(said, "baseline", "labels")
        or names(said, "baseline", "of_money")
        or names(said, "data_quality", "examples")
        or names(said, "others", "saying")
        or listed("plans").search(said)
    )
    is_part = is_part_of_mistakes(text, score.share) or _OF_THEM.match(plain(text[score.share.end :]))
    is_wish = wanted_in(text) is not None or is_limit(text, score.share, of_mistakes=True)
    if is_of_another or is_wish or is_part or asks(said):
        return None
    return Fact(Criterion.BASELINE, ("informal",), words=" ".join(text.split()).strip(" ,;:.!"))


def counts_answers(share: Quantity) -> bool:
    """Whether a share that is told as so many of so many is of answers, and not of people, labels and the rest; a percentage may be."""
    if share.of is None:
        return True
    counted = count_of(replace(share, kind=QuantityKind.COUNT, value=share.of))
    return counted in {None, CountOf.TEST_CASES, CountOf.MISTAKES}


def _is_named(text: str, share: Quantity) -> bool:
    before = plain(text[max(0, share.start - NEAR) : share.start])
    return bool(_METRIC.search(before) or _GETS.search(before)) or agrees_with_people(text, share)
