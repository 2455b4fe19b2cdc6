"""A model and a platform named together that do not go together: "gpt-4o-mini on Bedrock"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.decision import RunsOn
from bot.reading.told.platforms import platform_in
from knowledge.model_names import model_mentions, plain_words

if TYPE_CHECKING:
    from collections.abc import Collection

#: Models that nobody but their maker and its partner serves, by how their names begin, and who does; what has open weights is served anywhere.
_SERVED_BY: Final = {
    ("gpt-4", "gpt-5", "gpt-6", "o1", "o3", "o4"): (RunsOn.AZURE, RunsOn.OPENAI),
    ("gemini",): (RunsOn.VERTEX,),
}
#: By what a platform is named that sells models; a whole cloud may hold anything.
_NAMES: Final = {
    RunsOn.AZURE: frozenset({"azure", "foundry", "aoai"}),
    RunsOn.OPENAI: frozenset({"openai"}),
    RunsOn.BEDROCK: frozenset({"bedrock"}),
    RunsOn.VERTEX: frozenset({"vertex"}),
}
#: What models of one maker are called together.
FAMILIES: Final = frozenset(
    {"gpt", "gemini", "claude", "nova", "titan", "llama", "mistral", "qwen", "phi", "gemma", "haiku", "sonnet"}
)
#: How many words apart the two are named together.
_NEAR: Final = 4


@dataclass(frozen=True, slots=True)
class AtOdds:
    """A model, the platform that it was named with, and those that serve it."""

    model: str
    named: RunsOn
    served_by: tuple[RunsOn, ...]


def model_and_seller_at_odds(text: str, models: Collection[str]) -> AtOdds | None:
    """The model and the platform of a text that do not go together, each named right beside the other; None where they do, or others are named too.

    Args:
        text: What somebody wrote.
        models: The names of models that have a price.
    """
    fact = platform_in(text)
    named = RunsOn(str(fact.values[0])) if fact is not None else None
    mentions = model_mentions(text, models)
    if named not in _NAMES or len({one.name for one in mentions}) != 1:
        return None
    model, words = mentions[0], plain_words(text)
    served = next((by for begins, by in _SERVED_BY.items() if model.name.startswith(begins)), ())
    others = FAMILIES - {family for family in FAMILIES if model.name.startswith(family)}
    if not served or named in served or others & set(words):
        return None
    first, last = model.words
    beside = {*words[max(0, first - _NEAR) : first], *words[last : last + _NEAR]}
    return AtOdds(model.name, named, served) if _NAMES[named] & beside else None
