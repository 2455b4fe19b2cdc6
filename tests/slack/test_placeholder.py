"""Where Slack shows no sign that the bot is at work, a message does, and the answer takes its place."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.replies import Abstention, Answer, Author, Done, Notice, Progress
from bot.slack.blocks.answer import CUT, NOTHING_YET
from bot.slack.outgoing import placeholder, working_status
from bot.slack.outgoing.render_turn import Rendering, message_of
from bot.turns.job import STOPPED, WITHDRAWN
from tests.model_server import hangs_after, model_server
from tests.slack.bot import EAGER, model_settings
from tests.slack.telling import Telling, content, expected, teller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from bot.replies import Reply
    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.telling import Teller

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

QUESTION = "How many examples?"
STATUS = "agents.sessions.setStatus"
#: Ways in which Slack shows no sign of its own.
UNSEEN = (
    "feature_disabled",
    "unknown_method",
    "missing_scope",
    "not_authorized",
    "invalid_thread_ts",
    "thread_ts_not_allowed",
)
#: Kinds of reply that a turn may end with.
REPLIES: dict[str, Reply] = {
    "a notice": Notice("Hello."),
    "an answer": Answer("Ten at least. Fifty show it.", (), Author.SOURCES),
    "an abstention": Abstention("The sources don't say."),
}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits longer than it has to."""
    monkeypatch.setattr(working_status, "PATIENCE", 0.01)
    monkeypatch.setattr(placeholder, "STANDS_IN_AFTER", 0.1)


@pytest.fixture
async def tell(slack: SlackServer) -> AsyncIterator[Teller]:
    """The way out of a workspace without agent features."""
    slack.workspace.agents = False
    async with teller(slack) as made:
        yield made


@asynccontextmanager
async def waiting(slack: SlackServer, tell: Teller, ann: Person) -> AsyncIterator[tuple[Telling, Message]]:
    """A turn that has shown nothing yet, and the message that stands in for its answer."""
    telling = tell.answers(await ann.says(QUESTION))
    yield telling, await telling.shows(phrases.LOOKING)
    assert not [message for message in slack.workspace.all_messages() if phrases.LOOKING in message.words]


@pytest.mark.parametrize("error", UNSEEN)
async def test_something_stands_there_whatever_slack_lacks(slack: SlackServer, ann: Person, error: str) -> None:
    """Whichever way Slack refuses its own sign, a message says that the bot is at work."""
    slack.faults.add(STATUS, error=error, times=None)
    async with teller(slack) as tell, waiting(slack, tell, ann) as (telling, standing):
        telling.replies(Notice("Hello."))
        await telling.ends(Answer("And more.", (), Author.SOURCES))
        assert telling.answers[0].ts == standing.ts


@pytest.mark.parametrize("reply", REPLIES.values(), ids=list(REPLIES))
async def test_the_reply_takes_its_place(slack: SlackServer, ann: Person, tell: Teller, reply: Reply) -> None:
    """What a turn ends with stands where the sign of work stood, and counts as the turn's message."""
    async with waiting(slack, tell, ann) as (telling, standing):
        telling.replies(reply, Done())
        await telling.over()
    (message,) = telling.answers
    assert message.ts == standing.ts
    assert message.blocks == list(message_of(reply).blocks)
    assert [sent.ts for sent in telling.rendering.sent] == [standing.ts]


@pytest.mark.parametrize("streaming", [True, False])
async def test_text_fills_it_as_it_comes(slack: SlackServer, ann: Person, tell: Teller, *, streaming: bool) -> None:
    """The first sentence is there before the last, in the same message, with the content that a stream would have."""
    slack.workspace.streaming = streaming
    async with waiting(slack, tell, ann) as (telling, standing):
        telling.says("One sentence. ")
        assert (await telling.shows("One sentence.")).ts == standing.ts
        telling.says("Another one.")
        answer = await telling.ends()
    assert content(telling.answers) == expected(answer)
    assert [message.ts for message in telling.answers] == [standing.ts]


