"""Where the entries of an index and its manifest lie: in a directory that one process owns (`directory_store.py`), or in a Chroma server.

The manifest says which sources the entries are of, in what form. It lies beside the entries: in a file of the
directory, or in the metadata of the server's collection, so that every process which uses the server sees the same.
What to put into them is `index.py`.
"""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol, cast
from urllib.parse import urlsplit

from bot.errors import IndexDamagedError, IndexUnreachableError
from knowledge.embedder import NoVectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

    from knowledge.embedder import Embedder

#: Raised whenever what is stored with an entry changes its form; an index of another form is rebuilt.
FORM: Final = 3
#: Vectors looked at when the index is opened, spread over the collection.
PROBES: Final = 5
#: Seconds after which a server that says nothing counts as gone; Chroma's own client waits for ever.
LONGEST_WAIT: Final = 15.0


class Store(Protocol):
    """Entries in a Chroma collection, and the manifest of the present embedder's sources."""

    kept: dict[str, Any]
    """`sources`: by source, the fingerprint its entries had; `revision`: changes whenever an entry does."""

    @property
    def is_shared(self) -> bool:
        """Whether other processes may use it at the same time."""

    set_aside: str
    """What was found unreadable when it was opened, and where that is now; empty if nothing was."""

    def trouble(self, error: Exception) -> Exception | None:
        """What to raise instead of an error that means that it can't be used now; None where it is another."""

    @property
    def collection(self) -> Any:
        """The open collection."""

    def open(self, embedder: Embedder | None) -> None:
        """Open it; what can't be read is set aside and begun anew."""

    def reload(self) -> None:
        """Read the manifest anew, where another process may have written it."""

    def save(self) -> None:
        """Write the manifest."""

    def forget_removed(self, source_id: str) -> None:
        """A source's documents were removed: leave nothing of them, in other embedders' collections and in the files."""

    def close(self) -> None:
        """Let go of it."""


