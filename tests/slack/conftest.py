"""A local Slack for each test, somebody in it, and the real client an app would use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.slack.person import Person
    from tests.slack.server import SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """A running local Slack with one workspace, any pace allowed."""
    async with slack_server() as server:
        yield server


@pytest.fixture
def ann(slack: SlackServer) -> Person:
    """Somebody in the first workspace."""
    return slack.workspace.person("ann")


@pytest.fixture
async def client(slack: SlackServer) -> AsyncIterator[AsyncWebClient]:
    """The app's client in the first workspace; it tries nothing twice."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(slack.workspace.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
