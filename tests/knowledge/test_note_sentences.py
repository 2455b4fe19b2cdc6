"""Every sentence of every note: it may be shown alone, with its block's document and date as citation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from knowledge.notes import GAPS, note_file, read_note
from knowledge.passages import Status, sentences
from knowledge.sources import GAPS_ID, Source, load_sources

if TYPE_CHECKING:
    from knowledge.passages import Passage

SOURCES = [*load_sources(), GAPS]
#: The longest sentence that the check of answers lets through, in characters.
LONGEST_SENTENCE = 400
#: The most words of a block's first sentence, which is the answer.
MOST_WORDS_FIRST = 30
MOST_SENTENCES_OF_A_GAP = 2

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
#: A time in prose. A date that goes on with a hyphen is a name (2023-12-01-preview, 2024-08-06-ev3).
TIME = re.compile(
    r"\b(?P<iso>20\d\d-\d\d-\d\d)\b(?!-\w)"
    r"|\b20\d\d-\d\d-\d\d-\w+"
    rf"|\b(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(MONTHS)}) (?P<year>20\d\d)\b"
    r"|\b(?P<part>early|mid|late)[- ](?P<part_year>20\d\d)\b"
    r"|\b(?P<bare>20\d\d)\b"
)
FIRST_MONTH = {"early": 1, "mid": 5, "late": 9}
#: A document may say on what day something is to come: these words before a later day make it a plan of the document's
#: own. A later month or year is never a plan: "the October 2026 overview" looks just like it.
PLAN = re.compile(
    r"\b(?:retires?|ends?|stays? open|listed|dated|carry|carries|own date|to retire|retirement on|no earlier than|until at least)\b"
)
#: Words by which a text of the past speaks of a time after it.
AFTERWARDS = re.compile(
    r"\b(?:today|nowadays|by now|since then|(?:has|have) since|meanwhile|superseded|outdated|out of date|obsolete|retired)\b",
    re.IGNORECASE,
)
#: Where a note's source itself is a list of what is retired.
LISTS_OF_THE_RETIRED = {"S17"}
#: Sentences that name a later time and are right to: the reason stands beside them.
ALLOWED = {
    # The article shows no date; the oldest it can be follows from what it links to.
    "The article shows no date; it can't be older than October 2023, because it links a GPT-3.5 tutorial from that month.",
}
#: What a reader knows nothing of: our notes, and how they were made.
BEHIND_THE_SCENES = re.compile(
    r"\b(?:(?:these|the|our|in) notes?|the sources|(?:text|pages?|sources?|copy|copies|lines?) (?:was |were )?(?:read\b|readable)|"
    r"read (?:here|as|for|in)|this (?:note|block|catalogue))\b",
    re.IGNORECASE,
)
#: Words that make a sentence unreadable without the one before it.
LEANING = re.compile(
    r"(?:it|its|this|that|these|those|they|their|them|he|she|his|her|such|otherwise|however|therefore|thus|then|so|and|but|or|"
    r"also|instead|there|here|here[a-z]+|the (?:latter|former|same (?:goes|is|applies|holds))|both|either)\b",
    re.IGNORECASE,
)
#: Words by which a sentence concludes from the one before it, wherever they stand in it.
CONCLUDING = re.compile(r"\b(?:therefore|thus|hence)\b", re.IGNORECASE)
#: "Both" may begin a sentence that names the two.
NAMED = re.compile(r"both \S+ and\b", re.IGNORECASE)


DAY, MONTH, YEAR = 10, 7, 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or the first day that a month, a part of a year or a year can mean."""

    iso: str
    precision: int
    """How many characters of the ISO form are known: 10, 7 or 4."""
    place: int = 0
    """Where in the sentence it stands."""

    def after(self, date: str) -> bool:
        """Whether all of it lies after an ISO date, as far as it is known."""
        return self.iso[: self.precision] > date[: self.precision]

    def planned_in(self, sentence: str) -> bool:
        """Whether the sentence calls it a day to come."""
        return self.precision == DAY and bool(PLAN.search(sentence, endpos=self.place))


def moments(sentence: str) -> list[Moment]:
    """The times that a sentence names."""
    found: list[Moment] = []
    for match in TIME.finditer(sentence):
        if match["iso"]:
            iso, precision = match["iso"], DAY
        elif match["month"]:
            day = int(match["day"] or 1)
            iso = f"{match['year']}-{MONTHS.index(match['month']) + 1:02}-{day:02}"
            precision = DAY if match["day"] else MONTH
        elif match["part"]:
            iso, precision = f"{match['part_year']}-{FIRST_MONTH[match['part']]:02}-01", MONTH
        elif match["bare"]:
            iso, precision = f"{match['bare']}-01-01", YEAR
        else:
            continue
        found.append(Moment(iso, precision, match.start()))
    return found


def later_than_its_document(sentence: str, date: str) -> bool:
    """Whether a sentence states what a document of this date can't know; one without a date knows no time at all."""
    if sentence in ALLOWED:
        return False
    named = moments(sentence)
    if not date:
        return bool(named)
    return any(moment.after(date) and not moment.planned_in(sentence) for moment in named)


