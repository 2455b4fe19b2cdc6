"""The one line that a turn leaves in the log of a bot that serves, beside what is counted of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from tests.slack.waiting import idle

if TYPE_CHECKING:
    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ("How many training examples does fine-tuning need?", "answer"),
        ("How do I bake sourdough bread?", "abstention"),
        ("hello", "notice"),
        ("Our support bot should sound like us. Should we fine-tune?", "question"),
    ],
)
async def test_a_turn_is_one_line_and_one_count(
    slack: SlackServer, ann: Person, bot: Serving, asked: str, outcome: str
) -> None:
    """Both call its outcome by the same word; the line holds none of the person's, and says how long each part took."""
    with capture_logs() as lines:
        question = await ann.says(asked)
        await slack.workspace.wait_for_answer(question)
        await idle(bot)
    (line,) = [line for line in lines if line["event"] == "turn"]
    assert (line["log_level"], line["outcome"], line["surface"]) == ("info", outcome, "direct_message")
    assert line["did"]
    assert 0 <= line["queued_seconds"] <= line["seconds"]
    assert 0 <= line["read_seconds"] <= line["seconds"]
    assert not [word for word in asked.split() if len(word) > 5 and word in str(line)]
    value = bot.metrics.registry.get_sample_value
    assert value("ftn_turns_total", {"surface": "direct_message", "outcome": outcome}) == 1
    assert value("ftn_turn_phase_seconds_count", {"phase": "answer"}) == 1
    assert value("ftn_model_calls_total") == 0


async def test_a_bot_says_what_it_is_made_of(bot: Serving) -> None:
    """From its start on: passages, the newest source, the prices."""
    value = bot.metrics.registry.get_sample_value
    assert (value("ftn_index_passages") or 0) > 100
    for name in ("ftn_newest_source_timestamp_seconds", "ftn_prices_timestamp_seconds"):
        assert (value(name) or 0) > 1_700_000_000
