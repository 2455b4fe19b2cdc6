"""Whether a message asks to train a model on one's own GPU that nobody can have there: "can we fine-tune gpt-4o-mini on our 4090?"."""

from __future__ import annotations

import re

from bot.reading.asked.asked_forms import asked_form
from bot.reading.evidence import listed, plain
from knowledge.model_names import named_models

#: The models that only their providers run; gpt-oss is open.
_HOSTED = re.compile(r"gpt-(?!oss)|o\d|claude|gemini")


def own_gpu_asked(text: str) -> tuple[str, ...]:
    """The hosted models that a message asks to train on one's own GPU; empty where it asks something else, or of another model as well."""
    if not asked_form("own_gpu").fits(text) or not listed("own_hosting", "names").search(plain(text)):
        return ()
    models = tuple(named_models(text))
    return models if models and all(map(is_hosted_only, models)) else ()


def is_hosted_only(model: str) -> bool:
    """Whether a model is one that only its provider runs; an open one, and none, is not."""
    return _HOSTED.match(model) is not None
