"""An answer reaches its thread: at its first sentence, at a bearable pace, with the same content whichever way it goes."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.replies import Answer, Author, Done, Notice
from bot.slack.blocks.answer import NOTHING_YET, STOPPED
from bot.slack.outgoing.render_turn import message_of
from bot.turns.job import CLOSING, WITHDRAWN
from bot.turns.job import STOPPED as STOPPED_IN_INBOX
from tests.slack.bot import EAGER, QUICK
from tests.slack.telling import content, expected, teller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.telling import Teller, Telling

    Trouble = Callable[[SlackServer], None]

QUESTION = "How many examples?"
PIECES = ("One sentence. ", "Two sentences with `code <!channel>`. ", "Three & <@U123> and an end.")


@pytest.fixture
async def tell(slack: SlackServer) -> AsyncIterator[Teller]:
    """The way out, with everything sent at once."""
    async with teller(slack) as made:
        yield made


def methods(slack: SlackServer) -> Counter[str]:
    """How often each method that shows something was called."""
    return Counter(each.method for each in slack.requests if each.method.startswith("chat."))


async def tell_piecewise(telling: Telling) -> Answer:
    """Tell all pieces, each once the last one is shown, and the end."""
    for piece in PIECES:
        telling.says(piece)
        await telling.shows(piece.split(" ")[0])
    return await telling.ends()


async def test_text_is_shown_before_the_answer_is_complete(ann: Person, tell: Teller) -> None:
    """The first sentence streams while the rest is to come; at the end nothing is open and all is there once."""
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("One sentence. ")
    assert (await telling.shows("One sentence.")).is_streaming
    telling.says("Another one.")
    answer = await telling.ends()
    (message,) = telling.answers
    assert not message.is_streaming
    assert content([message]) == expected(answer)
    assert telling.rendering.outcome == "answer"
    assert [sent.ts for sent in telling.rendering.sent] == [message.ts]


async def test_a_quick_answer_is_one_message(slack: SlackServer, ann: Person) -> None:
    """What is complete before the first words would be sent goes out as one post, and nothing else is called."""
    async with teller(slack, replace(EAGER, first_flush=60.0)) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        for piece in PIECES:
            telling.says(piece)
        answer = await telling.ends()
    assert content(telling.answers) == expected(answer)
    assert methods(slack) == {"chat.postMessage": 1}


async def test_text_is_gathered_between_two_calls(slack: SlackServer, ann: Person) -> None:
    """However many pieces come within the least time between two calls, they cost no call each."""
    async with teller(slack, replace(EAGER, flush=60.0)) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        telling.says("First. ")
        await telling.shows("First.")
        for number in range(50):
            telling.says(f"Number {number}. ")
        answer = await telling.ends()
    assert content(telling.answers) == expected(answer)
    assert methods(slack) == {"chat.startStream": 1, "chat.stopStream": 1}


def _nothing(_slack: SlackServer) -> None:
    pass


def _no_streaming(slack: SlackServer) -> None:
    slack.workspace.streaming = False


def _no_streaming_in_direct_messages(slack: SlackServer) -> None:
    slack.workspace.unstreamable = {"im"}


def fault(method: str, **how: object) -> Trouble:
    """A trouble with one method."""

    def trouble(slack: SlackServer) -> None:
        slack.faults.add(method, **how)  # type: ignore[arg-type]  # every keyword has its own type

    return trouble


TROUBLES: dict[str, Trouble] = {
    "none": _nothing,
    "streaming is disabled": _no_streaming,
    "streaming is refused here": _no_streaming_in_direct_messages,
    "the start is refused for a reason nobody knows": fault("chat.startStream", error="some_new_error"),
    "the start is too much": fault("chat.startStream", retry_after=30),
    "the start fails after its work": fault("chat.startStream", status=500, after=True),
    "the start fails before its work": fault("chat.startStream", status=500),
    "the start is cut off after its work": fault("chat.startStream", drop=True, after=True),
    "the start is cut off": fault("chat.startStream", drop=True),
    "the start's answer is unreadable": fault("chat.startStream", status=200, after=True),
    "an append is too much": fault("chat.appendStream", retry_after=0.05),
    "an append fails after its work": fault("chat.appendStream", status=503, after=True),
    "an append fails before its work": fault("chat.appendStream", status=503),
    "an append is cut off after its work": fault("chat.appendStream", drop=True, after=True),
    "the stream is full too soon": fault("chat.appendStream", error="msg_too_long"),
    "the stream has another mode": fault("chat.appendStream", error="streaming_mode_mismatch"),
    "the end fails after its work": fault("chat.stopStream", status=500, after=True),
    "the end fails before its work": fault("chat.stopStream", status=500),
    "the end is too much": fault("chat.stopStream", retry_after=1, times=3),
    "the end is refused": fault("chat.stopStream", error="msg_too_long"),
    "every call fails once after its work": fault("*", status=500, after=True, times=1),
    "everything is too much for a while": fault("*", retry_after=1, times=12),
}
WITHOUT_STREAMS: dict[str, Trouble] = {
    "the post fails after its work": fault("chat.postMessage", status=500, after=True),
    "the post fails before its work": fault("chat.postMessage", status=500, times=2),
    "the post is cut off after its work": fault("chat.postMessage", drop=True, after=True),
    "the post is too much": fault("chat.postMessage", retry_after=1, times=3),
    "an update fails after its work": fault("chat.update", status=500, after=True),
    "an update is cut off": fault("chat.update", drop=True),
    "an update is too much": fault("chat.update", retry_after=1, times=5),
    "an update is refused for now": fault("chat.update", error="internal_error"),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=list(TROUBLES))
async def test_the_content_is_the_same_whichever_way_it_goes(
    slack: SlackServer, ann: Person, tell: Teller, trouble: Trouble
) -> None:
    """With whatever trouble on the way, there is one message in the end, not open, with all of the answer once."""
    telling = tell.answers(await ann.says(QUESTION))
    trouble(slack)
    answer = await tell_piecewise(telling)
    (message,) = telling.answers
    assert not message.is_streaming
    assert content([message]) == expected(answer)
    assert message.live_sequences == ()
    assert message.unfurls_off


@pytest.mark.parametrize("trouble", WITHOUT_STREAMS.values(), ids=list(WITHOUT_STREAMS))
async def test_the_content_is_the_same_without_streams(
    slack: SlackServer, ann: Person, tell: Teller, trouble: Trouble
) -> None:
    """Where messages are posted and changed, the same holds."""
    slack.workspace.streaming = False
    telling = tell.answers(await ann.says(QUESTION))
    trouble(slack)
    answer = await tell_piecewise(telling)
    (message,) = telling.answers
    assert content([message]) == expected(answer)
    assert message.unfurls_off


async def test_a_message_that_may_not_be_changed_is_posted_anew(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """Where a workspace lets nobody change messages, the whole answer takes the place of its beginning."""
    slack.workspace.streaming = False
    slack.faults.add("chat.update", error="edit_window_closed", times=None)
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("A beginning. ")
    await telling.shows("A beginning.")
    telling.says("And more. ")
    await slack.wait_for(lambda: slack.calls("chat.update"))
    answer = await telling.ends()
    assert content(telling.answers) == expected(answer)
    assert len(telling.answers) == 1


async def test_a_stream_that_died_of_age_shows_all_of_it_once(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """After Slack has ended a stream by itself, its message is changed to hold everything."""
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("Before. ")
    await telling.shows("Before.")
    slack.clock.advance(301)
    telling.says("After. ")
    await telling.shows("After.")
    telling.says("At the end.")
    answer = await telling.ends()
    assert content(telling.answers) == expected(answer)
    assert len(telling.answers) == 1


async def test_a_stream_that_died_before_the_end_gets_the_end(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """A stream that nothing was appended to any more may be dead when it is to be closed."""
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("All of it. ")
    await telling.shows("All of it.")
    slack.clock.advance(301)
    answer = await telling.ends()
    assert content(telling.answers) == expected(answer)
    assert len(telling.answers) == 1


@pytest.mark.parametrize("streaming", [True, False])
async def test_long_answers_go_on_in_the_next_message(slack: SlackServer, ann: Person, *, streaming: bool) -> None:
    """No message grows beyond the bound; together they are the answer, and only the last one has the closing blocks."""
    slack.workspace.streaming = streaming
    async with teller(slack, replace(EAGER, stream_bytes=600)) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        for number in range(60):
            telling.says(f"Sentence number {number} says ünïcödé. ")
            if number % 7 == 0:
                await telling.shows(f"number {number} ")
        answer = await telling.ends()
    assert content(telling.answers) == expected(answer)
    assert len(telling.answers) > 3
    sizes = [len(message.blocks[0]["text"].encode()) for message in telling.answers]
    assert max(sizes) <= 600
    assert [len(message.blocks) > 1 for message in telling.answers] == [False] * (len(sizes) - 1) + [True]
    assert not any(message.is_streaming for message in telling.answers)


async def test_an_old_stream_goes_on_in_the_next_message(slack: SlackServer, ann: Person) -> None:
    """A stream is left before Slack would end it."""
    async with teller(slack, replace(EAGER, stream_seconds=0.0)) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        answer = await tell_piecewise(telling)
    assert content(telling.answers) == expected(answer)
    assert len(telling.answers) == len(PIECES)


async def test_code_that_goes_on_in_the_next_message_stays_code(slack: SlackServer, ann: Person) -> None:
    """A block of code that does not fit is closed and opened again, so that no address in it becomes a link."""
    lines = "".join(f"curl https://example.com/{number}\n" for number in range(40))
    async with teller(slack, replace(EAGER, stream_bytes=400)) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        telling.says(f"Run this:\n```\n{lines}```\nThen go on.")
        await telling.shows("Run this")
        await telling.ends()
    assert len(telling.answers) > 2
    assert [message.links for message in telling.answers] == [()] * len(telling.answers)
    assert all(message.blocks[0]["text"].count("```") % 2 == 0 for message in telling.answers)


@pytest.mark.parametrize("streaming", [True, False])
async def test_another_final_text_replaces_what_was_sent(slack: SlackServer, ann: Person, *, streaming: bool) -> None:
    """Where the answer ends up as something else, only that is left."""
    slack.workspace.streaming = streaming
    async with teller(slack, replace(EAGER, stream_bytes=200)) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        telling.says("Something that is wrong. " * 20)
        await slack.wait_for(lambda: len(telling.answers) > 1)
        answer = await telling.ends(Answer("Something right.", (), Author.SOURCES))
    assert content(telling.answers) == expected(answer)
    assert len(telling.answers) == 1


async def test_without_room_for_streams_messages_are_changed(slack: SlackServer, ann: Person) -> None:
    """Beyond the workspace's budget of streams, answers are posted and changed; none of them waits."""
    per_minute = {**EAGER.per_minute, "chat.startStream": 1}
    async with teller(slack, replace(EAGER, per_minute=per_minute)) as tell:
        first, second = tell.answers(await ann.says(QUESTION)), tell.answers(await ann.says(QUESTION))
        answers = [await tell_piecewise(first), await tell_piecewise(second)]
    assert [content(first.answers), content(second.answers)] == [expected(answer) for answer in answers]
    assert methods(slack)["chat.startStream"] == 1
    assert methods(slack)["chat.postMessage"] == 1


