"""The index in a Chroma server: a real one, started for these tests, holds what a directory would hold."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import chromadb
import pytest
from chromadb.config import Settings as ChromaSettings

from bot.app import open_index, running
from bot.cli.doctor import examine
from bot.errors import EmbedderUnavailableError, IndexUnreachableError
from bot.settings import Embeddings, Settings
from knowledge.index import Index
from knowledge.search import Searcher
from knowledge.stores import FORM, ServerStore

from .chroma_server import ChromaServer
from .embedders import FailingEmbedder, HashEmbedder
from .making import passage, quiet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FACTS = [
    passage("Ten training examples are enough.", asked=("how many rows?", "how few rows?")),
    passage("Hosting is billed by the hour.", heading="Costs", asked=("what does hosting cost?",)),
    *(passage(f"Fact {number} is about subject {number % 7}.", heading=f"H{number % 5}") for number in range(40)),
]
QUESTIONS = ["how many rows?", "what is billed by the hour", "fact 7", "subject 3", "nothing of all this"]
HANGS_UP = b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\nConnection: close\r\n\r\nnot found"


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """An embedder's name of the test's own, and so a collection of its own."""
    return f"hash-8-{abs(hash(request.node.nodeid))}"


@contextmanager
def asked(chroma: ChromaServer) -> Iterator[Any]:
    """Chroma's own client, to look at the server from outside."""
    client: Any = chromadb.HttpClient("127.0.0.1", chroma.port, settings=ChromaSettings(anonymized_telemetry=False))
    sessions = [own._server._session for own in (client, client._admin_client)]  # noqa: SLF001 - it leaves them open
    yield client
    client.close()
    for session in sessions:
        session.close()


def collection_name(name: str) -> str:
    """What the collection of an embedder is called."""
    return f"fine-tune-or-not-{FORM}-{name}"


def embedded(index: Index) -> list[str]:
    """What the index's embedder was given."""
    assert isinstance(index.embedder, HashEmbedder)
    return index.embedder.embedded


def test_finds_what_a_directory_finds(chroma: ChromaServer, tmp_path: Path, name: str) -> None:
    """The same passages give the same hits with the same scores, wherever they lie."""
    with (
        Index(tmp_path / "embedded", HashEmbedder(name)) as embedded_index,
        Index(tmp_path / "served", HashEmbedder(name), chroma.url) as served,
    ):
        for index in (embedded_index, served):
            assert index.sync("a", FACTS, "first", quiet).added == len(FACTS)
            assert len(index) == len(FACTS)
        for question in QUESTIONS:
            here, there = (Searcher(index).search_now(question) for index in (embedded_index, served))
            assert here.hits
            assert [hit.passage for hit in there.hits] == [hit.passage for hit in here.hits]
            assert [hit.score for hit in there.hits] == pytest.approx([hit.score for hit in here.hits])
            assert [hit.similarity for hit in there.hits] == pytest.approx(
                [hit.similarity for hit in here.hits], abs=1e-5
            )


def test_the_directory_holds_no_vectors(chroma: ChromaServer, tmp_path: Path, name: str) -> None:
    """What lies on this machine is BM25, which can be built again."""
    with Index(tmp_path / "index", HashEmbedder(name), chroma.url) as index:
        index.sync("a", FACTS, "first", quiet)
        assert index.lexical.ids
    assert {path.name for path in (tmp_path / "index").iterdir()} == {"bm25"}


def test_survives_a_closing(chroma: ChromaServer, tmp_path: Path, name: str) -> None:
    """What one process has stored the next one finds, from any directory, and embeds nothing."""
    with Index(tmp_path / "one", HashEmbedder(name), chroma.url) as index:
        index.sync("a", FACTS, "first", quiet)
    with Index(tmp_path / "two", HashEmbedder(name), chroma.url) as index:
        assert index.fingerprints == {"a": "first"}
        assert len(index) == len(FACTS)
        assert index.sync("a", [*FACTS[:2], passage("New.")], "second", quiet).added == 1
        assert embedded(index) == [passage("New.").indexed_text]
        index.remove("a")
        assert index.fingerprints == {}
        assert len(index) == 0


