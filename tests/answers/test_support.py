"""The check behind every mark: whether a passage supports a sentence."""

import pytest

from bot.answers.support import figures, quote, supports
from knowledge.passages import Passage

from .passages import PRICE, RETIREMENT, SIZE, passage


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("A fine-tuning job needs at least 10 training examples.", SIZE),
        ("A job needs 10 examples at minimum, and 50 well-made ones are a good start.", SIZE),
        ("At least ten training examples are needed for a fine-tuning job.", SIZE),
        ("OpenAI does not retain the training file.", SIZE),
        ("OpenAI never retains the training file.", SIZE),
        ("The data guide of 17 February 2026 asks for at least 10 training examples.", SIZE),
        ("Hosting a tuned GPT-4o-mini deployment costs $1.7 an hour.", PRICE),
        ("Training 1000000 tokens costs $48000.50 at most.", PRICE),
        ("The model gpt-35-turbo retires on 15 May 2027.", RETIREMENT),
        ("The model gpt-35-turbo retires on May 15, 2027.", RETIREMENT),
        ("The model gpt-35-turbo retires in May 2027.", RETIREMENT),
        ("Training the model stopped on 2026-03-03.", RETIREMENT),
        ("Quality gains of 80-90% are common.", RETIREMENT),
        ("Quality gains of 80 to 90% are common in 3 checkpoints.", RETIREMENT),
    ],
)
def test_supported(sentence: str, source: Passage) -> None:
    """Verbatim sentences, near paraphrases and other spellings of the same figures hold."""
    assert supports(sentence, [source])


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("A fine-tuning job needs at least 100 training examples.", SIZE),
        ("A fine-tuning job needs at least twenty training examples.", SIZE),
        ("A fine-tuning job needs a thousand training examples.", SIZE),
        ("A fine-tuning job needs thousands of training examples.", SIZE),
        ("A fine-tuning job does not need 10 training examples.", SIZE),
        ("OpenAI retains the training file.", SIZE),
        ("Bananas ripen faster in paper bags.", SIZE),
        ("Ten deployments come free of charge in Paris.", SIZE),
        ("Hosting a tuned gpt-4o deployment costs $1.70 an hour.", PRICE),
        ("Hosting a tuned gpt-4.1-mini deployment costs $1.70 an hour.", PRICE),
        ("Hosting a tuned gpt-4o-mini deployment costs $17.0 an hour.", PRICE),
        ("Training 1,000,000 tokens costs $48,500 at most.", PRICE),
        ("The model gpt-35-turbo retires on 15 June 2027.", RETIREMENT),
        ("The model gpt-35-turbo retires on 2027-03-15.", RETIREMENT),
        ("The model gpt-35-turbo retires on 3 May 2026.", RETIREMENT),
        ("Quality gains of 80–95% are common.", RETIREMENT),
        ("OpenAI does not retain the training file, see https://example.com/x.", SIZE),
        ("OpenAI does not retain the [training file](https://example.com).", SIZE),
        ("Quality gains in four checkpoints are common.", RETIREMENT),
    ],
)
def test_not_supported(sentence: str, source: Passage) -> None:
    """A wrong figure, another model, a date put together from two, a negation turned round and other topics fail."""
    assert not supports(sentence, [source])


def test_nothing_is_supported_by_nothing() -> None:
    """Without passages no sentence holds, not even one without figures."""
    assert not supports("A fine-tuning job needs training examples.", [])


def test_an_address_of_the_passage_may_be_said() -> None:
    """An address that stands in the passage is a fact like another."""
    assert supports("Prices are on https://example.com/prices.", [passage("Prices: see https://example.com/prices.")])


def test_two_passages_support_together() -> None:
    """A sentence that joins two passages needs both."""
    sentence = "A job needs at least 10 examples, and hosting a tuned gpt-4o-mini costs $1.70 an hour."
    assert supports(sentence, [SIZE, PRICE])
    assert not supports(sentence, [SIZE])
    assert not supports(sentence, [PRICE])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Fifty well-made examples are a start.", "Start with 50 well-made examples."),
        ("The training file is not retained by OpenAI.", "OpenAI does not retain the training file."),
        ("Something else.", "A fine-tuning job needs at least 10 training examples."),
    ],
)
def test_quotes_the_nearest_sentence(sentence: str, expected: str) -> None:
    """The quote is the passage's own nearest sentence, verbatim."""
    assert quote(sentence, SIZE) == expected
    assert expected in SIZE.text


def test_quotes_a_passage_without_sentences_whole() -> None:
    """A passage that can't be split is its own quote."""
    assert quote("anything", passage("")) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("48,000 and 48000", {"48000"}),
        ("$1.70 or 1.7", {"1.7"}),
        ("gpt-4o-mini and GPT-4.1", {"gpt-4o-mini", "gpt-4.1"}),
        ("version 2025-04-01", {"1", "april", "2025", "2025-04-01"}),
        ("on April 1, 2025", {"1", "april", "2025", "2025-04-01"}),
        ("in 2025", {"2025"}),
        ("10–49 examples", {"10", "49"}),
        ("twelve or ninety", {"12", "90"}),
        ("one of them may help", set()),
        ("month 13: 2025-13-01", {"13", "1", "2025", "2025-13-01"}),
    ],
)
def test_figures_have_one_spelling(text: str, expected: set[str]) -> None:
    """Figures compare equal however they are written; model names count whole."""
    assert figures(text) == expected
