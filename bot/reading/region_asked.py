"""Whether a message asks if models can be trained in a country or a region: "can we train in France?", "is tuning possible in UK South?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.reading.sayings import may_ask
from knowledge.model_names import named_models, plain_words
from knowledge.training_regions import training_regions

#: Longer messages ask or tell more than that.
_MOST_WORDS: Final = 16
_TRAINING: Final = frozenset(["tune", "tuned", "tuning", "finetune", "finetuned", "finetuning", "train", "trained", "training", "sft"])  # fmt: skip
#: What may stand right before "in France" where the training is what is there.
_BEFORE: Final = _TRAINING | frozenset(
    ["model", "models", "it", "this", "available", "possible", "offered", "supported", "allowed", "work", "works", "working", "exist", "done", "do", "run", "job", "jobs",
     "region", "regions", "start", "one", "also", "here", "mini", "nano", "there", "llm", "openai", "azure", "foundry"]
)  # fmt: skip
_WHETHER: Final = frozenset(
    ["can", "could", "may", "is", "are", "does", "do", "possible", "available", "offered", "supported", "allowed", "work", "works", "which", "what", "any", "there", "where"]
)  # fmt: skip
_WHICH: Final = frozenset(["which", "what", "where"])
#: What asks for something else: where data stays, what serves it, what it costs, when it comes.
_OTHERWISE: Final = frozenset(
    ["stay", "stays", "kept", "keep", "leave", "leaves", "residency", "store", "stored", "remain", "remains", "deploy", "deployed", "deployment", "deployments", "host", "hosted",
     "hosting", "serve", "served", "inference", "cost", "costs", "price", "prices", "cheaper", "much", "many", "long", "when", "why", "how", "who", "should", "standard",
     "rft", "dpo", "reinforcement", "interactive", "gdpr", "legal", "law", "lawful", "openai's", "bedrock", "vertex", "aws", "google", "vision", "images"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegionAsked:
    """The country or region that a message asks about, by its name in the list, the models that it names, and whether yes or no is wanted."""

    place: str
    models: tuple[str, ...] = ()
    whether: bool = True


def region_asked(text: str) -> RegionAsked | None:
    """The place of which a message asks whether models can be trained there; None where it asks something else, or of several places."""
    words = plain_words(text)
    said = set(words)
    if not 2 < len(words) <= _MOST_WORDS or not may_ask(text) or said & _OTHERWISE:  # noqa: PLR2004 - "train in Spain?"
        return None
    if not said & _TRAINING or not said & _WHETHER:
        return None
    found = list(_places().finditer(" ".join(words)))
    if len(found) != 1:
        return None
    before = " ".join(words)[: found[0].start()].split()
    models = tuple(named_models(text))
    is_there = bool(before) and (before[-1] in _BEFORE or before[-1][:1].isdigit() or (models and before[-1] in models))
    return RegionAsked(_by_name()[found[0]["place"]], models, not said & _WHICH) if is_there else None


@cache
def _by_name() -> dict[str, str]:
    known = training_regions()
    return {**known.names, **{region.lower(): region for region in known.every}}


@cache
def _places() -> re.Pattern[str]:
    """A place after "in", the longer name first."""
    names = "|".join(sorted(map(re.escape, _by_name()), key=len, reverse=True))
    return re.compile(rf"(?<![^\s])(?:in|within|inside|at) (?P<place>{names})(?![^\s])")