def leans(sentence: str) -> bool:
    """Whether a sentence begins with a pointer to the one before it, or concludes from it."""
    return bool(CONCLUDING.search(sentence)) or (bool(LEANING.match(sentence)) and not NAMED.match(sentence))


@pytest.mark.parametrize(
    ("sentence", "date", "later"),
    [
        ("The October 2026 overview agrees.", "2023-10-23", True),
        ("Guides of 2026 allow 512 MB.", "2023-10-09", True),
        ("The early-2026 how-to repeats the advice.", "2025-11-26", True),
        ("The model retired on 13 February 2025.", "2023-10-16", True),
        ("The model was gone on 2025-02-13.", "2023-10-16", True),
        ("The model retired on 13 February 2025.", "2025-02-13", False),
        ("The base model retires on 2026-10-01.", "2026-07-07", False),
        ("The overview of 6 October 2026 retires it.", "2026-07-07", True),
        ("The model retires, says the October 2026 page.", "2026-07-07", True),
        ("Training ends no earlier than 2027-04-01.", "2026-07-07", False),
        ("The overview says so (October 2026).", "2026-10-06", False),
        ("The API version is 2023-12-01-preview.", "2023-10-16", False),
        ("The 2023 guide says so.", "2023-10-09", False),
        ("A guide of October 2023 says so.", "", True),
        ("A guide says so.", "", False),
    ],
)
def test_later_than_its_document(sentence: str, date: str, later: bool) -> None:  # noqa: FBT001 - a table's column
    """What lies after a document's date is news to it, unless it is a plan of its own."""
    assert later_than_its_document(sentence, date) is later


@pytest.mark.parametrize(
    ("sentence", "leaning"),
    [
        ("It is free.", True),
        ("Both bill per token.", True),
        ("The same goes for DPO.", True),
        ("Such a file is refused.", True),
        ("A long file therefore has to be split.", True),
        ("Both preferred_output and non_preferred_output hold messages.", False),
        ("Neither Global nor Developer training guarantees residency.", False),
        ("Each record is one line.", False),
    ],
)
def test_leans(sentence: str, leaning: bool) -> None:  # noqa: FBT001 - a table's column
    """A sentence that says what its pronoun stands for does not lean."""
    assert leans(sentence) is leaning


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
class TestSentences:
    """What holds for every sentence of a shipped note."""

    def test_none_is_later_than_its_document(self, source: Source) -> None:
        """No sentence states something of a document newer than the one it is cited to."""
        assert [(found.date, text) for found, text in shown(source) if later_than_its_document(text, found.date)] == []

    def test_what_is_past_does_not_speak_of_afterwards(self, source: Source) -> None:
        """That a text is superseded or its models retired is said by its status, not by its own sentences."""
        past = [] if source.id in LISTS_OF_THE_RETIRED else [one for one in shown(source) if is_past(one[0])]
        assert [text for _, text in past if AFTERWARDS.search(text)] == []

    def test_none_looks_behind_the_scenes(self, source: Source) -> None:
        """Readers see documents, not our notes on them."""
        assert [text for _, text in shown(source) if BEHIND_THE_SCENES.search(text)] == []

    def test_none_leans_on_the_one_before(self, source: Source) -> None:
        """A sentence is understood when it is shown alone."""
        assert [text for _, text in shown(source) if leans(text)] == []

    def test_none_is_too_long_to_be_shown(self, source: Source) -> None:
        """A sentence is no longer than answers allow."""
        assert [text for _, text in shown(source) if len(text) > LONGEST_SENTENCE] == []

    def test_the_first_of_a_block_is_short(self, source: Source) -> None:
        """A block begins with its answer."""
        firsts = [sentences(found.text)[0] for found in read_note(source)]
        assert [text for text in firsts if len(text.split()) > MOST_WORDS_FIRST] == []

    def test_one_stands_on_each_line(self, source: Source) -> None:
        """A line of a note is a sentence, and is taken for one when its block is read."""
        text = re.sub(
            r"\A---\n.*?\n---\n|<!--.*?-->", "", note_file(source).read_text(encoding="utf-8"), flags=re.DOTALL
        )
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        assert [line for line, (_, sentence) in zip(lines, shown(source), strict=True) if line != sentence] == []


def test_a_gap_is_told_at_once() -> None:
    """A gap begins with what there is not, and has two sentences at most."""
    gaps = [sentences(found.text) for found in read_note(GAPS)]
    assert [
        gap for gap in gaps if len(gap) > MOST_SENTENCES_OF_A_GAP or not re.match(r"(?:No|Nothing)\b", gap[0])
    ] == []


def shown(source: Source) -> list[tuple[Passage, str]]:
    """The sentences of a note, each with the passage it is cited to."""
    return [(found, text) for found in read_note(source) for text in sentences(found.text)]


def is_past(found: Passage) -> bool:
    """Whether a passage speaks for a time that is over, or has no date to speak for."""
    return found.status is not Status.CURRENT or (not found.date and found.source_id != GAPS_ID)
