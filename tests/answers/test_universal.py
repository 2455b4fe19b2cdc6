"""No to a question that claims something without exception where the sentence says less."""

import pytest

from bot.answers.universal import claims_too_much

LOW_QUALITY = "More training examples tend to bring a gain in quality, but low-quality examples hurt."
IMPROVES = "Fine-tuning often gives more accurate output on a particular task than general prompts."
RETIRES = "After the deployment retirement a tuned model can't be called."


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Does fine-tuning always beat general prompts?", IMPROVES),
        ("Isn't it true that fine-tuning always beats general prompts?", IMPROVES),
        ("Hi, fine-tuning always beats general prompts, right?", IMPROVES),
        ("More examples are always better, no?", LOW_QUALITY),
        ("Do more examples guarantee quality?", LOW_QUALITY),
        ("Is a gain in quality guaranteed by more examples?", LOW_QUALITY),
        ("Once it is trained, will my tuned model work forever?", RETIRES),
    ],
)
def test_claims_without_exception(question: str, sentence: str) -> None:
    """Always, for ever and guaranteed, asked plainly, with a tag, or whether it is true."""
    assert claims_too_much(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        # The same asked the other way round.
        ("Does fine-tuning not always beat general prompts?", IMPROVES),
        ("Fine-tuning doesn't always beat general prompts, right?", IMPROVES),
        ("Is it true that fine-tuning isn't always more accurate?", IMPROVES),
        # Nothing is claimed without exception.
        ("Does fine-tuning beat general prompts?", IMPROVES),
        ("Our output must always be accurate, right?", IMPROVES),
        ("Is there a prompt that always gives accurate output?", IMPROVES),
        ("Can we have guaranteed quality for more examples?", LOW_QUALITY),
        ("Does it take forever to train on more examples?", LOW_QUALITY),
        ("What always gives more quality?", LOW_QUALITY),
        ("We always prompt, is a tuned model more accurate?", IMPROVES),
        # The sentence says as much, weakens nothing, or is about something else.
        ("Is quota always on request?", "Quota can always be had on request."),
        ("Is 60 days' notice guaranteed?", "A generally available model retires with 60 days' notice."),
        ("Are more pictures always better?", RETIRES),
        # What is to be done states nothing, and what lasts is spoken of by another sentence.
        (
            "Is a gain in quality guaranteed by more examples?",
            "Use more examples for quality, but drop low-quality ones.",
        ),
        ("Are our letters then kept in the trained weights forever?", "Keep the trained model, but not every file."),
        (
            "Are the letters of our patients within the weights forever?",
            "No prompt is stored within the weights.",
        ),
        (
            "Will the letters be in the weights forever?",
            "Letters are not open to others, but weights may repeat letters.",
        ),
        ("", IMPROVES),
    ],
)
def test_says_nothing_otherwise(question: str, sentence: str) -> None:
    """A wrong No is worse than none."""
    assert not claims_too_much(question, sentence)


def test_a_denied_claim_is_never_refused_as_well() -> None:
    """A question and its negation don't both get a no."""
    for verb in ("beat", "cost less than", "replace"):
        asked = [f"Does fine-tuning {word}{verb} general prompts?" for word in ("always ", "not always ")]
        assert [claims_too_much(one, IMPROVES) for one in asked] == [True, False]
