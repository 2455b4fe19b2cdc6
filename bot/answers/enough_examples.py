"""Whether a number of examples is enough to train on, as far as the sentence that is told says a number: "is 24,000 examples enough?"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.asked.verdict_asked import asked_if_enough
from knowledge.model_names import named_models, plain_words, replace_model
from knowledge.passages import Lead

#: What the guide of early 2026 says (S06): fewer do not run, and from thousands on it is what it calls best practice.
_FEWEST, _THOUSANDS = 10, 2_000
_SAYS_HOW_MANY: Final = re.compile(r"\bexamples\b.{0,120}\bhundreds to thousands\b")
#: A question with any other word asks what they are enough for: a score, a method, a kind of text.
_WORDS: Final = frozenset(
    ["is", "are", "would", "will", "be", "a", "an", "the", "our", "we", "i", "have", "to", "for", "of", "so", "then", "it", "that", "and",
     "example", "examples", "sample", "samples", "pair", "pairs", "row", "rows", "record", "records", "training", "labelled", "labeled", "checked",
     "enough", "sufficient", "train", "tune", "fine", "tuning", "finetune", "finetuning", "model", "on", "with", "start", "y", "n", "k"]
)  # fmt: skip

#: What a question for their number holds besides.
_HOW_MANY: Final = frozenset(
    [
        "how",
        "many",
        "do",
        "does",
        "should",
        "must",
        "need",
        "needed",
        "you",
        "one",
        "take",
        "takes",
        "at",
        "least",
        "minimum",
        "min",
        "many",
        "good",
    ]
)


def enough_examples(question: str, sentence: str) -> Lead:
    """The word for a question that asks of nothing but a number of examples, before a sentence that says how many it takes; none for every other."""
    asked = asked_if_enough(question)
    if asked is None or asked.too_few or not _SAYS_HOW_MANY.search(sentence):
        return Lead.NONE
    words = {word for word in plain_words(question) if not word[:1].isdigit()}
    if not words <= _WORDS:
        return Lead.NONE
    if asked.examples < _FEWEST:
        return Lead.NO
    return Lead.YES if asked.examples >= _THOUSANDS else Lead.DEPENDS


def without_model(question: str) -> str:
    """A question for the number of examples without the model that it names, since the sources give one number for all; empty for every other.

    "Is 300 examples enough to fine-tune gpt-4.1-mini?" asks what it asks without the name.
    """
    named = named_models(question)
    if len(named) != 1:
        return ""
    bare = " ".join(replace_model(question, named[0], "").split()).replace(" ?", "?")
    words = {word for word in plain_words(bare) if not word[:1].isdigit()}
    is_of_enough = asked_if_enough(bare) is not None and words <= _WORDS
    return bare if is_of_enough or (words <= _WORDS | _HOW_MANY and "many" in words) else ""
