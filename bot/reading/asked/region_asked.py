"""Whether a message asks if models can be trained in a country or a region: "can we train in France?", "is tuning possible in UK South?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from bot.reading.asked.asked_forms import asked_form
from knowledge.model_names import named_models
from knowledge.training_regions import training_regions

#: Who asks for models wants no list of regions.
_WHICH_MODELS = frozenset(product(("which", "what"), ("model", "models", "gpt", "llm", "llms")))


@dataclass(frozen=True, slots=True)
class RegionAsked:
    """The country or region that a message asks about, by its name in the list, the models that it names, and whether yes or no is wanted."""

    place: str
    models: tuple[str, ...] = ()
    whether: bool = True


def region_asked(text: str) -> RegionAsked | None:
    """The place of which a message asks whether models can be trained there; None where it asks something else, or of several places."""
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
def _places() -> re.Pattern[str]:
    """A place after "in", or whose regions are named, "EU regions"; the longer name first."""
    names = "|".join(sorted(map(re.escape, _by_name()), key=len, reverse=True))
    return re.compile(
        rf"(?<![^\s])(?:(?:in|within|inside|at) (?P<place>{names})|(?P<regions>{names}) (?:azure )?regions?)(?![^\s])"
    )
