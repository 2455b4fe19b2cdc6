"""Whose scores a text tells, where a model was trained: its own, and what there is without it: "prompt F1 .88, fine-tuned .95".

What stands beside a score says whose it is, before it in a list ("tuned 88%, prompt 71%") or after it (".84 prompt vs .85 ft"); a score that
"went from .84 to .95" with training is both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.reading.evidence import as_written, clause_around, listed, names, plain
from bot.reading.numbers.named_scores import PER_CENT
from bot.reading.scores.scores import MOST_SHARES, is_score, is_wanted, shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reading.numbers.quantities import Quantity

#: Characters before a score in which its name stands, and words after it that may lead to its name.
NEAR: Final = 40
_SENTENCE: Final = re.compile(r"[.!?\n](?=\s|$)")
#: What there is without training.
_PROMPTED: Final = re.compile(
    r"\b(?:prompts?|prompting|prompted|few[\s-]?shots?|fewshot|zero[\s-]?shot|rag|retrieval|base(?: model)?|baseline|un-?tuned|vanilla|off[\s-]the[\s-]shelf|out[\s-]of[\s-]the[\s-]box|icl|in[\s-]context)\b"
)
#: What denies training before its name, or says that something was before it.
_WITHOUT: Final = re.compile(
    r"(?:\b(?:not|never|without|no|before|prior to|pre|haven't|hasn't)|n't|\bw/o)[\s-](?:(?:any|the|our|yet|been|even|ever|doing)\s){0,2}$"
)
#: What training's name is part of, and tells of no model.
_OF_DATA: Final = re.compile(
    r"[\s-](?:data|examples?|sets?|pairs?|samples?|rows|labels?|corpus|costs?|budget|jobs?|time|hours?)\b"
)
_OF_A_PROMPT: Final = re.compile(r"[\s-](?:(?:system|our|the|up|this)\s){0,2}(?:prompts?|instructions?)\b")
#: What may stand between a score and its name after it.
_LEADS: Final = re.compile(
    r"\s{0,2}\(?(?:(?:after|with|for|from|by|using|through|in|on|of|under|via|the|our|a|an|its|plain|simple|best|bare|old|new|is|was|it|doing|we|gpt[\w.-]{1,12}|[\w.]{1,6}-mini|\d\.\d|llama|mistral|qwen)[\s-]){0,4}"
)
_FIGURE: Final = r"(?:0?\.\d{1,4}|\d{1,2}(?:\.\d{1,2})?\s?%?)"
#: "Went .84 -> .95", "from 84% to 95%".
_FROM_TO: Final = re.compile(
    rf"(?<![\w.,])(?P<old>{_FIGURE})\s?(?:-{{1,2}}>|→|=>|⇒|to|up to)\s?(?P<new>{_FIGURE})(?![\w.]*\w)"
)
#: What says that it has not gone there yet.
_NOT_YET: Final = re.compile(
    r"\b(?:need|needs|want|wants|target|goal|must|would|could|will|plan|hope|expect|should|to (?:get|go|move|raise|lift))\b"
)
#: Characters of a denial before a name: "without any".
LONGEST_DENIAL: Final = 14
#: What says of a share that it is a gain, before it and after it.
_GAINED: Final = re.compile(
    r"(?:\bby(?: (?:only|just|about|around|some|roughly|nearly|almost))?|\b(?:gain\w*|improvement of|plus|gave(?: us)?|brought(?: us)?|another)(?: (?:only|just|about))?|\+)\s?$"
)
_MORE: Final = re.compile(
    r"\s(?:better|more|higher|up|gain|improvement|uplift|lift|points?|relative|of the|of our|of all|of them)\b"
)
#: What a score is one of.
METRIC: Final = re.compile(
    r"\b(?:f1|accuracy|acc|recall|precision|em|exact match|score|scores?|auc|right|correct|quality)\b"
)


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    words: str
    is_tuned: bool


@dataclass(frozen=True, slots=True)
class _Scored:
    name: _Name
    value: float
    figure: str


@dataclass(frozen=True, slots=True)
class TunedScores:
    """What a trained model reaches, and what there is without training, as shares from 0 to 1; None where a text does not tell it.

    Attributes:
        words: The name of the trained model and its score, as they were written; empty where none is told.
    """

    tuned: float | None = None
    prompted: float | None = None
    words: str = ""


def tuned_scores(text: str) -> TunedScores:
    """The scores of a text by whose they are; none where it tells several of one of them, or speaks of others' training."""
    found: list[_Scored] = []
    for sentence in _sentences(listed("tried", "tuned_prompt").sub("prompt", plain(text))):
        found += _from_to(sentence) or _side_by_side(sentence)
    tuned = {one.value: one for one in found if one.name.is_tuned}
    prompted = {one.value: one for one in found if not one.name.is_tuned}
    if len(tuned) > 1 or len(prompted) > 1:
        return TunedScores()
    (with_training,), (without,) = tuned.values() or (None,), prompted.values() or (None,)
    return TunedScores(
        with_training.value if with_training else None,
        without.value if without else None,
        f"{as_written(with_training.name.words, text)} {with_training.figure}" if with_training else "",
    )


