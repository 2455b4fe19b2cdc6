"""From what a reader makes of a message to facts: what is stated, what is likely, and what a number says."""

import pytest

from bot.decision import Certainty, Criterion, Fact
from bot.reading.facts_in import (
    LONGEST_WORDS,
    NEAR,
    PLAINLY_UNCLEAR,
    Thresholds,
    facts_in,
    thresholds,
    with_another_number,
    with_number,
)
from bot.reading.numbers.quantities import quantities
from bot.reading.windows import QUESTIONS

from .made import HARDLY, Said, made

#: The same for every criterion, so that a test can name what lies on either side.
AT = Thresholds(dict.fromkeys(Criterion, 0.8), dict.fromkeys(Criterion, 0.5), 0.5, 0.8)
STATED, LIKELY = Certainty.STATED, Certainty.LIKELY


def read(text: str, *said: Said) -> tuple[Fact, ...]:
    """The facts of a text in which a reader finds these values."""
    return facts_in(made(text, *said), AT)


@pytest.mark.parametrize(
    ("stated", "likely", "certainty"),
    [
        (0.81, 0.9, STATED),
        (0.79, 0.9, LIKELY),
        (HARDLY, 0.51, LIKELY),
        (0.79, 0.49, None),
        (HARDLY, HARDLY, None),
    ],
)
def test_how_sure_a_fact_is(stated: float, likely: float, certainty: Certainty | None) -> None:
    """From one probability on a value is stated, from another on likely, and below both it is not read."""
    found = read("we only have a prompt", Said(Criterion.TRIED, "basic_prompt", "only have a prompt", stated, likely))
    expected = [] if certainty is None else [Fact(Criterion.TRIED, ("basic_prompt",), certainty, "only have a prompt")]
    assert list(found) == expected


def test_one_fact_a_criterion_in_the_rubrics_order() -> None:
    """Of two values of one criterion the likelier counts, and facts come in the rubric's order."""
    found = read(
        "it changes weekly, we tried RAG and prompts",
        Said(Criterion.VOLATILITY, "frequent", "changes weekly"),
        Said(Criterion.TRIED, "rag", "RAG", 0.95),
        Said(Criterion.TRIED, "basic_prompt", "prompts", 0.9),
    )
    assert [(fact.criterion, fact.values) for fact in found] == [
        (Criterion.TRIED, ("rag",)),
        (Criterion.VOLATILITY, ("frequent",)),
    ]


@pytest.mark.parametrize(
    ("second", "value", "expected"),
    [
        (0.9, "format_structure", {"tone_style", "format_structure"}),
        (0.7, "format_structure", {"tone_style"}),
        (0.9, "unclear", {"tone_style"}),
    ],
)
def test_two_goals(second: float, value: str, expected: set[str]) -> None:
    """A second goal that is sure enough counts too; "make it better" beside a named one is none."""
    found = read(
        "our tone, and better JSON",
        Said(Criterion.GOAL, "tone_style", "our tone"),
        Said(Criterion.GOAL, value, "better JSON", second),
    )
    assert set(found[0].values) == expected


@pytest.mark.parametrize(
    ("probability", "certainty"), [(PLAINLY_UNCLEAR + 0.01, STATED), (PLAINLY_UNCLEAR - 0.01, LIKELY)]
)
def test_no_goal_yet(probability: float, certainty: Certainty) -> None:
    """That there is no goal yet ends an interview, so it is stated only where it is plain, and asked about otherwise."""
    (fact,) = read("make it better", Said(Criterion.GOAL, "unclear", "make it better", probability))
    assert (fact.values, fact.certainty) == (("unclear",), certainty)


@pytest.mark.parametrize(
    ("text", "claimed", "band", "number"),
    [
        ("1,400 checked pairs", "10_49", "500_4999", 1_400),
        ("a dozen old replies", "5000_plus", "10_49", 12),
        ("12 from us, another 3,000 from the archive", "10_49", "500_4999", 3_000),
    ],
)
def test_a_band_is_told_by_the_number(text: str, claimed: str, band: str, number: float) -> None:
    """Whatever band the reader takes it for, the number in the words decides; of several the largest is what there is."""
    (fact,) = read(text, Said(Criterion.EXAMPLES, claimed, text))
    assert (fact.values, fact.certainty, fact.number) == ((band,), STATED, number)


@pytest.mark.parametrize("claimed", ["under_10", "10_49", "50_499", "500_4999", "5000_plus"])
@pytest.mark.parametrize(
    "text", ["we have lots of examples", "$300 of examples", "82% are examples", "300 a day as examples"]
)
def test_without_a_count_there_is_no_band(text: str, claimed: str) -> None:
    """A claim without a number, and a number of money, share or rate, is no number of examples, however sure the reader is."""
    assert read(text, Said(Criterion.EXAMPLES, claimed, "examples")) == ()


@pytest.mark.parametrize(
    ("text", "words", "band"),
    [
        ("we get 60,000 tickets a month", "tickets a month", "medium"),
        ("we get 20k a day", "20k a day", "high"),
        ("we have 20k tickets", "20k tickets", None),
        ("$20k a month", "$20k a month", None),
        ("millions of them", "millions", None),
    ],
)
def test_a_volume_needs_a_period(text: str, words: str, band: str | None) -> None:
    """Only a number with a period says how many uses a day there are."""
    found = read(text, Said(Criterion.VOLUME, "low", words))
    assert [fact.values for fact in found] == ([] if band is None else [(band,)])


