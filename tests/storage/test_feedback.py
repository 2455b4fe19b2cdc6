"""What people think of answers: the last word of each counts, and goes with them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.storage.database import Database
from bot.storage.feedback import LONGEST_REMARK, Feedback, Opinion

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

OPINION = Opinion("T1", "U1", "r1", good=False, reason="wrong", remark="The price is old\0")


@pytest.fixture
async def feedback(url: str) -> AsyncIterator[Feedback]:
    """An empty store."""
    async with Database(url) as database:
        yield await Feedback(database).open()


async def test_the_last_word_counts(feedback: Feedback) -> None:
    """A later opinion of the same person on the same reply takes the place of the first, and of no other."""
    others = [
        replace(OPINION, user="U2", remark="x"),
        replace(OPINION, reply="r2", remark="y"),
        replace(OPINION, team="T2"),
    ]
    for opinion in (OPINION, *others, replace(OPINION, good=True, remark="z" * (LONGEST_REMARK + 1))):
        await feedback.keep(opinion)
    assert await feedback.latest("T1") == [
        replace(OPINION, good=True, remark="z" * LONGEST_REMARK), others[1], others[0],
    ]  # fmt: skip
    assert await feedback.count_of("T1", "U1") == 2


async def test_two_presses_at_once(feedback: Feedback) -> None:
    """Neither is refused, and one of them is kept."""
    await asyncio.gather(*(feedback.keep(replace(OPINION, good=good)) for good in (True, False) * 10))
    assert len(await feedback.latest("T1")) == 1


async def test_opinions_go_with_their_person_and_their_team(feedback: Feedback) -> None:
    """Nobody else's do."""
    for user in ("U1", "U2"):
        await feedback.keep(replace(OPINION, user=user, remark=""))
    assert await feedback.forget_person("T1", "U1") == 1
    assert [opinion.user for opinion in await feedback.latest("T1")] == ["U2"]
    await feedback.forget_team("T1")
    assert await feedback.latest("T1") == []
