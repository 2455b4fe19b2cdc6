"""Streamed messages: their text, their limits, and every way they end."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.models.messages.chunk import BlocksChunk, MarkdownTextChunk, TaskUpdateChunk

from tests.slack.forms import buttons, section
from tests.slack.test_messages import error_of

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer


async def begin(client: AsyncWebClient, question: Message, **content: Any) -> dict[str, Any]:
    """Start a stream in a message's thread; the arguments that name it."""
    started = await client.chat_startStream(
        channel=question.channel, thread_ts=question.ts, **(content or {"chunks": [MarkdownTextChunk(text="One ")]})
    )
    return {"channel": question.channel, "ts": started["ts"]}


async def test_text_and_cards_come_together(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """The client's own helper streams text; blocks of the end stand below it."""
    question = await ann.says("?")
    streamer = await client.chat_stream(channel=question.channel, thread_ts=question.ts, buffer_size=1)
    await streamer.append(markdown_text="One **two**")
    (answer,) = slack.workspace.answers(question)
    assert answer.is_streaming
    await streamer.append(markdown_text=" three")
    await streamer.stop(blocks=[buttons("Yes")])
    assert (answer.is_streaming, answer.text, answer.buttons) == (False, "One **two** three", ["Yes"])
    assert [block["type"] for block in answer.blocks] == ["markdown", "actions"]
    assert [version.text for version in answer.versions] == ["One **two**", "One **two** three", "One **two** three"]
    assert answer.unfurls_off


async def test_a_repeated_task_is_added_to(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Title and status are replaced, output is appended."""
    question = await ann.says("?")
    stream = await begin(client, question, chunks=[TaskUpdateChunk(id="1", title="Look", status="pending", output="a")])
    done = TaskUpdateChunk(id="1", title="Looked", status="complete", output="b")
    await client.chat_appendStream(**stream, chunks=[done, BlocksChunk(blocks=[section("Below")])])
    (answer,) = slack.workspace.answers(question)
    card, below = answer.blocks
    assert (card["title"], card["status"], card["output"]["text"], below["type"]) == (
        "Looked",
        "complete",
        "ab",
        "section",
    )


async def test_a_stream_dies_of_age(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """After five minutes neither more nor an end is taken; an update is, and shows no previews."""
    question = await ann.says("?")
    stream = await begin(client, question)
    slack.clock.advance(299)
    await client.chat_appendStream(**stream, chunks=[MarkdownTextChunk(text="two")])
    slack.clock.advance(2)
    chunks = [{"type": "markdown_text", "text": "three"}]
    for method in ("chat.appendStream", "chat.stopStream"):
        assert await error_of(client, method, **stream, chunks=chunks) == "message_not_in_streaming_state"
    await client.chat_update(**stream, text="One two three")
    (answer,) = slack.workspace.answers(question)
    assert (answer.text, answer.is_streaming, answer.unfurls_off) == ("One two three", False, True)


async def test_a_stream_may_die_of_silence(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Where a lifetime without an append is set, each append prolongs it."""
    slack.limits = dataclasses.replace(slack.limits, stream_idle_seconds=30)
    stream = await begin(client, await ann.says("?"))
    slack.clock.advance(20)
    await client.chat_appendStream(**stream, chunks=[MarkdownTextChunk(text="two")])
    slack.clock.advance(20)
    await client.chat_appendStream(**stream, chunks=[MarkdownTextChunk(text="three")])
    slack.clock.advance(31)
    assert await error_of(client, "chat.stopStream", **stream) == "message_not_in_streaming_state"


async def test_an_open_stream_is_only_appended_to(ann: Person, client: AsyncWebClient) -> None:
    """Neither update nor delete is taken while it is open."""
    stream = await begin(client, await ann.says("?"))
    assert await error_of(client, "chat.update", **stream, text="x") == "streaming_state_conflict"
    assert await error_of(client, "chat.delete", **stream) == "cant_delete_message"
    await client.chat_stopStream(**stream)
    await client.chat_delete(**stream)


async def test_a_stream_has_a_largest_size(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """The bytes of all text count, and what is too much is not added at all."""
    question = await ann.says("?")
    stream = await begin(client, question, chunks=[MarkdownTextChunk(text="é" * 5000)])
    chunks = [{"type": "markdown_text", "text": "x" * 601}]
    assert await error_of(client, "chat.appendStream", **stream, chunks=chunks) == "msg_too_long"
    await client.chat_stopStream(**stream, chunks=[MarkdownTextChunk(text="x" * 600)])
    assert slack.workspace.answers(question)[0].text == "é" * 5000 + "x" * 600


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        ("streaming_mode_mismatch", {"markdown_text": "x"}),
        ("cannot_provide_both_markdown_text_and_chunks", {"markdown_text": "x", "chunks": [{"type": "plan_update"}]}),
        ("no_text", {}),
        ("invalid_chunks", {"chunks": [{"type": "nothing"}]}),
        ("invalid_chunks", {"chunks": [{"type": "markdown_text"}]}),
        ("invalid_chunks", {"chunks": [{"type": "task_update", "id": "1", "title": "x", "status": "stopped"}]}),
        ("invalid_chunks", {"chunks": [{"type": "plan_update", "title": "x" * 257}]}),
        ("msg_blocks_too_many", {"chunks": [{"type": "blocks", "blocks": [section("x")] * 51}]}),
        ("invalid_blocks", {"chunks": [{"type": "blocks", "blocks": [{"type": "nothing"}]}]}),
        ("message_not_found", {"ts": "1.000001", "markdown_text": "x"}),
    ],
)
async def test_refuses_to_append(ann: Person, client: AsyncWebClient, error: str, arguments: dict[str, Any]) -> None:
    """Each thing wrong with an append has Slack's name for it."""
    stream = await begin(client, await ann.says("?"))
    assert await error_of(client, "chat.appendStream", **{**stream, **arguments}) == error


async def test_a_channel_needs_to_know_for_whom(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """In a channel user and team of the recipient are needed; in a direct message neither is."""
    question = await ann.mentions("?", channel=slack.workspace.channel("general"))
    place = {"channel": question.channel, "thread_ts": question.ts, "markdown_text": "x"}
    assert await error_of(client, "chat.startStream", **place) == "missing_recipient_user_id"
    place["recipient_user_id"] = ann.id
    assert await error_of(client, "chat.startStream", **place) == "missing_recipient_team_id"
    assert await error_of(client, "chat.startStream", **place, recipient_team_id="T0") == "team_not_found"
    await client.api_call("chat.startStream", json={**place, "recipient_team_id": slack.workspace.team_id})


@pytest.mark.parametrize(
    ("error", "lacks"),
    [("feature_disabled", {"streaming": False}), ("channel_type_not_supported", {"unstreamable": {"im"}})],
)
async def test_streams_may_be_unavailable(
    ann: Person, client: AsyncWebClient, error: str, lacks: dict[str, Any]
) -> None:
    """A workspace may have no streams, or none in channels of one type."""
    for name, value in lacks.items():
        setattr(ann.workspace, name, value)
    question = await ann.says("?")
    arguments = {"channel": question.channel, "thread_ts": question.ts, "markdown_text": "x"}
    assert await error_of(client, "chat.startStream", **arguments) == error


async def test_somebody_stops_it(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Stop ends the stream and tells the app which, where and by whom; the text so far stays."""
    question = await ann.says("?")
    stream = await begin(client, question)
    (answer,) = slack.workspace.answers(question)
    await ann.stops(answer)
    event = slack.deliveries.sent[-1].event
    assert (event["type"], event["streaming_message_ts"], event["user"]) == (
        "agent_session_stopped",
        [answer.ts],
        ann.id,
    )
    chunks = [{"type": "markdown_text", "text": "two"}]
    assert await error_of(client, "chat.appendStream", **stream, chunks=chunks) == "stopped_by_user"
    assert (answer.text, answer.is_streaming) == ("One ", False)


async def test_a_stream_is_a_session_at_work(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """A stream begins a session; its end sets the status asked for; the session can be renamed, and others not."""
    question = await ann.says("?")
    place = {"channel_id": question.channel, "thread_ts": question.ts}
    assert await error_of(client, "agents.sessions.rename", **place, title="Tone") == "session_not_found"
    stream = await begin(client, question)
    session = slack.workspace.sessions[question.channel, question.ts]
    assert session.status == "processing"
    await client.chat_stopStream(**stream, session_status="suspended")
    await client.agents_sessions_rename(channel_id=question.channel, thread_ts=question.ts, title="Tone")
    assert (session.status, session.title) == ("suspended", "Tone")
    assert await error_of(client, "agents.sessions.setStatus", **place, status="busy") == "invalid_status"


async def test_a_status_ends_with_the_answer(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """The status line of a thread is gone once the app writes into it."""
    question = await ann.says("?")
    await client.assistant_threads_setStatus(channel_id=question.channel, thread_ts=question.ts, status="Looking")
    assert slack.workspace.statuses == {(question.channel, question.ts): "Looking"}
    await client.chat_postMessage(channel=question.channel, thread_ts=question.ts, text="Found")
    assert slack.workspace.statuses == {}


async def test_prompts_are_suggested(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Up to four, before any thread; not where the workspace has no agents."""
    channel = slack.workspace.dm(ann)
    prompts = [{"title": "Help", "message": "help"}]
    await client.assistant_threads_setSuggestedPrompts(channel_id=channel.id, prompts=prompts, thread_ts="")
    assert slack.workspace.prompts == {(channel.id, ""): prompts}
    many = {"channel_id": channel.id, "prompts": prompts * 5}
    assert await error_of(client, "assistant.threads.setSuggestedPrompts", **many) == "invalid_arguments"
    slack.workspace.agents = False
    assert await error_of(client, "assistant.threads.setSuggestedPrompts", **many) == "not_agent_app"
