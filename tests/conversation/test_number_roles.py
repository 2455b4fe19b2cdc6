"""Which number counts what, as a message says of numbers that were told, and what no correction is."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.asked.choices_offered import with_its_question_mark
from tests.conversation.told import case_after

SORTING = "we sort mails to departments with gpt-5 mini and a prompt with examples, it hits 81 percent on 83 cases, i need 95, we have 400 mails"
VOICES = "Our writers hate the voice. 140 NPCs, each has own voice, sonnet w/ style guide gets ~60% accept rate by the writers, want 85+. We got 90k writer-approved lines"
CLAUSES = "prompt gets 72% on 12 chapters, we have 2,000 labelled clauses"


@pytest.mark.parametrize(
    ("told", "test", "examples"),
    [
        ((SORTING, "what do you mean 83 cases? The 83 is how often two colleagues agree. Not the machine"), None, 400),
        ((SORTING, "no. 9000 is the mails we have. 400 is the test"), 400, 9_000),
        ((SORTING, "it is still wrong with 83 cases. I have tested with 400 mails"), 400, None),
        ((VOICES, "wait, 140 voices = 140 LoRAs or one model"), None, 90_000),
        ((VOICES, "wait, 140 voices = 140 LoRAs or one model", "NO. 90k lines. 140 is the voices. can't you read"), None, 90_000),
        ((CLAUSES, "12 is the categories, 300 is the test set"), 300, 2_000),
        ((CLAUSES, "2,000 is what we need"), 12, None),
        ((CLAUSES, "is 300 the test or the examples?"), 12, 2_000),
        ((CLAUSES, "and 50 is the people who use it"), 12, 2_000),
    ],
)  # fmt: skip
def test_which_number_counts_what(told: tuple[str, ...], test: float | None, examples: float | None) -> None:
    """The size of the test and the number of examples, by what is said last."""
    case = case_after(*told)
    score, had = case.assessment.fact(Criterion.BASELINE), case.assessment.fact(Criterion.EXAMPLES)
    assert (score.number if score else None) == test
    assert (had.number if had else None) == examples


@pytest.mark.parametrize("text", ["wait, 140 voices = 140 LoRAs or one model", "so 12 adapters or a single one"])
def test_a_choice_asks(text: str) -> None:
    """Also without its question mark."""
    assert with_its_question_mark(text) == f"{text}?"


@pytest.mark.parametrize(
    "text", ["we have 300 or 400 examples", "so two weeks or a month", "wait, 300 not 400", "azure or openai"]
)
def test_what_asks_nothing_stays(text: str) -> None:
    """Figures, times and names."""
    assert with_its_question_mark(text) == text


def test_another_use_does_not_take_the_place_of_the_one_that_was_told() -> None:
    """By orders of magnitude, and in words that speak of no calls."""
    opening = "chat mod. 12k msg/s at peak, gpt-4.1 nano, too expensive, quality is fine"
    for text in ("labels get refreshed weekly by 60 ppl", "the team reviews 40 appeals a week"):
        volume = case_after(opening, text).assessment.fact(Criterion.VOLUME)
        assert volume is not None
        assert volume.values == ("high",)
    volume = case_after(opening, "sorry, 400 calls a day").assessment.fact(Criterion.VOLUME)
    assert volume is not None
    assert volume.number == 400


def test_words_beside_a_letter_say_which_question_it_answers() -> None:
    """The one before, where they are of that and not of the open one."""
    told = (
        "npcs all sound like chatgpt. prompt w/ 20 examples didnt fix. 30k lines from writers, checked",
        "i said forget lore",
    )
    before = case_after(*told)
    case = case_after(*told, "c, blind A/B w/ 6 writers, 41% pref vs human")
    assert before.assessment.fact(Criterion.BASELINE) is None
    score = case.assessment.fact(Criterion.BASELINE)
    assert score is not None
    assert "41%" in score.words
    assert case.assessment.fact(Criterion.PLATFORM) is None
    platform = case_after(*told, "c, we own two H100s").assessment.fact(Criterion.PLATFORM)
    assert platform is not None
    assert platform.values == ("open_weights",)
