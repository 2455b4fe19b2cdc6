"""Yes, No or nothing: whether a stored sentence answers a yes/no question."""

import pytest

from bot.answers.check.follows import StoredSentence
from bot.answers.lead import lead, may_lead, split_lead

GLOBAL = "Global training costs less than Standard training because it uses capacity beyond your own region."
ROLES = "Foundry User is enough to train a model, while deploying it needs Foundry Owner."


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Does fine-tuning guarantee an improvement?", "Fine-tuning does not guarantee an improvement.", "No"),
        ("does OpenAI keep the training file?", "OpenAI does not retain the training file.", "No"),
        ("Is Global training cheaper than Standard training?", GLOBAL, "Yes"),
        ("Is global training more expensive than standard training?", GLOBAL, "No"),
        ("Hi, does a Developer deployment last 24 hours?", "A Developer deployment lasts 24 hours and is then removed.", "Yes"),
        ("Do I need a GPU for fine-tuning?", "Fine-tuning in Foundry needs no GPU of your own.", "No"),
        ("Can fine-tuning replace retrieval for current information?", "Fine-tuning cannot replace retrieval for current information.", "No"),
        ("Is Foundry User enough to train a model?", ROLES, "Yes"),
        ("may the reference file contain personal data", "The reference file must not contain personal data or other data.", "No"),
        ("can RAG and fine-tuning be combined", "RAG and fine-tuning can be combined.", "Yes"),
    ],
)  # fmt: skip
def test_answers(question: str, sentence: str, expected: str) -> None:
    """Where the sentence says it, or its negation, in so many words."""
    assert lead(question, sentence) == expected


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        # Something else, or only half of it.
        ("Is Standard training cheaper than Developer training?", GLOBAL),
        ("Is Foundry User enough to deploy a model?", ROLES),
        ("Does a Developer deployment last 48 hours?", "A Developer deployment lasts 24 hours and is then removed."),
        ("Can new customers train gpt-4o?", "Only existing customers may train gpt-4o."),
        ("Can customers train gpt-4o?", "Only existing customers may train gpt-4o."),
        ("Can a running job be paused?", "A running job can be paused once it has trained at least one step."),
        ("Is gpt-5 trainable?", "gpt-5 can be trained by invitation only."),
        ("Does fine-tuning always improve the output?", "Fine-tuning often improves the output."),
        ("Must I evaluate a baseline?", "You should evaluate a baseline."),
        ("Does RAG replace fine-tuning?", "Fine-tuning replaces RAG."),
        ("Do shorter prompts save money?", "Whether shorter prompts save money depends on the use case."),
        ("can I fine-tune gpt-5?", "Training types for gpt-5 are Standard, Data zone and Global, but not Developer."),
        (
            "can we do dpo on gpt-4o-mini",
            "Neither gpt-5 nor gpt-4o-mini is listed for DPO: the overview gives gpt-4o-mini SFT only.",
        ),
        ("can we train on photos of people", "Images that contain people are excluded from vision fine-tuning."),
        (
            "is gpt-35-turbo 0125 retired",
            "The retired-models list does not mention gpt-35-turbo 1106 and gpt-35-turbo 0125.",
        ),
        ("would tuning pay for itself", "Check the pricing page and your own volume before fine-tuning to save money."),
        # No plain yes/no question.
        ("Is it cheaper to train or to prompt?", "It is cheaper to prompt."),
        ("What does Global training cost?", GLOBAL),
        ("Global training is cheaper.", GLOBAL),
        ("Isn't Global training cheaper than Standard training?", GLOBAL),
        ("Is Global training cheaper than Standard training? And faster?", GLOBAL),
        ("Is it?", "It is."),
        ("", GLOBAL),
    ],
)
def test_says_nothing_where_it_is_not_sure(question: str, sentence: str) -> None:
    """A wrong Yes is worse than none."""
    assert lead(question, sentence) == ""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("No: ten.", ("No", "ten.")),
        ("Yes, ten.", ("Yes", "ten.")),
        ("No.", ("No", "")),
        ("Not yet – in May.", ("No", "in May.")),
        ("No training job runs.", ("", "No training job runs.")),
        ("Yesterday, ten.", ("", "Yesterday, ten.")),
        ("Ten.", ("", "Ten.")),
    ],
)
def test_splits_a_lead_off(said: str, expected: tuple[str, str]) -> None:
    """A lead ends with punctuation; "no" before a noun is none."""
    assert split_lead(said) == expected


@pytest.mark.parametrize(
    ("opening", "question", "sentence", "shown"),
    [
        ("No", "Does OpenAI retain the training file?", "OpenAI does not retain the training file.", True),
        ("Yes", "Does OpenAI retain the training file?", "OpenAI does not retain the training file.", False),
        ("Yes", "Will 40 examples start a training job?", "A training job needs at least 10 examples.", True),
        ("Yes", "Is the moon made of cheese?", "A training job needs at least 10 examples.", False),
        ("It depends", "Will 40 examples start a training job?", "A training job needs at least 10 examples.", True),
    ],
)
def test_a_models_yes_or_no(opening: str, question: str, sentence: str, *, shown: bool) -> None:
    """It may stand where the stored sentence is about the question and does not settle it otherwise."""
    assert may_lead(opening, question, [StoredSentence(sentence)]) is shown
