"""Trains what tells the passage and the sentence that answer from their neighbours.

The sentences of one passage are learned from the notes' own ways of asking, each of which is left out of what is known of its passage
meanwhile; then which of several passages, from the labelled questions for development and those that strangers asked. Whole passages and questions are held out for the printed
figures.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.answers.relevance import (
    OF_ANSWERING,
    OF_LIKEWISE,
    OF_PASSAGES,
    OF_SENTENCES,
    AskedWords,
    measures,
    sentence_features,
    telling_rows,
)
from bot.reading.linear import LinearClassifier
from knowledge.embedder import LocalEmbedder
from knowledge.entries import way_name
from knowledge.index import Index
from knowledge.notes import read_note
from knowledge.passages import sentences
from knowledge.refresh import refresh
from knowledge.search import Searcher
from knowledge.sources import load_sources
from tests.evals.cases import load_questions
from tests.evals.strangers import GOOD, NOT_JUDGED, STRANGERS, load_strangers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.search import Hit

_FOLDS = GroupKFold(5)
NAMES = {"sentence": OF_SENTENCES, "telling": (*OF_PASSAGES, *OF_SENTENCES, "share", *OF_ANSWERING, *OF_LIKEWISE)}


@dataclass(slots=True)
class Examples:
    """Rows of features, whether each is right, what must not be split between folds, and the question each belongs to."""

    rows: list[list[float]] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def add(self, rows: Sequence[Sequence[float]], right: Sequence[bool], group: str, question: str) -> None:
        """Add the rows of one question."""
        self.rows += [list(row) for row in rows]
        self.right += map(int, right)
        self.groups += [group] * len(rows)
        self.questions += [question] * len(rows)


def train_telling() -> None:
    """Train and keep both classifiers, and print how often what each puts first is right."""
    with tempfile.TemporaryDirectory() as directory, Index(Path(directory) / "index", LocalEmbedder()) as index:
        refresh(index, Path(directory) / "none.toml", lambda *_: None)
        searcher = Searcher(index)
        _train("sentence", _sentences(index, searcher), 0.1)
        _train("telling", _tellings(index, searcher), 0.01)


def _train(name: str, examples: Examples, weight_of_data: float) -> None:
    rows, right = np.array(examples.rows), np.array(examples.right)
    pipeline = make_pipeline(
        StandardScaler(), LogisticRegression(C=weight_of_data, class_weight="balanced", max_iter=2_000)
    )
    scores = cross_val_predict(pipeline, rows, right, groups=examples.groups, cv=_FOLDS, method="predict_proba")[:, 1]
    best: dict[str, int] = {}
    for row, question in enumerate(examples.questions):
        if question not in best or scores[row] > scores[best[question]]:
            best[question] = row
    share = np.mean([right[row] for row in best.values()])
    sys.stdout.write(f"{name}: what is put first is right in {share:.1%} of {len(best)} questions held out\n")
    pipeline.fit(rows, right)
    scaler, model = pipeline[0], pipeline[1]
    weights = model.coef_ / scaler.scale_
    for feature, weight in zip(NAMES[name], model.coef_[0], strict=True):
        sys.stdout.write(f"  {feature:<30}{weight:+.2f}\n")
    LinearClassifier(("other", "answers"), weights, model.intercept_ - weights @ scaler.mean_).save(name)


def _tellings(index: Index, searcher: Searcher) -> Examples:
    """The sentences of the nearest passages for each labelled question for development: right are those that say what comes first, or were judged to answer."""
    examples = Examples()
    for case in (case for file in ("questions", "questions-development") for case in load_questions(file)):
        if not case.answerable:
            continue
        rows, places, _ = telling_features_of(index, searcher, case.said)
        right = [case.accepts(hit.passage) and case.says_first(text) for text, _, hit, _ in places]
        examples.add(rows, right, case.id, case.id)
    for one in load_strangers(STRANGERS):
        if not one.good:
            continue
        rows, places, _ = telling_features_of(index, searcher, one.said)
        judged = [row for row, (text, *_) in enumerate(places) if one.judged(text) != NOT_JUDGED]
        examples.add(
            [rows[row] for row in judged], [one.judged(places[row][0]) == GOOD for row in judged], one.id, one.id
        )
    return examples


def telling_features_of(
    index: Index, searcher: Searcher, asked: str
) -> tuple[list[list[float]], list[tuple[str, int, Hit, Sequence[float]]], tuple[float, float]]:
    """The features of the sentences of the nearest passages, where each stands, and how far the nearest known gap answers and is asked for."""
    found = searcher.search_now(asked)
    return telling_rows(found, index.lexical, *measures(searcher, found))


def _sentences(index: Index, searcher: Searcher) -> Examples:
    """The sentences of each passage for each of its ways of asking: right is the one that the note names."""
    examples = Examples()
    for passage in (passage for source in load_sources() for passage in read_note(source)):
        own = sentences(passage.text)
        for text, told in zip(passage.asked, passage.told, strict=True):
            found = searcher.search_now(text)
            hit = next((one for one in found.hits if one.passage.id == passage.id), None)
            if hit is not None and len(own) > 1:
                near = searcher.similarities(found.vector, own) or []
                rows = sentence_features(hit, AskedWords(text, index.lexical), near, way_name(text))
                right = [place == told.sentence for place, _ in enumerate(own)]
                examples.add(rows, right, passage.id, f"{passage.id} {text}")
    return examples
