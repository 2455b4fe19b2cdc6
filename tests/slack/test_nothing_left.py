"""Words that nobody else says, planted in every place that keeps some; each way of deleting, and then a look into every file and table."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.cli.gaps import keep_pointer
from bot.data_dir import make_data_dir
from bot.storage.file_copies import keep_copy
from bot.storage.pointers import new_pointer
from bot.storage.retention import expire_all
from tests.slack.interview import FIRST, place_of
from tests.slack.waiting import idle
from tests.sql import changed, rows, whole_text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

#: What Ann says, and nobody else.
WORDS = ("quibblefrost", "tangerwick", "zarquonic", "mirthgable", "plinthorpe", "wobblecroft", "brindlewick")
DECLINED = "What are the terms of the Llama licence for commercial use of our brindlewick?"
OPENING = "We want our quibblefrost bot to sound like us. Should we fine-tune?"
QUESTION = "How many training examples does tangerwick fine-tuning need?"
CASE = "A zarquonic support bot that should sound like us, we have 15 training examples"
#: How an operator puts that question, in words of his own.
OPERATORS = "Which conditions does Meta set for selling?"
#: What Bob says, which stays.
HIS = "grumblethorn"


@pytest.fixture(params=["sqlite", "postgresql"])
async def kept_in(request: pytest.FixtureRequest, settings: Settings) -> str:
    """The address of the database that the bot keeps everything in, of either kind."""
    make_data_dir(settings)
    if request.param == "sqlite":
        return settings.database_url
    return str(await request.getfixturevalue("postgres_server").copied())


@pytest.fixture
async def bot(start: Start, kept_in: str) -> AsyncIterator[Serving]:
    """The bot with its words in that database."""
    async with start(database=kept_in) as serving:
        yield serving


def in_files(folder: Path) -> set[str]:
    """Which of the words stand in any file of a folder, but for the index of the notes, which the tests share."""
    found = set()
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found |= {word for word in (*WORDS, HIS) if word.encode() in content}
    return found


async def in_tables(url: str) -> set[str]:
    """Which of the words stand in any row of any table."""
    found = set()
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if url.startswith("sqlite")
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    for (table,) in await rows(url, names):
        text = await whole_text(url, table)
        found |= {word for word in (*WORDS, HIS) if word in text}
    return found


async def in_all(url: str, settings: Settings) -> set[str]:
    """Which of the words stand anywhere."""
    return await in_tables(url) | in_files(settings.data_dir)


async def planted(slack: SlackServer, ann: Person, bob: Person, settings: Settings) -> dict[str, Message]:
    """All that can be done with Ann's words, by her and by Bob; her messages by what they are."""
    general = slack.workspace.channel("general")
    # An interview that the two have in one thread.
    opening = await ann.mentions(OPENING, channel=general)
    question = await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await bob.clicks(question, "A basic prompt")
    await slack.workspace.wait_for_answer(opening, count=2)
    told = await ann.says("Our wobblecroft policies change every day.", thread=opening)
    await slack.workspace.wait_for_answer(opening, count=3)
    await bob.says("The answers are too formal in tone.", thread=opening)
    await slack.workspace.wait_for_answer(opening, count=4)
    # A question of his own.
    await slack.workspace.wait_for_answer(await bob.says(f"How many training examples does {HIS} tuning need?"))
    # A question, and a follow-up of his that only stands alone with its words; what she thinks of the answer.
    asked = await ann.mentions(QUESTION, channel=general)
    answer = await slack.workspace.wait_for_answer(asked)
    await bob.says("And for tone?", thread=asked)
    await slack.workspace.wait_for_answer(asked, count=2)
    await ann.clicks(answer, "Not helpful")
    form = await slack.workspace.wait_for_modal(ann)
    values = {"What is wrong with the answer?": "It is wrong", "In your own words": "The mirthgable page says so"}
    await ann.submits(form, values)
    # A private card that she shares, and that he goes on with as a case of his own.
    await ann.commands(f"/verdict {CASE}", channel=general)
    card = await slack.workspace.wait_for_ephemeral(ann, containing="Share to channel")
    await ann.clicks(card, "Share to channel")
    shared = await slack.workspace.wait_for(
        lambda: next((one for one in slack.workspace.messages(general) if "Shared by" in one.words), None)
    )
    await bob.clicks(shared, "Walk me through it")
    direct = slack.workspace.dm(bob)
    root = await slack.workspace.wait_for(
        lambda: next((one for one in slack.workspace.messages(direct) if "zarquonic" in one.words), None)
    )
    await slack.workspace.wait_for_answer(root)
    # A question without an answer, which an operator has typed again for a passage that answers it, and so has it in the table of pointers.
    declined = await ann.mentions(DECLINED, channel=general)
    await slack.workspace.wait_for_answer(declined)
    assert await keep_pointer(settings, new_pointer("S06", "p1", "Guide > Size"), [DECLINED.lower(), OPERATORS])
    # What she said in a thread that the bot has no part in, which it keeps for a moment.
    elsewhere = await bob.says("Lunch?", channel=general)
    await ann.says("At the plinthorpe place", channel=general, thread=elsewhere)
    await slack.deliveries.settle()
    # Files of older versions.
    if (file := settings.data_dir / "ftn.sqlite3").exists():
        keep_copy(file, 7)
        with closing(sqlite3.connect(settings.data_dir / "conversations.sqlite3")) as older:
            older.executescript("CREATE TABLE turns (text); INSERT INTO turns VALUES ('quibblefrost')")
    return {"opening": opening, "told": told, "asked": asked, "declined": declined}


