"""Whatever Slack does: nobody gets two answers, nobody gets none, nothing stays open, and the bot goes on."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.errors import SlackRefusedError
from bot.replies import Notice
from bot.settings import SlackMode
from bot.slack.blocks.answer import STOPPED
from bot.slack.outgoing import working_status
from bot.slack.server.serve import serve
from bot.turn import Place, Surface
from tests.model_server import fails, hangs_after, is_busy, model_server, says, understands
from tests.slack.bot import EAGER, assistant_for, bot_in, model_settings, slack_settings
from tests.slack.conduct import faults_in
from tests.slack.telling import teller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from bot.settings import Settings
    from bot.slack.outgoing.rate_limits import Limits
    from bot.slack.server.serve import Serving
    from knowledge.index import Index
    from knowledge.search import Searcher
    from tests.model_server import Behaviour, ModelServer
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

QUESTION = "How many training examples does fine-tuning need?"
#: Each stands alone, whatever was asked before.
QUESTIONS = (
    QUESTION,
    "What is billed when a tuned model sits idle?",
    "Are Babbage and Davinci retired?",
    "When does the base model gpt-4o-mini retire?",
    "What does hosting a tuned model cost?",
    "Which file format does the training data need?",
    "Does fine-tuning teach a model new facts?",
)
#: What the passages nearest to the question say; a model's words that are none of theirs would not be shown.
FACTS = "The minimum is 10 examples [1]. ", "Start with 50 well-crafted demonstrations [1]. "


@pytest.fixture
def start(slack: SlackServer, settings: Settings, searcher: Searcher, built_index: Index) -> Start:
    """Starts the bot in the local Slack, with all that it says sent at once."""

    def started(allowed: Limits = EAGER, **changes: Any) -> AbstractAsyncContextManager[Serving]:
        given = slack_settings(settings, slack, SlackMode.SOCKET, **changes)
        return bot_in(slack, given, searcher, built_index, allowed)

    return started


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """A scripted model that takes every message for a question."""
    async with model_server() as running:
        running.reads_with(understands("question"))
        yield running


@pytest.fixture
async def facts(searcher: Searcher) -> tuple[str, str]:
    """Two sentences that the passages nearest to the question support."""
    found = await searcher.search(QUESTION)
    said = [hit.passage.text.split(". ")[0].rstrip(".") for hit in found.hits[:4]]
    first, second = list(dict.fromkeys(said))[:2]
    return f"{first} [1]. ", f"{second} [1]. "


def own_calls(slack: SlackServer) -> list[str]:
    """What was asked of Slack, in order, looking things up left out."""
    return [each.method for each in slack.requests if each.method.startswith("chat.")]


async def test_stop_by_the_asker(
    slack: SlackServer, ann: Person, server: ModelServer, start: Start, facts: tuple[str, str]
) -> None:
    """The model is hung up on, the answer says "Stopped.", and then nothing more is asked of Slack but the status."""
    server.answers_with(hangs_after(facts[0], facts[1][:20]))
    async with start(**model_settings(server)) as serving:
        question = await ann.says(QUESTION)
        message = await slack.wait_for(lambda: next(iter(slack.workspace.answers(question)), None))
        await ann.stops(message)
        await slack.workspace.wait_for_answer(question, containing=STOPPED)
        async with asyncio.timeout(30):
            await server.asked[-1].hung_up.wait()
        await serving.inbox.idle(30)
        counted = serving.metrics.registry.get_sample_value(
            "ftn_turns_total", {"surface": "direct_message", "outcome": "stopped"}
        )
    assert counted == 1
    assert own_calls(slack)[-1] == "chat.update"
    assert slack.workspace.sessions[question.channel, question.ts].status == "active"
    assert len(slack.workspace.answers(question)) == 1


@pytest.mark.parametrize("while_reading", [True, False])
async def test_stop_before_the_first_word(
    slack: SlackServer, ann: Person, server: ModelServer, start: Start, *, while_reading: bool
) -> None:
    """The work that has not begun to answer is stopped too, and says so."""
    server.answers_with(hangs_after())
    if while_reading:
        server.reads_with(hangs_after())
    async with start(**model_settings(server)):
        question = await ann.says(QUESTION)
        asked = await server.wait_asked(1 if while_reading else 2)
        await ann.stops(question)
        answer = await slack.workspace.wait_for_answer(question)
        await asyncio.wait_for(asked.hung_up.wait(), 5)
    assert answer.words.startswith("Stopped")
    assert slack.workspace.answers(question) == [answer]


async def test_stop_by_somebody_else(
    slack: SlackServer, ann: Person, server: ModelServer, start: Start, facts: tuple[str, str]
) -> None:
    """Nobody but the asker stops the work in a thread."""
    bob, gate = slack.workspace.person("bob"), asyncio.Event()

    async def waits(request: Any, asked: Any) -> Any:
        await gate.wait()
        return await says(*facts)(request, asked)

    server.answers_with(waits)
    async with start(**model_settings(server)):
        channel = slack.workspace.channel("general")
        question = await ann.mentions(QUESTION, channel=channel)
        await server.wait_asked(2)
        await bob.stops(question)
        await slack.deliveries.settle()
        gate.set()
        answer = await slack.workspace.wait_for_answer(question, containing="AI-generated")
    assert STOPPED not in answer.words


@pytest.mark.parametrize("streaming", [True, False])
async def test_a_question_deleted_while_it_is_answered(
    slack: SlackServer, ann: Person, server: ModelServer, start: Start, facts: tuple[str, str], *, streaming: bool
) -> None:
    """The model is hung up on, and what was shown is taken back."""
    slack.workspace.streaming = streaming
    server.answers_with(hangs_after(facts[0], facts[1][:20]))
    async with start(**model_settings(server)) as serving:
        question = await ann.says(QUESTION)
        await slack.wait_for(lambda: slack.workspace.answers(question))
        await ann.deletes(question)
        await slack.wait_for(lambda: not slack.workspace.answers(question))
        await asyncio.wait_for(server.asked[-1].hung_up.wait(), 5)
        await serving.inbox.idle(30)
    assert slack.workspace.answers(question) == []


@pytest.mark.parametrize("streaming", [True, False])
async def test_an_archived_channel(slack: SlackServer, ann: Person, *, streaming: bool) -> None:
    """When the channel is archived in the middle, the answer ends there, and nothing more is posted."""
    slack.workspace.streaming = streaming
    channel = slack.workspace.channel("general")
    async with teller(slack) as tell:
        telling = tell.answers(await ann.mentions(QUESTION, channel=channel))
        telling.says("A beginning. ")
        await telling.shows("A beginning.")
        channel.is_archived = True
        telling.says("And more. ")
        with pytest.raises(SlackRefusedError, match="is_archived"):
            await telling.ends()
    assert len(telling.answers) == 1
    assert own_calls(slack).count("chat.postMessage") == (not streaming)


@pytest.mark.parametrize("streaming", [True, False])
async def test_a_token_revoked_in_the_middle(slack: SlackServer, ann: Person, *, streaming: bool) -> None:
    """Without a valid token nothing is tried for long."""
    slack.workspace.streaming = streaming
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        telling.says("A beginning. ")
        await telling.shows("A beginning.")
        slack.workspace.revokes_token()
        before = len(slack.requests)
        with pytest.raises(SlackRefusedError, match="token_revoked"):
            await telling.ends()
    assert len(slack.requests) - before <= 3
    assert len(telling.answers) == 1


async def test_a_revoked_token_is_a_warning(slack: SlackServer, ann: Person, start: Start) -> None:
    """The bot can't tell people; whoever runs it reads why."""
    with capture_logs() as logs:
        async with start():
            for method in ("chat.startStream", "chat.postMessage"):
                slack.faults.add(method, error="token_revoked", times=None)
            await ann.says(QUESTION)
            (line,) = await slack.wait_for(lambda: [one for one in logs if one["event"] == "reply not delivered"])
    assert (line["log_level"], "token_revoked" in line["reason"]) == ("warning", True)


