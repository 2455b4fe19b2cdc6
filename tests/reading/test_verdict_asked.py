"""What is told by its form around a verdict: closing questions, suppositions, that one was misunderstood, that the trouble is over."""

from __future__ import annotations

import pytest

from bot.decision import Outcome
from bot.reading.asked.verdict_asked import (
    Closing,
    ClosingQuestion,
    Supposition,
    closing_question,
    comes_on_top,
    names_a_model,
    objects,
    says_misunderstood,
    says_solved,
    supposition,
    told_to_train,
    verdict_wanted,
)
from bot.reading.sayings import Command

WHETHER = ClosingQuestion(Closing.WHETHER)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("so just no?", ClosingQuestion(Closing.NO)),
        ("it is a no?", ClosingQuestion(Closing.NO)),
        ("so is 30k ok or not?", WHETHER),
        ("is $40k worth it?", WHETHER),
        ("ok so should we do it or not", WHETHER),
        ("so it's a no then?", WHETHER),
        ("do we need fine-tuning at all?", ClosingQuestion(Closing.WHETHER, Outcome.FINE_TUNE)),
        ("so no fine-tuning? simple yes or no", ClosingQuestion(Closing.WITHOUT, Outcome.FINE_TUNE, demands=True)),
        (
            "just answer yes or no, should we train it",
            ClosingQuestion(Closing.WHETHER, Outcome.FINE_TUNE, demands=True),
        ),
        (
            "yes or no: can we tell management that finetuning is advisable?",
            ClosingQuestion(Closing.WHETHER, Outcome.FINE_TUNE, demands=True),
        ),
        ("is it true that we must not fine-tune?", ClosingQuestion(Closing.DENIED, Outcome.FINE_TUNE)),
        ("so training isn't recommended, right?", ClosingQuestion(Closing.DENIED, Outcome.FINE_TUNE)),
        ("can we avoid it?", ClosingQuestion(Closing.AVOID)),
        ("could we avoid training then?", ClosingQuestion(Closing.AVOID, Outcome.FINE_TUNE)),
        ("so llm or no", WHETHER),
        ("are the IT people mistaken? y/n", ClosingQuestion(Closing.WRONG, demands=True)),
        ("is IT right then?", ClosingQuestion(Closing.RIGHT)),
        ("do you agree with our supplier? one word", ClosingQuestion(Closing.RIGHT, demands=True)),
        ("so you disagree with the consultants?", ClosingQuestion(Closing.WRONG)),
        ("is it now prompting?", ClosingQuestion(Closing.WHETHER, Outcome.PROMPT_ENGINEERING)),
        ("so prompting or tuning?", WHETHER),
        ("so tuning would not help at all?", ClosingQuestion(Closing.WHETHER, Outcome.FINE_TUNE)),
        ("so throw it away?", ClosingQuestion(Closing.DROP)),
        ("so RAG it is?", ClosingQuestion(Closing.WHETHER, Outcome.RAG)),
        ("so i tell the vendor no?", ClosingQuestion(Closing.DROP)),
        ("should i kill it", ClosingQuestion(Closing.DROP)),
        ("can we stop the training?", ClosingQuestion(Closing.DROP, Outcome.FINE_TUNE)),
        ("so is he wrong yes/no", ClosingQuestion(Closing.WRONG, demands=True)),
        ("is our CTO right?", ClosingQuestion(Closing.RIGHT)),
    ],
)
def test_closing_questions(text: str, asked: ClosingQuestion) -> None:
    """A question for yes or no that holds no word about anything but the verdict, with a technique or a sum where it names one."""
    assert closing_question(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "no?",
        "just say it",
        "so retrain on what?",
        "is it expensive?",
        "is rag cheaper than fine-tuning?",
        "should we fine-tune gpt-4.1-mini or nano?",
        "do we need 500 examples?",
        "is 200 examples ok?",
        "is rag or fine-tuning faster?",
        "do we own the model?",
        "is fine-tuning allowed in the EU?",
        "can you tell me?",
        "do you know the vendors?",
        "is the report stored?",
        "is that correct?",
        "so it's true?",
        "do you agree with rule 7 of the contract?",
        "we said no",
        "how do we do it?",
    ],
)
def test_what_asks_for_more_than_a_word(text: str) -> None:
    """What names anything else, asks which or how, or asks the bot about itself is no closing question."""
    assert closing_question(text) is None


@pytest.mark.parametrize(
    ("text", "statement", "wished"),
    [
        ("if I only have 200 pairs?", "I only have 200 pairs", False),
        ("what if nobody checked the labels", "nobody checked the labels", False),
        ("ok and suppose we had 1000 more, would that change anything?", "we had 1000 more", False),
        ("ok and if we ALSO want it in our brand voice", "we ALSO want it in our brand voice", True),
        ("hm and what if we also need sources?", "we also need sources", True),
    ],
)
def test_suppositions(text: str, statement: str, *, wished: bool) -> None:
    """What is supposed is told as a statement, and whether its writer wants it."""
    assert supposition(text) == Supposition(statement, wished)


