"""What is kept of a case: found again by its thread and its id, forgotten by message, person and team, and read from older databases."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.case import Case
from bot.conversation.stored_form import from_stored, to_stored
from bot.decision import Certainty, Criterion, Fact, judge
from bot.errors import AssessmentError
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.storage.record_export import record
from tests.sql import changed, rows

from .threads import ANN, BOB, OLDER_TABLE, TEAM, place

DAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GOAL, TRIED, FAILURE, EXAMPLES = Criterion.GOAL, Criterion.TRIED, Criterion.FAILURE, Criterion.EXAMPLES
OPENING = "Our support bot should sound like us. Should we fine-tune?"


def told(criterion: Criterion, value: str, words: str = "", **more: Any) -> Fact:
    """A fact that somebody told in a message."""
    return Fact(criterion, (value,), words=words, **more)


def a_case(*facts: Fact, by: str = ANN, message: str = "m1") -> Case:
    """A case with an interview in which these facts were told."""
    return Case().take(facts, by=by, message=message, at=DAY).begin(OPENING)


CASE = a_case(told(GOAL, "tone_style", "sound like us"), told(EXAMPLES, "10_49", "15 old replies", number=15.0))


@asynccontextmanager
async def opened(url: str, days: int = 90) -> AsyncIterator[Cases]:
    """A store that keeps cases without a verdict so many days."""
    async with Database(url) as database:
        yield await Cases(database, days).open()


@pytest.fixture
async def cases(url: str) -> AsyncIterator[Cases]:
    """An empty store."""
    async with opened(url) as store:
        yield store


async def stored_text(url: str) -> str:
    """All that the database holds of cases, as text."""
    return json.dumps([[str(value) for value in row] for row in await rows(url, "SELECT * FROM walks")])


async def test_comes_back_as_it_was(url: str) -> None:
    """Facts with their words, numbers, authors and messages, the open question and the verdict told survive a restart."""
    case, question = CASE.take([Fact(TRIED, certainty=Certainty.UNSURE)], by=BOB, message="m2", at=DAY).advance()
    case = case.told(judge(case.assessment))
    assert question
    async with opened(url) as before:
        await before.save(place(), ANN, case, decided=False)
    async with opened(url) as after:
        found = await after.case_in(place())
    assert found == case
    assert [(fact.message, fact.by, fact.number) for fact in found.assessment.facts] == [
        ("m1", ANN, None),
        ("m2", BOB, None),
        ("m1", ANN, 15.0),
    ]


async def test_a_thread_has_one_case(cases: Cases) -> None:
    """A new case takes the place of the one before; one that is gone on with elsewhere moves there."""
    first, second = CASE.copied(), CASE.copied()
    await cases.save(place(), ANN, first, decided=True)
    await cases.save(place(), ANN, second, decided=True)
    assert await cases.case_in(place()) == second
    await cases.save(place("2"), ANN, first, decided=False)
    assert await cases.case_in(place("2")) == first
    assert await cases.case_in(place()) == second
    await cases.leave(place())
    assert await cases.case_in(place()) is None
    assert {stored.id for stored in await cases.recent(TEAM)} == {first.decision_id, second.decision_id}


async def test_decision_by_its_id(cases: Cases) -> None:
    """A decision is found by its whole id; for an operator by six characters of its beginning, in its own team; a beginning of two finds neither."""
    ids = ("aaaa11112222", "aaaa33334444")
    for number, decision_id in enumerate(ids):
        await cases.save(place(str(number)), ANN, Case(opening="x", decision_id=decision_id, begun=True), decided=True)
    for text, expected in (
        (ids[0], ids[0]),
        ("aaaa11", ids[0]),
        ("aaaa1", None),
        ("aaaa%1", None),
        ("", None),
        ("bbbbbb", None),
    ):
        found = await cases.find(TEAM, text)
        assert (found.id if found else None) == expected
        exact = await cases.get(TEAM, text)
        assert (exact.id if exact else None) == (text if text in ids else None)
    await cases.save(place("3"), ANN, Case(opening="x", decision_id="aaaa11113333", begun=True), decided=True)
    assert await cases.find(TEAM, "aaaa11") is None
    assert await cases.delete(TEAM, "aaaa11113333")
    assert await cases.get("T2", ids[0]) is None
    assert await cases.delete("T2", ids[0]) is False
    assert await cases.delete(TEAM, ids[0]) is True
    assert await cases.get(TEAM, ids[0]) is None
    # One is left, and nothing names it.
    assert await cases.get(TEAM, "") is None


async def test_what_is_said_before_the_interview(cases: Cases) -> None:
    """Facts told before it begins are kept for the thread, counted with what is kept of a person and listed nowhere; once it has begun it is listed as open."""
    early = Case().take([told(EXAMPLES, "10_49", "15 replies")], by=ANN, message="m1")
    await cases.save(place(), ANN, early, decided=False)
    assert await cases.case_in(place()) == early
    assert await cases.recent(TEAM, open_too=True) == []
    assert await cases.get(TEAM, early.decision_id, open_too=True) is None
    assert await cases.count_of(TEAM, ANN) == 1
    await cases.save(place(), ANN, early.begin(OPENING), decided=False)
    (stored,) = await cases.recent(TEAM, ANN, open_too=True)
    assert (stored.is_open, stored.case.opening) == (True, OPENING)
    assert await cases.recent(TEAM) == []
    assert await cases.count_of(TEAM, ANN) == 1


@pytest.mark.parametrize(("decided", "left"), [(True, 1), (False, 0)])
async def test_a_quiet_case_expires(url: str, *, decided: bool, left: int) -> None:
    """After its days a case without a verdict is gone; a decision stays until somebody deletes it."""
    async with opened(url) as store:
        await store.save(place(), ANN, CASE, decided=decided)
    await changed(url, "UPDATE walks SET updated = :at", at=datetime.now(UTC) - timedelta(days=91))
    async with opened(url) as store:
        assert len(await store.recent(TEAM, open_too=True)) == left


@pytest.mark.parametrize("state", ["", "{}", "[]", '{"form": 99}', "null"])
async def test_a_case_that_cannot_be_read(cases: Cases, url: str, state: str) -> None:
    """It is left aside, and the thread can begin anew; with its person it is deleted like any other."""
    await cases.save(place(), ANN, CASE, decided=True)
    await changed(url, "UPDATE walks SET state = :state", state=state)
    assert await cases.case_in(place()) is None
    assert await cases.recent(TEAM) == []
    fresh = CASE.copied()
    await cases.save(place(), ANN, fresh, decided=True)
    assert await cases.case_in(place()) == fresh
    assert await cases.forget_person(TEAM, ANN) == 2


async def test_a_deleted_message_loses_its_words(cases: Cases, url: str) -> None:
    """Its words go, the states that one could go back to with them; its values and everybody else's words stay."""
    case = CASE.take([told(TRIED, "basic_prompt", "a prompt by our intern")], by=BOB, message="m2", at=DAY)
    case = case.take([told(TRIED, "rag", "we do retrieval")], replacing={TRIED}, by=ANN, message="m3", at=DAY)
    await cases.save(place(), ANN, case, decided=True)
    assert "our intern" in await stored_text(url)
    await cases.forget_message(place(), "m2", "a prompt by our intern", BOB)
    assert "our intern" not in await stored_text(url)
    await cases.forget_message(place(), "m3", "we do retrieval", ANN)
    kept = await cases.case_in(place())
    assert kept
    assert {fact.criterion: (fact.values, fact.words) for fact in kept.assessment.facts} == {
        GOAL: (("tone_style",), "sound like us"),
        TRIED: (("rag",), ""),
        EXAMPLES: (("10_49",), "15 old replies"),
    }
    assert kept.back() is None


