"""Whether a text says of a model that was trained that it was no better than what there was: "we fine-tuned already and it was the same".

Then what was tried speaks against more training, until it is known why. Two points on a test are within what another run brings, so a gain
of so many counts as hardly one where nothing else is said; own choice.
"""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import as_written, listed, names, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.scores import shares
from bot.reading.wins import EVEN, is_win_rate

#: Points that a tuned model may be better without being so for certain.
HARDLY: Final = 2
VALUE: Final = "tuned_no_gain"
_SENTENCE: Final = re.compile(r"[.!?\n](?=\s|$)")
#: "+1 point only", "just 1.5 points better", "gave 2 % more".
_POINTS: Final = re.compile(
    r"(?:(?:only|just|merely|by|gave|brought|got|gained|was|were|improved|us|plus|about|with|of|a|\+)\s?){0,4}\+?(?P<points>\d(?:[.,]\d)?|one|two|half a|a single)\s?(?:%|percent|per cent|percentage points?|points?|pts?|pp|p\.p\.)(?!\w)\s?(?:only|more|better|up|gain|improvement|at most|of gain|of improvement)?"
)
_GAINS: Final = re.compile(
    r"\b(?:only|just|merely|gave|brought|gained|gain|improved|improvement|better|more|plus|up)\b|\+"
)
_NUMBERS: Final = {"one": 1.0, "two": 2.0, "half a": 0.5, "a single": 1.0}
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
#: Characters around a score in which a technique is named.
NEAR: Final = 30


def tuned_without_gain(text: str) -> Fact | None:
    """That a model was trained and was hardly better, if at all; None where a text says no such thing, or asks."""
    if not names(text, "tried", "training"):
        return None
    is_known = False
    for sentence in _told(plain(text)):
        if names(sentence, "tuned", "of_others"):
            continue
        is_known = is_known or _speaks_of_a_run(sentence)
        is_told = "?" not in text and _says_so(sentence)
        if not is_told and not (is_known and _is_a_tie(sentence)):
            continue
        words = as_written(sentence.strip(), text)[:LONGEST_WORDS]
        return Fact(Criterion.TRIED, (VALUE,), words=words)
    return None


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
    """The sentences of a text that ask nothing."""
    ends = [*(one.start() for one in _SENTENCE.finditer(text)), len(text)]
    begins = [0, *(end + 1 for end in ends[:-1])]
    return [text[begin:end] for begin, end in zip(begins, ends, strict=True) if text[end : end + 1] != "?"]


def _speaks_of_a_run(sentence: str) -> bool:
    """Whether a sentence names training that was done, and denies or plans none."""
    trained = listed("tried", "training").search(sentence)
    if trained is None or _PEOPLE.search(sentence) or listed("plans").search(sentence):
        return False
    return _DENIED.search(sentence[: trained.start()]) is None


def _is_a_tie(sentence: str) -> bool:
    """Whether a sentence says that the prompt, or the untuned model, was liked as often: "win-rate vs the prompt 51%"."""
    found = [one for one in shares(sentence) if is_win_rate(sentence, one)]
    return len(found) == 1 and found[0].value <= EVEN + HARDLY / 100 + 1e-9


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
    return _scored_alike(sentence, training)


def _is_of_training(before: str, training: re.Pattern[str]) -> bool:
    """Whether training is what is named last before a result, and was not denied."""
    trained = list(training.finditer(before))
    if not trained or _DENIED.search(before[: trained[-1].start()]):
        return False
    return _PROMPTED.search(before, trained[-1].end()) is None


def _scored_alike(sentence: str, training: re.Pattern[str]) -> bool:
    """Whether a trained model and a prompt have scores that are told side by side, and differ by next to nothing: "prompt 81%, tuned 82%"."""
    tuned, prompted = [], []
    last = 0
    for one in shares(sentence):
        before, last = sentence[max(last, one.start - NEAR) : one.start], one.end
        if training.search(before):
            tuned.append(one.value)
        elif _PROMPTED.search(before):
            prompted.append(one.value)
    return len(tuned) == len(prompted) == 1 and tuned[0] - prompted[0] <= HARDLY / 100 + 1e-9
