"""Whether a message asks if models can be trained in a country or a region: "can we train in France?", "is tuning possible in UK South?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.reading.asked_forms import asked_form
from knowledge.model_names import named_models
from knowledge.training_regions import training_regions


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
    if len(found) != 1:
        return None
    before = " ".join(words)[: found[0].start()].split()
    models = tuple(named_models(text))
    is_there = bool(before) and (
        before[-1] in form.words["before"] or before[-1][:1].isdigit() or (models and before[-1] in models)
    )
    return (
        RegionAsked(_by_name()[found[0]["place"]], models, not set(words) & form.words["which"]) if is_there else None
    )


@cache
def _by_name() -> dict[str, str]:
    known = training_regions()
    return {**known.names, **known.by_name}


@cache
def _places() -> re.Pattern[str]:
    """A place after "in", the longer name first."""
    names = "|".join(sorted(map(re.escape, _by_name()), key=len, reverse=True))
    return re.compile(rf"(?<![^\s])(?:in|within|inside|at) (?P<place>{names})(?![^\s])")
