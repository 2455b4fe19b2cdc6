"""Which of the models that a message names is used now, which would be tuned, and which is held against it untuned.

"A tuned mini against gpt-4.1" names two: a size alone is of the family that is named or known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.model_names import model_mentions, plain_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: A size that is said alone, and the family that it is of where none is known: the one most often tuned.
_SIZES = frozenset(["mini", "nano"])
_FAMILY = "gpt-4.1"
_TUNED = frozenset(["tuned", "finetuned", "trained", "distilled"])
_TUNES = frozenset(["train", "tune", "finetune", "tuning", "training", "distill", "finetuning"]) | _TUNED
#: What stands between "train" and a model without parting them.
_PARTS = frozenset(["a", "an", "our", "the", "own", "fine", "version", "of", "on", "small", "smaller"])
_MOST_BEFORE = 3
_CHEAPER = frozenset(["cheaper", "beat", "beats", "replace", "replaces", "less"])


@dataclass(frozen=True, slots=True)
class _NamedModel:
    """A model by name, whether it was named as one that is tuned, and the places of its words."""

    name: str
    is_tuned: bool
    is_size: bool
    words: tuple[int, int]


def models_said(text: str, models: Collection[str], known: str = "") -> dict[str, str]:
    """The `model` of now, the one to be `tuned`, and a `smaller` one to hold against it untuned, as far as a message names them.

    Args:
        text: What somebody wrote.
        models: The names of models that have a price.
        known: The model that is used now, as far as that was said before.
    """
    named = _named(text, models, known)
    plain = list(dict.fromkeys(one.name for one in named if not one.is_tuned))
    tuned = next((one for one in named if one.is_tuned), None)
    if tuned is None:
        return _untuned(plain, [one for one in named if not one.is_tuned], text, known)
    found = {"tuned": tuned.name}
    if plain:
        found["model"] = plain[0]
    elif not known and not tuned.is_size:
        found["model"] = tuned.name
    return found


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
    between = plain_words(text)[named[0].words[1] : next(one for one in named if one.name == second).words[0]]
    if set(between) & _CHEAPER:
        return {"model": second, "smaller": first}
    return {"model": first, "smaller": second}


def _named(text: str, models: Collection[str], known: str) -> list[_NamedModel]:
    words = plain_words(text)
    mentions = [one for one in model_mentions(text, models) if one.name in models or not models]
    inside = {place for one in mentions for place in range(*one.words)}
    family = _family(mentions[0].name if mentions else known)
    sizes = [
        (f"{family}-{word}", True, (place, place + 1))
        for place, word in enumerate(words)
        if word in _SIZES and place not in inside and f"{family}-{word}" in models
    ]
    placed = sorted([*((one.name, False, one.words) for one in mentions), *sizes], key=lambda one: one[2])
    return [_NamedModel(name, _is_tuned(words, at, inside), is_size, at) for name, is_size, at in placed]


def _family(name: str) -> str:
    stem = name or _FAMILY
    for size in _SIZES:
        stem = stem.removesuffix(f"-{size}")
    return stem


def _is_tuned(words: Sequence[str], at: tuple[int, int], inside: Collection[int]) -> bool:
    """Whether a model is named as tuned: "a tuned mini", "gpt-4.1-mini fine-tuned", "train 4.1 mini"."""
    for place in range(at[0] - 1, max(-1, at[0] - 1 - _MOST_BEFORE), -1):
        if words[place] in _TUNES and place not in inside:
            return True
        if words[place] not in _PARTS:
            break
    after = [word for word in words[at[1] : at[1] + 2] if word != "fine"]
    return bool(after) and after[0] in _TUNED
