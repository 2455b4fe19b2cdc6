"""The pointers of operators: kept, listed, removed, and forgotten with whose words they are in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.storage.conversations import DeclinedQuestion
from bot.storage.database import Database
from bot.storage.forgotten import Forgotten, person_named, turn_named
from bot.storage.pointers import LONGEST_WORDING, PointerStore, PointerWording, new_pointer, wordings_of

NOW = datetime.now(UTC)
ASKED = DeclinedQuestion(
    "T1", NOW, "What are the terms of the Llama licence?", 1, "U1", "T1/C1/1", "C1", ("p1",), (("T1/C1/0", "U2"),)
)
HERS = PointerWording(ASKED.question, "U1", "T1/C1/1", (("T1/C1/0", "U2"),), "T1")
OWN = PointerWording("May we sell it?")


def test_whose_a_wording_is() -> None:
    """Whoever asked in most of its words; the operator's own are nobody's, and none comes twice, is empty or without end."""
    texts = [ASKED.question, "terms of Llama's licence", OWN.text, OWN.text, "  ", "x" * 600]
    hers, shortened, own, cut = wordings_of(texts, [ASKED, replace(ASKED, question="Something else", user="U3")])
    assert hers == HERS
    assert (shortened.user, own.user, cut.user) == ("U1", "", "")
    assert len(cut.text) == LONGEST_WORDING
    assert wordings_of(["It?"], [replace(ASKED, question="it?")])[0].user == "U1"


async def test_they_are_kept_and_removed(empty_url: str) -> None:
    """Oldest first, each with its wordings in order; done again it is there once; of an unknown id there is none to remove."""
    async with Database(empty_url) as database:
        store = PointerStore(database)
        first, second = new_pointer("S06", "p1", "Guide > Size"), new_pointer("handbook")
        for pointer in (first, second, first):
            assert await store.add("T1", pointer, [HERS, OWN], "U9")
        kept = {one.id: one for one in await store.all()}
        assert kept[first.id] == replace(first, wordings=(HERS.text, OWN.text))
        assert kept[second.id].source_id == "handbook"
        assert await store.count_of("T1", "U1") == 2
        assert await store.remove(first.id)
        assert not await store.remove(first.id)
        assert [one.id for one in await store.all()] == [second.id]


async def test_words_go_with_whose_they_are(empty_url: str) -> None:
    """With who asked and with whom that quotes, by person and by message; another team's stay; who added it is not kept either."""
    async with Database(empty_url) as database:
        store = PointerStore(database)
        for forget in (
            lambda: store.forget_person("T1", "U1"),
            lambda: store.forget_person("T1", "U2"),
            lambda: store.forget_message("T1", "T1/C1/1"),
            lambda: store.forget_message("T1", "T1/C1/0"),
        ):
            pointer = new_pointer("S06", "p1")
            await store.add("T1", pointer, [HERS, OWN], "U9")
            await store.forget_person("T2", "U1")
            await store.forget_message("T1", "T1/C1/9")
            assert len((await store.all())[0].wordings) == 2
            await forget()
            assert [one.wordings for one in await store.all()] == [(OWN.text,)]
            await store.remove(pointer.id)
        await store.add("T1", new_pointer("S06", "p1"), [OWN], "U9")
        await store.forget_person("T1", "U9")
        assert len(await store.all()) == 1
        await store.forget_team("T1")
        assert await store.all() == []


async def test_nothing_of_what_was_forgotten_meanwhile_is_kept(empty_url: str) -> None:
    """A form that was read before a deletion and is kept after it."""
    async with Database(empty_url) as database:
        store, before = PointerStore(database), datetime.now(UTC) - timedelta(seconds=5)
        for what in (person_named("U1"), person_named("U2"), turn_named("T1/C1/1")):
            await Forgotten(database).note("T1", what)
            assert not await store.add("T1", new_pointer("S06"), [HERS], "U9", before)
        assert await store.add("T1", new_pointer("S06"), [OWN], "U9", before)
        assert len(await store.all()) == 1
