"""Who and what is where: channels, people, reactions, files, and the validation of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.slack.forms import home, modal, section
from tests.slack.test_messages import error_of

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.slack.person import Person
    from tests.slack.server import SlackServer


async def test_a_channel_says_what_it_is(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Type and sharing; each type needs a scope of its own."""
    channel, bob = slack.workspace.channel("general"), slack.workspace.person("bob")
    slack.workspace.share(channel, slack.add_workspace("Other"))
    group = slack.workspace.group_dm(ann, bob)
    shown = [(await client.conversations_info(channel=each))["channel"] for each in (channel.id, group.id)]
    assert [(each["is_mpim"], each["is_private"], each["is_ext_shared"]) for each in shown] == [
        (False, False, True),
        (True, True, False),
    ]
    slack.workspace.scopes -= {"mpim:read", "im:history"}
    assert await error_of(client, "conversations.info", channel=group.id) == "missing_scope"
    assert await error_of(client, "conversations.history", channel=slack.workspace.dm(ann).id) == "missing_scope"


async def test_a_direct_message_is_opened(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """It is the one the person writes in, and can be named by the person."""
    opened = await client.conversations_open(users=[ann.id])
    assert opened["channel"]["id"] == slack.workspace.dm(ann).id
    await client.chat_postMessage(channel=ann.id, text="Hello")
    assert [message.text for message in slack.workspace.messages(slack.workspace.dm(ann))] == ["Hello"]
    assert await error_of(client, "conversations.open", users="U0NOBODY") == "user_not_found"


async def test_people_are_known(slack: SlackServer, client: AsyncWebClient) -> None:
    """Guests, strangers, time zone, and the language where it is asked for."""
    guest = slack.workspace.person("guest", guest=True, locale="fr-FR")
    stranger = slack.workspace.stranger("zoe", slack.add_workspace("Other"))
    user = (await client.users_info(user=guest.id, include_locale=True))["user"]
    assert (user["is_restricted"], user["is_stranger"], user["locale"]) == (True, False, "fr-FR")
    assert (await client.users_info(user=stranger.id))["user"]["is_stranger"]


async def test_reactions_are_put_and_taken(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Each once; those of people are events."""
    message = await ann.says("?")
    place = {"channel": message.channel, "timestamp": message.ts, "name": "eyes"}
    await client.api_call("reactions.add", json=place)
    assert message.reactions == {"eyes": [slack.workspace.bot_user_id]}
    assert await error_of(client, "reactions.add", **place) == "already_reacted"
    await client.api_call("reactions.remove", json=place)
    assert await error_of(client, "reactions.remove", **place) == "no_reaction"
    await ann.reacts(message, "thumbsup")
    assert slack.deliveries.sent[-1].event["reaction"] == "thumbsup"


async def test_a_persons_file_is_read_with_the_token(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """Its address gives the bytes to the app, and a page to sign in to anybody else."""
    message = await ann.says("See", files=[("examples.csv", b"a,b")])
    (delivery,) = slack.deliveries.sent
    assert (delivery.event["subtype"], delivery.event["files"][0]["mimetype"]) == ("file_share", "text/csv")
    url = (await client.files_info(file=message.files[0].id))["file"]["url_private"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url, headers={"Authorization": f"Bearer {slack.workspace.bot_token}"}) as response:
            assert await response.read() == b"a,b"
        async with session.get(url) as response:
            assert response.content_type == "text/html"


async def test_messages_have_addresses(slack: SlackServer, ann: Person, client: AsyncWebClient) -> None:
    """A reply's address names its thread."""
    root = await ann.says("Root")
    reply = await ann.says("Reply", thread=root)
    link = (await client.chat_getPermalink(channel=root.channel, message_ts=reply.ts))["permalink"]
    assert link == (
        f"https://{slack.workspace.domain}.slack.com/archives/{root.channel}/p{reply.ts.replace('.', '')}"
        f"?thread_ts={root.ts}&cid={root.channel}"
    )


@pytest.mark.parametrize(
    ("given", "fine"),
    [
        ({"blocks": [section("x")]}, True),
        ({"message": {"text": "x", "blocks": [section("x")]}}, True),
        ({"view": modal()}, True),
        ({"view": home("x")}, True),
        ({"blocks": [section("x" * 3001)]}, False),
        ({"view": {"type": "modal", "blocks": []}}, False),
        ({}, False),
    ],
)
async def test_blocks_are_validated(client: AsyncWebClient, given: dict[str, Any], fine: bool) -> None:  # noqa: FBT001
    """Blocks, a message, or a view."""
    if fine:
        await client.blocks_validate(**given)
    else:
        assert await error_of(client, "blocks.validate", **given) in {"invalid_blocks", "invalid_arguments"}
