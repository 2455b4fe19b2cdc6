"""Where the model runs, as people say it: stated, likely, or not at all."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decision import Certainty, Criterion
from bot.reading.read_message import read_message
from bot.reading.told.platforms import platform_in, platform_words

STATED, LIKELY = Certainty.STATED, Certainty.LIKELY


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("We are on the OpenAI API, not Azure. 800 examples.", "openai", "on the OpenAI API"),
        ("we use Azure OpenAI", "azure", "use Azure OpenAI"),
        ("Everything runs in Foundry.", "azure", "runs in Foundry"),
        ("Our bot runs on Bedrock", "bedrock", "runs on Bedrock"),
        ("Gemini on Vertex AI writes them", "vertex", "on Vertex AI"),
        ("a self-hosted Llama answers", "open_weights", "self-hosted Llama"),
        ("it runs on our own GPUs", "open_weights", "runs on our own GPUs"),
        ("it runs on our GPU, we said", "open_weights", "runs on our GPU"),
        ("mistral on our 4090", "open_weights", "on our 4090"),
        ("we serve it with vLLM", "open_weights", "with vLLM"),
        ("instead of Azure we use OpenAI", "openai", "use OpenAI"),
        ("we use OpenAI models on Azure", "azure", "on Azure"),
        ("our gpt-4o deployment in Azure", "azure", "in Azure"),
        ("we call gpt-4.1-mini through OpenAI’s API", "openai", "through OpenAI’s API"),
    ],
)
def test_stated(text: str, value: str, words: str) -> None:
    """A name beside a word that says it is used, with the words as they stand."""
    fact = platform_in(text)
    assert fact is not None
    assert (fact.values, fact.certainty, fact.words) == ((value,), STATED, words)


@pytest.mark.parametrize(
    "text",
    [
        "we might use Bedrock",
        "should we fine-tune on Azure OpenAI?",
        "a competitor runs it on Bedrock",
        "our documents are in Azure",
        "we use Azure OpenAI and Bedrock",
        "we will run it on Vertex",
        "can you fine-tune Claude on Bedrock?",
    ],
)
def test_likely_only(text: str) -> None:
    """Plans, questions, other people's, whole clouds and two at once are never stated."""
    fact = platform_in(text)
    assert fact is not None
    assert fact.certainty is LIKELY


@pytest.mark.parametrize(
    "text",
    [
        "not on Azure",
        "we don't run on Vertex",
        "we can't use OpenAI",
        "we are not allowed to use Bedrock",
        "the OpenAI docs say so",
        "tickets in Azure DevOps",
        "we left OpenAI",
        "a foundry that casts iron",
        "",
    ],
)
def test_not_at_all(text: str) -> None:
    """What is denied, or names something else, says nothing of where it runs."""
    assert platform_in(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Azure since 2023", "azure"),
        ("OpenAI, not Azure", "openai"),
        ("our own GPUs in the cellar", "open_weights"),
        ("we haven't decided on that", "undecided"),
    ],
)
def test_asked_a_bare_name_answers(text: str, value: str) -> None:
    """In reply to its question no word of use is needed."""
    reading = read_message(text, Criterion.PLATFORM)
    assert reading.answer is not None
    assert (reading.answer.values, reading.answer.certainty) == ((value,), STATED)


def test_every_reading_holds_it_at_one_place() -> None:
    """A whole message gives it beside what the trained reader gives."""
    text = "We run gpt-4o on Azure OpenAI, wrote a prompt with ten examples, and the tone is still off."
    facts = {fact.criterion: fact for fact in read_message(text).facts}
    assert facts[Criterion.PLATFORM].values == ("azure",)
    assert Criterion.TRIED in facts


@given(st.lists(st.sampled_from([*platform_words().negations, "azure", "on", "openai", "bedrock", ".", "?", "é"])))
def test_any_words(words: list[str]) -> None:
    """Any run of such words is read, and what is quoted stands in the text."""
    text = " ".join(words)
    fact = platform_in(text)
    assert fact is None or fact.words in " ".join(text.split())


@pytest.mark.parametrize("text", ["on azure " * 500, "not " * 1_000, "a'" * 2_000, "openai's own " * 400])
def test_long_texts_take_no_time(text: str) -> None:
    """A repeated text is read in a fraction of a second."""
    began = perf_counter()
    platform_in(text)
    platform_in(text, asked=True)
    assert perf_counter() - began < 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Azure", "azure"),
        ("on bedrock", "bedrock"),
        ("Azure, gpt-4.1-nano", "azure"),
        ("we're on azure, of course", "azure"),
        ("it is all on vertex.", "vertex"),
    ],
)
def test_a_platform_that_is_all_that_is_said(text: str, value: str) -> None:
    """Says where it runs, whatever is asked."""
    fact = platform_in(text)
    assert fact is not None
    assert (fact.values, fact.is_stated) == ((value,), True)


@pytest.mark.parametrize(
    "text", ["Azure?", "maybe azure", "azure is expensive", "azure search", "not azure", "azure or bedrock"]
)
def test_a_name_beside_more_words_says_less(text: str) -> None:
    """As before."""
    fact = platform_in(text)
    assert fact is None or fact.is_likely
