"""Which of two models is tuned, in the words of those who distil and of those who write "FT", and what a prompt goes down to."""

from __future__ import annotations

import pytest

from bot.reading.costs.cost_asked import asks_for_a_sum
from bot.reading.costs.cost_numbers import numbers_said
from bot.reading.costs.models_in_costs import models_said
from bot.reading.costs.sum_form import Subject, SumForm, sum_wanted
from knowledge.prices.book import open_book

MODELS = open_book().models
NANO = {"model": "gpt-4.1", "tuned": "gpt-4.1-nano"}
MINI_4O = {"model": "gpt-4o", "tuned": "gpt-4o-mini"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("distill 4.1 -> 4.1-nano, 250k calls/day", NANO),
        ("want to distill 4.1 → 4.1-nano. 4.1 prompted 96%, nano prompted 84%", NANO),
        ("we distil gpt-4.1 into gpt-4.1-nano on azure", NANO),
        ("we would like distil the gpt-4o in the gpt-4o-mini", MINI_4O),
        ("distill gpt-4o to 4o-mini", MINI_4O),
        ("nano gets 84%, gpt-4.1 96%: distill 4.1 into nano", NANO),
        ("4.1 distilled into nano", NANO),
        ("nano distilled from gpt-4.1", NANO),
        ("distill 4.1-nano, teacher is gpt-4.1", NANO),
        ("use 4.1 as teacher, distill nano", NANO),
        ("is distilling gpt-4.1 worth it vs plain nano", {"model": "gpt-4.1", "smaller": "gpt-4.1-nano"}),
        ("distill gpt-4.1", {"model": "gpt-4.1"}),
        ("FT 4.1-nano vs prompted 4.1", NANO),
        ("prompted 4.1 vs FT 4.1-nano", NANO),
        ("prompted gpt-4.1, ft nano", NANO),
        ("SFT'd 4o-mini against 4o", MINI_4O),
        ("gpt-4.1-nano (FT) vs gpt-4.1", NANO),
        ("train nano on 4.1 outputs", NANO),
        # Traps: a change of models trains none, and what is named untuned is not trained.
        ("gpt-4.1 -> 4.1-nano, what do we save?", {"model": "gpt-4.1", "smaller": "gpt-4.1-nano"}),
        ("un-tuned nano vs gpt-4.1", {"model": "gpt-4.1-nano", "smaller": "gpt-4.1"}),
        ("4.1 fine-tuned, nano prompted", {"model": "gpt-4.1-nano", "tuned": "gpt-4.1"}),
    ],
)
def test_which_model_is_the_student(text: str, said: dict[str, str]) -> None:
    """What it is distilled into, or what "FT" stands beside, is tuned; the other one is used now."""
    assert models_said(text, MODELS) == said


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("break-even calls/day FT 4.1-nano vs prompted 4.1 w/ 3k tok prompt, 200 out?", Subject.TUNED),
        ("min calls/day for FT 4.1-nano vs prompted 4.1, 3k tok prompt, 200 out?", Subject.TUNED),
        ("minimum volume where a tuned mini beats gpt-4.1 with prompt 3k tokens", Subject.TUNED),
        ("what's the crossover for SFT'd 4o-mini vs 4o, 2.5k tok prompt", Subject.TUNED),
        ("break-even of nano tuned vs nano prompted at 3k tokens in?", Subject.TUNED_OR_UNTUNED),
    ],
)
def test_from_when_it_pays(text: str, subject: Subject) -> None:
    """However it is asked from how many calls a tuned model pays, it is that pair that is compared."""
    wanted = sum_wanted(text, numbers_said(text, MODELS))
    assert (asks_for_a_sum(text), wanted.form, wanted.subject) == (True, SumForm.BREAK_EVEN, subject)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FT nano vs 4.1, 3k tok prompt down to 400, 200 out", {"input_tokens": "3000", "tuned_tokens": "400"}),
        ("tuned mini: prompt goes from 2.5k tok to 300 tok", {"input_tokens": "2500", "tuned_tokens": "300"}),
        ("a trained nano, prompt 3k tokens -> 500, 80 out", {"input_tokens": "3000", "tuned_tokens": "500"}),
        ("our 3k tok prompt trimmed to 900", {"input_tokens": "3000", "short_tokens": "900"}),
        ("3k tokens in, replies 80 to 120 tokens", {"input_tokens": "3000"}),
    ],
)
def test_what_a_prompt_goes_down_to(text: str, said: dict[str, str]) -> None:
    """The number before "down to" is that of now, the one after it what is left."""
    found = numbers_said(text, MODELS)
    assert {name: found[name] for name in found if name in {"input_tokens", "tuned_tokens", "short_tokens"}} == said
