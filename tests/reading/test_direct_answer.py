"""A reply in the light of the open question: only an answer answers."""

import pytest

from bot.decision import VALUES, Assessment, Certainty, Criterion, Fact, question_for
from bot.reading.direct_answer import PERHAPS, UNSURE, VAGUE, answer_in, picked_in_words, unsure
from bot.reading.facts_in import Thresholds

from .made import HARDLY, Said, made

AT = Thresholds(dict.fromkeys(Criterion, 0.8), dict.fromkeys(Criterion, 0.5), 0.5, 0.8)
LIKELY_RAG = Assessment().put(Fact(Criterion.TRIED, ("rag",), Certainty.LIKELY))
#: Replies that say something, and nothing that answers by its form.
NO_ANSWERS = (
    "hm ok",
    "interesting",
    "shorter please",
    "what do you mean?",
    "does latency matter?",
    "go on",
    "42",
    "lol",
)


def picked(text: str, criterion: Criterion, known: Assessment | None = None) -> Fact | None:
    """What a reply picks when a criterion is asked for."""
    return picked_in_words(text, question_for(known or Assessment(), criterion))


# ------------------------------------------------------------------------------------------------- what is plain by its form


@pytest.mark.parametrize("criterion", Criterion)
def test_letters_and_labels(criterion: Criterion) -> None:
    """Every option is picked by its letter and by its label, and the letter after the last one means "not sure"."""
    question = question_for(Assessment(), criterion)
    letters = "abcdefghijklmnop"[: len(question.options)]
    for letter, option in zip(letters, question.options, strict=True):
        by_letter, by_label = picked(letter, criterion), picked(option.label.upper(), criterion)
        assert by_letter == Fact(criterion, (option.value,), words=option.label)
        assert by_label is not None
        assert by_label.values == (option.value,)
    last = picked(chr(ord(letters[-1]) + 1), criterion)
    assert last is not None
    assert last.certainty is Certainty.UNSURE
    assert picked("z", criterion) is None


@pytest.mark.parametrize(
    ("text", "criterion", "value"),
    [
        ("Nothing yet.", Criterion.TRIED, "nothing"),
        ("just a prompt", Criterion.TRIED, "basic_prompt"),
        ("few-shot", Criterion.TRIED, "few_shot_prompt"),
        ("stable", Criterion.TASK_STABILITY, "stable"),
        ("strict", Criterion.LATENCY, "strict"),
        ("checked by two people", Criterion.DATA_QUALITY, "curated"),
        ("the tone", Criterion.FAILURE, "style_drift"),
        ("the tone", Criterion.GOAL, "tone_style"),
        ("weekly", Criterion.VOLATILITY, "frequent"),
        ("end of the year", Criterion.DEADLINE, "months"),
    ],
)
def test_other_words_for_a_value(text: str, criterion: Criterion, value: str) -> None:
    """A word that stands for a value answers its question, and the person's own words are kept."""
    fact = picked(text, criterion)
    assert fact is not None
    assert (fact.values, fact.words, fact.is_stated) == ((value,), text, True)


@pytest.mark.parametrize(
    ("text", "criterion", "value"),
    [
        ("yes", Criterion.CITATIONS, "yes"),
        ("no, thanks", Criterion.CITATIONS, "no"),
        ("yes", Criterion.TASK_STABILITY, "changing"),
        ("nope", Criterion.BASELINE, "none"),
        ("no", Criterion.UPKEEP, "cannot_retrain"),
    ],
)
def test_a_bare_yes_or_no(text: str, criterion: Criterion, value: str) -> None:
    """Where the question is a yes or no one, that is its answer."""
    fact = picked(text, criterion)
    assert fact is not None
    assert fact.values == (value,)


@pytest.mark.parametrize("criterion", [Criterion.BASELINE, Criterion.EXAMPLES])
def test_a_yes_without_the_number(criterion: Criterion) -> None:
    """To "how many", yes claims what needs a number, and holds no value."""
    fact = picked("yes", criterion)
    assert fact is not None
    assert (fact.values, fact.certainty) == ((), Certainty.VAGUE)


@pytest.mark.parametrize("criterion", [Criterion.GOAL, Criterion.FAILURE, Criterion.TEAM, Criterion.DEADLINE])
def test_a_yes_to_which(criterion: Criterion) -> None:
    """Where it says nothing, a yes answers nothing."""
    assert picked("yes", criterion) is None


@pytest.mark.parametrize("text", ["not sure", "no idea, sorry", "dunno", "?", "I'd have to ask"])
@pytest.mark.parametrize("criterion", [Criterion.TRIED, Criterion.EXAMPLES, Criterion.CITATIONS])
def test_not_sure(text: str, criterion: Criterion) -> None:
    """Not sure is an answer, and never a no."""
    assert picked(text, criterion) == unsure(criterion, text)


def test_yes_confirms_a_guess() -> None:
    """Where something was guessed, yes says that it is so."""
    assert picked("Yes, that's right", Criterion.TRIED, LIKELY_RAG) == Fact(
        Criterion.TRIED, ("rag",), words="Retrieval"
    )


def test_no_to_a_guess_is_no_answer() -> None:
    """No says that a guess was wrong, and not what is right; without a guess it says that nothing was tried."""
    assert picked("no", Criterion.TRIED, LIKELY_RAG) is None
    without = picked("no", Criterion.TRIED)
    assert without is not None
    assert without.values == ("nothing",)


@pytest.mark.parametrize("text", NO_ANSWERS)
@pytest.mark.parametrize("criterion", Criterion)
def test_short_remarks_pick_nothing(text: str, criterion: Criterion) -> None:
    """A remark is no answer to any question."""
    assert picked(text, criterion) is None


