"""Whether a message asks if a model can be trained by one of the methods, which the register knows: "does RFT work with gpt-4.1-mini?"."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reading.asked.asked_forms import asked_form
from bot.reading.asked.training_asked import without_models
from knowledge.model_names import named_models

#: The methods by the words that name them.
METHODS = {
    "sft": "SFT", "supervised": "SFT", "dpo": "DPO", "preference": "DPO", "rft": "RFT", "reinforcement": "RFT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MethodAsked:
    """A method, as the register names it, and the models of a question."""

    method: str
    models: tuple[str, ...]


def method_asked(text: str) -> MethodAsked | None:
    """The method that a message asks of some models; None where it names several methods, no model, or asks more than that."""
    words = asked_form("method").fits(without_models(text))
    named = list(dict.fromkeys(METHODS[word] for word in words if word in METHODS))
    models = tuple(named_models(text))
    return MethodAsked(named[0], models) if len(named) == 1 and models else None