CODES = ("invalid_blocks", "msg_too_long", "restricted_action", "some_new_error")
#: After these a change is tried in words too.
OF_BLOCKS = CODES[:2]


@pytest.mark.parametrize("code", CODES)
async def test_what_slack_does_not_take_ends_in_one_sentence(slack: SlackServer, ann: Person, code: str) -> None:
    """When Slack refuses the rest of an answer, the person is told that something went wrong, and nothing stays open."""
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        telling.says("A beginning. ")
        await telling.shows("A beginning.")
        for method in ("chat.stopStream", "chat.update", "chat.appendStream"):
            often = 2 if method == "chat.update" and code in OF_BLOCKS else 1
            slack.faults.add(method, error=code, times=often if method != "chat.appendStream" else None)
        telling.says("And more.")
        with pytest.raises(SlackRefusedError, match=code):
            await telling.ends()
    beginning, failure = telling.answers
    assert not beginning.is_streaming
    assert "went wrong" in failure.words


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("times", [1, None])
async def test_an_answer_whose_end_slack_does_not_take_is_an_answer(
    slack: SlackServer, ann: Person, code: str, times: int | None
) -> None:
    """All of its text is there, what was left of it too, and nobody is told that there is none."""
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        telling.says("A beginning. ")
        await telling.shows("A beginning.")
        for method in ("chat.stopStream", "chat.update"):
            often = 2 if times and method == "chat.update" and code in OF_BLOCKS else times
            slack.faults.add(method, error=code, times=often)
        telling.says("And more.")
        with pytest.raises(SlackRefusedError, match=code):
            await telling.ends()
    (answer,) = telling.answers
    assert answer.words.startswith("A beginning. And more.")
    assert answer.is_streaming == (times is None)


