"""A chat model of OpenAI, of Azure OpenAI, or of a compatible server.

langchain-openai speaks to the servers, and the openai client beneath it retries, waits as `Retry-After` says and bounds each attempt. This
module turns their many failures into the few of `bot.errors` and counts tokens.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any

from bot.chat_model import FIRST_PIECE_IN_TIMEOUTS, count_tokens, failure_of, to_langchain
from bot.errors import ModelOutputError, ModelRefusedError, ModelUnavailableError
from bot.settings import model_defaults

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator

    from langchain_core.messages import AIMessageChunk
    from langchain_openai.chat_models.base import BaseChatOpenAI

    from bot.chat_model import Request
    from bot.settings import Settings


class OpenAIChatModel:
    """A model of OpenAI, of Azure OpenAI, or of a compatible server."""

    def __init__(self, client: BaseChatOpenAI, name: str, timeout: float) -> None:
        """Wrap a langchain-openai client; `timeout` is the most seconds between two pieces."""
        self._client = client
        self._timeout = timeout
        self.name = name

    async def stream(self, request: Request) -> AsyncGenerator[str, None]:
        """The answer's text, piece by piece; see `ChatModel.stream`."""
        request.usage.calls += 1
        client: Any = self._client
        if request.schema is not None:
            response_format = {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": request.schema, "strict": True},
            }
            # As `response_format` itself it would go through a parser that counts no tokens and asserts on odd answers.
            client = client.bind(extra_body={"response_format": response_format})
        some = False
        async with aclosing(client.astream(to_langchain(request.messages))) as chunks:
            while (chunk := await self._next(chunks, first=not some)) is not None:
                count_tokens(chunk, request.usage)
                _check_refusal(chunk)
                if chunk.text:
                    some = True
                    yield str(chunk.text)
        if not some:
            raise ModelOutputError("the model's answer is empty")

    async def close(self) -> None:
        """Hang up on the server; nothing can be asked afterwards."""
        await self._client.root_async_client.close()

    async def _next(self, chunks: AsyncIterator[AIMessageChunk], *, first: bool) -> AIMessageChunk | None:
        """The next piece, or None at the end; retries and their waits all count toward the first one's time."""
        with _failures():
            async with asyncio.timeout(self._timeout * (FIRST_PIECE_IN_TIMEOUTS if first else 1)):
                chunk = await anext(chunks, None)
        # A cancellation that comes as a stream ends is swallowed below: whoever pressed Stop would wait for the rest of the turn.
        if (task := asyncio.current_task()) is not None and task.cancelling():
            raise asyncio.CancelledError
        return chunk


def openai_chat_model(settings: Settings) -> OpenAIChatModel:
    """The model that the settings name; whoever asks for it closes it."""
    import openai
    from langchain_openai import AzureChatOpenAI, ChatOpenAI
    from pydantic import SecretStr

    defaults = model_defaults()["chat"]
    name = settings.model or defaults["name"]
    common: dict[str, Any] = {
        "timeout": settings.model_timeout,
        "max_retries": settings.model_retries,
        "stream_usage": True,
        "max_tokens": settings.model_answer_tokens,
        # langchain-openai would share one client between all models of an address, and nobody could close it.
        "http_async_client": openai.DefaultAsyncHttpxClient(),
    }
    client: BaseChatOpenAI
    if settings.azure_openai_endpoint:
        client = _keeping_refusals(AzureChatOpenAI)(
            azure_endpoint=settings.azure_openai_endpoint,
            azure_deployment=name,
            api_key=settings.azure_openai_api_key,
            api_version=settings.azure_openai_api_version or defaults["azure"]["api_version"],
            **common,
        )
    else:
        client = _keeping_refusals(ChatOpenAI)(
            model=name,
            # A compatible server on one's own machine often wants no key, the client always sends one.
            api_key=settings.openai_api_key or SecretStr("none"),
            base_url=settings.openai_base_url,
            use_responses_api=False,
            **common,
        )
    return OpenAIChatModel(client, name, settings.model_timeout)


def _keeping_refusals(kind: type[BaseChatOpenAI]) -> Callable[..., BaseChatOpenAI]:
    """A client class that hands on the field in which a model declines; langchain-openai drops it from streams."""

    class Keeping(kind):  # type: ignore[misc, valid-type]  # the base is one of two that are loaded late
        def _convert_chunk_to_generation_chunk(self, chunk: dict[str, Any], *others: Any) -> Any:
            made = super()._convert_chunk_to_generation_chunk(chunk, *others)
            for choice in chunk.get("choices") or ():
                if made is not None and (refusal := (choice.get("delta") or {}).get("refusal")):
                    made.message.additional_kwargs["refusal"] = refusal
            return made

    return Keeping


@contextmanager
def _failures() -> Iterator[None]:
    """Turn the libraries' exceptions into this project's."""
    import openai
    from langchain_core.exceptions import LangChainException

    try:
        yield
    except (TimeoutError, openai.APITimeoutError) as error:
        raise ModelUnavailableError("the model did not answer in time") from error
    except openai.APIStatusError as error:
        raise failure_of(error.status_code, filtered=error.code == "content_filter") from error
    except openai.APIConnectionError as error:
        raise ModelUnavailableError("the model server can't be reached, or hung up") from error
    except openai.OpenAIError as error:
        raise ModelUnavailableError(f"the model client failed: {type(error).__name__}") from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, LangChainException) as error:
        # A body that is no JSON, or JSON of another shape, surfaces as one of these from the client's parsing.
        raise ModelOutputError(f"the model server's answer is malformed: {type(error).__name__}") from error


def _check_refusal(chunk: AIMessageChunk) -> None:
    if chunk.additional_kwargs.get("refusal"):
        raise ModelRefusedError("the model declined to answer")
    if chunk.response_metadata.get("finish_reason") == "content_filter":
        raise ModelRefusedError("the provider's content filter stopped the answer")
