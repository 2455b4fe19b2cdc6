"""The chat model, through the real langchain-openai client, against a server on this machine that fails as told."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from bot.chat_model import ChatMessage, ChatModel, Request, Usage, ask_for_object
from bot.choose_model import chat_model
from bot.errors import (
    ModelBusyError,
    ModelConfigurationError,
    ModelOutputError,
    ModelRefusedError,
    ModelUnavailableError,
    SettingsError,
)
from bot.settings import Settings

from .model_server import (
    ANSWER_TOKENS,
    KEY,
    PROMPT_TOKENS,
    TIMEOUT,
    Behaviour,
    ModelServer,
    fails,
    hangs_after,
    is_busy,
    is_cut_after,
    is_filtered,
    model_server,
    refuses,
    says,
    sends,
    tells,
)

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False}
#: What the server does, and what kind of failure it is to the caller.
FAILURES = {
    "busy for good": (is_busy(0.01), ModelBusyError),
    "server error": (fails(500, **{"Retry-After": "0.01"}), ModelUnavailableError),
    "bad gateway": (fails(502, **{"Retry-After": "0.01"}), ModelUnavailableError),
    "unheard-of status": (fails(418), ModelUnavailableError),
    "silence": (hangs_after(), ModelUnavailableError),
    "silence in the middle": (hangs_after("One ", "two"), ModelUnavailableError),
    "cut at the start": (is_cut_after(), ModelUnavailableError),
    "cut in the middle": (is_cut_after("One ", "two"), ModelUnavailableError),
    "error event in the stream": (sends('data: {"error": {"message": "boom"}}'), ModelUnavailableError),
    "malformed JSON": (sends('data: {"choices": [{"delta"'), ModelOutputError),
    "JSON of another shape": (sends('data: {"answer": "yes"}', "data: [DONE]"), ModelOutputError),
    "JSON that is a list": (sends("data: [1, 2]"), ModelOutputError),
    "JSON that is null": (sends("data: null"), ModelOutputError),
    "a web page": (sends("<html><body>Sign in</body></html>"), ModelOutputError),
    "empty content": (says(""), ModelOutputError),
    "nothing at all": (sends("data: [DONE]"), ModelOutputError),
    "refusal": (refuses(), ModelRefusedError),
    "content filter in the answer": (is_filtered("One "), ModelRefusedError),
    "content filter on the prompt": (fails(400, "content_filter"), ModelRefusedError),
    "bad request": (fails(400), ModelConfigurationError),
    "wrong key": (fails(401), ModelConfigurationError),
    "forbidden": (fails(403), ModelConfigurationError),
    "unknown model": (fails(404), ModelConfigurationError),
}


def request(usage: Usage | None = None, schema: dict[str, Any] | None = None) -> Request:
    """A short prompt."""
    return Request((ChatMessage("system", "Be short."), ChatMessage("user", "How many?")), usage or Usage(), schema)


def made(settings: Settings) -> ChatModel:
    """The model that settings name."""
    model = chat_model(settings)
    assert model is not None
    return model


async def text_of(model: ChatModel, asked: Request) -> str:
    """The whole answer."""
    return "".join([piece async for piece in model.stream(asked)])


@pytest.fixture
async def model(settings: Settings, server: ModelServer) -> AsyncIterator[ChatModel]:
    """A model on that server, with one retry."""
    model = made(server.settings(settings, model_retries=1))
    yield model
    await model.close()


async def test_gives_the_text_piece_by_piece(model: ChatModel, server: ModelServer) -> None:
    """Pieces arrive one by one, in order, white space kept."""
    server.answers_with(says("At least", " 10\n", "examples."))
    assert [piece async for piece in model.stream(request())] == ["At least", " 10\n", "examples."]


async def test_sends_roles_model_and_bounds(model: ChatModel, server: ModelServer, settings: Settings) -> None:
    """The server is sent every message with its role, the model's name, the key and the bound of answer tokens."""
    server.answers_with(says("ok"))
    history = (*request().messages, ChatMessage("assistant", "Ten."), ChatMessage("user", "Why?"))
    assert [piece async for piece in model.stream(Request(history))] == ["ok"]
    (asked,) = server.asked
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user", "assistant", "user"]
    assert asked.body["model"] == "scripted"
    assert asked.body["stream"] is True
    assert asked.body["max_completion_tokens"] == settings.model_answer_tokens
    assert asked.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("schema", [None, SCHEMA], ids=["text", "JSON"])
