"""Trains the two layers of `classifier.py`, and chooses for each criterion from which probability on a value is taken.

The second layer learns from what the first says of messages it has not seen, and thresholds are chosen on messages that
neither has seen, so that what is printed is what to expect.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold

from bot.decision import VALUES, Criterion
from bot.reading.classifier import NOTHING, Layer, Weights, pooled
from tests.training.cases import Labels, load_examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reading.classifier import Matrix
    from bot.reading.stretches import DocumentEmbedder

#: The precision all readings together must reach in cross-validation, and the range thresholds are chosen from.
PRECISE = 0.92
THRESHOLDS = tuple(step / 40 for step in range(12, 40))
#: How much weights are held down: `C` of scikit-learn's logistic regression; compared at 0.1, 0.3, 1 and 3 by cross-validation.
STRETCH_STRENGTH, MESSAGE_STRENGTH = 1.0, 0.1
#: A whole message counts as much as this many single sentences in the second layer.
WHOLE_MESSAGE = 4.0
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of features with their labels, and how much each counts."""

    features: Any
    labels: Sequence[Labels]
    counts: Any

    def at(self, places: Any) -> Rows:
        """Some of the rows."""
        return Rows(self.features[places], [self.labels[place] for place in places], self.counts[places])


def train_criteria(embedder: DocumentEmbedder) -> None:
    """Train and keep both layers with their thresholds, and print what to expect of each criterion."""
    examples = load_examples(embedder)
    features = np.vstack([example.features for example in examples])
    labels = [each for example in examples for each in example.labels]
    of = np.repeat(np.arange(len(examples)), [len(example.labels) for example in examples])
    rows = Rows(features, labels, np.ones(len(labels)))
    unseen = np.zeros((len(labels), sum(len(VALUES[criterion]) for criterion in Criterion)))
    # The stretches of a message stay together, or the first layer would have seen the message.
    for train, test in GroupKFold(FOLDS).split(features, groups=of):
        unseen[test] = _table(_fit(rows.at(train), STRETCH_STRENGTH).probabilities(features[test]))
    pooled_rows = [_pooled(unseen[of == place], features[of == place]) for place in range(len(examples))]
    whole = np.array([example.whole for example in examples])
    messages = Rows(
        np.array(pooled_rows), [example.labels[0] for example in examples], np.where(whole, WHOLE_MESSAGE, 1.0)
    )
    Weights(
        _fit(rows, STRETCH_STRENGTH), _fit(messages, MESSAGE_STRENGTH), _thresholds(messages, np.flatnonzero(whole))
    ).save()


def _table(likely: dict[Criterion, dict[str, Matrix]]) -> Any:
    rows = len(next(iter(likely[Criterion.GOAL].values())))
    columns = [
        likely[criterion].get(str(value), np.zeros(rows)) for criterion in Criterion for value in VALUES[criterion]
    ]
    return np.column_stack(columns)


def _pooled(table: Any, features: Any) -> Any:
    pairs = iter(table.T)
    likely = {criterion: {str(value): next(pairs) for value in VALUES[criterion]} for criterion in Criterion}
    return pooled(likely, features)


def _fit(rows: Rows, strength: float) -> Layer:
    """One layer for all criteria."""
    trained: list[tuple[Criterion, str, Any, float]] = []
    for criterion in Criterion:
        given = [label.get(criterion, frozenset()) for label in rows.labels]
        if criterion is Criterion.GOAL:
            for value in map(str, VALUES[criterion]):
                model = _model(strength).fit(rows.features, [value in one for one in given], rows.counts)
                trained.append((criterion, value, model.coef_[0], float(model.intercept_[0])))
        else:
            model = _model(strength).fit(rows.features, [next(iter(one), NOTHING) for one in given], rows.counts)
            trained += [
                (criterion, str(value), weights, float(bias))
                for value, weights, bias in zip(model.classes_, model.coef_, model.intercept_, strict=True)
            ]
    # Every value has a row, so that the order of columns is the same for whatever was learned.
    known = {(criterion, value) for criterion, value, _, _ in trained}
    width = rows.features.shape[1]
    trained += [
        (criterion, str(value), np.zeros(width), NEVER)
        for criterion in Criterion
        for value in VALUES[criterion]
        if (criterion, str(value)) not in known
    ]
    trained.sort(key=lambda row: _place(row[0], row[1]))
    return Layer(
        tuple((criterion, value) for criterion, value, _, _ in trained),
        np.array([weights for _, _, weights, _ in trained], np.float32),
        np.array([bias for _, _, _, bias in trained], np.float32),
    )


