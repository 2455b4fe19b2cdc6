"""The whole bot, connected to a local Slack: real Bolt, real sockets, real stores, the built-in knowledge."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation

from bot.app import Running
from bot.assistant import Assistant
from bot.choose_model import chat_model
from bot.data_dir import make_data_dir
from bot.settings import SlackMode
from bot.slack.install.store import Installations
from bot.slack.outgoing.rate_limits import limits
from bot.slack.server.serve import slack_running
from bot.storage.cases import Cases
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from knowledge.refresh import Refreshed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings
    from bot.slack.outgoing.rate_limits import Limits
    from bot.slack.server.serve import Serving
    from knowledge.index import Index
    from knowledge.search import Searcher
    from tests.model_server import ModelServer
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

KEYS = Fernet.generate_key().decode()
#: Slack's own limits, and waits that a test has the time for: what is there at once goes out as one message.
QUICK: Limits = replace(limits(), first_flush=0.1, flush=0.02, update=0.02, retries=3, longest_wait=0.05)
#: The same, with everything streamed as soon as it is there.
EAGER: Limits = replace(QUICK, first_flush=0.0)


def slack_settings(
    settings: Settings, slack: SlackServer, mode: SlackMode = SlackMode.SOCKET, **changes: object
) -> Settings:
    """Settings for a bot of one workspace of this Slack."""
    given = {
        "slack_mode": mode,
        "slack_bot_token": slack.workspace.bot_token,
        "slack_app_token": slack.app.app_token,
        "slack_signing_secret": slack.app.signing_secret,
        "slack_api_url": slack.api_url,
        "http_port": 0,
        **changes,
    }
    return type(settings).model_validate({**settings.model_dump(), **given}, by_name=True)


def several(slack: SlackServer) -> dict[str, object]:
    """What in the settings differs for a bot that workspaces install."""
    return {
        "slack_bot_token": None,
        "slack_client_id": slack.app.client_id,
        "slack_client_secret": slack.app.client_secret,
        "token_keys": KEYS,
        "public_url": "https://bot.example",
    }


async def install(settings: Settings, *workspaces: Workspace) -> None:
    """Keep the tokens of these workspaces, as if each had installed the app."""
    make_data_dir(settings)
    async with (
        Database(settings.database_url) as database,
        Installations.configured(settings, database) as installations,
    ):
        for workspace in workspaces:
            await installations.async_save(
                Installation(
                    app_id=workspace.slack.app.app_id, team_id=workspace.team_id, team_name=workspace.name, user_id="U0",
                    bot_token=workspace.bot_token, bot_id=workspace.bot_id, bot_user_id=workspace.bot_user_id,
                    bot_scopes=",".join(workspace.scopes),
                )
            )  # fmt: skip


def model_settings(server: ModelServer, **more: object) -> dict[str, object]:
    """What in the settings names the model of a scripted server, which is asked nothing but what people's turns need."""
    return {
        "openai_api_key": "sk-1",
        "openai_base_url": f"{server.url}/v1",
        "model": "scripted",
        "model_retries": 0,
        "passages_asked_a_day": 0,
        **more,
    }


@asynccontextmanager
async def assistant_for(settings: Settings, searcher: Searcher, index: Index) -> AsyncIterator[Running]:
    """The assistant, with stores of its own and the model that the settings name."""
    make_data_dir(settings)
    model = chat_model(settings)
    async with AsyncExitStack() as closing:
        if model:
            closing.push_async_callback(model.close)
        database = await closing.enter_async_context(Database(settings.database_url))
        conversations = await Conversations(database, settings.turns_kept, settings.days_kept).open()
        cases = await Cases(database, settings.days_kept).open()
        assistant = Assistant(searcher, conversations, cases, model)
        yield Running(assistant, index, searcher, database, conversations, cases, model, Refreshed())


@asynccontextmanager
async def bot_in(
    slack: SlackServer, settings: Settings, searcher: Searcher, index: Index, allowed: Limits = QUICK
) -> AsyncIterator[Serving]:
    """The bot, connected; over HTTP, Slack delivers to it."""
    async with (
        assistant_for(settings, searcher, index) as running,
        slack_running(running, settings, allowed) as serving,
    ):
        if settings.slack_mode is SlackMode.HTTP:
            slack.deliver_by_http(f"http://127.0.0.1:{serving.port}/slack/events")
        else:
            await slack.socket.wait_connected()
        yield serving
