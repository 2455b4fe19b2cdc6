"""Which of the models that a message names is used now, which would be tuned, and which is held against it untuned.

"A tuned mini against gpt-4.1" names two: a size alone is of the family that is named or known. Who distils trains one model on what another
writes, "4.1 -> 4.1-nano": what it goes into is tuned, and what it comes from is used now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from knowledge.model_names import model_mentions, plain_words, words_with_gaps

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: A size that is said alone, and the family that it is of where none is known: the one most often tuned.
_SIZES = frozenset(["mini", "nano"])
_FAMILY = "gpt-4.1"
#: What says that a model is a trained one; "FT" and its kin are how engineers write it.
TUNED = frozenset(["tuned", "finetuned", "trained", "ft", "sft", "fted"])
_TUNES = frozenset(["train", "tune", "finetune", "tuning", "training", "finetuning"]) | TUNED
#: To distil, as people write it.
DISTILS = frozenset(
    ["distill", "distil", "distills", "distils", "distilled", "distiled", "distilling", "distiling", "distillation", "distilation"]
)  # fmt: skip
#: What stands between "train" and a model without parting them.
_PARTS = frozenset(["a", "an", "our", "the", "own", "fine", "version", "of", "on", "small", "smaller", "d", "ed"])
_MOST_BEFORE = 3
_CHEAPER = frozenset(["cheaper", "beat", "beats", "replace", "replaces", "less"])
#: What makes "tuned" its contrary: "un-tuned".
_APART = frozenset(["un", "non", "not"])
#: Who distils does it from one model into another, however the arrow is drawn.
_INTO = frozenset(["into", "in", "to", "onto", "student"])
_FROM = frozenset(["from", "teacher"])
_ARROWS = ("-->", "->", "=>", "→", "⇒", "➔", "➜")
_ADJECTIVES = frozenset(["a", "an", "our", "the", "own", "down", "big", "large", "larger", "small", "smaller", "cheap", "cheaper", "prompted", "model", "is"])  # fmt: skip
_STOPS = frozenset(",;.!?|\n")
#: What is used beside a tuned small model, without its name.
BIG_ONE = re.compile(
    r"\b(?:big|bigger|large|larger|full[ -]size|frontier|flagship|expensive) (?:prompted |prompt-only |untuned |prompt )?(?:one|model|llm|prompted|prompt-only|untuned)\b"
)
#: A training run by its name, after its model: "tried a gpt-4o-mini fine-tune last spring".
_RUN = frozenset(["tune", "finetune", "tunes", "finetunes"])
_NO_RUN = frozenset(["it", "our", "a", "an", "the", "on", "with", "for", "that", "this", "them", "and", "or"])


class _Role(Enum):
    """What a model is in a message; what is distilled may be either until the others are known."""

    PLAIN = auto()
    TUNED = auto()
    TEACHER = auto()
    DISTILLED = auto()


@dataclass(frozen=True, slots=True)
class _NamedModel:
    """A model by name, what it was named as, whether by its size alone, and the places of its words."""

    name: str
    role: _Role
    is_size: bool
    words: tuple[int, int]

    @property
    def is_tuned(self) -> bool:
        """Whether it is the one that is trained."""
        return self.role is _Role.TUNED


def models_said(text: str, models: Collection[str], known: str = "") -> dict[str, str]:
    """The `model` of now, the one to be `tuned`, and a `smaller` one to hold against it untuned, as far as a message names them.

    Args:
        text: What somebody wrote.
        models: The names of models that have a price.
        known: The model that is used now, as far as that was said before.
    """
    named = _named(text, models, known)
    tuned = next((one for one in named if one.is_tuned), None)
    teacher = next((one.name for one in named if one.role is _Role.TEACHER), "")
    plain = list(dict.fromkeys(one.name for one in named if not one.is_tuned))
    if tuned is None:
        return _untuned(plain, [one for one in named if not one.is_tuned], text, known)
    found = {"tuned": tuned.name}
    others = [name for name in plain if name != tuned.name]
    if teacher or plain:
        found["model"] = teacher or [*others, *plain][0]
    elif not known and large_of(tuned.name) != tuned.name and BIG_ONE.search(text.lower()):
        # "Tuned 4o-mini .97, big prompted .95": what it is held against has no name.
        found |= {"model": large_of(tuned.name), "model_taken": "yes"}
    elif not known and not tuned.is_size:
        found["model"] = tuned.name
    return found


def placed_models(text: str, models: Collection[str], known: str = "") -> list[tuple[int, _NamedModel]]:
    """The models that a text without arrows names, in order, each with the place of its first character."""
    starts, end = [], 0
    for gap, word in words_with_gaps(text):
        starts.append(end + len(gap))
        end += len(gap) + len(word)
    return [(starts[one.words[0]], one) for one in _named(text, models, known)]


def models_in_order(text: str, models: Collection[str], known: str = "") -> list[str]:
    """The models that a message names, in order, with a size alone as one of the family that is named or known."""
    return [one.name for one in _named(text, models, known)]


def _untuned(plain: Sequence[str], named: Sequence[_NamedModel], text: str, known: str) -> dict[str, str]:
    """Without a tuned one: of two the one that the other would be cheaper than is used now."""
    if not plain:
        return {}
    if len(plain) == 1:
        size_alone = named[0].is_size and bool(known) and plain[0] != known
        return {"smaller": plain[0]} if size_alone else {"model": plain[0]}
    first, second = plain[:2]
    words = plain_words(with_arrows_as_words(text))
    between = words[named[0].words[1] : next(one for one in named if one.name == second).words[0]]
    is_turned = bool(set(between) & _CHEAPER) or next(one.role is _Role.TEACHER for one in named if one.name == second)
    return {"model": second, "smaller": first} if is_turned else {"model": first, "smaller": second}


def _named(text: str, models: Collection[str], known: str) -> list[_NamedModel]:
    text = with_arrows_as_words(text)
    mentions = [one for one in model_mentions(text, models) if one.name in models or not models]
    if not mentions and _SIZES.isdisjoint(plain_words(text)):
        return []
    gaps_and_words = words_with_gaps(text)
    words = [word for _, word in gaps_and_words]
    parted = [bool(_STOPS & set(gap)) for gap, _ in gaps_and_words]
    inside = {place for one in mentions for place in range(*one.words)}
    family = large_of(mentions[0].name if mentions else known)
    sizes = [
        (f"{family}-{word}", True, (place, place + 1))
        for place, word in enumerate(words)
        if word in _SIZES and place not in inside and f"{family}-{word}" in models
    ]
    placed = sorted([*((one.name, False, one.words) for one in mentions), *sizes], key=lambda one: one[2])
    starts = {at[0] for _, _, at in placed}
    said = _Said(words, parted, inside, starts, distils=bool(DISTILS & set(words)))
    return _settled([_NamedModel(name, said.role(at), is_size, at) for name, is_size, at in placed])


def _settled(named: Sequence[_NamedModel]) -> list[_NamedModel]:
    """The models with what is distilled told apart: it is the teacher where another is its student, and a small one alone is a student."""

    def role(one: _NamedModel) -> _Role:
        """What a model is there for, once it is known whether a teacher or a student is named beside it."""
        if one.role is not _Role.DISTILLED:
            return one.role
        if has_student:
            return _Role.TEACHER
        return _Role.TUNED if has_teacher or one.name.rpartition("-")[2] in _SIZES else _Role.TEACHER

    has_student = any(one.is_tuned for one in named)
    has_teacher = any(one.role is _Role.TEACHER for one in named)
    return [replace(one, role=role(one)) for one in named]


def large_of(name: str) -> str:
    """The large model of a small one's family: `gpt-4o` of `gpt-4o-mini`; a large one is its own, and that of the family most often tuned stands for none."""
    stem = name or _FAMILY
    for size in _SIZES:
        stem = stem.removesuffix(f"-{size}")
    return stem