def _sentences(whole: str) -> Iterator[str]:
    start = 0
    for end in (*(one.end() for one in _SENTENCE.finditer(whole)), len(whole)):
        yield whole[start:end]
        start = end


def _from_to(sentence: str) -> list[_Scored]:
    """Both scores of "F1 went from .84 to .95" in a sentence that says that training did it."""
    found = _FROM_TO.search(sentence)
    if found is None or _is_of_others(sentence, found.start()):
        return []
    before, after = _named_in(sentence[: found.start()]), _named_after(sentence[found.end() :])
    label = after if after is not None and after.is_tuned else next(reversed(before), None)
    is_scored = METRIC.search(sentence) is not None or "%" in found[0] or found[0].startswith((".", "0."))
    if label is None or not label.is_tuned or not is_scored:
        return []
    without = _Name(label.start, label.words, is_tuned=False)
    return [_Scored(without, _share(found["old"]), found["old"]), _Scored(label, _share(found["new"]), found["new"])]


def _side_by_side(sentence: str) -> list[_Scored]:
    """The scores of a sentence that have a name beside them, each with whether that is a trained model's."""
    every = shares(sentence)[:MOST_SHARES]
    scores = [one for one in every if is_score(sentence, one) and not _is_a_part_or_gain(sentence, one)]
    found, last, is_named_first = [], 0, None
    for place, one in enumerate(scores):
        following = scores[place + 1].start if place + 1 < len(scores) else len(sentence)
        ahead = next(reversed(_named_in(sentence[max(last, one.start - NEAR) : one.start])), None)
        after = _named_after(_behind(sentence, one, every, following))
        if is_named_first is None:
            is_named_first = ahead is not None
        label = (ahead or after) if is_named_first else (after or ahead)
        last = one.end
        if label is not None and not _is_of_others(sentence, one.start):
            found.append(_Scored(label, one.value, sentence[one.start : one.end]))
    return found


def _is_a_part_or_gain(sentence: str, share: Quantity) -> bool:
    """Whether a share says of how much something was trained, or by how much it became better: "trained on 80%", "by only 1%"."""
    start, end = clause_around(sentence, share.start)
    return (
        share.led[-1:] == ("on",)
        or _GAINED.search(sentence[: share.start]) is not None
        or _MORE.match(sentence, share.end) is not None
        or names(sentence[start : max(end, share.end)], "baseline", "of_money")
    )


def _behind(sentence: str, score: Quantity, every: list[Quantity], following: int) -> str:
    """What stands behind a score up to the next one, without a target that is told in between: "F1 .95, target .93 after LoRA"."""
    wanted = [one for one in every if score.end <= one.start < following and is_wanted(sentence, one)]
    return sentence[wanted[-1].end if wanted else score.end : following]


def _named_in(before: str) -> list[_Name]:
    """What a piece of text names of trained models and of what there is without training, in order."""
    found = [_Name(one.start(), one[0], is_tuned=False) for one in _PROMPTED.finditer(before)]
    for one in listed("tried", "training").finditer(before):
        if _OF_DATA.match(before, one.end()) or _OF_A_PROMPT.match(before, one.end()):
            continue
        found.append(_Name(one.start(), one[0], is_tuned=_WITHOUT.search(before[: one.start()]) is None))
    return sorted(found, key=lambda name: name.start)


def _named_after(behind: str) -> _Name | None:
    """What stands right behind a score, with no more than little words between; None where that is no name."""
    leads = _LEADS.match(behind)
    start = leads.end() if leads else 0
    first = next(iter(_named_in(behind[: start + NEAR])), None)
    is_denied = first is not None and _WITHOUT.search(behind[: first.start]) is not None
    near = start + (LONGEST_DENIAL if is_denied else 0)
    return first if first is not None and first.start <= near else None


def _is_of_others(sentence: str, place: int) -> bool:
    """Whether the clause of a score tells what others reached, or what is only wanted, hoped or supposed."""
    start, end = clause_around(sentence, place)
    return names(sentence[start:end], "tuned", "of_others") or bool(_NOT_YET.search(sentence[start:place]))


def _share(figure: str) -> float:
    value = float(figure.rstrip(" %"))
    return value if value <= 1 else value / PER_CENT