async def test_counts_what_was_spent(model: ChatModel, server: ModelServer, schema: dict[str, Any] | None) -> None:
    """Calls and tokens of several requests add up, those for JSON too."""
    server.answers_with(says("ok"))
    server.reads_with(tells(a=1))
    usage = Usage()
    for _ in range(2):
        assert [piece async for piece in model.stream(request(usage, schema))]
    assert usage == Usage(calls=2, prompt_tokens=2 * PROMPT_TOKENS, answer_tokens=2 * ANSWER_TOKENS)


@pytest.mark.parametrize(("behaviour", "kind"), FAILURES.values(), ids=FAILURES.keys())
@pytest.mark.parametrize("schema", [None, SCHEMA], ids=["text", "JSON"])
async def test_every_failure_is_of_its_kind_and_in_time(
    model: ChatModel,
    server: ModelServer,
    behaviour: Behaviour,
    kind: type[Exception],
    schema: dict[str, Any] | None,
) -> None:
    """Whatever the server does, the caller gets the right kind of error, within the time it allowed."""
    server.answers_with(behaviour)
    server.reads_with(behaviour)
    async with asyncio.timeout(TIMEOUT + 1.0):
        with pytest.raises(kind) as caught:
            await text_of(model, request(schema=schema))
    assert type(caught.value) is kind


