"""A reply in the light of the open question: what it answers, if it answers it.

Only an answer answers: an option's letter or label, another word for it, yes or no where the question is such a one, a number with a
fitting unit, "not sure", or words that the trained reader takes for a value of this very criterion. Everything else is no answer, however
much it says about something else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import VALUES, Certainty, Criterion, Fact, Goal
from bot.reading.by_rule import ANSWERED_BY_RULE
from bot.reading.facts_in import COUNTED, LONGEST_WORDS, counting, quoted, thresholds, with_number
from bot.reading.kinds import MessageKind
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import answer_named, bare_answer, is_unsure, is_yes, letter_first, letter_in
from bot.reading.told.correction_clauses import denies_something_named

if TYPE_CHECKING:
    from bot.decision import NextQuestion
    from bot.reading.encoder import Encoded
    from bot.reading.facts_in import Thresholds

UNSURE, VAGUE = "unsure", "vague"
#: A reply of no more words than this that holds one number gives it as the answer to a question for a number.
FEW_WORDS = 6
#: From this probability on a value may be what a reply means: too little to rely on, enough to go on with and not to ask again. Of
#: the replies that read like an answer and lie above it, two in three mean the likeliest value (measured on writers held out).
PERHAPS = 0.15
#: A reply reads like an answer from this probability on.
READS_LIKE_ONE = 0.5
#: Above this one it is so whatever the reply reads like.
PERHAPS_A_REMARK = 0.3


def picked_in_words(text: str, question: NextQuestion) -> Fact | None:
    """What a reply picks that is plain by itself: a letter, a label, yes to a guess, "not sure"; None where it says something else."""
    criterion = question.criterion
    if letter := letter_in(text):
        return _lettered(letter, text, question)
    if (meant := question.guess or question.yes) and is_yes(text):
        label = next(option.label for option in question.options if option.value == meant)
        return Fact(criterion, (meant,), words=label)
    if value := answer_named(text, criterion):
        return Fact(criterion, (value,), words=_words(text))
    if is_unsure(text) and not denies_something_named(text):
        return unsure(criterion, text)
    return None if question.guess else _bare(text, criterion)


def picked_first(text: str, question: NextQuestion) -> Fact | None:
    """What a reply picks by the letter that it begins with, before it says more; None where no option has it."""
    letter = letter_first(text)
    is_option = bool(letter) and ord(letter) - ord("a") < len(question.options)
    return _lettered(letter, text, question) if is_option else None


def _lettered(letter: str, text: str, question: NextQuestion) -> Fact | None:
    row, options = ord(letter) - ord("a"), question.options
    if row < len(options):
        return Fact(question.criterion, (options[row].value,), words=options[row].label)
    return unsure(question.criterion, text) if row == len(options) else None


def _bare(text: str, criterion: Criterion) -> Fact | None:
    """What a bare yes or no says, if the question gives it a meaning."""
    meant = bare_answer(text, criterion)
    if meant is None:
        return None
    value, claims = meant
    words = _words(text)
    return Fact(criterion, certainty=Certainty.VAGUE, words=words) if claims else Fact(criterion, (value,), words=words)


def answer_in(encoded: Encoded, criterion: Criterion, at: Thresholds | None = None) -> Fact | None:
    """What a reply answers in its own words, read as a reply to the question for this criterion; None where it does not answer it."""
    by_rule = ANSWERED_BY_RULE.get(criterion)
    return by_rule(encoded.text) if by_rule else _read_as_answer(encoded, criterion, at or thresholds())


def _read_as_answer(encoded: Encoded, criterion: Criterion, at: Thresholds) -> Fact | None:
    text = encoded.text
    scores = {str(value): encoded.probability(criterion, str(value)) for value in VALUES[criterion]}
    scores |= {name: encoded.probability(criterion, name) for name in (UNSURE, VAGUE)}
    banded = (
        set(COUNTED)
        if criterion is Criterion.EXAMPLES
        else set(scores) - {UNSURE, VAGUE}
        if criterion is Criterion.VOLUME
        else set()
    )
    together = sum(scores[value] for value in banded)
    best = max(scores, key=lambda name: scores[name])
    if max(scores[best], together) < at.answer:
        return _perhaps(criterion, best, scores[best], together, encoded)
    if best == UNSURE:
        return unsure(criterion, text)
    if best == VAGUE:
        return Fact(criterion, certainty=Certainty.VAGUE, words=_words(text))
    if best in banded or together > scores[best]:
        return _number(criterion, text, best)
    if criterion is Criterion.GOAL:
        second = sorted(scores, key=lambda name: -scores[name])[1]
        both = second not in {UNSURE, VAGUE, Goal.UNCLEAR} and best != Goal.UNCLEAR and scores[second] >= at.second_goal
        return Fact(criterion, (best, second) if both else (best,), words=_words(text))
    return quoted(criterion, best, encoded)


def _perhaps(criterion: Criterion, best: str, score: float, together: float, encoded: Encoded) -> Fact | None:
    """What a reply may mean that is not sure enough to be stated: the number of a short one, or the likeliest value as a guess."""
    text = encoded.text
    reads_like_one = encoded.kinds.get(MessageKind.ANSWER, 0.0) >= READS_LIKE_ONE
    least = PERHAPS if reads_like_one else PERHAPS_A_REMARK
    if together >= least:
        number = _number(criterion, text, best)
        is_short = len(text.split()) <= FEW_WORDS and len(quantities(text)) == 1
        if number is None or not number.values:
            return None
        return number if is_short else replace(number, certainty=Certainty.LIKELY)
    if score < least or best == Goal.UNCLEAR or (best in {UNSURE, VAGUE} and not reads_like_one):
        return None
    if best == UNSURE:
        return unsure(criterion, text)
    if best == VAGUE:
        return Fact(criterion, certainty=Certainty.VAGUE, words=_words(text))
    return quoted(criterion, best, encoded, certainty=Certainty.LIKELY)


def _number(criterion: Criterion, text: str, best: str) -> Fact | None:
    """The number that a reply gives, with its band; without one a claim that it is asked for again, unless the words are a band."""
    numbers = quantities(text)
    counts = [one for one in numbers if one.kind is QuantityKind.COUNT]
    # To "how many calls a day" a bare number is one a day.
    given = counting(criterion, numbers) or (counts if criterion is Criterion.VOLUME else [])
    if given:
        first = given[0] if criterion is Criterion.VOLUME else max(given, key=lambda one: one.value)
        fact = with_number(criterion, first, text)
        return replace(fact, words=_words(text)) if len(text) <= LONGEST_WORDS else fact
    is_another = bool(numbers) and (
        criterion is Criterion.VOLUME or all(one.kind is QuantityKind.SIZE for one in numbers)
    )
    if counts or is_another:
        # The number counts something else.
        return None
    if criterion is Criterion.VOLUME:
        return Fact(criterion, (best,), words=_words(text)) if best in {"low", "high"} else None
    return Fact(criterion, certainty=Certainty.VAGUE, words=_words(text))


def unsure(criterion: Criterion, text: str) -> Fact:
    """The fact that somebody does not know."""
    return Fact(criterion, certainty=Certainty.UNSURE, words=_words(text))


def _words(text: str) -> str:
    return " ".join(text.split())[:LONGEST_WORDS]