@pytest.mark.parametrize("way", ["home", "command"])
async def test_a_person_is_forgotten(
    slack: SlackServer, ann: Person, start: Start, kept_in: str, settings: Settings, way: str
) -> None:
    """Nothing that Ann said is anywhere, in use and after a stop; what Bob said stays."""
    bob = slack.workspace.person("bob")
    async with start(database=kept_in) as bot:
        await planted(slack, ann, bob, bot.parts.settings)
        await idle(bot)
        assert await in_tables(kept_in) == {*WORDS, HIS}
        await ann.opens_home()
        home = await slack.workspace.wait_for(lambda: slack.workspace.home(ann))
        await (ann.clicks(home, "Delete my data") if way == "home" else ann.commands("/verdict forget"))
        await idle(bot)
        assert await in_all(kept_in, settings) <= {HIS}
        assert await in_tables(kept_in) == {HIS}
    assert await in_all(kept_in, settings) <= {HIS}
    assert not list(settings.data_dir.glob("*schema-*"))
    assert not (settings.data_dir / "conversations.sqlite3").exists()


async def test_messages_are_deleted(
    slack: SlackServer, ann: Person, start: Start, kept_in: str, settings: Settings
) -> None:
    """The words of each are gone once it is, from his follow-up and from the case they tell of together too."""
    bob = slack.workspace.person("bob")
    async with start(database=kept_in) as bot:
        messages = await planted(slack, ann, bob, bot.parts.settings)
        await idle(bot)
        assert await in_tables(kept_in) == {*WORDS, HIS}
        for name, word in (
            ("asked", "tangerwick"),
            ("told", "wobblecroft"),
            ("opening", "quibblefrost"),
            ("declined", "brindlewick"),
        ):
            await ann.deletes(messages[name])
            await slack.deliveries.settle()
            await idle(bot)
            assert word not in await in_all(kept_in, settings), name
        (pointer,) = await bot.parts.pointers.all()
        assert pointer.wordings == (OPERATORS,)
    left = await in_all(kept_in, settings)
    assert {"zarquonic", "mirthgable"} <= left
    assert not left & {"tangerwick", "wobblecroft", "quibblefrost", "brindlewick"}


