"""Whether a message asks if a model can be trained, which the register of models knows to the day: on OpenAI's own platform, or on Azure."""

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
#: What a question holds that asks of a model on Azure, or wherever it may be, and of nothing else: no method, no region, no number of examples.
_PLAIN = _TRAINING | _WHETHER | frozenset(
    ["a", "all", "an", "any", "anymore", "are", "at", "azure", "be", "been", "does", "do", "even", "fine", "finetuned", "finetunable", "for", "foundry", "get", "gets", "hey", "hi", "how", "i", "if",
     "in", "is", "it", "long", "microsoft", "ms", "model", "models", "more", "my", "now", "on", "one", "openai", "or", "our", "own", "people", "please", "pls", "someone", "the", "then", "there",
     "this", "to", "today", "tunable", "tuned", "trained", "trainable", "tune", "us", "version", "we", "will", "with", "year", "you", "your", "and", "ok", "so", "quick", "question", "right", "yes", "no", "y/n"]
)  # fmt: skip
_METHODS = frozenset(["sft", "dpo", "rft"])
_OF_TRAINING = _TRAINING | {"tuned", "trained", "finetuned", "tunable", "finetunable", "trainable"}
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


def azure_training_asked(text: str, year: int) -> tuple[str, ...]:
    """The models of which a message asks whether they can be trained on Azure, or names no platform; empty where it asks more than that.

    A `year` may be named that is the current one: what another one brings the register does not say for certain.
    """
    models = named_models(text)
    rest = text.lower()
    for model in sorted({name for one in models for name in (one, *_written(one))}, key=len, reverse=True):
        rest = rest.replace(model, " ")
    words = plain_words(rest)
    said = set(words) - {str(year)}
    if not models or not 0 < len(words) <= _MOST_WORDS or not may_ask(text) or not said <= _PLAIN:
        return ()
    if not said & _OF_TRAINING or not said & _WHETHER or (_THERE in said and not said & _ELSEWHERE):
        return ()
    return () if words[0] in _OTHERWISE or said & _METHODS else tuple(models)


def _written(model: str) -> tuple[str, ...]:
    """How people write the name of a model: "gpt 4.1 mini", "4o-mini"."""
    spaced = model.replace("-", " ")
    return spaced, model.removeprefix("gpt-"), spaced.removeprefix("gpt "), model.replace("gpt-", "gpt")