@pytest.mark.parametrize(
    "text", ["what if", "if it rains", "if we tune it, do we own the model?", "we have 200 pairs", "ifs and buts"]
)
def test_no_suppositions(text: str) -> None:
    """Nothing is supposed where nothing follows, or where something else is asked of it."""
    assert supposition(text) is None


@pytest.mark.parametrize(
    ("text", "solved"),
    [
        ("ok did it, 5 examples, now its good!", True),
        ("it works now", True),
        ("problem solved - thanks", True),
        ("added three examples. that fixed it", True),
        ("it works now and then", False),
        ("it works now, but only in English", False),
        ("its good now, right?", False),
        ("we want it to work now", False),
    ],
)
def test_that_the_trouble_is_over(text: str, *, solved: bool) -> None:
    """It is over where a clause says so by itself, and nothing is taken back."""
    assert says_solved(text) is solved


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("i think you dont understand me", True),
        ("you got me wrong", True),
        ("that's not what I asked", True),
        ("you didnt answer my question", True),
        ("I don't understand", False),
        ("what is it you want to know", False),
        ("our users don't understand the answers", False),
    ],
)
def test_who_was_misunderstood(text: str, *, said: bool) -> None:
    """It is the bot who does not understand, and not its reader."""
    assert says_misunderstood(text) is said


def test_small_words() -> None:
    """What objects, what comes on top of something, and what names a model."""
    assert objects("our vendor says tuning is better")
    assert not objects("no RAG tried, it's all in the doc anyway")
    assert comes_on_top("it should be faster as well")
    assert not comes_on_top("it is too slow")
    assert names_a_model("why not llama3?")
    assert names_a_model("4o mini would do")
    assert not names_a_model("our model is fine")


@pytest.mark.parametrize(
    "text",
    [
        "Our vendor says we have to train our own model. Is that so?",
        "my boss read that fine tuning is a must-have, we need it. do we?",
        "A consultant recommended finetuning. Should we?",
        "heard we need fine-tuning, true?",
        "my cto wants fine-tuning. do we really need it?",
        "our CEO insists on a custom model",
        "The board demands that we train our own model, like everybody else.",
        "customers told us we should finetune",
    ],
)
def test_somebody_speaks_for_training(text: str) -> None:
    """Whether to train is all that is asked."""
    assert told_to_train(text)


@pytest.mark.parametrize(
    "text",
    [
        "The docs say fine-tuning needs 50 examples. is it?",
        "our vendor says fine-tuning costs 30k. is that right?",
        "what does fine-tuning do? do we need it?",
        "IT told me we need fine-tuning. What does it cost?",
        "My boss told me we need retrieval. Do we?",
        "Anthropic says fine-tuning needs clean data",
        "the page says a training run must have 10 examples",
        "our ceo wants to know what fine-tuning is",
    ],
)
def test_somebody_says_something_else_of_it(text: str) -> None:
    """A figure, a price, another way: those are questions of their own."""
    assert not told_to_train(text)


@pytest.mark.parametrize("text", ["so we don't tune it?", "no fine-tuning then, right?", "ok so we skip the training?"])
def test_that_nothing_is_trained_is_put_forward(text: str) -> None:
    """It is told apart from whether to train."""
    asked = closing_question(text)
    assert asked is not None
    assert asked.asks is Closing.WITHOUT


@pytest.mark.parametrize(
    "text", ["should we tune it or not?", "so do we train it, yes or no", "is it wrong to fine-tune?"]
)
def test_whether_to_train_puts_nothing_forward(text: str) -> None:
    """A "no" that is one of two answers denies nothing."""
    asked = closing_question(text)
    assert asked is not None
    assert asked.asks is Closing.WHETHER


@pytest.mark.parametrize(
    "text",
    [
        "Great, thanks. so whats the verdict",
        "cheers. verdict?",
        "ok got it, your verdict please",
        "alright mate what's ur verdict now",
        "can we please have the final verdict",
        "yo just gimme the verdict lol",
        "so what is the final verdict then",
    ],
)
def test_the_verdict_is_asked_for(text: str) -> None:
    """In any words that say no more than that; politeness before it changes nothing."""
    assert verdict_wanted(text) is Command.VERDICT


@pytest.mark.parametrize(
    "text",
    [
        "yes, verdict",
        "thanks, what does the verdict cost?",
        "we have 400 pairs. verdict?",
        "thank you",
        "is the verdict final?",
        "why is that the verdict",
        "can we change the verdict",
        "what would flip the verdict",
    ],
)
def test_what_tells_more_is_not_only_asked_for(text: str) -> None:
    """An answer, or a fact before it, is read as one."""
    assert verdict_wanted(text) is None
