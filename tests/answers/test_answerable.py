"""Whether the sources hold an answer."""

import pytest

from bot.answers.answerable import (
    NAMES,
    THRESHOLD,
    answerability,
    asks_for_missing_figure,
    features,
    of_named_provider,
    topic_classifier,
)
from bot.answers.relevance import measures, ranking
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


def evidence(found: Found, searcher: Searcher, index: Index) -> tuple[float, ...]:
    """What the single sentences show."""
    return ranking(found, index.lexical, *measures(searcher, found)).evidence


def likelihood(searcher: Searcher, index: Index, question: str, arm: Arm = Arm.HYBRID) -> float:
    """The probability that the sources answer a question."""
    found = searcher.search_now(question, arm=arm)
    return answerability(found, index.lexical, evidence(found, searcher, index))


@pytest.mark.parametrize("arm", [Arm.HYBRID, Arm.LEXICAL])
@pytest.mark.parametrize("question", ANSWERABLE)
def test_likely_where_the_sources_answer(searcher: Searcher, built_index: Index, question: str, arm: Arm) -> None:
    """What the notes answer is above the threshold, with vectors and by words alone."""
    assert likelihood(searcher, built_index, question, arm) >= THRESHOLD


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_unlikely_where_they_do_not(searcher: Searcher, built_index: Index, question: str) -> None:
    """Near-topic gaps and other topics are below it."""
    assert 0 <= likelihood(searcher, built_index, question) < THRESHOLD


def test_nothing_found_is_never_answerable(built_index: Index) -> None:
    """Without hits the probability is zero."""
    assert answerability(Found("anything", (), None, (1.0,)), built_index.lexical) == 0.0


@pytest.mark.parametrize("question", [*ANSWERABLE, *UNANSWERABLE, "?", "the of and"])
def test_features_fit_the_weights(searcher: Searcher, built_index: Index, question: str) -> None:
    """There is one number a name, whatever the question."""
    found = searcher.search_now(question)
    values = features(
        found,
        built_index.lexical,
        topic_classifier().probabilities(found.vector),
        evidence(found, searcher, built_index),
    )
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
        ("Can MS pull a model overnight?", "Microsoft may retire a model early.", False),
        ("Is 300 ms possible?", "It is fast.", True),
        ("What will the hosting price be in January 2031?", "$1.70 per hour (March 2026 example).", True),
        ("What was the hosting price in March 2026?", "$1.70 per hour (March 2026 example).", False),
        ("Which models retire in 2031?", "gpt-4.1 retires in 2027.", False),
        ("What's the name of the engineer who designed the developer tier?", "The Developer tier is cheap.", True),
        ("Who designed the method?", "Its author is Jane Doe.", False),
    ],
)
def test_notices_a_kind_of_figure_that_is_missing(question: str, text: str, *, missing: bool) -> None:
    """A question for a figure that no text holds is told apart."""
    passage = Passage(text, "S1", "A title", ())
    assert asks_for_missing_figure(question, [passage.text]) is missing


@pytest.mark.parametrize(
    "question",
    [
        "Is my colleague Priya competent enough to run our fine-tuning project?",
        "How accurate would a fine-tuned gpt-4o-mini be on our own emails?",
    ],
)
def test_what_no_source_can_hold_is_never_answerable(searcher: Searcher, built_index: Index, question: str) -> None:
    """What somebody is worth, and how well something will do that nobody has tried."""
    assert likelihood(searcher, built_index, question) == 0.0


@pytest.mark.parametrize(
    "question",
    ["Does fine-tuning make gpt-4o-mini more accurate?", "My boss wants a smaller model: does fine-tuning help?"],
)
def test_what_sources_hold_stays_answerable(searcher: Searcher, built_index: Index, question: str) -> None:
    """A person or accuracy in a question alone keeps nothing back."""
    assert likelihood(searcher, built_index, question) >= THRESHOLD


@pytest.mark.parametrize(
    ("question", "provider"),
    [
        ("How long does a customization job on Bedrock take?", "bedrock"),
        ("Which methods does Google offer for tuning Gemini?", "google"),
    ],
)
def test_what_is_asked_of_another_provider_is_answered_from_theirs(
    searcher: Searcher, question: str, provider: str
) -> None:
    """What holds on Azure is no answer for another."""
    kept = of_named_provider(searcher.search_now(question))
    assert kept.hits
    assert all(provider in hit.passage.indexed_text.lower() for hit in kept.hits)


def test_nothing_is_left_where_theirs_is_on_something_else(searcher: Searcher) -> None:
    """Whose provider the sources hardly know is not told of Azure's rules."""
    found = searcher.search_now("When does Snowflake delete idle deployments?")
    assert found.hits
    assert of_named_provider(found).hits == ()


def test_where_they_are_does_not_matter_to_another_question(searcher: Searcher) -> None:
    """Only the sentence that asks names whom it is asked of."""
    found = searcher.search_now("We are on AWS. How many examples does fine-tuning need?")
    assert of_named_provider(found) == found