async def test_a_second_reply_is_a_message_of_its_own(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """Only the first reply of a turn takes the place."""
    async with waiting(slack, tell, ann) as (telling, standing):
        telling.replies(Notice("First."), Notice("Second."), Done())
        await telling.over()
    assert [message.words for message in telling.answers] == ["First.", "Second."]
    assert telling.answers[0].ts == standing.ts


async def test_a_turn_without_a_reply_leaves_nothing(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """What came to nothing is taken back."""
    async with waiting(slack, tell, ann) as (telling, _):
        telling.replies(Done())
        await telling.over()
    assert telling.answers == []


@pytest.mark.parametrize(("reason", "said"), [(STOPPED, [NOTHING_YET]), (WITHDRAWN, [])])
async def test_a_stop_fills_it_and_a_withdrawal_removes_it(
    slack: SlackServer, ann: Person, tell: Teller, reason: str, said: list[str]
) -> None:
    """Whoever stops is told so in its place; where the question is gone, so is what stood in for its answer."""
    async with waiting(slack, tell, ann) as (telling, _):
        await telling.cancel(reason)
    assert [message.words for message in telling.answers] == said


async def test_a_failure_fills_it(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """Where Slack refuses the answer, in words too, one sentence says so in its place."""
    async with waiting(slack, tell, ann) as (telling, standing):
        slack.faults.add("chat.update", error="invalid_blocks", times=2)
        telling.replies(Notice("Hello."), Done())
        with pytest.raises(Exception, match="invalid_blocks"):
            await telling.over()
    assert [(message.ts, message.words) for message in telling.answers] == [(standing.ts, phrases.UNFORESEEN)]


async def test_where_nothing_may_be_changed_the_answer_comes_anew(
    slack: SlackServer, ann: Person, tell: Teller
) -> None:
    """In a workspace that lets nobody change messages the answer is another one, and the sign of work is gone."""
    async with waiting(slack, tell, ann) as (telling, _):
        slack.faults.add("chat.update", error="edit_window_closed", times=None)
        telling.says("A beginning. ")
        answer = await telling.ends()
    assert content(telling.answers) == expected(answer)


@pytest.mark.parametrize(
    "how", [{"status": 500, "after": True}, {"drop": True, "after": True}, {"status": 500}], ids=str
)
async def test_one_that_arrived_unnoticed_is_found(
    slack: SlackServer, ann: Person, tell: Teller, how: dict[str, object]
) -> None:
    """Where nobody knows whether it was posted, it is looked for: it neither stays behind nor comes twice."""
    fault = slack.faults.add("chat.postMessage", **how)  # type: ignore[arg-type]  # every keyword has its own type
    telling = tell.answers(await ann.says(QUESTION))
    await slack.wait_for(lambda: fault.hits)
    answer = await telling.ends(Answer("Ten.", (), Author.SOURCES))
    assert content(telling.answers) == expected(answer)


async def test_slacks_own_sign_is_enough(slack: SlackServer, ann: Person) -> None:
    """Where Slack shows that the bot is at work, no message does."""
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        await slack.wait_for(lambda: slack.calls(STATUS))
        await asyncio.sleep(2 * placeholder.STANDS_IN_AFTER)
        assert telling.answers == []
        await telling.ends(Answer("Ten.", (), Author.SOURCES))
    assert len(telling.answers) == 1


async def test_what_is_not_said_to_the_bot_gets_it_only_with_an_answer(
    slack: SlackServer, ann: Person, tell: Teller
) -> None:
    """Among people nothing is posted until it is sure that something will be answered."""
    question = await ann.says(QUESTION)
    telling = tell.answers(question)
    asked = replace(telling.rendering._asked, key="other", addressed=False)  # noqa: SLF001 - the same place
    among = Telling(slack, question, Rendering(tell.workspace, asked, EAGER, tell.metrics))
    await telling.ends(Answer("One.", (), Author.SOURCES))
    among.begin()
    among.replies(Progress(phrases.READING))
    await asyncio.sleep(2 * placeholder.STANDS_IN_AFTER)
    assert len(among.answers) == 1
    among.replies(Progress("Looking through the sources"))
    await among.shows(phrases.LOOKING)
    among.replies(Notice("Two."), Done())
    await among.over()
    assert [message.words for message in among.answers][1:] == ["Two."]


async def test_without_room_for_changes_there_is_none(slack: SlackServer, ann: Person) -> None:
    """What could not be replaced soon is not posted."""
    slack.workspace.agents = False
    async with teller(slack, replace(EAGER, per_minute={**EAGER.per_minute, "chat.update": 0})) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        await asyncio.sleep(2 * placeholder.STANDS_IN_AFTER)
        assert telling.answers == []
        answer = await telling.ends(Answer("Ten.", (), Author.SOURCES))
    assert content(telling.answers) == expected(answer)


@pytest.mark.parametrize("streaming", [True, False])
async def test_a_long_answer_never_shrinks(slack: SlackServer, ann: Person, *, streaming: bool) -> None:
    """What was shown of an answer longer than one message stays to the last word, and nothing says that it is left out."""
    slack.workspace.streaming = streaming
    async with teller(slack) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        for number in range(400):
            telling.says(f"Sentence number {number} of a long answer is this. ")
        await telling.shows("Sentence number 399 ")
        await telling.ends()
    words = " ".join(message.words for message in telling.answers)
    assert all(f"number {number} " in words for number in range(400))
    assert CUT not in words
    assert "Helpful" in telling.answers[-1].buttons


@pytest.mark.parametrize("where", ["direct", "channel", "command"])
async def test_a_silent_model_is_covered_on_every_surface(
    slack: SlackServer, ann: Person, start: Start, where: str
) -> None:
    """While the model says nothing, a person sees that their question has arrived; the sources' own words follow in time."""
    slack.workspace.agents = slack.workspace.streaming = False
    async with model_server() as server:
        server.reads_with(hangs_after())
        server.answers_with(hangs_after())
        async with start(**model_settings(server, model_timeout=2.5)):
            if where == "command":
                await ann.commands("/verdict A support bot that should sound like us, with 15 examples.")
                said = await slack.workspace.wait_for_ephemeral(ann)
                assert phrases.READING_CASE in said.words
                assert "fixed rules from your answers" in (await slack.workspace.wait_for_ephemeral(ann, count=2)).words
                return
            question = await (
                ann.says("What is LoRA?")
                if where == "direct"
                else ann.mentions("What is LoRA?", channel=slack.workspace.channel("general"))
            )
            (standing,) = await slack.wait_for(lambda: slack.workspace.answers(question))
            assert phrases.READING in standing.words
            await slack.wait_for(lambda: "[1]" in standing.words)
            assert [message.ts for message in slack.workspace.answers(question)] == [standing.ts]
