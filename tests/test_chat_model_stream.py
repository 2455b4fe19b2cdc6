"""What comes back from a model server, byte by byte: every form of it is read, nothing of it is waited for too long or read for ever."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat_model import AN_OBJECT, AT_LEAST, BETWEEN_WORDS, LONGEST_ANSWER, CleanText, Usage, ask_for_object
from bot.chat_model_events import LONGEST_LINE, ServerAnswer
from bot.errors import ModelBusyError, ModelOutputError, ModelRefusedError, ModelUnavailableError

from .model_server import (
    ANSWER_TOKENS,
    PROMPT_TOKENS,
    TIMEOUT,
    USAGE,
    Asked,
    ModelServer,
    answer_event,
    hangs_after,
    says,
    sends_bytes,
    tells,
)
from .test_chat_model import SCHEMA, made, request, text_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from aiohttp import web

    from bot.chat_model import ChatModel
    from bot.settings import Settings

END = answer_event("stop")
DONE = b"data: [DONE]\n\n"
TEXT = "Ünïcödé, 漢字 and 🦜\u2028 on one line."
#: Bodies that all say the text.
FORMS: dict[str, bytes] = {
    "as OpenAI sends it": answer_event(content=TEXT) + END + DONE,
    "lines that end with CRLF": (answer_event(content=TEXT) + END + DONE).replace(b"\n", b"\r\n"),
    "lines that end with CR": (answer_event(content=TEXT) + END + DONE).replace(b"\n", b"\r"),
    "no space after the colon": (answer_event(content=TEXT) + END + DONE).replace(b"data: ", b"data:"),
    "comments and keep-alives": b": ping\n\n\n" + answer_event(content=TEXT) + b":\n\n: again\n\n" + END + DONE,
    "other fields": b"event: message\nid: 7\nretry: 10\n" + answer_event(content=TEXT) + END + DONE,
    "a mark of byte order": b"\xef\xbb\xbf" + answer_event(content=TEXT) + END + DONE,
    "no [DONE]": answer_event(content=TEXT) + END,
    "no reason for the end": answer_event(content=TEXT) + DONE,
    "no blank line at the end": (answer_event(content=TEXT) + END + DONE).rstrip(),
    "no blank lines at all": (answer_event(content=TEXT) + END + DONE).replace(b"\n\n", b"\n"),
    "an event of several lines": b"".join(
        b"data: " + line + b"\n" for line in json.dumps(json.loads(answer_event(content=TEXT)[5:]), indent=1).encode().split(b"\n")
    ) + b"\n" + END + DONE,
    "an event of several lines that end with CRLF": b"".join(
        b"data: " + line + b"\r\n" for line in json.dumps(json.loads(answer_event(content=TEXT)[5:]), indent=1).encode().split(b"\n")
    ) + b"\r\n" + END + DONE,
    "letters as they are": answer_event(content=TEXT).decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16").encode()
    + END + DONE,
    "something after the end": answer_event(content=TEXT) + END + DONE + answer_event(content="Never."),
    "filters' results around it": b'data: {"choices": [], "prompt_filter_results": []}\n\n' + answer_event(content=TEXT) + END + DONE,
    "one body of JSON": json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}], "usage": USAGE}
    ).encode(),
    "parts instead of a text": json.dumps(
        {"choices": [{"message": {"content": [{"type": "text", "text": TEXT}, {"type": "image"}]}, "finish_reason": "stop"}]}
    ).encode(),
}  # fmt: skip
#: What a server says within its answer, and what kind of failure that is.
SAID: dict[str, tuple[bytes, type[Exception]]] = {
    "too busy": (b'data: {"error": {"code": 429, "message": "slow down"}}\n\n', ModelBusyError),
    "too busy, in words": (b'data: {"error": {"code": "rate_limit_exceeded"}}\n\n', ModelBusyError),
    "overloaded": (b'data: {"error": {"code": 529}}\n\n', ModelUnavailableError),
    "filtered": (b'data: {"error": {"code": "content_filter"}}\n\n', ModelRefusedError),
    "an error that is a text": (b'data: {"error": "boom"}\n\n', ModelUnavailableError),
    "an error by its name": (b'event: error\ndata: {"message": "boom"}\n\n', ModelUnavailableError),
    "an end that is no end": (b"", ModelUnavailableError),
    "half an event": (b'data: {"choices": [{"del\n\n', ModelOutputError),
    "choices that are none": (b'data: {"choices": {"a": 1}}\n\n', ModelOutputError),
    "a choice that is a number": (b'data: {"choices": [{"delta": 7}]}\n\n', ModelOutputError),
    "far too deep": (b"data: " + b"[" * 100_000 + b"\n\n", ModelOutputError),
    "a line without an end": (b"data: " + b"x" * (LONGEST_LINE + 10), ModelOutputError),
}


@pytest.fixture
async def model(settings: Settings, server: ModelServer) -> AsyncIterator[ChatModel]:
    """A model on that server, asked once."""
    model = made(server.settings(settings))
    yield model
    await model.close()


@pytest.fixture
async def patient(settings: Settings, server: ModelServer) -> AsyncIterator[ChatModel]:
    """The same, waited for also while the machine is busy: what is tested with it ends by itself."""
    model = made(server.settings(settings, model_timeout=30.0))
    yield model
    await model.close()


def read(pieces: Iterable[bytes]) -> str:
    """The text of an answer that arrives in these pieces."""
    answer = ServerAnswer()
    text = [said for piece in pieces for said in answer.feed(piece)]
    return "".join([*text, *answer.end()])


@pytest.mark.parametrize("body", FORMS.values(), ids=list(FORMS))
async def test_every_form_is_read(model: ChatModel, server: ModelServer, body: bytes) -> None:
    """Over a real connection, however it is written, whether or not it was asked for as a stream."""
    server.answers_with(sends_bytes(body))
    assert await text_of(model, request()) == TEXT
    server.reads_with(sends_bytes(body.replace(b"event: message\n", b"")))
    assert await text_of(model, request(schema=SCHEMA)) == TEXT


@pytest.mark.parametrize("body", FORMS.values(), ids=list(FORMS))
@given(st.lists(st.integers(0, 700), max_size=12))
def test_pieces_may_end_anywhere(body: bytes, cuts: list[int]) -> None:
    """Between two bytes of a letter, of a line's end, of anything."""
    places = [0, *sorted(cuts), len(body)]
    assert read(body[start:end] for start, end in pairwise(places)) == TEXT
    assert read(body[place : place + 1] for place in range(len(body))) == TEXT


