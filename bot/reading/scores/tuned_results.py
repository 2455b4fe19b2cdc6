"""Whether a text says of a model that was trained that it was no better than what there was: "we fine-tuned already and it was the same".

Then what was tried speaks against more training, until it is known why. Two points on a test are within what another run brings, so a gain
of so many counts as hardly one where nothing else is said; own choice.
"""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import as_written, clause_around, listed, names, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.sayings import asks
from bot.reading.scores.scores import scores_in, shares, wanted_in
from bot.reading.scores.tuned_scores import METRIC, TunedScores, tuned_scores
from bot.reading.scores.wins import EVEN, is_win_rate
from bot.reading.scores.worth_more import is_worth_more

#: Points that a tuned model may be better without being so for certain.
HARDLY: Final = 2
NO_GAIN: Final = "tuned_no_gain"
TUNED: Final = "fine_tuning"
#: Shares this near are the same one.
SAME: Final = 1e-9
_SENTENCE: Final = re.compile(r"[.!?\n](?=\s|$)")
#: What parts what a question tells from what it asks.
_CLAUSE: Final = re.compile(r"[;,:](?=\s)|\s[-–—]\s|\b(?:and|so) (?=(?:should|shall|do|can|is|are|why|what|how)\b)")
#: Whose training a text tells that asks something besides.
_OWN: Final = re.compile(r"\b(?:our|we|we've|my|i|i've|the tuned|the fine[\s-]?tuned|the finetuned|the trained)\b")
#: "+1 point only", "just 1.5 points better", "gave 2 % more".
_POINTS: Final = re.compile(
    r"(?:(?:only|just|merely|by|gave|brought|got|gained|was|were|improved|us|plus|about|with|of|a|\+)\s?){0,4}\+?(?P<points>\d(?:[.,]\d)?|one|two|half a|a single)\s?(?:%|percent|per cent|percentage points?|points?|pts?|pp|p\.p\.)(?!\w)\s?(?:only|more|better|up|gain|improvement|at most|of gain|of improvement)?"
)
_GAINS: Final = re.compile(
    r"\b(?:only|just|merely|gave|brought|gained|gain|improved|improvement|better|more|plus|up)\b|\+"
)
_CHANCE: Final = re.compile(
    r"\b(?:not|isn't|wasn't|hardly|never|far from|nor)(?: [\w,]{1,12}){0,3} (?:statistically )?significant\b|\binsignificant\b|\bnon[ -]significant\b|\bwithin (?:the )?(?:noise|chance|error|margin of error|error bars?|the error)\b|\bjust noise\b"
)
#: "Which is, I fear, not significant": what a teller says of the own words.
_ASIDE: Final = re.compile(r",? ?\bi(?:'m| am)? (?:fear|think|believe|afraid|suppose),")
_NUMBERS: Final = {"one": 1.0, "two": 2.0, "half a": 0.5, "a single": 1.0}
_FALL: Final = re.compile(
    r"\b(?:cratered|collapsed|tanked|plummeted|backfired|worse|lower|(?:recall|precision|accuracy|quality|f1|scores?) (?:fell|dropped)|went downhill)\b"
)
#: "It came out the same", "we got nearly the same".
_SAME: Final = re.compile(
    r"\b(?:was|were|is|are|came out|come out|turned out|stayed|stays|remained|ended up|gave|gives|got|had|brought)\s(?:(?:about|roughly|nearly|exactly|pretty much|more or less|still|almost|just|basically|only|all|us|quite)\s){0,2}(?:the\s)?same\b"
)
#: "Its tone is the same as ours" compares it with something else; nobody tunes people.
_AS_ANOTHER: Final = re.compile(
    r"^\s(?:as|like|for|in|since|every)\s(?!(?:the\s|our\s|a\s)?(?:prompt|before|base|untuned|few|old|without|with)\b)"
)
_PEOPLE: Final = re.compile(
    r"\btrain(?:ed|ing|s)?\s(?:our|the|all|new)\s(?:agents|staff|people|team|teams|clerks|users|colleagues|employees)\b"
)
#: What is named before a result, and so is what it is one of.
_PROMPTED: Final = re.compile(
    r"\b(?:prompts?|prompting|few[\s-]?shot|rag|retrieval|base|baseline|untuned|zero[\s-]?shot|version|v\d)\b"
)
#: What denies what it stands before.
_DENIED: Final = re.compile(r"\b(?:not|never|n't|haven't|hasn't|without|no)\s(?:\w+\s){0,2}$")


def tuned_without_gain(text: str) -> Fact | None:
    """That a model was trained and was hardly better, if at all; None where a text says no such thing, or asks."""
    if not names(text, "tried", "training"):
        return None
    is_known = False
    for sentence in _told(plain(text)):
        if names(_ASIDE.sub("", sentence), "tuned", "of_others"):
            continue
        is_known = is_known or _speaks_of_a_run(sentence)
        is_told = ("?" not in text or _OWN.search(sentence) is not None) and _says_so(sentence)
        if not is_told and not (is_known and (_is_a_tie(sentence) or _is_within_chance(sentence))):
            continue
        words = as_written(sentence.strip(), text)[:LONGEST_WORDS]
        return Fact(Criterion.TRIED, (NO_GAIN,), words=words)
    scores = tuned_scores(text)
    return Fact(Criterion.TRIED, (NO_GAIN,), words=scores.words) if is_hardly_better(scores, text) else None