def test_several_use_it_at_once(chroma: ChromaServer, tmp_path: Path, name: str) -> None:
    """A second process is not refused; it sees what the first one does once it has looked again."""
    with (
        Index(tmp_path / "index", HashEmbedder(name), chroma.url) as first,
        Index(tmp_path / "index", HashEmbedder(name), chroma.url) as second,
    ):
        assert len(second) == 0
        first.sync("a", FACTS, "first", quiet)
        assert {found.text for found in second.passages(first.lexical.ids)} == {fact.text for fact in FACTS}
        second.reload()
        assert second.fingerprints == {"a": "first"}
        assert len(second) == len(FACTS)


def test_one_at_a_time_brings_it_up_to_date(chroma: ChromaServer, tmp_path: Path, name: str) -> None:
    """Who comes second waits, and then finds it done."""
    with (
        Index(tmp_path / "index", HashEmbedder(name), chroma.url) as first,
        Index(tmp_path / "index", HashEmbedder(name), chroma.url) as second,
    ):
        begins, seen = threading.Event(), {}

        def come_second() -> None:
            begins.set()
            with second.refreshing():
                seen.update(second.fingerprints)

        with first.refreshing():
            waiting = threading.Thread(target=come_second)
            waiting.start()
            assert begins.wait(10)
            first.sync("a", FACTS, "first", quiet)
        waiting.join(10)
        assert seen == {"a": "first"}


def test_embedders_have_collections_of_their_own(chroma: ChromaServer, tmp_path: Path, name: str) -> None:
    """Another embedder's vectors are neither seen nor touched."""
    with Index(tmp_path / "index", HashEmbedder(name), chroma.url) as index:
        index.sync("a", FACTS, "first", quiet)
    with Index(tmp_path / "index", HashEmbedder(f"{name}-other"), chroma.url) as index:
        assert index.fingerprints == {}
        assert len(index) == 0
    with Index(tmp_path / "index", HashEmbedder(name), chroma.url) as index:
        assert index.fingerprints == {"a": "first"}


def test_a_crash_leaves_the_source_unfinished(chroma: ChromaServer, tmp_path: Path, name: str) -> None:
    """Where embedding fails midway the source has no fingerprint, so that the next refresh goes on."""
    failing = FailingEmbedder()
    with (
        Index(tmp_path / "index", failing, chroma.url) as index,
        pytest.raises(EmbedderUnavailableError),
    ):
        index.sync(name, FACTS, "first", quiet)
    with Index(tmp_path / "index", HashEmbedder(failing.id), chroma.url) as index:
        assert index.fingerprints[name] == ""
        index.sync(name, FACTS, "first", quiet)
        assert index.fingerprints[name] == "first"


@pytest.mark.parametrize("damage", ["no sources", "not json", "not ours", "emptied", "vectors"])
def test_what_can_not_be_read_is_renamed(chroma: ChromaServer, tmp_path: Path, name: str, damage: str) -> None:
    """A collection that somebody else has changed is kept under another name and begun anew."""
    with Index(tmp_path / "index", HashEmbedder(name), chroma.url) as index:
        index.sync("a", FACTS, "first", quiet)
    with asked(chroma) as client:
        found = client.get_collection(collection_name(name))
        match damage:
            case "no sources":
                found.modify(metadata={"somebody": "else"})
            case "not json":
                found.modify(metadata={"sources": "{", "revision": "1"})
            case "not ours":
                found.modify(metadata={"sources": "[]", "revision": "1"})
            case "emptied":
                found.delete(where={"source_id": "a"})
            case _:
                found.update(ids=found.get(limit=1)["ids"], embeddings=[[3.0] * 8])
    with Index(tmp_path / "index", HashEmbedder(name), chroma.url) as index:
        kept, _, where = index.set_aside.partition(" at ")
        assert where == chroma.url
        assert kept.startswith(f"{collection_name(name)}.damaged-")
        assert index.fingerprints == {}
        index.sync("a", FACTS, "first", quiet)
        assert len(index) == len(FACTS)
    with asked(chroma) as client:
        assert client.get_collection(kept).count() == (0 if damage == "emptied" else len(FACTS) + 3)
    with Index(tmp_path / "index", HashEmbedder(name), chroma.url) as index:
        assert index.set_aside == ""


