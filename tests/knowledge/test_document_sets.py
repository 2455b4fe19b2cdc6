"""Sets of documents that are bound to channels or workspaces: found there, and nowhere else, by whatever way passages are read."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING

import pytest

from bot.errors import SourcesError
from knowledge.document_sets import CHANNEL_ID, FOR_EVERYONE, WORKSPACE_ID, DocumentSets, Scope, ids_in
from knowledge.held_vectors import HeldVectors
from knowledge.index import Index
from knowledge.nearest import by_passage, nearest_readable
from knowledge.search import Arm, Searcher
from knowledge.sources import Bound, Source, add_folder, bind, load_sources, remove_folder

from .embedders import HashEmbedder
from .making import passage, quiet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKSPACES = ("T0001", "T0002", "T0003")
CHANNELS = tuple(f"C{number:04}" for number in range(20))
#: A note is for everyone, however its neighbours are bound.
BUILT_IN = "S04"
SETS = 24
PAIRS = 1_000


def words_of(source_id: str) -> str:
    """Words that only one set has."""
    return " ".join(f"{source_id}{letter}" for letter in "abc")


class Company:
    """Sets of documents, each bound at random, in one index."""

    def __init__(self, folder: Path) -> None:
        """Make the sets."""
        chance = random.Random(14)  # noqa: S311 - the same each time
        self.register = folder / "sources.toml"
        self.bound: dict[str, Bound] = {}
        for number in range(SETS):
            (folder / f"set{number}").mkdir()
            channels = tuple(chance.sample(CHANNELS, chance.choice((0, 1, 3))))
            workspaces = tuple(chance.sample(WORKSPACES, chance.choice((0, 0, 1, 2))))
            bound = Bound(channels, workspaces)
            self.bound[add_folder(self.register, folder / f"set{number}", bound=bound).id] = bound
        self.index = Index(folder / "index", HashEmbedder())
        self.searcher = Searcher(self.index, DocumentSets(self.register))

    def fill(self) -> None:
        """Index two sections of each set, and a note."""
        for source_id in (*self.bound, BUILT_IN):
            texts = (f"{words_of(source_id)} training is allowed. {place}" for place in ("first", "second", "third"))
            asked = (f"may we train {words_of(source_id)}",)
            passages = [passage(text, source_id, text.split()[-1], asked) for text in texts]
            self.index.sync(source_id, passages, "print", quiet)

    def may_read(self, source_id: str, workspace: str, channel: str) -> bool:
        """What is meant, in other words than the code's."""
        bound = self.bound.get(source_id, Bound())
        if bound.channels and channel not in bound.channels:
            return False
        return not bound.workspaces or workspace in bound.workspaces


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company with many sets."""
    made = Company(tmp_path_factory.mktemp("company"))
    with made.index:
        made.fill()
        yield made


def test_a_thousand_pairs_of_set_and_channel(company: Company) -> None:
    """A question in a set's own words finds it where it may be read, and brings nothing of any other place's sets."""
    chance, searcher = random.Random(2026), company.searcher  # noqa: S311 - the same each time
    ids = {each: [one.id for one in company.index.passages(company.index.lexical.ids) if one.source_id == each] for each in company.bound}  # fmt: skip
    seen = {True: 0, False: 0}
    for _ in range(PAIRS):
        source_id, workspace = chance.choice(list(company.bound)), chance.choice(WORKSPACES)
        channel = chance.choice((*CHANNELS, *company.bound[source_id].channels, "D0001", ""))
        may_read = company.may_read(source_id, workspace, channel)
        found = searcher.search_now(f"may we train {words_of(source_id)}", scope=Scope(workspace, channel))
        brought = {hit.passage.source_id for hit in found.hits}
        assert not [one for one in brought if not company.may_read(one, workspace, channel)]
        assert (source_id in brought) == may_read
        assert found.hits[0].passage.source_id == source_id or not may_read
        lexical = searcher.lexical(Scope(workspace, channel))
        assert (words_of(source_id).split()[0] in lexical.vocabulary) == may_read
        assert [lexical.has(one) for one in ids[source_id]] == [may_read] * len(ids[source_id])
        seen[may_read] += 1
    assert min(seen.values()) > PAIRS // 10


async def test_no_way_of_reading_leads_around(company: Company) -> None:
    """Ids that somebody has from elsewhere, and sections, bring nothing; where no scope is named there is what is for everyone."""
    every = company.index.passages(company.index.lexical.ids)
    for workspace, channel in product(WORKSPACES[:2], (*CHANNELS[:4], "D0001")):
        scope = Scope(workspace, channel)
        for brought in (
            await company.searcher.passages([one.id for one in every], scope=scope),
            [one for section in await company.searcher.whole_sections(every, scope=scope) for one in section],
        ):
            assert {one.source_id for one in brought} == {
                one for one in (*company.bound, BUILT_IN) if company.may_read(one, workspace, channel)
            }
    for_everyone = {BUILT_IN, *(each for each, bound in company.bound.items() if bound == Bound())}
    assert {one.source_id for one in await company.searcher.passages([one.id for one in every])} == for_everyone
    found = company.searcher.search_now("training is allowed", limit=200)
    assert {hit.passage.source_id for hit in found.hits} <= for_everyone


@pytest.mark.parametrize("arm", Arm)
def test_what_may_be_read_is_found_among_crowds_of_what_may_not(tmp_path: Path, arm: Arm) -> None:
    """As many come, in the same order, as if the other documents weren't there: it is no filter of what a search has brought."""
    register = tmp_path / "sources.toml"
    (tmp_path / "legal").mkdir()
    add_folder(register, tmp_path / "legal", bound=Bound(("C0001",)))
    few = [passage(f"training is allowed in case {number} of many", BUILT_IN, str(number)) for number in range(60)]
    crowd = [passage(f"training is allowed {number}", "legal", str(number)) for number in range(2_000)]
    with Index(tmp_path / "index", HashEmbedder()) as index:
        index.sync(BUILT_IN, few, "print", quiet)
        alone = Searcher(index).search_now("training is allowed", arm=arm)
        index.sync("legal", crowd, "print", quiet)
        searcher = Searcher(index, DocumentSets(register))
        beside = searcher.search_now("training is allowed", arm=arm)
        assert {hit.passage.source_id for hit in beside.hits} == {BUILT_IN}
        assert len(beside.hits) == len(alone.hits) == 24
        if arm is Arm.DENSE:
            assert [hit.similarity for hit in beside.hits] == pytest.approx([hit.similarity for hit in alone.hits])
        legal = searcher.search_now("training is allowed", arm=arm, scope=Scope("T0001", "C0001"))
        assert "legal" in {hit.passage.source_id for hit in legal.hits}