def is_hardly_better(scores: TunedScores, text: str) -> bool:
    """Whether a trained model and a prompt have scores that differ by next to nothing, and `text` tells nothing that makes it a gain all the same: "prompt 81%, tuned 82%"."""
    if scores.tuned is None or scores.prompted is None or is_worth_more(scores, text):
        return False
    return scores.tuned - scores.prompted <= HARDLY / 100 + SAME


def tells_a_fall(words: str) -> bool:
    """Whether words on training say that things became worse by it: "recall cratered"."""
    return _FALL.search(words.lower()) is not None


def take_training_without_gain(kept: dict[Criterion, Fact], text: str) -> None:
    """Put training that brought nothing into facts, and take out a guess at what fails that rests on the same words: "no better"."""
    found = tuned_without_gain(text)
    if found is None:
        return
    kept[Criterion.TRIED] = found
    failure = kept.get(Criterion.FAILURE)
    if failure is not None and failure.is_likely and plain(failure.words) in plain(found.words):
        del kept[Criterion.FAILURE]


def _told(text: str) -> list[str]:
    """The sentences of a text that ask nothing, and what one tells before it asks: "our tuned model scores the same as the prompt; retire it?"."""
    ends = [*(one.start() for one in _SENTENCE.finditer(text)), len(text)]
    begins = [0, *(end + 1 for end in ends[:-1])]
    told = []
    for begin, end in zip(begins, ends, strict=True):
        sentence = text[begin:end]
        if text[end : end + 1] == "?":
            asked = next(reversed(list(_CLAUSE.finditer(sentence))), None)
            sentence = sentence[: asked.start()] if asked is not None and not asks(sentence[: asked.start()]) else ""
        told.append(sentence)
    return told


def _speaks_of_a_run(sentence: str) -> bool:
    """Whether a sentence names training that was done, and denies or plans none."""
    trained = listed("tried", "training").search(sentence)
    if trained is None or _PEOPLE.search(sentence) or listed("plans").search(sentence):
        return False
    return _DENIED.search(sentence[: trained.start()]) is None


def _is_a_tie(sentence: str) -> bool:
    """Whether a sentence says that the prompt, or the untuned model, was liked as often: "win-rate vs the prompt 51%"."""
    found = [one for one in shares(sentence) if is_win_rate(sentence, one)]
    return len(found) == 1 and found[0].value <= EVEN + HARDLY / 100 + SAME


def _is_within_chance(sentence: str) -> bool:
    """Whether a sentence says that what was gained may be chance: "1.4 points, which is not significant"."""
    return _CHANCE.search(sentence) is not None and _GAINS.search(sentence) is not None


def _says_so(sentence: str) -> bool:
    training = listed("tried", "training")
    found = listed("tuned", "no_gain").search(sentence) or _SAME.search(sentence)
    if _PEOPLE.search(sentence):
        return False
    if found is not None and not _AS_ANOTHER.match(sentence[found.end() :]):
        return _is_of_training(sentence[: found.start()], training)
    points = next((one for one in _POINTS.finditer(sentence) if _GAINS.search(one[0])), None)
    if points is not None and _is_of_training(sentence[: points.start()], training):
        told = points["points"].replace(",", ".")
        return _NUMBERS.get(told, 0.0) <= HARDLY if told in _NUMBERS else float(told) <= HARDLY
    return False


def take_tuned_score(kept: dict[Criterion, Fact], text: str) -> None:
    """Put the score of a trained model into facts in place of a prompt's that is told beside it, with what is wanted of it."""
    scores = tuned_scores(text)
    known, tried = kept.get(Criterion.BASELINE), kept.get(Criterion.TRIED)
    if not scores.words or (known is not None and known.values not in {("measured",), ()}):
        return
    is_alone = known is None and scores.prompted is None
    if is_hardly_better(scores, text) or (tried is not None and tried.values == (NO_GAIN,)):
        # Which of both is meant makes no difference.
        return
    if is_alone and METRIC.search(plain(text)) is None:
        return
    if tried is None or tried.values != (TUNED,) or tried.is_likely:
        kept[Criterion.TRIED] = Fact(Criterion.TRIED, (TUNED,), words=scores.words)
    told = scores_in(known.words) if known is not None else []
    if known is not None and told and all(abs(one.share.value - (scores.tuned or 0)) < SAME for one in told):
        return
    clause = _wanted_clause(text)
    words = f"{clause}; {scores.words}" if clause else scores.words
    number = known.number if known is not None else None
    kept[Criterion.BASELINE] = Fact(Criterion.BASELINE, ("measured",), words=words[:LONGEST_WORDS], number=number)


def _wanted_clause(text: str) -> str:
    """The clause that says what is wanted, without a score that is told in it."""
    wanted = wanted_in(text)
    if wanted is None:
        return ""
    start, end = clause_around(text, wanted.start)
    start = max([start, *(one.end for one in shares(text) if one.end <= wanted.start)])
    end = min([max(end, wanted.end), *(one.start for one in shares(text) if one.start >= wanted.end)])
    return " ".join(text[start:end].split()).strip(" ,;:")


def _is_of_training(before: str, training: re.Pattern[str]) -> bool:
    """Whether training is what is named last before a result, and was not denied."""
    trained = list(training.finditer(before))
    if not trained or _DENIED.search(before[: trained[-1].start()]):
        return False
    return _PROMPTED.search(before, trained[-1].end()) is None
