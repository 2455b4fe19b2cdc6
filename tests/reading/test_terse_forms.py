"""Shorthand put as a sentence, and a complaint before a question."""

from __future__ import annotations

import pytest

from bot.reading.asked.terse_forms import plainly_put


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("FT claude possible or not", "can we fine-tune claude?"),
        ("finetune mistral y/n", "can we fine-tune mistral?"),
        ("q: FT gpt-4o-mini, possible?", "can we fine-tune gpt-4o-mini?"),
        ("swedencentral got gpt-4.1 FT or nah", "can gpt-4.1 be fine-tuned in Sweden Central?"),
        ("eastus2 has gpt-4.1-mini fine-tuning y/n", "can gpt-4.1-mini be fine-tuned in East US 2?"),
        ("$/1M tok train gpt-4.1-mini rn", "what does training gpt-4.1-mini cost per 1M tokens?"),
        ("price per million tokens to train gpt-4.1", "what does training gpt-4.1 cost per 1M tokens?"),
        ("does fine-tuning cut p95? y/n", "does fine-tuning cut latency? y/n"),
        ("will a tuned model lower our p99 latency?", "will a tuned model lower our latency?"),
        ("tok/s of llama 8b on a H100", "how many tokens per second does llama 8b on a H100 give?"),
        ("can we train gpt-4.1 rn?", "can we train gpt-4.1 right now?"),
        # No shorthand, or nothing asked.
        ("our p95 is 1.9s", "our p95 is 1.9s"),
        ("tune it or not", "tune it or not"),
        ("fine-tuning or not?", "fine-tuning or not?"),
        ("can you fine-tune claude?", "can you fine-tune claude?"),
        ("train the intern or not", "train the intern or not"),
        ("training price per million tokens 4.1 nano?", "training price per million tokens 4.1 nano?"),
    ],
)
def test_shorthand(text: str, put: str) -> None:
    """Only a short question with a model, a region or a known abbreviation is put otherwise."""
    assert plainly_put(text) == put


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("You have not answered. Names in the data: yes or no?", "Names in the data: yes or no?"),
        ("that was not my question. how long does it take", "how long does it take"),
        ("third time asking: do we own the model?", "do we own the model?"),
        ("You didn't answer me. Again. Who may see the letters?", "Who may see the letters?"),
        ("that doesn't answer my question. is it cheaper?", "is it cheaper?"),
        ("please answer my question. can judges' notes be used?", "can judges' notes be used?"),
        # Alone it says that its writer was not understood, and what tells of a case is no complaint.
        ("you didn't answer my question", "you didn't answer my question"),
        ("The bot did not answer. We tried a prompt.", "The bot did not answer. We tried a prompt."),
        (
            "it is not the answer the farmers expect. we tried a prompt",
            "it is not the answer the farmers expect. we tried a prompt",
        ),
    ],
)
def test_a_complaint_first(text: str, asked: str) -> None:
    """It is left out where a question follows."""
    assert plainly_put(text) == asked