def test_few_among_many_are_all_found(tmp_path: Path) -> None:
    """What may be read is a hundredth: all of it comes, as near as it is, also after a source has changed and after one has gone."""
    every = {
        "a": ["training is allowed"], "b": ["training is not allowed"], "crowd": [f"training is allowed {number}" for number in range(900)],
    }  # fmt: skip
    vector = HashEmbedder().embed_query("is training allowed")
    with Index(tmp_path / "index", HashEmbedder()) as index:
        held = HeldVectors()
        prints = {"a": "1", "b": "1"}
        for source_id, texts in every.items():
            index.sync(source_id, [passage(text, source_id) for text in texts], "print", quiet)

        def near() -> list[tuple[str, object]]:
            part = index.lexical.without(frozenset({"crowd"}))
            entries = nearest_readable(
                index.store.collection, vector, 5, count=index.store.collection.count(), readable=part.size, sources=prints, may_read=part.has, held=held,
            )  # fmt: skip
            found = by_passage(entries, 10)[:5]
            texts = {one.id: one.text for one in index.passages([one.passage_id for one in found])}
            return [(texts[one.passage_id], pytest.approx(one.similarity, abs=1e-5)) for one in found]

        def by_hand(*texts: str) -> list[tuple[str, float]]:
            vectors = HashEmbedder().embed_documents([passage(text).indexed_text for text in texts])
            scores = [sum(one * other for one, other in zip(vector, row, strict=True)) for row in vectors]
            return sorted(zip(texts, scores, strict=True), key=lambda pair: -pair[1])

        assert near() == by_hand(*every["a"], *every["b"])
        index.sync("b", [passage("training is a question of taste", "b")], "2", quiet)
        prints["b"] = "2"
        assert near() == by_hand(*every["a"], "training is a question of taste")
        index.remove("b")
        del prints["b"]
        assert near() == by_hand(*every["a"])
        # Where even that is too much to be held, it is left to Chroma.
        assert HeldVectors(0).nearest(index.store.collection, vector, 5, prints) is None


