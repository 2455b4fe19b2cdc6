"""Models of other providers: which there are, what is said where a package or a key is missing, and how their client is wrapped.

The wrapper is tried with a LangChain client that is always installed, over a real socket: all of LangChain's clients answer alike.
"""

from __future__ import annotations

import asyncio
import re
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openai
import pytest
from langchain_openai import ChatOpenAI
from packaging.requirements import Requirement
from pydantic import SecretStr

from bot.chat_model import Usage, ask_for_object
from bot.choose_model import chat_model
from bot.errors import (
    ModelBusyError,
    ModelConfigurationError,
    ModelOutputError,
    ModelRefusedError,
    ModelUnavailableError,
    SettingsError,
)
from bot.openai_chat_model import OpenAIChatModel
from bot.provider_chat_model import ProviderChatModel
from bot.settings import model_defaults

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
    says,
    sends,
    tells,
)
from .test_chat_model import SCHEMA, request, text_of

if TYPE_CHECKING:
    from bot.settings import Settings

ROOT = Path(__file__).parents[1]
PROVIDERS: dict[str, dict[str, Any]] = model_defaults()["providers"]
MISSING = [name for name, known in PROVIDERS.items() if find_spec(known["package"].replace("-", "_")) is None]
#: What a server does, and what kind of failure it is to the caller, for an answer in pieces.
STREAMED = {
    "busy": (is_busy(0.01), ModelBusyError),
    "server error": (fails(500), ModelUnavailableError),
    "silence": (hangs_after(), ModelUnavailableError),
    "silence in the middle": (hangs_after("One ", "two"), ModelUnavailableError),
    "cut in the middle": (is_cut_after("One ", "two"), ModelUnavailableError),
    "malformed JSON": (sends('data: {"choices": [{"delta"'), ModelOutputError),
    "empty content": (says(""), ModelOutputError),
    "content filter": (is_filtered("One "), ModelRefusedError),
    "bad request": (fails(400), ModelConfigurationError),
    "wrong key": (fails(401), ModelConfigurationError),
    "unknown model": (fails(404), ModelConfigurationError),
}
#: The same for an answer that must follow a schema, which comes in one.
IN_ONE = {
    "busy": (is_busy(0.01), ModelBusyError),
    "server error": (fails(500), ModelUnavailableError),
    "silence": (hangs_after(), ModelUnavailableError),
    "prose": (says("It is seven."), ModelOutputError),
    "a list": (says("[7]"), ModelOutputError),
    "empty content": (says(""), ModelOutputError),
    "wrong key": (fails(401), ModelConfigurationError),
}


#: Seconds for what must be answered however busy the machine is: the first call of a process loads much.
PATIENT = 20.0


@pytest.fixture
def model(server: ModelServer) -> ProviderChatModel:
    """The wrapper around a client that speaks to that server, without retries."""
    return wrapped(server, TIMEOUT)


@pytest.fixture
def patient_model(server: ModelServer) -> ProviderChatModel:
    """The same with much time for an answer."""
    return wrapped(server, PATIENT)


def wrapped(server: ModelServer, timeout: float) -> ProviderChatModel:
    """The wrapper with a time limit in seconds."""
    client = ChatOpenAI(
        model="scripted", api_key=SecretStr(KEY), base_url=f"{server.url}/v1", max_retries=0, stream_usage=True
    )
    errors = (openai.OpenAIError, ValueError, KeyError, TypeError, AttributeError, IndexError)
    return ProviderChatModel(client, "some:scripted", timeout, errors)


