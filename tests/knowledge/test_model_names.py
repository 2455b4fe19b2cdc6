"""Model names in a text, however people spell them."""

from __future__ import annotations

import time

import pytest

from knowledge.model_names import model_mentions, named_models, plain_words, replace_model, sibling
from knowledge.prices.book import open_book


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gpt-4o or gpt-4o-mini?", ["gpt-4o", "gpt-4o-mini"]),
        ("is 4o mini enough, or 4o", ["gpt-4o-mini", "gpt-4o"]),
        ("GPT-4.1-Nano", ["gpt-4.1-nano"]),
        ("gpt 4.1 nano", ["gpt-4.1-nano"]),
        ("gpt-4o mini", ["gpt-4o-mini"]),
        ("GPT4o-mini and gpt5mini", ["gpt-4o-mini", "gpt-5-mini"]),
        ("o3 mini-batches", ["o3"]),
        ("gpt-3.5, gpt-35-turbo and GPT-3.5-Turbo", ["gpt-35-turbo"]),
        ("davinci.", ["davinci-002"]),
        ("gpt-4", ["gpt-4"]),
        ("gpt-4-32k is not known", []),
        ("version 4.1.2 of our app", []),
        ("my-gpt-4o", []),
        ("14.1 percent", []),
        ("", []),
        ("gpt-4.1-mini-2025-04-14", ["gpt-4.1-mini"]),
        ("our gpt-4o-based bot", ["gpt-4o"]),
        ("at 4 o'clock", []),
        ("gpt-oss", []),
    ],
)
def test_names_are_found_once_and_whole(text: str, expected: list[str]) -> None:
    """Every spelling stands for its model, and a name inside a longer one is not a mention."""
    assert named_models(text) == expected


def test_replace_touches_one_model_only() -> None:
    """All spellings of one model are replaced, and a longer name that starts alike stays."""
    assert replace_model("4o, GPT-4o and 4o-mini", "gpt-4o", "gpt-4.1") == "gpt-4.1, gpt-4.1 and 4o-mini"


@pytest.mark.parametrize(
    ("model", "step", "expected"),
    [
        ("gpt-4o-mini", 1, "gpt-4o"),
        ("gpt-4o", -1, "gpt-4o-mini"),
        ("gpt-4o", 1, None),
        ("gpt-4.1-nano", -1, None),
        ("gpt-4.1-nano", 2, "gpt-4.1"),
        ("unheard-of", 1, None),
    ],
)
def test_siblings(model: str, step: int, expected: str | None) -> None:
    """A family runs from small to large and ends at both ends."""
    assert sibling(model, step) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Claude Sonnet 4.5, llama 3.3 or 5-mini", [("claude-sonnet-4-5", True), ("llama-3.3-70b", True), ("gpt-5-mini", True)]),
        ("gpt-3.7-turbo and GPT4.6 mini", [("gpt-3.7-turbo", False), ("gpt-4.6-mini", False)]),
        ("gpt-4-32k", [("gpt-4-32k", False)]),
        ("gpt-oss", [("gpt-oss-20b", True)]),
        ("gpt-4o-2024-05-13, gpt-4o-2024-08-06", [("gpt-4o-2024-05-13", True), ("gpt-4o", True)]),
        ("gpt", []),
    ],
)  # fmt: skip
def test_a_price_list_adds_names(text: str, expected: list[tuple[str, bool]]) -> None:
    """What a list names is known too; what only looks like a model of OpenAI's is told apart."""
    found = model_mentions(text, open_book().models)
    assert [(one.name, one.is_known) for one in found] == expected
    words = plain_words(text)
    for one in found:
        assert plain_words(text[slice(*one.span)]) == words[slice(*one.words)]


@pytest.mark.parametrize("piece", ["gpt-", "gpt 4 ", "gpt-4-", "4o-mini-", "a.", "2025-04-14-"])
def test_the_time_is_linear(piece: str) -> None:
    """Ten times the text takes ten times as long, not a hundred times."""

    def seconds(times: int) -> float:
        started = time.process_time()
        model_mentions(piece * times)
        return time.process_time() - started

    def least(times: int) -> float:
        # Of several: on a machine that is busy otherwise even processor time varies by half.
        return min(seconds(times) for _ in range(3))

    seconds(10)
    assert least(20_000) <= 40 * max(least(2_000), 0.002)