async def test_without_room_for_changes_the_answer_comes_whole(slack: SlackServer, ann: Person) -> None:
    """Where there is room for neither, nothing is begun that could not be ended: the whole is posted once."""
    per_minute = {**EAGER.per_minute, "chat.startStream": 0, "chat.update": 0}
    async with teller(slack, replace(EAGER, per_minute=per_minute)) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        for piece in PIECES:
            telling.says(piece)
        answer = await telling.ends()
    assert content(telling.answers) == expected(answer)
    assert methods(slack) == {"chat.postMessage": 1}


async def test_a_promised_end_is_never_waited_for(slack: SlackServer, ann: Person) -> None:
    """As many streams are begun as can be ended within the same minute."""
    per_minute: dict[str, float] = {"chat.stopStream": 3, "chat.update": 3}
    async with teller(slack, replace(EAGER, per_minute=per_minute)) as tell:
        tellings = [tell.answers(await ann.says(QUESTION)) for _ in range(8)]
        for telling in tellings:
            telling.says(PIECES[0])
        shown = {(await telling.shows("One sentence.")).ts for telling in tellings[:6]}
        for telling in tellings:
            await telling.ends()
    assert len(shown) == 6
    counted = methods(slack)
    assert (counted["chat.startStream"], counted["chat.stopStream"], counted["chat.update"]) == (3, 3, 3)
    assert all(len(telling.answers) == 1 for telling in tellings)


