"""Cuts a text into the windows of tokens that the reading network takes, the open question in front of each.

The same function serves training and reading, so the two can't drift apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.decision import Criterion
from knowledge.minilm import readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tokenizers import Tokenizer

#: Characters that are read: a message beyond it is a pasted document, and the time to read stays bounded.
LONGEST_TEXT = 4_000
#: Tokens of a window, how many of them two windows share, and how many windows are read at most: about 4,000 characters of English.
WINDOW, SHARED, MOST_WINDOWS = 160, 16, 6
CLASSIFY, SEPARATE = 101, 102
_NO_APOSTROPHE = re.compile(
    r"(?<!\w)(?:have|has|had|do|does|did|is|are|was|were|ca|could|would|should|must|need)nt(?!\w)", re.IGNORECASE
)
#: What stands before a text when no question is open.
NOTHING_ASKED = "message"
#: What stands before a reply: the question in few words. The network learned these, and no criterion that isn't here; the rubric's own
#: wording may change without it.
QUESTIONS = {
    Criterion.GOAL: "what should be different?",
    Criterion.TRIED: "what was tried so far?",
    Criterion.FAILURE: "how does it fail?",
    Criterion.BASELINE: "how is it measured, on how many cases?",
    Criterion.EXAMPLES: "how many pairs of input and output?",
    Criterion.DATA_QUALITY: "who checked the examples, do they agree?",
    Criterion.KNOWLEDGE_HOME: "where does the knowledge live?",
    Criterion.VOLATILITY: "how often does the knowledge change?",
    Criterion.CITATIONS: "must answers show their source?",
    Criterion.PERMISSIONS: "may everyone see the same?",
    Criterion.VOLUME: "how many calls a day?",
    Criterion.LATENCY: "must it answer within a second?",
    Criterion.RESIDENCY: "must data stay in a region or in house?",
    Criterion.TUNABLE_MODEL: "is there a model you may train?",
    Criterion.TEAM: "who would build and run it?",
    Criterion.UPKEEP: "could somebody retrain it later?",
    Criterion.DEADLINE: "when must it be in use?",
    Criterion.STAKES: "what does a wrong answer cost?",
    Criterion.TASK_STABILITY: "will the definition of right change?",
    Criterion.SIGNAL: "what could it learn from?",
}


@dataclass(frozen=True, slots=True)
class TokenWindow:
    """One stretch of a text as the network takes it.

    Attributes:
        ids: Token ids: the question, then the stretch.
        segments: 0 for the question's part, 1 for the stretch.
        begin: The position of the stretch's first token.
        places: Where each token of the stretch stands in the text.
        is_first: Whether it is the beginning of the text.
    """

    ids: list[int]
    segments: list[int]
    begin: int
    places: Sequence[tuple[int, int]]
    is_first: bool


def windows(tokenizer: Tokenizer, text: str, asked: Criterion | None) -> list[TokenWindow]:
    """Return the windows of a text; none for a text without words."""
    question = tokenizer.encode(
        QUESTIONS.get(asked, NOTHING_ASKED) if asked else NOTHING_ASKED, add_special_tokens=False
    ).ids
    spelt, origins = with_apostrophes(readable(text[:LONGEST_TEXT]))
    encoded = tokenizer.encode(spelt, add_special_tokens=False)
    # Each look at the ids or the offsets makes them all anew.
    tokens, places = encoded.ids, [(origins[start], origins[end]) for start, end in encoded.offsets]
    room = WINDOW - len(question) - 3
    found: list[TokenWindow] = []
    start, begin = 0, len(question) + 2
    while start < len(tokens) and len(found) < MOST_WINDOWS:
        end = min(start + room, len(tokens))
        ids = [CLASSIFY, *question, SEPARATE, *tokens[start:end], SEPARATE]
        segments = [0] * begin + [1] * (end - start) + [0]
        found.append(TokenWindow(ids, segments, begin, places[start:end], not start))
        if end == len(tokens):
            break
        start = end - SHARED
    return found


def with_apostrophes(text: str) -> tuple[str, Sequence[int]]:
    """A text with the apostrophes that typing leaves out ("havent", "dont"), and where each of its characters, and its end, stands in the text as it was.

    The network has learned what "haven't" denies, and hardly ever saw it without.
    """
    spelt, origins, start = [], [], 0
    for found in _NO_APOSTROPHE.finditer(text):
        spelt += [text[start : found.end() - 1], "'"]
        origins += [*range(start, found.end() - 1), found.end() - 1]
        start = found.end() - 1
    return "".join((*spelt, text[start:])), [*origins, *range(start, len(text) + 1)]
