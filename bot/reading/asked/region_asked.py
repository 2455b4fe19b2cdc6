"""Whether a message asks if models can be trained in a country or a region: "can we train in France?", "is tuning possible in UK South?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from bot.reading.asked.asked_forms import asked_form
from knowledge.model_names import named_models, plain_words
from knowledge.training_regions import training_regions

#: Who asks for models wants no list of regions.
_WHICH_MODELS = frozenset(product(("which", "what"), ("model", "models", "gpt", "llm", "llms")))


@dataclass(frozen=True, slots=True)
class RegionAsked:
    """A country or a region that a message asks about.

    Attributes:
        place: Its name in the list.
        models: The models that the message names.
        whether: Whether yes or no is wanted.
        for_models: Whether the models are wanted that can be trained there.
        suffices: Whether it is asked if the place will do, be it for training or for data that must stay there.
    """

    place: str
    models: tuple[str, ...] = ()
    whether: bool = True
    for_models: bool = False
    suffices: bool = False


def region_asked(text: str) -> RegionAsked | None:
    """The place of which a message asks whether models can be trained there, which ones, or whether it will do; None where it asks something else, or of several places."""
    return _of_models(text) or _of_training(text) or _of_sufficiency(text)


def _of_models(text: str) -> RegionAsked | None:
    """The one place that a message asks the trainable models of."""
    words = asked_form("region_models").fits(text)
    if not any(pair in _WHICH_MODELS for pair in pairwise(words)) or named_models(text):
        return None
    places = [found["place"] for found in _places().finditer(" ".join(words)) if found["place"]]
    return RegionAsked(_by_name()[places[0]], whether=False, for_models=True) if len(places) == 1 else None


def _of_sufficiency(text: str) -> RegionAsked | None:
    """The one place of which a message asks nothing but whether it will do."""
    words = " ".join(plain_words(text))
    found = list(_named().finditer(words))
    if len(found) != 1:
        return None
    models = tuple(named_models(text))
    besides = frozenset(found[0][0].split()) | frozenset(plain_words(" ".join(models)))
    fits = asked_form("region_suffices").fits(text, besides)
    return RegionAsked(_by_name()[found[0][0]], models, suffices=True) if fits else None


def _of_training(text: str) -> RegionAsked | None:
    form = asked_form("region")
    words = form.fits(text)
    found = list(_places().finditer(" ".join(words)))
    of_models = any(pair in _WHICH_MODELS for pair in pairwise(words))
    if len(found) != 1 or of_models:
        return None
    before = " ".join(words)[: found[0].start()].split()
    models = tuple(named_models(text))
    is_there = bool(found[0]["regions"]) or (
        bool(before)
        and (before[-1] in form.words["before"] or before[-1][:1].isdigit() or (models and before[-1] in models))
    )
    if not is_there:
        return None
    place = _by_name()[found[0]["place"] or found[0]["regions"]]
    return RegionAsked(place, models, not set(words) & form.words["which"])


@cache
def _by_name() -> dict[str, str]:
    known = training_regions()
    return {**known.names, **known.by_name}


@cache
def _named() -> re.Pattern[str]:
    """A place by its name, the longer name first; "us" and "in" are words of their own."""
    names = "|".join(sorted((re.escape(name) for name in _by_name() if name != "us"), key=len, reverse=True))
    return re.compile(rf"(?<![^\s])(?:{names})(?![^\s])")


@cache
def _places() -> re.Pattern[str]:
    """A place after "in", or whose regions are named, "EU regions"; the longer name first."""
    names = "|".join(sorted(map(re.escape, _by_name()), key=len, reverse=True))
    return re.compile(
        rf"(?<![^\s])(?:(?:in|within|inside|at) (?P<place>{names})|(?P<regions>{names}) (?:azure )?regions?)(?![^\s])"
    )
