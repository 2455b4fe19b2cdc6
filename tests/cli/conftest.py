"""The command line over the built index, over nothing, and with a model."""

import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.cli.ftn import Ftn
from tests.model_server import ModelServer, model_server, understands


@pytest.fixture(scope="session")
def ftn(tmp_path_factory: pytest.TempPathFactory, built_directory: Path, prepared_command: Sequence[str]) -> Ftn:
    """The command over the built index; the tests of the command line share its data directory."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(built_directory, data / "index")
    return Ftn(data, tmp_path_factory.mktemp("elsewhere"), prepared_command)


@pytest.fixture
def fresh(settings: Settings, tmp_path: Path, prepared_command: Sequence[str]) -> Ftn:
    """The command over an empty data directory."""
    return Ftn(settings.data_dir, tmp_path, prepared_command)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """A scripted model server that takes every message for a question."""
    async with model_server() as running:
        running.reads_with(understands("question"))
        yield running
