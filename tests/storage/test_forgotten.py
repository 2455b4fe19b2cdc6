"""What is deleted while a turn is under way that has read it is not written down again, and its bytes are nowhere in the files."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.conversation.case import Case
from bot.decision import Criterion, Fact
from bot.storage.cases import Cases
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.feedback import Feedback, Opinion
from bot.turn import Place, RememberedTurn, Surface, Turn
from bot.turns.forgetting import Forgetting
from tests.sql import rows, whole_text

from .threads import ANN, BOB, TEAM, place

if TYPE_CHECKING:
    from pathlib import Path

WORD = "quibblefrost"


async def nothing() -> None:
    """Nothing is under way that anybody could end."""


async def stores(database: Database) -> Forgetting:
    """All stores, open."""
    return Forgetting(
        database,
        await Conversations(database, 12, 90).open(),
        await Cases(database, 90).open(),
        await Feedback(database).open(),
    )


def ann_s_case() -> Case:
    """A case that Ann has told of."""
    fact = Fact(Criterion.GOAL, ("tone_style",), words=f"like {WORD}")
    return Case().take([fact], by=ANN, message="T1/C1/1").begin(f"Our {WORD} bot", ANN, "T1/C1/1")


def holding(folder: Path) -> list[str]:
    """The files that hold the word, but for copies of before an upgrade."""
    return [one.name for one in folder.iterdir() if ".schema-" not in one.name and WORD.encode() in one.read_bytes()]


async def kept(url: str) -> str:
    """All that the tables of words hold."""
    return "\n".join([await whole_text(url, table) for table in ("turns", "walks", "cases_before", "opinions")])


@pytest.mark.parametrize("what", ["person", "message", "team"])
async def test_a_turn_that_had_read_it(url: str, what: str) -> None:
    """Bob's turn has read Ann's words before they are deleted: what it keeps afterwards is without them."""
    async with Database(url) as database:
        store = await stores(database)
        turn = Turn(BOB, place("2"), "and for tone?", id="T1/C1/2")
        case = ann_s_case().copied()
        if what == "person":
            await store.person(TEAM, ANN, nothing)
        elif what == "message":
            await store.message(place(), "T1/C1/1", "", ANN)
        else:
            await store.team(TEAM, nothing)
        quoting = RememberedTurn("and for tone?", f"for tone? {WORD}", "Yes.", (), quotes=(("T1/C1/1", ANN),))
        await store.conversations.remember(turn, quoting)
        await store.cases.save(place("2"), BOB, case, decided=True, turn=turn)
        assert WORD not in await kept(url)
        assert len(await rows(url, "SELECT id FROM walks")) == (what != "team")
        # A turn that begins now has read nothing of it.
        await store.conversations.remember(
            Turn(BOB, place("2"), "new", id="T1/C1/3"), RememberedTurn("new", "new", "new")
        )
        assert len(await rows(url, "SELECT id FROM turns")) == 1


async def test_a_turn_of_who_is_forgotten(url: str) -> None:
    """Ann's own turn that was under way keeps nothing, nor does what she thought of an answer; of other teams all stays."""
    async with Database(url) as database:
        store = await stores(database)
        turn = Turn(ANN, place(), WORD, id="T1/C1/1")
        elsewhere = Turn(ANN, place(team="T2"), "hers elsewhere", id="T2/C1/1")
        await store.person(TEAM, ANN, nothing)
        await store.conversations.remember(turn, RememberedTurn(WORD, WORD, WORD))
        await store.cases.save(place(), ANN, ann_s_case(), decided=False, turn=turn)
        await store.feedback.keep(Opinion(TEAM, ANN, "C1/1", good=False, remark=WORD), turn.at)
        assert WORD not in await kept(url)
        await store.conversations.remember(elsewhere, RememberedTurn("hers elsewhere", "", ""))
        assert "hers elsewhere" in await kept(url)


async def test_a_case_that_is_deleted_while_a_turn_goes_on_with_it(url: str) -> None:
    """It does not come back."""
    async with Database(url) as database:
        store, case = await stores(database), ann_s_case()
        await store.cases.save(place(), ANN, case, decided=True)
        turn = Turn(ANN, place(), "", id="T1/C1/9")
        assert await store.cases.delete(TEAM, case.decision_id)
        await store.cases.save(place(), ANN, case, decided=True, turn=turn)
        assert WORD not in await kept(url)


async def test_what_others_say_on_top_of_it(url: str) -> None:
    """A follow-up of a follow-up goes with the first question; what only stands in the same thread stays."""
    async with Database(url) as database:
        store, here = await stores(database), place()
        await store.conversations.remember(Turn(ANN, here, WORD, id="a"), RememberedTurn(WORD, WORD, "Yes."))
        (first,) = await store.conversations.recall(here)
        second = RememberedTurn("and tone?", f"tone {WORD}", "No.", quotes=first.quotes)
        await store.conversations.remember(Turn(BOB, here, "and tone?", id="b"), second)
        again = (await store.conversations.recall(here))[-1]
        third = RememberedTurn("why?", f"why tone {WORD}", "So.", quotes=again.quotes)
        await store.conversations.remember(Turn("U3", here, "why?", id="c"), third)
        await store.conversations.remember(
            Turn(BOB, here, "What is LoRA?", id="d"), RememberedTurn("LoRA", "LoRA", "x")
        )
        await store.person(TEAM, ANN, nothing)
        assert [turn.text for turn in await store.conversations.recall(here)] == ["LoRA"]


async def test_no_bytes_are_left(file_url: str, file: Path) -> None:
    """However rows have moved about in the file, and while others read it: nothing of a person is in it or in its log."""
    dice = random.Random(13)  # noqa: S311 - the same each time
    async with Database(file_url) as database:
        store = await stores(database)
        for number in range(400):
            user, text = (
                (ANN, f"{WORD} " * dice.randint(1, 600)) if dice.random() < 0.5 else (BOB, "x" * dice.randint(1, 4_000))
            )
            turn = Turn(user, Place(Surface.CHANNEL, TEAM, "C1", str(number % 37)), text, id=str(number))
            await store.conversations.remember(turn, RememberedTurn(text, text, text))
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN").execute("SELECT count(*) FROM turns").fetchone()
            await store.person(TEAM, ANN, nothing)
            ends = asyncio.create_task(database.sweep())
            await asyncio.sleep(0.1)
            other.execute("ROLLBACK")
            await ends
        assert holding(file.parent) == []
        assert await store.conversations.count_of(TEAM, BOB) > 0


async def test_what_older_versions_had_deleted(file_url: str, file: Path) -> None:
    """They left it in the file: an upgrade writes it anew."""
    async with Database(file_url):
        pass
    with closing(sqlite3.connect(file)) as older, older:
        older.execute("UPDATE ftn_schema SET version_num = '7'")
        older.execute("DROP TABLE forgotten")
        older.execute("ALTER TABLE turns DROP COLUMN quotes")
        older.execute("ALTER TABLE walks DROP COLUMN shown_in")
        older.execute("PRAGMA secure_delete = OFF")
        older.execute("INSERT INTO inbox_shown VALUES (1, 'k', '', '', ?, 1)", [f"{WORD} " * 9_000])
        older.commit()
        older.execute("DELETE FROM inbox_shown")
    assert holding(file.parent) == [file.name]
    async with Database(file_url):
        assert holding(file.parent) == []
