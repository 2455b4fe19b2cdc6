"""A platform as a sentence or a part of one by itself: "need 94. azure.", "routing, azure, gpt-4.1"."""

from __future__ import annotations

from time import perf_counter

import pytest

from bot.decision import Certainty
from bot.reading.told.platforms import platform_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("azure. labels are adjudicator w/ kappa .86. it confuses 3 of the 14 codes. so yes edge cases", "azure"),
        ("azure openai, i said it", "azure"),
        ("A!! azure", "azure"),
        ("i told you. azure openai!", "azure"),
        ("ok: azure, as i wrote", "azure"),
        ("prior-auth routing, azure, 4.1 few-shot 96%, need 94", "azure"),
        ("target 0.90, 60k/day, 45k adjudicated labels, azure", "azure"),
        ("need 94. 250k calls/day. bedrock.", "bedrock"),
        ("invoice extraction - azure - gpt-4o - 400 docs", "azure"),
        ("Summaries of calls (azure), gpt-4.1 gets 88%", "azure"),
        ("not azure, bedrock", "bedrock"),
    ],
)
def test_named_alone_it_is_where_the_model_runs(text: str, value: str) -> None:
    """Nobody writes a platform by itself between the figures of a case for anything else."""
    fact = platform_in(text)
    assert fact is not None
    assert (fact.values, fact.certainty) == ((value,), Certainty.STATED)


def test_who_only_thinks_so_does_not_state_it() -> None:
    """It is asked."""
    fact = platform_in("azure, i think")
    assert fact is not None
    assert fact.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "text",
    [
        "tickets on vpn, azure, printers",
        "we route tickets like vpn, azure, 40 others",
        "we sort posts into aws, azure, google",
        "skills: python, azure, sql",
        "we write about clouds: bedrock, azure, 300 articles",
        "azure, aws, vertex, we compare all",
        "is it possible there? azure?",
        "azure sql, 3000 rows",
    ],
)
def test_a_list_or_a_question_says_nothing_of_it(text: str) -> None:
    """What a case is about, what is compared and what is asked is no platform in use."""
    assert platform_in(text) is None


@pytest.mark.parametrize("text", ["azure, " * 600, "azure. " * 600, "a - azure - 4.1 " * 300])
def test_many_parts_take_no_time(text: str) -> None:
    """The time grows with the text and no faster."""
    began = perf_counter()
    platform_in(text)
    assert perf_counter() - began < 1
