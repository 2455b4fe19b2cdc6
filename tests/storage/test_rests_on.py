"""What a decision rests on, what of it has moved, and that its owner is to be told once."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bot.conversation.case import Case
from bot.conversation.stored_form import to_stored
from bot.decision import Criterion, Fact
from bot.storage.cases import Cases, StoredCase
from bot.storage.database import Database
from bot.storage.record_export import record
from bot.storage.rests_on import Registers, RestsOn, fingerprint, models_of, open_registers, packaged_registers
from knowledge.model_status import Platform
from knowledge.prices.book import PriceBook
from knowledge.prices.rows import PriceKind
from tests.sql import changed
from tests.storage.making import EARLIER, MODEL, OPENING, before_the_move, with_life, with_price
from tests.storage.threads import ANN, BOB, OLDER_TABLE, TEAM, place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TODAY = date(2026, 11, 29)
NOW = packaged_registers()
NAMELESS = Case().begin("Our support bot should sound like us. Should we fine-tune?")
NAMED = Case().begin(OPENING)
#: The same with its calls a day, so that its record has a calculation.
COUNTED = replace(NAMED, costs={"calls_a_day": "20000"})
TUNED_MOVED = f"Serving tuned versions of {MODEL} on Azure now ends 14 October 2027; this rested on 14 October 2026."


@asynccontextmanager
async def opened(url: str, registers: Registers | None = None) -> AsyncIterator[Cases]:
    """A store that knows these registers, or the packaged ones."""
    async with Database(url) as database:
        yield await Cases(database, 90, registers).open()


def said(before: Registers, now: Registers, case: Case = NAMED) -> list[str]:
    """What is said of a case that was decided under some registers, now that there are others."""
    return [moved.text for moved in now.changes(before.under(case, TODAY), TODAY)]


def test_nothing_has_moved() -> None:
    """Under the registers that it was decided with, nothing is said of a case, with models or without."""
    for case in (NAMED, NAMELESS):
        assert said(NOW, NOW, case) == []
    assert fingerprint(()) == ""


def test_what_a_case_rests_on() -> None:
    """A case that names a model rests on its days on both platforms; one that names none, on the review; with a calculation, on prices."""
    kept = NOW.under(NAMED, TODAY)
    days = {one.key: str(one.day) for one in kept.days}
    assert days["azure", MODEL, "2025-04-14", "tuned_ends"] == "2027-10-14"
    assert days["openai", "", "", "training_closed_to_all"] == "2027-01-06"
    assert kept.prices == ()
    counted = NOW.under(COUNTED, TODAY)
    training = next(price for price in counted.prices if price.kind is PriceKind.TRAINING)
    assert (str(training.usd), training.read) == ("5", "2026-08-11")
    assert {price.model for price in counted.prices} == {MODEL, "gpt-4.1-nano"}
    assert counted.days == kept.days
    assert RestsOn.from_json(counted.to_json()) == counted
    bare = NOW.under(NAMELESS, TODAY)
    assert (bare.days, bare.prices, bare.review) == ((), (), NOW.review(None, TODAY))


def test_a_model_is_named_in_any_answer() -> None:
    """The words of a fact name models as well as the opening does."""
    told = Fact(Criterion.TRIED, ("basic_prompt",), words="one prompt on 4o-mini")
    assert models_of(NAMED.take([told])) == [MODEL, "gpt-4o-mini"]


def test_a_day_has_moved() -> None:
    """Each day that moved is said with what it was; days of one model that moved together are said once."""
    assert said(before_the_move(), NOW) == [
        f"Training {MODEL} on Azure now closes to existing customers on 14 April 2027; this rested on 14 October 2026.",
        TUNED_MOVED,
    ]
    together = with_life(base_ends=EARLIER, training_ends_new=EARLIER)
    assert said(Registers(together, NOW.prices), NOW) == [
        f"{MODEL} on Azure now ends 14 April 2027; this rested on 14 October 2026."
    ]


def test_days_that_come_and_go() -> None:
    """A day that nobody knew is news, and so is one that is not given any more."""
    without = Registers(with_life(tuned_ends=None), NOW.prices)
    subject = f"tuned versions of {MODEL} on Azure"
    assert said(without, NOW) == [f"Serving {subject} now ends 14 October 2027; this rested on no known end."]
    assert said(NOW, without) == [f"No end is given any more of serving {subject}; this rested on 14 October 2027."]


def test_another_model_moves() -> None:
    """What moves of a model that a case does not name is no news to it."""
    other = Registers(with_life("gpt-4o-mini", tuned_ends=date(2028, 1, 1)), with_price("77", model="gpt-4o"))
    assert said(NOW, other) == []


def test_a_price_has_moved() -> None:
    """A list price is news to a case whose record has a calculation with it, with the day the old one was read; to no other."""
    dearer = Registers(NOW.models, with_price("6.25"))
    assert said(NOW, dearer, COUNTED) == [
        "Training gpt-4.1-mini now costs $6.25 per 1M tokens; this rested on $5.00, read 2026-08-11."
    ]
    assert said(NOW, dearer) == said(NOW, dearer, NAMELESS) == []
    bare = replace(NAMELESS, costs={"calls_a_day": "20000"})
    assert said(NOW, dearer, bare) == said(NOW, dearer, COUNTED)
    assert said(NOW, Registers(NOW.models, with_price("6.25", model="o4-mini")), COUNTED) == []
    # What can't be looked up is not known to have moved.
    assert said(NOW, Registers(NOW.models, PriceBook(())), COUNTED) == []


@pytest.mark.parametrize("case", [NAMED, NAMELESS, COUNTED, replace(NAMELESS, costs={"bill": "900"})])
def test_who_rests_on_prices_has_a_calculation(case: Case) -> None:
    """Exactly the decisions whose record shows what it would cost."""
    stored = StoredCase(case.decision_id, ANN, place().key, case, datetime.now(UTC))
    assert bool(NOW.under(case, TODAY).prices) == ("## What it would cost" in record(stored, NOW.prices))


def test_a_review_has_moved() -> None:
    """A case that names no model is woken when the next end on Azure moves its review."""
    sooner = Registers(with_life("gpt-4o", base_ends=date(2027, 1, 5)), NOW.prices)
    (line,) = said(NOW, sooner, NAMELESS)
    assert line.startswith("The review is now due on 5 January 2027, because")
    assert line.endswith("this rested on 9 February 2027.")
    # An end on the other platform does not move it.
    assert (
        said(NOW, Registers(with_life(platform=Platform.OPENAI, base_ends=date(2027, 1, 5)), NOW.prices), NAMELESS)
        == []
    )


def test_own_prices_that_cannot_be_read(tmp_path: Path) -> None:
    """Decisions are kept with a broken price file as well; days are compared, prices are not."""
    broken = tmp_path / "own.toml"
    broken.write_text("[[price]]\nmodel = 1\n", encoding="utf-8")
    registers = open_registers(tmp_path, broken)
    assert registers.prices.prices == ()
    assert said(before_the_move(), registers)[-1] == TUNED_MOVED


def test_own_prices_count(tmp_path: Path) -> None:
    """A company's own price is what a decision rests on."""
    own = tmp_path / "own.toml"
    own.write_text(f'[[price]]\nmodel = "{MODEL}"\nkind = "training"\nusd = 3\n', encoding="utf-8")
    (line,) = said(NOW, open_registers(tmp_path, own), COUNTED)
    assert line.startswith("Training gpt-4.1-mini now costs $3.00 per 1M tokens")


