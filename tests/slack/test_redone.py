"""A process that ends after it has shown something and before it could say so: whoever does the job again shows nothing twice.

The end of a job is not kept, so that the next bot takes every one for not done, and does it again.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.errors import StoreUnavailableError
from bot.slack.handlers.engaged_threads import Threads
from bot.slack.server import serve
from bot.storage.cases import Cases
from bot.storage.conversations import Conversations
from bot.turns.job_store import JobStore
from tests.bench.slack import passages_in
from tests.model_server import answer_event, begun, understands
from tests.slack.bot import model_settings
from tests.slack.interview import CARD, FIRST, OPENING, SECOND, TRIED, case_of, opened, picks, place_of
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from aiohttp import web

    from bot.slack.server.serve import Serving
    from tests.model_server import Asked, Behaviour, ModelServer
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

CASE = "/verdict Our support bot should sound like us. We have 15 examples."
QUESTION = "How many training examples does fine-tuning need?"


def quotes_and_hangs() -> Behaviour:
    """A model that says what the first passage says, and then nothing more."""

    async def behave(request: web.Request, asked: Asked) -> web.StreamResponse:
        response = await begun(request)
        number, text = passages_in(asked.prompt)[0]
        await response.write(answer_event(content=f"{text[:-1]} [{number}]. And "))
        await asyncio.Event().wait()
        return response

    return behave


@asynccontextmanager
async def dying(start: Start, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Serving]:
    """A bot that ends before it has kept what it did."""

    async def nothing(_store: JobStore, _seq: int) -> None:
        return

    with monkeypatch.context() as patch:
        async with start() as bot:
            await asyncio.sleep(0.1)
            patch.setattr(JobStore, "finish", nothing)
            yield bot
            # What is shown last is noted.
            await asyncio.sleep(0.3)


@asynccontextmanager
async def redone(start: Start) -> AsyncIterator[Serving]:
    """The next bot, which has done it all again."""
    async with start() as bot:
        assert await bot.inbox.idle(30)
        yield bot


async def test_a_private_card_and_its_buttons(
    slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card is not shown again, and its buttons lead to the decision that is kept now."""
    channel = slack.workspace.channel("general")
    async with dying(start, monkeypatch):
        await ann.commands(CASE, channel=channel)
        card = await slack.workspace.wait_for_ephemeral(ann, containing=CARD)
    async with redone(start) as bot:
        assert slack.workspace.ephemerals(ann) == [card]
        await ann.clicks(card, "Share to channel")
        await slack.wait_for(lambda: [each for each in slack.workspace.messages(channel) if CARD in each.words])
        await idle(bot)


