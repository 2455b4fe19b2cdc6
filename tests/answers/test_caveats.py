"""What is said about the age of what an answer leans on."""

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
    assert said.startswith("[2] is the text of 2023-10-23, superseded since")
    for successor in old.superseded_by:
        assert titles[successor] in said


@pytest.mark.parametrize(
    ("status", "date", "expected"),
    [
        (Status.SUPERSEDED, "2023-10-23", "[1] is the text of 2023-10-23, superseded since by a newer version of the same page."),
        (Status.SUPERSEDED, "", "[1] is the text (undated), superseded since by a newer version of the same page."),
        (Status.RETIRED_MODEL, "2024-01-02", "[1], the text of 2024-01-02, speaks of models that are retired by now."),
    ],
)  # fmt: skip
def test_wording(status: Status, date: str, expected: str) -> None:
    """Each kind of age has its sentence, with the date or the word that there is none."""
    assert caveats(cited(passage("Old.", status=status, date=date))) == (expected,)


def test_one_caveat_a_document() -> None:
    """Two passages of one document at one date share a caveat; another date has its own."""
    old = [
        passage(text, date=date, status=Status.SUPERSEDED)
        for text, date in (("One.", "2023-01-01"), ("Two.", "2023-01-01"), ("Three.", "2024-01-01"))
    ]
    assert [said[:3] for said in caveats(cited(*old))] == ["[1]", "[3]"]
