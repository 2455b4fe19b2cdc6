"""Replies over the socket are the replies that were sent, and nothing else can be made of what comes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.assistant import Assistant
from bot.cli.reply_codec import decode, encode
from bot.cli.speaker import USER, terminal_place
from bot.errors import OperatorError
from bot.turn import Turn

if TYPE_CHECKING:
    from bot.storage.cases import Cases
    from bot.storage.conversations import Conversations
    from knowledge.search import Searcher

QUESTION = "When does the base model gpt-4o-mini retire?"
CASE = "Our support bot should sound like us, so far we have a basic prompt."


@pytest.mark.parametrize("text", [QUESTION, CASE, "Who won the league in 1987?", "what does gpt-4.1 cost", "help", ""])
async def test_replies_come_back_as_they_were(
    searcher: Searcher, stores: tuple[Conversations, Cases], text: str
) -> None:
    """Every kind of reply, with passages, marks, facts and enumerations, through JSON and back."""
    assistant = Assistant(searcher, *stores)
    turn = Turn(USER, terminal_place(), text)
    for replies in (assistant.reply(turn), assistant.quick_verdict(turn)):
        async for reply in replies:
            assert decode(json.loads(json.dumps(encode(reply)))) == reply


@pytest.mark.parametrize(
    "data",
    [
        {"is": "Path", "value": "/"},
        {"is": "Notice"},
        {"is": "Notice", "text": "x", "more": 1},
        {"is": "Author", "value": "x"},
        {},
    ],
)
def test_what_is_not_known_is_refused(data: dict[str, object]) -> None:
    """One sentence says that the bot is of another version."""
    with pytest.raises(OperatorError, match=r"of another version\. Restart it"):
        decode(data)
