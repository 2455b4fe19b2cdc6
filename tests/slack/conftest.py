"""A local Slack for each test, somebody in it, and the real client an app would use."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.data_dir import make_data_dir
from bot.settings import SlackMode
from bot.storage.record_export import source_links
from knowledge.prices.book import open_book
from knowledge.sources import load_sources
from tests.slack.bot import bot_in, slack_settings
from tests.slack.conduct import faults_in
from tests.slack.server import slack_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from knowledge.index import Index
    from knowledge.search import Searcher
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


@pytest.fixture(params=list(SlackMode), ids=[mode.value for mode in SlackMode])
def mode(request: pytest.FixtureRequest) -> SlackMode:
    """Each of the ways in which events reach the bot."""
    given: SlackMode = request.param
    return given


@pytest.fixture(scope="session")
def addresses(built_index: Index) -> frozenset[str]:
    """All addresses that the bot may link to: of passages, of price lists and of sources."""
    passages = {passage.link for passage in built_index.passages(built_index.lexical.ids)}
    lists = {passage.link for passage in open_book().passages.values()}
    return frozenset(
        passages | lists | {each.address for each in load_sources()} | {each.link for each in source_links().values()}
    )


@pytest.fixture
async def start(
    slack: SlackServer,
    settings: Settings,
    searcher: Searcher,
    built_index: Index,
    addresses: frozenset[str],
    empty_tables: Path,
) -> AsyncIterator[Callable[..., AbstractAsyncContextManager[Serving]]]:
    """Starts the bot in the local Slack, with other settings where some are given; it has to behave all the time."""

    def started(mode: SlackMode = SlackMode.SOCKET, **changes: object) -> AbstractAsyncContextManager[Serving]:
        given = slack_settings(settings, slack, mode, **changes)
        if "database" not in changes and not (file := given.data_dir / empty_tables.name).exists():
            make_data_dir(given)
            shutil.copy(empty_tables, file)
        return bot_in(slack, given, searcher, built_index)

    yield started
    assert not faults_in(slack, addresses)


@pytest.fixture
async def bot(start: Callable[..., AbstractAsyncContextManager[Serving]]) -> AsyncIterator[Serving]:
    """The bot in the local Slack, over a socket."""
    async with start() as serving:
        yield serving


@pytest.fixture
async def bot_either_way(
    start: Callable[..., AbstractAsyncContextManager[Serving]], mode: SlackMode
) -> AsyncIterator[Serving]:
    """The bot in the local Slack, over a socket and over HTTP."""
    async with start(mode) as serving:
        yield serving
