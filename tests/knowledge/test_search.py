"""Search: fusion, the two arms, sections, gaps, and what happens without vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import Index
from knowledge.search import RRF_K, Arm, Searcher, cosine, fuse
from knowledge.sources import GAPS_ID

from .embedders import FailingEmbedder, HashEmbedder
from .making import passage, quiet

if TYPE_CHECKING:
    from pathlib import Path

rankings = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=3)

QUESTIONS = [
    ("how many training examples do I need at least?", {"S03", "S04", "S05", "S06", "S07", "S08", "S09"}),
    ("whats the hosting price when nobody calls our tuned model", {"S02", "S05", "S12", "S13", "S14", "S15", "S16"}),
]


@given(rankings)
def test_fuse_knows_what_any_list_has(lists: list[list[str]]) -> None:
    """An entry is scored exactly if a list has it, and never above first place in all lists."""
    scores = fuse(lists)
    assert scores.keys() == {entry for ranked in lists for entry in ranked}
    assert all(0 < score <= len(lists) / (RRF_K + 1) + 1e-12 for score in scores.values())


@given(rankings)
def test_fuse_does_not_care_which_list_is_first(lists: list[list[str]]) -> None:
    """The order of the lists has no part in the scores."""
    assert fuse(lists) == pytest.approx(fuse(lists[::-1]))


@given(st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_fuse_of_one_list_keeps_its_order(ranked: list[str]) -> None:
    """A single list comes out as it went in."""
    scores = fuse([ranked, []])
    assert sorted(scores, key=lambda entry: -scores[entry]) == ranked


@given(rankings, st.sampled_from("abcdefgh"))
def test_fuse_rewards_being_found(lists: list[list[str]], entry: str) -> None:
    """One more list that ranks an entry never lowers its score."""
    assert fuse([*lists, [entry]])[entry] > fuse(lists).get(entry, 0)


def test_both_lists_beat_one() -> None:
    """An entry that two lists rank second is before those that one list ranks first."""
    scores = fuse([["a", "both"], ["b", "both"]])
    assert max(scores, key=lambda entry: scores[entry]) == "both"


def test_cosine() -> None:
    """Vectors of one direction have cosine one, and those at right angles none."""
    assert cosine([0.6, 0.8], [0.6, 0.8]) == pytest.approx(1)
    assert cosine([1, 0], [0, 1]) == 0
    with pytest.raises(ValueError, match="shorter"):
        cosine([1, 0], [1])


@pytest.mark.parametrize("arm", Arm)
@pytest.mark.parametrize(("question", "sources"), QUESTIONS)
def test_every_arm_finds(searcher: Searcher, arm: Arm, question: str, sources: set[str]) -> None:
    """Each arm alone, and both together, bring passages on the subject, best first, with what each list said."""
    found = searcher.search_now(question, arm=arm)
    assert {hit.passage.source_id for hit in found.hits[:5]} & sources
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
    assert any(hit.similarity for hit in found.hits) == (arm is not Arm.LEXICAL)
    assert any(hit.bm25 for hit in found.hits) == (arm is not Arm.DENSE)
    assert bool(found.vector) == (arm is not Arm.LEXICAL)


async def test_search_away_from_the_loop_is_the_same(searcher: Searcher) -> None:
    """The asynchronous search finds what the other one finds."""
    assert await searcher.search("is RAG enough?") == searcher.search_now("is RAG enough?")


@pytest.mark.parametrize("limit", [1, 8, 24])
def test_limit(searcher: Searcher, limit: int) -> None:
    """No more passages come than were asked for, each once."""
    hits = searcher.search_now("fine-tuning costs", limit).hits
    assert len(hits) == len({hit.passage.id for hit in hits}) == limit


@pytest.mark.parametrize(
    "question", ["", " ", "?", "\x00\x1b[2J", "日本語", "a" * 100_000, "lone \ud800", "the of and"]
)
def test_any_question_is_taken(searcher: Searcher, question: str) -> None:
    """Whatever is asked, search answers with passages that exist."""
    assert all(hit.passage.text for hit in searcher.search_now(question).hits)


def test_gap_stands_apart(searcher: Searcher) -> None:
    """What the sources do not say is found as the gap and is never among the hits."""
    found = searcher.search_now("what does hosting cost in swiss francs right now?")
    assert found.gap is not None
    assert found.gap.passage.source_id == GAPS_ID
    assert GAPS_ID not in {hit.passage.source_id for hit in found.hits}


def test_sections_group_and_keep_the_order(searcher: Searcher) -> None:
    """Sections come by their best passage, each with all its hits, and none is there twice."""
    found = searcher.search_now("how do I prepare training data?")
    sections = found.sections(100)
    assert sum(map(len, sections)) == len(found.hits)
    assert len({hits[0].passage.section_id for hits in sections}) == len(sections)
    assert all(len({hit.passage.section_id for hit in hits}) == 1 for hits in sections)
    assert [hits[0].score for hits in sections] == sorted((hits[0].score for hits in sections), reverse=True)
    assert found.sections(2) == sections[:2]


async def test_whole_section_in_order(searcher: Searcher) -> None:
    """The section of a passage is all its passages, as the document has them."""
    found = searcher.search_now("how do I prepare training data?").hits[0].passage
    other = searcher.search_now("what does hosting a fine-tuned model cost?").hits[0].passage
    section, another = await searcher.whole_sections([found, other])
    assert tuple(one.id for one in section) == found.siblings
    assert found in section
    assert {one.section_id for one in section} == {found.section_id}
    assert {one.section_id for one in another} == {other.section_id} != {found.section_id}
    assert await searcher.passages([found.id]) == [found]


@pytest.mark.parametrize("question", ["billed by the hour", "how many rows?"])
def test_words_alone_where_the_embedder_fails(tmp_path: Path, question: str) -> None:
    """When the embedder fails, or there is none, BM25 answers alone."""
    passages = [
        passage("Ten training examples are enough.", asked=("how many rows?",)),
        passage("Hosting is billed by the hour.", heading="Costs"),
    ]
    for embedder in (FailingEmbedder(batches=1), None):
        with Index(tmp_path / str(embedder is None) / "index", embedder) as index:
            index.sync("a", passages, "first", quiet)
            found = Searcher(index).search_now(question)
            assert len(found.hits) == 1
            assert found.hits[0].bm25 > 0
            assert (found.hits[0].similarity, found.vector) == (0, ())
            assert Searcher(index).search_now(question, arm=Arm.DENSE).hits == ()


def test_a_question_is_embedded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again, a question finds the same; the vectors of only so many questions are kept."""
    monkeypatch.setattr("knowledge.search.MOST_VECTORS", 2)
    embedder = HashEmbedder()
    with Index(tmp_path / "index", embedder) as index:
        index.sync("a", [passage("Ten training examples are enough."), passage("Hosting costs.")], "first", quiet)
        searcher = Searcher(index)
        first, second = (searcher.search_now("how many examples?") for _ in range(2))
        assert second.vector == pytest.approx(first.vector, abs=1e-6)
        assert [hit.passage for hit in second.hits] == [hit.passage for hit in first.hits]
        for question in ("one", "two", "how many examples?", "how many examples?"):
            searcher.search_now(question)
    assert embedder.asked == ["how many examples?", "one", "two", "how many examples?"]


def test_what_is_asked_again_and_again_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many other questions come in between, one that is asked among them is embedded once."""
    monkeypatch.setattr("knowledge.search.MOST_VECTORS", 6)
    embedder = HashEmbedder()
    with Index(tmp_path / "index", embedder) as index:
        index.sync("a", [passage("Ten training examples are enough.")], "first", quiet)
        searcher = Searcher(index)
        for number in range(20):
            searcher.search_now("how many examples?")
            searcher.search_now(f"question {number}")
    assert embedder.asked.count("how many examples?") == 1
    assert len(embedder.asked) == 21


def test_empty_index_finds_nothing(tmp_path: Path) -> None:
    """Search over an empty index brings no hit and no gap."""
    with Index(tmp_path / "index", HashEmbedder()) as index:
        found = Searcher(index).search_now("anything")
        assert (found.hits, found.gap, found.sections(5)) == ((), None, [])