async def test_a_refusal_to_stream_is_remembered(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """What a workspace can't do is not asked for again with every answer."""
    slack.workspace.streaming = False
    for _ in range(3):
        await tell_piecewise(tell.answers(await ann.says(QUESTION)))
    assert methods(slack)["chat.startStream"] == 1


async def test_a_channel_is_told_whom_the_text_is_for(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """In channels the stream names its recipient and their team."""
    question = await ann.mentions(QUESTION, channel=slack.workspace.channel("general"))
    answer = await tell_piecewise(telling := tell.answers(question))
    assert content(telling.answers) == expected(answer)
    (start,) = slack.calls("chat.startStream")
    assert start.arguments["recipient_user_id"] == ann.id
    assert start.arguments["recipient_team_id"] == slack.workspace.team_id


async def test_an_answer_that_breaks_off_is_closed(ann: Person, tell: Teller) -> None:
    """Where something else than an answer follows the text, the stream is closed first, and nothing is lost."""
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("Half of it")
    await telling.shows("Half")
    notice = Notice("Something went wrong.")
    telling.replies(notice, Done())
    await telling.over()
    first, second = telling.answers
    assert (first.words, first.is_streaming) == ("Half of it", False)
    assert second.blocks == list(message_of(notice).blocks)


@pytest.mark.parametrize("streaming", [True, False])
async def test_stop_closes_the_answer_where_it_is(
    slack: SlackServer, ann: Person, tell: Teller, *, streaming: bool
) -> None:
    """A cancelled answer keeps what was shown, says that it was stopped, and nothing is asked of Slack afterwards."""
    slack.workspace.streaming = streaming
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("Shown so far. ")
    await telling.shows("Shown so far.")
    await telling.cancel(STOPPED_IN_INBOX)
    (message,) = telling.answers
    assert not message.is_streaming
    assert message.words.startswith("Shown so far.")
    assert STOPPED in message.words
    assert not telling.is_listened_to
    assert telling.rendering.outcome == "stopped"
    assert [sent.ts for sent in telling.rendering.sent] == [message.ts]


async def test_slacks_own_stop_ends_the_answer(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """Once Slack has stopped a stream, the next append says so: the answer says "Stopped.", and no more is made of it."""
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("Shown so far. ")
    await ann.stops(await telling.shows("Shown so far."))
    telling.says("Never shown. ")
    await slack.wait_for(lambda: [each for each in slack.requests if each.error == "stopped_by_user"])
    telling.says("Nor this.")
    telling.replies(Answer(telling.text, (), Author.MODEL), Done())
    await telling.over()
    (message,) = telling.answers
    assert STOPPED in message.words
    assert "Never" not in message.words
    assert not telling.is_listened_to
    assert [each.method for each in slack.requests if each.method.startswith("chat.")][-1] == "chat.update"
    session = slack.workspace.sessions[message.channel, message.root]
    await slack.wait_for(lambda: session.status == "active")


async def test_slacks_own_stop_before_the_end_shows(ann: Person, tell: Teller) -> None:
    """A stream that was stopped when it is to be closed says so too."""
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("All of it. ")
    await ann.stops(await telling.shows("All of it."))
    telling.replies(Answer(telling.text, (), Author.MODEL), Done())
    await telling.over()
    assert telling.rendering.outcome == "stopped"
    assert STOPPED in telling.answers[0].words


@pytest.mark.parametrize(("reason", "said"), [(STOPPED_IN_INBOX, [NOTHING_YET]), (CLOSING, []), (WITHDRAWN, [])])
async def test_stop_before_there_was_anything(
    slack: SlackServer, ann: Person, tell: Teller, reason: str, said: list[str]
) -> None:
    """Whoever stops before the first word is told so; a question that is gone gets no answer at all."""
    telling = tell.answers(await ann.says(QUESTION))
    await slack.wait_for(lambda: telling.is_begun)
    await telling.cancel(reason)
    assert [message.words for message in telling.answers] == said


async def test_what_is_being_posted_when_it_is_stopped_is_known(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """A message on its way when the question is withdrawn is counted among those sent, so that it can be taken back."""
    telling = tell.answers(await ann.says(QUESTION))
    held = slack.faults.add("chat.postMessage", hold=True)
    telling.replies(Notice("Hello."))
    await slack.wait_for(lambda: held.hits)
    asyncio.get_running_loop().call_later(0.05, held.release)
    await telling.cancel(WITHDRAWN)
    assert [sent.ts for sent in telling.rendering.sent] == [message.ts for message in telling.answers]
    assert len(telling.answers) == 1


async def test_an_answer_that_somebody_deletes_stays_deleted(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """When the answer is deleted while it is written, the rest of it is not sent, nor another message."""
    telling = tell.answers(await ann.says(QUESTION))
    telling.says("Shown. ")
    await ann.deletes(await telling.shows("Shown."))
    telling.says("Never.")
    telling.replies(Answer("Shown. Never.", (), Author.MODEL), Done())
    await telling.over()
    assert telling.answers == []
    assert telling.rendering.outcome == "withdrawn"
    assert "chat.postMessage" not in methods(slack)


async def test_first_text_is_measured_once(slack: SlackServer, ann: Person, tell: Teller) -> None:
    """The time to the first text is counted when Slack has it, once a turn."""
    telling = tell.answers(await ann.says(QUESTION))
    held = slack.faults.add("chat.startStream", hold=True)
    telling.says("Hello. ")
    await slack.wait_for(lambda: held.hits)
    assert tell.metrics.registry.get_sample_value("ftn_first_text_seconds_count") == 0
    held.release()
    await telling.shows("Hello.")
    telling.says("More.")
    await telling.ends()
    assert tell.metrics.registry.get_sample_value("ftn_first_text_seconds_count") == 1


async def test_answers_without_the_models_help_are_counted(ann: Person, tell: Teller) -> None:
    """An answer that says the model failed counts as a failure of the model."""
    telling = tell.answers(await ann.says(QUESTION))
    await telling.ends(Answer("From the sources.", (), Author.SOURCES, degraded="No answer by the language model."))
    counted = tell.metrics.registry.get_sample_value("ftn_model_failures_total", {"kind": "no answer"})
    assert counted == 1


async def test_a_slow_slack_gets_everything_once(slack: SlackServer, ann: Person) -> None:
    """When every call takes seconds, text is gathered meanwhile and all of it arrives."""
    async with teller(slack, QUICK) as tell:
        telling = tell.answers(await ann.says(QUESTION))
        slack.faults.add("*", times=None, delay=0.05)
        answer = await tell_piecewise(telling)
    assert content(telling.answers) == expected(answer)
    assert len(telling.answers) == 1
