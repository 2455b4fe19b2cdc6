"""What each number of a message is of, and which model is which: by the words of its own clause."""

from __future__ import annotations

import pytest

from bot.reading.costs.cost_numbers import circumstances_said, numbers_said
from bot.reading.costs.models_in_costs import models_said
from knowledge.prices.book import open_book

MODELS = open_book().models


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # In and out, with their unit or beside each other.
        ("3500 tokens in 300 out", {"input_tokens": "3500", "output_tokens": "300"}),
        ("1500 in 100 out", {"input_tokens": "1500", "output_tokens": "100"}),
        ("roughly 2k in and about 80 out", {"input_tokens": "2000", "output_tokens": "80"}),
        ("4k input / 250 output", {"input_tokens": "4000", "output_tokens": "250"}),
        ("about 2k tokens in and 50 out", {"input_tokens": "2000", "output_tokens": "50"}),
        ("1,200 tokens prompt", {"input_tokens": "1200"}),
        ("our prompt is 9k tokens because of all our tone rules", {"input_tokens": "9000"}),
        ("avg contract is 30k tokens", {"input_tokens": "30000"}),
        ("prompts of 4k tokens, answers are 150 tokens", {"input_tokens": "4000", "output_tokens": "150"}),
        # Once tuned, or shortened.
        ("the prompt would shrink to maybe 400 tokens after training", {"tuned_tokens": "400"}),
        ("tuned mini with 400 tokens prompt", {"tuned_tokens": "400", "tuned": "gpt-4.1-mini"}),
        ("once it is trained we need 350 tokens", {"tuned_tokens": "350"}),
        ("and if the prompt drops to 800 tokens once tuned?", {"tuned_tokens": "800"}),
        ("the prompt could be cut down to 900 tokens", {"short_tokens": "900"}),
        # What is denied or put right.
        ("its 900 invoices a day not 9000 a day", {"calls_a_day": "900"}),
        ("not 9000 a day but 900", {"calls_a_day": "900"}),
        ("actually 1,800 tokens prompt not 3k", {"input_tokens": "1800"}),
        ("it was 3k tokens, sorry, 1,800 tokens in the prompt", {"input_tokens": "1800"}),
        # A part of what was told, and all of it.
        ("1.2k tok of that is the prompt, the rest is the mail", {}),
        ("12k tok in, 500 out, 1.2k tok of it is prompt", {"input_tokens": "12000", "output_tokens": "500"}),
        ("a 2.8k tok prompt w/ 40 few-shots", {"input_tokens": "2800"}),
        # What may be spent, and what is.
        ("we pay $900 a month", {"bill": "900"}),
        ("our budget is 300 dollars a month", {"budget": "300"}),
        ("$4k/mo at most", {"budget": "4000"}),
        ("we can spend up to $6000 a year", {"budget": "500"}),
        ("is $100 enough", {"budget": "100"}),
        ("the budget for the project is $5k", {}),
        # What is of no call.
        ("the context window is 128k tokens", {}),
        ("limit of 4,096 tokens", {}),
        ("we burn 40M tokens a day", {}),
        ("2,000 examples of 1,500 tokens each", {}),
        ("our docs are 40M tokens in total", {}),
        ("3 in 10 answers are wrong", {}),
        ("we have 500 in stock", {}),
    ],
)
def test_what_a_number_is_of(text: str, said: dict[str, str]) -> None:
    """Tokens in, out, left once tuned; a limit, a total and what is denied are none of a call's."""
    assert numbers_said(text, MODELS) == said


@pytest.mark.parametrize(
    ("text", "known", "said"),
    [
        ("gpt-4.1-mini tuned vs gpt-4.1", "", {"model": "gpt-4.1", "tuned": "gpt-4.1-mini"}),
        ("does a tuned mini beat a prompted gpt-4.1", "", {"model": "gpt-4.1", "tuned": "gpt-4.1-mini"}),
        ("is a tuned nano cheaper than mini with prompt", "", {"model": "gpt-4.1-mini", "tuned": "gpt-4.1-nano"}),
        ("yes we can train 4.1 mini", "gpt-5", {"tuned": "gpt-4.1-mini"}),
        ("would a tuned mini be cheaper", "gpt-4o", {"tuned": "gpt-4o-mini"}),
        ("a fine-tuned gpt-4.1-mini", "", {"model": "gpt-4.1-mini", "tuned": "gpt-4.1-mini"}),
        ("is gpt-4o-mini cheaper than gpt-4o", "", {"model": "gpt-4o", "smaller": "gpt-4o-mini"}),
        ("and on nano?", "gpt-4.1", {"smaller": "gpt-4.1-nano"}),
        ("we use gpt-4.1", "", {"model": "gpt-4.1"}),
        ("a mini prompt", "claude-sonnet-4-5", {}),
    ],
)
def test_which_model_is_which(text: str, known: str, said: dict[str, str]) -> None:
    """The one in use, the one to be tuned, the one held against it; a size alone is of the family that is named or known."""
    assert models_said(text, MODELS, known) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("it may wait, overnight is fine", {"may_wait": "yes"}),
        ("we could send them in batches", {"may_wait": "yes"}),
        ("haven't built anything yet", {"runs": "no"}),
        ("starting from zero, no bot yet", {"runs": "no"}),
        ("people can't wait that long", {}),
        ("we built it last year", {}),
    ],
)
def test_what_is_said_without_a_number(text: str, said: dict[str, str]) -> None:
    """That answers may wait, and that nothing runs yet."""
    assert circumstances_said(text) == said


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("the system prompt is 900 tokens, with the examples it makes 2,600 tokens a request", "2600"),
        ("2k tokens of instructions, 500 tokens question, together 2.5k tokens", "2500"),
        ("700 tokens rules + 10 shots = 4.1k tokens per message", "4100"),
        ("prompt of 1500 tokens, 100 out", "1500"),
    ],
)
def test_all_of_a_call_counts_and_no_part_of_it(text: str, tokens: str) -> None:
    """Where a part and the whole are told it is the whole."""
    assert numbers_said(text, ())["input_tokens"] == tokens


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("caching is enabled, hit rate 65%", "0.65"),
        ("about 40 percent of the prompt is cached", "0.4"),
        ("cached tokens are 75% cheaper", None),
        ("caching would save 50%", None),
        ("caching is off, accuracy 80%", None),
        ("we get 80% right. caching is on", None),
        ("caching is on, and 95% of the answers are fine", None),
    ],
)
def test_the_share_that_is_cached(text: str, share: str | None) -> None:
    """A share beside caching is that of the prompt; what caching saves is none."""
    assert numbers_said(text, ()).get("cached_share") == share


def test_caching_without_a_share() -> None:
    """That it is on is known; who asks about it or denies it has said nothing."""
    assert circumstances_said("we already cache the prompt") == {"caches": "yes"}
    assert circumstances_said("caching is on") == {"caches": "yes"}
    assert not circumstances_said("is caching on by default?")
    assert not circumstances_said("no caching, caching is off")
