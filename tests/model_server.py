"""A scripted OpenAI-compatible server on 127.0.0.1: real sockets, faulty on demand.

Each chat completion gets the next behaviour of the script, the last one again and again. Requests for JSON (with a
schema) have a script of their own. Whoever asks for no stream gets what can be streamed in one. The server remembers what
it was asked and whether a client hung up on it. It also takes Azure's form of the address.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, TypeAlias

from aiohttp import web
from pydantic import SecretStr

from bot.settings import Settings

#: Characters a token, as `bot/answers/write.py` estimates them.
CHARACTERS_A_TOKEN = 3.5
#: What the server says it has counted, in every answer that ends as it should.
PROMPT_TOKENS, ANSWER_TOKENS = 321, 12
USAGE = {
    "prompt_tokens": PROMPT_TOKENS,
    "completion_tokens": ANSWER_TOKENS,
    "total_tokens": PROMPT_TOKENS + ANSWER_TOKENS,
}

#: The key that clients send, which must show up in no reply, error or log.
KEY = "sk-never-to-be-seen-0123456789"
#: How long a client of a scripted server waits, in seconds.
TIMEOUT = 0.8

Chunk: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """One request as the server saw it."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]
    at: float
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def prompt(self) -> str:
        """All messages' text."""
        return "\n".join(str(message["content"]) for message in self.body["messages"])

    @property
    def estimated_tokens(self) -> float:
        """How many tokens the prompt has, estimated."""
        return len(self.prompt) / CHARACTERS_A_TOKEN

    @property
    def wants_json(self) -> bool:
        """Whether the answer has to follow a schema."""
        return "response_format" in self.body


Behaviour: TypeAlias = Callable[[web.Request, Asked], Awaitable[web.StreamResponse]]


def says(*pieces: str, finish_reason: str = "stop") -> Behaviour:
    """Stream these pieces of text, then say how many tokens it was."""
    return _streams([*(_chunk(content=piece) for piece in pieces), _chunk(finish_reason=finish_reason)])


def tells(**values: object) -> Behaviour:
    """Answer with a JSON object, in two pieces."""
    text = json.dumps(values)
    return says(text[:5], text[5:])


def understands(
    kind: str,
    *facts: Mapping[str, str],
    questions: Sequence[str] = (),
    corrects: Sequence[str] = (),
    language: str = "en",
) -> Behaviour:
    """Say what a message is for and which facts it holds, in the form that the model's reading has."""
    return tells(kind=kind, language=language, questions=[*questions], facts=[*facts], corrects=[*corrects])


def translates(change: Callable[[str], str]) -> Behaviour:
    """Give back the texts that are to be translated, each changed in this way."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        texts = json.loads(asked.prompt[asked.prompt.rindex("\n\n[") :])
        return await tells(texts=[change(text) for text in texts])(request, asked)

    return behave


def refuses() -> Behaviour:
    """Fill the field for refusals and leave the content empty."""
    return _streams([_chunk(refusal="I can't help with that."), _chunk(finish_reason="stop")])


def is_filtered(*pieces: str) -> Behaviour:
    """Stop in the middle because of a content filter."""
    return says(*pieces, finish_reason="content_filter")


def echoes_the_prompt() -> Behaviour:
    """Say what it was told."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        return await says(asked.prompt)(request, asked)

    return behave


def quotes_with_wrong_marks() -> Behaviour:
    """Repeat the first sentence of each passage of the prompt, marked as the next one, between things made up."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        passages = re.findall(
            r"^\[(\d+)\] .*\n\d+\.\d+ (.+?[.!?])(?:\s|$)", asked.prompt.rsplit("Passages:", 1)[-1], re.MULTILINE
        )
        said = [f"{text} [{int(number) + 1}]" for number, text in passages]
        return await says("It costs $987,654 in Atlantis [1]. ", *(f"{text} " for text in said), "Bye [99].")(
            request, asked
        )

    return behave


def fails(status: int, code: str = "some_code", **headers: str) -> Behaviour:
    """Answer with an error, with a body like OpenAI's."""

    async def behave(_request: web.Request, asked: Asked) -> web.StreamResponse:
        # A server may repeat the key in its message, as OpenAI's does in part.
        said = asked.headers.get("Authorization", "") + asked.headers.get("api-key", "")
        error = {"message": f"The server failed for {said}", "type": "some_type", "code": code}
        return web.json_response({"error": error}, status=status, headers=headers)

    return behave


def is_busy(retry_after: float) -> Behaviour:
    """Answer 429 and say when to come back, in seconds."""
    return fails(429, "rate_limit_exceeded", **{"Retry-After": str(retry_after)})


