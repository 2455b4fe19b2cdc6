"""Notes: the form of one, and that all built-in ones keep to it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.errors import SourcesError
from knowledge.notes import GAPS, LONGEST_BLOCK, parse_note, read_note
from knowledge.passages import Status, sentences
from knowledge.sources import Kind, Page, Source, load_sources

from .making import NOTE, note

BLOCK = "<!-- asked\nhow many?\nhow few?\n-->\nAt least ten examples.\n"
#: Words that make a sentence unreadable without the one before it.
LEANING = {"it", "its", "this", "that", "these", "those", "they", "their", "them", "he", "she", "his", "her"}
FEWEST_ASKED = 4


def test_block_becomes_a_passage() -> None:
    """A block is one passage with heading path, anchor, address, date and ways of asking; its lines become one."""
    text = note(
        "## Data\n\n### How much {#amount}\n<!-- asked\nhow many?\n\n how few?\n-->\nAt least\nten.\n\nBest 50.\n"
    )
    (found,) = parse_note(text, NOTE)
    assert found.text == "At least ten. Best 50."
    assert found.heading_path == ("Data", "How much")
    assert found.link == "https://guide.example/page#amount"
    assert found.date == "2026-02-17"
    assert found.status is Status.CURRENT
    assert found.asked == ("how many?", "how few?")


def test_headings_nest() -> None:
    """A heading ends the deeper ones before it, and the title is no part of the path."""
    blocks = f"{BLOCK}\n## A\n{BLOCK}\n### B\n{BLOCK}\n#### C\n{BLOCK}\n### D\n{BLOCK}\n## E\n{BLOCK}"
    paths = [found.heading_path for found in parse_note(note(blocks), NOTE)]
    assert paths == [(), ("A",), ("A", "B"), ("A", "B", "C"), ("A", "D"), ("E",)]


def test_anchor_is_the_heading_s_unless_named() -> None:
    """The anchor of a heading is made as the documentation's site makes it."""
    (found,) = parse_note(note(f"## What's new, in short?\n{BLOCK}"), NOTE)
    assert found.anchor == "whats-new-in-short"


def test_block_may_be_older_than_the_note() -> None:
    """A block's own date and status win over the front matter's."""
    old = BLOCK.replace("asked", "asked date=2023-10-23 status=superseded")
    recent, older = parse_note(note(f"## A\n{BLOCK}{old}"), NOTE)
    assert (recent.date, recent.status) == ("2026-02-17", Status.CURRENT)
    assert (older.date, older.status) == ("2023-10-23", Status.SUPERSEDED)


@pytest.mark.parametrize("front", ["source: T01\ndate: unknown", "source: T01"])
def test_undated_note(front: str) -> None:
    """A note without a date makes undated passages."""
    (found,) = parse_note(note(f"## A\n{BLOCK}", front), NOTE)
    assert found.date == ""


@pytest.mark.parametrize(
    ("page", "link"),
    [
        (Page(address="https://old.example/p", dates=("2023-10-23",)), "https://old.example/p#data"),
        (Page(address="https://old.example/p", headings=("Data",)), "https://old.example/p#data"),
        (Page(address="https://old.example/p", dates=("2023-10-23",), anchors=False), "https://old.example/p"),
        (Page(address="https://old.example/p", dates=("2020-01-01",)), "https://guide.example/page#data"),
        (Page(address="https://old.example/p", headings=("Other",)), "https://guide.example/page#data"),
    ],
)
def test_landing_page(page: Page, link: str) -> None:
    """A citation lands on the page that holds this heading or this date, with an anchor where the page has them."""
    source = NOTE.model_copy(update={"pages": (page,)})
    (found,) = parse_note(note(f"## Data\n{BLOCK.replace('asked', 'asked date=2023-10-23')}"), source)
    assert found.link == link


