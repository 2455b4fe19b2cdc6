"""BM25: what a word is, and an index that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import LexicalIndex, overlap, words

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [
    ("data", "source", "At least ten training examples are needed for a fine-tuning job."),
    ("nano", "source", "The model gpt-4.1-nano is trained like gpt-4.1 and costs less."),
    ("host", "source", "Hosting a deployment costs $1.70 an hour, 1,422 a month."),
    ("none", "source", "Nothing here is about that."),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gpt-4.1-nano", ["gpt-4.1-nano", "gpt", "4.1", "nano"]),
        ("training_file", ["training_file", "train", "file"]),
        ("Trained, training: TRAINS", ["train", "train", "train"]),
        ("$1,422.50 costs", ["1,422.50", "cost"]),
        ("how do we do the", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Compounds count whole and in parts, words by their stem, numbers as they are, stop words not at all."""
    assert list(words(text)) == expected


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("is 4.1-nano cheap", "nano"),
        ("GPT-4.1-NANO", "nano"),
        ("how many examples for finetuning, i.e. fine tuning", "data"),
        ("1,422", "host"),
        ("hosted", "host"),
    ],
)
def test_search_finds_by_shared_words(question: str, best: str) -> None:
    """The passage that shares the rarest words comes first."""
    assert LexicalIndex.build(TEXTS).search(question, 3)[0][0] == best


@pytest.mark.parametrize("question", ["", "the of and", "zebra", "\x00\x1b", "日本語"])
def test_no_shared_word_no_result(question: str) -> None:
    """A question that shares no word with any passage finds nothing."""
    assert LexicalIndex.build(TEXTS).search(question, 3) == []


@given(st.text(), st.integers(1, 10))
def test_results_are_ranked_and_bounded(question: str, limit: int) -> None:
    """Scores are positive, fall, and are no more than asked for."""
    scores = [score for _, score in LexicalIndex.build(TEXTS).search(question, limit)]
    assert len(scores) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_kept_index_answers_alike(tmp_path: Path) -> None:
    """An index that was saved and loaded finds the same with the same scores."""
    built = LexicalIndex.build(TEXTS)
    built.save(tmp_path, "print")
    loaded = LexicalIndex.load(tmp_path, "print")
    assert loaded is not None
    assert loaded.search("training costs", 4) == built.search("training costs", 4)
    assert loaded.rarity("train") == built.rarity("train")


def test_index_of_other_passages_is_not_loaded(tmp_path: Path) -> None:
    """A kept index with another fingerprint, or none at all, is not used."""
    assert LexicalIndex.load(tmp_path, "print") is None
    LexicalIndex.build(TEXTS).save(tmp_path, "print")
    assert LexicalIndex.load(tmp_path, "other") is None


@pytest.mark.parametrize("content", [b"", b"\x00\xff rubbish", b"{}", b"[]"])
@pytest.mark.parametrize("file", ["passages.json", "data.csc.index.npy", "indptr.csc.index.npy", "params.index.json"])
def test_damaged_file_is_not_loaded(tmp_path: Path, file: str, content: bytes) -> None:
    """A kept index with one file damaged is not used, so that it is built again."""
    LexicalIndex.build(TEXTS).save(tmp_path, "print")
    (tmp_path / file).write_bytes(content)
    loaded = LexicalIndex.load(tmp_path, "print")
    assert loaded is None or loaded.search("training", 4) == LexicalIndex.build(TEXTS).search("training", 4)


@pytest.mark.parametrize("texts", [[], [("a", "s", "the of and")], [("a", "s", "")]])
def test_index_without_words(tmp_path: Path, texts: list[tuple[str, str, str]]) -> None:
    """Passages without a word that counts make an index that finds nothing and is not kept."""
    built = LexicalIndex.build(texts)
    assert built.search("anything", 5) == []
    built.save(tmp_path, "print")
    assert LexicalIndex.load(tmp_path, "print") is None


def test_emptied_index_replaces_the_kept_one(tmp_path: Path) -> None:
    """When the last passage goes, the index kept before is not found again."""
    LexicalIndex.build(TEXTS).save(tmp_path, "print")
    LexicalIndex.build([]).save(tmp_path, "print")
    assert LexicalIndex.load(tmp_path, "print") is None


def test_rarity() -> None:
    """The fewer passages have a word the rarer it is; a word of none is the rarest."""
    built = LexicalIndex.build(TEXTS)
    assert built.rarity("zebra") > built.rarity("nano") > built.rarity("cost") > 0


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_overlap_is_a_share(first: list[str], second: list[str]) -> None:
    """The overlap lies between 0 and 1 and is 1 exactly where a text's words are all there."""
    share = overlap(first, second)
    assert 0 <= share <= 1
    assert (share == 1) == (bool(first) and set(first) <= set(second))