def hangs_after(*pieces: str) -> Behaviour:
    """Stream these pieces and then nothing more, until the client hangs up."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        response = await begun(request) if pieces else web.StreamResponse()
        for piece in pieces:
            await response.write(event(_chunk(content=piece)))
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            asked.hung_up.set()
            raise
        return response

    return behave


def is_cut_after(*pieces: str) -> Behaviour:
    """Stream these pieces and close the connection in the middle."""

    async def behave(request: web.Request, _asked: Asked) -> web.StreamResponse:
        response = await begun(request)
        for piece in pieces:
            await response.write(event(_chunk(content=piece)))
        if request.transport is not None:
            request.transport.close()
        return response

    return behave


def sends(*lines: str) -> Behaviour:
    """Stream these lines as they are, whatever they are."""

    async def behave(request: web.Request, _asked: Asked) -> web.StreamResponse:
        response = await begun(request)
        for line in lines:
            await response.write(f"{line}\n\n".encode())
        return response

    return behave


def sends_bytes(*pieces: bytes, pause: float = 0.0, kind: str = "text/event-stream", again: bool = False) -> Behaviour:
    """Send these bytes as they are, so many seconds apart; `again` and again, until the client hangs up."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": kind})
        await response.prepare(request)
        try:
            for piece in cycle(pieces) if again else pieces:
                await response.write(piece)
                await asyncio.sleep(pause)
        except (asyncio.CancelledError, ConnectionError):
            asked.hung_up.set()
            raise
        return response

    return behave


def answer_event(finish_reason: str | None = None, **delta: str) -> bytes:
    """The bytes of one event of an answer."""
    return event(_chunk(finish_reason, **delta))


@dataclass(slots=True)
class ModelServer:
    """The server's address, its scripts, and what it was asked."""

    url: str = ""
    answers: list[Behaviour] = field(default_factory=list)
    readings: list[Behaviour] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    #: Set once anything has been asked.
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def settings(self, settings: Settings, **others: Any) -> Settings:
        """Settings that name this server, a short time to wait and no retry, unless told otherwise."""
        named = {"openai_api_key": SecretStr(KEY), "openai_base_url": f"{self.url}/v1", "model": "scripted"}
        return settings.model_copy(update={**named, "model_timeout": TIMEOUT, "model_retries": 0, **others})

    def answers_with(self, *behaviours: Behaviour) -> None:
        """What is done with the next requests for text."""
        self.answers[:] = behaviours

    def reads_with(self, *behaviours: Behaviour) -> None:
        """What is done with the next requests for JSON."""
        self.readings[:] = behaviours

    async def wait_asked(self, count: int) -> Asked:
        """Wait for so many requests; the last of them."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: len(self.asked) >= count), 30)
        return self.asked[count - 1]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one chat completion."""
        now = asyncio.get_running_loop().time()
        asked = Asked(request.path, dict(request.query), dict(request.headers), await request.json(), now)
        self.asked.append(asked)
        self.arrived.set()
        async with self._changed:
            self._changed.notify_all()
        script = self.readings if asked.wants_json else self.answers
        if not script:
            return await fails(500, "nothing_scripted")(request, asked)
        behaviour = script.pop(0) if len(script) > 1 else script[0]
        return await behaviour(request, asked)


@asynccontextmanager
async def model_server() -> AsyncIterator[ModelServer]:
    """A running server, on a port of its own."""
    server = ModelServer()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.handle)
    app.router.add_post("/openai/deployments/{deployment}/chat/completions", server.handle)
    # The handler is told when the client hangs up; at the end nobody is waited for.
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        await runner.cleanup()


def _streams(chunks: Sequence[Chunk]) -> Behaviour:
    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        if not asked.body.get("stream"):
            return web.json_response(_whole(chunks))
        response = await begun(request)
        for chunk in chunks:
            await response.write(event(chunk))
        if asked.body.get("stream_options", {}).get("include_usage"):
            await response.write(event({**_chunk(), "choices": [], "usage": USAGE}))
        await response.write(b"data: [DONE]\n\n")
        return response

    return behave


def _whole(chunks: Sequence[Chunk]) -> dict[str, Any]:
    """The completion that some pieces of a stream amount to."""
    choices = [chunk["choices"][0] for chunk in chunks]
    text = "".join(choice["delta"].get("content", "") for choice in choices)
    message = {"role": "assistant", "content": text}
    if refusal := "".join(choice["delta"].get("refusal", "") for choice in choices):
        message["refusal"] = refusal
    whole = {"index": 0, "message": message, "finish_reason": choices[-1]["finish_reason"]}
    return {**_chunk(), "object": "chat.completion", "choices": [whole], "usage": USAGE}


async def begun(request: web.Request) -> web.StreamResponse:
    """An answer that has begun to stream."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    return response


def event(chunk: Chunk | str) -> bytes:
    """A piece of a stream, or a piece of text, as it goes over the wire."""
    chunk = _chunk(content=chunk) if isinstance(chunk, str) else chunk
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _chunk(finish_reason: str | None = None, **delta: str) -> Chunk:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish_reason}],
    }
