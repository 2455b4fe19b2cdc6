"""chat.* on the local Slack, asked by the real client: what is kept, and what is refused by which name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack.forms import buttons, section

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.slack.person import Person
    from tests.slack.server import SlackServer

LONG = "x" * 12_001


async def error_of(client: AsyncWebClient, method: str, **arguments: Any) -> str:
    """What Slack says is wrong."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=arguments)
    return str(caught.value.response["error"])


async def test_a_message_is_seen_in_its_thread(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """A reply stands in the thread, with text, blocks, metadata and the method it came by."""
    question = await ann.says("Should we fine-tune?")
    metadata = {"event_type": "answer", "event_payload": {"id": "7"}}
    posted = await client.chat_postMessage(
        channel=question.channel, thread_ts=question.ts, text="No.", blocks=[section("*No.*")], metadata=metadata
    )
    (answer,) = slack.workspace.answers(question)
    assert (answer.ts, answer.text, answer.words, answer.via) == (posted["ts"], "No.", "*No.*", "chat.postMessage")
    assert answer.metadata == metadata
    assert slack.workspace.messages(slack.workspace.dm(ann)) == [question]


async def test_a_message_is_changed_and_deleted(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """An update replaces text and blocks and keeps metadata; what is deleted is no longer seen."""
    channel = slack.workspace.dm(ann)
    metadata = {"event_type": "answer", "event_payload": {}}
    ts = (await client.chat_postMessage(channel=channel.id, text="Wait", metadata=metadata))["ts"]
    await client.chat_update(channel=channel.id, ts=ts, text="Done", blocks=[section("Done")])
    (message,) = slack.workspace.messages(channel)
    assert ([version.text for version in message.versions], message.metadata) == (["Wait", "Done"], metadata)
    await client.chat_delete(channel=channel.id, ts=ts)
    assert slack.workspace.messages(channel) == []
    assert await error_of(client, "chat.update", channel=channel.id, ts=ts, text="Again") == "message_not_found"


async def test_a_message_for_one_person(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Only the person it is for sees it, and only where they are."""
    bob, channel = slack.workspace.person("bob"), slack.workspace.channel("general")
    await client.chat_postEphemeral(channel=channel.id, user=ann.id, text="Only you")
    assert [message.words for message in slack.workspace.ephemerals(ann)] == ["Only you"]
    assert slack.workspace.ephemerals(bob) == slack.workspace.messages(channel) == []
    elsewhere = slack.workspace.channel("elsewhere", members=[bob])
    error = await error_of(client, "chat.postEphemeral", channel=elsewhere.id, user=ann.id, text="Only you")
    assert error == "user_not_in_channel"


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        ("no_text", {}),
        ("no_text", {"text": "  "}),
        ("channel_not_found", {"channel": "C0NOWHERE", "text": "x"}),
        ("thread_not_found", {"thread_ts": "1.000001", "text": "x"}),
        ("markdown_text_conflict", {"text": "x", "markdown_text": "y"}),
        ("msg_too_long", {"markdown_text": LONG}),
        ("msg_too_long", {"blocks": [{"type": "markdown", "text": LONG[:7000]}] * 2}),
        ("msg_blocks_too_many", {"text": "x", "blocks": [section("x")] * 51}),
        ("invalid_blocks", {"text": "x", "blocks": [section("x" * 3001)]}),
        ("invalid_blocks", {"text": "x", "blocks": [{"type": "nothing"}]}),
        ("invalid_blocks_format", {"text": "x", "blocks": "["}),
        ("invalid_metadata_format", {"text": "x", "metadata": {"id": 1}}),
    ],
)
async def test_refuses_to_post(ann: Person, client: AsyncWebClient, error: str, arguments: dict[str, Any]) -> None:
    """Each thing wrong with a message has Slack's name for it."""
    channel = ann.workspace.dm(ann).id
    assert await error_of(client, "chat.postMessage", **{"channel": channel, **arguments}) == error


async def test_refuses_to_touch_what_is_not_its_own(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Other people's messages stay as they are, and an update has less room than a new message."""
    theirs = await ann.says("Mine")
    assert (
        await error_of(client, "chat.update", channel=theirs.channel, ts=theirs.ts, text="x") == "cant_update_message"
    )
    assert await error_of(client, "chat.delete", channel=theirs.channel, ts=theirs.ts) == "cant_delete_message"
    posted = await client.chat_postMessage(channel=theirs.channel, text="x" * 4001)
    assert (
        await error_of(client, "chat.update", channel=theirs.channel, ts=posted["ts"], text="x" * 4001)
        == "msg_too_long"
    )
    assert (await client.chat_postMessage(channel=theirs.channel, text="x" * 40_001))["warning"] == "message_truncated"
    assert len(slack.workspace.all_messages()[-1].text) == 40_000


async def test_needs_to_be_in_the_channel(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """A public channel without the app says so; a private one does not exist for it."""
    public = slack.workspace.channel("public", members=[ann], with_bot=False)
    secret = slack.workspace.channel("secret", members=[ann], with_bot=False, private=True)
    assert await error_of(client, "chat.postMessage", channel=public.id, text="x") == "not_in_channel"
    assert await error_of(client, "chat.postMessage", channel=secret.id, text="x") == "channel_not_found"


async def test_a_reply_begins_no_thread(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """A thread is named by its root, not by one of its replies."""
    root = await ann.says("Root")
    reply = await ann.says("Reply", thread=root)
    error = await error_of(client, "chat.postMessage", channel=root.channel, thread_ts=reply.ts, text="x")
    assert (error, slack.workspace.answers(root)) == ("cannot_reply_to_message", [])


async def test_tells_what_can_be_clicked(ann: Person, client: AsyncWebClient) -> None:
    """The labels of all buttons, and whether previews are off."""
    channel = ann.workspace.dm(ann)
    await client.chat_postMessage(
        channel=channel.id, text="x", blocks=[buttons("Yes", "No")], unfurl_links=False, unfurl_media=False
    )
    await client.chat_postMessage(channel=channel.id, text="x", unfurl_links=False)
    both, one = ann.workspace.messages(channel)
    assert both.buttons == ["Yes", "No"]
    assert (both.unfurls_off, one.unfurls_off) == (True, False)


async def test_reads_threads_and_channels(ann: Person, client: AsyncWebClient) -> None:
    """Replies come root first, history newest first, and both in pages."""
    root = await ann.says("Root")
    for number in range(3):
        await client.chat_postMessage(channel=root.channel, thread_ts=root.ts, text=str(number))
    page = await client.conversations_replies(channel=root.channel, ts=root.ts, limit=3)
    rest = await client.conversations_replies(
        channel=root.channel, ts=root.ts, limit=3, cursor=page["response_metadata"]["next_cursor"]
    )
    assert [message["text"] for message in [*page["messages"], *rest["messages"]]] == ["Root", "0", "1", "2"]
    history = await client.conversations_history(channel=root.channel)
    assert [message["text"] for message in history["messages"]] == ["Root"]


async def test_keeps_files_and_their_bytes(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """A file uploaded with the client's three steps is a reply with its bytes, title and alternative text."""
    root = await ann.says("Record, please")
    await client.files_upload_v2(
        channel=root.channel,
        thread_ts=root.ts,
        filename="record.md",
        content=b"# Record",
        title="Record",
        alt_txt="A record",
    )
    (answer,) = slack.workspace.answers(root)
    (file,) = answer.files
    assert (file.content, file.title, file.alt_text, file.thread_ts) == (b"# Record", "Record", "A record", root.ts)
    assert await error_of(client, "files.completeUploadExternal", files=[{"id": "F0"}]) == "file_not_found"