async def test_a_kept_decision_is_marked(url: str) -> None:
    """It is marked wherever it is listed, and no more once it is decided again; an open case never is."""
    async with opened(url, before_the_move()) as before:
        await before.save(place(), ANN, NAMED, decided=True)
        await before.save(place("2"), ANN, NAMED.copied(), decided=False)
        assert [stored.changes for stored in await before.recent(TEAM)] == [()]
    async with opened(url) as after:
        decided, still_open = sorted(await after.recent(TEAM, open_too=True), key=lambda stored: stored.is_open)
        assert (TUNED_MOVED in decided.changes, still_open.changes) == (True, ())
        await after.save(place(), ANN, NAMED, decided=False)
        found = await after.get(TEAM, NAMED.decision_id)
        assert found
        assert TUNED_MOVED in found.changes
        await after.save(place(), ANN, NAMED, decided=True)
        again = await after.get(TEAM, NAMED.decision_id)
        assert again
        assert again.changes == ()


async def test_its_owner_is_to_be_told_once(url: str) -> None:
    """What was told is kept, also when two processes want to tell; what moves again is told again."""
    async with opened(url, before_the_move()) as before:
        await before.save(place(), ANN, NAMED, decided=True)
        assert await before.woken() == []
    async with opened(url) as one, opened(url) as other:
        (woken,) = await one.woken()
        assert (woken.team, woken.stored.user) == (TEAM, ANN)
        claimed = await asyncio.gather(one.claim_telling([woken]), other.claim_telling([woken]))
        assert sorted(claimed, key=len) == [[], [woken]]
        assert await other.woken() == []
        await one.leave_telling([woken])
        assert await other.woken() == [woken]
        assert await other.claim_telling([woken]) == [woken]
    moved_again = Registers(with_life(tuned_ends=date(2028, 2, 1)), NOW.prices)
    async with opened(url, moved_again) as later:
        (woken,) = await later.woken()
        assert "1 February 2028" in woken.stored.changes[-1]
        assert await later.claim_telling([woken])
    async with opened(url, moved_again) as restarted:
        assert await restarted.woken() == []


