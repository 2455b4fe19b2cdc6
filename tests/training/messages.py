"""Trains what tells questions apart: what one is about, and whether the sources can answer it.

Figures are printed by cross-validation, so that every printed probability is of a message the model had not seen.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.answers.answerable import NAMES, QUICK_NAMES, THRESHOLD, features
from bot.answers.relevance import measures, ranking
from bot.reading.linear import LinearClassifier
from knowledge.embedder import LocalEmbedder
from knowledge.index import Index
from knowledge.notes import GAPS, read_note
from knowledge.refresh import refresh
from knowledge.search import Searcher
from knowledge.sources import load_sources
from tests.evals.strangers import STRANGERS, load_strangers
from tests.training import SENTENCES

Rows = list[dict[str, str]]
_FOLDS = StratifiedKFold(5, shuffle=True, random_state=0)
_TOPICS = ("question", "gap", "off_topic", "use_case")


def train_messages() -> None:
    """Train and keep both classifiers, and print how good they are."""
    rows = [json.loads(line) for line in (SENTENCES / "messages.jsonl").read_text(encoding="utf-8").splitlines()]
    embedder = LocalEmbedder()
    topic_rows = [row for row in rows if row["label"] in _TOPICS] + _strangers()
    topic_vectors = np.array(embedder.embed_documents([row["text"] for row in topic_rows]))
    topic, held_out = _train_topic(topic_rows, topic_vectors, embedder)
    topic.save("topic")
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(_train_answerable(topic_rows, held_out, embedder, Path(directory)))


def _strangers() -> Rows:
    """What strangers asked: a question where a sentence answers, a gap where none does; what is answered in part is left out."""
    cases = load_strangers(STRANGERS)
    return [{"text": one.said, "label": "question" if one.good else "gap"} for one in cases if one.good or not one.fair]


def _train_topic(rows: Rows, vectors: Any, embedder: LocalEmbedder) -> tuple[LinearClassifier, Any]:
    """The topic classifier, and its probabilities for each row when trained without that row."""
    asked = [("question", text) for source in load_sources() for p in read_note(source) for text in p.asked]
    asked += [("gap", text) for passage in read_note(GAPS) for text in passage.asked]
    asked_vectors = np.array(embedder.embed_documents([text for _, text in asked]))
    asked_labels = np.array([label for label, _ in asked])
    labels = np.array([row["label"] for row in rows])
    held_out = np.zeros((len(rows), len(_TOPICS)))
    for train, test in _FOLDS.split(vectors, labels):
        held_out[test] = _fit_topic(asked_vectors, asked_labels, vectors[train], labels[train]).predict_proba(
            vectors[test]
        )
    return _exported(_fit_topic(asked_vectors, asked_labels, vectors, labels)), held_out


def _fit_topic(asked_vectors: Any, asked_labels: Any, vectors: Any, labels: Any) -> LogisticRegression:
    model = LogisticRegression(C=10, max_iter=3_000, class_weight="balanced")
    return model.fit(np.vstack([asked_vectors, vectors]), np.concatenate([asked_labels, labels]))


async def _train_answerable(rows: Rows, topics: Any, embedder: LocalEmbedder, directory: Path) -> None:
    with Index(directory / "index", embedder) as index:
        refresh(index, directory / "none.toml", lambda _title, _done, _total: None)
        searcher = Searcher(index)
        kept = [(row, topic) for row, topic in zip(rows, topics, strict=True) if row["label"] != "use_case"]
        matrix = np.array([await _features(row["text"], topic, index, searcher) for row, topic in kept])
    labels = np.array([row["label"] == "question" for row, _ in kept])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=3_000))
    probability = cross_val_predict(model, matrix, labels, cv=_FOLDS, method="predict_proba")[:, 1]
    for threshold in (0.1, 0.2, THRESHOLD, 0.4, 0.5):
        declined = probability < threshold
        sys.stdout.write(
            f"answerable, threshold {threshold}: declines {declined[labels].mean():.3f} of {labels.sum()} answerable, "
            f"{declined[~labels].mean():.3f} of {(~labels).sum()} others\n"
        )
    for kept_as, names in (("answerable_quick", QUICK_NAMES), ("answerable", NAMES)):
        scaler, fitted = model.fit(matrix[:, : len(names)], labels).steps[0][1], model.steps[1][1]
        weights = fitted.coef_ / scaler.scale_
        bias = fitted.intercept_ - weights @ scaler.mean_
        LinearClassifier(("unanswerable", "answerable"), weights, bias).save(kept_as)
    for name, weight in zip(NAMES, fitted.coef_[0], strict=True):
        sys.stdout.write(f"  {name:<30}{weight:+.2f}\n")


async def _features(text: str, topic: Any, index: Index, searcher: Searcher) -> list[float]:
    found = await searcher.search(text)
    evidence = ranking(found, index.lexical, *measures(searcher, found)).evidence
    return features(found, index.lexical, dict(zip(sorted(_TOPICS), topic, strict=True)), evidence)


def _exported(model: LogisticRegression) -> LinearClassifier:
    return LinearClassifier(tuple(str(label) for label in model.classes_), model.coef_, model.intercept_)
