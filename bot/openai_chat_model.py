"""A chat model of OpenAI, of Azure OpenAI, or of a compatible server.

The openai client makes the requests, retries them, waits as `Retry-After` says and bounds each attempt; what comes back is read from its bytes
(`chat_model_events.py`), since an object for every few letters took most of a turn's time. Failures of the libraries become the few of `bot.errors`.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, contextmanager, suppress
from ssl import SSLError
from typing import TYPE_CHECKING, Any

from bot.chat_model import Patience, as_shown, failure_of, unreachable
from bot.chat_model_events import ServerAnswer
from bot.errors import ModelOutputError, ModelUnavailableError, SettingsError
from bot.settings import model_defaults

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator

    from openai import AsyncOpenAI

    from bot.chat_model import Request
    from bot.settings import Settings

#: Seconds that a server has to take a connection; one that takes none is not there.
CONNECT_SECONDS = 5.0
#: Seconds that the end of a body is waited for after the end of its answer, so that the connection can be used again.
DRAIN_SECONDS = 0.1
#: Connections kept open for the next request; the client looks through all of them every time.
KEPT_CONNECTIONS = 20


class OpenAIChatModel:
    """A model of OpenAI, of Azure OpenAI, or of a compatible server."""

    def __init__(self, client: AsyncOpenAI, name: str, timeout: float, answer_tokens: int) -> None:
        """Ask with this client, which is closed with the model; `timeout` is in seconds, see `Patience`."""
        self._client = client
        self._create: Any = client.chat.completions.with_streaming_response.create
        self._timeout = timeout
        self._answer_tokens = answer_tokens
        self.name = name

    async def stream(self, request: Request) -> AsyncGenerator[str, None]:
        """The answer's text, piece by piece, in one piece where a schema is asked for; see `ChatModel.stream`."""
        request.usage.calls += 1
        patience, answer = Patience(self._timeout, request), ServerAnswer()
        try:
            async with aclosing(as_shown(self._pieces(request, answer, patience), patience)) as shown:
                async for text in shown:
                    yield text
        finally:
            answer.count(request.usage)

    async def close(self) -> None:
        """Hang up on the server; nothing can be asked afterwards."""
        await self._client.close()

    async def _pieces(self, request: Request, answer: ServerAnswer, patience: Patience) -> AsyncGenerator[str, None]:
        """The pieces of text that the server sends, as they are; whoever closes this early hangs up on it."""
        async with aclosing(self._bytes(request)) as received:
            while not answer.is_done and (data := await _within(patience, received)) is not None:
                for text in answer.feed(data):
                    yield text
            for text in answer.end():
                yield text
            with suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_SECONDS):
                    async for _ in received:
                        pass

    async def _bytes(self, request: Request) -> AsyncGenerator[bytes, None]:
        """What the server sends in reply, as it comes."""
        body = {
            "messages": [{"role": message.role, "content": message.text} for message in request.messages],
            "max_completion_tokens": self._answer_tokens,
        }
        if request.schema is None:
            body["stream_options"] = {"include_usage": True}
        else:
            shape = {"name": "answer", "schema": request.schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        # In the extra body things go as they are; as arguments each would be compared with its type, word by word.
        asking = self._create(model=self.name, messages=(), stream=request.schema is None, extra_body=body)
        async with asking as response:
            async for data in response.iter_bytes():
                yield data


def openai_chat_model(settings: Settings) -> OpenAIChatModel:
    """The model that the settings name; whoever asks for it closes it.

    Raises:
        SettingsError: The key of an Azure resource is missing.
    """
    import httpx2
    import openai

    defaults = model_defaults()["chat"]
    name = settings.model or defaults["name"]
    timeout = settings.model_timeout
    common: dict[str, Any] = {
        "timeout": openai.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
        "max_retries": settings.model_retries,
        "http_client": openai.DefaultAsyncHttpxClient(
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=KEPT_CONNECTIONS)
        ),
    }
    if not settings.azure_openai_endpoint:
        key = settings.openai_api_key
        # A compatible server on one's own machine often wants no key, the client always sends one.
        api_key = key.get_secret_value() if key else "none"
        client = openai.AsyncOpenAI(api_key=api_key, base_url=settings.openai_base_url, **common)
        return OpenAIChatModel(client, name, timeout, settings.model_answer_tokens)
    key = settings.azure_openai_api_key
    try:
        client = openai.AsyncAzureOpenAI(
            azure_endpoint=settings.azure_openai_endpoint,
            azure_deployment=name,
            api_key=key.get_secret_value() if key else None,
            api_version=settings.azure_openai_api_version or defaults["azure"]["api_version"],
            **common,
        )
    except openai.OpenAIError as error:
        raise SettingsError(
            "AZURE_OPENAI_ENDPOINT is set and AZURE_OPENAI_API_KEY is not. The resource's page Keys and Endpoint shows the key."
        ) from error
    return OpenAIChatModel(client, name, timeout, settings.model_answer_tokens)


async def _within(patience: Patience, received: AsyncIterator[bytes]) -> bytes | None:
    """The next bytes, or None at the end; connecting, retries and their waits all count."""
    with _failures():
        async with asyncio.timeout(patience.left()):
            data = await anext(received, None)
    # A cancellation that comes as a stream ends is swallowed below: whoever pressed Stop would wait for the rest of the turn.
    if (task := asyncio.current_task()) is not None and task.cancelling():
        raise asyncio.CancelledError
    return data


@contextmanager
def _failures() -> Iterator[None]:
    """Turn the libraries' exceptions into this project's."""
    import anyio
    import httpx2
    import openai

    try:
        yield
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise ModelUnavailableError("the model did not answer in time") from error
    except openai.APIStatusError as error:
        raise failure_of(error.status_code, filtered=error.code == "content_filter") from error
    except (openai.APIConnectionError, httpx2.TransportError, SSLError, anyio.EndOfStream) as error:
        raise unreachable(error) from error
    except openai.OpenAIError as error:
        raise ModelUnavailableError(f"the model client failed: {type(error).__name__}") from error
    except (ValueError, KeyError, TypeError, AttributeError, httpx2.HTTPError, httpx2.StreamError) as error:
        raise ModelOutputError(f"the model server's answer is malformed: {type(error).__name__}") from error