def test_source_without_an_address_has_no_link() -> None:
    """Where no address is known a passage has an anchor and no link."""
    source = Source(id="T01", title="A", kind=Kind.ARTICLE, anchors=False)
    (found,) = parse_note(note(f"## Data\n{BLOCK}"), source)
    assert found.link == ""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("# No front matter\n", "front matter"),
        (note(BLOCK, "source: T02"), "'T02'"),
        (note(BLOCK, "date: 2026-01-01"), "None"),
        (note(BLOCK, "source: T01\ndate: 17.2.2026"), "17.2.2026"),
        (note(BLOCK, "source: T01\nstatus: stale"), "stale"),
        (note(BLOCK.replace("asked", "asked date=2026-02-30")), "2026-02-30"),
        (note("## A\nText without a comment.\n"), "Text without a comment."),
        (note("## A\n<!-- asked\nwhy?\n-->\n\n## B\n"), "0 characters under 'A'"),
        (note(f"## A\n<!-- asked\nwhy?\n-->\n{'long ' * 200}\n"), "999 characters under 'A'"),
        (note("## A\n"), "no block"),
        (note("## A\n<!-- asked\nnever closed\nText."), "outside a block"),
    ],
)
def test_bad_note_names_what_is_wrong(text: str, named: str) -> None:
    """A note that is not well-formed is refused; the message names the source and the place."""
    with pytest.raises(SourcesError) as caught:
        parse_note(text, NOTE)
    assert "'T01'" in str(caught.value)
    assert named in str(caught.value)


def test_missing_note_names_the_file() -> None:
    """A source of the register without a note is an error that names the file."""
    with pytest.raises(SourcesError, match=r"T01\.md"):
        read_note(NOTE)


@pytest.mark.parametrize("source", [*load_sources(), GAPS], ids=lambda source: source.id)
class TestBuiltInNotes:
    """What holds for every note that is shipped."""

    def test_every_block_can_be_found_in_many_words(self, source: Source) -> None:
        """Every block has at least four different ways of asking for it, none of them a comment's leftovers."""
        for found in read_note(source):
            assert len({asked.lower() for asked in found.asked}) >= FEWEST_ASKED, found.text
            assert not [asked for asked in found.asked if "-->" in asked or asked.startswith("<!--")]

    def test_every_text_can_be_shown(self, source: Source) -> None:
        """Texts are prose of a bearable length: no links, no lists, no tables, no markup left over."""
        for found in read_note(source):
            assert 20 <= len(found.text) <= LONGEST_BLOCK, found.text
            assert not re.search(r"https?://|\]\(|<!--|-->|\*\*|^[-*|#]", found.text), found.text
            assert found.text[-1] in ".!?)\"'”", found.text

    def test_every_sentence_stands_alone(self, source: Source) -> None:
        """No sentence starts with a word that points at the sentence before it: a person sees one alone."""
        starts = [(re.findall(r"\w+", text)[0].lower(), text) for p in read_note(source) for text in sentences(p.text)]
        assert not [text for word, text in starts if word in LEANING]

    def test_no_passage_stands_twice(self, source: Source) -> None:
        """Every block of a note is a passage of its own."""
        ids = [found.id for found in read_note(source)]
        assert len(ids) == len(set(ids))

    def test_dates_are_past(self, source: Source) -> None:
        """Dates are ISO dates, and none lies after the day the notes were made."""
        dates = [found.date for found in read_note(source) if found.date]
        assert all(dt.date.fromisoformat(date) <= dt.date(2026, 11, 29) for date in dates)

    def test_links_land_on_a_page_of_the_register(self, source: Source) -> None:
        """Every passage links to an address that the register gives for its source, or to none."""
        addresses = {source.address, *(page.address for page in source.pages)}
        assert {found.url for found in read_note(source)} <= addresses


def test_superseded_sources_make_superseded_passages() -> None:
    """A source that the register calls superseded has no passage that counts as current."""
    superseded = [source for source in load_sources() if source.status is Status.SUPERSEDED]
    assert superseded
    assert not [p.text for source in superseded for p in read_note(source) if p.status is Status.CURRENT]
