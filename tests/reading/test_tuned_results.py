"""Training that brought hardly any gain is evidence against more of it; what was denied, hoped or prompted is not."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.tuned_results import NO_GAIN, tuned_without_gain


@pytest.mark.parametrize(
    "text",
    [
        "our LoRA run changed nothing",
        "gpt-4o-mini finetuned on 3k: same numbers as few shot",
        "we did already fine tuning in spring, it was not better as prompt",
        "trained twice, no uplift",
        "custom model was as bad as the normal one",
        "we payed agency for fine-tuned model and it makes same mistakes",
        "DPO gave nothing",
        "we did already a LoRA in spring, came out the same",
        "trained on 900 pairs and got nearly the same",
        "fine tuning improved it by only 1%",
        "the tuned model scores lower than the base",
        "SFT of mini: 82% vs few-shot 81%",
        "prompt 81%, tuned 82%",
        "after training it was only 1,5 points better",
        "we fine-tuned, accuracy stayed the same",
    ],
)
def test_hardly_any_gain(text: str) -> None:
    """Stated as what was tried, in place of the training alone."""
    assert tuned_without_gain(text) is not None
    fact = next(one for one in read_message(text).facts if one.criterion is Criterion.TRIED)
    assert (fact.values, fact.is_stated) == ((NO_GAIN,), True)


@pytest.mark.parametrize(
    "text",
    [
        "would the tuned model be no better?",
        "our prompt v2 was no better so we want fine-tuning",
        "we plan to fine-tune because prompting made no difference",
        "we have not fine-tuned, the prompt is the same since May",
        "the tuned model is 5 points better",
        "tuned 88%, prompt 71%",
        "fine-tuning gave 12 points",
        "a paper says fine-tuning is no better",
        "if the tuned model is the same we stop",
        "the fine tuned model works well, tone is the same as ours",
        "training the staff made no difference",
        "training examples are the same as in test",
    ],
)
def test_what_tells_no_such_thing(text: str) -> None:
    """A plan, a question, somebody else's run, a prompt, people, or a real gain."""
    assert tuned_without_gain(text) is None