class ServerStore:
    """A collection of our own in a Chroma server, which other programs may use too."""

    is_shared = True

    def __init__(self, url: str, longest_wait: float = LONGEST_WAIT) -> None:
        """Name the server's address and the seconds to wait for an answer; nothing is asked of it yet."""
        self.url = url
        self._longest_wait = longest_wait
        self.set_aside = ""
        self.kept: dict[str, Any] = {}
        self._client: ClientAPI | None = None
        self._opened: Collection | None = None
        self._embedder: Embedder | None = None

    @property
    def collection(self) -> Any:
        """The open collection."""
        return opened(self._opened)

    @property
    def name(self) -> str:
        """What the collection is called. Other forms and embedders have others, so that versions don't disturb each other."""
        return f"fine-tune-or-not-{FORM}-{self._embedder.id if self._embedder else NoVectors.id}"

    def open(self, embedder: Embedder | None) -> None:
        """Open the collection; one that can't be read is renamed and begun anew.

        Raises:
            IndexUnreachableError: No Chroma server answers at the address.
        """
        self._embedder = embedder
        self._client = self._connected()
        try:
            try:
                self._open()
            except IndexDamagedError:
                name = f"{self.name}.damaged-{stamp()}"
                self.collection.modify(name=name)
                self.set_aside = f"{name} at {self.url}"
                self._open()
        except self._failures as error:
            raise IndexUnreachableError(self._no_server(str(error) or type(error).__name__)) from error

    def look(self, embedder: Embedder | None) -> tuple[int, dict[str, str]]:
        """How many passages the collection holds, and the fingerprints of its sources; makes none where there is none.

        Raises:
            IndexUnreachableError: No Chroma server answers at the address.
        """
        self._embedder = embedder
        client = self._connected()
        try:
            if self.name not in {one.name for one in client.list_collections()}:
                return 0, {}
            collection = client.get_collection(self.name, embedding_function=None)
            kept = json.loads((collection.metadata or {}).get("sources", "{}"))
            return len(collection.get(where={"kind": "passage"}, include=[])["ids"]), dict(kept)
        except self._failures as error:
            raise IndexUnreachableError(self._no_server(str(error) or type(error).__name__)) from error
        finally:
            self.close()

    def reload(self) -> None:
        """Read the manifest that another process may have written."""
        self._opened = collection_of(self._connection, self.name)
        self.kept = self._manifest()

    def save(self) -> None:
        """Write the manifest."""
        sources = json.dumps(self.kept["sources"], sort_keys=True)
        self.collection.modify(metadata={"sources": sources, "revision": self.kept["revision"]})

    def forget_removed(self, source_id: str) -> None:
        """Other collections may be another installation's, and the files are the server's."""

    def close(self) -> None:
        """Let go of the connections."""
        self._opened = None
        if self._client is not None:
            sessions = _sessions(self._client)
            cast("Client", self._client).close()
            for session in sessions:
                session.close()
            self._client = None

    def trouble(self, error: Exception) -> Exception | None:
        """A server that is gone, and may come back."""
        if isinstance(error, self._failures):
            return IndexUnreachableError("The knowledge base does not answer just now. Try again in a minute.")
        return None

    @property
    def _failures(self) -> tuple[type[Exception], ...]:
        """The server is gone, slow or in trouble, or the collection was taken away."""
        import httpx
        from chromadb.errors import ChromaError

        return (httpx.HTTPError, ChromaError)

    def _open(self) -> None:
        self.reload()
        probe(self.collection, self.kept)

    def _manifest(self) -> dict[str, Any]:
        metadata = self.collection.metadata or {"sources": "{}", "revision": ""}
        try:
            kept = {"sources": json.loads(metadata["sources"]), "revision": metadata["revision"]}
        except (ValueError, TypeError, KeyError) as error:
            raise IndexDamagedError(f"the metadata of {self.name!r} can't be read: {error!r}") from error
        if not isinstance(kept["sources"], dict) or not isinstance(kept["revision"], str):
            raise IndexDamagedError(f"the metadata of {self.name!r} is not ours")
        return kept

    @property
    def _connection(self) -> ClientAPI:
        if self._client is None:
            raise RuntimeError("the index is not open")
        return self._client

    def _connected(self) -> ClientAPI:
        import httpx
        from chromadb import HttpClient
        from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings
        from chromadb.errors import ChromaError

        host, port, is_tls = self._address()
        root = f"{'https' if is_tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
        try:
            # Chroma's client waits for ever at its first calls; whether they are answered is asked beforehand. A server
            # whose database is locked still has a heartbeat (seen).
            for path in ("heartbeat", f"tenants/{DEFAULT_TENANT}/databases/{DEFAULT_DATABASE}"):
                answer = httpx.get(f"{root}/api/v2/{path}", timeout=self._longest_wait)
                answer.raise_for_status()
                if not isinstance(answer.json(), dict):
                    raise IndexUnreachableError(self._no_server("what answers is not Chroma"))
            client = HttpClient(host, port, is_tls, settings=Settings(anonymized_telemetry=False))
        except (httpx.HTTPError, ChromaError, ValueError, TypeError) as error:
            raise IndexUnreachableError(self._no_server(str(error) or type(error).__name__)) from error
        self._client = client
        for session in _sessions(client):
            session.timeout = httpx.Timeout(self._longest_wait)
        return client

    def _address(self) -> tuple[str, int, bool]:
        """Host, port and whether it is https."""
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise IndexUnreachableError(self._no_server(str(error))) from error
        if not host or parts.path.strip("/") or parts.query or parts.username is not None:
            raise IndexUnreachableError(
                self._no_server("an address is scheme, host and port, like http://localhost:8000")
            )
        is_tls = parts.scheme == "https"
        return host, port or (443 if is_tls else 80), is_tls

    def _no_server(self, reason: str) -> str:
        shown = re.sub(r"//[^/]*@", "//…@", self.url)
        return (
            f"the Chroma server at {shown!r} can't be used: {reason}. Start it (chroma run), correct CHROMA_URL, or "
            "leave CHROMA_URL out to keep the index in the data directory."
        )


def _sessions(client: Any) -> list[Any]:
    """The connections of Chroma's client and of the one within it; it offers no way to set their timeout or close them."""
    return [own._server._session for own in (client, client._admin_client)]  # noqa: SLF001 - as just said


def collection_of(client: ClientAPI, name: str) -> Collection:
    """A collection of a client; made where it is missing."""
    # Without a word on the embedder Chroma would take a model that it downloads; vectors are always given.
    return client.get_or_create_collection(name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}})


def opened(collection: Collection | None) -> Collection:
    """The collection, which has to be open."""
    if collection is None:
        raise RuntimeError("the index is not open")
    return collection


def probe(collection: Any, kept: dict[str, Any]) -> None:
    """Read what a search reads, so that damage shows now and not in the middle of an answer."""
    count = collection.count()
    for row in range(0, count, max(count // PROBES, 1)):
        found = collection.get(limit=1, offset=row, include=["embeddings", "metadatas", "documents"])
        if not found["ids"]:
            # Another process takes entries out of a shared one at this moment.
            break
        vector = found["embeddings"][0]
        if not math.isclose(math.hypot(*vector), 1.0, abs_tol=0.01):
            raise IndexDamagedError(f"the vector of {found['ids'][0]!r} is not of unit length")
        collection.query(query_embeddings=[vector], n_results=1)
    # One without a fingerprint was begun and not finished.
    if not count and any(kept["sources"].values()):
        raise IndexDamagedError("the manifest names sources and the collection is empty")


def stamp() -> str:
    """This moment, as a part of a name."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