async def test_words_of_one_message_and_no_other(cases: Cases) -> None:
    """Another message that says the same stays, whoever said it and wherever; copies of the one that is gone lose it."""
    twice = CASE.take([told(FAILURE, "style_drift", "sound like us")], by=BOB, message="m2", at=DAY)
    for thread in ("1", "2"):
        await cases.save(place(thread), ANN, twice.copied(), decided=False)
    await cases.forget_message(place(), "m2", "I said yesterday that it must sound like us, yes", BOB)
    for thread in ("1", "2"):
        kept = await cases.case_in(place(thread))
        assert kept
        assert [fact.words for fact in kept.assessment.facts] == ["sound like us", "", "15 old replies"]


async def test_words_that_know_no_message(cases: Cases) -> None:
    """What was stored before facts knew their message is found by the deleted text."""
    await cases.save(place(), ANN, a_case(*CASE.assessment.facts, message=""), decided=True)
    await cases.forget_message(place(), "m9", "We have 15 old replies, by the way.", ANN)
    kept = await cases.case_in(place())
    assert kept
    assert [fact.words for fact in kept.assessment.facts] == ["sound like us", ""]


async def test_case_goes_with_the_message_that_opened_it(cases: Cases, url: str) -> None:
    """With the opening the case is gone from its thread; one that it was copied into, or that has gone on elsewhere, loses its words alone."""
    opened_here = Case().take(CASE.assessment.facts, by=ANN, message="m1", at=DAY).begin(OPENING, ANN, "m1")
    for user, thread, case in (
        (ANN, "1", opened_here),
        (BOB, "2", opened_here.copied()),
        (ANN, "3", opened_here.copied()),
    ):
        await cases.save(place(thread), user, case, decided=True)
    await cases.save(place("4"), BOB, Case().begin(OPENING, BOB, "m2"), decided=True)
    await cases.forget_message(place(), "m1", OPENING, ANN)
    assert await cases.case_in(place()) is None
    for thread in ("2", "3"):
        kept = await cases.case_in(place(thread))
        assert kept
        assert kept.opening == ""
        assert {fact.criterion for fact in kept.assessment.facts} == {GOAL, EXAMPLES}
    assert "15 old replies" not in await stored_text(url)
    other = await cases.case_in(place("4"))
    assert other
    assert other.opening == OPENING


