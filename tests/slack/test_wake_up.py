"""Decisions that wake up: marked in Home, in `/verdict history` and told to their owner once, whoever restarts the bot."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.conversation.case import Case
from bot.slack.handlers.wake_up import look, waking
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.turn import Place, Surface
from tests.slack.waiting import idle
from tests.storage.making import MODEL, OPENING, before_the_move

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

TOLD = f"Serving tuned versions of {MODEL} on Azure now ends 14 October 2027; this rested on 14 October 2026."


async def kept_before(settings: Settings, slack: SlackServer, *people: Person) -> list[Case]:
    """A decision of each person, kept by a bot whose register had other days."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    made = []
    async with Database(settings.database_url) as database:
        cases = await Cases(database, settings.days_kept, before_the_move()).open()
        for number, person in enumerate(people):
            case = Case().begin(OPENING)
            place = Place(Surface.COMMAND, slack.workspace.team_id, "C1", str(number))
            await cases.save(place, person.id, case, decided=True)
            made.append(case)
    return made


def said_to(slack: SlackServer, person: Person) -> list[Message]:
    """What the bot wrote into somebody's direct messages."""
    return [message for message in slack.workspace.messages(slack.workspace.dm(person)) if message.from_bot]


async def looks(bot: Serving) -> None:
    """The bot has looked once more, and what it looked for at its start is done."""
    await look(bot.parts)
    await idle(bot)


async def test_its_owner_is_told_once(
    settings: Settings, slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """One message names all of a person's decisions; no restart repeats it, and Home and the history mark it for as long as it holds."""
    bob = slack.workspace.person("bob")
    await kept_before(settings, slack, ann, ann, bob)
    for _ in range(2):
        async with start() as bot:
            for person, count in ((ann, "2 decisions"), (bob, "a decision")):
                (message,) = await slack.workspace.wait_for(partial(said_to, slack, person))
                assert f"Something that {count} of yours rested on has changed." in message.words
                assert TOLD in message.words
            await looks(bot)
            assert [len(said_to(slack, person)) for person in (ann, bob)] == [1, 1]
            await ann.opens_home()
            assert TOLD in (await slack.workspace.wait_for_home(ann, containing="Changed since")).words
            await ann.commands("/verdict history")
            await slack.workspace.wait_for_ephemeral(ann, containing=TOLD)


async def test_two_that_start_together_tell_once(
    settings: Settings, slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """Two bots over one database: a person with many decisions gets one message that names them all."""
    bob = slack.workspace.person("bob")
    await kept_before(settings, slack, *[ann, bob] * 6)
    async with start(tell_changes=False) as one, start(tell_changes=False) as two:
        both = [
            replace(bot.parts, settings=bot.parts.settings.model_copy(update={"tell_changes": True}))
            for bot in (one, two)
        ]
        await asyncio.gather(*map(look, both))
        for person in (ann, bob):
            (message,) = said_to(slack, person)
            assert "Something that 6 decisions of yours rested on has changed." in message.words


async def test_a_new_verdict_takes_the_mark_away(
    settings: Settings, slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """Decided again, it rests on what holds now."""
    (case,) = await kept_before(settings, slack, ann)
    async with start() as bot:
        await slack.workspace.wait_for(lambda: said_to(slack, ann))
        place = Place(Surface.COMMAND, slack.workspace.team_id, "C1", "0")
        await bot.parts.cases.save(place, ann.id, case, decided=True)
        await ann.opens_home()
        home = await slack.workspace.wait_for_home(ann, containing=MODEL)
        assert "Changed since" not in home.words


async def test_a_setting_turns_it_off(
    settings: Settings, slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """Nobody is written to; Home marks the decision all the same."""
    await kept_before(settings, slack, ann)
    async with start(tell_changes=False) as bot:
        await looks(bot)
        await ann.opens_home()
        await slack.workspace.wait_for_home(ann, containing=TOLD)
        assert said_to(slack, ann) == []


async def test_nobody_is_told_who_is_forgotten_or_from_elsewhere(
    settings: Settings, slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """Whose data was deleted hears nothing, nor does somebody of another workspace; who remains does."""
    other = slack.add_workspace("Other")
    stranger, bob = slack.workspace.stranger("sue", other), slack.workspace.person("bob")
    await kept_before(settings, slack, ann, stranger, bob)
    async with Database(settings.database_url) as database:
        cases = await Cases(database, settings.days_kept, before_the_move()).open()
        await cases.forget_person(slack.workspace.team_id, ann.id)
    async with start() as bot:
        await slack.workspace.wait_for(lambda: said_to(slack, bob))
        await looks(bot)
        opened = [call.arguments["users"] for call in slack.calls("conversations.open")]
        assert opened == [bob.id]


async def test_what_slack_does_not_take_is_tried_again(
    settings: Settings, slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """A refusal costs a day, not the message."""
    await kept_before(settings, slack, ann)
    slack.faults.add("conversations.open", error="missing_scope", times=1)
    async with start() as bot:
        await slack.wait_for(lambda: slack.calls("conversations.open"))
        async with waking(bot.parts, between=0.02):
            await slack.workspace.wait_for(lambda: said_to(slack, ann))
        await looks(bot)
        assert len(said_to(slack, ann)) == 1