# ------------------------------------------------------------------------------------------------------------- which there are


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_is_described(name: str) -> None:
    """Each names its extra, its package, where its key comes from, and the errors its client raises."""
    known = PROVIDERS[name]
    assert set(known) <= {"extra", "package", "key", "tokens", "retries", "errors"}
    assert re.match(r"[A-Z][A-Z0-9_]+\b", known["key"])
    assert known["errors"]
    assert all(re.fullmatch(r"\w+(\.\w+)+", error) for error in known["errors"])


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_extra_installs_its_package(name: str) -> None:
    """The extra that an error names is one of the project's, and brings that package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [Requirement(line).name for line in project["optional-dependencies"][PROVIDERS[name]["extra"]]]
    assert wanted == [PROVIDERS[name]["package"]]


@pytest.mark.parametrize("name", MISSING)
def test_a_missing_package_is_named(settings: Settings, name: str) -> None:
    """Where a provider's package is not installed, the error says with which extra it is."""
    with pytest.raises(SettingsError) as caught:
        chat_model(settings.model_copy(update={"model": f"{name}:some-model"}))
    message = str(caught.value)
    assert f"'{name}:some-model'" in message
    assert f"pip install 'fine-tune-or-not[{PROVIDERS[name]['extra']}]'" in message
    assert PROVIDERS[name]["package"] in message


@pytest.mark.parametrize("name", ["gpt-5.1", "ft:gpt-4o-mini:acme::abc123", "llama3:8b", "anthropic", ""])
async def test_other_names_are_openais(settings: Settings, name: str) -> None:
    """A name with a colon that is no provider's, as of a tuned model, is asked for at OpenAI or a compatible server."""
    named = {"model": name, "openai_api_key": SecretStr(KEY)}
    model = chat_model(settings.model_copy(update=named))
    assert isinstance(model, OpenAIChatModel)
    assert model.name == (name or model_defaults()["chat"]["name"])
    await model.close()


# ---------------------------------------------------------------------------------------------------------- how it is wrapped


async def test_gives_the_text_piece_by_piece(model: ProviderChatModel, server: ModelServer) -> None:
    """Pieces arrive in order, and what was spent is counted."""
    server.answers_with(says("At least", " 10\n", "examples."))
    usage = Usage()
    assert [piece async for piece in model.stream(request(usage))] == ["At least", " 10\n", "examples."]
    assert usage == Usage(1, PROMPT_TOKENS, ANSWER_TOKENS)
    assert [message["role"] for message in server.asked[0].body["messages"]] == ["system", "user"]


async def test_gives_an_object(patient_model: ProviderChatModel, server: ModelServer) -> None:
    """A request with a schema sends it and gives the object; what was spent is counted."""
    server.reads_with(tells(a=7))
    usage = Usage()
    assert await ask_for_object(patient_model, request(usage, SCHEMA)) == {"a": 7}
    assert usage == Usage(1, PROMPT_TOKENS, ANSWER_TOKENS)
    sent = server.asked[0].body["response_format"]["json_schema"]["schema"]
    assert {key: sent[key] for key in SCHEMA} == SCHEMA


@pytest.mark.parametrize(("behaviour", "kind"), STREAMED.values(), ids=STREAMED)
async def test_failures_of_an_answer_in_pieces(
    model: ProviderChatModel, server: ModelServer, behaviour: Behaviour, kind: type[Exception]
) -> None:
    """Whatever the server does, the caller gets the right kind of error, in time, and no key in it."""
    server.answers_with(behaviour)
    async with asyncio.timeout(TIMEOUT + 1.0):
        with pytest.raises(kind) as caught:
            await text_of(model, request())
    assert type(caught.value) is kind
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(("behaviour", "kind"), IN_ONE.values(), ids=IN_ONE)
async def test_failures_of_an_object(
    model: ProviderChatModel, server: ModelServer, behaviour: Behaviour, kind: type[Exception]
) -> None:
    """The same where an object is asked for."""
    server.reads_with(behaviour)
    async with asyncio.timeout(TIMEOUT + 1.0):
        with pytest.raises(kind) as caught:
            await ask_for_object(model, request(schema=SCHEMA))
    assert type(caught.value) is kind
    assert KEY not in str(caught.value)


async def test_a_server_that_is_not_there(server: ModelServer) -> None:
    """An address where nobody listens ends like any other failure."""
    async with model_server() as gone:
        client = ChatOpenAI(model="x", api_key=SecretStr(KEY), base_url=f"{gone.url}/v1", max_retries=0)
    model = ProviderChatModel(client, "some:x", TIMEOUT, (openai.OpenAIError,))
    with pytest.raises(ModelUnavailableError, match="can't be reached"):
        await text_of(model, request())
    assert not server.asked
