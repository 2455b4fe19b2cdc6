"""A score of two counts that is put right in one breath with the one it was."""

from __future__ import annotations

import pytest

from bot.reading.scores.corrected_share import corrected_share

TOLD = "131 of 150 ok, need 95%"


@pytest.mark.parametrize(
    "text",
    ["hmm wait, it was 113 of 150 not 131", "no: 113 of 150 were ok, not 131", "131 was wrong, it is 113 of 150", "not 131 but 113"],
)  # fmt: skip
def test_the_count_that_is_taken_back_is_put_right(text: str) -> None:
    """Bare or with its whole, before the one that it was or after it."""
    assert corrected_share(TOLD, text) == "113 of 150 ok, need 95%"


@pytest.mark.parametrize("text", ["it was 113 of 200, not 90", "113 of 400 people, not 131"])
def test_counts_of_something_else_change_nothing(text: str) -> None:
    """Another whole is another test, and what was never told can't be taken back."""
    assert corrected_share(TOLD, text) == ""