@pytest.mark.parametrize(("body", "kind"), SAID.values(), ids=list(SAID))
async def test_failures_within_an_answer(
    patient: ChatModel, server: ModelServer, body: bytes, kind: type[Exception]
) -> None:
    """What was said before them has been handed on."""
    server.answers_with(sends_bytes(answer_event(content="One. ") + body))
    seen: list[str] = []

    async def listen() -> None:
        async for piece in patient.stream(request()):
            seen.append(piece)  # noqa: PERF401 - what was there when it failed is the point

    with pytest.raises(kind) as caught:
        await listen()
    assert type(caught.value) is kind
    assert seen == ["One. "]


@pytest.mark.parametrize("spent", [1, 3])
async def test_tokens_count_once(model: ChatModel, server: ModelServer, spent: int) -> None:
    """A server that says with every event how many it was so far is believed for the last time."""
    running = b"".join(b"data: " + json.dumps({"choices": [], "usage": USAGE}).encode() + b"\n\n" for _ in range(spent))
    server.answers_with(sends_bytes(answer_event(content="Ten.") + running + END + DONE))
    usage = Usage()
    await text_of(model, request(usage))
    assert usage == Usage(1, PROMPT_TOKENS, ANSWER_TOKENS)


# ------------------------------------------------------------------------------------------------------------------ what is shown


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["\x1b[31mred\x1b[0m\a\x00"], "[31mred[0m"),
        (["\x9b2J\x7f", "a\r\nb\tc"], "2Ja\nb\tc"),
        (["safe \u202egnp.exe\u202c \u2066x\u2069"], "safe gnp.exe x"),
        (["\ud83e", "\udd9c!"], "🦜!"),
        (["\ud83e", "no bird"], "\ufffdno bird"),
        (["\udd9c alone"], "\ufffd alone"),
        (["ne\u0301e", "🦜👩\u200d💻"], "ne\u0301e🦜👩\u200d💻"),
    ],
)
async def test_nothing_live_comes_through(model: ChatModel, server: ModelServer, pieces: list[str], shown: str) -> None:
    """Escapes for terminals, control characters, turned text and halves of letters stay outside, in text and in objects."""
    server.answers_with(says(*pieces))
    assert await text_of(model, request()) == shown
    server.reads_with(tells(a=["".join(pieces)]))
    assert await ask_for_object(model, request(schema=SCHEMA)) == {"a": [shown]}


@given(st.lists(st.text(st.characters(), max_size=5), max_size=8))
def test_shown_text_can_be_stored(pieces: list[str]) -> None:
    """Whatever comes, in whatever pieces, can be written down and holds no control character but tabs and line ends."""
    clean = CleanText()
    shown = "".join(clean.feed(piece) for piece in pieces)
    shown.encode()
    assert not [letter for letter in shown if ord(letter) < 32 and letter not in "\t\n"]


