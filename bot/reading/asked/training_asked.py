"""Whether a message asks if a model can be trained, which the register of models knows to the day: on OpenAI's own platform, or on Azure."""

from __future__ import annotations

from bot.reading.asked.asked_forms import asked_form
from knowledge.model_names import named_models

#: What asks for something else, however it goes on.
_OTHERWISE = frozenset(["how", "what", "why", "which", "who", "where"])
_LONG = ["how", "long"]
#: Whose platform is meant where OpenAI is named.
_THERE, _ELSEWHERE = "openai", frozenset(["azure", "foundry", "microsoft"])


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
    words = asked_form("azure_training").fits(without_models(text), frozenset({str(year)}))
    if not words or words[0] in _OTHERWISE or (_THERE in words and not set(words) & _ELSEWHERE):
        return ()
    return tuple(named_models(text))


def without_models(text: str) -> str:
    """A message in lower case without the names of models in it."""
    rest = text.lower()
    named = {name for one in named_models(text) for name in (one, *_written(one))}
    for model in sorted(named, key=len, reverse=True):
        rest = rest.replace(model, " ")
    return rest


def _written(model: str) -> tuple[str, ...]:
    """How people write the name of a model: "gpt 4.1 mini", "4o-mini"."""
    spaced = model.replace("-", " ")
    return spaced, model.removeprefix("gpt-"), spaced.removeprefix("gpt "), model.replace("gpt-", "gpt")
