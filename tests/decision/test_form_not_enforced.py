"""Structured output that is off comes before any training for a format."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.decision import Assessment, Outcome, from_dict, judge

READY = {
    "goal": "format_structure", "failure": "format_drift", "tried": "few_shot_prompt", "baseline": "measured", "examples": "500_4999",
    "data_quality": "curated", "task_stability": "stable", "tunable_model": "yes",
}  # fmt: skip


def test_it_comes_first() -> None:
    """Headline and first step say the same."""
    verdict = judge(replace(Assessment.of(READY), form_not_enforced=True))
    assert verdict.outcome is Outcome.PROMPT_ENGINEERING
    assert verdict.answer == "Not yet: switch on structured output first."
    assert verdict.today.startswith("switch on structured output")


@pytest.mark.parametrize("changed", [{"goal": "tone_style", "failure": "style_drift"}, {}])
def test_where_it_is_no_matter(changed: dict[str, str]) -> None:
    """Another trouble, or nothing said of it."""
    kept = replace(Assessment.of(READY | changed), form_not_enforced=bool(changed))
    assert judge(kept).outcome is Outcome.FINE_TUNE


def test_it_is_stored() -> None:
    """And stays while other facts are told."""
    loaded, notes = from_dict(replace(Assessment.of(READY), form_not_enforced=True).to_dict())
    assert (loaded.form_not_enforced, notes) == (True, ())
    assert loaded.without().form_not_enforced
