"""What is remembered about one thread."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.storage.conversations import LONGEST_TEXT, Conversations
from bot.storage.database import Database
from bot.turn import Place, RememberedTurn, Surface, Turn

HERE = Place(Surface.TERMINAL, "local", "terminal", "thread-1")
OTHERS = (
    Place(Surface.TERMINAL, "local", "terminal", "thread-2"),
    Place(Surface.TERMINAL, "local", "other", "thread-1"),
    Place(Surface.TERMINAL, "other", "terminal", "thread-1"),
)


def turn(text: str) -> RememberedTurn:
    """A turn that says this."""
    return RememberedTurn(text, f"{text}?", f"Because of {text} [1].", ("passage-1", "passage-2"))


def said(place: Place) -> Turn:
    """A turn in a place."""
    return Turn("U1", place, "words")


@asynccontextmanager
async def opened(url: str, turns: int, days: int) -> AsyncIterator[Conversations]:
    """A store that keeps so many turns a thread, so many days."""
    async with Database(url) as database:
        yield await Conversations(database, turns, days).open()


@pytest.fixture
async def conversations(url: str) -> AsyncIterator[Conversations]:
    """A store that keeps three turns a thread."""
    async with opened(url, 3, 90) as store:
        yield store


async def test_recalls_what_it_was_told(conversations: Conversations) -> None:
    """Every part of a turn comes back, oldest turn first."""
    abstained = RememberedTurn("nothing", "nothing?", "The sources don't say.", (), answered=False)
    await conversations.remember(said(HERE), turn("one"))
    await conversations.remember(said(HERE), abstained)
    assert await conversations.recall(HERE) == [turn("one"), abstained]


async def test_a_new_thread_is_empty(conversations: Conversations) -> None:
    """Nothing is remembered where nothing was said."""
    assert await conversations.recall(HERE) == []


async def test_keeps_the_last_turns_only(conversations: Conversations, url: str) -> None:
    """Above the bound the oldest turns are dropped, from the database too."""
    for number in range(8):
        await conversations.remember(said(HERE), turn(str(number)))
    assert [one.text for one in await conversations.recall(HERE)] == ["5", "6", "7"]
    async with opened(url, 100, 90) as roomier:
        assert len(await roomier.recall(HERE)) == 3


async def test_long_texts_are_cut(conversations: Conversations) -> None:
    """A thread can't grow by long messages."""
    await conversations.remember(said(HERE), turn("x" * 100_000))
    (kept,) = await conversations.recall(HERE)
    assert max(len(kept.text), len(kept.question), len(kept.reply)) == LONGEST_TEXT


@pytest.mark.parametrize("text", ["'; drop table turns; --", "🙂 größer", "a\nb\x01c", '{"json": 1}'])
async def test_texts_come_back_as_they_were(conversations: Conversations, text: str) -> None:
    """No character means anything to the store."""
    await conversations.remember(said(HERE), turn(text))
    assert await conversations.recall(HERE) == [turn(text)]


async def test_a_null_character_is_left_out(conversations: Conversations) -> None:
    """PostgreSQL can't hold one, and what is kept is the same in every database."""
    await conversations.remember(said(HERE), turn("a\0b"))
    assert await conversations.recall(HERE) == [turn("ab")]


@pytest.mark.parametrize("other", OTHERS, ids=lambda place: place.key)
async def test_places_are_kept_apart(conversations: Conversations, other: Place) -> None:
    """Another thread, channel or team shares nothing, and forgetting one leaves the other."""
    await conversations.remember(said(HERE), turn("here"))
    await conversations.remember(said(other), turn("there"))
    assert await conversations.recall(other) == [turn("there")]
    await conversations.forget(other)
    assert await conversations.recall(other) == []
    assert await conversations.recall(HERE) == [turn("here")]


async def test_other_threads_do_not_count_toward_the_bound(conversations: Conversations) -> None:
    """A busy thread does not push a quiet one out."""
    await conversations.remember(said(HERE), turn("quiet"))
    for number in range(8):
        await conversations.remember(said(OTHERS[0]), turn(str(number)))
    assert await conversations.recall(HERE) == [turn("quiet")]


async def test_survives_a_restart(url: str) -> None:
    """Another process finds what the one before it remembered."""
    async with opened(url, 3, 90) as before:
        await before.remember(said(HERE), turn("one"))
    async with opened(url, 3, 90) as after:
        assert await after.recall(HERE) == [turn("one")]


async def test_a_quiet_thread_expires(url: str) -> None:
    """After its days a thread is neither recalled nor kept; before that it is both."""
    async with opened(url, 3, 1) as patient:
        await patient.remember(said(HERE), turn("one"))
        await patient.forget_expired()
        assert await patient.recall(HERE) == [turn("one")]
    async with Database(url) as database:
        forgetful = Conversations(database, 3, 0)
        assert await forgetful.recall(HERE) == []
        await forgetful.open()
    async with opened(url, 3, 90) as after:
        assert await after.recall(HERE) == []


async def test_turns_at_the_same_time_are_all_kept(url: str) -> None:
    """Threads and turns that are written at once do not lose each other."""
    async with opened(url, 50, 90) as store:
        await asyncio.gather(
            *(store.remember(said(place), turn(str(number))) for number in range(10) for place in (HERE, *OTHERS))
        )
        for place in (HERE, *OTHERS):
            assert {one.text for one in await store.recall(place)} == {str(number) for number in range(10)}


async def test_two_stores_write_one_database(url: str) -> None:
    """Two processes may serve the same thread."""
    async with opened(url, 50, 90) as first, opened(url, 50, 90) as second:
        await asyncio.gather(
            *(
                store.remember(said(HERE), turn(f"{name}{n}"))
                for n in range(5)
                for name, store in (("a", first), ("b", second))
            )
        )
        assert len(await first.recall(HERE)) == len(await second.recall(HERE)) == 10
