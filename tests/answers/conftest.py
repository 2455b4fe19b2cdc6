"""A scripted model server and a model on it."""

from collections.abc import AsyncIterator

import pytest

from bot.chat_model import OpenAIChatModel, chat_model
from bot.settings import Settings
from tests.model_server import ModelServer, model_server


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """A scripted server."""
    async with model_server() as running:
        yield running


@pytest.fixture
async def model(settings: Settings, server: ModelServer) -> AsyncIterator[OpenAIChatModel]:
    """A model on that server, without retries."""
    named = {"openai_base_url": f"{server.url}/v1", "model_timeout": 0.5, "model_retries": 0}
    made = chat_model(settings.model_copy(update=named))
    assert made is not None
    yield made
    await made.close()