async def test_a_reply_that_slack_refuses(slack: SlackServer, ann: Person) -> None:
    """So it is with a reply that is no stream."""
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        slack.faults.add("chat.postMessage", error="invalid_blocks", times=2)
        telling.replies(Notice("Hello."))
        with pytest.raises(SlackRefusedError, match="invalid_blocks"):
            await telling.over()
    assert ["went wrong" in message.words for message in telling.answers] == [True]


@pytest.mark.parametrize(
    "how", [{"status": 500}, {"drop": True}, {"status": 500, "after": True}, {"error": "fatal_error"}]
)
@pytest.mark.parametrize("place", ["thread", "top"])
async def test_an_uncertain_post_is_looked_for(
    slack: SlackServer, ann: Person, how: dict[str, Any], place: str
) -> None:
    """A post that failed after its work stands once, in a thread full of others' words as well as outside one."""
    question = await ann.says("?")
    for number in range(40):
        await ann.says(f"{number}", thread=question)
    async with teller(slack) as tell:
        telling = tell.answers(question)
        thread = telling.rendering._asked.thread  # noqa: SLF001 - the thread as the bot sees it
        if place == "top":
            thread = type(thread)(thread.team, thread.channel, "", thread.person, thread.person_team)
        slack.faults.add("chat.postMessage", times=2, **how)
        from bot.slack.outgoing.render_turn import message_of

        sent = await tell.workspace.delivery.post(thread, message_of(Notice("Here.")), "key")
        await telling.cancel("withdrawn")
    said = [message for message in slack.workspace.all_messages() if message.from_bot]
    assert [(message.ts, message.words) for message in said] == [(sent.ts, "Here.")]


class StatusCalls:
    """What was said about working on a thread."""

    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack

    @property
    def said(self) -> list[str]:
        """The statuses, in order."""
        return [each.arguments["status"] for each in self._slack.calls("agents.sessions.setStatus")]


