"""The chat model behind one Protocol: what is asked of it, what it gives back, and what it costs.

Which models there are is `choose_model.py`; what is asked and what the words mean is decided elsewhere.
"""

from __future__ import annotations

import json
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, Any, Protocol

from bot.errors import (
    ModelBusyError,
    ModelConfigurationError,
    ModelOutputError,
    ModelRefusedError,
    ModelUnavailableError,
    causes,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from langchain_core.messages import AIMessageChunk, BaseMessage

#: Shares of the seconds that a turn waits for its model's first words: the most for an answer that must follow a schema, which comes
#: before those words and which can be done without; and the longest silence between two words.
AN_OBJECT, BETWEEN_WORDS = 0.6, 0.5
#: The least that a call may take, also where another of the turn has used up the time; in the same shares.
AT_LEAST = 0.2
#: Characters of an answer that are read; a model that goes on says nothing that anybody would read.
LONGEST_ANSWER = 16_000
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
    """Tokens and calls spent on one turn, and seconds in which nothing was heard of a model's words yet."""

    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    waited: float = field(default=0.0, compare=False)


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

    def stream(self, request: Request) -> AsyncGenerator[str, None]:
        """The answer's text, piece by piece and without control characters; whoever closes this early hangs up on the model.

        Raises:
            ModelUnavailableError: No useful answer in time; its kinds say more.
            ModelConfigurationError: The server refused the key, the model's name or the request.
        """
        ...

    async def close(self) -> None:
        """Hang up on the server; nothing can be asked afterwards."""
        ...


class Patience:
    """How long one request is waited for, so that nobody waits for a silent model longer than the settings say.

    The seconds are those of a whole turn until the model's first words, retries and earlier calls included.
    """

    def __init__(self, seconds: float, request: Request) -> None:
        """Begin to wait."""
        self._usage = request.usage
        self._between = seconds * BETWEEN_WORDS
        self._since = time.monotonic()
        self._heard = False
        left = max(seconds - request.usage.waited, seconds * AT_LEAST)
        self._until = self._since + (left if request.schema is None else min(left, seconds * AN_OBJECT))

    def left(self) -> float:
        """Seconds until it is given up."""
        return max(0.0, self._until - time.monotonic())

    def note_words(self) -> None:
        """Words have come: from here on the silence between two is what counts."""
        now = time.monotonic()
        if not self._heard:
            self.note_end()
        self._until = now + self._between

    def note_end(self) -> None:
        """The request is over; what was waited for its first words counts towards the turn's."""
        if not self._heard:
            self._heard = True
            self._usage.waited += time.monotonic() - self._since


#: What must not reach a terminal or a message: control characters but for tabs and line ends, and those that turn the direction of text.
_UNSEEN = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def without_controls(text: str) -> str:
    """A text without what a terminal obeys instead of showing it."""
    return text.translate(_UNSEEN)


class CleanText:
    """A model's text, in pieces, without what can't be shown: control characters, and halves of characters."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._half = ""

    def feed(self, text: str) -> str:
        """The next piece as it may be shown; half a character waits for the other half."""
        if self._half:
            text, self._half = self._half + text, ""
        if text.isprintable():
            return text
        text = without_controls(text)
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        # Halves that stand together are one character; one that stands alone is none.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


async def as_shown(pieces: AsyncGenerator[str, None], patience: Patience) -> AsyncGenerator[str, None]:
    """The pieces of a model's text as they may be shown, up to the longest answer; whoever closes this early closes them.

    Raises:
        ModelOutputError: There was no text.
    """
    clean, size = CleanText(), 0
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                if text := clean.feed(piece):
                    patience.note_words()
                    size += len(text)
                    yield text
                if size >= LONGEST_ANSWER:
                    break
    finally:
        patience.note_end()
    if not size:
        raise ModelOutputError("the model's answer is empty")


async def ask_for_object(model: ChatModel, request: Request) -> dict[str, Any]:
    """The answer to a request with a schema, as an object; its texts are as clean as those of `ChatModel.stream`.

    Raises:
        ModelOutputError: The answer is not a JSON object.
        ModelUnavailableError, ModelConfigurationError: As `ChatModel.stream`.
    """
    text = "".join([piece async for piece in model.stream(request)])
    start, end = text.find("{"), text.rfind("}")
    try:
        found = _cleaned(json.loads(text[start : end + 1]))
    except (ValueError, RecursionError) as error:
        raise ModelOutputError(f"the model's answer is not JSON: {len(text)} characters") from error
    if not isinstance(found, dict):
        raise ModelOutputError("the model's answer is JSON and not an object")
    return found


def _cleaned(value: Any) -> Any:
    """JSON with every text in it cleaned."""
    if isinstance(value, str):
        return CleanText().feed(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {CleanText().feed(name): _cleaned(one) for name, one in value.items()}
    return value


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


def unreachable(error: BaseException) -> ModelUnavailableError:
    """The error of ours where there was no answer at all, or only half of one."""
    untrusted = next((one for one in causes(error) if isinstance(one, SSLCertVerificationError)), None)
    if untrusted is None:
        return ModelUnavailableError("the model server can't be reached, or hung up")
    return ModelUnavailableError(
        f"the model server's certificate is not trusted here: {untrusted.verify_message}. If a private authority has signed it, "
        "set SSL_CERT_FILE to a file with the authority's certificate"
    )


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