@pytest.mark.parametrize("text", ["600 eval cases", "we keep 600 test tickets", "600 held-out rows"])
def test_test_cases_are_no_examples(text: str) -> None:
    """What a score is measured on is nothing to learn from."""
    assert read(text, Said(Criterion.EXAMPLES, "500_4999", text)) == ()


@pytest.mark.parametrize("apart", [1, NEAR - 1, NEAR + 20])
def test_a_number_counts_where_it_is_near(apart: int) -> None:
    """A number close to the words that say what it is of belongs to them, one farther off does not."""
    found = read(f"300{' ' * apart}reviewed replies", Said(Criterion.EXAMPLES, "50_499", "reviewed replies"))
    assert bool(found) is (apart < NEAR)


@pytest.mark.parametrize("value", ["none", "raw_docs_only"])
def test_no_number_is_needed_where_there_are_none(value: str) -> None:
    """That there are no examples, or only documents, takes no number, and a number beside it changes nothing."""
    (fact,) = read("no pairs, only the 400 PDFs", Said(Criterion.EXAMPLES, value, "no pairs, only the 400 PDFs"))
    assert (fact.values, fact.number) == ((value,), None)


def test_a_number_can_be_likely() -> None:
    """Where the reader would only guess that a number counts examples, the band is likely."""
    (fact,) = read("there are 40k tickets", Said(Criterion.EXAMPLES, "5000_plus", "40k tickets", 0.4, 0.7))
    assert (fact.values, fact.certainty, fact.number) == (("5000_plus",), LIKELY, 40_000)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("82% on 300 held-out cases", 300),
        ("17 of 25 were right", 25),
        ("91% right on our 400 invoice test set", 400),
        ("an F1 of 0.82", None),
        ("it is measured", None),
    ],
)
def test_a_measurement_knows_its_cases(text: str, number: float | None) -> None:
    """A score keeps on how many cases it was measured, where the words say so."""
    (fact,) = read(text, Said(Criterion.BASELINE, "measured", text))
    assert (fact.values, fact.number) == (("measured",), number)


def test_words_are_short_and_of_the_text() -> None:
    """What is quoted is the person's own, in one line, and not a whole page."""
    text = "the tone\n is wrong " * 40
    (fact,) = read(text, Said(Criterion.FAILURE, "style_drift", text))
    assert fact.words in " ".join(text.split())
    assert len(fact.words) <= LONGEST_WORDS


@pytest.mark.parametrize(
    ("criterion", "text", "values", "words"),
    [
        (Criterion.EXAMPLES, "so 40 checked pairs, not more", ("10_49",), "40 checked pairs"),
        (Criterion.VOLUME, "that is 60,000 mails a month", ("medium",), "60,000 mails a month"),
    ],
)
def test_a_number_brings_its_words(criterion: Criterion, text: str, values: tuple[str, ...], words: str) -> None:
    """A fact that rests on a number quotes it with what it counts."""
    fact = with_number(criterion, quantities(text)[0], text)
    assert (fact.values, fact.words, fact.certainty) == (values, words, STATED)


def test_another_number_in_place_of_a_known_one() -> None:
    """A corrected number changes the band of examples; the number of test cases changes and the measurement stays."""
    text = "only 40"
    (number,) = quantities(text)
    examples = Fact(Criterion.EXAMPLES, ("50_499",), number=400)
    assert with_another_number(examples, number, text).values == ("10_49",)
    measured = Fact(Criterion.BASELINE, ("measured",), words="82% on 400", number=400)
    after = with_another_number(measured, number, text)
    assert (after.values, after.number, after.words) == (("measured",), 40, "82% on 400")


def test_packaged_thresholds() -> None:
    """There is one of each for every criterion, and what is stated is surer than what is likely."""
    known = thresholds()
    assert set(known.stated) == set(known.likely) == set(QUESTIONS)
    assert all(0 < known.likely[criterion] <= known.stated[criterion] <= 1 for criterion in QUESTIONS)
    assert 0 < known.answer <= 1
    assert 0 < known.second_goal <= 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("few-shot prompt at 78%, 3,000 checked examples, 40,000 calls a day", 3_000.0),
        ("We have 4k reviewed input/output pairs.", 4_000.0),
        ("82% on 300 cases; 250 labelled examples", 250.0),
        ("we would need 3,000 checked examples", None),
        ("we don't have 500 labelled examples", None),
        ("are 500 labelled examples enough?", None),
        ("the article says 50 curated examples", None),
        ("3,000 examples", None),
        ("300 checked test examples", None),
    ],
)
def test_examples_somebody_made_sure_of_need_no_reader(text: str, number: float | None) -> None:
    """In a bare list there is nothing else to go by; what is wished, denied, asked or somebody else's is not there."""
    assert [fact.number for fact in read(text) if fact.criterion is Criterion.EXAMPLES] == [number] * (
        number is not None
    )


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("our tickets may be used for training", False),
        ("legal lets us train on customer data", False),
        ("we may fine-tune gpt-4.1-mini on our data", True),
        ("our subscription allows training on these logs", True),
    ],
)
def test_data_to_train_on_is_no_model_to_train(text: str, *, is_read: bool) -> None:
    """Gate G6 asks for a model; what may be fed to it is another question."""
    facts = read(text, Said(Criterion.TUNABLE_MODEL, "yes", text, 0.9, 0.9))
    assert bool(facts) is is_read