async def test_the_status_shows_while_it_takes_long(slack: SlackServer, ann: Person) -> None:
    """A turn that shows nothing for a moment says that it is worked on, with a title, and takes it back."""
    status = StatusCalls(slack)
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        await slack.wait_for(lambda: status.said)
        telling.replies(Notice("Hello."))
        await telling.ends()
    assert status.said == ["processing", "active"]
    session = slack.workspace.sessions[telling.question.channel, telling.question.ts]
    assert (session.status, session.title) == ("active", QUESTION)


async def test_a_conversation_answered_at_once_has_a_title(
    slack: SlackServer, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named without ever being shown as worked on; what follows in it does not name it again."""
    # On a busy machine "at once" takes its time.
    monkeypatch.setattr(working_status, "PATIENCE", 30.0)
    status = StatusCalls(slack)
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        await telling.ends()
        await slack.wait_for(lambda: status.said)
        follow_up = tell.answers(await ann.says("And then?", thread=telling.question))
        await follow_up.ends()
    assert status.said == ["active"]
    assert slack.workspace.sessions[telling.question.channel, telling.question.ts].title == QUESTION


@pytest.mark.parametrize(
    "how", [{"status": 500, "after": True}, {"drop": True, "after": True}, {"retry_after": 1}, {"error": "fatal_error"}]
)
async def test_the_status_is_never_stuck(slack: SlackServer, ann: Person, how: dict[str, Any]) -> None:
    """Whether it was shown is not always known: then it is taken back."""
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        fault = slack.faults.add("agents.sessions.setStatus", **how)
        await slack.wait_for(lambda: fault.hits)
        telling.says("Hello. ")
        await telling.ends()
    session = slack.workspace.sessions.get((telling.question.channel, telling.question.ts))
    assert session is None or session.status == "active"


async def test_the_status_delays_nothing(slack: SlackServer, ann: Person) -> None:
    """An answer is complete while Slack has not yet answered what was said about its status."""
    async with teller(slack) as tell:
        held = slack.faults.add("agents.sessions.setStatus", hold=True, times=None)
        telling = tell.answers(await ann.says(QUESTION))
        await slack.wait_for(lambda: held.hits)
        telling.says("Hello. ")
        await telling.ends()
        again = tell.answers(telling.question)
        again.says("Hello again. ")
        await again.ends()
        held.release()
    assert slack.workspace.sessions[telling.question.channel, telling.question.ts].status == "active"


async def test_a_workspace_without_status_is_not_asked_again(slack: SlackServer, ann: Person) -> None:
    """Where there are no agent features, it is found out once."""
    slack.workspace.agents = False
    status = StatusCalls(slack)
    async with teller(slack) as tell:
        first = tell.answers(await ann.says(QUESTION))
        await slack.wait_for(lambda: [each for each in slack.calls("agents.sessions.setStatus") if each.error])
        await first.ends()
        second = tell.answers(await ann.says(QUESTION))
        working = tell.workspace.statuses.begin(first.rendering._asked.thread)  # noqa: SLF001 - as the bot sees it
        await _later(0.35)
        working.end(left=False)
        await second.ends()
    assert status.said == ["processing"]


async def _later(seconds: float) -> None:
    """Longer than a status waits."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(seconds, done.set_result, None)
    await done


async def test_leaving_while_answering(
    slack: SlackServer, ann: Person, server: ModelServer, start: Start, facts: tuple[str, str]
) -> None:
    """When the bot is told to stop, what it is answering is answered first; what waits behind it is answered once it is there again."""
    gate = asyncio.Event()

    async def waits(request: Any, asked: Any) -> Any:
        await gate.wait()
        return await says(*facts)(request, asked)

    server.answers_with(waits, says(facts[0]))
    async with start(**model_settings(server)) as leaving:
        first = await ann.says(QUESTION)
        second = await ann.says("How many training examples are needed at least?", thread=first)
        await slack.deliveries.settle()
        await server.wait_asked(2)
        asyncio.get_running_loop().call_later(0.2, gate.set)
    assert len(slack.workspace.answers(first)) == 1
    assert len(leaving.inbox) == 1
    async with start(**model_settings(server)):
        await slack.workspace.wait_for_answer(first, count=2)
    assert not any(message.is_streaming for message in slack.workspace.all_messages())
    assert second.thread_ts == first.ts


@pytest.mark.parametrize(
    "writes",
    [fails(500), is_busy(0), says("Atlantis is in the sea [9]."), says()],
    ids=("fails", "is busy", "makes things up", "says nothing"),
)
async def test_a_model_that_writes_nothing_of_use(
    slack: SlackServer, ann: Person, server: ModelServer, start: Start, writes: Behaviour
) -> None:
    """Where the model has read the question and then fails, the answer comes from the sources."""
    server.answers_with(writes)
    async with start(**model_settings(server)):
        answer = await slack.workspace.wait_for_answer(await ann.says(QUESTION))
    assert "No answer by the language model" in answer.words
    assert "[1]" in answer.words


async def test_sigterm_while_answering(
    slack: SlackServer, ann: Person, server: ModelServer, settings: Settings, searcher: Searcher, built_index: Index,
    facts: tuple[str, str],
) -> None:  # fmt: skip
    """The signal that stops the process lets the answer be written to its end."""
    gate = asyncio.Event()

    async def waits(request: Any, asked: Any) -> Any:
        await gate.wait()
        return await says(*facts)(request, asked)

    server.answers_with(waits)
    given = slack_settings(settings, slack, SlackMode.SOCKET, **model_settings(server))
    async with assistant_for(given, searcher, built_index) as running:
        ready = asyncio.Event()
        serving = asyncio.create_task(serve(running, given, lambda _: ready.set()))
        await asyncio.wait_for(ready.wait(), 10)
        question = await ann.says(QUESTION)
        await server.wait_asked(2)
        os.kill(os.getpid(), signal.SIGTERM)
        await slack.wait_for(lambda: not slack.socket.connections)
        gate.set()
        await asyncio.wait_for(serving, 10)
    (answer,) = slack.workspace.answers(question)
    assert "AI-generated" in answer.words
    assert not answer.is_streaming


# Random trouble

WAYS: tuple[dict[str, Any], ...] = (
    {"status": 500}, {"status": 502, "after": True}, {"drop": True}, {"drop": True, "after": True}, {"retry_after": 1},
    {"retry_after": 30, "times": 3}, {"delay": 0.2}, {"error": "internal_error"}, {"error": "fatal_error", "after": True},
)  # fmt: skip
#: More trouble at once than Slack ever makes takes more tries, and a faster pace: the test has one channel, and no minute.
STUBBORN = replace(
    EAGER, retries=12, posts_a_second=50.0, per_minute={method: 20 * most for method, most in EAGER.per_minute.items()}
)
METHODS = (
    "*", "chat.postMessage", "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update",
    "agents.sessions.setStatus", "conversations.replies",
)  # fmt: skip


@asynccontextmanager
async def trouble(slack: SlackServer, chance: random.Random) -> AsyncIterator[None]:
    """Something goes wrong every few milliseconds."""

    async def make_trouble() -> None:
        while True:
            await slack.clock.sleep(chance.uniform(0.0, 0.05))
            kind = chance.random()
            if kind < 0.8:
                slack.faults.add(chance.choice(METHODS), **chance.choice(WAYS))
            elif kind < 0.9:
                slack.socket.lose_acks(1)
            elif kind < 0.95:
                slack.socket.drop()
            else:
                # Long enough for an acknowledgement to be missed and for a stream to die of age.
                slack.clock.advance(3.0)

    making = asyncio.create_task(make_trouble())
    try:
        yield
    finally:
        making.cancel()
        slack.faults.clear()
        slack.socket.lose_acks(0)


@pytest.mark.parametrize("seed", range(6))
async def test_random_trouble(slack: SlackServer, start: Start, addresses: frozenset[str], seed: int) -> None:
    """A few dozen questions in several threads, with random faults at random calls: each is answered exactly once."""
    chance = random.Random(seed)  # noqa: S311 - the same trouble each time
    slack.workspace.streaming = seed % 3 != 2
    slack.deliveries.copies = 1 + seed % 2
    # The test's clock leaps while acknowledgements are under way, so that it takes more tries than Slack's.
    slack.deliveries.retry_delays = (0.0, *[60.0] * 20)
    slack.limits = replace(slack.limits, stream_seconds=2.5)
    asked: list[Message] = []
    async with start(STUBBORN, turns_kept=100) as serving:
        async with trouble(slack, chance):
            for _ in range(30):
                asked.append(await _asked_somewhere(slack, chance, asked))
                await slack.clock.sleep(chance.uniform(0, 0.05))
        # What was not acknowledged comes again, after three seconds and then after a minute each time.
        slack.clock.advance(3)
        while slack.deliveries.under_way:
            # An acknowledgement takes a moment of a busy machine, because it is stored first; time does not leap meanwhile.
            await slack.wait_for(lambda: not slack.deliveries.attempts_under_way, 20)
            slack.clock.advance(61)
            await asyncio.sleep(0)
        await slack.wait_for(lambda: len(_answers(slack)) >= len(asked), 20)
        await serving.inbox.idle(20)
        meant = {
            question.root: [turn.reply for turn in await serving.parts.conversations.recall(_place(slack, question))]
            for question in asked
        }
    assert sum(map(len, meant.values())) == len(asked)
    said = [message for message in slack.workspace.all_messages() if message.from_bot]
    for root, texts in meant.items():
        shown = [_letters(message.words) for message in said if message.root == root]
        assert len(shown) == len(texts), slack.describe()
        for words, text in zip(shown, texts, strict=True):
            assert words.startswith(_letters(text)), slack.describe()
            assert words.endswith("HelpfulNothelpful")
    assert not any(message.is_streaming for message in said)
    assert [fault for fault in faults_in(slack, addresses) if not _is_meant(fault)] == []


async def _asked_somewhere(slack: SlackServer, chance: random.Random, asked: list[Message]) -> Message:
    """A question in a direct message, a channel, or a thread of either that there is already, where nobody has asked it."""
    channel = slack.workspace.channel("general")
    people = {person.id: person for person in map(slack.workspace.person, ("ann", "bob", "cyd"))}
    thread = chance.choice(asked) if asked and chance.random() < 0.5 else None
    said = [each.text for each in asked if thread is not None and each.root == thread.root]
    left = [text for text in QUESTIONS if not any(text in each for each in said)]
    if not left:
        thread, left = None, [*QUESTIONS]
    text = chance.choice(left)
    if thread is not None and thread.channel != channel.id:
        return await people[thread.user].says(text, thread=thread)
    somebody = chance.choice(list(people.values()))
    if thread is not None or chance.random() < 0.5:
        return await somebody.mentions(text, channel=channel, thread=thread)
    return await somebody.says(text)


def _place(slack: SlackServer, question: Message) -> Place:
    surface = Surface.DIRECT_MESSAGE if question.channel.startswith("D") else Surface.CHANNEL
    return Place(surface, slack.workspace.team_id, question.channel, question.root)


def _answers(slack: SlackServer) -> list[Message]:
    """Finished messages of the bot."""
    return [
        each for each in slack.workspace.all_messages()
        if each.from_bot and not each.is_streaming and "Helpful" in each.words
    ]  # fmt: skip


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_meant(fault: str) -> bool:
    """Whether a refusal is one that the test made, or follows from one; the same question may well be asked twice."""
    named = fault.rpartition(": ")[2]
    return named in {"internal_error", "fatal_error", "message_not_in_streaming_state"} or fault.startswith(
        "said twice"
    )
