"""The scores of a trained model and of a prompt, told over messages, and what takes none of them away."""

from __future__ import annotations

import pytest

from bot.conversation.own_words import said, wanted
from bot.decision import Criterion, Fact, Outcome, judge
from tests.conversation.test_targets import told

PROMPT = "we extract clauses, few-shot prompt gets 81% on 300 invoices, need 90%"


@pytest.mark.parametrize(
    ("texts", "tried", "score"),
    [
        ((PROMPT, "the LoRA gets 92%"), "fine_tuning", "it gets 92% on 300 cases"),
        ((PROMPT, "the LoRA gets 82%"), "tuned_no_gain", "it gets 82% on 300 cases"),
        (("our tuned model gets 82% on 300 invoices, need 90%", "the prompt had 81%"), "tuned_no_gain", "it gets 82% on 300 invoices"),
        (
            ("our clause classifier forgets general Q&A after SFT, F1 task .95 tho", "F1 without ft was .88 with few shot, target .93, 600 test clauses"),
            "fine_tuning",
            "it gets .95 on 600 cases",
        ),
    ],
)  # fmt: skip
async def test_both_scores_count(texts: tuple[str, ...], tried: str, score: str) -> None:
    """The trained model's is that of the case, and the other says whether training brought anything."""
    _, case = await told(*texts)
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert isinstance(baseline, Fact)
    assert (case.assessment.value(Criterion.TRIED), said(baseline)) == (tried, score)


async def test_a_trained_model_that_reaches_the_target_is_kept() -> None:
    """It is not credited to the prompt."""
    _, case = await told("classifier: prompt F1 .88, fine-tuned .95, target .93, 600 test clauses. keep fine-tuned?")
    assert judge(case.assessment).outcome is Outcome.FINE_TUNE


@pytest.mark.parametrize(
    "text",
    [
        "measured on the same 300, no separate test set, i know",
        "but gpt-5 is not measured yet!!",
        "same 300 docs test, target .9",
        "would a LoRA get 92%?",
    ],
)
async def test_the_score_stays(text: str) -> None:
    """A caveat, a target and a question take none away."""
    _, case = await told(PROMPT, text)
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert isinstance(baseline, Fact)
    assert baseline.values == ("measured",)
    assert said(baseline).startswith("it gets 81%")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("maybe 85 we want. how is measure, my team look at 100 calls each week", "85%"),
        ("70% is ok more or less, boss want 85", "85%"),
        ("supervisors read 200, 178 good. boss want 95%", "95%"),
    ],
)
async def test_a_target_before_or_beside_a_score(text: str, target: str) -> None:
    """A bare number that is wanted is one of a hundred, and counts no examples."""
    _, case = await told("we classify calls in 25 categories with gpt-4o-mini, basic prompt, many mistakes", text)
    assert target in wanted(case)
    assert case.assessment.fact(Criterion.EXAMPLES) is None


async def test_what_a_small_model_gets_untuned_is_not_the_score() -> None:
    """The system whose cost is to fall has its own."""
    first = "distill gpt-5? extraction, quality is fine (F1 .93, target .9) but 11k tokens prompt, bill is 38k$/month"
    _, case = await told(first, "prompt with 12 examples. tried gpt-5-mini out of the box, F1 0.79")
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is None or "0.79" not in baseline.words


async def test_a_platform_told_with_a_question_counts() -> None:
    """What is told before "does that change anything" is told."""
    _, case = await told(PROMPT, "hm wait we're on OpenAI directly not azure. does that change anything")
    assert case.assessment.value(Criterion.PLATFORM) == "openai"
