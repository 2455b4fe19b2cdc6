"""Yes and no are said to who asks for them; to everybody else the first words say what to do."""

from __future__ import annotations

import pytest

from bot.decision import Outcome, rubric
from bot.reading.asked.verdict_asked import Closing, closing_question, whether_to_train
from bot.replies import Notice, VerdictCard
from tests.person import Person, only, texts_of

MANUALS = "our support bot must know 3,000 manuals that change weekly, it invents facts"


def test_first_words_say_what_to_do() -> None:
    """No first words of a verdict that trains nothing begin with a "No" that nobody asked for."""
    known = rubric()
    every = [rule.answer for rule in known.rules] + [known.outcomes[outcome].answer for outcome in Outcome]
    assert not [answer for answer in every if answer.startswith("No:")]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (f"{MANUALS}. Should we fine-tune?", True),
        (f"{MANUALS}, do we need fine-tuning?", True),
        ("fine-tune or not? our bot has to know 3,000 manuals", True),
        (MANUALS, False),
        (f"{MANUALS}. What should we do?", False),
        ("our vendor offers fine-tuning for 3,000 manuals", False),
        ("should it quote the manual? our users ask for that", False),
    ],
)
def test_who_asks(text: str, asks: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """Whether to train is asked in the telling of a case or not."""
    assert whether_to_train(text) is asks


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (MANUALS, "Let it look the facts up"),
        (f"{MANUALS}. Should we fine-tune?", "No: let it look the facts up"),
        ("the prompt gets 97% on 400 emails, wanted 95, our dev wants fine-tuning anyway", "Keep the prompt you have"),
        ("the prompt gets 97% on 400 emails, wanted 95. do we tune?", "No: keep the prompt you have"),
    ],
)
async def test_card(person: Person, text: str, begins: str) -> None:
    """The card says what to do, after "No" where its case asked whether to train."""
    assert only(VerdictCard, await person.verdict_on(text)).answer.startswith(begins)


@pytest.mark.parametrize("text", ["should we fine-tune?", "should we fine-tune or not", "fine-tune or not?"])
async def test_asked_once_more(person: Person, text: str) -> None:
    """What begins an interview is a question for yes or no once there is a verdict."""
    await person.say(MANUALS)
    assert only(Notice, await person.say(text)).text.startswith("No: let it look the facts up")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("should I drop fine-tuning?", Closing.DROP),
        ("so we skip training?", Closing.WITHOUT),
        ("do we skip the training?", Closing.DROP),
        ("so no training?", Closing.WITHOUT),
        ("we don't tune it then?", Closing.WITHOUT),
        ("we skip tuning, correct?", Closing.DENIED),
    ],
)
def test_dropping(text: str, asks: Closing) -> None:
    """Who asks whether to drop training gets a yes that can't be read as one to training."""
    question = closing_question(text)
    assert question is not None
    assert question.asks is asks


@pytest.mark.parametrize("text", ["so yes or no?", "yes or no?"])
async def test_a_short_word_is_no_surer_than_the_verdict(person: Person, text: str) -> None:
    """Where training rests on a guess, the short answer says as little as the first one did."""
    case = "We categorise products into google's taxonomy, about 5,600 categories, GPT 4.1 gets it right maybe 71% with a pretty long prompt my developer has been tuning since march, and we have 48,000 products our people have corrected by hand. we run maybe 90k products a day. cost is killing us. own model yes?"
    first = [part for reply in await person.say(case) for part in texts_of(reply)]
    assert any("Too early to say; nearest: fine-tuning" in part for part in first)
    short = "\n".join(part for reply in await person.say(text) for part in texts_of(reply))
    assert "oo early to say; nearest: fine-tuning" in short
    assert "Yes" not in short.split("\n")[0]
