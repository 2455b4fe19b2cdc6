"""Whose score is whose, where a model was trained: its own, and what there is without training."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.tuned_scores import tuned_scores


@pytest.mark.parametrize(
    ("text", "tuned", "prompted"),
    [
        ("prompt F1 .88, fine-tuned .95, target .93, 600 test clauses", 0.95, 0.88),
        ("our extractor hits F1 .95, target .93 after LoRA SFT of llama 8b. prompt was .88", 0.95, 0.88),
        ("F1 .84 prompt vs .85 ft. target .88", 0.85, 0.84),
        ("we fine-tuned 4o-mini on 2k contracts, F1 went .84 -> .85 vs the prompt", 0.85, 0.84),
        ("accuracy went from 71% to 88% after fine-tuning", 0.88, 0.71),
        ("fine tuning got us from .84 to .85", 0.85, 0.84),
        ("the lora reaches 94% on our 500 tests, without lora 83%", 0.94, 0.83),
        ("with the finetuned one 91 of 100 right, with the prompt 78 of 100", 0.91, 0.78),
        ("base model 62%, after DPO 80%, goal 75%", 0.80, 0.62),
        ("0.83 with the prompt, 0.91 after fine-tuning", 0.91, 0.83),
        ("F1 without ft was .88 with gpt-4.1 few shot, target .93", None, 0.88),
        ("it forgets general Q&A after SFT, F1 task .95 tho", 0.95, None),
    ],
)
def test_each_score_has_its_owner(text: str, tuned: float | None, prompted: float | None) -> None:
    """By the name beside it, before or after."""
    found = tuned_scores(text)
    assert (found.tuned, found.prompted) == (tuned, prompted)


@pytest.mark.parametrize(
    "text",
    [
        "pass@1 0.52 on o4-mini with a well tuned prompt",
        "few-shot gets 71% on 300, we have 4k training examples, need 90%",
        "we want to fine-tune to go from 70% to 90% accuracy",
        "we rewrote the prompt, F1 went .71 -> .84",
        "vendor's tuned model has .95, our prompt .88",
        "if the tuned model had .95 and the prompt .88 would you keep it?",
        "fine-tuning improved it by 12%",
        "trained on 80% of the tickets, 20% held out",
        "fine-tuning cut our cost by 40%",
        "we have not fine-tuned, F1 .83 with few shot",
    ],
)
def test_what_is_no_trained_models_score(text: str) -> None:
    """A tuned prompt, data, wishes, others' runs, gains, parts and savings."""
    assert tuned_scores(text).tuned is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("classifier: prompt F1 .88, fine-tuned .95, target .93, 600 test clauses. keep fine-tuned?", "fine_tuning"),
        ("our fine-tuned 4o-mini got F1 .85 and the plain prompt .84, need .88. retrain?", "tuned_no_gain"),
        ("F1 without ft was .88 with gpt-4.1 few shot, target .93, 600 test clauses", "few_shot_prompt"),
        ("0.52 on o4-mini with a well tuned prompt (MIPROv2), 120 tests", "few_shot_prompt"),
    ],
)
def test_what_was_tried_follows(text: str, value: str) -> None:
    """A real gain is training that worked, two points are hardly one, and a tuned prompt is no training."""
    tried = next(one for one in read_message(text).facts if one.criterion is Criterion.TRIED)
    assert tried.values == (value,)
