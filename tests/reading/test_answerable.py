"""Whether the sources hold an answer."""

import pytest

from bot.reading.answerable import NAMES, THRESHOLD, answerability, asks_for_missing_figure, features, topic_classifier
from knowledge.index import Index
from knowledge.passages import Passage
from knowledge.search import Arm, Found, Searcher

ANSWERABLE = [
    "When does the base model gpt-4o-mini retire?",
    "How many examples do we need to fine-tune?",
    "What is billed when a tuned model sits idle?",
]
UNANSWERABLE = [
    "What is the latency in milliseconds of a tuned gpt-4o?",
    "What does hosting a tuned gpt-4o-mini cost in Swiss francs?",
    "How do I bake sourdough bread?",
]


@pytest.mark.parametrize("arm", [Arm.HYBRID, Arm.LEXICAL])
@pytest.mark.parametrize("question", ANSWERABLE)
def test_likely_where_the_sources_answer(searcher: Searcher, built_index: Index, question: str, arm: Arm) -> None:
    """What the notes answer is above the threshold, with vectors and by words alone."""
    assert answerability(searcher.search_now(question, arm=arm), built_index.lexical) >= THRESHOLD


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_unlikely_where_they_do_not(searcher: Searcher, built_index: Index, question: str) -> None:
    """Near-topic gaps and other topics are below it."""
    assert 0 <= answerability(searcher.search_now(question), built_index.lexical) < THRESHOLD


def test_nothing_found_is_never_answerable(built_index: Index) -> None:
    """Without hits the probability is zero."""
    assert answerability(Found("anything", (), None, (1.0,)), built_index.lexical) == 0.0


@pytest.mark.parametrize("question", [*ANSWERABLE, *UNANSWERABLE, "?", "the of and"])
def test_features_fit_the_weights(searcher: Searcher, built_index: Index, question: str) -> None:
    """There is one number a name, whatever the question."""
    found = searcher.search_now(question)
    values = features(found, built_index.lexical, topic_classifier().probabilities(found.vector))
    assert len(values) == len(NAMES)


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("How much is it in euros?", "It costs $1.70.", True),
        ("How much is it in euros?", "It costs €1.70.", False),
        ("What percentage of cases?", "Most cases.", True),
        ("What percentage of cases?", "80% of cases.", False),
        ("How many milliseconds does it take?", "It is fast.", True),
        ("What is the training cutoff of gpt-4o?", "It retires soon.", True),
        ("How many examples?", "Many.", False),
    ],
)
def test_notices_a_kind_of_figure_that_is_missing(question: str, text: str, *, missing: bool) -> None:
    """A question for a figure that no text holds is told apart."""
    passage = Passage(text, "S1", "A title", ())
    assert asks_for_missing_figure(question, [passage.text]) is missing