#: The bias of a value that no example has.
NEVER = -20.0


def _place(criterion: Criterion, value: str) -> tuple[int, int]:
    names = [str(one) for one in VALUES[criterion]]
    return list(Criterion).index(criterion), names.index(value) if value != NOTHING else len(names)


def _model(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=400)


def _thresholds(messages: Rows, whole: Any) -> dict[Criterion, float]:
    """For each criterion the lowest threshold with the wanted precision on whole messages that were not learned from."""
    others = np.setdiff1d(np.arange(len(messages.labels)), whole)
    table = np.zeros((len(whole), sum(len(VALUES[criterion]) for criterion in Criterion)))
    for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(whole):
        layer = _fit(messages.at(np.concatenate([others, whole[train]])), MESSAGE_STRENGTH)
        table[test] = _table(layer.probabilities(messages.features[whole[test]]))
    columns = iter(table.T)
    offers = {}
    for criterion in Criterion:
        held_out = np.column_stack([next(columns) for _ in VALUES[criterion]])
        truth = np.array(
            [
                [str(value) in messages.labels[place].get(criterion, ()) for value in VALUES[criterion]]
                for place in whole
            ]
        )
        offers[criterion] = _offers(held_out, truth)
    return _chosen(offers)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a threshold gives: readings made, readings right, values that were labelled."""

    threshold: float
    made: int
    right: int
    labelled: int


def _offers(held_out: Any, truth: Any) -> list[Offer]:
    top = held_out == held_out.max(axis=1, keepdims=True)
    taken = [(threshold, top & (held_out >= threshold)) for threshold in THRESHOLDS]
    return [Offer(threshold, int(some.sum()), int((some & truth).sum()), int(truth.sum())) for threshold, some in taken]


def _chosen(offers: dict[Criterion, list[Offer]]) -> dict[Criterion, float]:
    """Raise, step by step, the threshold that loses the fewest right readings for a wrong one, until all are precise enough."""
    at = dict.fromkeys(offers, 0)

    def made_and_right() -> tuple[int, int]:
        now = [offers[criterion][place] for criterion, place in at.items()]
        return sum(offer.made for offer in now), sum(offer.right for offer in now)

    while (counts := made_and_right())[1] < PRECISE * counts[0]:
        steps = [
            (_price(offers[criterion][place], later), criterion, further)
            for criterion, place in at.items()
            for further, later in enumerate(offers[criterion])
            if further > place and _wrong(later) < _wrong(offers[criterion][place])
        ]
        if not steps:
            break
        _, criterion, further = min(steps)
        at[criterion] = further
    for criterion, place in at.items():
        _print(criterion, offers[criterion][place])
    _print("all", Offer(0, *counts, sum(choices[0].labelled for choices in offers.values())))
    return {criterion: offers[criterion][place].threshold for criterion, place in at.items()}


def _wrong(offer: Offer) -> int:
    return offer.made - offer.right


def _price(now: Offer, later: Offer) -> float:
    """Right readings lost for each wrong one that is avoided."""
    return (now.right - later.right) / (_wrong(now) - _wrong(later))


def _print(name: str, offer: Offer) -> None:
    precision, recall = offer.right / max(1, offer.made), offer.right / max(1, offer.labelled)
    sys.stdout.write(
        f"{name}: threshold {offer.threshold:.3f}, precision {precision:.2f}, recall {recall:.2f} of {offer.labelled}\n"
    )