async def test_of_several_that_look_at_once_one_tells_all(url: str) -> None:
    """Whoever claims one of a person's decisions has claimed the others too, in whatever order they were found."""
    async with opened(url, before_the_move()) as before:
        for number in range(8):
            await before.save(place(str(number)), ANN, NAMED.copied(), decided=True)
    async with opened(url) as one, opened(url) as two, opened(url) as three:
        woken = await one.woken()
        looking = (one.claim_telling(woken), two.claim_telling(woken[::-1]), three.claim_telling(woken[3:] + woken[:3]))
        claimed = await asyncio.gather(*looking)
        assert sorted(map(len, claimed)) == [0, 0, 8]
        assert await two.woken() == []


async def test_nobody_who_is_forgotten_is_told(url: str) -> None:
    """With a person's data goes whatever there was to tell them, also between the look and the message."""
    async with opened(url, before_the_move()) as before:
        await before.save(place(), ANN, NAMED, decided=True)
        await before.save(place("2"), BOB, NAMED.copied(), decided=True)
    async with opened(url) as after:
        anns = next(woken for woken in await after.woken() if woken.stored.user == ANN)
        await after.forget_person(TEAM, ANN)
        assert await after.claim_telling([anns]) == []
        assert [woken.stored.user for woken in await after.woken()] == [BOB]


async def test_a_decision_of_before(file: Path, file_url: str) -> None:
    """A database without what decisions rest on is read; they are compared by the review date from then on."""
    decided = datetime(2026, 11, 20, tzinfo=UTC).isoformat(sep=" ").removesuffix("+00:00")
    row = (NAMED.decision_id, TEAM, "p", ANN, 1, decided, decided, json.dumps(to_stored(NAMED)))
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(OLDER_TABLE)
        database.execute("INSERT INTO walks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    async with opened(file_url) as now:
        assert await now.woken() == []
    async with opened(file_url, Registers(with_life("gpt-4o", base_ends=date(2027, 1, 5)), NOW.prices)) as later:
        (woken,) = await later.woken()
        assert woken.stored.changes[0].startswith("The review is now due on 5 January 2027")


@pytest.mark.parametrize("damaged", ["{", "{}", '{"review": "soon", "days": [], "prices": []}', '{"review": 5}', "[]"])
async def test_what_cannot_be_read_is_left_aside(url: str, damaged: str) -> None:
    """A damaged note of what a decision rests on costs its mark, not the decision."""
    async with opened(url, before_the_move()) as before:
        await before.save(place(), ANN, NAMED, decided=True)
    await changed(url, "UPDATE walks SET rests_on = :damaged", damaged=damaged)
    async with opened(url) as after:
        (stored,) = await after.recent(TEAM)
        assert (stored.changes, await after.woken()) == ((), [])


@pytest.mark.parametrize(("case", "due"), [(NAMED, "2027-04-14"), (NAMELESS, "2027-02-09")])
def test_the_record_reviews_with_the_named_model(case: Case, due: str) -> None:
    """The review date of a record follows the models of its case, and without any the next end on Azure."""
    decided = datetime(2026, 11, 20, tzinfo=UTC)
    assert f"Review on {due} (a model" in record(StoredCase(case.decision_id, ANN, place().key, case, decided))
