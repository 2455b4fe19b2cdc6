"""What the bot says when it starts in Slack: tokens it does not serve, and channels that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slack_sdk.oauth.installation_store import Installation

from bot.errors import SettingsError
from bot.settings import SlackMode
from bot.slack.install.store import Installations
from bot.storage.database import Database
from tests.slack.bot import slack_settings
from tests.slack.test_workspaces import KEYS
from tests.slack.waiting import keeps_silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

QUESTION = "How many training examples does fine-tuning need?"


async def test_a_token_of_an_organisation(slack: SlackServer, start: Start) -> None:
    """It is refused at the start, in a sentence that says what to do, instead of answering nobody."""
    slack.workspace.of_organisation = True
    with pytest.raises(SettingsError, match=r"whole organisation 'Acme'.*one workspace"):
        async with start():
            raise AssertionError("it has started")


async def test_an_organisation_among_the_installations(slack: SlackServer, settings: Settings, start: Start) -> None:
    """It is named at the start; the workspaces beside it are served."""
    changes = {
        "slack_bot_token": None, "slack_client_id": slack.app.client_id, "slack_client_secret": slack.app.client_secret,
        "token_keys": KEYS, "public_url": "https://bot.example",
    }  # fmt: skip
    configured = slack_settings(settings, slack, SlackMode.SOCKET, **changes)
    configured.data_dir.mkdir(parents=True, exist_ok=True)
    async with (
        Database(configured.database_url) as database,
        Installations.configured(configured, database) as installations,
    ):
        whole = {"enterprise_id": "E1", "is_enterprise_install": True, "bot_token": "xoxb-whole"}
        one = {"team_id": slack.workspace.team_id, "bot_token": slack.workspace.bot_token}
        for owner in (whole, one):
            await installations.async_save(
                Installation(
                    app_id=slack.app.app_id, user_id="U0", bot_id=slack.workspace.bot_id,
                    bot_user_id=slack.workspace.bot_user_id, **owner,
                )
            )  # fmt: skip
    async with start(**changes) as bot:
        (told,) = bot.told
        assert "organisation E1" in told
        assert "each workspace" in told
        question = await slack.workspace.person("ann").says(QUESTION)
        await slack.workspace.wait_for_answer(question)


@pytest.mark.parametrize("listed", ["channels_allowed", "channels_denied"])
async def test_channels_by_their_names(slack: SlackServer, ann: Person, start: Start, listed: str) -> None:
    """A name, with or without its sign, stands for the channel; ids may stand beside it."""
    work, noise = slack.workspace.channel("work"), slack.workspace.channel("noise")
    other = slack.workspace.channel("secret", private=True, members=[ann])
    named = {"channels_allowed": f"#work, {other.id}", "channels_denied": "noise"}[listed]
    async with start(**{listed: named}) as bot:
        await ann.mentions(QUESTION, channel=noise)
        await keeps_silent(bot, "channel not allowed", times=2)
        for channel in (work, other):
            await slack.workspace.wait_for_answer(await ann.mentions(QUESTION, channel=channel))


async def test_a_name_on_a_later_page(slack: SlackServer, ann: Person, start: Start) -> None:
    """Slack's list comes in pages."""
    for number in range(1_000):
        slack.workspace.channel(f"room-{number}", members=[ann])
    work = slack.workspace.channel("work")
    async with start(channels_allowed="work"):
        await slack.workspace.wait_for_answer(await ann.mentions(QUESTION, channel=work))
    assert len(slack.calls("conversations.list")) == 2


@pytest.mark.parametrize("may_look", [True, False])
@pytest.mark.parametrize("listed", ["channels_allowed", "channels_denied"])
async def test_a_name_that_is_not_found(slack: SlackServer, start: Start, listed: str, *, may_look: bool) -> None:
    """It is refused at the start, by its name, instead of silencing the bot everywhere."""
    slack.workspace.channel("general")
    slack.workspace.scopes.discard("groups:read")
    if not may_look:
        slack.workspace.scopes.discard("channels:read")
    reason = "not found in the workspace .*groups:read" if may_look else "scope channels:read"
    with pytest.raises(SettingsError, match=rf"FTN_{listed.upper()} names the channel 'generall'.*{reason}.*its id"):
        async with start(**{listed: "C0000000A,generall"}):
            raise AssertionError("it has started")