@contextmanager
def listening(answer: bytes) -> Iterator[str]:
    """The address of something that is no Chroma server: it answers everything the same, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer) if answer else connection.recv(65_536)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:8000/api/v2",
        "http://",
        "http://somebody:secret@127.0.0.1:8000",
    ],
)
def test_an_address_where_no_server_is(url: str, tmp_path: Path) -> None:
    """The error names the address and what to do about it."""
    with pytest.raises(IndexUnreachableError) as caught, Index(tmp_path / "index", HashEmbedder(), url):
        pass
    assert "the Chroma server at" in str(caught.value)
    assert "Start it (chroma run), correct CHROMA_URL, or leave CHROMA_URL out" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_what_answers_is_no_chroma_server(tmp_path: Path) -> None:
    """Something else at the address is told apart from nothing."""
    with (
        listening(HANGS_UP) as url,
        pytest.raises(IndexUnreachableError, match=f"'{url}' can't be used: .*404"),
        Index(tmp_path / "index", HashEmbedder(), url),
    ):
        pass


def test_a_server_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    """A server that takes the connection and does not answer counts as gone after a while."""
    with listening(b"") as url:
        store = ServerStore(url, longest_wait=0.2)
        with pytest.raises(IndexUnreachableError, match="timed out"):
            store.open(HashEmbedder())
        store.close()
    del tmp_path


def test_a_server_that_goes_away_may_come_back(tmp_path: Path) -> None:
    """While it is gone every call says so in a sentence for people; when it is back the same index goes on."""
    own = ChromaServer(tmp_path / "chroma")
    own.start()
    try:
        with Index(tmp_path / "index", HashEmbedder(), own.url) as index:
            index.sync("a", FACTS, "first", quiet)
            before = Searcher(index).search_now("how many rows?")
            own.stop()
            with pytest.raises(IndexUnreachableError, match=r"^The knowledge base does not answer just now\."):
                Searcher(index).search_now("how many rows?")
            with pytest.raises(IndexUnreachableError):
                index.sync("a", FACTS[:1], "second", quiet)
            with pytest.raises(IndexUnreachableError):
                index.reload()
            own.start()
            assert Searcher(index).search_now("how many rows?") == before
    finally:
        own.stop()


@pytest.fixture
def served(settings: Settings, chroma: ChromaServer) -> Settings:
    """Settings with the server's address, without vectors, so that the notes are stored in seconds."""
    return settings.model_copy(update={"chroma_url": chroma.url, "embeddings": Embeddings.NONE})


async def test_the_assistant_runs_on_a_server(served: Settings) -> None:
    """With CHROMA_URL the notes are stored there once; a second assistant beside the first one adds nothing."""
    async with running(served, quiet) as first, running(served, quiet) as second:
        assert first.refreshed.added > 500
        assert second.refreshed.added == 0
        assert len(second.index) == len(first.index)
        found = await second.searcher.search("How many training examples does fine-tuning need?")
        assert found.hits
    assert not (served.data_dir / "index").exists()
    (finding,) = [finding for finding in await examine(served) if finding.subject == "index"]
    assert finding.state == "ok"
    assert f"passages in the Chroma server at {served.chroma_url}" in finding.detail


async def test_the_doctor_names_a_server_that_is_not_there(settings: Settings) -> None:
    """An address where nobody answers is broken, with the address and what to do."""
    away = settings.model_copy(update={"chroma_url": "http://127.0.0.1:1", "embeddings": Embeddings.NONE})
    with pytest.raises(IndexUnreachableError):
        open_index(away)
    (finding,) = [finding for finding in await examine(away) if finding.subject == "index"]
    assert finding.state == "broken"
    assert "'http://127.0.0.1:1' can't be used" in finding.detail