def with_arrows_as_words(text: str) -> str:
    """A text with "into" for every arrow."""
    for arrow in _ARROWS:
        text = text.replace(arrow, " into ")
    return text


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a message, which of them a stop stands before, and which are of models."""

    words: Sequence[str]
    parted: Sequence[bool]
    inside: Collection[int]
    starts: Collection[int]
    distils: bool

    def role(self, at: tuple[int, int]) -> _Role:
        """What a model is named as: "a tuned mini", "gpt-4.1-mini fine-tuned", "train 4.1 mini", "distil 4.1 into nano"."""
        if self.distils and (distilled := self._in_distilling(at)):
            return distilled
        return _Role.TUNED if self._before(at[0], _TUNES, _PARTS) or self._is_tuned_after(at[1]) else _Role.PLAIN

    def _in_distilling(self, at: tuple[int, int]) -> _Role | None:
        if self._before(at[0], _INTO, _ADJECTIVES):
            return _Role.TUNED
        if self._before(at[0], _FROM, _ADJECTIVES):
            return _Role.TEACHER
        if self._before(at[0], DISTILS, _PARTS | _ADJECTIVES):
            return _Role.DISTILLED
        after = self._after(at[1])
        if after[:1] and after[0] in DISTILS:
            return _Role.TEACHER if _INTO & set(after[1:]) else _Role.TUNED
        if after[:1] == ["as"] and {"student", "teacher"} & set(after):
            return _Role.TUNED if "student" in after else _Role.TEACHER
        return None

    def _before(self, start: int, wanted: frozenset[str], between: frozenset[str]) -> bool:
        """Whether one of some words stands before a place, with nothing but what may stand between."""
        for place in range(start - 1, max(-1, start - 1 - _MOST_BEFORE), -1):
            if self.parted[place + 1]:
                return False
            word = self.words[place]
            if word in wanted and place not in self.inside:
                return not (place and self.words[place - 1] in _APART)
            if word not in between:
                return False
        return False

    def _after(self, end: int) -> list[str]:
        """The next words of the same clause, without "fine" of "fine-tuned"."""
        found = []
        for place in range(end, min(len(self.words), end + _MOST_BEFORE + 1)):
            if self.parted[place]:
                break
            found += [self.words[place]] if self.words[place] != "fine" else []
        return found

    def _is_tuned_after(self, end: int) -> bool:
        """Whether a model is followed by what says that it is tuned, and that belongs to no model after it: "gpt-4.1, FT nano"."""
        after = self._after(end)
        is_run = after[:1] != [] and after[0] in _RUN and not _NO_RUN & set(after[1:2])
        if not after or not (after[0] in TUNED or is_run):
            return False
        place = end + (1 if self.words[end] == "fine" else 0) + 1
        return place not in self.starts or self.parted[place]
