"""What a reader could make of a text, put together by hand, so that what follows from it can be told for certain."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from bot.decision import VALUES, Criterion
from bot.reading.direct_answer import UNSURE, VAGUE
from bot.reading.encoder import Encoded
from bot.reading.windows import TokenWindow

COLUMNS = {
    (criterion, value): place
    for place, (criterion, value) in enumerate(
        (criterion, value) for criterion in Criterion for value in (*map(str, VALUES[criterion]), UNSURE, VAGUE)
    )
}
SURELY, HARDLY = 0.97, 0.02


@dataclass(frozen=True, slots=True)
class Said:
    """A value that a reader finds in some words, how likely it is stated, and how likely one would at least guess it."""

    criterion: Criterion
    value: str
    words: str
    stated: float = SURELY
    likely: float = SURELY


def made(text: str, *said: Said) -> Encoded:
    """What a reader would give that finds these values in a text, and no others; a token is a word."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    size = len(COLUMNS)
    tokens = np.full((len(places), 2 * size), HARDLY, np.float32)
    for one in said:
        start = text.index(one.words)
        column = COLUMNS[one.criterion, one.value]
        for row, (first, last) in enumerate(places):
            if first < start + len(one.words) and start < last:
                tokens[row, column], tokens[row, size + column] = one.stated, one.likely
    whole = tokens.max(axis=0)
    window = TokenWindow([0] * len(places), [1] * len(places), 0, places, is_first=True)
    return Encoded(text, COLUMNS, whole[:size], whole[size:], {}, [window], [tokens])
