"""What somebody else says, believes or wishes is no fact of a case; what they measured, demand or decide is."""

from __future__ import annotations

import time

import pytest

from bot.decision import Certainty, Criterion, Fact
from bot.reading.told.others_views import calls_a_view, views_in, without_views


def left(criterion: Criterion, value: str, words: str, text: str) -> tuple[Certainty | None, str]:
    """How sure a stated fact is once views are set apart, None where it is gone, and who holds the view."""
    facts, holder = without_views([Fact(criterion, (value,), words=words)], text)
    return (facts[0].certainty if facts else None), holder


@pytest.mark.parametrize(
    ("criterion", "value", "words", "text", "who"),
    [
        (Criterion.FAILURE, "missing_knowledge", "the model knows no medicine", 'the CEO says "it is hopeless, the model knows no medicine"', "the CEO"),
        (Criterion.FAILURE, "missing_knowledge", "has no clue of our products", "my consultant think the model has no clue of our products", "your consultant"),
        (Criterion.PLATFORM, "open_weights", "qwen on our own servers", "our CTO suggests to run qwen on our own servers", "your CTO"),
        (Criterion.TUNABLE_MODEL, "yes", "train llama at home", "a colleague told us: train llama at home", "a colleague"),
        (Criterion.KNOWLEDGE_HOME, "fits_in_prompt", "put all the manuals in the prompt", "vendor? no. Our head of IT says we can put all the manuals in the prompt", "your head of IT"),
        (Criterion.FAILURE, "prompt_too_long", "way too long", "the agency claims that the prompt is way too long", "the agency"),
    ],
)  # fmt: skip
def test_a_theory_and_a_proposal_are_no_facts(
    criterion: Criterion, value: str, words: str, text: str, who: str
) -> None:
    """Why the model fails, and what should be done, is not theirs to say."""
    certainty, holder = left(criterion, value, words, text)
    assert certainty is None
    assert holder.startswith(who)


@pytest.mark.parametrize(
    ("criterion", "value", "words", "text"),
    [
        (Criterion.BASELINE, "measured", "gets 71% of 90", "our CTO says the prompt gets 71% of 90"),
        (Criterion.TRIED, "few_shot_prompt", "few-shot", "our CTO says few-shot gets 71% of 90"),
        (Criterion.EXAMPLES, "barred", "may not train on them", "management says we may not train on them"),
        (Criterion.RESIDENCY, "region_bound", "stay in Germany", "the head of IT insists that it must stay in Germany"),
        (Criterion.TUNABLE_MODEL, "yes", "may train gpt-4.1 there", "our CTO says we may train gpt-4.1 there"),
        (Criterion.GOAL, "format_structure", "answers in JSON", "my manager wants answers in JSON"),
        (Criterion.FAILURE, "slow_or_costly", "too expensive", "boss says too expensive"),
        (Criterion.FAILURE, "hallucination", "invents prices", "customers say that it invents prices"),
        (Criterion.FAILURE, "missing_knowledge", "does not know our law", "the CTO says it does not know our law, and he is right"),
        (Criterion.KNOWLEDGE_HOME, "none_needed", "the letter has it all", "our boss thinks it needs RAG, but the letter has it all"),
    ],
)  # fmt: skip
def test_what_is_theirs_to_say_stays(criterion: Criterion, value: str, words: str, text: str) -> None:
    """Figures, demands, leave, money, what users see, and what the teller agrees with or says themselves."""
    certainty, _ = left(criterion, value, words, text)
    assert certainty is Certainty.STATED


def test_what_somebody_sees_is_asked() -> None:
    """What a director says of the answers may be so."""
    said = left(Criterion.FAILURE, "style_drift", "the tone is off", "our director says the tone is off")
    assert said == (Certainty.LIKELY, "your director")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("my boss suggested we put the whole handbook in the prompt", "your boss"),
        ("the CTO also says the window is 1M now", "the CTO"),
        ("my boss says we need 95", ""),
        ("we put the whole handbook in the prompt", ""),
        ("a translation agency for claims, we want to sort mails", ""),
    ],
)
def test_who_holds_a_view_without_facts(text: str, who: str) -> None:
    """It is told back as theirs; a target is none."""
    assert without_views([], text)[1] == who


def test_calling_it_a_view() -> None:
    """Who does not share it says so."""
    assert calls_a_view("no, that's only his opinion. the clause has everything")
    assert not calls_a_view("no, it is in the clause")


def test_long_texts_are_read_in_time() -> None:
    """The time grows with the text and not faster."""
    text = ("Our boss of the team says that " * 200)[:4_000]
    views_in(text)
    start = time.process_time()
    views_in(text)
    assert time.process_time() - start < 0.15
