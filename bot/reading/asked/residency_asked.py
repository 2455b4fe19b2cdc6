"""Whether a message asks where a tuned model can be trained or served so that data stay in their region: "can it be hosted in Italy?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from bot.reading.asked.asked_forms import asked_form
from knowledge.model_names import named_models
from knowledge.training_regions import training_regions

EUROPE: Final = "Europe"
_STANDARD: Final = "standard"


@dataclass(frozen=True, slots=True)
class ResidencyAsked:
    """What a message asks of data that stay in their region.

    Attributes:
        place: The country, the region, or Europe; empty where none is named.
        models: The models that it names.
        trains: Whether training is asked about, else where a tuned model is served.
        whether: Whether yes or no is wanted.
        zoned: Whether a Data Zone deployment is asked about, whose data stay in a zone of several regions.
        or_europe: Whether Europe would do beside the country or region: "in Germany or at least the EU".
    """

    place: str = ""
    models: tuple[str, ...] = ()
    trains: bool = False
    whether: bool = True
    zoned: bool = False
    or_europe: bool = False


def residency_asked(text: str) -> ResidencyAsked | None:
    """Where a message asks for a tuned model with its data in one region; None where it asks something else, or of several places."""
    form = asked_form("residency")
    words = form.fits(text)
    place = _place(words)
    if not words or place is None or _asks_for_people(words):
        return None
    named = {called for called, every in form.words.items() if every & set(words)}
    stays = "residency" in named or {"staying", "data"} <= named
    serves = {"tuned", "serving"} <= named
    trains, which = "training" in named and not serves, "which" in named
    is_zoned = "zoned" in named
    if serves and (place if is_zoned else place or stays or _STANDARD in words):
        or_europe = place not in {"", EUROPE} and bool(set(words) & form.words["european"])
        return ResidencyAsked(
            place, tuple(named_models(text)), whether=not which, zoned=is_zoned, or_europe=or_europe and not is_zoned
        )
    if is_zoned:
        return None
    if trains and (stays or _is_standard_training(words)) and (place or which):
        return ResidencyAsked(place, tuple(named_models(text)), trains=True, whether=not which)
    return None


def _asks_for_people(words: list[str]) -> bool:
    """Whether it is asked which people or what else has such a model: "which hospital in Sweden runs a tuned model"."""
    of_places = asked_form("residency").words["asked_for"]
    return any(word == "which" and after not in of_places for word, after in pairwise(words))


def _is_standard_training(words: list[str]) -> bool:
    """Whether the type of training is named: "Standard training", "training type Standard", "standard fine-tuning"."""
    training = asked_form("residency").words["training"]
    places = [place for place, word in enumerate(words) if word == _STANDARD]
    return any(set(words[max(0, place - 2) : place + 4]) & training for place in places)


def _place(words: list[str]) -> str | None:
    """The one place that is named; empty where there is none, None where there are several."""
    found = {_by_name()[one["place"]] for one in _places().finditer(" ".join(words))}
    if not found:
        return EUROPE if set(words) & asked_form("residency").words["european"] else ""
    return found.pop() if len(found) == 1 else None


@cache
def _by_name() -> dict[str, str]:
    known = training_regions()
    # "Let us" is no country, and the one region with Standard deployments in Europe lies in the EU.
    european = asked_form("residency").words["european"]
    names = {
        name: country for name, country in known.names.items() if name != "us" and not european & set(name.split())
    }
    return {**names, **known.by_name}


@cache
def _places() -> re.Pattern[str]:
    """A place, the longer name first."""
    names = "|".join(sorted(map(re.escape, _by_name()), key=len, reverse=True))
    return re.compile(rf"(?<![^\s])(?P<place>{names})(?![^\s])")
