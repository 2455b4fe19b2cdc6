"""What is said about the age of what an answer leans on."""

from datetime import date

import pytest

from bot.answers.caveats import caveats
from bot.replies import Citation
from knowledge.passages import Passage, Status
from knowledge.sources import load_sources

from .passages import SIZE, passage


def cited(*passages: Passage) -> list[Citation]:
    """Citations of these passages, numbered."""
    return [Citation(number, one, one.text) for number, one in enumerate(passages, 1)]


def test_current_sources_need_no_caveat() -> None:
    """What is current is left alone."""
    assert caveats(cited(SIZE, passage("Anything.", date="2020-01-01"))) == ()


def test_a_superseded_source_is_named_with_its_date_and_its_successor() -> None:
    """The caveat names mark, date and the titles that replace the source."""
    old = next(source for source in load_sources() if source.superseded_by)
    titles = {source.id: source.title for source in load_sources()}
    (said,) = caveats(cited(SIZE, passage("Old.", old.id, date="2023-10-23", status=Status.SUPERSEDED))[1:])
    assert said.startswith("[2] is from 2023-10-23; “")
    for successor in old.superseded_by:
        assert titles[successor] in said


@pytest.mark.parametrize(
    ("status", "date", "expected"),
    [
        (Status.SUPERSEDED, "2023-10-23", "[1] is from 2023-10-23; a newer version of the page has replaced it."),
        (Status.SUPERSEDED, "", "[1] is undated; a newer version of the page has replaced it."),
        (Status.RETIRED_MODEL, "2024-01-02", "[1], the text of 2024-01-02, speaks of models that are retired by now."),
    ],
)  # fmt: skip
def test_wording(status: Status, date: str, expected: str) -> None:
    """Each kind of age has its sentence, with the date or the word that there is none."""
    assert caveats(cited(passage("Old.", status=status, date=date))) == (expected,)


def test_a_passage_that_its_own_page_has_replaced() -> None:
    """It is told from one of the same day that still stands, by the day of the page that has replaced it."""
    note = next(source for source in load_sources() if source.id == "S12")
    (said,) = caveats(cited(passage("Old.", note.id, date="2026-03-19", status=Status.SUPERSEDED)))
    assert said.startswith("[1] is from 2026-03-19; the page's version of 2026-")
    assert said.endswith(" has replaced it.")


def test_one_caveat_a_document() -> None:
    """Two passages of one document at one date share a caveat; another date has its own."""
    old = [
        passage(text, date=date, status=Status.SUPERSEDED)
        for text, date in (("One.", "2023-01-01"), ("Two.", "2023-01-01"), ("Three.", "2024-01-01"))
    ]
    assert [said[:3] for said in caveats(cited(*old))] == ["[1]", "[3]"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The base model retires on 2026-10-01 (7 July 2026 schedule) [1].", ["2026-10-01"]),
        ("It was scheduled to retire on 2026-10-01 [1]. Training ends on 2027-04-01 [1].", ["2026-10-01"]),
        ("It retires on 2026-11-22 [1].", []),
        ("It retired on 2025-02-13 [1].", []),
        ("The page of 2026-02-17 names 50 examples [1].", []),
        ("It retires on 2026-10-01. That is said twice: it retires on 2026-10-01 [1].", ["2026-10-01"]),
    ],
)
def test_days_that_have_passed(text: str, days: list[str]) -> None:
    """What a source called the future is named once it is past, with the mark; other dates are left alone."""
    said = caveats(cited(SIZE), text, date(2026, 11, 22))
    assert [line.split(" speaks of ")[1][:10] for line in said] == days
    assert all(line.startswith("[1] speaks of ") for line in said)
