"""A message that names the model in use and says nothing else: "gpt-4o", "it's gpt-4.1 mini right now", "claude sonnet 4"."""

from __future__ import annotations

from typing import Final

from bot.reading.told.model_and_seller import FAMILIES
from knowledge.model_names import model_mentions, plain_words

_LONGEST: Final = 60
#: What may stand around the name.
_AROUND: Final = frozenset(
    ["it", "its", "s", "is", "that", "this", "the", "a", "an", "we", "i", "our", "use", "uses", "using", "run", "runs", "running", "on", "with", "by", "via", "at", "currently", "right", "now", "today", "just", "only", "model", "llm", "version", "latest", "plain", "standard", "normal", "so", "far", "and", "yes", "ok", "oh", "btw", "as", "said", "from", "openai", "azure"]
)  # fmt: skip
#: What belongs to the name of a model that no list has.
_OF_A_NAME: Final = FAMILIES | {"opus", "flash", "pro", "lite", "large", "small", "medium", "instruct", "chat", "8b", "70b", "7b"}  # fmt: skip


def model_alone(text: str) -> str:
    """The name of the model that a message consists of; empty where it names none, several, or says or asks anything besides."""
    if len(text) > _LONGEST or "?" in text:
        return ""
    words, mentions = plain_words(text), [mention for mention in model_mentions(text) if mention.is_known]
    if len(mentions) > 1:
        return ""
    if mentions:
        first, after = mentions[0].words
        return mentions[0].name if _AROUND.issuperset([*words[:first], *words[after:]]) else ""
    named = [word for word in words if word not in _AROUND]
    is_one = not FAMILIES.isdisjoint(named) and all(word in _OF_A_NAME or word[0].isdigit() for word in named)
    return " ".join(named) if is_one else ""
