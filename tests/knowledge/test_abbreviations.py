"""What engineers shorten is written out before it is looked for."""

from __future__ import annotations

import pytest

from knowledge.abbreviations import written_out


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("quota w/ FT'd models", "quota with fine-tuned models"),
        ("is FT on AOAI slower w/o batching?", "is fine-tuning on Azure OpenAI slower without batching?"),
        ("ctx of a ckpt?", "context of a checkpoint?"),
        ("rate limits of ft deployments", "rate limits of fine-tuned deployments"),
        ("a room of 20 ft", "a room of 20 ft"),
        ("does fine-tuning raise the limit?", "does fine-tuning raise the limit?"),
    ],
)
def test_it_is_written_out(question: str, whole: str) -> None:
    """Known words alone, and what has none of them stays as it is."""
    assert written_out(question) == whole
