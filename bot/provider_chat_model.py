"""A chat model of any other provider, through LangChain's `init_chat_model`: Anthropic, Google, Bedrock, Ollama.

Which providers there are, with the package each needs and the errors it raises, is data in `models.toml`. Their packages are extras of this
one; where one is missing, the error says how to install it.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bot.chat_model import Patience, as_shown, count_tokens, failure_of, to_langchain, unreachable
from bot.errors import ModelOutputError, ModelRefusedError, ModelUnavailableError, SettingsError
from bot.settings import model_defaults

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from langchain_core.language_models import BaseChatModel

    from bot.chat_model import Request
    from bot.settings import Settings

#: What the shape of an answer is called where a provider wants a name for it.
_SHAPE = {"title": "reading", "description": "What the message is for and what it states."}
#: How a provider says that it stopped because of its content filter.
_FILTERED = frozenset(
    {"content_filter", "refusal", "SAFETY", "PROHIBITED_CONTENT", "guardrail_intervened", "content_filtered"}
)


class ProviderChatModel:
    """A model of one provider."""

    def __init__(self, client: BaseChatModel, name: str, timeout: float, errors: tuple[type[Exception], ...]) -> None:
        """Wrap a LangChain client; `timeout` is in seconds, see `Patience`; `errors` is what its package raises."""
        self._client = client
        self._timeout = timeout
        self._errors = errors
        self.name = name

    async def stream(self, request: Request) -> AsyncGenerator[str, None]:
        """The answer's text, piece by piece; an answer that must follow a schema comes in one."""
        request.usage.calls += 1
        patience = Patience(self._timeout, request)
        async with aclosing(as_shown(self._pieces(request, patience), patience)) as shown:
            async for text in shown:
                yield text

    async def close(self) -> None:
        """Nothing to hang up: the providers' clients close their connections themselves."""

    async def _pieces(self, request: Request, patience: Patience) -> AsyncGenerator[str, None]:
        """The pieces of text that the client hands on."""
        if request.schema is not None:
            yield await self._object(request, request.schema, patience)
            return
        async with aclosing(self._client.astream(to_langchain(request.messages))) as chunks:  # type: ignore[type-var]  # it is a generator
            while (chunk := await self._within(anext(chunks, None), patience)) is not None:
                count_tokens(chunk, request.usage)
                _check_filter(chunk.response_metadata)
                yield str(chunk.text)

    async def _object(self, request: Request, schema: dict[str, Any], patience: Patience) -> str:
        """The answer that follows a schema, as JSON."""
        structured = self._client.with_structured_output({**_SHAPE, **schema}, include_raw=True)
        found: Any = await self._within(structured.ainvoke(to_langchain(request.messages)), patience)
        raw = found["raw"]
        count_tokens(raw, request.usage)
        _check_filter(raw.response_metadata)
        if isinstance(found["parsed"], dict):
            return json.dumps(found["parsed"])
        return str(raw.text)

    async def _within(self, waiting: Any, patience: Patience) -> Any:
        """What is waited for, within the time there is; the package's failures as ours."""
        try:
            async with asyncio.timeout(patience.left()):
                return await waiting
        except TimeoutError as error:
            raise ModelUnavailableError("the model did not answer in time") from error
        except self._errors as error:
            raise _ours(error) from error


def provider_chat_model(provider: str, name: str, settings: Settings) -> ProviderChatModel:
    """The model that FTN_MODEL names as `provider:name`.

    Raises:
        SettingsError: The provider's package is not installed, or lacks a key.
    """
    from langchain.chat_models import init_chat_model

    known = model_defaults()["providers"][provider]
    options: dict[str, Any] = {known.get("tokens", "max_tokens"): settings.model_answer_tokens}
    if known.get("retries"):
        options[known["retries"]] = settings.model_retries
    try:
        client = init_chat_model(name, model_provider=provider, **options)
        errors = tuple(_named(path) for path in known["errors"])
    except ImportError as error:
        raise SettingsError(
            f"FTN_MODEL is set to {f'{provider}:{name}'!r}, which needs a package that is not installed. Install it with "
            f"`pip install 'fine-tune-or-not[{known['extra']}]'` (or `pip install {known['package']}`)."
        ) from error
    except ValueError as error:
        # A missing key surfaces as pydantic's error, which is one of these.
        raise SettingsError(
            f"FTN_MODEL is set to {f'{provider}:{name}'!r} and its client can't be made. Set {known['key']}, and check the name."
        ) from error
    return ProviderChatModel(client, f"{provider}:{name}", settings.model_timeout, (*errors, *_SHAPE_ERRORS))


#: What a body of another shape than the client expects surfaces as.
_SHAPE_ERRORS = (ValueError, KeyError, TypeError, AttributeError, IndexError)


def _named(path: str) -> type[Exception]:
    """The error class that a dotted path names."""
    module, _, name = path.rpartition(".")
    found: type[Exception] = getattr(import_module(module), name)
    return found


def _ours(error: Exception) -> Exception:
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    answered = getattr(error, "response", None)
    if status is None and isinstance(answered, dict):
        # Bedrock's client hands the status on like this.
        status = answered.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if isinstance(status, int) and status > 0:
        return failure_of(status)
    if isinstance(error, _SHAPE_ERRORS):
        return ModelOutputError(f"the model server's answer is malformed: {type(error).__name__}")
    return unreachable(error)


def _check_filter(metadata: dict[str, Any]) -> None:
    reasons = (metadata.get(key) for key in ("finish_reason", "stop_reason", "stopReason", "done_reason"))
    if any(str(reason) in _FILTERED for reason in reasons if reason):
        raise ModelRefusedError("the provider's content filter stopped the answer")
