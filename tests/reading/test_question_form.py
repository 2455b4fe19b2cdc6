"""What form a question has."""

import pytest

from bot.reading.asked.question_form import Wanted, asks_yes_or_no, names_other_models, questions_in, wanted


@pytest.mark.parametrize(
    "question",
    [
        "does fine-tuning replace RAG?",
        "hi, can we train on PDFs",
        "five samples enough?",
        "we have 40 pairs, will tuning do anything",
        "the 100 MB limit is outdated, right?",
        "lora yes/no azure openai",
        "can we tune Llama or Qwen?",
        "our lawyer asks whether the weights leave the region",
        "is the search index still needed or not?",
    ],
)
def test_asks_for_yes_or_no(question: str) -> None:
    """However it is worded, and whatever is said before it."""
    assert asks_yes_or_no(question)
    assert wanted(question) is Wanted.YES_OR_NO


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how many examples do we need?", Wanted.NUMBER),
        ("what is the maximum file size", Wanted.NUMBER),
        ("when does gpt-4o retire?", Wanted.DATE),
        ("which role may deploy?", Wanted.NAME),
        ("why is the button grey?", Wanted.REASON),
        ("is it SFT or DPO that learns preferences?", Wanted.NAME),
        ("need the risks of fine-tuning for a slide", Wanted.OTHER),
        ("explain LoRA", Wanted.OTHER),
    ],
)
def test_wants_something_else(question: str, kind: Wanted) -> None:
    """A number, a date, a name, a reason or none of these; a choice between two is no yes or no."""
    assert not asks_yes_or_no(question)
    assert kind is Wanted.NAME or wanted(question) is kind


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("what is LoRA? which role do I need to deploy?", ["what is LoRA?", "which role do I need to deploy?"]),
        (
            "is global training cheaper, and what does hosting a tuned model cost?",
            ["is global training cheaper?", "what does hosting a tuned model cost?"],
        ),
        (
            "how do I see overfitting and what should I do about it?",
            [
                "how do I see overfitting?",
                "what should I do about it? what should I do about it? how do I see overfitting?",
            ],
        ),
        ("our bot is slow. how many examples do we need?", ["our bot is slow. how many examples do we need?"]),
        (
            "when is o4-mini retired on azure, can we still train until then?",
            [
                "when is o4-mini retired on azure?",
                "can we still train until then? can we still train until then? when is o4-mini retired on azure?",
            ],
        ),
        (
            "how long does a job take, what does the hour cost?",
            ["how long does a job take?", "what does the hour cost?"],
        ),
        ("When a model is retired, can we still deploy it?", ["When a model is retired, can we still deploy it?"]),
        ("would you say, should we tune or prompt?", ["would you say, should we tune or prompt?"]),
        ("does it need a GPU, doesn't it?", ["does it need a GPU, doesn't it?"]),
        ("why?", ["why?"]),
        ("can a? can b? can c? can d?", ["can a? can b? can c? can d?"]),
    ],
)
def test_questions_in_a_message(text: str, alone: list[str]) -> None:
    """Each as it can be asked alone; one that leans on the first takes that along, and is called what it is called in the message."""
    found = questions_in(text)
    assert [part.alone for part in found] == alone
    assert all(part.said.rstrip("?") in text for part in found)


def test_other_models() -> None:
    """A text is about the models that stand where it begins."""
    replaced = (
        "The base model gpt-4o-mini (2024-07-18) is deprecated and retires on 2026-10-01, gpt-4.1-mini replaces it."
    )
    family = "The models gpt-4.1, gpt-4.1-mini and gpt-4.1-nano retire."
    assert names_other_models("when does gpt-4.1-mini retire?", replaced)
    assert not names_other_models("when does gpt-4o-mini retire?", replaced)
    assert not names_other_models("when does gpt-4.1-mini retire?", family)
    assert not names_other_models("when do models retire?", replaced)
    assert not names_other_models("when does gpt-4o-mini retire?", "Models retire after a year.")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "By which date can we no longer train gpt-4o, and by which date does a deployed fine-tuned gpt-4o stop working?",
            [
                "By which date can we no longer train gpt-4o?",
                "by which date does a deployed fine-tuned gpt-4o stop working?",
            ],
        ),
        (
            "when is gpt-4o retired and until when can we train it?",
            ["when is gpt-4o retired?", "until when can we train it?"],
        ),
        (
            "Is it possible to fine-tune GPT-5 on Azure today, and if not which models may we train?",
            ["Is it possible to fine-tune GPT-5 on Azure today?", "which models may we train?"],
        ),
        ("what is RAG and we need it?", ["what is RAG?", "we need it?"]),
        (
            "is claude or gemini fine tunable, my competitor says they did it",
            ["is claude fine tunable?", "is gemini fine tunable?"],
        ),
        ("Can we tune Llama or Qwen?", ["Can we tune Llama?", "Can we tune Qwen?"]),
    ],
)
def test_second_halves_in_other_words(text: str, parts: list[str]) -> None:
    """A date, what holds if the first is answered by no, and the same of two families of models."""
    assert [part.said for part in questions_in(text)] == parts


def test_what_holds_if_not_is_asked_of_others() -> None:
    """The first half names a model that the second is not about."""
    second = questions_in("can we tune GPT-5 on Azure, and if not which models may we train?")[1]
    assert second.alone == second.said


@pytest.mark.parametrize(
    "text",
    [
        "what happens if we fine-tune and we need more data?",
        "In which region and for which model can we train?",
        "is it Llama or Qwen?",
        "is llama or qwen cheaper?",
    ],
)
def test_what_is_one_question(text: str) -> None:
    """A condition, one verb for two, and a choice."""
    assert [part.said for part in questions_in(text)] == [text]
