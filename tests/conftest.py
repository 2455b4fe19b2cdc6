"""What all tests share: the built-in knowledge, built once; settings that know no key; people to talk with; a guard against the network."""

from __future__ import annotations

import asyncio
import gc
import shutil
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import structlog
from filelock import FileLock

from bot.assistant import Assistant
from bot.choose_model import chat_model
from bot.load_settings import load_settings
from bot.settings import Settings
from bot.storage.cases import Cases
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from knowledge.embedder import LocalEmbedder
from knowledge.index import Index
from knowledge.passages import digest
from knowledge.refresh import refresh
from knowledge.search import Searcher

from .cli.ftn import BY_ITSELF
from .cli.prepared import prepared
from .knowledge.chroma_server import ChromaServer
from .model_server import ModelServer, model_server, understands
from .person import Person
from .postgres import MISSING, PostgresServer, postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

# How long an example takes is the machine's affair: what has to be quick has a test of its own.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# A run makes millions of objects, few of them in cycles: looking for those less often takes a fifth off its processor time.
gc.set_threshold(100_000, 20, 100)

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "knowledge"
#: Files of `knowledge/` that take no part in building the index; a change of one of them need not build it again.
NOT_IN_THE_INDEX = frozenset({
    "documents.py", "model_names.py", "model_status.py", "model_status.toml", "models.toml", "page_values.py", "search.py", "sentence_vectors.py",
})  # fmt: skip


class LeftTheMachineError(RuntimeError):
    """A test tried to connect to another machine."""