async def test_a_case_that_has_moved(
    slack: SlackServer, ann: Person, bot: Serving, kept_in: str, settings: Settings
) -> None:
    """The message that told of it is deleted after the case has gone on in a direct message: its words go there, too."""
    general = slack.workspace.channel("general")
    opening = await ann.mentions(OPENING, channel=general)
    await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await ann.opens_home()
    home = await slack.workspace.wait_for(lambda: slack.workspace.home(ann))
    await ann.clicks(home, "Go on")
    (root,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(slack.workspace.dm(ann)))
    await slack.workspace.wait_for_answer(root)
    await idle(bot)
    assert "quibblefrost" in await in_tables(kept_in)
    await ann.deletes(opening)
    await slack.deliveries.settle()
    await idle(bot)
    assert await in_all(kept_in, settings) == set()
    assert await bot.parts.cases.case_in(place_of(slack.workspace, root)), "only its words go"


async def test_the_app_is_uninstalled(
    slack: SlackServer, ann: Person, start: Start, kept_in: str, settings: Settings
) -> None:
    """Everything of the workspace goes, his words too."""
    async with start(database=kept_in) as bot:
        await planted(slack, ann, slack.workspace.person("bob"), bot.parts.settings)
        await idle(bot)
        await slack.workspace.uninstalls_app()
        await slack.deliveries.settle()
        await idle(bot)
        assert await in_all(kept_in, settings) == set()
        for table in ("turns", "walks", "cases_before", "opinions", "inbox_jobs", "model_use", "slack_threads"):
            assert await rows(kept_in, f"SELECT * FROM {table}") == [], table  # noqa: S608 - our own names
    assert await in_all(kept_in, settings) == set()


async def test_what_is_too_old_goes_while_it_runs(
    slack: SlackServer, ann: Person, bot: Serving, kept_in: str, settings: Settings
) -> None:
    """Of every table, and out of the files, but for what was decided."""
    general, parts = slack.workspace.channel("general"), bot.parts
    opening = await ann.mentions(OPENING, channel=general)
    await slack.workspace.wait_for_answer(opening, containing=FIRST)
    asked = await ann.mentions(QUESTION, channel=general)
    answer = await slack.workspace.wait_for_answer(asked)
    await ann.clicks(answer, "Not helpful")
    form = await slack.workspace.wait_for_modal(ann)
    await ann.submits(form, {"What is wrong with the answer?": "It is wrong", "In your own words": "mirthgable"})
    await idle(bot)
    assert await in_tables(kept_in) == {"quibblefrost", "tangerwick", "mirthgable"}
    old = datetime.now(UTC) - timedelta(days=91)
    for table, column in (("turns", "at"), ("opinions", "at"), ("cases_before", "at"), ("walks", "updated")):
        await changed(kept_in, f"UPDATE {table} SET {column} = :old", old=old)  # noqa: S608 - our own names
    await expire_all(parts.conversations, parts.cases, parts.feedback, parts.threads, parts.database)
    assert await in_all(kept_in, settings) == set()


async def test_a_turn_under_way_leaves_nothing(
    slack: SlackServer, ann: Person, bot: Serving, kept_in: str, settings: Settings
) -> None:
    """Whose person forgets while it is answered shows nothing and is kept nowhere."""
    faults = [slack.faults.add(method, hold=True) for method in ("chat.postMessage", "chat.startStream")]
    general = slack.workspace.channel("general")
    question = await ann.mentions(OPENING, channel=general)
    await slack.wait_for(lambda: any(fault.hits for fault in faults))
    await ann.commands("/verdict forget", channel=general)
    await asyncio.sleep(0.2)
    for fault in faults:
        fault.release()
    await slack.workspace.wait_for_ephemeral(ann, containing="stored")
    await idle(bot)
    await slack.wait_for(lambda: slack.workspace.answers(question) == [])
    assert await in_all(kept_in, settings) == set()