# ------------------------------------------------------------------------------------------------ what the reader takes it for


@pytest.mark.parametrize(
    ("probability", "certainty"),
    [(AT.answer + 0.01, Certainty.STATED), (AT.answer - 0.01, Certainty.LIKELY), (PERHAPS - 0.01, None)],
)
def test_a_reply_in_its_own_words(probability: float, certainty: Certainty | None) -> None:
    """The likeliest value of the open question is its answer, a guess, or none, with the words that say it."""
    text = "we only paste the name into chatgpt"
    said = Said(Criterion.TRIED, "basic_prompt", "paste the name into chatgpt", probability)
    found = answer_in(made(text, said), Criterion.TRIED, AT)
    expected = certainty and Fact(Criterion.TRIED, ("basic_prompt",), certainty, "paste the name into chatgpt")
    assert found == expected


@pytest.mark.parametrize("criterion", [each for each in Criterion if each is not Criterion.VOLATILITY])
def test_an_answer_to_another_question_is_none(criterion: Criterion) -> None:
    """However sure the reader is of a value, it answers only the question for its own criterion."""
    reply = made("it changes every week", Said(Criterion.VOLATILITY, "frequent", "changes every week"))
    assert answer_in(reply, criterion, AT) is None
    assert answer_in(reply, Criterion.VOLATILITY, AT) is not None


@pytest.mark.parametrize(("name", "certainty"), [(UNSURE, Certainty.UNSURE), (VAGUE, Certainty.VAGUE)])
def test_not_sure_and_vague_in_other_words(name: str, certainty: Certainty) -> None:
    """A reply that says "no idea" or "plenty" in its own way holds no value."""
    found = answer_in(made("that is a mystery to us", Said(Criterion.TRIED, name, "mystery")), Criterion.TRIED, AT)
    assert found == Fact(Criterion.TRIED, certainty=certainty, words="that is a mystery to us")


@pytest.mark.parametrize(
    ("criterion", "text", "values", "number"),
    [
        (Criterion.EXAMPLES, "about 300 I think", ("50_499",), 300),
        (Criterion.EXAMPLES, "12 from us, 3,000 from the archive", ("500_4999",), 3_000),
        (Criterion.VOLUME, "60,000 a month", ("medium",), 2_000),
        (Criterion.VOLUME, "roughly 300", ("low",), 300),
    ],
)
def test_a_number_with_the_right_unit(criterion: Criterion, text: str, values: tuple[str, ...], number: float) -> None:
    """A number answers the question for one, whatever band the reader takes it for."""
    claimed = "5000_plus" if criterion is Criterion.EXAMPLES else "high"
    found = answer_in(made(text, Said(criterion, claimed, text)), criterion, AT)
    assert found == Fact(criterion, values, words=text, number=number)


@pytest.mark.parametrize("text", ["300 euros", "82%", "two weeks", "300 a day", "128k tokens"])
def test_a_number_with_another_unit_counts_no_examples(text: str) -> None:
    """Money, a share, a time, a rate and a size are no number of examples: they are asked for again."""
    found = answer_in(made(text, Said(Criterion.EXAMPLES, "50_499", text)), Criterion.EXAMPLES, AT)
    assert found is None or found.certainty is Certainty.VAGUE


def test_test_cases_answer_no_question_for_examples() -> None:
    """What a score is measured on is no number of examples, and no claim to have some."""
    text = "600 eval cases"
    assert answer_in(made(text, Said(Criterion.EXAMPLES, "500_4999", text)), Criterion.EXAMPLES, AT) is None


@pytest.mark.parametrize("text", ["300 euros a month", "82%", "two weeks", "128k tokens"])
def test_a_number_with_another_unit_is_no_volume(text: str) -> None:
    """Nor are they a number of calls a day."""
    assert answer_in(made(text, Said(Criterion.VOLUME, "low", text)), Criterion.VOLUME, AT) is None


@pytest.mark.parametrize(("value", "answers"), [("low", True), ("high", True), ("medium", False)])
def test_a_volume_without_a_number(value: str, *, answers: bool) -> None:
    """Very few and very many need no number, anything between does."""
    found = answer_in(made("a trickle", Said(Criterion.VOLUME, value, "trickle")), Criterion.VOLUME, AT)
    assert (found is not None) is answers


def test_several_bands_count_together() -> None:
    """A reader that can't tell which band is still sure that it is one, and the number tells which."""
    said = [Said(Criterion.EXAMPLES, band, "40", 0.3) for band in ("under_10", "10_49", "50_499")]
    found = answer_in(made("40 or so", *said), Criterion.EXAMPLES, AT)
    assert found is not None
    assert found.values == ("10_49",)


@pytest.mark.parametrize(("second", "expected"), [(0.9, ("tone_style", "format_structure")), (0.7, ("tone_style",))])
def test_two_goals(second: float, expected: tuple[str, ...]) -> None:
    """An answer may name two goals, where both are sure enough."""
    said = [Said(Criterion.GOAL, "tone_style", "tone"), Said(Criterion.GOAL, "format_structure", "JSON", second)]
    found = answer_in(made("our tone and valid JSON", *said), Criterion.GOAL, AT)
    assert found is not None
    assert found.values == expected


@pytest.mark.parametrize("criterion", Criterion)
def test_nothing_said_answers_nothing(criterion: Criterion) -> None:
    """Where the reader finds no value there is no answer."""
    every = [Said(criterion, str(value), "weather", HARDLY) for value in VALUES[criterion]]
    assert answer_in(made("the weather is nice", *every), criterion, AT) is None
