"""Numbers in words and digits: what each measures, what it counts, and by which period."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.numbers.numbers import MOST_WORDS
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities

COUNT, RATE, SHARE = QuantityKind.COUNT, QuantityKind.RATE, QuantityKind.SHARE
MONEY, DURATION, SIZE = QuantityKind.MONEY, QuantityKind.DURATION, QuantityKind.SIZE
#: What texts about a use case are made of, so that chance puts them next to each other.
BITS = [
    "1",
    "2,000",
    "0.823",
    "12 000",
    "$",
    "k",
    "%",
    " of ",
    " per day",
    "gpt-4.1",
    "2019",
    "a few",
    "dozen",
    "½",
    "٣",
    "-",
    "/",
]


def only(text: str) -> Quantity:
    """The one quantity of a text."""
    (found,) = quantities(text)
    return found


def kinds_and_values(text: str) -> list[tuple[QuantityKind, float]]:
    """Every quantity of a text, without its place; numbers to three digits."""
    return [(one.kind, round(one.value, 3)) for one in quantities(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,400 pairs", 1_400),
        ("1.4k pairs", 1_400),
        ("60k", 60_000),
        ("12 000 rows", 12_000),
        ("12.000 rows", 12_000),
        ("12'000 rows", 12_000),
        ("1.000.000 rows", 1_000_000),
        ("100 000 000 rows", 100_000_000),
        ("1,5 million rows", 1_500_000),
        ("5 mio", 5_000_000),
        ("3 lakh rows", 300_000),
        ("~300 pairs", 300),
        ("300+ pairs", 300),
        ("300ish", 300),
        ("2000", 2_000),
        ("about 2000 pairs", 2_000),
        ("zero examples", 0),
        ("15 old replies", 15),
        ("a dozen", 12),
        ("two dozen samples", 24),
        ("a handful of replies", 5),
        ("a couple hundred", 200),
        ("couple of hundred", 200),
        ("a few thousand", 3_000),
        ("several hundred examples", 400),
        ("hundreds of examples", 300),
        ("tens of thousands of rows", 30_000),
        ("hundreds of thousands of rows", 300_000),
        ("half a million", 500_000),
        ("twenty-five thousand", 25_000),
        ("one hundred and twenty", 120),
        ("two thousand five hundred", 2_500),
    ],
)
def test_counts(text: str, value: float) -> None:
    """Digits with any separator, suffixes, loose amounts and spelled-out numbers are counts."""
    assert (only(text).kind, only(text).value) == (COUNT, value)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("80-100k usable", COUNT, 90_000),
        ("80–100 examples", COUNT, 90),
        ("80k to 100k", COUNT, 90_000),
        ("3 or 4 thousand", COUNT, 3_500),
        ("two or three a week", RATE, 0.357),
        ("25 to 30 percent", SHARE, 0.275),
        ("2-3 seconds", DURATION, 2.5),
        ("between 80 and 100", COUNT, 90),
        ("between 3 and 5k a week", RATE, 571.429),
        ("one or two hundred", COUNT, 150),
        ("500-2000", COUNT, 1_250),
        ("500 to 2 thousand", COUNT, 1_250),
        ("a hundred or two", COUNT, 100),
        ("it runs 24/7 for 40 users", COUNT, 40),
    ],
)
def test_ranges(text: str, kind: QuantityKind, value: float) -> None:
    """A range counts as its middle, and its scale and unit go for both ends."""
    assert kinds_and_values(text) == [(kind, value)]


@pytest.mark.parametrize(
    ("text", "a_day"),
    [
        ("60,000 a month", 2_000),
        ("60,000 mails per month", 2_000),
        ("60k mails month and no end", 2_000),
        ("60k month", 2_000),
        ("3 million call month, quality perfect", 100_000),
        ("5k ticket day", 5_000),
        ("8k/day", 8_000),
        ("8k calls/day", 8_000),
        ("2,000 mails daily", 2_000),
        ("daily 300 calls", 300),
        ("each day 3 calls", 3),
        ("2 requests per second", 172_800),
        ("10 rps", 864_000),
        ("about 50 each hour", 1_200),
        ("365 a year", 1),
        ("70 a week", 10),
        ("300 in one day", 300),
        ("a few hundred calls a day", 300),
        ("three hundred a day", 300),
    ],
)
def test_rates_are_uses_a_day(text: str, a_day: float) -> None:
    """A number with a period, after it or before it, becomes uses a day."""
    assert kinds_and_values(text) == [(RATE, a_day)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8k calls per day and 4,000 examples", [(RATE, 8_000), (COUNT, 4_000)]),
        ("2,000 mails daily and 300 examples", [(RATE, 2_000), (COUNT, 300)]),
        ("300 examples and twenty calls a day", [(COUNT, 300), (RATE, 20)]),
        ("300 examples and a few calls a day", [(COUNT, 300), (RATE, 3)]),
        ("500 users, each day 3 calls", [(COUNT, 500), (RATE, 3)]),
        ("82% on 300 test cases", [(SHARE, 0.82), (COUNT, 300)]),
        ("$9k a month for 60k tickets a day", [(MONEY, 9_000), (RATE, 60_000)]),
    ],
)
def test_a_unit_belongs_to_one_number(text: str, expected: list[tuple[QuantityKind, float]]) -> None:
    """A period, a sign or an object of one number says nothing about the number beside it."""
    assert kinds_and_values(text) == expected


def test_once_a_day_is_a_rate() -> None:
    """What runs one time a day has a rate; one price, or a monthly one, has none."""
    assert only("The report runs one time a day.").value == 1
    assert kinds_and_values("Is it one price or monthly?") == [(COUNT, 1)]


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("17 of 25", 0.68, 25),
        ("17/25", 0.68, 25),
        ("17 out of 25", 0.68, 25),
        ("17 of the 25", 0.68, 25),
        ("one in ten", 0.1, 10),
        ("8 in 100", 0.08, None),
        ("recall is now 71", 0.71, None),
        ("macro F1 83 with few-shot", 0.83, None),
        ("kappa .81", 0.81, None),
        ("79%", 0.79, None),
        ("79 percent", 0.79, None),
        ("79 per cent", 0.79, None),
        ("0.82", 0.82, None),
        ("an accuracy of 0.823", 0.823, None),
    ],
)
def test_shares(text: str, value: float, of: float | None) -> None:
    """Percentages, scores and so many of so many are shares, with the whole where it is named."""
    assert kinds_and_values(text) == [(SHARE, value)]
    assert only(text).of == of


@pytest.mark.parametrize("text", ["two in 400 files", "25 of 17"])
def test_what_is_no_share(text: str) -> None:
    """Things in files, and more of fewer, are two counts."""
    assert [one.kind for one in quantities(text)] == [COUNT, COUNT]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("$9k a month", MONEY, 9_000),
        ("9,000 dollars a month", MONEY, 9_000),
        ("€300", MONEY, 300),
        ("300 €", MONEY, 300),
        ("USD 300", MONEY, 300),
        ("300 EUR per month", MONEY, 300),
        ("1.2m euros", MONEY, 1_200_000),
        ("under 2 seconds", DURATION, 2),
        ("200 ms", DURATION, 200),
        ("for two years", DURATION, 2),
        ("a two-week deadline", DURATION, 2),
        ("128k tokens", SIZE, 128_000),
        ("an 8B model", SIZE, 8),
        ("one A100", SIZE, 1),
        ("two H100s", SIZE, 2),
        ("100 GB", SIZE, 100),
        ("3 epochs", SIZE, 3),
    ],
)
def test_other_units(text: str, kind: QuantityKind, value: float) -> None:
    """Money, times and sizes are told from counts, also where a period follows."""
    assert kinds_and_values(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "gpt-4.1 and llama-3",
        "GPT 4 or gpt-4o",
        "claude 3.5 sonnet",
        "version 2 of it",
        "v2",
        "S3",
        "Q3",
        "ISO 27001",
        "rule 12",
        "ticket 4711",
        "error 404",
        "since 2019",
        "in 2024",
        "(2023)",
        "2025-04-01",
        "on 3 March 2026",
        "2nd try",
        "a few-shot prompt",
        "3-shot",
        "no one",
        "someone",
        "",
        "½",
        "Is it a one-time cost or a monthly cost?",
        "A one time fee, or per month?",
        "Is that one-off or monthly?",
    ],
)
def test_names_versions_years_and_dates_are_no_quantities(text: str) -> None:
    """A number that is part of a name measures nothing."""
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("1,400 checked pairs", ("checked", "pairs")),
        ("300 sentence/DSL pairs", ("sentence", "dsl", "pairs")),
        ("about 30, all from Ana", ()),
        ("40 clerks. They agree", ("clerks",)),
    ],
)
def test_what_is_counted(text: str, counted: tuple[str, ...]) -> None:
    """The words after a number up to the end of the phrase say what it is of."""
    assert only(text).counted == counted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("we get 60,000 mails per month or so", "60,000 mails per month"),
        ("it was 17 out of 25, I think", "17 out of 25"),
        ("a budget of 9k$ a month", "9k$"),
        ("we have a couple of hundred replies", "a couple of hundred"),
    ],
)
def test_the_place_holds_unit_and_period(text: str, words: str) -> None:
    """What is quoted is the number as it was written."""
    found = only(text)
    assert text[found.start : found.end] == words


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(BITS), max_size=30).map(" ".join),
        st.lists(st.sampled_from(BITS), max_size=30).map("".join),
    )
)
def test_any_text(text: str) -> None:
    """Whatever is written, nothing is raised, and places lie within the text, in order, each its own."""
    places = [place for one in quantities(text) for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert all(one.start < one.end for one in quantities(text))


def test_a_pasted_document_is_read_in_part() -> None:
    """What follows the first words of a long text is left alone."""
    read = quantities("300 pairs " * MOST_WORDS)
    assert len(read) == MOST_WORDS / 2
