"""The decision record."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decision import Assessment, Certainty, Criterion, Fact, Occasion, SourceLink, decision_record, review_date

DECIDED = date(2026, 11, 22)
HEADINGS = [
    "Context",
    "Answers",
    "Verdict",
    "Alternatives and why not",
    "Next steps",
    "What would reverse this",
    "Sources",
    "Review",
]
STUCK = Assessment.of(
    {"goal": ["task_accuracy"], "tried": "few_shot_prompt", "failure": "edge_cases", "baseline": "measured"}
)


def headings(record: str) -> list[str]:
    """Return the second-level headings of a record."""
    return [line.removeprefix("## ") for line in record.splitlines() if line.startswith("## ")]


def test_record_holds_everything() -> None:
    """A record names the words, who said them and when, the exact number, verdict, sources with links, and the review date."""
    said = Fact(
        Criterion.EXAMPLES, ("500_4999",), words="about 1,400 pairs", number=1400, by="Ana",
        at=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    links = {"S03": SourceLink("When to fine-tune", "https://example.org/s03", date(2023, 10, 23))}
    record = decision_record(STUCK.put(said), Occasion("Do we fine-tune?", DECIDED, links))
    assert headings(record) == HEADINGS
    assert "“Do we fine-tune?”" in record
    assert "- Examples: 500 to 4,999 (1,400) (Ana, 2026-11-20: “about 1,400 pairs”)\n" in record
    assert "\nFine-tuning (" in record
    assert "When to fine-tune, 2023-10-23, under “What have you tried so far?”: <https://example.org/s03>" in record
    assert "Review on 2027-05-22 (six months on)." in record


def test_sources_are_listed_by_heading() -> None:
    """A source is listed once for each heading cited, with the heading's own link and date where the caller knows them."""
    place = "S03#What have you tried so far?"
    links = {
        "S03": SourceLink("When to fine-tune", "https://example.org/s03", date(2023, 10, 23)),
        place: SourceLink("When to fine-tune", "https://example.org/s03#tried", date(2026, 3, 11)),
    }
    listed = decision_record(STUCK, Occasion("x", DECIDED, links)).split("## Sources")[1]
    assert "2026-03-11, under “What have you tried so far?”: <https://example.org/s03#tried>" in listed
    assert "2023-10-23, under “What data are you going to use" in listed


def test_own_advice_is_named_as_such() -> None:
    """Steps that claim no source have no mark, and the record says what that means."""
    steps = decision_record(STUCK, Occasion("x", DECIDED)).split("## Next steps")[1].split("##")[0]
    assert "- [ ] Give each open point an owner and a date.\n" in steps
    assert "Steps without a mark are practical advice of this assistant" in steps


def test_marks_and_sources_agree() -> None:
    """Every mark in the text has its line among the sources."""
    record = decision_record(STUCK, Occasion("x", DECIDED))
    body, listed = record.split("## Sources")
    used = {part.split("]")[0] for part in body.split("[")[1:]} - {" "}
    assert used == {line.split(".")[0] for line in listed.splitlines() if ". " in line and line[0].isdigit()}


def test_source_without_address_is_no_link() -> None:
    """A source whose address nobody knows is named, and not linked to nowhere."""
    record = decision_record(
        Assessment.of({"goal": ["unclear"]}), Occasion("x", DECIDED, {"S03": SourceLink("Guide", "")})
    )
    assert "<>" not in record
    assert "1. Guide, no date given" in record


def test_unsure_and_empty_are_told_apart() -> None:
    """A record says "not sure" where somebody said so, and that nothing was answered where nothing was."""
    assert "- Goal: not sure\n" in decision_record(
        Assessment().put(Fact(Criterion.GOAL, certainty=Certainty.UNSURE)), Occasion("x", DECIDED)
    )
    assert "No answers were given." in decision_record(Assessment(), Occasion("x", DECIDED))


def test_estimate_is_named_as_one() -> None:
    """A verdict that rests on the article's estimate says so in the record."""
    assert "Used as a tie-breaker" in decision_record(Assessment.of({"goal": ["tone_style"]}), Occasion("x", DECIDED))


def test_records_read_as_plain_text() -> None:
    """Ordinary words stand as they were written: no backslashes, no stars, no bars."""
    said = Fact(
        Criterion.EXAMPLES,
        ("500_4999",),
        words="~1,400 pairs (co-written), 90% in snake_case!",
        number=1400,
        by="Ana-Lena",
    )
    record = decision_record(STUCK.put(said), Occasion("Fine-tune #1 - or not? It's $5.", DECIDED))
    assert not set("\\*|") & set(record)
    assert "“Fine-tune #1 - or not? It's $5.”" in record
    assert "(Ana-Lena: “~1,400 pairs (co-written), 90% in snake_case!”)" in record


@given(st.text())
def test_words_cannot_break_the_record(words: str) -> None:
    """Whatever somebody wrote, the record keeps its headings, its table and no raw markup."""
    assessment = Assessment().put(Fact(Criterion.GOAL, ("tone_style",), words=words, by=words))
    record = decision_record(assessment, Occasion(words, DECIDED, {"S01": SourceLink(words, words)}))
    assert headings(record) == HEADINGS
    listed = record.split("## Answers")[1].split("## Verdict")[0]
    assert len([line for line in listed.splitlines() if line.startswith("- ")]) == 1
    assert not [line for line in record.splitlines() if line.startswith("|")]


def test_slack_and_html_markup_is_plain_text() -> None:
    """Mentions, tags and links come out as text."""
    record = decision_record(STUCK, Occasion("<!channel> <script> [a](b)", DECIDED))
    assert "“&lt;!channel> &lt;script> \\[a\\](b)”" in record


@pytest.mark.parametrize(
    ("decided", "retirement", "due"),
    [
        (date(2026, 11, 22), None, date(2027, 5, 22)),
        (date(2026, 11, 22), date(2027, 2, 6), date(2027, 2, 6)),
        (date(2026, 11, 22), date(2027, 10, 1), date(2027, 5, 22)),
        (date(2026, 11, 22), date(2026, 10, 1), date(2026, 11, 22)),
        (date(2026, 8, 31), None, date(2027, 2, 28)),
        (date(2027, 8, 31), None, date(2028, 2, 29)),
    ],
)
def test_review_date(decided: date, retirement: date | None, due: date) -> None:
    """The review is the earlier of six months on and the next retirement, never before the decision."""
    assert review_date(decided, retirement) == due


def test_retirement_is_the_reason_given() -> None:
    """A review brought forward by a retirement says why."""
    record = decision_record(STUCK, Occasion("x", DECIDED, retirement=date(2027, 2, 6)))
    assert "Review on 2027-02-06 (a model concerned retires then)." in record
