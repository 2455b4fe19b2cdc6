"""The checks that every test of the bot ends with: they see what should not have been sent."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack.conduct import faults_in

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.slack.person import Person
    from tests.slack.server import SlackServer

GOOD = {"text": "Fine", "unfurl_links": False, "unfurl_media": False}
KEY = {"event_type": "turn", "event_payload": {"key": "1"}}


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (GOOD, ""),
        ({**GOOD, "text": "see https://known.example/page"}, ""),
        ({**GOOD, "text": "<!channel> look"}, "live: <!channel>"),
        ({**GOOD, "text": "see https://other.example"}, "linked: https://other.example"),
        ({**GOOD, "text": "see http://known.example"}, "linked: http://known.example"),
        ({"text": "Fine"}, "previews"),
        ({**GOOD, "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]}, "151 characters"),
    ],
)
async def test_message_that_should_not_have_been_sent(
    slack: SlackServer, client: AsyncWebClient, ann: Person, said: dict[str, Any], fault: str
) -> None:
    """Each kind of fault is named, and a message without one has none."""
    question = await ann.says("hello")
    with suppress(SlackApiError):
        await client.api_call("chat.postMessage", json={"channel": question.channel, **said})
    found = faults_in(slack, {"https://known.example/page"})
    assert bool(found) == bool(fault)
    assert fault in " ".join(found)


@pytest.mark.parametrize(("first", "second"), [(None, None), (KEY, KEY)])
async def test_reply_that_came_twice(
    slack: SlackServer, client: AsyncWebClient, ann: Person, first: dict[str, Any] | None, second: dict[str, Any] | None
) -> None:
    """A reply is known by its words, and by its key even where the words differ."""
    question = await ann.says("hello")
    for number, metadata in enumerate((first, second)):
        text = f"Fine {number}" if metadata else "Fine"
        said = {"channel": question.channel, "thread_ts": question.ts, **GOOD, "text": text, "metadata": metadata}
        await client.api_call("chat.postMessage", json=said)
    assert len(faults_in(slack, ())) == 1
