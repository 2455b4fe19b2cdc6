"""The trained reader: a small network over the tokens of a message that says which values of which criteria it holds.

all-MiniLM-L6-v2, fine-tuned on labelled messages in many voices (`tests/training` makes it and says how), as an 8-bit ONNX file. Its
digest is checked before use, so that what runs is what was measured. It gives probabilities and places; from which probability on a value
counts is decided in `facts_in.py`.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.decision import Criterion
from bot.errors import SourcesError
from bot.reading.kinds import MessageKind
from bot.reading.windows import windows
from knowledge.minilm import session, tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.reading.windows import TokenWindow

    Scores = NDArray[np.float32]

FOLDER = Path(__file__).parent / "data"
MODEL, ABOUT = FOLDER / "reader.onnx", FOLDER / "reader.json"
#: A token belongs to the words of a value if it says it at least this much as its likeliest token does.
SAYS_IT_TOO = 0.35
#: Tokens between two that say a value, which are taken along.
GAP = 3
#: Windows that are read at the same time, where a text has several: one takes some 18 ms of a processor.
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the network makes of one text.

    Attributes:
        stated: For each column the probability that the text states it.
        likely: The same for at least likely.
        kinds: How likely the text is each kind of message.
    """

    text: str
    columns: dict[tuple[Criterion, str], int]
    stated: Scores
    likely: Scores
    kinds: dict[MessageKind, float]
    _windows: list[TokenWindow]
    _tokens: list[Scores]

    def probability(self, criterion: Criterion, value: str) -> float:
        """How likely the text states a value; 0 for one that the network never learned."""
        column = self.columns.get((criterion, value))
        return 0.0 if column is None else float(self.stated[column])

    def at_least_likely(self, criterion: Criterion, value: str) -> float:
        """How likely a careful reader would at least guess a value from the text; 0 for one that the network never learned."""
        column = self.columns.get((criterion, value))
        return 0.0 if column is None else float(self.likely[column])

    def place(self, criterion: Criterion, value: str, *, stated: bool = True) -> tuple[int, int]:
        """Where the words stand that say a value: the likeliest token and those around it that say it too."""
        column = self.columns[criterion, value] + (0 if stated else len(self.columns))
        window = max(range(len(self._tokens)), key=lambda number: float(self._tokens[number][:, column].max()))
        scores = self._tokens[window][:, column]
        at = int(scores.argmax())
        peak = float(scores[at])
        first = last = at
        for step in (-1, 1):
            row, missed = at + step, 0
            while 0 <= row < len(scores) and missed <= GAP:
                if scores[row] >= peak * SAYS_IT_TOO:
                    first, last, missed = min(first, row), max(last, row), 0
                else:
                    missed += 1
                row += step
        places = self._windows[window].places
        return self._whole_words(places[first][0], places[last][1])

    def _whole_words(self, start: int, end: int) -> tuple[int, int]:
        while start > 0 and not self.text[start - 1].isspace():
            start -= 1
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        return start, end


class ReadingEncoder:
    """The network, loaded once; safe to be used by several threads."""

    def __init__(self, model: Path = MODEL, about: Path = ABOUT) -> None:
        """Load it.

        Raises:
            SourcesError: A file is missing, or its digest is not the one that was measured.
        """
        try:
            known: dict[str, Any] = json.loads(about.read_text(encoding="utf-8"))
            self._session = session(model, known["digest"])
            self._tokenizer = tokenizer()
        except (ImportError, OSError, ValueError, KeyError) as error:
            raise SourcesError(
                f"the trained reader in {str(about.parent)!r} can't be read ({error}). Install the project's requirements again."
            ) from error
        self._columns = {(Criterion(of), value): place for place, (of, value) in enumerate(known["columns"])}
        self._kinds = tuple(MessageKind(kind) for kind in known["kinds"])
        self._readers = ThreadPoolExecutor(AT_ONCE, "reading")

    def encode(self, text: str, asked: Criterion | None = None) -> Encoded | None:
        """What the network makes of a text, as a reply to the open question if one is; None for a text without words.

        Of a reply only the beginning is read: what answers stands there.
        """
        cut = windows(self._tokenizer, text, asked)[: 1 if asked else None]
        if not cut:
            return None
        size = len(self._columns)
        whole = np.zeros(2 * size, np.float32)
        tokens, kinds = [], {}
        run = self._readers.map if len(cut) > 1 else map
        for window, (token, peak, kind) in zip(cut, run(self._run, cut), strict=True):
            whole = np.maximum(whole, peak)
            tokens.append(token)
            if window.is_first:
                kinds = dict(zip(self._kinds, kind.tolist(), strict=True))
        return Encoded(text, self._columns, whole[:size], whole[size:], kinds, cut, tokens)

    def _run(self, window: TokenWindow) -> tuple[Scores, Scores, Scores]:
        """Probabilities of one window: (tokens, 2 columns), (2 columns,) and (kinds,)."""
        ids = np.array([window.ids], np.int64)
        segments = np.array([window.segments], np.int64)
        inputs = {"ids": ids, "mask": np.ones_like(ids), "segments": segments}
        token, whole, kind = self._session.run(None, inputs)
        stretch = token[0, window.begin : window.begin + len(window.places)]
        exponent = np.exp(kind[0] - kind[0].max())
        return _sigmoid(stretch), _sigmoid(whole[0]), exponent / exponent.sum()


@cache
def reading_encoder() -> ReadingEncoder:
    """The packaged reader, loaded once.

    Raises:
        SourcesError: A file is missing or is not the one that was measured.
    """
    return ReadingEncoder()


def _sigmoid(scores: Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-scores)), np.float32)