@pytest.fixture(scope="session", autouse=True)
def refused_connections() -> Iterator[list[str]]:
    """Lets sockets connect to this machine only, and keeps what was refused."""
    refused: list[str] = []
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(call: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
        def checked(own: socket.socket, address: Any) -> Any:
            if own.family != socket.AF_UNIX and not _is_loopback(str(address[0])):
                refused.append(repr(address))
                raise LeftTheMachineError(f"a test tried to connect to {address!r}")
            return call(own, address)

        return checked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        yield refused


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server for all tests of a module."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _stays_on_this_machine(refused_connections: list[str]) -> Iterator[None]:
    """Fails the test even where the code under test swallowed the refusal."""
    refused_connections.clear()
    yield
    assert not refused_connections, f"tried to connect to {', '.join(refused_connections)}"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, address or directory of whoever runs the tests reaches them, nor the subprocesses they start."""
    for field in Settings.model_fields.values():
        if field.alias:
            monkeypatch.delenv(field.alias, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _plain_tracebacks() -> None:
    """What is logged while no command has set logging up: structlog's own way of showing an error takes seconds, with all local variables."""
    structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """What a command that runs in this process sets up of logging ends with its test, as do the streams it writes to."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults, with a data directory of the test's own, no `.env` and no key."""
    return load_settings(_env_file=None, data_dir=tmp_path / "data")


@pytest.fixture
def ready_settings(settings: Settings, built_directory: Path, empty_tables: Path) -> Iterator[Settings]:
    """The same, and the data directory already holds the built index and empty tables, so that a start embeds nothing and makes none."""
    settings.data_dir.mkdir(parents=True)
    shutil.copytree(built_directory, settings.index_dir)
    shutil.copy(empty_tables, settings.data_dir)
    yield settings
    # pytest keeps the folders of three runs; two dozen megabytes a test would add up.
    shutil.rmtree(settings.index_dir, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed SQLite file with empty tables of today's schema: a copy takes a tenth of the time of making them."""
    file = tmp_path_factory.mktemp("tables") / "ftn.sqlite3"

    async def make() -> None:
        async with Database(f"sqlite:///{file}"):
            pass

    # In a thread of its own: the test that asks first may have a running event loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, make()).result()
    return file


@pytest.fixture(scope="session")
def embedder() -> LocalEmbedder:
    """The local embedding model."""
    return LocalEmbedder()


@pytest.fixture(scope="session")
def built_directory(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, embedder: LocalEmbedder
) -> Path:
    """A closed index of all built-in notes: copy it, never open it in place.

    It is kept in pytest's cache while notes, code and packages stay what they are, and this is a copy of that.
    """
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)
    kept = cache.mkdir("built-index") if cache else tmp_path_factory.mktemp("built-index")
    current = kept / _build_key(embedder)
    copy = tmp_path_factory.mktemp("built") / "index"
    # Two runs of pytest at the same time build it once, and neither takes it away from under the other.
    with FileLock(kept / "build.lock"):
        if not current.exists():
            for older in kept.iterdir():
                if older.is_dir():
                    shutil.rmtree(older)
            with Index(kept / "unfinished" / "index", embedder) as index:
                refresh(index, kept / "no-register.toml", lambda *_: None)
                assert index.lexical.ids, "the built-in notes make no passage"
            (kept / "unfinished" / "index").rename(current)
        shutil.copytree(current, copy)
    return copy


@pytest.fixture(scope="session")
def built_index(
    built_directory: Path, tmp_path_factory: pytest.TempPathFactory, embedder: LocalEmbedder
) -> Iterator[Index]:
    """The open index of all built-in notes; read it, and never write to it."""
    directory = tmp_path_factory.mktemp("session") / "index"
    shutil.copytree(built_directory, directory)
    with Index(directory, embedder) as index:
        yield index


@pytest.fixture(scope="session")
def searcher(built_index: Index) -> Searcher:
    """Search over all built-in notes."""
    return Searcher(built_index)


@pytest.fixture(scope="session")
def prepared_command() -> Iterator[Sequence[str]]:
    """What runs a command of the command line without the imports of its start, where a process can do that."""
    if sys.platform != "linux":
        yield BY_ITSELF
        return
    with prepared() as command:
        yield command


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this run."""
    with postgres() as server:
        if server is None:
            pytest.skip(MISSING)
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of the test's own, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ftn.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return await server.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path, empty_tables: Path) -> str:
    """The address of a database of the test's own with empty tables, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(empty_tables, tmp_path)}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return await server.copied()


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """A scripted model server."""
    async with model_server() as running:
        yield running


@pytest.fixture
async def stores(settings: Settings, empty_tables: Path) -> AsyncIterator[tuple[Conversations, Cases]]:
    """Stores in a directory of the test's own."""
    settings.data_dir.mkdir(parents=True)
    shutil.copy(empty_tables, settings.data_dir)
    async with Database(settings.database_url) as database:
        conversations = await Conversations(database, settings.turns_kept, settings.days_kept).open()
        yield conversations, await Cases(database, settings.days_kept).open()


@pytest.fixture
def person(searcher: Searcher, stores: tuple[Conversations, Cases]) -> Person:
    """Somebody whose assistant has no model."""
    return Person(Assistant(searcher, *stores), stores[1])


@pytest.fixture
async def modern(
    searcher: Searcher,
    stores: tuple[Conversations, Cases],
    settings: Settings,
    server: ModelServer,
) -> AsyncIterator[Person]:
    """Somebody whose assistant has a model on the scripted server; it takes every message for a question unless told otherwise."""
    server.reads_with(understands("question"))
    model = chat_model(server.settings(settings))
    assert model is not None
    yield Person(Assistant(searcher, *stores, model), stores[1])
    await model.close()


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


def _build_key(embedder: LocalEmbedder) -> str:
    """A digest of all that the built index depends on."""
    files = sorted(
        file
        for pattern in ("*.py", "*.toml", "notes/*.md")
        for file in KNOWLEDGE.glob(pattern)
        if file.name not in NOT_IN_THE_INDEX
    )
    packages = (f"{package} {version(package)}" for package in ("chromadb", "bm25s", "pystemmer"))
    return digest(embedder.id, *packages, *(f"{file.name} {file.read_text(encoding='utf-8')}" for file in files))
