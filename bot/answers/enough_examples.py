"""Whether a number of examples is enough to train on, as far as the sentence that is told says a number: "is 24,000 examples enough?"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.asked.verdict_asked import asked_if_enough
from knowledge.model_names import plain_words
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
