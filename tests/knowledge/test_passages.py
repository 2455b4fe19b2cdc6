"""Passages: identity, anchors and sentences."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.passages import Status, digest, sentences, slug

from .making import passage

prose = st.lists(
    st.sampled_from(
        [
            "Training",
            "costs",
            "e.g.",
            "$1,422.",
            "No. 5",
            "gpt-4.1",
            "yes.",
            "Why?",
            "“Never.”",
            "(It ends.)",
            "A.",
            "\n",
            "  ",
        ]
    )
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Is it? Yes! Good.", ["Is it?", "Yes!", "Good."]),
        ("Use gpt-4.1 now. Then stop.", ["Use gpt-4.1 now.", "Then stop."]),
        ("At least ten, e.g. Twelve, are needed.", ["At least ten, e.g. Twelve, are needed."]),
        ("See fig. 3 for it.", ["See fig. 3 for it."]),
        ("It costs $1.50 per hour. 48 hours are free.", ["It costs $1.50 per hour.", "48 hours are free."]),
        ("They call it “done.” The rest waits.", ["They call it “done.”", "The rest waits."]),
        ("A line\n- an item\n\nanother", ["A line", "- an item", "another"]),
        ("no capital follows. like here", ["no capital follows. like here"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """Sentences end where a reader would end them."""
    assert sentences(text) == expected


@given(st.one_of(st.text(), prose))
def test_sentences_are_verbatim_and_cover_the_text(text: str) -> None:
    """Every sentence is a piece of the text, in order, and between them lies white space only."""
    cursor = 0
    for sentence in sentences(text):
        start = text.index(sentence, cursor)
        assert not text[cursor:start].strip()
        cursor = start + len(sentence)
    assert not text[cursor:].strip()


@given(prose)
def test_a_sentence_is_not_split_again(text: str) -> None:
    """What was cut out as one sentence is still one when it is looked at alone."""
    for sentence in sentences(text):
        assert len(sentences(sentence)) == 1


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Data", "data"),
        ("What's new, in short?", "whats-new-in-short"),
        ("What’s new", "whats-new"),
        ("Train  and   deploy", "train-and-deploy"),
        ("gpt-4.1-mini (2025)", "gpt-41-mini-2025"),
        ("Größe", "große"),
        ("", ""),
    ],
)
def test_slug(heading: str, anchor: str) -> None:
    """Anchors are made as Microsoft Learn makes them."""
    assert slug(heading) == anchor


@given(st.text())
def test_slug_can_stand_in_a_link(heading: str) -> None:
    """An anchor has no white space and nothing that ends a link or an attribute."""
    assert not re.search(r"[\s#\"'<>&?%/\\]", slug(heading))


@given(st.text(), st.text())
def test_digest_tells_texts_apart(first: str, second: str) -> None:
    """Equal parts have equal digests, and only they; 32 hexadecimal digits."""
    assert (digest(first) == digest(second)) == (first == second)
    assert re.fullmatch(r"[0-9a-f]{32}", digest(first, second))


def test_digest_takes_names_that_are_not_utf8() -> None:
    """A file name that is no UTF-8 has a digest like any other."""
    assert digest("caf\udce9") != digest("caf\udce8")


def test_identity_is_the_content() -> None:
    """A passage keeps its id when its label changes, and gets another with another text, heading or source."""
    first = passage("Ten examples.")
    assert (
        replace(first, date="2020-01-01", status=Status.SUPERSEDED, url="https://a.example", asked=("?",)).id
        == first.id
    )
    others = [replace(first, text="Nine."), replace(first, heading_path=("B",)), replace(first, source_id="b")]
    assert len({first.id, *(other.id for other in others)}) == 4


def test_sections_of_two_documents_differ() -> None:
    """Two documents of one folder that have a heading in common have a section each."""
    first = passage("Ten.", heading="Overview")
    assert first.section_id == replace(first, text="Eleven.").section_id
    assert first.section_id != replace(first, title="Another document").section_id


def test_heading_and_link_without_parts() -> None:
    """Without headings the title stands in; without an anchor the link is the page, without a page there is none."""
    bare = replace(passage("Ten."), heading_path=(), url="https://a.example")
    assert (bare.heading, bare.header, bare.link) == ("A made-up guide", "A made-up guide", "https://a.example")
    assert replace(bare, url="", anchor="x").link == ""
