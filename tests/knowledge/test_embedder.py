"""The local embedding model: what is run is what was reviewed, and its vectors are sound."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bot.errors import EmbedderUnavailableError
from knowledge.embedder import LONGEST_INPUT, MODEL_DIGEST, LocalEmbedder, OpenAIEmbedder, packaged_weights
from knowledge.minilm import TOKENIZER_FILE, session, tokenizer
from knowledge.search import cosine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = [
    "How many examples do we need?",
    "",
    "gpt-4.1-nano",
    "Training costs money. " * 60,
    "wie viele Beispiele brauchen wir?",
    "\ufdfa" * 300,
    "a\x00b\x1b",
    "lone \ud800 surrogate",
    "🙂",
]


def test_vectors_are_those_of_the_package(embedder: LocalEmbedder) -> None:
    """Its weights are multiplied in another way than by the package's own graph, and come to the same."""
    run = session(packaged_weights(), MODEL_DIGEST)
    for text in (
        "How many examples do we need?",
        "gpt-4.1-nano",
        "wie viele Beispiele brauchen wir?",
        "Training costs money. " * 60,
    ):
        ids = np.array([tokenizer().encode(text).ids[:LONGEST_INPUT]], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = run.run(None, given)[0][0].mean(0)
        assert cosine((mean / np.linalg.norm(mean)).tolist(), embedder.embed_query(text)) == pytest.approx(
            1.0, abs=1e-5
        )


def test_changed_tokenizer_is_refused(tmp_path: Path) -> None:
    """A tokenizer with one byte changed is not used; the message says what to do."""
    changed = tmp_path / "tokenizer.json"
    shutil.copy(TOKENIZER_FILE, changed)
    with changed.open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(EmbedderUnavailableError, match=r"digest.*Install"):
        LocalEmbedder(tokenizer=changed)


def test_changed_model_is_refused(tmp_path: Path) -> None:
    """Another model file is not used, and is not even parsed."""
    other = tmp_path / "model.onnx"
    other.write_bytes(b"not a model")
    with pytest.raises(EmbedderUnavailableError, match="digest"):
        LocalEmbedder(model=other)


def test_missing_model_is_refused(tmp_path: Path) -> None:
    """A model file that is not there is a foreseen error."""
    with pytest.raises(EmbedderUnavailableError, match="can't be read"):
        LocalEmbedder(model=tmp_path / "nowhere.onnx")


@pytest.mark.parametrize("text", TEXTS)
def test_vectors_have_unit_length(embedder: LocalEmbedder, text: str) -> None:
    """Any text, readable or not, has a vector of 384 numbers and length one."""
    vector = embedder.embed_query(text)
    assert len(vector) == 384
    assert math.isclose(math.hypot(*vector), 1.0, abs_tol=1e-5)


def test_company_does_not_matter(embedder: LocalEmbedder) -> None:
    """A text's vector is the same alone, in a batch and in a batch of another order."""
    forward = embedder.embed_documents(TEXTS)
    backward = embedder.embed_documents(TEXTS[::-1])[::-1]
    for text, first, second in zip(TEXTS, forward, backward, strict=True):
        assert cosine(first, second) > 0.9999, text
        assert cosine(first, embedder.embed_query(text)) > 0.9999, text


def test_nothing_makes_nothing(embedder: LocalEmbedder) -> None:
    """No texts, no vectors."""
    assert embedder.embed_documents([]) == []


def test_meaning_brings_vectors_together(embedder: LocalEmbedder) -> None:
    """A paraphrase is nearer than another subject."""
    question, near, far = embedder.embed_documents(
        ["How many examples do we need?", "The number of training samples required.", "Our office is closed on Sunday."]
    )
    assert cosine(question, near) > cosine(question, far) + 0.2


@pytest.fixture
def embedding_server() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server with OpenAI's embeddings endpoint on this machine, and the requests it got; "fail" makes it fail."""
    requests: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            requests.append(asked)
            rows = [
                {"object": "embedding", "index": row, "embedding": [float(row), 1.0]}
                for row in range(len(asked["input"]))
            ]
            body = json.dumps(
                {"object": "list", "data": rows, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
            )
            self.send_response(400 if "fail" in asked["input"] else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1", requests
        server.shutdown()
        thread.join()


def test_openai_embeddings(embedding_server: tuple[str, list[dict[str, Any]]]) -> None:
    """By setting, vectors come from an OpenAI-compatible server: one a text, in order, of the asked size."""
    address, requests = embedding_server
    remote = OpenAIEmbedder("some-model", 2, "key", address)
    assert remote.embed_documents(["a", "b"]) == [[0.0, 1.0], [1.0, 1.0]]
    assert remote.embed_query("c") == [0.0, 1.0]
    assert remote.id == "some-model-2"
    assert all(request["dimensions"] == 2 for request in requests)


def test_refused_embeddings_are_told_as_such(embedding_server: tuple[str, list[dict[str, Any]]]) -> None:
    """A server that refuses the request raises the error from which search goes on without vectors."""
    with pytest.raises(EmbedderUnavailableError, match="embedding server"):
        OpenAIEmbedder("some-model", 2, "key", embedding_server[0]).embed_query("fail")


def test_reports_to_nobody(tmp_path: Path) -> None:
    """The library that runs the model has its telemetry off: it leaves no device id in the home folder."""
    told = {name: value for name, value in os.environ.items() if name not in {"ORT_DISABLE_TELEMETRY", "CI"}}
    command = [
        sys.executable,
        "-c",
        "from knowledge.embedder import LocalEmbedder as L; print(len(L().embed_query('x')))",
    ]
    done = subprocess.run(  # noqa: S603 - our own command
        command, env=told | {"HOME": str(tmp_path)}, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "384\n"
    assert list(tmp_path.rglob("*")) == []
