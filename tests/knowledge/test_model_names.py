"""Model names in a text, however people spell them."""

from __future__ import annotations

import pytest

from knowledge.model_names import named_models, replace_model, sibling


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