@pytest.mark.parametrize("status", [401, 429, 500], ids=str)
async def test_no_secret_in_errors_or_logs(
    model: ChatModel, server: ModelServer, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Even where the server repeats the key, neither the error's message nor a log line of its library does."""
    caplog.set_level(logging.INFO)
    server.answers_with(fails(status, **{"Retry-After": "0.01"}))
    with pytest.raises((ModelUnavailableError, ModelConfigurationError)) as caught:
        await text_of(model, request())
    assert "".join(traceback.format_exception_only(caught.value)).count(KEY) == 0
    assert KEY not in caplog.text


@pytest.mark.parametrize("wait", [0.05, 0.3])
async def test_comes_back_when_the_server_said(model: ChatModel, server: ModelServer, wait: float) -> None:
    """After a 429 the request is repeated, not before `Retry-After` is over, and counts as one call."""
    server.answers_with(is_busy(wait), says("ok"))
    usage = Usage()
    assert [piece async for piece in model.stream(request(usage))] == ["ok"]
    first, second = server.asked
    assert second.at - first.at >= wait
    assert first.body == second.body
    assert usage.calls == 1


@pytest.mark.parametrize("wait", [2.0, 100.0, 100_000.0])
async def test_does_not_wait_longer_than_its_time(model: ChatModel, server: ModelServer, wait: float) -> None:
    """A `Retry-After` beyond the time-out is given up on in time."""
    server.answers_with(is_busy(wait), says("too late"))
    async with asyncio.timeout(TIMEOUT + 0.5):
        with pytest.raises(ModelUnavailableError):
            await text_of(model, request())
    assert len(server.asked) == 1


@pytest.mark.parametrize("retries", [0, 1, 3])
async def test_retries_are_bounded(settings: Settings, server: ModelServer, retries: int) -> None:
    """A server that stays busy is asked once, and once more for each retry."""
    server.answers_with(is_busy(0.01))
    model = made(server.settings(settings, model_retries=retries, model_timeout=5))
    with pytest.raises(ModelBusyError):
        await text_of(model, request())
    await model.close()
    assert len(server.asked) == 1 + retries


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_what_the_operator_must_fix_is_not_retried(model: ChatModel, server: ModelServer, status: int) -> None:
    """A wrong key or name stays wrong: the server is asked once."""
    server.answers_with(fails(status))
    with pytest.raises(ModelConfigurationError, match=f"{status}.*ftn doctor"):
        await text_of(model, request())
    assert len(server.asked) == 1


async def test_keeps_what_came_before_the_cut(model: ChatModel, server: ModelServer) -> None:
    """The pieces before a cut have been handed on when the error is raised."""
    server.answers_with(is_cut_after("One. ", "Two."))
    seen: list[str] = []

    async def listen() -> None:
        async for piece in model.stream(request()):
            seen.append(piece)  # noqa: PERF401 - what was there when it failed is the point

    with pytest.raises(ModelUnavailableError):
        await listen()
    assert seen == ["One. ", "Two."]


@pytest.mark.parametrize("pieces", [(), ("One ",)], ids=["before the first piece", "in the middle"])
async def test_cancelling_hangs_up(model: ChatModel, server: ModelServer, pieces: tuple[str, ...]) -> None:
    """A cancelled answer closes the connection, so that the server can stop working on it."""
    server.answers_with(hangs_after(*pieces))
    seen: asyncio.Queue[str] = asyncio.Queue()

    async def listen() -> None:
        async for piece in model.stream(request()):
            seen.put_nowait(piece)

    task = asyncio.create_task(listen())
    async with asyncio.timeout(5):
        await server.arrived.wait()
        assert [await seen.get() for _ in pieces] == list(pieces)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.asked[0].hung_up.wait()


async def test_a_server_that_is_not_there_is_a_transient_failure(settings: Settings) -> None:
    """An address where nobody listens ends like any other failure."""
    async with model_server() as gone:
        model = made(gone.settings(settings))
    with pytest.raises(ModelUnavailableError, match="can't be reached"):
        await text_of(model, request())
    await model.close()


async def test_speaks_to_azure(settings: Settings, server: ModelServer) -> None:
    """Azure's form of the address, its key header and its API version are used; the rest is the same."""
    azure = {
        "azure_openai_endpoint": server.url,
        "azure_openai_api_key": SecretStr(KEY),
        "azure_openai_api_version": "2025-01-01",
        "model": "our-deployment",
        "model_timeout": TIMEOUT,
    }
    model = made(settings.model_copy(update=azure))
    server.answers_with(says("from ", "Azure"), refuses(), fails(401))
    usage = Usage()
    assert await text_of(model, request(usage)) == "from Azure"
    with pytest.raises(ModelRefusedError):
        await text_of(model, request())
    with pytest.raises(ModelConfigurationError):
        await text_of(model, request())
    await model.close()
    asked = server.asked[0]
    assert asked.path == "/openai/deployments/our-deployment/chat/completions"
    assert asked.query == {"api-version": "2025-01-01"}
    assert asked.headers["api-key"] == KEY
    assert usage == Usage(1, PROMPT_TOKENS, ANSWER_TOKENS)


def test_azure_needs_a_key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An Azure resource without a key is a mistake in the settings, which the error names."""
    monkeypatch.delenv("AZURE_OPENAI_AD_TOKEN", raising=False)
    with pytest.raises(SettingsError, match="AZURE_OPENAI_API_KEY is not"):
        chat_model(settings.model_copy(update={"azure_openai_endpoint": "https://127.0.0.1"}))


async def test_a_compatible_server_needs_no_key(settings: Settings, server: ModelServer) -> None:
    """An address alone is enough for a server of one's own, and the packaged model name is asked for."""
    model = made(settings.model_copy(update={"openai_base_url": f"{server.url}/v1"}))
    server.answers_with(says("ok"))
    assert await text_of(model, request()) == "ok"
    await model.close()
    assert server.asked[0].body["model"] == model.name


def test_without_key_and_address_there_is_no_model(settings: Settings) -> None:
    """Nothing configured means no model, not an error."""
    assert chat_model(settings) is None


async def test_asks_for_an_object(model: ChatModel, server: ModelServer) -> None:
    """A request with a schema sends it, strictly, and gives the object."""
    server.reads_with(tells(a=7))
    assert await ask_for_object(model, request(schema=SCHEMA)) == {"a": 7}
    sent = server.asked[0].body["response_format"]
    assert sent == {"type": "json_schema", "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True}}


async def test_finds_the_object_in_a_fence(model: ChatModel, server: ModelServer) -> None:
    """Small models wrap JSON in words and fences; the object is taken out."""
    server.reads_with(says('Sure:\n```json\n{"a": 7}', "\n```"))
    assert await ask_for_object(model, request(schema=SCHEMA)) == {"a": 7}


@pytest.mark.parametrize("text", ["I think it is 7", '{"a": ', "[1, 2]", "7", "} {", "null"])
async def test_what_is_no_object_is_an_output_error(model: ChatModel, server: ModelServer, text: str) -> None:
    """Text, half an object, and JSON that is no object are refused."""
    server.reads_with(says(text))
    with pytest.raises(ModelOutputError):
        await ask_for_object(model, request(schema=SCHEMA))
