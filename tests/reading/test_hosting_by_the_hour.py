"""What hosting takes by the hour is money, whether a price is named or not."""

from __future__ import annotations

import pytest

from bot.reading.asked.hosting_asked import HostingAsked, hosting_asked


@pytest.mark.parametrize(
    "text",
    ["how much per hour to host a fine tuned model", "how much an hour to host our tuned model?", "what does hosting a tuned model cost per hour"],
)  # fmt: skip
def test_it_is_asked(text: str) -> None:
    """By the hour and without a model's name."""
    assert hosting_asked(text, ["gpt-4.1"]) == HostingAsked("", is_a_year=False)


def test_how_much_of_something_else() -> None:
    """Hours of people are no hosting, and neither is a tuned model that is not hosted."""
    assert hosting_asked("how much work per hour does a tuned model save", ["gpt-4.1"]) is None
