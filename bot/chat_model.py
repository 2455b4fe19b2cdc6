"""The chat model behind one Protocol: what is asked of it, what it gives back, and what it costs.

Which models there are is `choose_model.py`; what is asked and what the words mean is decided elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.errors import (
    ModelBusyError,
    ModelConfigurationError,
    ModelOutputError,
    ModelRefusedError,
    ModelUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from langchain_core.messages import AIMessageChunk, BaseMessage

#: How long the first piece may take, in time-outs: one attempt, and part of another where the first was answered "busy".
FIRST_PIECE_IN_TIMEOUTS = 1.5
#: What a server answers that has too much to do, and where a request can't be served as it is.
BUSY = 429
REFUSED = frozenset({400, 401, 403, 404, 422})


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a prompt: `system`, `user` or `assistant`."""

    role: str
    text: str


@dataclass(slots=True)
class Usage:
    """Tokens and calls spent on one turn."""

    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a model, where spent tokens are counted, and the JSON schema the answer must follow, if any."""

    messages: tuple[ChatMessage, ...]
    usage: Usage = field(default_factory=Usage)
    schema: dict[str, Any] | None = None


class ChatModel(Protocol):
    """Anything that continues a prompt."""

    @property
    def name(self) -> str:
        """What the operator knows it by."""
        ...

    def stream(self, request: Request) -> AsyncIterator[str]:
        """The answer's text, piece by piece.

        Raises:
            ModelUnavailableError: No useful answer in time; its kinds say more.
            ModelConfigurationError: The server refused the key, the model's name or the request.
        """
        ...

    async def close(self) -> None:
        """Hang up on the server; nothing can be asked afterwards."""
        ...


async def ask_for_object(model: ChatModel, request: Request) -> dict[str, Any]:
    """The answer to a request with a schema, as an object.

    Raises:
        ModelOutputError: The answer is not a JSON object.
        ModelUnavailableError, ModelConfigurationError: As `ChatModel.stream`.
    """
    text = "".join([piece async for piece in model.stream(request)])
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1])
    except ValueError as error:
        raise ModelOutputError(f"the model's answer is not JSON: {len(text)} characters") from error
    if not isinstance(found, dict):
        raise ModelOutputError("the model's answer is JSON and not an object")
    return found


def failure_of(status: int, *, filtered: bool = False) -> Exception:
    """The error of ours for the status that a model server answered with."""
    if status == BUSY:
        return ModelBusyError("the model server is busy (429)")
    if filtered:
        return ModelRefusedError("the provider's content filter declined the request")
    if status in REFUSED:
        return ModelConfigurationError(
            f"the model server refused the request with {status}. Check the key, the model's name and the address with `ftn doctor`."
        )
    return ModelUnavailableError(f"the model server failed with {status}")


def count_tokens(chunk: AIMessageChunk, usage: Usage) -> None:
    """Add what a piece says of the tokens spent."""
    if chunk.usage_metadata:
        usage.prompt_tokens += chunk.usage_metadata["input_tokens"]
        usage.answer_tokens += chunk.usage_metadata["output_tokens"]


def to_langchain(messages: tuple[ChatMessage, ...]) -> list[BaseMessage]:
    """Messages as LangChain takes them."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[message.role](content=message.text) for message in messages]