async def test_the_opening_of_a_case_that_somebody_copied(cases: Cases, url: str) -> None:
    """It goes with the person who wrote it; of one that was stored before its author was, it goes where they told something, or told the same."""
    mine = Case().take(CASE.assessment.facts, by=ANN, message="m1", at=DAY).begin(OPENING, ANN, "m1")
    await cases.save(place("1"), ANN, mine, decided=True)
    await cases.save(place("2"), BOB, mine.copied(), decided=True)
    older = Case(opening=OPENING, begun=True)
    await cases.save(place("3"), BOB, older, decided=True)
    await cases.save(place("4"), BOB, Case(opening="Another case of Bob's", begun=True), decided=True)
    assert await cases.forget_person(TEAM, ANN) == 1
    left = await stored_text(url)
    assert OPENING not in left
    assert "15 old replies" not in left
    assert ANN not in left
    assert "Another case of Bob's" in left


async def test_a_person_is_forgotten(cases: Cases, url: str) -> None:
    """Their own cases go, and their name and words in those of others, also where they were corrected since."""
    others = a_case(told(TRIED, "basic_prompt", "a prompt by our intern"), by=ANN)
    others = others.take([told(TRIED, "rag", "we do retrieval")], replacing={TRIED}, by=BOB, message="m2", at=DAY)
    await cases.save(place("1"), ANN, CASE.copied(), decided=True)
    await cases.save(place("2"), BOB, others, decided=True)
    await cases.save(place("3", "T2"), ANN, CASE.copied(), decided=True)
    assert await cases.forget_person(TEAM, ANN) == 1
    kept = await cases.case_in(place("2"))
    assert kept
    assert [(fact.by, fact.words) for fact in kept.assessment.facts] == [(BOB, "we do retrieval")]
    assert "our intern" not in await stored_text(url)
    assert await cases.count_of("T2", ANN) == 1
    await cases.forget_team("T2")
    assert await cases.count_of("T2", ANN) == 0


