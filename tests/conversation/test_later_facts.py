"""Facts that come later beside earlier ones that stay true: a plain prompt beside retrieval, a tone that is fine by now, offers."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import noted, said
from bot.decision import Certainty, Criterion, Outcome, judge
from bot.reading.told.offers import offers_to_get, offers_to_look_after
from bot.reading.told.plain_prompts import examples_denied
from bot.reading.told.style_complaints import style_complaint
from tests.conversation.told import case_after

DULL = "support bot, RAG with docs exists, answers correct but too long and boring, 30k tickets"


@pytest.mark.parametrize(
    "text",
    [
        'few shot no. only "be short and friendly"',
        "the prompt has no examples in it",
        "prompt without few-shot",
        "zero shot prompt",
        "no examples in the prompt, only two lines",
        "few-shot: none",
        "no few shot yet",
    ],
)
def test_a_plain_prompt_takes_no_retrieval_back(text: str) -> None:
    """There is retrieval still, and what comes next is the prompt, since only the tone is wrong."""
    case = case_after(DULL, text)
    tried = case.assessment.fact(Criterion.TRIED)
    assert tried is not None
    assert said(tried) == "you have tried retrieval with only a basic prompt"
    assert not any("instead of" in one for one in noted(case_after(DULL), case))
    verdict = judge(case.assessment)
    assert verdict.outcome is Outcome.PROMPT_ENGINEERING
    assert "examples" in verdict.today


def test_who_has_no_retrieval_takes_it_back() -> None:
    """That is another thing than a prompt without examples."""
    tried = case_after(DULL, "no retrieval actually, only a prompt").assessment.fact(Criterion.TRIED)
    assert tried is not None
    assert said(tried) == "you have tried only a basic prompt"


def test_retrieval_that_finds_the_wrong_passages_is_what_counts() -> None:
    """A plain prompt is no matter where the search goes wrong."""
    case = case_after("RAG over our wiki, wrong articles come up", "prompt has no examples")
    assert case.assessment.fact(Criterion.TRIED).values == ("rag",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "we have no examples to train on",
        "no training examples",
        "we have examples in the prompt",
        "few shot with 5 samples",
    ],
)
def test_no_word_on_a_prompt_without_examples(text: str) -> None:
    """What there is to train on is another matter."""
    assert not examples_denied(text)


@pytest.mark.parametrize(
    "text",
    [
        "answers correct but too long and boring",
        "rag already have with docs. answers ok but boring and long",
        "facts r right, but it reads stiff",
        "the content is fine, only the letters sound robotic",
        "replies are all correct, just too formal",
        "it's factually correct and reads like a robot",
    ],
)
def test_right_answers_that_sound_wrong(text: str) -> None:
    """Style is what is wanted, and no facts."""
    assert style_complaint(text)
    case = case_after(text)
    assert case.assessment.values(Criterion.GOAL) == ("tone_style",)
    assert case.assessment.value(Criterion.FAILURE) == "style_drift"


@pytest.mark.parametrize(
    "text",
    [
        "answers are not correct and boring",
        "answers are correct but too slow",
        "are answers correct but boring?",
        "half of the answers are correct but dry",
        "answers should be correct but not boring",
        "60% of the answers are right, the rest is boring",
        "everything is fine, only the cold start takes long",
        "answers are right, and rude customers get one too",
        "it is correct in dry runs",
    ],
)
def test_no_complaint_of_style_alone(text: str) -> None:
    """Wrong answers, wishes and questions are none."""
    assert not style_complaint(text)


BRAND = ("we have 40 example, gpt-4o-mini, want tone like our brand", "nothing tried")


@pytest.mark.parametrize(
    "text",
    [
        "actually tried, prompt with 3 example, tone ok now",
        "sorry we tried it, few-shot with 4 samples in the prompt, tone is fine now",
        "actually we put 5 examples into the prompt, voice perfect now",
    ],
)
def test_what_was_tried_after_all_and_works(text: str) -> None:
    """Examples in a prompt count no others, and a tone that is fine is no failure."""
    case = case_after(*BRAND, text)
    assert case.assessment.value(Criterion.TRIED) == "few_shot_prompt"
    assert case.assessment.value(Criterion.FAILURE) == "works_ok"
    assert case.assessment.fact(Criterion.EXAMPLES).number == 40  # type: ignore[union-attr]


def test_only_cost_is_left_where_the_tone_is_fine() -> None:
    """The goal is another one then."""
    case = case_after(
        *BRAND, "tried with 3 examples in the prompt", "changed mind. tone ok but now too expensive, 300 calls day"
    )
    assert case.assessment.values(Criterion.GOAL) == ("cost_latency",)
    assert case.assessment.value(Criterion.FAILURE) == "slow_or_costly"


@pytest.mark.parametrize(
    "text", ["is the tone ok now?", "tone is fine in half of them", "tone ok, but 8% of the prices are wrong"]
)
def test_what_does_not_work_yet(text: str) -> None:
    """A question, a part and what is restricted say no such thing."""
    assert case_after(*BRAND, text).assessment.value(Criterion.FAILURE) != "works_ok"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I could get 50 questions with answers by Friday", "by Friday"),
        ("we could collect 200 letters within two weeks", "within two weeks"),
        ("we'll label 100 mails by monday", "by monday"),
        ("a colleague can write 30 good replies by tomorrow", "by tomorrow"),
        ("my team would check them in three days", "in three days"),
    ],
)
def test_an_offer_is_no_deadline(text: str, words: str) -> None:
    """By when somebody can bring something says nothing of when it has to work."""
    assert offers_to_get(words, text)
    assert case_after(text).assessment.fact(Criterion.DEADLINE) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("it must be live by Friday", "by Friday"),
        ("we can go live by Friday", "by Friday"),
        ("we need it by friday", "by friday"),
        ("could I get it by Friday?", "by Friday"),
        ("we cannot get any by friday", "by friday"),
    ],
)
def test_a_deadline_is_no_offer(text: str, words: str) -> None:
    """What must be by then is due."""
    assert not offers_to_get(words, text)


def test_who_could_look_after_it() -> None:
    """Somebody is there, perhaps; who denies it or asks offers nothing."""
    upkeep = case_after(
        "summaries of claims, house style wrong, basic prompt", "One person part-time could look after it."
    ).assessment.fact(Criterion.UPKEEP)
    assert upkeep is not None
    assert (upkeep.values, upkeep.certainty) == (("can_retrain",), Certainty.LIKELY)
    for text in ("nobody could look after it", "who could look after it?", "we could not look after it"):
        assert not offers_to_look_after("look after it", text)
