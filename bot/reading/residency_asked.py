"""Whether a message asks where a tuned model can be trained or served so that data stay in their region: "can it be hosted in Italy?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.reading.sayings import may_ask
from knowledge.model_names import named_models, plain_words
from knowledge.training_regions import training_regions

#: Longer messages ask or tell more than that.
_MOST_WORDS: Final = 20
EUROPE: Final = "Europe"
_EUROPEAN: Final = frozenset(["europe", "european", "eu", "eea", "eu/eea"])
_TUNED: Final = frozenset(["tuned", "finetuned", "trained", "custom"])
_TRAINING: Final = frozenset(["tune", "tuning", "finetune", "finetuning", "train", "training", "sft"])
_SERVING: Final = frozenset(
    ["run", "runs", "running", "host", "hosts", "hosted", "hosting", "serve", "served", "serving", "deploy", "deployed", "deployment", "deployments",
     "inference", "live", "operate", "operated"]
)  # fmt: skip
_RESIDENCY: Final = frozenset(["residency", "resident", "in-region", "inregion", "residence"])
_STAYING: Final = frozenset(["stay", "stays", "staying", "kept", "keep", "remain", "remains", "leave", "leaving"])
_DATA: Final = frozenset(["data", "weights", "everything"])
_STANDARD: Final = "standard"
_WHETHER: Final = frozenset(
    ["can", "could", "may", "is", "are", "does", "do", "possible", "available", "offered", "supported", "support", "allowed", "work", "works", "which", "what", "any", "there", "where", "ok"]
)  # fmt: skip
_WHICH: Final = frozenset(["which", "what", "where"])
#: What asks for something else: what it costs, when it comes, how it is done, another type or another provider.
_OTHERWISE: Final = frozenset(
    ["cost", "costs", "price", "prices", "cheaper", "cheap", "much", "many", "long", "when", "why", "how", "who", "global", "globally", "developer", "batch", "ptu", "provisioned",
     "difference", "versus", "vs", "zone", "datazone", "rft", "dpo", "bedrock", "vertex", "aws", "google", "vision", "openai's", "llama", "mistral", "ministral", "qwen",
     "oss", "weight", "weights", "own", "premises", "prem", "gpus", "compliant", "gdpr", "law", "legal", "lawful", "idle", "billed", "fee", "untuned", "base"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResidencyAsked:
    """What a message asks of data that stay in their region.

    Attributes:
        place: The country, the region, or Europe; empty where none is named.
        models: The models that it names.
        trains: Whether training is asked about, else where a tuned model is served.
        whether: Whether yes or no is wanted.
    """

    place: str = ""
    models: tuple[str, ...] = ()
    trains: bool = False
    whether: bool = True


def residency_asked(text: str) -> ResidencyAsked | None:
    """Where a message asks for a tuned model with its data in one region; None where it asks something else, or of several places."""
    words = plain_words(text)
    said = set(words)
    if not 3 < len(words) <= _MOST_WORDS or not may_ask(text) or said & _OTHERWISE or not said & _WHETHER:  # noqa: PLR2004 - "is it hosted there?"
        return None
    place = _place(words)
    if place is None:
        return None
    stays = bool(said & _RESIDENCY) or (bool(said & _STAYING) and bool(said & _DATA))
    serves = bool(said & _TUNED) and bool(said & _SERVING)
    trains = bool(said & _TRAINING) and not serves
    which = bool(said & _WHICH)
    if serves and (place or stays or _STANDARD in said):
        return ResidencyAsked(place, tuple(named_models(text)), whether=not which)
    if trains and (stays or _is_standard_training(words)) and (place or which):
        return ResidencyAsked(place, tuple(named_models(text)), trains=True, whether=not which)
    return None


def _is_standard_training(words: list[str]) -> bool:
    """Whether the type of training is named: "Standard training", "training type Standard", "standard fine-tuning"."""
    places = [place for place, word in enumerate(words) if word == _STANDARD]
    return any(set(words[max(0, place - 2) : place + 4]) & _TRAINING for place in places)


def _place(words: list[str]) -> str | None:
    """The one place that is named; empty where there is none, None where there are several."""
    found = {_by_name()[one["place"]] for one in _places().finditer(" ".join(words))}
    if not found:
        return EUROPE if set(words) & _EUROPEAN else ""
    return found.pop() if len(found) == 1 else None


@cache
def _by_name() -> dict[str, str]:
    known = training_regions()
    # "Let us" is no country, and the one region with Standard deployments in Europe lies in the EU.
    names = {
        name: country for name, country in known.names.items() if name != "us" and not _EUROPEAN & set(name.split())
    }
    return {**names, **{region.lower(): region for region in known.every}}


@cache
def _places() -> re.Pattern[str]:
    """A place, the longer name first."""
    names = "|".join(sorted(map(re.escape, _by_name()), key=len, reverse=True))
    return re.compile(rf"(?<![^\s])(?P<place>{names})(?![^\s])")