def older_answer(value: str, **more: Any) -> dict[str, Any]:
    """An answer as schema 1 stored it."""
    return {"standing": "stated", "values": [value], "by": ANN, "words": "", "number": None, "at": None, **more}


def older_assessment(**answers: dict[str, Any]) -> dict[str, Any]:
    """An assessment of schema 1."""
    return {"schema": 1, "answers": answers}


OLDER_GOAL = older_answer("tone_style", words="sound like us", at=DAY.isoformat())
OLDER_STATE = {
    "form": 1, "opening": OPENING, "decision_id": "abc123def456", "repeated": True,
    "asked": ["tried", "volume"], "pending": "volume",
    "assessment": older_assessment(
        goal=OLDER_GOAL,
        examples=older_answer("10_49", words="15 old replies", number=15),
        deadline=older_answer("weeks", by="assumed by the assistant"),
        baseline={"standing": "vague", "values": [], "by": ANN, "words": "we have evals", "number": None, "at": None},
        team={"standing": "unsure", "values": [], "by": BOB, "words": "", "number": None, "at": None},
    ),
    "earlier": [{"assessment": older_assessment(goal=OLDER_GOAL), "asked": ["tried"], "pending": "tried"}],
}  # fmt: skip


def older_database(file: Path, *states: dict[str, Any]) -> None:
    """A database of an older version that holds these cases, each in a thread of its own."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(OLDER_TABLE)
        for number, state in enumerate(states, 1):
            day = (datetime.now(UTC) - timedelta(days=number)).replace(tzinfo=None).isoformat(" ")
            row = (state["decision_id"], TEAM, place(str(number)).key, ANN, True, day, day, json.dumps(state))
            database.execute("INSERT INTO walks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def columns(file: Path) -> Sequence[str]:
    """The columns of the table of cases."""
    with closing(sqlite3.connect(file)) as database:
        return [row[1] for row in database.execute("PRAGMA table_info(walks)")]


async def test_an_older_database_is_brought_up_to_date(file_url: str, file: Path) -> None:
    """The column it lacks is added, once; its cases have begun, and are listed, found and gone on with."""
    older_database(file, OLDER_STATE)
    assert "begun" not in columns(file)
    for _ in range(2):
        async with opened(file_url) as store:
            assert columns(file).count("begun") == 1
            (stored,) = await store.recent(TEAM, ANN)
            case = await store.case_in(place())
    assert case == stored.case
    assert stored.id == OLDER_STATE["decision_id"]
    assert case.begun
    async with opened(file_url) as store:
        await store.save(place(), ANN, case.take([told(TRIED, "rag")], by=BOB), decided=True)
        kept = await store.case_in(place())
        assert kept
        assert kept.assessment.value(TRIED) == "rag"
        assert await store.count_of(TEAM, ANN) == 1


async def test_two_processes_bring_it_up_to_date(file_url: str, file: Path) -> None:
    """They may start at the same time."""
    older_database(file, OLDER_STATE)

    async def listed() -> int:
        async with opened(file_url) as store:
            return len(await store.recent(TEAM))

    assert await asyncio.gather(*(listed() for _ in range(4))) == [1] * 4


async def test_an_older_case_is_read(file_url: str, file: Path) -> None:
    """What was stated still is, what was taken for granted is only likely, claims and "not sure" are kept, and back works."""
    older_database(file, OLDER_STATE)
    async with opened(file_url) as store:
        case = await store.case_in(place())
    assert case
    assert (case.opening, case.asked, case.pending) == (OPENING, (TRIED, Criterion.VOLUME), Criterion.VOLUME)
    assert [(fact.criterion, fact.values, fact.certainty, fact.by) for fact in case.assessment.facts] == [
        (GOAL, ("tone_style",), Certainty.STATED, ANN),
        (Criterion.BASELINE, (), Certainty.VAGUE, ANN),
        (EXAMPLES, ("10_49",), Certainty.STATED, ANN),
        (Criterion.TEAM, (), Certainty.UNSURE, BOB),
        (Criterion.DEADLINE, ("weeks",), Certainty.LIKELY, ""),
    ]
    goal, examples = case.assessment.fact(GOAL), case.assessment.fact(EXAMPLES)
    assert goal
    assert examples
    assert (goal.words, goal.at, examples.number) == ("sound like us", DAY, 15.0)
    before = case.back()
    assert before
    assert [fact.criterion for fact in before.assessment.facts] == [GOAL]


async def test_an_older_value_that_is_gone(file_url: str, file: Path) -> None:
    """A criterion or value that the rubric no longer knows is left out, and the rest of the case is read."""
    answers = older_assessment(goal=OLDER_GOAL, colour=older_answer("blue"), tried=older_answer("magic"))
    older_database(file, OLDER_STATE | {"assessment": answers})
    async with opened(file_url) as store:
        case = await store.case_in(place())
    assert case
    assert [fact.criterion for fact in case.assessment.facts] == [GOAL]


async def test_older_words_are_forgotten(file_url: str, file: Path) -> None:
    """A message that is deleted after the upgrade takes its words with it, in the states before too."""
    older_database(file, OLDER_STATE)
    async with opened(file_url) as store:
        await store.forget_message(place(), "m1", "It should sound like us.", ANN)
    assert "sound like us" not in (await stored_text(file_url)).replace(OPENING, "")
    assert "15 old replies" in await stored_text(file_url)


def test_a_form_of_the_future() -> None:
    """A case that a newer version stored is not guessed at."""
    with pytest.raises(AssessmentError, match="expected 2"):
        from_stored(to_stored(CASE) | {"form": 3})


async def test_record(cases: Cases) -> None:
    """The record holds the opening, each fact with who said it and when, what is only likely as such, and dated links."""
    case = CASE.take([Fact(FAILURE, ("style_drift",), Certainty.LIKELY, "off <brand>")], by=BOB, message="m2", at=DAY)
    await cases.save(place(), ANN, case, decided=True)
    stored = await cases.get(TEAM, case.decision_id)
    assert stored
    text = record(stored)
    lines = text.splitlines()
    assert lines[0] == f"# Decision: {judge(case.assessment).headline}"
    assert f"Decided on {stored.decided.date().isoformat()}." in lines
    assert "> “Our support bot should sound like us. Should we fine-tune?”" in lines
    assert f"- Examples: 10 to 49 (15) ({ANN}, 2026-11-20: “15 old replies”)" in lines
    likely = f"likely: The tone or style is off (not confirmed) ({BOB}, 2026-11-20: “off &lt;brand>”)"
    assert any(line.endswith(likely) for line in lines)
    sources = text.split("## Sources")[1].split("## Review")[0].strip().splitlines()
    assert sources
    assert not [line for line in sources if "not found among the stored sources" in line]
    assert "Review on " in text


async def test_record_without_the_words_of_a_deleted_message(cases: Cases) -> None:
    """The values stay in the record, and the words don't."""
    case = CASE.take([told(TRIED, "rag", "our intern did retrieval")], by=BOB, message="m2", at=DAY)
    await cases.save(place(), ANN, case, decided=True)
    await cases.forget_message(place(), "m2", "our intern did retrieval", BOB)
    stored = await cases.get(TEAM, case.decision_id)
    assert stored
    assert "intern" not in record(stored)
    assert f"- Tried so far: Retrieval ({BOB}, 2026-11-20)\n" in record(stored)
