"""Whether a message asks if a model can be trained, which the register of models knows to the day: on OpenAI's own platform, or on Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.reading.asked_forms import asked_form
from knowledge.model_names import named_models

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What asks for something else, however it goes on.
_OTHERWISE = frozenset(["how", "what", "why", "which", "who", "where"])
_LONG = ["how", "long"]
#: Whose platform is meant where OpenAI is named.
_THERE, _ELSEWHERE = "openai", frozenset(["azure", "foundry", "microsoft"])

#: The methods of tuning by the words that name them.
_METHODS: Final = {
    "sft": "SFT", "supervised": "SFT", "dpo": "DPO", "preference": "DPO", "rft": "RFT", "reinforcement": "RFT",
}  # fmt: skip


def training_asked(text: str) -> tuple[str, ...]:
    """The models of which a message asks whether they can be trained at OpenAI; empty where it asks something else."""
    words = asked_form("openai_training").fits(text)
    if not words or (words[0] in _OTHERWISE and words[:2] != _LONG):
        return ()
    return tuple(named_models(text))


def azure_training_asked(text: str, year: int) -> tuple[str, ...]:
    """The models of which a message asks whether they can be trained on Azure, or names no platform; empty where it asks more than that.

    A `year` may be named that is the current one: what another one brings the register does not say for certain.
    """
    models = named_models(text)
    words = asked_form("azure_training").fits(_without(models, text), frozenset({str(year)}))
    if not words or words[0] in _OTHERWISE or (_THERE in words and not set(words) & _ELSEWHERE):
        return ()
    return tuple(models)


def method_asked(text: str) -> tuple[str, str]:
    """The method of tuning and the one model of which a message asks whether they go together on Azure; both empty where it asks more than that."""
    models = named_models(text)
    if len(models) != 1:
        return "", ""
    words = asked_form("method_of_model").fits(_without(models, text))
    named = list(dict.fromkeys(_METHODS[word] for word in words if word in _METHODS))
    is_plain = bool(words) and words[0] not in _OTHERWISE and len(named) == 1
    return (named[0], models[0]) if is_plain else ("", "")


def _without(models: Sequence[str], text: str) -> str:
    """A text in lower case without the names of some models."""
    rest = text.lower()
    for model in sorted({name for one in models for name in (one, *_written(one))}, key=len, reverse=True):
        rest = rest.replace(model, " ")
    return rest


def _written(model: str) -> tuple[str, ...]:
    """How people write the name of a model: "gpt 4.1 mini", "4o-mini"."""
    spaced = model.replace("-", " ")
    return spaced, model.removeprefix("gpt-"), spaced.removeprefix("gpt "), model.replace("gpt-", "gpt")
