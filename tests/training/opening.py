"""Trains which word an answer to a yes/no question begins with, from what the notes' ways of asking say for each (`bot/answers/votes.py`).

It is learned from the words that strangers' questions were judged to want, on the sentence that the assistant puts first. Whole writers are held
out for the printed figures; the threshold in `opening.py` was chosen by them.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.answers.answer_question import on_the_subject
from bot.answers.extract import by_worth
from bot.answers.opening import LIKELY, NEAR, of_the_same, votes_of
from bot.answers.relevance import known_first, measures, ranking
from bot.answers.votes import FEATURES, WORDS, features
from bot.reading.asked.question_form import asks_yes_or_no
from bot.reading.linear import LinearClassifier
from knowledge.abbreviations import written_out
from knowledge.embedder import LocalEmbedder
from knowledge.index import Index
from knowledge.passages import Lead
from knowledge.refresh import refresh
from knowledge.search import Searcher
from tests.evals.strangers import STRANGERS, load_strangers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from bot.answers.relevance import Telling
    from tests.evals.strangers import Stranger

#: The inverse strength of the penalty on large weights.
WEIGHT_OF_DATA = 0.02


@dataclass(frozen=True, slots=True)
class Example:
    """A question: the features of each of `WORDS`, the right one, the word of a way of asking that is the question itself, and who asked it."""

    rows: Sequence[Sequence[float]]
    right: Lead
    of_the_same: Lead
    writer: str

    def word(self, likely: Sequence[float], threshold: float) -> Lead:
        """The word that is said where each of `WORDS` is as likely as this."""
        most = max(range(len(WORDS)), key=lambda place: likely[place])
        # The first feature is how near the way is that bears the word out.
        is_said = likely[most] >= threshold and self.rows[most][0] >= NEAR
        return WORDS[most] if is_said else self.of_the_same


def train_opening() -> None:
    """Train and keep the classifier, and print how many get a word at which threshold, and how many of them a wrong one."""
    examples = _examples()
    likely: dict[int, list[float]] = {}
    for train, test in GroupKFold(len({one.writer for one in examples})).split(
        examples, groups=[one.writer for one in examples]
    ):
        fitted = _fitted([examples[row] for row in train])
        likely |= {row: fitted.predict_proba(examples[row].rows)[:, 1].tolist() for row in test}
    for threshold in (0.7, 0.75, LIKELY, 0.85, 0.9):
        said = [(one.word(likely[row], threshold), one.right) for row, one in enumerate(examples)]
        given = [word is right for word, right in said if word]
        sys.stdout.write(
            f"opening, threshold {threshold}: {len(given)} of {len(said)} get a word, {given.count(False)} a wrong one\n"
        )
    scaler, model = _fitted(examples)
    weights = model.coef_ / scaler.scale_
    for name, weight in zip(FEATURES, model.coef_[0], strict=True):
        sys.stdout.write(f"  {name:<60}{weight:+.2f}\n")
    LinearClassifier(("other", "right"), weights, model.intercept_ - weights @ scaler.mean_).save("opening")


def _fitted(examples: Sequence[Example]) -> Any:
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=WEIGHT_OF_DATA, max_iter=2_000))
    right = [one.right is word for one in examples for word in WORDS]
    return pipeline.fit([row for one in examples for row in one.rows], right)


def _examples() -> list[Example]:
    """What strangers asked that wants a word, and is answered by a sentence."""
    found = []
    with tempfile.TemporaryDirectory() as directory, Index(Path(directory) / "index", LocalEmbedder()) as index:
        refresh(index, Path(directory) / "none.toml", lambda *_: None)
        searcher = Searcher(index)
        for case in load_strangers(STRANGERS):
            if case.word not in set(WORDS) or not case.good or not asks_yes_or_no(case.said):
                continue
            if ranked := _ranked(case, searcher, index):
                own, others = votes_of(case.said, ranked[0], ranked)
                rows = [features(word, own, others, ranked[0].likelihood) for word in WORDS]
                found.append(Example(rows, Lead(case.word), of_the_same(own), case.id.partition("-")[0]))
    return found


def _ranked(case: Stranger, searcher: Searcher, index: Index) -> list[Telling]:
    """The sentences that may speak, as the assistant ranks them."""
    found = on_the_subject(searcher.search_now(written_out(case.said)))
    ranked = known_first(ranking(found, index.lexical, *measures(searcher, found)).tellings) if found.hits else ()
    return by_worth(case.said, ranked)


if __name__ == "__main__":
    train_opening()
