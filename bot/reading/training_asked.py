"""Whether a message asks if a model can be trained on OpenAI's own platform, which the register of models knows to the day."""

from __future__ import annotations

from bot.reading.sayings import may_ask
from knowledge.model_names import named_models, plain_words

#: Longer messages ask or tell more than that.
_MOST_WORDS = 20
_TRAINING = frozenset(["tune", "tuning", "finetune", "finetuning", "train", "training", "sft", "dpo", "rft"])
_WHETHER = frozenset(
    ["can", "could", "may", "possible", "able", "allowed", "still", "open", "closed", "close", "closes", "closing", "end", "ends", "stop",
     "stops", "until", "available", "offered", "supported"]
)  # fmt: skip
#: What asks for something else, however it goes on.
_OTHERWISE = frozenset(["how", "what", "why", "which", "who", "where"])
_LONG = ["how", "long"]
_THERE, _ELSEWHERE = "openai", frozenset(["azure", "foundry", "microsoft", "bedrock", "vertex"])


def training_asked(text: str) -> tuple[str, ...]:
    """The models of which a message asks whether they can be trained at OpenAI; empty where it asks something else."""
    words = plain_words(text)
    said = set(words)
    if not 0 < len(words) <= _MOST_WORDS or not may_ask(text):
        return ()
    if _THERE not in said or said & _ELSEWHERE or not said & _TRAINING or not said & _WHETHER:
        return ()
    if words[0] in _OTHERWISE and words[:2] != _LONG:
        return ()
    return tuple(named_models(text))
