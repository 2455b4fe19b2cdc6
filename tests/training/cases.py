"""The labelled sentences and messages that criteria are learned from, stretch by stretch.

`data/clauses.jsonl` holds single sentences with their values, some of them answers to a question (`asked`).
`data/cases.jsonl` holds whole messages with, for each value, the words that state it (`spans`), so that each stretch of a
message is learned with what it says and the whole with everything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.decision import Criterion
from bot.reading.clauses import pieces
from bot.reading.features import find
from bot.reading.stretches import stretch_features, stretches_of
from tests.training import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reading.classifier import Matrix
    from bot.reading.clauses import Piece
    from bot.reading.stretches import DocumentEmbedder

Labels = dict[Criterion, frozenset[str]]
#: A stretch says what a span says if it holds this share of it.
HELD = 0.6
#: Or if nearly all of the stretch lies within the span.
WITHIN = 0.9


@dataclass(frozen=True, slots=True)
class Claim:
    """One labelled value; its words, or all of the text where they are not named."""

    criterion: Criterion
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """One message, the whole first and then its stretches: a row of features and the labels of each."""

    features: Matrix
    labels: tuple[Labels, ...]
    whole: bool


def load_examples(embedder: DocumentEmbedder) -> list[Example]:
    """All labelled sentences and messages as examples."""
    examples = []
    for text, claims, asked, whole in (*_clauses(), *_cases()):
        parts = pieces(text)
        if parts:
            stretches = stretches_of(text, parts)
            rows = stretch_features(stretches, find(parts, asked), embedder)
            labels = [_labels(claims), *(_labels(_said_in(stretch, claims)) for stretch in stretches[1:])]
            examples.append(Example(rows, tuple(labels), whole))
    return examples


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (SENTENCES / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _clauses() -> Iterator[tuple[str, list[Claim], Criterion | None, bool]]:
    for row in _rows("clauses.jsonl"):
        claims = [
            Claim(Criterion(name), value, 0, len(row["text"]))
            for name, given in row["labels"].items()
            if name in set(Criterion)
            for value in ([given] if isinstance(given, str) else given)
        ]
        yield row["text"], claims, Criterion(row["asked"]) if "asked" in row else None, False


def _cases() -> Iterator[tuple[str, list[Claim], Criterion | None, bool]]:
    for row in _rows("cases.jsonl"):
        claims = []
        for name, given in row["criteria"].items():
            values = [given] if isinstance(given, str) else given
            spans = row["spans"][name]
            spans = [spans] * len(values) if isinstance(spans, str) else spans
            for value, words in zip(values, spans, strict=True):
                start = row["text"].index(words)
                claims.append(Claim(Criterion(name), value, start, start + len(words)))
        yield row["text"], claims, None, True


def _said_in(stretch: Piece, claims: list[Claim]) -> list[Claim]:
    said = []
    for claim in claims:
        shared = min(claim.end, stretch.end) - max(claim.start, stretch.start)
        if shared >= HELD * (claim.end - claim.start) or shared >= WITHIN * len(stretch.text):
            said.append(claim)
    return said


def _labels(claims: list[Claim]) -> Labels:
    return {
        criterion: frozenset(claim.value for claim in claims if claim.criterion is criterion)
        for criterion in {claim.criterion for claim in claims}
    }