@pytest.mark.parametrize(
    "text", ['{"a": ' * 50_000, '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", '{"a": ' + "9" * 5_000 + "}"]
)
async def test_objects_that_are_traps(model: ChatModel, server: ModelServer, text: str) -> None:
    """Nesting and numbers that no reader takes are no object."""
    server.reads_with(says(text))
    with pytest.raises(ModelOutputError):
        await ask_for_object(model, request(schema=SCHEMA))


# ----------------------------------------------------------------------------------------------------------------- how much, how long


async def test_a_model_without_an_end_is_left(model: ChatModel, server: ModelServer) -> None:
    """After so much text nobody reads on, and the server is told."""
    server.answers_with(sends_bytes(answer_event(content="word " * 100), again=True))
    async with asyncio.timeout(10):
        text = await text_of(model, request())
        await server.asked[0].hung_up.wait()
    assert LONGEST_ANSWER <= len(text) < LONGEST_ANSWER + 1_000


@pytest.mark.parametrize(
    "nothing",
    [
        b": still here\n\n",
        answer_event(content=""),
        b"data: " + json.dumps({"choices": []}).encode() + b"\n\n",
        b" ",
        b"data: x",
    ],
)
@pytest.mark.parametrize("before", [b"", answer_event(content="One. ")], ids=["first", "later"])
async def test_signs_of_life_are_no_words(model: ChatModel, server: ModelServer, nothing: bytes, before: bytes) -> None:
    """A server that keeps sending and says nothing is left as one that keeps silent."""
    keeping = sends_bytes(nothing, pause=0.02, again=True)

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        return await keeping(request, asked)

    server.answers_with(sends_bytes(before, *[nothing] * 1_000, pause=0.02) if before else behave)
    began = time.monotonic()
    with pytest.raises((ModelUnavailableError,)):
        await text_of(model, request())
    # What keeps sending would go on for twenty seconds, or without an end.
    assert time.monotonic() - began < TIMEOUT + 5


async def test_closing_early_hangs_up(model: ChatModel, server: ModelServer) -> None:
    """Whoever has read enough closes the stream, and the server can stop working on it."""
    server.answers_with(hangs_after("One. ", "Two. "))
    async with aclosing(model.stream(request())) as pieces:
        assert await anext(pieces) == "One. "
    async with asyncio.timeout(5):
        await server.asked[0].hung_up.wait()


#: How often a time is measured at most: a machine that is busy with something else makes any wait longer, and none shorter.
MEASURED = 3


async def test_a_turn_waits_once(model: ChatModel, server: ModelServer) -> None:
    """What an object took is not waited for a second time: until the first words, a turn's calls have the time of one."""
    server.reads_with(hangs_after())
    server.answers_with(hangs_after())
    measured = []
    for _ in range(MEASURED):
        usage, at = Usage(), [time.monotonic()]
        for asked in (request(usage, SCHEMA), request(usage), request(usage)):
            with pytest.raises(ModelUnavailableError):
                await text_of(model, asked)
            at.append(time.monotonic())
        measured.append([*(later - earlier for earlier, later in pairwise(at)), at[2] - at[0], usage.waited])
        expected = [AN_OBJECT, 1 - AN_OBJECT, AT_LEAST, 1, 1 + AT_LEAST]
        if measured[-1] == pytest.approx([share * TIMEOUT for share in expected], abs=0.15):
            return
    pytest.fail(f"none of {measured}")


async def test_silence_between_words_is_shorter(model: ChatModel, server: ModelServer) -> None:
    """Once there are words, half the time is enough to see that no more will come."""
    server.answers_with(hangs_after("One. "))
    measured = []
    for _ in range(MEASURED):
        pieces = model.stream(request())
        assert await anext(pieces) == "One. "
        began = time.monotonic()
        with pytest.raises(ModelUnavailableError, match="in time"):
            await anext(pieces)
        measured.append(time.monotonic() - began)
        if measured[-1] == pytest.approx(BETWEEN_WORDS * TIMEOUT, abs=0.15):
            return
    pytest.fail(f"none of {measured}")


async def test_a_connection_is_used_again(model: ChatModel, server: ModelServer) -> None:
    """After a complete answer the next request needs no new connection."""
    ports: list[Any] = []

    async def behave(asking: web.Request, asked: Asked) -> web.StreamResponse:
        assert asking.transport is not None
        ports.append(asking.transport.get_extra_info("peername")[1])
        return await says("Ten.")(asking, asked)

    server.answers_with(behave)
    server.reads_with(behave)
    for schema in (None, SCHEMA, None):
        assert await text_of(model, request(schema=schema)) == "Ten."
    assert len(set(ports)) == 1