async def test_a_shared_card(slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody in the channel sees it once."""
    channel = slack.workspace.channel("general")
    async with start():
        await ann.commands(CASE, channel=channel)
        card = await slack.workspace.wait_for_ephemeral(ann, containing=CARD)
    async with dying(start, monkeypatch):
        await ann.clicks(card, "Share to channel")
        await slack.wait_for(lambda: [each for each in slack.workspace.messages(channel) if CARD in each.words])
    async with redone(start):
        assert len([each for each in slack.workspace.messages(channel) if CARD in each.words]) == 1
        assert not [each for each in slack.workspace.ephemerals(ann) if each.words == phrases.PERHAPS_SHARED]


async def test_a_card_that_may_have_been_shared(
    slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody could note that Slack has taken it, the person is asked to look, and it is not shown again."""
    channel = slack.workspace.channel("general")
    async with start():
        await ann.commands(CASE, channel=channel)
        card = await slack.workspace.wait_for_ephemeral(ann, containing=CARD)
    note, noted = JobStore.note, 0

    async def first_only(store: JobStore, seq: int, *what: object) -> None:
        nonlocal noted
        noted += 1
        if noted == 1:
            await note(store, seq, *what)  # type: ignore[arg-type]  # passed on as they are

    with monkeypatch.context() as patch:
        patch.setattr(JobStore, "note", first_only)
        async with dying(start, monkeypatch):
            await ann.clicks(card, "Share to channel")
            await slack.wait_for(lambda: [each for each in slack.workspace.messages(channel) if CARD in each.words])
    async with redone(start):
        assert len([each for each in slack.workspace.messages(channel) if CARD in each.words]) == 1
        assert [each for each in slack.workspace.ephemerals(ann) if each.words == phrases.PERHAPS_SHARED]


async def test_a_record(slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file stands in the thread once."""

    def files() -> list[Message]:
        return [each for each in slack.workspace.all_messages() if each.files]

    async with start():
        _, question = await opened(slack, ann)
        card = await picks(slack, ann, question, "Verdict now")
    async with dying(start, monkeypatch):
        await ann.clicks(card, "Export record")
        await slack.wait_for(files)
    async with redone(start):
        assert len(files()) == 1


async def test_a_picked_answer(slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts once, and the question after it stands there once."""
    async with start():
        opening, question = await opened(slack, ann)
    async with dying(start, monkeypatch):
        following = await picks(slack, ann, question, TRIED)
    before = [each.words for each in slack.workspace.answers(opening)]
    async with redone(start) as bot:
        assert [each.words for each in slack.workspace.answers(opening)] == before
        assert SECOND in following.words
        case = await case_of(bot, slack.workspace, opening)
        assert case
        assert len(case.assessment.facts) == 2
        assert len(case.earlier) == 1


async def test_what_is_pressed_before_its_question_is_done_again(
    slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The buttons of a case that is told again lead to it still, though its first telling was taken back."""
    async with dying(start, monkeypatch):
        opening = await ann.says(OPENING)
        question = await slack.workspace.wait_for_answer(opening, containing=FIRST)
        before = list(question.blocks)
    async with start() as bot:
        question.blocks, blocks = before, question.blocks
        await ann.clicks(question, TRIED)
        question.blocks = blocks
        await slack.workspace.wait_for_answer(opening, containing=SECOND)
        assert await bot.inbox.idle(30)
        assert len(slack.workspace.answers(opening)) == 2


async def test_a_case_that_is_gone_on_with(
    slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread in the direct message is begun once, also where nobody could note that it was."""

    def roots() -> list[Message]:
        return [each for each in slack.workspace.messages(slack.workspace.dm(ann)) if each.from_bot]

    async def nothing(_store: JobStore, *_what: object) -> None:
        return

    channel = slack.workspace.channel("general")
    async with start():
        await ann.commands(CASE, channel=channel)
        card = await slack.workspace.wait_for_ephemeral(ann, containing=CARD)
    with monkeypatch.context() as patch:
        patch.setattr(JobStore, "note", nothing)
        async with dying(start, monkeypatch):
            await ann.clicks(card, "Walk me through it")
            (root,) = await slack.wait_for(roots)
            await slack.workspace.wait_for_answer(root)
    async with redone(start):
        assert roots() == [root]
        assert len(slack.workspace.answers(root)) == 1


async def test_a_deletion(slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """What answers a deleted message goes, though the process ended in the middle of that."""
    async with start() as bot:
        question = await ann.says(QUESTION)
        await slack.workspace.wait_for_answer(question)
        await idle(bot)
    held = slack.faults.add("chat.delete", times=1, hold=True, drop=True)
    async with dying(start, monkeypatch):
        await ann.deletes(question)
        await slack.wait_for(lambda: held.hits)
        await asyncio.sleep(0.1)
        held.release()
    async with redone(start):
        assert slack.workspace.answers(question) == []


async def test_a_half_said_answer_to_what_is_deleted_meanwhile(
    slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who deletes a question while nobody works on it takes back what stood there of its answer."""
    async with dying(start, monkeypatch):
        question = await ann.says(QUESTION)
        await slack.workspace.wait_for_answer(question)
    await ann.deletes(question)
    async with redone(start):
        await slack.deliveries.settle()
    async with redone(start):
        assert slack.workspace.answers(question) == []


async def test_a_stream_that_slack_ended_meanwhile(
    slack: SlackServer, ann: Person, start: Start, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that nobody could note, and that Slack has ended since, is filled all the same."""

    async def nothing(_store: JobStore, *_what: object) -> None:
        return

    model = model_settings(server, model_timeout=30.0)
    server.reads_with(understands("question"))
    server.answers_with(quotes_and_hangs())
    monkeypatch.setattr(serve, "DRAIN_SECONDS", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(JobStore, "note", nothing)
        async with start(**model):
            question = await ann.says(QUESTION)
            half = await slack.wait_for(lambda: next(iter(slack.workspace.answers(question)), None))
            assert half.is_streaming
    slack.clock.advance(600.0)
    assert not slack.is_streaming(half)
    async with redone(start):
        (answer,) = slack.workspace.answers(question)
        assert answer is half
        assert "Helpful" in answer.words


async def test_a_mention_that_comes_again_engages_its_thread(
    slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ended between storing a mention and noting its thread leaves no thread that nobody listens in."""
    channel, engage, failed = slack.workspace.channel("general"), Threads.engage, 0

    async def fails_once(threads: Threads, *which: str) -> None:
        nonlocal failed
        failed += 1
        if failed == 1:
            raise StoreUnavailableError("away")
        await engage(threads, *which)

    slack.deliveries.retry_delays = (0.1, 0.1)
    async with start() as bot:
        monkeypatch.setattr(Threads, "engage", fails_once)
        question = await ann.mentions(QUESTION, channel=channel)
        await slack.workspace.wait_for_answer(question)
        await slack.deliveries.settle(10.0)
        await ann.says("What is LoRA?", channel=channel, thread=question)
        await slack.workspace.wait_for_answer(question, count=2)
        await idle(bot)
    assert failed > 1


@pytest.mark.parametrize(
    ("store", "method"), [(Conversations, "recall"), (Conversations, "remember"), (Cases, "case_in")]
)
async def test_a_database_that_is_away_in_the_middle_of_a_turn(
    slack: SlackServer, ann: Person, start: Start, monkeypatch: pytest.MonkeyPatch, store: type, method: str
) -> None:
    """The turn is done again once it is back, in the same message; nobody is told of it."""
    there, failed = getattr(store, method), 0

    async def fails_twice(*arguments: object, **named: object) -> object:
        nonlocal failed
        failed += 1
        if failed < 3:
            raise StoreUnavailableError("away")
        return await there(*arguments, **named)

    async with start() as bot:
        monkeypatch.setattr(store, method, fails_twice)
        question = await ann.says(QUESTION)
        await slack.wait_for(lambda: failed > 2, timeout=60.0)
        assert await bot.inbox.idle(30)
        (answer,) = slack.workspace.answers(question)
        assert "Helpful" in answer.words
        (remembered,) = await bot.parts.conversations.recall(place_of(slack.workspace, question))
        assert remembered.text == QUESTION
