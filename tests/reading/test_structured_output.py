"""Whether structured output is off, or was tried, or can't be had."""

from __future__ import annotations

import pytest

from bot.reading.told.structured_output import structured_output_off


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("strict mode/constrained decoding not on. so turn that on?", True),
        ("structured output is switched off so far", True),
        ("we never tried guided decoding", True),
        ("no response_format set", True),
        ("we don't use function calling", True),
        ("json mode is on", False),
        ("constrained decoding doesn't work with our nested unions", False),
        ("even with structured outputs 3% break", False),
        ("we tried json mode, it still breaks", False),
        ("strict mode isn't supported on our model", False),
        ("should we turn on structured output?", None),
        ("suppose constrained decoding doesn't work", None),
        ("JSON output must be strict", None),
    ],
)
def test_whether_it_is_off(text: str, off: bool | None) -> None:  # noqa: FBT001 - the value itself
    """Said of it, and not asked or supposed."""
    assert structured_output_off(text) is off
