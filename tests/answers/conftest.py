"""A model on a scripted server."""

from collections.abc import AsyncIterator

import pytest

from bot.chat_model import ChatModel
from bot.choose_model import chat_model
from bot.settings import Settings
from tests.model_server import ModelServer


@pytest.fixture
async def model(settings: Settings, server: ModelServer) -> AsyncIterator[ChatModel]:
    """A model on that server, without retries."""
    made = chat_model(server.settings(settings))
    assert made is not None
    yield made
    await made.close()