def test_a_binding_holds_from_the_next_question_on(tmp_path: Path) -> None:
    """Bound, bound elsewhere, freed and removed without anything being indexed anew; what is not registered is shown nowhere."""
    register, embedder = tmp_path / "sources.toml", HashEmbedder()
    (tmp_path / "legal").mkdir()
    add_folder(register, tmp_path / "legal")
    legal, other = Scope("T0001", "C0001"), Scope("T0001", "C0002")
    with Index(tmp_path / "index", embedder) as index:
        index.sync("legal", [passage("training is allowed", "legal")], "print", quiet)
        index.sync("unknown", [passage("training is allowed too", "unknown")], "print", quiet)
        searcher, embedded = Searcher(index, DocumentSets(register)), len(embedder.embedded)

        def read_in(*scopes: Scope) -> list[set[str]]:
            return [
                {hit.passage.source_id for hit in searcher.search_now("training", scope=one).hits} for one in scopes
            ]

        assert read_in(legal, other, FOR_EVERYONE) == [{"legal"}] * 3
        bind(register, "legal", Bound(("C0001",)))
        assert read_in(legal, other, FOR_EVERYONE) == [{"legal"}, set(), set()]
        add_folder(register, tmp_path / "legal")
        assert read_in(other) == [set()], "adding it once more has freed it"
        bind(register, "legal", Bound(("C0002",), ("T0002",)))
        assert read_in(legal, other, Scope("T0002", "C0002")) == [set(), set(), {"legal"}]
        good = register.read_text(encoding="utf-8")
        register.write_text(good + "\nchannels = 7", encoding="utf-8")
        assert read_in(legal, Scope("T0002", "C0002")) == [set(), set()], "a register that can't be read opens nothing"
        register.write_text(good, encoding="utf-8")
        bind(register, "legal", Bound())
        assert read_in(legal, other) == [{"legal"}] * 2
        remove_folder(register, "legal")
        assert read_in(legal, other) == [set(), set()]
        assert len(embedder.embedded) == embedded


def test_the_id_of_what_was_removed_is_not_given_again_while_its_passages_are_there(tmp_path: Path) -> None:
    """Another folder of the same name, for everyone, does not show what the removed one held."""
    register = tmp_path / "sources.toml"
    for place in ("a", "b"):
        (tmp_path / place / "legal").mkdir(parents=True)
    first = add_folder(register, tmp_path / "a" / "legal", bound=Bound(("C0001",)))
    remove_folder(register, first.id)
    assert add_folder(register, tmp_path / "b" / "legal", taken=[first.id]).id == "legal-2"


def test_a_register_keeps_where_documents_are_read(tmp_path: Path) -> None:
    """What is written is read again, and a person may write it by hand; a built-in source can't be bound."""
    register = tmp_path / "sources.toml"
    add_folder(register, tmp_path, "Legal", Bound(("C0001", "G0002"), ("T0001",)))
    (source,) = load_sources(register)
    assert str(source.bound) == "channels C0001, G0002 of workspace T0001"
    assert 'channels = ["C0001", "G0002"]' in register.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="only documents of one's own are bound"):
        Source(id="S99", title="x", kind=load_sources()[0].kind, channels=("C0001",))
    with pytest.raises(ValueError, match="channels"):
        Source(id="x", title="x", kind=source.kind, path="/x", channels=("D0001",))


@pytest.mark.parametrize("listed", ["#legal", "C1", "c0001", "D0001", "C0001,legal", "T0001"])
def test_what_is_no_id_of_a_channel_is_named(listed: str) -> None:
    """A name, a direct message or a workspace in its place is refused in one sentence that says where the id stands."""
    with pytest.raises(SourcesError, match=r"--channels has .* which is no id. A channel's id begins with C or G"):
        ids_in(listed, CHANNEL_ID, "--channels")


def test_ids_are_read_as_people_list_them() -> None:
    """Spaces and repetitions are no matter."""
    assert ids_in(" C0001, C0002,C0001,", CHANNEL_ID, "--channels") == ("C0001", "C0002")
    assert ids_in("", WORKSPACE_ID, "--workspaces") == ()
    with pytest.raises(SourcesError, match="A workspace's id begins with T"):
        ids_in("acme", WORKSPACE_ID, "--workspaces")
